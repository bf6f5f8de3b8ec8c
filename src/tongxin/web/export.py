"""Any table as an Excel file: written row by row, safe against formulas hidden in text, and saying where it is from."""

import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.web.format import NOTHING, Kind, moment, plain_date
from tongxin.web.table import Column, Table

MAX_ROWS = 200_000
_MAX_CELL = 32_000  # Excel's own limit is 32,767 characters
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {},
    Kind.NUMBER: {"num_format": "#,##0.######"},
    Kind.PERCENT: {"num_format": "0.00%"},
    Kind.DATE: {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"},
    Kind.TIME: {"align": "left"},
    Kind.FEN: {"num_format": "#,##0.00"},
    Kind.GRAM: {"num_format": "#,##0.###"},
    Kind.FLAG: {},
}


def needs_quoting(text: str) -> bool:
    """Tell whether a spreadsheet program might take text for a formula: it begins with = + - @ or a blank of control."""
    return text.startswith(_FORMULA_STARTS)


def safe_text(text: str) -> str:
    """Return text that no spreadsheet program will ever run: a leading = + - @ tab gets an apostrophe before it."""
    text = text[:_MAX_CELL]
    return f"'{text}" if needs_quoting(text) else text


def workbook(table: Table, *, title: str, source: Iterable[str]) -> FileResponse:
    """Return the table as a download. `source` lines (place, period, snapshot, 演示数据) stand above the heading.

    Raises `InputError` beyond `MAX_ROWS` rows.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it was sent
    try:
        _write(file, table, title=title, source=[*source, f"导出日期：{chinese_date(today())}"])
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(file, content_type=_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _write(file: IO[bytes], table: Table, *, title: str, source: list[str]) -> None:
    with xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("数据")
        formats = {kind: book.add_format(style) for kind, style in _FORMATS.items()}
        grey = book.add_format({"font_color": "#66707a"})
        head = book.add_format(
            {"bold": True, "bg_color": "#2f5d8a", "font_color": "#ffffff", "border": 1, "valign": "vcenter"}
        )
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, _width(column))
        sheet.write_string(0, 0, safe_text(title), book.add_format({"bold": True, "font_size": 14}))
        for line, text in enumerate(source, start=1):
            sheet.write_string(line, 0, safe_text(text), grey)
        top = len(source) + 2
        for position, column in enumerate(table.columns):
            sheet.write_string(top, position, safe_text(column.heading), head)
        sheet.freeze_panes(top + 1, 1)
        for count, cells in enumerate(table.lines(), start=1):
            if count > MAX_ROWS:
                raise InputError(f"结果超过 {MAX_ROWS:,} 行，请先筛选再导出。")
            for position, cell in enumerate(cells):
                kind = cell.column.kind
                _cell(sheet, (top + count, position), cell.value, kind=kind, style=formats[kind])


def _width(column: Column) -> int:
    return max(12 if column.kind.is_numeric else 18, 2 * len(column.heading) + 2)


def _cell(sheet: Any, at: tuple[int, int], value: Any, *, kind: Kind, style: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):  # also the word that stands for a withheld number
        sheet.write_string(*at, safe_text(value), style)
    elif kind in _SCALES:
        sheet.write_number(*at, float(Fraction(value) / _SCALES[kind]), style)
    elif kind is Kind.DATE:
        sheet.write_datetime(*at, _midnight(plain_date(value)), style)
    else:
        sheet.write_string(*at, safe_text(_words(value, kind=kind)), style)


# An Excel cell can hold only a binary float; the file is a copy for reading, the exact number stays with the figure.
_SCALES = {Kind.NUMBER: 1, Kind.PERCENT: 1, Kind.FEN: 100, Kind.GRAM: 1000}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a spreadsheet day has no zone


def _words(value: Any, *, kind: Kind) -> str:
    if kind is Kind.TIME:
        return moment(value)
    if kind is Kind.FLAG:
        return "是" if value else "否"
    return str(value) or NOTHING
