"""A sheet of a spreadsheet as plain cells, and what may be asked of it."""

from dataclasses import dataclass

Cell = object
"""str, int, float, bool, date, datetime, time or timedelta; "" for an empty one."""
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet. `rows` begin at the line numbered `first`, as the spreadsheet program counts, and in its first column.

    `merged` are the ranges ((row, column), (row, column)), counted from zero at the sheet's corner; they lie within the
    rows, and together they cover no more cells than there are. `percent` are the cells (C5) of an .xlsx whose number is shown
    as a percentage, where they were asked for: 0.8033 is seen as 80.33 %.
    """

    name: str
    rows: list[list[Cell]]
    first: int = 1
    merged: tuple[Range, ...] = ()
    hidden: frozenset[int] = frozenset()
    uncomputed: tuple[str, ...] = ()
    percent: frozenset[str] = frozenset()


def column_letters(position: int) -> str:
    """Return what the spreadsheet program calls the column at this position, from zero: 0 is A, 26 is AA."""
    letters = ""
    while position >= 0:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
    return letters


def column_position(letters: str) -> int:
    """Return the position of a column from zero; the inverse of `column_letters`."""
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def filled(sheet: Sheet) -> list[list[Cell]]:
    """Return the rows with every cell of a merged range holding what stands in its corner."""
    rows = [list(row) for row in sheet.rows]
    offset = sheet.first - 1
    for (top, left), (bottom, right) in sheet.merged:
        if 0 <= top - offset < len(rows) and left < len(rows[top - offset]):
            corner = rows[top - offset][left]
            for row in rows[top - offset : bottom - offset + 1]:
                row[left : right + 1] = [corner] * len(row[left : right + 1])
    return rows
