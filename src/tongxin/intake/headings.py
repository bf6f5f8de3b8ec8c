"""Find the heading of a sheet and say which column is which field: by label, by usual other words, by what was said before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tongxin.intake.door import ACT_HEADING, Door
from tongxin.kernel.characters import plain
from tongxin.office.sheet import Sheet, column_letters

RECORD_HEADING: Final = "记录编号"
REASON_HEADING: Final = "有误的原因"  # of the workbook of faulty rows: nothing to read when it is handed in again
_SEARCHED: Final = 15  # a heading stands within the first rows, below titles and notes
_DEEPEST: Final = 2  # rows of a merged heading
_ENOUGH: Final = 2
_ASIDE: Final = re.compile(r"[（(【\[].*?[)）】\]]")
_NOISE: Final = re.compile(r"[\s*＊:：_\-—/、，,。.]+")
_NUMBERING: Final = frozenset({"序号", "编号", "no", "#", REASON_HEADING})
_LEAST_BESIDE: Final = 2  # columns of each of several tables side by side


@dataclass(frozen=True, kw_only=True)
class Columns:
    """How a sheet is to be read: `fields` by column position, rows of data from the line `below` on.

    `beside` are further tables under the same heading row, to the right of this one.
    """

    below: int
    fields: Mapping[int, str]
    record: int | None = None
    act: int | None = None
    unknown: Mapping[int, str] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)
    beside: tuple["Columns", ...] = ()

    def letter_of(self, name: str) -> str:
        """Return the letter of the column of a field, or of the acts; empty where the sheet has none."""
        if name == ACT_HEADING and self.act is not None:
            return column_letters(self.act)
        return next((column_letters(position) for position, known in self.fields.items() if known == name), "")


def plain_heading(text: object) -> str:
    """Return a heading as it is compared: half-width, without blanks, marks and what stands in brackets."""
    written = plain(str(text))
    bare = _NOISE.sub("", _ASIDE.sub("", written)).lower()
    return bare or _NOISE.sub("", written).lower()


def meanings(door: Door, *, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return field by plain heading: what was said before wins over labels, labels over usual other words."""
    known: dict[str, str] = {}
    for name, words in door.headings.items():
        known |= {plain_heading(word): name for word in words}
    known |= {plain_heading(one.label): name for name, one in door.form.base_fields.items()}
    return known | dict(remembered or {})


def find_columns(sheet: Sheet, door: Door, *, remembered: Mapping[str, str] | None = None) -> Columns:
    """Return the reading of the sheet with the most columns understood, and of several the one with the most headings."""
    known = meanings(door, remembered=remembered)
    best, best_rank = Columns(below=0, fields={}), (-1, 0, 0)
    for top, depth, heading in _candidates(sheet):
        columns = _side_by_side(heading, known, below=top + depth, acts=bool(door.sheet_acts))
        rank = (len(columns.fields) + (columns.record is not None), sum(map(bool, heading)), -depth)
        if rank > best_rank:
            best, best_rank = columns, rank
    return best


def is_understood(columns: Columns, door: Door) -> bool:
    """Tell whether enough columns are understood to believe that the sheet is about this."""
    return len(columns.fields) >= min(_ENOUGH, len(door.form.base_fields))


def missing(columns: Columns, door: Door, *, constants: Mapping[str, str] | None = None) -> list[str]:
    """Return the labels of required fields that no column and no constant gives; none for a sheet that names its records."""
    if columns.record is not None:
        return []
    given = {*columns.fields.values(), *(constants or {})}
    return [
        str(one.label)
        for name, one in door.form.base_fields.items()
        if one.required and not one.initial and name not in given
    ]


def _candidates(sheet: Sheet) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each place a heading may stand: the index of its first row, how many rows it takes, its texts."""
    rows = _filled(sheet)
    for top in range(min(_SEARCHED, len(rows))):
        for depth in range(1, _DEEPEST + 1):
            if top + depth <= len(rows):
                yield top, depth, _joined(rows[top : top + depth])


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lowest text of each column: the upper rows of a merged heading only group the lower ones."""
    width = max(map(len, rows))
    return [
        next((row[position] for row in reversed(rows) if position < len(row) and row[position].strip()), "")
        for position in range(width)
    ]


def _filled(sheet: Sheet) -> list[list[str]]:
    """Return the first rows as text, merged cells filled with what stands in their corner."""
    rows = [[str(cell) for cell in row] for row in sheet.rows[: _SEARCHED + _DEEPEST]]
    offset = sheet.first - 1
    for (top, left), (bottom, right) in sheet.merged:
        if top - offset < 0 or top - offset >= len(rows) or left >= len(rows[top - offset]):
            continue
        corner = rows[top - offset][left]
        for line in range(top - offset, min(bottom - offset + 1, len(rows))):
            for position in range(left, min(right + 1, len(rows[line]))):
                rows[line][position] = rows[line][position] or corner
    return rows


def _side_by_side(heading: Sequence[str], known: Mapping[str, str], *, below: int, acts: bool) -> Columns:
    """Return the reading of a heading, in parts where it says the same several times: three lists on one sheet."""
    whole = _columns(heading, known, below=below, acts=acts)
    placed = [(position, known.get(plain_heading(text))) for position, text in enumerate(heading)]
    first = next((name for _, name in placed if name), None)
    starts = [position for position, name in placed if first is not None and name == first]
    if len(starts) < _LEAST_BESIDE or whole.record is not None:
        return whole
    ends = [*starts[1:], len(heading)]
    starts[0] = 0
    parts = [
        _columns([text if start <= at < end else "" for at, text in enumerate(heading)], known, below=below, acts=False)
        for start, end in zip(starts, ends, strict=True)
    ]
    if any(len(part.fields) < _LEAST_BESIDE for part in parts):
        return whole
    return replace(parts[0], beside=tuple(parts[1:]), headings=whole.headings)


def _columns(heading: Sequence[str], known: Mapping[str, str], *, below: int, acts: bool) -> Columns:
    fields: dict[int, str] = {}
    unknown: dict[int, str] = {}
    record = act = None
    for position, text in enumerate(heading):
        plain = plain_heading(text)
        name = known.get(plain)
        if plain == RECORD_HEADING:
            record = position
        elif acts and plain == ACT_HEADING and act is None:
            act = position
        elif name and name not in fields.values():
            fields[position] = name
        elif plain and plain not in _NUMBERING and name != "":
            unknown[position] = text.strip()[:60]
    if act is not None and record is None:  # somebody's own column: only records that are named can be acted on
        unknown[act], act = heading[act].strip()[:60], None
    return Columns(
        below=below,
        fields=fields,
        record=record,
        act=act,
        unknown=unknown,
        headings=dict(enumerate(map(str, heading))),
    )
