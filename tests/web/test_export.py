"""An exported table: readable, complete, and never a formula."""

import csv
from contextlib import closing
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import FileResponse
from python_calamine import CalamineWorkbook

from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope, Verb
from tongxin.web import export
from tongxin.web.export import Sheet, download, workbook
from tongxin.web.format import Kind
from tongxin.web.spreadsheet import CSV, safe_text
from tongxin.web.table import Column, Table

COLUMNS = (
    Column(name="name", label="名称", value="name"),
    Column(name="held", label="日期", value="held", kind=Kind.DATE),
    Column(name="people", label="人次", value="people", kind=Kind.NUMBER, unit="人次", hidden=True),
    Column(name="rate", label="覆盖率", value="rate", kind=Kind.PERCENT),
    Column(name="money", label="经费", value="money", kind=Kind.FEN),
)


def lines_of(response: FileResponse) -> list[list[Any]]:
    with closing(response.file_to_stream) as file:
        book = CalamineWorkbook.from_filelike(BytesIO(file.read()))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def read_back(rows: list[dict[str, Any]]) -> list[list[Any]]:
    return lines_of(workbook(Table(COLUMNS, rows), title="培训", source=["演示数据", "湖南省 2021年"]))


def test_sheet_holds_source_heading_and_typed_cells() -> None:
    row = {"name": "班次", "held": date(2021, 3, 5), "people": 4236, "rate": Fraction(104, 122), "money": 12345}
    lines = read_back([row])
    assert [line[0] for line in lines[:3]] == ["培训", "演示数据", "湖南省 2021年"]
    assert lines[3][0].startswith("导出日期：")
    assert lines[5] == ["名称", "日期", "人次（人次）", "覆盖率", "经费（元）"]
    assert lines[6][0] == "班次"
    assert lines[6][1] == date(2021, 3, 5)
    assert lines[6][2] == 4236
    assert lines[6][4] == 123.45


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_looks_like_a_formula_is_kept_as_text(start: str) -> None:
    assert safe_text(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert str(read_back([{"name": f"{start}1+1"}])[6][0]).replace("\r", "") == f"{start}1+1".replace("\r", "")


def test_text_of_a_workbook_is_read_back_as_it_was_and_stays_text_when_edited() -> None:
    response = workbook(Table(COLUMNS, [{"name": "-某减厂"}, {"name": "某厂"}]), title="单位", source=[])
    with closing(response.file_to_stream) as file:
        content = file.read()
    cells = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert [line[0] for line in cells[-2:]] == ["-某减厂", "某厂"]
    parts = ZipFile(BytesIO(content))
    assert parts.read("xl/styles.xml").count(b'quotePrefix="1"') == 1
    assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_title_and_source_cannot_carry_a_formula() -> None:
    lines = lines_of(workbook(Table(COLUMNS, []), title="=1+1", source=["@SUM(1)"]))
    assert lines[0][0] == "=1+1"
    assert lines[1][0] == "@SUM(1)"


def test_missing_and_withheld_values_stay_words() -> None:
    line = read_back([{"name": None, "people": "不足 5 人，不公开"}])[6]
    assert line[0] == ""
    assert line[2] == "不足 5 人，不公开"


def test_too_many_rows_are_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_ROWS", 2)
    with pytest.raises(InputError, match="请先筛选再导出"):
        read_back([{"name": "甲"}] * 3)


def test_download_has_a_chinese_name() -> None:
    response = workbook(Table(COLUMNS, []), title="培训", source=[])
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E5%9F%B9%E8%AE%AD.xlsx"
    response.file_to_stream.close()


def csv_of(rows: list[dict[str, Any]], columns: Any = COLUMNS) -> list[list[str]]:
    response = download(Sheet(title="培训", table=Table(columns, rows), source=["湖南省"]), CSV)
    with closing(response.file_to_stream) as file:
        raw = file.read()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(raw.decode("utf-8-sig"))))


def test_csv_holds_headings_and_exact_values_only() -> None:
    row = {"name": "班次", "held": date(2021, 3, 5), "people": -4236, "rate": Fraction(104, 122), "money": 12345}
    assert csv_of([row, {}]) == [
        ["名称", "日期", "人次（人次）", "覆盖率", "经费（元）"],
        ["班次", "2021-03-05", "-4236", "0.852459", "123.45"],
        ["", "", "", "", ""],
    ]


def test_csv_never_holds_a_formula() -> None:
    columns = (
        Column(name="name", label="=1+1", value="name"),
        Column(name="open", label="公开", value="open", kind=Kind.FLAG),
        Column(name="at", label="时间", value="at", kind=Kind.TIME),
    )
    rows = [{"name": '@SUM(1)\n"，"', "open": True, "at": datetime(2022, 7, 21, 1, 0, tzinfo=UTC)}]
    assert csv_of(rows, columns) == [["'=1+1", "公开", "时间"], ['\'@SUM(1)\n"，"', "是", "2022年7月21日 09:00"]]


def test_csv_download_says_what_it_is() -> None:
    response = download(Sheet(title="培训/名册", table=Table(COLUMNS, [])), CSV)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].endswith("%2F%E5%90%8D%E5%86%8C.csv")
    response.file_to_stream.close()


def test_columns_about_people_need_the_right_to_names() -> None:
    columns = (Column(name="name", label="姓名", value="name", personal=True), COLUMNS[2])
    sheet = Sheet(title="名册", table=Table(columns, []))
    assert sheet.is_personal
    assert sheet.within(Scope.of({"43/": {Verb.MEMBERS}})) == sheet
    without = sheet.within(Scope.of({"43/": {Verb.VIEW, Verb.ADMINISTER}}))
    assert [column.name for column in without.table.columns] == ["people"]
    assert not without.is_personal


def test_progress_is_told_and_lifts_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_ROWS", 2)
    monkeypatch.setattr(export, "_STEP", 2)
    told: list[int] = []
    with closing(BytesIO()) as file:
        sheet = Sheet(title="培训", table=Table(COLUMNS, [{"name": "甲"}] * 5))
        export.write(file, sheet, form=CSV, progress=told.append)
    assert told == [2, 4, 5]
    assert not sheet.is_longer_than(1)
