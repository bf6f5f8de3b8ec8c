"""A facts table as rows of cells per sheet; merged cells all hold their value, a percentage is what its sheet shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, cast

from tongxin.claims.cells import Cell
from tongxin.kernel.errors import InputError
from tongxin.kernel.numerals import plain
from tongxin.office.limits import MEGABYTE, Limits
from tongxin.office.sheet import Sheet, column_letters, filled
from tongxin.office.spreadsheets import read_sheets as read_visible

Rows = Sequence[Sequence[Cell]]
MOST_ROWS: Final = 20_000
_LIMITS: Final = Limits(answer=12 * MEGABYTE)  # a page unpacks the answer


def read_sheets(content: bytes, *, name: str, isolated: bool) -> Mapping[str, Rows]:
    """Return the visible sheets of a workbook, or the one nameless sheet of a .csv, each from its first line on."""
    try:
        found = read_visible(content, name=name, visible_only=True, percents=True, limits=_LIMITS, isolated=isolated)
    except InputError as error:
        raise InputError(error.message.replace("表格", "事实表", 1), field="facts") from error
    return {sheet.name: _rows(sheet) for sheet in found}


def _rows(sheet: Sheet) -> Rows:
    rows = filled(replace(sheet, rows=_as_shown(sheet)) if sheet.percent else sheet)
    return cast("Rows", [[]] * (sheet.first - 1) + rows[: MOST_ROWS + 1])


def _as_shown(sheet: Sheet) -> list[list[object]]:
    """Return the rows with every number that is shown as a percentage written as one: 0.8033 is 80.33%."""
    return [
        [
            _percentage(cell) if f"{column_letters(column)}{line}" in sheet.percent else cell
            for column, cell in enumerate(row)
        ]
        for line, row in enumerate(sheet.rows, sheet.first)
    ]


def _percentage(cell: object) -> object:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return f"{plain(Fraction(str(cell)) * 100)}%"
