"""A facts table as rows of cells per sheet; merged cells all hold their value."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from tongxin.claims.cells import Cell
from tongxin.kernel.errors import InputError
from tongxin.office.limits import MEGABYTE, Limits
from tongxin.office.sheet import filled
from tongxin.office.spreadsheets import read_sheets as read_visible

Rows = Sequence[Sequence[Cell]]
MOST_ROWS: Final = 20_000
_LIMITS: Final = Limits(answer=12 * MEGABYTE)  # a page unpacks the answer


def read_sheets(content: bytes, *, name: str, isolated: bool) -> Mapping[str, Rows]:
    """Return the visible sheets of a workbook, or the one nameless sheet of a .csv, each from its first line on."""
    try:
        found = read_visible(content, name=name, visible_only=True, limits=_LIMITS, isolated=isolated)
    except InputError as error:
        raise InputError(error.message.replace("表格", "事实表", 1), field="facts") from error
    return {sheet.name: cast("Rows", [[]] * (sheet.first - 1) + filled(sheet)[: MOST_ROWS + 1]) for sheet in found}
