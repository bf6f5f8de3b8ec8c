"""Who may take the newest act back, for how long, and what stands in the way; and what asks once before it is done."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import SYSTEM, Cast, cast
from tests.lives import class_details
from tongxin.access import site
from tongxin.access.models import Entry
from tongxin.access.site import SiteFacts
from tongxin.attendance import actions as attendance
from tongxin.attendance.models import Participation
from tongxin.intake.earlier import forget_acts
from tongxin.intake.models import EarlierValues
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.lifecycle import taking_back
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.taking_back import take_back_last
from tongxin.ports.desk import take_snapshot
from tongxin.ports.locked import LOCKED_RETURNS
from tongxin.ports.room import rooms
from tongxin.records.training import actions
from tongxin.records.training.models import TrainingClass

pytestmark = pytest.mark.django_db
ALL = "the test reads every row"


@pytest.fixture
def stage(settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    facts = SiteFacts(name="测试", home_path="43/", home_code="430000", is_demo=False, reporting_day=None)
    site.set_up(facts, by=SYSTEM)
    return cast()


@pytest.fixture
def held(stage: Cast) -> TrainingClass:
    by = stage.actor("secretary")
    one = actions.plan_class(by=by, **class_details(stage))
    return actions.hold_class(one, by=by, roster="王例山\n李例水")


def again(one: Any) -> Any:
    one.refresh_from_db(from_queryset=type(one).objects.whole_network(reason=ALL))
    return one


def lines(one: TrainingClass) -> list[Participation]:
    rows = Participation.objects.whole_network(reason=ALL)
    return list(rows.filter(occasion=one.occasion_id).order_by("pk"))


def last(one: Any) -> Entry:
    line = Entry.objects.about(one).order_by("-pk").first()
    assert line is not None
    return line


def test_newest_act_goes_first_and_the_one_before_can_go_after_it(stage: Cast, held: TrainingClass) -> None:
    by = stage.actor("secretary")
    line = lines(held)[0]
    attendance.correct_line(line, by=by, reason="数错", days_attended=1)
    assert take_back_last(held, by=by, reason="还是原来的对").words == "更正名册"
    assert (again(line).days_attended, line.shown_name, line.completed) == (None, "王例山", True)
    assert take_back_last(held, by=by, reason="还没有举办").words == "登记为已举办"
    assert (again(held).state, lines(held)) == ("planned", [])
    assert (last(held).action, last(held).reason, last(held).actor) == ("lifecycle.take_back", "还没有举办", by.name)
    assert (last(held).before["state"], last(held).after["state"]) == ("held", "planned")
    number = held.pk
    assert take_back_last(held, by=by, reason="登记错了").words == "登记培训班"
    assert not TrainingClass.objects.whole_network(reason=ALL).filter(pk=number).exists()


def test_taking_back_needs_a_reason(stage: Cast, held: TrainingClass) -> None:
    with pytest.raises(InputError, match="请写明原因"):
        take_back_last(held, by=stage.actor("secretary"), reason=" ")


def test_only_who_did_it_or_the_level_above_may(stage: Cast, held: TrainingClass) -> None:
    actions.close_class(held, by=SYSTEM)
    with pytest.raises(ForbiddenError, match="只有办理的人，或上一级有「登记」权限的同事可以撤回"):
        take_back_last(held, by=stage.actor("secretary"), reason="点错")
    with pytest.raises(ForbiddenError):
        take_back_last(held, by=stage.actor("neighbour"), reason="点错")
    with pytest.raises(ForbiddenError):
        take_back_last(held, by=stage.actor("stranger"), reason="点错")
    take_back_last(held, by=stage.actor("city"), reason="点错")
    assert again(held).state == "held"


def test_only_within_a_day(stage: Cast, held: TrainingClass, monkeypatch: pytest.MonkeyPatch) -> None:
    done = last(held).at
    monkeypatch.setattr("django.utils.timezone.now", lambda: done + timedelta(hours=24, seconds=1))
    with pytest.raises(ConflictError, match="不能撤回：只能在 24 小时以内撤回"):
        take_back_last(held, by=stage.actor("secretary"), reason="点错")
    monkeypatch.setattr("django.utils.timezone.now", lambda: done + timedelta(hours=24))
    take_back_last(held, by=stage.actor("secretary"), reason="点错")


def test_what_rests_on_it_stands_in_the_way(stage: Cast) -> None:
    by = stage.actor("secretary")
    one = actions.plan_class(by=by, **class_details(stage))
    file = EvidenceFile.objects.create(
        path=one.path, record_type="training.trainingclass", record_id=one.pk, kind="sheet", name="表.xlsx",
        media_type="x", bytes=1, sha256="0" * 64, original_sha256="1" * 64,
    )  # fmt: skip
    with pytest.raises(ConflictError, match="已上传佐证"):
        take_back_last(one, by=by, reason="点错")
    EvidenceFile.objects.same_as(file).delete()
    take_back_last(one, by=by, reason="点错")
    with pytest.raises(ConflictError, match="没有可以撤回的办理"):
        take_back_last(one, by=by, reason="点错")


def test_issued_report_stands_in_the_way(stage: Cast, held: TrainingClass, monkeypatch: pytest.MonkeyPatch) -> None:
    before, issued = take_snapshot(by=SYSTEM), ""
    found = [
        replace(one, snapshots=lambda: frozenset({issued})) if one.snapshots and one.citations else one
        for one in rooms()
    ]
    monkeypatch.setattr(taking_back, "rooms", lambda: found)
    issued = before.id
    with pytest.raises(ConflictError, match="已有签发的报告以含有这条记录的数字为依据"):
        take_back_last(held, by=stage.actor("secretary"), reason="点错")
    actions.close_class(held, by=stage.actor("secretary"))  # after the report
    take_back_last(held, by=stage.actor("secretary"), reason="点错")
    assert again(held).state == "held"


def test_locked_return_stands_in_the_way(stage: Cast, held: TrainingClass) -> None:
    class Locked:
        def restate(self, affected: Any, *, by: Any, reason: str) -> None:
            assert (bool(affected), reason) == (True, "")
            raise ConflictError("2021年的上报已锁定。")

    with LOCKED_RETURNS.answered_by(Locked()), pytest.raises(ConflictError, match="不能撤回：2021年的上报已锁定。"):
        take_back_last(held, by=stage.actor("secretary"), reason="点错")
    assert again(held).state == "held"
    assert len(lines(held)) == 2


def test_what_is_kept_for_taking_back_goes_after_a_day(
    stage: Cast, held: TrainingClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    attendance.correct_line(lines(held)[0], by=stage.actor("secretary"), reason="数错", days_attended=1)
    kept = EarlierValues.objects.whole_network(reason=ALL)
    assert kept.filter(record_type="attendance.participation", batch=None).count() == 1
    assert forget_acts() == "删去 0 条为撤回留存的内容。"
    now = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    assert forget_acts().startswith("删去 ")
    assert not kept.exists()


def test_pages_ask_why_and_say_what_would_be_taken_back(stage: Cast, held: TrainingClass) -> None:
    client = stage.client("secretary")
    address = f"/training/{held.pk}/take_back/"
    assert "撤回上一步" in client.get(f"/training/{held.pk}/").content.decode()
    page = unescape(client.get(address).content.decode())
    assert "撤回：登记为已举办" in page
    assert "由 secretary 办理的「登记为已举办」" in page
    assert client.post(address, {"reason": ""}).status_code == 400
    assert again(held).state == "held"
    assert client.post(address, {"reason": "还没有举办"}).headers["location"] == f"/training/{held.pk}/"
    assert again(held).state == "planned"
    assert stage.client("neighbour").get(address).status_code == 404
    assert "撤回上一步" not in stage.client("member").get(f"/training/{held.pk}/").content.decode()
    assert client.post(address, {"reason": "登记错了"}).headers["location"] == "/training/"


def test_archiving_asks_once_and_can_be_taken_back(stage: Cast, held: TrainingClass) -> None:
    client = stage.client("secretary")
    record = client.get(f"/training/{held.pk}/").content.decode()
    assert f'href="/training/{held.pk}/close/"' in record
    page = client.get(f"/training/{held.pk}/close/").content.decode()
    assert "归档以后，这条记录就办完了" in page
    assert 'type="submit">归档</button>' in page
    assert again(held).state == "held"
    assert client.post(f"/training/{held.pk}/close/").status_code == 302
    assert again(held).state == "closed"
    take_back_last(held, by=stage.actor("secretary"), reason="点错")
    assert again(held).state == "held"


def test_page_takes_back_what_it_showed_or_nothing(stage: Cast, held: TrainingClass) -> None:
    client, address = stage.client("secretary"), f"/training/{held.pk}/take_back/"
    page = client.get(address).content.decode()
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', page)
    actions.close_class(held, by=stage.actor("secretary"))
    refused = client.post(address, {"reason": "登记错了", "shown": shown})
    assert refused.status_code == 409
    assert "刚才又有人办理了这条记录" in refused.content.decode()
    assert again(held).state == "closed"
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', client.get(address).content.decode())
    assert client.post(address, {"reason": "还没办完", "shown": shown}).status_code == 302
    assert again(held).state == "held"


def test_act_on_very_many_rows_taken_back_hides_no_other(stage: Cast, held: TrainingClass) -> None:
    """Its lines are many more than are looked at: each act counts once."""
    by = stage.actor("secretary")
    actions.add_roster(held, by=by, roster="\n".join(f"王例{chr(0x4E00 + number)}" for number in range(70)))
    assert len(lines(held)) == 72
    take_back_last(held, by=by, reason="贴错了")
    assert len(lines(held)) == 2
    actions.correct_class(held, by=by, reason="写错", **class_details(stage, title="改了名"))
    assert taking_back.last_act(held).code == "training.class.correct"
    assert take_back_last(held, by=by, reason="没有写错").code == "training.class.correct"
    assert taking_back.last_act(held).code == "training.class.hold"
