"""A file is held against itself, and a decision that it is the same one is a correction, never a dead end."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.cast import COUNTY, SYSTEM, Cast
from tests.intake.hands import handed_in, imported, kinds_of, member, roster, rows_of, silent, tallies, workbook
from tongxin.intake import actions, deciding, queries
from tongxin.intake.door import every_door
from tongxin.intake.models import Batch, BatchRow
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.network import actions as network
from tongxin.network.models import Membership, Person

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "手机号", "工作单位", "职务", "归属地区"]


def persons(*lines: list[Any]) -> bytes:
    return workbook({"人员": [HEAD, *lines]})


def line(name: str, mobile: str = "", unit: str = "", position: str = "", *, place: str = "宁乡市") -> list[Any]:
    return [name, mobile, unit, position, place]


def remarks(batch: Batch) -> list[str]:
    return [queries.opened(row).remark for row in rows_of(batch)]


def people() -> list[tuple[str, str, str, str]]:
    rows = Person.objects.whole_network(reason="test").order_by("id")
    return [(one.name, one.mobile, one.unit, one.position) for one in rows]


def test_person_who_stands_in_a_file_several_times_is_one(cast: Cast) -> None:
    content = persons(
        line("张三", "13700000001", "某厂"),
        line("张三", "137-0000-0001", "某厂", "厂长"),
        line("王五", "", "某厂"),
        line("王五", "", "某 厂"),
        line("王五", "", "某厂"),
        line("艾力·买买提"),
        line("艾力．买买提"),
        line("张叁", "13700000001", "某厂"),
    )
    batch = imported(content, by=cast.actor("registrar"))
    assert tallies(batch) == (3, 0, 0, 0, 5)
    assert people() == [
        ("张三", "13700000001", "某厂", ""),
        ("王五", "", "某厂", ""),
        ("艾力·买买提", "", "", ""),
    ]


def test_repeated_line_says_what_it_says_otherwise(cast: Cast) -> None:
    content = persons(
        line("张三", "13700000001", "某厂"),
        line("张三", "13700000001", "某厂", "厂长"),
        line("张叁", "13700000001", "某厂"),
    )
    batch = handed_in(content, by=cast.actor("registrar"))
    assert remarks(batch)[1:] == [
        "与第 2 行是同一条，只导入前面一行；这一行另写的「职务」没有采用。",
        "与第 2 行是同一个，只导入前面一行；这一行另写的「姓名」没有采用。",
    ]


def test_same_file_again_with_one_more_line_brings_one(cast: Cast) -> None:
    first, more = line("张三", "13700000001", "某厂"), line("李四", "13700000002", "某厂")
    imported(persons(first), by=cast.actor("registrar"))
    assert tallies(imported(persons(first, more), by=cast.actor("registrar"))) == (1, 0, 1, 0, 0)
    assert [one[0] for one in people()] == ["张三", "李四"]


def test_line_that_may_be_an_earlier_one_of_the_file_is_decided(cast: Cast) -> None:
    """Two homonyms of one employer in two places: whether they are one is said by whoever knows."""
    content = persons(line("王五", "", "某厂"), line("王五", "", "某厂", place="浏阳市"))
    by = cast.actor("registrar")
    batch = handed_in(content, by=by)
    assert kinds_of(batch) == ["new", "duplicate"]
    assert remarks(batch)[1] == "可能是 第 2 行 王五 某厂（姓名相同、单位相同）"
    assert actions.decide(batch, by=by, choice="same") == "已决定 1 行。"
    assert (kinds_of(batch), remarks(batch)[1]) == (["new", "duplicate"], "与前面一行是同一个，不再导入")
    actions.decide(batch, by=by, choice="other", row=rows_of(batch)[1].pk)
    assert tallies(actions.apply_batch(batch, by=by)) == (2, 0, 0, 0, 0)
    assert len(people()) == 2


def test_namesakes_alike_in_everything_are_two_where_somebody_says_so(cast: Cast) -> None:
    by = cast.actor("registrar")
    cast.person("王五", unit="某厂")
    batch = handed_in(persons(line("王五", "", "某厂"), line("赵六"), line("赵六"), line("赵六")), by=by)
    assert kinds_of(batch) == ["duplicate", "new", "duplicate", "duplicate"]
    (first, _, second, _) = rows_of(batch)
    for row in (first, second):
        actions.decide(batch, by=by, choice="other", row=row.pk)
    actions.apply_batch(batch, by=by)
    assert [one[0] for one in people()] == ["王五", "王五", "赵六", "赵六"]


def test_members_of_a_file_are_not_taken_for_persons_its_other_sheet_is_about_to_make(cast: Cast) -> None:
    sheets = {
        "人员": [HEAD, line("张三", "13700000001", "某厂"), line("李四", "", "某厂")],
        "会员": [
            ["姓名", "手机号", "单位", "所在组织", "入会日期"],
            ["张三", "13700000001", "某厂", cast.county.name, "2021-03-09"],
        ],
    }
    batch = imported(workbook(sheets), by=cast.actor("registrar"))
    assert tallies(batch) == (3, 0, 0, 0, 0)
    (membership,) = Membership.objects.whole_network(reason="test")
    assert [one[0] for one in people()] == ["张三", "李四"]
    assert membership.person.name == "张三"


def test_the_same_one_is_corrected_by_what_the_row_says_and_by_nothing_it_leaves_blank(cast: Cast) -> None:
    by = cast.actor("secretary")
    membership = cast.join(cast.person("王例一", unit="示例所", position="主任"), cast.county)
    batch = handed_in(roster(member("王例一", "13800138001", "示例所", begin="2020-03-05")), by=by, path=COUNTY)
    assert tallies(batch) == (0, 0, 0, 0, 1)
    actions.decide(batch, by=by, choice="same")
    assert tallies(batch) == (0, 1, 0, 0, 0)
    assert remarks(batch) == ["手机号：空 → 13800138001"]
    actions.preview_file(batch, by=by, progress=silent)
    assert (tallies(batch), rows_of(batch)[0].choice) == ((0, 1, 0, 0, 0), "same")
    actions.apply_batch(batch, by=by)
    assert people() == [("王例一", "13800138001", "示例所", "主任")]
    assert Membership.objects.whole_network(reason="test").get() == membership
    actions.undo_batch(batch, by=by, reason="试")
    assert people() == [("王例一", "", "示例所", "主任")]


def test_known_person_who_joins_is_corrected_too(cast: Cast) -> None:
    by = cast.actor("secretary")
    known = cast.person("王例一", unit="示例所")
    batch = handed_in(roster(member("王例一", "13800138001", "示例所", position="主任")), by=by, path=COUNTY)
    actions.decide(batch, by=by, choice="same")
    assert (tallies(batch), remarks(batch)) == ((1, 0, 0, 0, 0), ["手机号：空 → 13800138001；职务：空 → 主任"])
    actions.apply_batch(batch, by=by)
    assert people() == [("王例一", "13800138001", "示例所", "主任")]
    assert Membership.objects.whole_network(reason="test").get().person_id == known.pk


def test_choice_taken_back_leaves_nothing_of_the_comparison(cast: Cast) -> None:
    by = cast.actor("secretary")
    cast.join(cast.person("王例一", unit="示例所", position="主任"), cast.county)
    batch = handed_in(roster(member("王例一", "13800138001", "示例所")), by=by, path=COUNTY)
    actions.decide(batch, by=by, choice="same")
    (row,) = rows_of(batch)
    actions.decide(batch, by=by, choice="other", row=row.pk)
    assert (tallies(batch), remarks(batch)) == ((1, 0, 0, 0, 0), [""])
    actions.apply_batch(batch, by=by)
    assert people() == [("王例一", "", "示例所", "主任"), ("王例一", "13800138001", "示例所", "")]


def test_decision_that_will_be_refused_says_so_at_once_and_can_be_changed(cast: Cast) -> None:
    by = cast.actor("secretary")
    cast.applicant(cast.person("王例一", unit="示例所"), cast.county)
    batch = handed_in(roster(member("王例一", "", "示例所")), by=by, path=COUNTY)
    actions.decide(batch, by=by, choice="same")
    assert (tallies(batch), remarks(batch)) == ((0, 0, 0, 1, 0), ["这个人在本组织的会籍待审核，不用再登记。"])
    actions.decide(batch, by=by, choice="skip", row=rows_of(batch)[0].pk)
    assert (tallies(batch), remarks(batch)) == ((0, 0, 0, 0, 1), [""])


def test_record_of_a_set_that_corrects_nothing_hangs_on_the_one_chosen(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {**every_door(), "members": replace(every_door()["members"], joined=None, hangs_on="", refusals=None)}
    monkeypatch.setattr(deciding, "every_door", lambda: plain)
    known = cast.person("王例一", unit="示例所")
    batch = handed_in(roster(member("王例一", "13800138001", "示例所")), by=SYSTEM)
    actions.decide(batch, by=SYSTEM, choice="same")
    (row,) = rows_of(batch)
    content = json.loads(row.content)
    assert (row.kind, content["same"], content["also"]) == ("new", known.pk, None)


def test_rows_refused_at_the_import_say_why_each_and_the_others_go_in(cast: Cast) -> None:
    by = cast.actor("secretary")
    first, last = member("王例一", "13800138001"), member("张例三", "13800138003", title="会长")
    batch = handed_in(roster(first, member("李例二", "13800138002"), last), by=by, path=COUNTY)
    other = cast.join(cast.person("王例一", mobile="13800138001"), cast.county)
    network.appoint_office(other, by=SYSTEM, title="president", begin=other.begin)
    with pytest.raises(ConflictError, match=r"第 2 行现在不能导入：.*另有 1 行也是。整批都没有写入"):
        actions.apply_batch(batch, by=by)
    stored = Batch.objects.whole_network(reason="test").get(pk=batch.pk)
    assert (stored.state, tallies(stored)) == ("previewed", (1, 0, 0, 2, 0))
    # why may name somebody: it stands sealed in the rows alone
    assert stored.message == "没有导入：花名册第 2 行等 2 行现在不能导入，整批都没有写入，原因已写在各行。"
    assert remarks(batch) == [
        "这个人在本组织的会籍已通过，不用再登记。",
        "",
        f"「{cast.county.name}」的会长已有人担任。",
    ]
    actions.apply_batch(stored, by=by)
    assert [one[0] for one in people()] == ["王例一", "李例二"]


def test_singles_refused_at_the_import_say_why_each(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = handed_in(persons(line("张三", "13700000001"), line("李四"), line("王五", place="浏阳市")), by=by)
    cast.person("张三", mobile="13700000001")
    (first, *_, last) = rows_of(batch)
    broken = json.loads(last.content)
    broken["texts"]["place"] = "没有这里"
    last.content = json.dumps(broken, ensure_ascii=False)
    last.save()
    with pytest.raises(ConflictError, match="第 2 行现在不能导入"):
        actions.apply_batch(batch, by=by)
    assert [one.split("，")[0] for one in remarks(batch)] == ["「张三」已经登记", "", "没有叫「没有这里」的地区"]
    assert BatchRow.objects.whole_network(reason="test").get(pk=first.pk).kind == "error"


def test_reason_that_is_missing_is_asked_for_and_no_row_blamed(cast: Cast) -> None:
    by = cast.actor("registrar")
    batch = handed_in(roster(member("王例一", "13800138001")), by=by)
    Batch.objects.whole_network(reason="test").filter(pk=batch.pk).update(new=2)
    batch.refresh_from_db(from_queryset=Batch.objects.whole_network(reason="test"))
    with pytest.raises(ConflictError, match="没有读完整"):
        actions.apply_batch(batch, by=by)
    assert batch.message == "没有导入：这一批没有读完整，请重新读取后再导入。"
    assert kinds_of(batch) == ["new"]


def test_decision_names_only_what_is_likely(cast: Cast) -> None:
    cast.person("王例一", unit="示例所")
    batch = handed_in(roster(member("王例一", "13800138001", "示例所")), by=SYSTEM)
    with pytest.raises(InputError, match="只能选择列出的记录"):
        actions.decide(batch, by=SYSTEM, choice="same", row=rows_of(batch)[0].pk, chosen=0)
