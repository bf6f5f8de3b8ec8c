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


SAME_AS_ABOVE = frozenset({"同上", "同前", "〃", "″", '"', "''", "同 上", "”", "“", "″″", "〃〃", "同上行"})
"""What people write for the value of the cell above."""


def filled_down(sheet: Sheet) -> list[list[Cell]]:
    """Return the rows with what one column's cells share by being merged in each of them; wider ranges are left alone."""
    tall = [one for one in sheet.merged if one[0][1] == one[1][1] and one[0][0] < one[1][0]]
    if not tall:
        return sheet.rows
    rows = [list(row) for row in sheet.rows]
    offset = sheet.first - 1
    for (top, column), (bottom, _) in tall:
        if 0 <= top - offset < len(rows) and column < len(rows[top - offset]):
            corner = rows[top - offset][column]
            for row in rows[top - offset + 1 : bottom - offset + 1]:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = corner
    return rows
