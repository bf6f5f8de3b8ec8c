"""Undo restores the exact former state, or says which later work rests on the import."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import CITY, COUNTY, SYSTEM, Cast
from tests.intake.hands import (
    cells_of,
    exported,
    handed_in,
    imported,
    member,
    roster,
    state_of_the_tables,
    workbook,
)
from tests.records.giving.samples import cause
from tongxin.intake import actions
from tongxin.intake.models import Batch, EarlierValues
from tongxin.intake.preview import door_named
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.network import actions as network
from tongxin.network.models import Membership, Organisation, Person
from tongxin.records.giving.models import Gift
from tongxin.records.giving.queries import book_of
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


def edited(door: str, cast: Cast, change: Any, *, who: str = "province") -> Batch:
    """Export a door, edit the first record's cells by heading, hand the workbook in and put it on record."""
    by, one = cast.actor(who), door_named(door)
    sheets = cells_of(exported([one], by=by))
    rows = sheets[one.label]
    for heading, text in change.items():
        rows[1][rows[0].index(heading)] = text
    return imported(workbook({one.label: rows}), by=by, path=CITY if who == "registrar" else "43/")


def test_undo_of_new_members_leaves_no_trace(cast: Cast) -> None:
    by = cast.actor("registrar")
    before = state_of_the_tables()
    batch = imported(
        roster(member("王例一", "13800138001", title="会长"), member("李例二", "13800138002", "示例公司")), by=by
    )
    assert state_of_the_tables() != before
    actions.undo_batch(batch, by=by, reason="传错了")
    assert state_of_the_tables() == before
    assert batch.state == "undone"
    with pytest.raises(ConflictError, match="已撤销"):
        actions.undo_batch(batch, by=by, reason="再来一次")


def test_undo_of_a_changed_member_brings_the_very_bytes_back(cast: Cast) -> None:
    cast.join(cast.person("王例一", mobile="13800138001", unit="示例一公司"), cast.county)
    before = state_of_the_tables()
    batch = edited(
        "members", cast, {"手机号": "13800138009", "工作单位": "示例九公司", "会内职务": "理事"}, who="registrar"
    )
    person = Person.objects.whole_network(reason="test").get()
    assert (person.mobile, person.unit) == ("13800138009", "示例九公司")
    actions.undo_batch(batch, by=cast.actor("registrar"), reason="改错了")
    assert state_of_the_tables() == before
    assert EarlierValues.objects.whole_network(reason="test").filter(batch=batch).count() >= 1


def test_undo_of_a_changed_organisation_brings_names_and_search_back(cast: Cast) -> None:
    before = state_of_the_tables()
    batch = edited("organisations", cast, {"曾用名和简称": "省联谊会、省会", "登记日期": "2018-01-05"})
    assert state_of_the_tables() != before
    actions.undo_batch(batch, by=cast.actor("province"), reason="改错了")
    assert state_of_the_tables() == before


def a_class(cast: Cast, **more: Any) -> TrainingClass:
    values: dict[str, Any] = {
        "title": "宁乡班",
        "organiser": cast.county,
        "co_organisers": [cast.city],
        "kind": "course",
        "venue": "党校",
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 14),
        "field_days": (date(2021, 5, 12),),
        "days_needed": None,
        **more,
    }
    return training.plan_class(by=SYSTEM, **values)


def test_undo_brings_removed_days_and_links_to_many_back(cast: Cast) -> None:
    a_class(cast)
    before = state_of_the_tables()
    batch = edited(
        "training-classes",
        cast,
        {
            "结业日期": "2021-05-11",
            "现场教学日期": "2021-05-11",
            "结业最少天数": "1",
            "合办单位": "株洲市新的社会阶层人士联谊会、湖南省新的社会阶层人士联谊会",
        },
    )
    assert batch.changed == 1
    assert state_of_the_tables() != before
    actions.undo_batch(batch, by=cast.actor("province"), reason="改错了")
    assert state_of_the_tables() == before


