"""Tables in a report's text: rows of cells, each number with the words at the head of its row and its column.

A table reaches the text as lines of cells parted by bars or tabs, as a label with numbers behind it (PDF), or, from Word,
as one line a cell. What is no table by its shape is left to the grammar of sentences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tongxin.claims.divisions import find_divisions, gazetteer
from tongxin.claims.units import unit_at

_LONGEST_CELL: Final = 30
_FEWEST_ROWS: Final = 2
_CAPTION: Final = 4
_NUMBER: Final = re.compile(r"-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?%?")
_PROSE: Final = re.compile("[。；，！？]")
_RULE: Final = re.compile(r"[|:\- ]+")
_LABELLED: Final = re.compile(
    rf"(?P<label>[一-鿿（）]{{2,20}}) *(?P<numbers>{_NUMBER.pattern}(?: +{_NUMBER.pattern})*)"
)
_TIME: Final = re.compile(
    r"(?:19|20)[0-9]{2}年?(?:度|上半年|下半年|第?[一二三四1-4]季度|[0-9]{1,2}月)?|[0-9]{1,2}月|第?[一二三四1-4]季度"
)
_SUM: Final = re.compile("(?:合|总|小|共)计|全[省市县区州国]|平均")
_FIRST_HEAD: Final = re.compile(
    "(?:地区|区划|市州|市县|县区|县市|单位|年份|年度|时间|月份|季度|项目|指标|名称|类别)(?=.)"
)
_HEADS_WITH_UNITS: Final = re.compile("[^（）]+（[^（）]*）")
_UNIT: Final = re.compile("（(?:单位[:：])?([^（）]{1,8})）|[/／]([^/／]{1,6})$")
_UNIT_NOTE: Final = re.compile("单位[:：]([^\\s，。；）]{1,8})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words of one cell and where they begin."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table, the heads of its row and column, the lines above the table, and the unit these give."""

    number: Stretch
    row: str
    column: str
    caption: Stretch
    unit: str


Row = list[Stretch]


def find_cells(text: str) -> list[Cell]:
    """Return the numbers of all tables of a text, in order."""
    lines = _lines(text)
    cells: list[Cell] = []
    position = 0
    while position < len(lines):
        found = _separated(lines, position) or _labelled(lines, position) or _stacked(lines, position)
        if found is None:
            position += 1
            continue
        first, position, rows = found
        cells += _cells(rows, caption=_caption(lines, first))
    return cells


def _lines(text: str) -> list[Stretch]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Stretch(start, line))
        start += len(line) + 1
    return found


_Found = tuple[int, int, list[Row]]


def _separated(lines: Sequence[Stretch], first: int) -> _Found | None:
    """Read lines of cells with bars or tabs between them."""
    rows, position = [], first
    while position < len(lines) and (row := _parted(lines[position])):
        if not _RULE.fullmatch(lines[position].text):
            rows.append(row)
        position += 1
    alike = len(rows) > _FEWEST_ROWS - 1 and len({len(row) for row in rows}) == 1
    return (first, position, rows) if alike else None


def _parted(line: Stretch) -> Row:
    sign = "|" if "|" in line.text else "\t" if "\t" in line.text else ""
    if not sign:
        return []
    cells, start = [], line.start
    for part in line.text.split(sign):
        bare = part.strip()
        cells.append(Stretch(start + part.find(bare), bare))
        start += len(part) + 1
    outer = sign == "|" and line.text.strip().startswith("|")
    return cells[1 : -1 if line.text.rstrip().endswith("|") else None] if outer else cells


def _labelled(lines: Sequence[Stretch], first: int) -> _Found | None:
    """Read lines that are a label with numbers behind it, below a line of heads."""
    rows, position = [], first
    while position < len(lines) and (found := _LABELLED.fullmatch(lines[position].text)):
        start = lines[position].start
        numbers = [Stretch(start + one.start(), one[0]) for one in _NUMBER.finditer(found[0], found.start("numbers"))]
        rows.append([Stretch(start, found["label"]), *numbers])
        position += 1
    if len(rows) < _FEWEST_ROWS or not first or len({len(row) for row in rows}) > 1 or not _is_head(rows[0][0].text):
        return None
    head = _head(lines[first - 1], len(rows[0]))
    return (first - 1, position, [head, *rows]) if head else None


