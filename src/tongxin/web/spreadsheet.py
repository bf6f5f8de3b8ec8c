"""Writes tables as Excel or CSV files, row by row, so that memory does not grow with the rows; no text ever runs."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import TextIOWrapper
from typing import IO, Any

from tongxin.office.timeless import new_workbook
from tongxin.web.format import NOTHING, Kind, moment, plain_date
from tongxin.web.table import Column

XLSX, CSV = "xlsx", "csv"
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
Lines = Iterable[Sequence[Any]]
_MAX_CELL = 32_000  # Excel's own limit is 32,767 characters
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_DECIMALS = Decimal("0.000001")
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
# An Excel cell can hold only a binary float; the file is a copy for reading, the exact number stays with the figure.
_SCALES = {Kind.NUMBER: 1, Kind.PERCENT: 1, Kind.FEN: 100, Kind.GRAM: 1000}


def needs_quoting(text: str) -> bool:
    """Tell whether a spreadsheet program might take text for a formula: it begins with = + - @ or a blank of control."""
    return text.startswith(_FORMULA_STARTS)


def safe_text(text: str) -> str:
    """Return text for a CSV file that no spreadsheet program will ever run: a leading = + - @ tab gets an apostrophe.

    A cell of a workbook is text by its kind and needs none: what was written there is read back as it was.
    """
    text = cell_text(text)
    return f"'{text}" if needs_quoting(text) else text


def cell_text(text: str) -> str:
    """Return as much of a text as a cell of a workbook holds."""
    return text[:_MAX_CELL]


def write_xlsx(file: IO[bytes], columns: Sequence[Column], lines: Lines, *, top: Sequence[str]) -> None:
    """Write a workbook with the lines of `top` (title first) above the headings."""
    with new_workbook(file, constant_memory=True) as book:
        sheet = book.add_worksheet("数据")
        grey = book.add_format({"font_color": "#66707a"})
        head = book.add_format(
            {"bold": True, "bg_color": "#2f5d8a", "font_color": "#ffffff", "border": 1, "valign": "vcenter"}
        )
        title = book.add_format({"bold": True, "font_size": 14})
        for position, column in enumerate(columns):
            sheet.set_column(position, position, _width(column))
        for row, text in enumerate(top):
            sheet.write_string(row, 0, cell_text(text), grey if row else title)
        first = len(top) + 1
        for position, column in enumerate(columns):
            sheet.write_string(first, position, cell_text(column.heading), head)
        sheet.freeze_panes(first + 1, 1)
        formats = {kind: book.add_format(style) if style else None for kind, style in _FORMATS.items()}
        quoted = book.add_format({"quote_prefix": True})  # it stays text when somebody edits the cell
        writers = [_cell_writer(sheet, column.kind, style=formats[column.kind], quoted=quoted) for column in columns]
        for row, line in enumerate(lines, start=first + 1):
            for position, value in enumerate(line):
                if value is not None and value != "":
                    writers[position](row, position, value)


def write_csv(file: IO[bytes], columns: Sequence[Column], lines: Lines) -> None:
    """Write headings and rows, nothing else: programs read this. The mark at the start tells Excel it is UTF-8."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        rows = csv.writer(text)
        rows.writerow([safe_text(column.heading) for column in columns])
        kinds = [column.kind for column in columns]
        for line in lines:
            rows.writerow([_csv_text(value, kind=kind) for value, kind in zip(line, kinds, strict=True)])
    finally:
        text.detach()


def _width(column: Column) -> int:
    return max(12 if column.kind.is_numeric else 18, 2 * len(column.heading) + 2)


def _cell_writer(sheet: Any, kind: Kind, *, style: Any, quoted: Any) -> Callable[[int, int, Any], None]:
    """Return what writes a value of one column; text is told from other values first: most cells are text."""

    def write(row: int, position: int, value: Any) -> None:
        if isinstance(value, str):  # also the word that stands for a withheld number
            sheet.write_string(row, position, cell_text(value), quoted if needs_quoting(value) else style)
        elif kind in _SCALES:
            sheet.write_number(row, position, float(Fraction(value) / _SCALES[kind]), style)
        elif kind is Kind.DATE:
            sheet.write_datetime(row, position, _midnight(plain_date(value)), style)
        else:
            sheet.write_string(row, position, cell_text(_words(value, kind=kind)), style)

    return write


def _csv_text(value: Any, *, kind: Kind) -> str:
    if value is None or isinstance(value, str):
        return safe_text(value or "")
    if kind in _SCALES:
        return _decimal(Fraction(value) / _SCALES[kind])
    if kind is Kind.DATE:
        return plain_date(value).isoformat()
    return safe_text(_words(value, kind=kind))


def _decimal(value: Fraction) -> str:
    """Write a number exactly, or with six decimals where it never ends. A minus sign is no formula here."""
    exact = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_DECIMALS)
    return format(exact.normalize(), "f")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a spreadsheet day has no zone


def _words(value: Any, *, kind: Kind) -> str:
    if kind is Kind.TIME:
        return moment(value)
    if kind is Kind.FLAG:
        return "是" if value else "否"
    return str(value) or NOTHING
