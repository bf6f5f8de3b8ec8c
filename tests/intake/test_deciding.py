"""Decisions, rights and edges of the actions of intake and of rosters."""

from datetime import date
from typing import Any

import pytest

from tests.cast import CITY, COUNTY, SYSTEM, Cast
from tests.intake.hands import handed_in, imported, member, roster, rows_of, silent
from tongxin.intake import actions
from tongxin.intake.uploads import Upload, kept_file
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.network import actions as network
from tongxin.network.models import Membership


def line(cast: Cast, **more: Any) -> Any:
    values = {"name": "王例一", "mobile": "13800138001", "unit": "", "position": "", "group": "", "title": ""}
    days = {"applied": date(2021, 9, 9), "begin": date(2021, 9, 9), "office_begin": None}
    return {**values, **days, "place": cast.county.place, "organisation": cast.county, **more}


def test_member_is_enrolled_by_hand_as_on_a_roster(cast: Cast) -> None:
    one = network.enrol_member(by=SYSTEM, **line(cast, title="president"))
    assert (one.state, one.organisation) == ("admitted", cast.county)
    with pytest.raises(ConflictError, match="不用再登记"):
        network.enrol_member(by=SYSTEM, **line(cast))
    with pytest.raises(ConflictError, match="会籍已通过，不用再登记"):
        network.enrol_member(by=SYSTEM, same=one.person_id, **line(cast))
    with pytest.raises(ConflictError, match="会长已有人担任"):
        network.enrol_member(by=SYSTEM, **line(cast, name="李例二", mobile="", title="president"))


def test_closed_organisations_take_nobody(cast: Cast) -> None:
    network.close_organisation(cast.neighbour, by=SYSTEM, day=date(2021, 1, 1), reason="注销")
    with pytest.raises(ConflictError, match="已注销"):
        network.enrol_member(by=SYSTEM, **line(cast, organisation=cast.neighbour))


def test_roster_needs_the_right_at_both_places(cast: Cast) -> None:
    with pytest.raises(ForbiddenError, match="人员信息"):
        network.enrol_member(by=cast.actor("neighbour"), **line(cast))


def test_corrections_of_members_leave_organisation_and_office_alone(cast: Cast) -> None:
    one = network.enrol_member(by=SYSTEM, **line(cast, title="director"))
    one = Membership.objects.whole_network(reason="test").get(pk=one.pk)
    with pytest.raises(InputError, match="请办理转会"):
        network.correct_member(one, by=SYSTEM, reason="错", **line(cast, organisation=cast.city))
    with pytest.raises(InputError, match="离任和任职"):
        network.correct_member(one, by=SYSTEM, reason="错", **line(cast, title="president"))
    network.correct_member(one, by=SYSTEM, reason="错", **line(cast, title="director", begin=date(2021, 9, 10)))
    assert Membership.objects.whole_network(reason="test").get(pk=one.pk).begin == date(2021, 9, 10)


def test_decision_that_names_nobody_listed_is_refused(cast: Cast) -> None:
    known = cast.person("王例一", unit="示例公司")
    batch = handed_in(roster(member("王例一", "13800138001", "示例公司")), by=SYSTEM, path=CITY)
    (row,) = rows_of(batch)
    with pytest.raises(InputError, match="只能选择列出的记录"):
        actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="same", chosen=known.pk + 1000)
    assert actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="same") == 1
    assert actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="skip") == 1
    assert (batch.new, batch.duplicates) == (0, 1)


def test_files_too_large_or_gone_are_named(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = actions.receive_file(Upload(name="", content=roster(member("王例一"))), by=SYSTEM, path=CITY)
    assert batch.filename == "未命名"
    kept_file(batch).unlink()
    with pytest.raises(ConflictError, match="请重新上传"):
        actions.preview_file(batch, by=SYSTEM, progress=silent)
    monkeypatch.setattr(actions, "MOST_BYTES", 3)
    with pytest.raises(InputError, match="请拆成几个"):
        actions.receive_file(Upload(name="x", content=b"abcd"), by=SYSTEM, path=CITY)


def test_upload_while_the_batch_waits_for_approval_is_a_batch_of_its_own(cast: Cast) -> None:
    by = cast.actor("secretary")
    waiting = actions.hand_up(handed_in(roster(member("王例一", "13800138001")), by=by, path=COUNTY), by=by)
    imported(roster(member("王例一", "13800138001")), by=by, path=COUNTY)
    with pytest.raises(ConflictError, match="同一份文件刚才已在"):
        actions.apply_batch(waiting, by=by)
    actions.send_back(waiting, by=by, reason="已导入")
    assert actions.preview_file(waiting, by=by, progress=silent).unchanged == 1