def _head(line: Stretch, columns: int) -> Row:
    first = _FIRST_HEAD.match(line.text)
    if first is None:
        return []
    rest = line.text[first.end() :]
    heads = [rest] if columns == _FEWEST_ROWS else _HEADS_WITH_UNITS.findall(rest) or rest.split()
    return (
        [Stretch(line.start, first[0]), *(Stretch(line.start, head) for head in heads)]
        if len(heads) == columns - 1
        else []
    )


def _stacked(lines: Sequence[Stretch], first: int) -> _Found | None:
    """Read one line a cell: labels at equal distances, as many heads above the first of them."""
    end = first
    while end < len(lines) and len(lines[end].text) <= _LONGEST_CELL and not _PROSE.search(lines[end].text):
        end += 1
    labels = [n for n in range(first, end) if _is_head(lines[n].text)]
    for start, following in pairwise(labels):
        width = following - start
        if width < _FEWEST_ROWS or start - width < first or not _are_numbers(lines[start + 1 : following]):
            continue
        rows = [list(lines[start - width : start])]
        position = start
        while (
            position + width <= end
            and _is_head(lines[position].text)
            and _are_numbers(lines[position + 1 : position + width])
        ):
            rows.append(list(lines[position : position + width]))
            position += width
        return start - width, position, rows
    return None


def _are_numbers(cells: Sequence[Stretch]) -> bool:
    return any(_NUMBER.fullmatch(cell.text) for cell in cells) and all(
        not cell.text or cell.text[0] in "-—–…" or cell.text[0].isdigit() for cell in cells
    )


def _is_head(words: str) -> bool:
    """Tell what may stand at the head of a row: a place, a time, a sum."""
    known = gazetteer()
    return bool(
        words in known.full
        or words in known.names
        or _TIME.fullmatch(words)
        or _SUM.match(words)
        or words.endswith(("本级", "直属"))
    )


def _caption(lines: Sequence[Stretch], first: int) -> Stretch:
    above = lines[max(first - _CAPTION, 0) : first]
    above = [line for line in above if len(line.text) <= 2 * _LONGEST_CELL]
    return Stretch(above[0].start, "\n".join(line.text for line in above)) if above else Stretch(lines[first].start, "")


def _cells(rows: Sequence[Row], *, caption: Stretch) -> Iterator[Cell]:
    heads, note = rows[0], _UNIT_NOTE.findall(caption.text)
    for row in rows[1:]:
        for head, cell in zip(heads[1:], row[1:], strict=True):
            number = _NUMBER.match(cell.text)
            if number and cell.text[number.end() :] in {"", unit_at(cell.text, number.end())}:
                unit = "%" if number[0].endswith("%") else _unit_of(head.text) or _unit_of(row[0].text)
                stretch = Stretch(cell.start, number[0])
                yield Cell(stretch, row[0].text, head.text, caption, unit or (note[-1] if note else ""))


def _unit_of(head: str) -> str:
    found = _UNIT.search(head)
    return (found[1] or found[2] or "") if found else ""


def without_unit(head: str) -> str:
    """Return the words of a head without the unit in brackets behind them."""
    return _UNIT.sub("", head)


_OWN_LEVEL: Final = ("本级", "直属")
_COUNTED: Final = re.compile("(?:数|量|额|率|比|次|期|家|人|场|重)$")


def is_counted(cell: Cell) -> bool:
    """Tell a number that counts or measures something from a code: it has a unit, or its head says so."""
    return bool(cell.unit or _COUNTED.search(without_unit(cell.column)) or _COUNTED.search(without_unit(cell.row)))


def place_of(cell: Cell) -> tuple[str, bool]:
    """Return the place the heads of a cell name, and whether the row or the column itself names it; empty for none."""
    if cell.row.endswith(_OWN_LEVEL):
        return cell.row, True  # 省本级 is part of its place, not all of it
    for words, own in ((cell.row, True), (cell.column, True), (cell.caption.text, False)):
        found = list(find_divisions(words))
        if found:
            return found[-1].name, own
    return "", False
