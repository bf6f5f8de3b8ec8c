from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms

from tests.cast import SYSTEM, Cast
from tests.intake.sheets import ALL, book, kinds, line, read, roster, rows_of, tally
from tongxin.intake import preview
from tongxin.intake.judging import shown
from tongxin.intake.models import BatchRow, EarlierValues, Heading
from tongxin.intake.preview import doors
from tongxin.intake.workbook import choice_labels
from tongxin.network.forms.people import MemberForm

pytestmark = pytest.mark.django_db


def test_moment_is_shown_to_the_minute_of_shanghai() -> None:
    assert shown(forms.DateTimeField(), datetime(2022, 9, 26, 1, 5, tzinfo=UTC)) == "2022年9月26日 09:05"


def test_correction_the_form_refuses_is_an_error(cast: Cast) -> None:
    membership = cast.join(cast.person("张三"), cast.county)
    batch = read(book(("会员", [["记录编号", "姓名", "手机号"], [str(membership.pk), "张三", "12"]])), by=SYSTEM)
    assert tally(batch) == (0, 0, 0, 1, 0)
    assert rows_of(batch)[0].remark.startswith("C 列「手机号」手机号应为 11 位数字")


def test_record_of_a_kind_that_is_never_corrected_is_an_error(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    final = replace(doors()["organisations"], correct=None)
    monkeypatch.setattr(preview, "doors", lambda: {"organisations": final})
    batch = read(book(("组织", [["记录编号", "组织名称"], [str(cast.county.pk), "新名称"]])), by=SYSTEM)
    assert [row.remark for row in rows_of(batch)] == ["「记录编号」组织登记后不能用表格更正。"]


def test_door_that_refuses_nothing_beforehand_and_finds_nobody_takes_every_line(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = replace(doors()["members"], refusals=None, find=None, key=None)
    monkeypatch.setattr(preview, "doors", lambda: {"members": trusting})
    batch = read(roster(line(cast, "张三", unit="所"), line(cast, "张三", unit="所")), by=SYSTEM)
    assert kinds(batch) == ["new", "new"]


def test_decision_that_does_not_fit_the_record_is_an_error(cast: Cast) -> None:
    """What is told where no sheet is at hand has a label and no column."""
    from tongxin.intake import actions

    head = ["组织名称", "类别", "所在地区", "成立日期"]
    batch = read(book(("组织", [head, ["某组织", "联谊组织", "宁乡市", "2018-05-01"]])), by=SYSTEM)
    row = rows_of(batch)[0].row
    content = row.content.replace('"likely": []', f'"likely": [[{cast.county.pk}, "宁乡", 80, ["名称相近"]]]')
    row.content = content.replace('"2018-05-01"', '"去年"', 1)
    row.save()
    actions.decide_rows(batch, [row.pk], by=SYSTEM, choice="same")
    (decided,) = rows_of(batch)
    assert (decided.row.kind, decided.problems[0][:2]) == ("error", ["", "成立日期"])


def test_yes_or_no_on_record_is_typed_as_on_the_page() -> None:
    from django import forms

    from tongxin.intake.judging import shown

    flag = forms.BooleanField(required=False)
    from tongxin.intake import judging

    assert [judging._typed(flag, value) for value in (True, False, None)] == ["on", "", ""]
    assert shown(flag, value=None) == ""


def test_choices_too_long_for_a_cell_stand_on_a_sheet_of_their_own(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from python_calamine import CalamineWorkbook

    from tongxin.intake import workbook

    monkeypatch.setattr(workbook, "_LONGEST_LIST", 20)
    out = tmp_path / "模板.xlsx"
    with out.open("wb") as file:
        workbook.write_workbook(file, [doors()["members"], doors()["training-classes"]], scope=SYSTEM.scope, path=None)
    lists = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("选项").to_python()
    assert lists[0][0] == choice_labels(MemberForm.base_fields["group"])[0]
    assert choice_labels(MemberForm.base_fields["name"]) == []


def test_workbook_ends_where_a_spreadsheet_would_be_too_long(
    cast: Cast, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongxin.intake import workbook

    monkeypatch.setattr(workbook, "MAX_ROWS", 1)
    out = tmp_path / "组织.xlsx"
    with out.open("wb") as file:
        workbook.write_workbook(file, [doors()["organisations"]], scope=SYSTEM.scope, path="43/")
    assert tally(read(out.read_bytes(), by=SYSTEM)) == (0, 0, 1, 0, 0)


def test_rows_headings_and_former_values_have_names() -> None:
    assert str(Heading(text="微信号")) == "微信号"
    assert str(EarlierValues(pk=3)) == "变更前内容 3"
    assert str(BatchRow(sheet="名册", number=4)) == "名册第 4 行"
    assert ALL
