"""A workbook that holds a roster, as the text the one reader reads."""

from typing import Final

from tongxin.attendance.rosters.reading import NEXT_LIST, roster_text
from tongxin.office.sheet import Sheet
from tongxin.office.spreadsheets import read_sheets

FORMATS: Final = ".xlsx,.xls,.ods,.csv"


def workbook_text(content: bytes, *, name: str) -> str:
    """Return the visible sheets of a workbook or .csv as one text, each a list of its own.

    A cell merged over several rows of one column stands in each of them: a unit written once beside its people. Raises
    `InputError` in one sentence for what is no spreadsheet.
    """
    return NEXT_LIST.join(roster_text(_filled_down(one)) for one in read_sheets(content, name=name, visible_only=True))


def _filled_down(sheet: Sheet) -> list[list[object]]:
    rows, offset = [list(row) for row in sheet.rows], sheet.first - 1
    for (top, left), (bottom, right) in sheet.merged:
        if left == right:
            for row in rows[top - offset + 1 : bottom - offset + 1]:
                row[left] = rows[top - offset][left]
    return rows
