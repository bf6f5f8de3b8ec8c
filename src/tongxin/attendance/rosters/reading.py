"""Reads a whole roster as it was pasted: heading by heading, line by line, then what the lines are to each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Final

from tongxin.attendance.rosters.columns import OWN_HEADING, Columns, heading_of, is_rest_of_heading, read_row
from tongxin.attendance.rosters.lines import LONGEST_LINE, LONGEST_TEXT, MOST_LINES, LeftOut, Reading, RosterLine
from tongxin.attendance.rosters.people import Draft, Found, goes_on, read_line, read_more, sure_names
from tongxin.attendance.rosters.presence import Mark
from tongxin.attendance.rosters.vocabulary import no_person
from tongxin.kernel.characters import folded, same_name, visible
from tongxin.kernel.errors import InputError
from tongxin.office.sheet import SAME_AS_ABOVE

NEXT_LIST: Final = "\f"  # begins another list in one text: the headings of the one before do not hold for it
_OWN: Final = "\t".join(OWN_HEADING)
_PRINTED: Final = re.compile(r"[^\W_]")


@dataclass
class _State:
    """What lines read before say of those after."""

    usual: frozenset[str]
    columns: Columns | None = None
    over: Mark | None = None
    people: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def read_roster(text: str, *, length: int | None = None) -> Reading:
    """Read every participant of a pasted roster, in order, and tell what was left out and what is to be mended.

    `length` is the number of days of the class, where it is known: days away are then taken from it, and more days than
    there were are a fault. Raises `InputError` (field `roster`) only for what is too long to be read.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(f"名册一次最多 {LONGEST_TEXT // 10_000} 万字，请分批登记。", field="roster")
    lists = [visible(one).rstrip("\n").split("\n") for one in text.split(NEXT_LIST)]
    if (count := sum(map(len, lists))) > MOST_LINES:
        raise InputError(f"名册一次最多 {MOST_LINES} 行，收到 {count} 行，请分批登记。", field="roster")
    state = _State(usual=_usual(row for rows in lists for row in rows))
    number = 0
    for rows in lists:
        state.columns = state.over = None
        number -= rows[0] == _OWN  # the heading of our own table is no line of anybody's
        for row in rows:
            number += 1
            _read(row, state, number=number)
    if len(state.people) > MOST_LINES:
        raise InputError(f"名册一次最多 {MOST_LINES} 人，读出 {len(state.people)} 人，请分批登记。", field="roster")
    return _finished(state, length=length)


def parse_roster(text: str, *, length: int | None = None) -> tuple[RosterLine, ...]:
    """Return the lines of a roster that can be handed in; raises `InputError` (field `roster`) with every fault at once."""
    reading = read_roster(text, length=length)
    if reading.faults:
        raise InputError("".join(reading.faults), field="roster")
    return reading.lines


def roster_text(rows: Iterable[Sequence[object]]) -> str:
    """Return the rows of a sheet as a text this reader reads: a tab between cells, a line a row."""
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of name, number, unit, days and remarks as a text that reads back as exactly these; empty ones are left out."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    return roster_text([OWN_HEADING, *filled]) if filled else ""


def row_of(line: RosterLine) -> tuple[str, ...]:
    """Return a line as a row of such a table."""
    return line.name, line.phone, line.unit, line.days_written, "；".join(line.remarks)


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "√" if cell else "×"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else re.sub(r"[\t\r\n\f]+", " ", str(cell))


def _usual(rows: Iterable[str]) -> frozenset[str]:
    """Return the words that stand beside a name in several lines: units that look like names, 华为."""
    beside: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if len(row) <= LONGEST_LINE and len(pair := sure_names(row)) == 2:
            for one, other in (pair, reversed(pair)):
                beside[one].add(other)
    return frozenset(one for one, others in beside.items() if len(others) > 1)


def _read(row: str, state: _State, *, number: int) -> None:
    if not row.strip():
        state.over = None
        return
    if state.columns is None and state.people and goes_on(row, state.people[-1]):
        state.left_out += read_more(row, state.people[-1], number=number)
        return
    found = _found(row, state, number=number)
    state.left_out += found.left_out
    for draft in found.people:
        if state.over is not None and not draft.marks:
            draft.marks.append(state.over)
            draft.notes.append("列在请假或缺席的名单里")
        _same_as_above(draft, state.people)
        state.people.append(draft)
    if found.over or not found.people:
        state.over = found.over


