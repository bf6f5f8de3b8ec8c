"""What a table says of each of its numbers: the heads of its row and its column, the lines above, and the unit these give.

Heads may stand in several rows and columns; an empty cell among them goes on with the one beside or above it, as merged cells do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tongxin.claims.divisions import find_divisions, find_towns, merged
from tongxin.claims.grids import NUMBER, Grid, Row, Stretch, find_grids, is_row_head, is_time
from tongxin.claims.units import MEASURES_OF, Measures, unit_at
from tongxin.kernel.data_files import word_lists

_UNIT: Final = re.compile("（(?:单位[:：])?([^（）]{1,8})）|[/／]([^/／]{1,6})$")
_UNIT_NOTE: Final = re.compile("单位[:：]([^\\s，。；）)]{1,8})")
_BLANK: Final = re.compile("[-—–/／…·.*×无]*")
_LISTS: Final = word_lists("tongxin.claims", "tables.txt")
_NUMBERED: Final = frozenset(_LISTS["numbering"])
_TIMES: Final = _LISTS["times"]
_MOST_HEADS: Final = 4
_OWN_LEVEL: Final = ("本级", "直属")
_COUNTED: Final = re.compile("(?:数|量|额|率|比|次|期|家|人|场|重)$")
_VISITS: Final = tuple(unit for unit, measures in MEASURES_OF.items() if measures is Measures.VISITS)
_OF_WHICH: Final = re.compile("^其中[:：]?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table: the heads of its row and of its column from the outside in, the lines above, its unit."""

    number: Stretch
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    above: tuple[str, ...]
    unit: str

    @property
    def row(self) -> str:
        """The heads of the row as one word."""
        return "".join(self.rows)

    @property
    def column(self) -> str:
        """The heads of the column as one word."""
        return "".join(self.columns)


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the heads: its own heads, and per column the number, None for a blank one, else what stands there."""

    heads: tuple[str, ...]
    cells: tuple[Cell | str | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the heads of each column with numbers, and its rows."""

    columns: tuple[tuple[str, ...], ...]
    lines: tuple[Line, ...]


@lru_cache(maxsize=4)
def find_tables(text: str) -> tuple[Table, ...]:
    """Return the tables of a text that hold numbers, in order."""
    return tuple(table for grid in find_grids(text) if (table := _table(grid)))


def find_cells(text: str) -> list[Cell]:
    """Return the numbers of all tables of a text, in order."""
    return [
        cell for table in find_tables(text) for line in table.lines for cell in line.cells if isinstance(cell, Cell)
    ]


def _table(grid: Grid) -> Table | None:
    rows, titles = _untitled(grid.rows)
    count = _head_rows(rows)
    body = rows[count:]
    if not body:
        return None
    paths = _paths(rows[:count], width=len(rows[0]))
    labels = _label_columns(paths, body)
    above = (*grid.above, *titles)
    noted = _UNIT_NOTE.findall("\n".join((*above, *(cell.text for row in rows[:count] for cell in row))))
    note = noted[-1] if noted else ""
    columns = tuple(_with_whole(paths, labels))
    lines = tuple(
        Line(
            heads,
            tuple(
                _cell(one, heads, path, above=above, note=note) for one, path in zip(row[labels:], columns, strict=True)
            ),
        )
        for heads, row in zip(_row_heads(paths, body, labels), body, strict=True)
    )
    return Table(columns, lines)


def _untitled(rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[str, ...]]:
    """Leave out first rows that are one cell from edge to edge: the title of the table, its unit."""
    titles: list[str] = []
    while len(rows) > 2 and len(rows[0]) > 1 and sum(bool(cell.text) for cell in rows[0]) == 1:
        if (title := "".join(cell.text for cell in rows[0])) and NUMBER.fullmatch(title):
            break
        titles.append(title)
        rows = rows[1:]
    return rows, tuple(titles)


def _head_rows(rows: Sequence[Row]) -> int:
    """Return how many rows are heads: the first ones without numbers; years stand for themselves once."""
    timed = False
    for count, row in enumerate(rows[:_MOST_HEADS]):
        texts = [cell.text for cell in row[1:]]
        numbers = [text for text in texts if _number(text)]
        if numbers and (timed or not all(is_time(text) for text in numbers)):
            return count
        if count and is_row_head(row[0].text) and all(_BLANK.fullmatch(text) for text in texts):
            return count
        timed = timed or any(is_time(text) for text in texts)
    return min(len(rows), _MOST_HEADS)


