"""A workbook that holds a roster, as the text the one reader reads."""

from typing import Final

from tongxin.attendance.rosters.reading import NEXT_LIST, roster_text
from tongxin.office.sheet import filled_down
from tongxin.office.spreadsheets import read_sheets

FORMATS: Final = ".xlsx,.xls,.ods,.csv"


def workbook_text(content: bytes, *, name: str) -> str:
    """Return the visible sheets of a workbook or .csv as one text, each a list of its own.

    A cell merged over several rows of one column stands in each of them: a unit written once beside its people. Raises
    `InputError` in one sentence for what is no spreadsheet.
    """
    return NEXT_LIST.join(roster_text(filled_down(one)) for one in read_sheets(content, name=name, visible_only=True))