def _found(row: str, state: _State, *, number: int) -> Found:
    if len(row) > LONGEST_LINE:
        fault = f"名册第 {number} 行超过 {LONGEST_LINE} 字，请每人一行填写。"
        return Found([Draft(number, "", fault=fault, remarks=[row])])
    if row == _OWN:
        state.columns = heading_of(row)
        return Found()
    own = state.columns is not None and state.columns.own
    if not own and (columns := heading_of(row)):
        state.columns = columns
        return Found(left_out=[LeftOut(number=number, text=_shown(row), reason="表头", plain=True)])
    if not own and not _PRINTED.search(row):
        return _bare(row, number=number)
    cells = state.columns.cells(row) if state.columns else None
    if state.columns and cells is not None:
        if not own and is_rest_of_heading(cells):
            return Found(left_out=[LeftOut(number=number, text=_shown(row), reason="表头", plain=True)])
        return read_row(cells, state.columns, number=number)
    if reason := no_person(folded(row)):
        return Found(left_out=[LeftOut(number=number, text=_shown(row), reason=reason)])
    return read_line(row, number=number, usual=state.usual)


def _bare(row: str, *, number: int) -> Found:
    """Read a line without letters and figures: a rule drawn with signs, or signs alone."""
    found = read_line(row, number=number, usual=frozenset())
    if any(draft.remarks or draft.marks for draft in found.people):
        return found
    return Found(left_out=[LeftOut(number=number, text=row.strip(), reason="没有文字", plain=True)])


def _shown(row: str) -> str:
    return " ".join(row.split())


def _same_as_above(draft: Draft, people: Sequence[Draft]) -> None:
    """Put what 「同上」 stands for in its place."""
    said = [one for one in draft.units if folded(one).strip() in SAME_AS_ABOVE]
    if said:
        draft.taken += said
        above = people[-1].units if people else []
        draft.units = [*above, *(one for one in draft.units if one not in said)]


def _finished(state: _State, *, length: int | None) -> Reading:
    lines, left_out = [], list(state.left_out)
    for draft in state.people:
        line, left = draft.finished(length=length)
        lines.append(_within(line, length=length))
        left_out += left
    lines, again = _once(lines)
    told = sorted([*left_out, *again], key=lambda one: one.number)
    return Reading(lines=tuple(_namesakes(lines)), left_out=tuple(told))


def _within(line: RosterLine, *, length: int | None) -> RosterLine:
    """Say of a line with more days than the class had that it cannot be."""
    if line.fault or length is None or line.days is None or line.days <= length:
        return line
    fault = f"名册第 {line.number} 行「{line.name}」参加 {line.days} 天，这期只有 {length} 天，请改正。"
    return replace(line, fault=fault)


def _once(lines: Sequence[RosterLine]) -> tuple[list[RosterLine], list[LeftOut]]:
    """Leave out whoever stands there again: the same mobile number, or the same name and unit without another number."""
    by_phone: dict[str, RosterLine] = {}
    by_unit: dict[tuple[str, str], RosterLine] = {}
    kept: list[RosterLine] = []
    again: list[LeftOut] = []
    for line in lines:
        known = by_phone.get(line.phone) if line.phone else None
        why = "手机号"
        key = (same_name(line.name), same_name(line.unit))
        if known is None and all(key) and (one := by_unit.get(key)) and not (one.phone and line.phone):
            known, why = one, "姓名和单位"
        if known is None or line.fault:
            kept.append(line)
            by_unit.setdefault(key, line)
            if line.phone:
                by_phone.setdefault(line.phone, line)
        else:
            again.append(_repeated(line, known, why=why))
    return kept, again


def _repeated(line: RosterLine, known: RosterLine, *, why: str) -> LeftOut:
    text = " ".join(one for one in (*line.taken, line.name, line.unit, *line.remarks) if one)
    reason = f"{why}与第 {known.number} 行「{known.name}」相同，算同一人"
    return LeftOut(number=line.number, text=text, reason=reason)


def _namesakes(lines: Sequence[RosterLine]) -> Iterator[RosterLine]:
    """Yield the lines, saying of those with one name and nothing to tell them apart by that they count as several people."""
    names = Counter(same_name(line.name) for line in lines)
    phones = Counter(same_name(line.name) for line in lines if line.phone)
    for line in lines:
        name = same_name(line.name)
        if line.name and names[name] > 1 and phones[name] < names[name]:
            yield replace(line, notes=(*line.notes, f"有 {names[name]} 行同名，按 {names[name]} 个人计"))
        else:
            yield line
