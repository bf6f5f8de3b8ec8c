"""The one reader of rosters: for the pasted box, the rows of a sheet and the API. Plain Python, no database.

It reads what people have, not what a form would like: several names on a line, units first, spaced names, totals and
titles, days and leave in words, numbers in any form, columns with or without a heading, lists side by side. Nothing is
dropped in silence: every letter and figure of the text stands in a line or among what was left out, with the reason.
"""

from tongxin.attendance.rosters.lines import LONGEST_UNIT, MOST_LINES, LeftOut, Reading, RosterLine
from tongxin.attendance.rosters.proof import Proof, is_proof, taken_proof
from tongxin.attendance.rosters.reading import NEXT_LIST, parse_roster, read_roster, roster_text, row_of, table_text

__all__ = [
    "LONGEST_UNIT",
    "MOST_LINES",
    "NEXT_LIST",
    "LeftOut",
    "Proof",
    "Reading",
    "RosterLine",
    "is_proof",
    "parse_roster",
    "read_roster",
    "roster_text",
    "row_of",
    "table_text",
    "taken_proof",
]
