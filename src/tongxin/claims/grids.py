"""Tables in a report's text by their shape: rows of cells, and the lines above them.

A table reaches the text as lines of cells parted by bars or tabs (Word, Markdown, a pasted sheet), as a label with numbers
behind it (PDF), or as one line a cell. What is no table by its shape is left to the grammar of sentences.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tongxin.claims.dates import is_date
from tongxin.claims.divisions import gazetteer

_LONGEST_CELL: Final = 30
_FEWEST_ROWS: Final = 2
_CAPTION: Final = 4
NUMBER: Final = re.compile(r"-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?%?")
_PROSE: Final = re.compile("[。；，！？]")
_RULE: Final = re.compile(r"[|:\- ]+")
_LABELLED: Final = re.compile(rf"(?P<label>[一-鿿（）]{{2,20}}) *(?P<numbers>{NUMBER.pattern}(?: +{NUMBER.pattern})*)")
_BARE_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_SUM: Final = re.compile("(?:合|总|小|共)计|全[省市县区州国]|平均")
_FIRST_HEAD: Final = re.compile(
    "(?:地区|区划|市州|市县|县区|县市|单位|年份|年度|时间|月份|季度|项目|指标|名称|类别)(?=.)"
)
_HEADS_WITH_UNITS: Final = re.compile("[^（）]+（[^（）]*）")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words of one cell and where they begin."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.start + len(self.text)


Row = list[Stretch]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with the same number of cells, and the short lines above them."""

    rows: Sequence[Row]
    above: tuple[str, ...]


def find_grids(text: str) -> Iterator[Grid]:
    """Yield the tables of a text, in order."""
    lines = _lines(text)
    position = 0
    plain = 0  # up to here no cells stand one a line
    while position < len(lines):
        found = _separated(lines, position) or _labelled(lines, position)
        if found is None and position >= plain:
            plain, found = _stacked(lines, position)
        if found is None:
            position += 1
            continue
        first, position, rows = found
        yield Grid(rows, _above(lines, first))


def is_time(words: str) -> bool:
    """Tell a head that is a time, 2021 alone included."""
    return bool(_BARE_YEAR.fullmatch(words)) or is_date(words)


def is_row_head(words: str) -> bool:
    """Tell what may stand at the head of a row: a place, a time, a sum."""
    known = gazetteer()
    return bool(
        words in known.full
        or words in known.names
        or _SUM.match(words)
        or words.endswith(("本级", "直属"))
        or is_time(words)
    )


def _lines(text: str) -> list[Stretch]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Stretch(start, line))
        start += len(line) + 1
    return found


_Found = tuple[int, int, list[Row]]


def _separated(lines: Sequence[Stretch], first: int) -> _Found | None:
    """Read lines of as many cells each, with bars or tabs between them."""
    rows: list[Row] = []
    position = first
    while position < len(lines) and (row := _parted(lines[position])):
        if not _RULE.fullmatch(lines[position].text):
            if rows and len(row) != len(rows[0]):
                break
            rows.append(row)
        position += 1
    return (first, position, rows) if len(rows) >= _FEWEST_ROWS else None


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
        numbers = [Stretch(start + one.start(), one[0]) for one in NUMBER.finditer(found[0], found.start("numbers"))]
        rows.append([Stretch(start, found["label"]), *numbers])
        position += 1
    if len(rows) < _FEWEST_ROWS or not first or len({len(row) for row in rows}) > 1 or not is_row_head(rows[0][0].text):
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


def _stacked(lines: Sequence[Stretch], first: int) -> tuple[int, _Found | None]:
    """Read one line a cell: labels at equal distances, as many heads above the first of them.

    Returns also where the short lines end that were looked at.
    """
    end = first
    while end < len(lines) and len(lines[end].text) <= _LONGEST_CELL and not _PROSE.search(lines[end].text):
        end += 1
    labels = [n for n in range(first, end) if is_row_head(lines[n].text)]
    for start, following in pairwise(labels):
        width = following - start
        if width < _FEWEST_ROWS or start - width < first or not _are_numbers(lines[start + 1 : following]):
            continue
        rows = [list(lines[start - width : start])]
        position = start
        while (
            position + width <= end
            and is_row_head(lines[position].text)
            and _are_numbers(lines[position + 1 : position + width])
        ):
            rows.append(list(lines[position : position + width]))
            position += width
        return position, (start - width, position, rows)
    return end, None


def _are_numbers(cells: Sequence[Stretch]) -> bool:
    return any(NUMBER.fullmatch(cell.text) for cell in cells) and all(
        not cell.text or cell.text[0] in "-—–…" or cell.text[0].isdigit() for cell in cells
    )


def _above(lines: Sequence[Stretch], first: int) -> tuple[str, ...]:
    """Return the short lines right above a table, none of another table's."""
    above: list[str] = []
    for line in reversed(lines[max(first - _CAPTION, 0) : first]):
        if _parted(line):
            break
        if line.text and len(line.text) <= 2 * _LONGEST_CELL:
            above.insert(0, line.text)
    return tuple(above)
