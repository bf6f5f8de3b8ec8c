"""The column 办理 of a workbook: what can be asked for in it, its preview, its import and its undoing."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from tests.cast import SYSTEM, Cast
from tests.intake.hands import cells_of, exported, handed_in, kinds_of, rows_of, state_of_the_tables, tallies, workbook
from tests.returns.stage import a_class
from tongxin.access.models import Entry
from tongxin.intake import actions, queries
from tongxin.intake.models import Batch
from tongxin.intake.preview import door_named
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

SHEET = "培训班次"
DOOR = "training-classes"


def rows_with(act: str, **changes: str) -> list[list[Any]]:
    """The exported sheet, with an act asked for in every line, and other cells changed."""
    rows = cells_of(exported([door_named(DOOR)], by=SYSTEM))[SHEET]
    for row in rows[1:]:
        row.extend([""] * (len(rows[0]) - len(row)))
        row[rows[0].index("办理")] = act
        for label, text in changes.items():
            row[rows[0].index(label)] = text
    return rows


def handed(rows: list[list[Any]], **more: Any) -> Batch:
    return handed_in(workbook({SHEET: rows}), by=SYSTEM, path="43/", **more)


def remarks(batch: Batch) -> list[str]:
    return [queries.opened(row).remark for row in rows_of(batch)]


def now(one: TrainingClass) -> TrainingClass:
    return TrainingClass.objects.whole_network(reason="test").get(pk=one.pk)


def written(batch: Batch) -> list[tuple[str, str]]:
    lines = Entry.objects.whole_network(reason="test").filter(batch=batch.pk).order_by("id")
    return [(line.action, line.reason) for line in lines]


def test_last_column_lists_the_acts_that_need_no_form_and_is_blank(cast: Cast) -> None:
    a_class(cast.county)
    content = exported([door_named(DOOR)], by=SYSTEM)
    head, line = cells_of(content)[SHEET]
    assert head[-1] == "办理"
    assert line[len(head) - 1 :] in ([], [""])
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "取消,归档,重新对人员" in sheet
    assert "登记为已举办" not in sheet
    assert "办理" not in cells_of(exported([door_named("asserted-figures")], by=SYSTEM))["历史数字"][0]


def test_act_is_previewed_as_a_change_imported_and_undone(cast: Cast) -> None:
    one = a_class(cast.county)
    before = state_of_the_tables()
    batch = handed(rows_with("归档"))
    assert tallies(batch) == (0, 1, 0, 0, 0)
    assert remarks(batch) == ["办理：空 → 归档"]
    assert state_of_the_tables() == before
    actions.apply_batch(batch, by=SYSTEM)
    assert now(one).state == "closed"
    assert written(batch) == [("training.class.close", "")]
    actions.undo_batch(batch, by=SYSTEM, reason="点错了")
    assert state_of_the_tables() == before


def test_correction_comes_before_the_act(cast: Cast) -> None:
    one = a_class(cast.county)
    batch = handed(rows_with("close", 举办地点="行政学院"))
    assert remarks(batch) == ["举办地点：党校 → 行政学院；办理：空 → 归档"]
    actions.apply_batch(batch, by=SYSTEM)
    assert (now(one).venue, now(one).state) == ("行政学院", "closed")
    assert [action for action, _ in written(batch)] == ["training.class.correct", "training.class.close"]


def test_act_the_state_does_not_allow_is_an_error_of_its_line(cast: Cast) -> None:
    a_class(cast.county, roster="")
    batch = handed(rows_with("归档"))
    assert kinds_of(batch) == ["error"]
    (said,) = remarks(batch)
    assert said.endswith("现在是「计划中」，不能归档，请刷新后再看。")
    assert said[1:].startswith(" 列「办理」培训班次")


def test_act_that_was_done_since_the_preview_stops_the_batch(cast: Cast) -> None:
    one = a_class(cast.county)
    batch = handed(rows_with("归档"))
    training.close_class(now(one), by=SYSTEM)
    with pytest.raises(
        ConflictError, match=r"培训班次第 2 行现在不能导入：.*现在是「已归档」，不能归档.*整批都没有写入"
    ):
        actions.apply_batch(batch, by=SYSTEM)


def test_act_that_needs_a_reason_takes_that_of_the_batch(cast: Cast) -> None:
    one = a_class(cast.county, roster="")
    batch = handed(rows_with("取消"))
    assert "工作表「培训班次」要办理「取消」：请在导入时填写原因。" in batch.notes
    with pytest.raises(InputError, match="「取消」要写明原因，请在导入时填写"):
        actions.apply_batch(batch, by=SYSTEM)
    assert batch.message == "没有导入：「取消」要写明原因，请在导入时填写。"
    assert now(one).state == "planned"
    actions.apply_batch(batch, by=SYSTEM, reason="疫情")
    assert (now(one).state, now(one).cancel_reason) == ("cancelled", "疫情")
    assert written(batch) == [("training.class.cancel", "疫情")]


def test_word_that_is_no_act_is_named_with_those_there_are(cast: Cast) -> None:
    a_class(cast.county)
    (said,) = remarks(handed(rows_with("登记为已举办")))
    assert said.endswith("「登记为已举办」不在可选范围内，请填：取消、归档、重新对人员。")


def test_new_line_cannot_be_acted_on(cast: Cast) -> None:
    a_class(cast.county)
    rows = rows_with("归档")
    rows[1][0] = ""
    (said,) = remarks(handed(rows))
    assert "新增的行不能「归档」：请先导入" in said


def test_own_column_of_that_name_in_somebodys_own_sheet_says_nothing(cast: Cast) -> None:
    rows = [
        ["培训班名称", "主办单位", "开班日期", "结业名册", "办理"],
        ["甲班", cast.county.name, "2021-03-01", "王例山", "已办结"],
    ]
    batch = handed(rows, door=DOOR)
    assert tallies(batch) == (1, 0, 0, 0, 0)
    assert any("E 列「办理」没有对应的栏目" in note for note in batch.notes)


def test_sheet_of_numbers_and_acts_alone_is_enough(cast: Cast) -> None:
    one = a_class(cast.county, day=date(2021, 6, 10))
    batch = handed([["记录编号", "办理"], [str(one.pk), "归档"]])
    assert remarks(batch) == ["办理：空 → 归档"]
    actions.apply_batch(batch, by=SYSTEM)
    assert now(one).state == "closed"


def test_act_nobody_here_may_do_is_an_error_of_its_line(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from tongxin.intake import preview
    from tongxin.kernel.scope import Verb

    a_class(cast.county)
    door = door_named(DOOR)
    assert door.life is not None
    acts = tuple(replace(one, verb=Verb.PUBLISH) if one.code == "close" else one for one in door.life.acts)
    barred = replace(door, life=replace(door.life, acts=acts))
    rows = rows_with("归档")
    monkeypatch.setattr(preview, "doors", lambda: {DOOR: barred})
    batch = handed_in(workbook({SHEET: rows}), by=cast.actor("secretary"), path="43/4301/430182/")
    assert kinds_of(batch) == ["error"]
    assert "权限" in remarks(batch)[0]