def _paths(heads: Sequence[Row], *, width: int) -> list[tuple[str, ...]]:
    """Return the heads of each column from the outside in; above the last row a blank goes on with the cell to its left."""
    filled = []
    for number, row in enumerate(heads, 1):
        texts = [cell.text for cell in row]
        for at in range(2, width):
            if number < len(heads) and not texts[at]:
                texts[at] = texts[at - 1]
        filled.append(texts)
    return [tuple(dict.fromkeys(texts[at] for texts in filled if texts[at])) for at in range(width)]


def _label_columns(paths: Sequence[tuple[str, ...]], body: Sequence[Row]) -> int:
    """Return how many columns in front say what a row is of."""
    labels = 1
    while labels < len(paths) - 1 and _labels_rows(paths[labels], [row[labels].text for row in body]):
        labels += 1
    return labels


def _labels_rows(path: tuple[str, ...], texts: Sequence[str]) -> bool:
    if all(_BLANK.fullmatch(text) for text in texts):
        return False
    head = path[-1] if path else ""
    return all(not _number(text) or (head in _TIMES and is_time(text)) for text in texts)


def _row_heads(paths: Sequence[tuple[str, ...]], body: Sequence[Row], labels: int) -> Iterator[tuple[str, ...]]:
    """Yield the heads of each row; where several columns say them, a blank one goes on with the row above."""
    first = 1 if labels > 1 and paths[0] and paths[0][-1] in _NUMBERED else 0
    before = [""] * labels
    for row in body:
        texts = [cell.text for cell in row[:labels]]
        if labels - first > 1 and any(texts[first + 1 :]):
            texts = [text or above for text, above in zip(texts, before, strict=True)]
        before = texts
        yield tuple(text for text in texts[first:] if text)


def _with_whole(paths: Sequence[tuple[str, ...]], labels: int) -> Iterator[tuple[str, ...]]:
    """Yield the heads of the columns with numbers; 其中：女 goes on with what the column before is of."""
    whole: tuple[str, ...] = ()
    for path in paths[labels:]:
        if len(path) == 1 and _OF_WHICH.match(path[0]):
            yield (*whole, *path)
        else:
            whole = path
            yield path


def _cell(
    one: Stretch, heads: tuple[str, ...], path: tuple[str, ...], *, above: tuple[str, ...], note: str
) -> Cell | str | None:
    number = _number(one.text)
    if number is None:
        return None if _BLANK.fullmatch(one.text) else one.text
    units = (_unit_of(head) for head in (*reversed(path), *reversed(heads)))
    unit = "%" if number[0].endswith("%") else next(filter(None, units), note)
    return Cell(Stretch(one.start, number[0]), heads, path, above, unit)


def _number(text: str) -> re.Match[str] | None:
    """Read a number that fills a cell, its unit behind it or not."""
    number = NUMBER.match(text)
    return number if number and text[number.end() :] in {"", unit_at(text, number.end())} else None


def _unit_of(head: str) -> str:
    """Return the unit a head has in brackets, or the person-times and the like it ends in: 培训人次."""
    found = _UNIT.search(head)
    if found:
        return found[1] or found[2] or ""
    return next((unit for unit in _VISITS if head.endswith(unit)), "")


def without_unit(head: str) -> str:
    """Return the words of a head without the unit in brackets behind them."""
    return _UNIT.sub("", head)


def is_counted(cell: Cell) -> bool:
    """Tell a number that counts or measures something from a code: it has a unit, or its head says so."""
    heads = (*cell.columns[-1:], *cell.rows[-1:])
    return bool(cell.unit or any(_COUNTED.search(without_unit(head)) for head in heads))


def place_of(cell: Cell, *, more: frozenset[str]) -> tuple[str, bool]:
    """Return the place the heads of a cell name, and whether the row or the column itself names it; empty for none.

    `more` are places of a supplied table; a town no register knows stands for itself.
    """
    own = next((head for head in reversed(cell.rows) if head.endswith(_OWN_LEVEL)), "")
    if own:
        return own, True  # 省本级 is part of its place, not all of it
    for words, own_head in ((cell.row, True), (cell.column, True), ("\n".join(cell.above), False)):
        found = merged(list(find_divisions(words, more=more)), find_towns(words))
        if found:
            return found[-1].name, own_head
    return "", False