def test_undo_of_new_organisations_that_name_each_other(cast: Cast) -> None:
    head = ["组织名称", "类别", "所在地区", "成立日期", "上级组织"]
    rows = [
        head,
        ["甲示例联谊会", "联谊组织", "430182", "2020-01-01", "宁乡市新的社会阶层人士联谊会"],
        ["乙示例联谊会", "联谊组织", "430182", "2020-01-02", "甲示例联谊会"],
    ]
    label = str(dict(Organisation.Kind.choices)["association"])
    for row in rows[1:]:
        row[1] = label
    before = state_of_the_tables()
    batch = imported(workbook({"组织": rows}), by=cast.actor("province"), path="43/")
    assert batch.new == 2
    actions.undo_batch(batch, by=cast.actor("province"), reason="多余")
    assert state_of_the_tables() == before


def test_undo_is_refused_where_the_import_wrote_a_ledger(cast: Cast) -> None:
    head = (
        "捐赠事项",
        "登记单位",
        "捐赠缘由",
        "受赠方",
        "捐赠方类别",
        "以谁的名义",
        "形式",
        "价值（元）",
        "认捐日期",
        "接收日期",
        "受赠方收据号",
    )
    row = (
        "捐款",
        cast.county.name,
        cause(cast).name,
        "市红十字会",
        "联谊组织",
        cast.county.name,
        "现金",
        "3,800",
        "2021-03-01",
        "2021-03-10",
        "收1",
    )
    batch = imported(workbook({"捐赠": [head, row]}), by=SYSTEM, path=COUNTY)
    assert (batch.new, book_of(Gift.objects.whole_network(reason="test").get()) is None) == (1, False)
    before = state_of_the_tables()
    with pytest.raises(ConflictError, match="不能撤销：导入写入了「账本行」，它只增不改"):
        actions.undo_batch(batch, by=SYSTEM, reason="传错了")
    assert state_of_the_tables() == before


def test_undo_is_refused_where_a_record_was_corrected_later(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = imported(roster(member("王例一", "13800138001")), by=by)
    person = Person.objects.whole_network(reason="test").get()
    network.correct_person(
        person, by=by, reason="改名", name="王例壹", unit="", position="", group="", place=person.place, mobile=""
    )
    before = state_of_the_tables(but=("django_",))
    with pytest.raises(ConflictError, match=f"人员「人员 {person.pk}」在导入以后由 registrar 于 .* 改过"):
        actions.undo_batch(batch, by=by, reason="传错了")
    assert state_of_the_tables(but=("django_",)) == before


def test_undo_is_refused_where_a_roster_names_an_imported_person(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = imported(roster(member("王例一", "13800138001")), by=by)
    training.hold_class(a_class(cast), by=SYSTEM, roster="王例一 13800138001")
    with pytest.raises(ConflictError, match=r"不能撤销：.*用到了导入的人员，请先处理这条记录"):
        actions.undo_batch(batch, by=by, reason="传错了")
    assert Person.objects.whole_network(reason="test").count() == 1


def test_undo_needs_a_reason_and_comes_within_ninety_days(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = imported(roster(member("王例一", "13800138001")), by=by)
    with pytest.raises(InputError, match="请写明原因，会记入操作日志"):
        actions.undo_batch(batch, by=by, reason=" ")
    Batch.objects.whole_network(reason="test").update(applied=timezone.now() - timedelta(days=91))
    with pytest.raises(ConflictError, match="超过 90 天"):
        actions.undo_batch(batch, by=by, reason="传错了")


def test_undone_file_can_be_imported_again(cast: Cast) -> None:
    by, content = cast.actor("registrar"), roster(member("王例一", "13800138001"))
    actions.undo_batch(imported(content, by=by), by=by, reason="先试试")
    again = imported(content, by=by)
    assert (again.new, again.state) == (1, "applied")
    assert Membership.objects.whole_network(reason="test").count() == 1


def test_undo_keeps_persons_who_were_there_before(cast: Cast) -> None:
    cast.person("王例一", mobile="13800138001")
    before = state_of_the_tables()
    batch = imported(roster(member("王例一", "13800138001")), by=cast.actor("registrar"), path=CITY)
    assert Person.objects.whole_network(reason="test").count() == 1
    actions.undo_batch(batch, by=cast.actor("registrar"), reason="传错了")
    assert state_of_the_tables() == before


def test_undo_of_a_place_needs_import_there(cast: Cast) -> None:
    from tongxin.kernel.errors import TongxinError

    batch = handed_in(roster(member("王例一", "13800138001")), by=cast.actor("secretary"), path=COUNTY)
    with pytest.raises(TongxinError):
        actions.apply_batch(batch, by=cast.actor("neighbour"))
