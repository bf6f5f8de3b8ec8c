"""Figures told of several places in one breath (甲、乙、丙分别签订34项、19项、16项) are of one measure and one time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tongxin.claims.answers import Candidate
from tongxin.claims.characters import JOINERS
from tongxin.claims.context import Context, Reader
from tongxin.claims.layout import PART
from tongxin.claims.measure_names import prepare
from tongxin.claims.readings import Reading

_ALIKE: Final = 0.6
"""Names that have more than this part of the shorter one in common may be of one measure (培训班期数, 举办培训班数)."""
_NEAR: Final = 31  # days apart in which a table may have taken one count


def parallel(
    readings: Sequence[list[Reading]],
    ranked: Sequence[list[Reading]],
    *,
    reader: Reader,
    contexts: Sequence[Context],
) -> list[list[Reading]]:
    """Return the readings of each claim, in a list of places those alone that its list has in common.

    `ranked` holds the weak readings too. Where one place has no record of what the others are told of, its figure has none,
    whatever else is recorded of that place; where one thing alone is recorded of every place, that is what is told.
    """
    kept = list(readings)
    for listed in _lists(reader, contexts):
        series = _common([readings[index] for index in listed]) or _only([ranked[index] for index in listed])
        if series is None:
            continue
        timed = len({str(contexts[index].mention) for index in listed}) == 1
        for index in listed:
            held = [one for one in ranked[index] if series.holds(one.candidate, timed=timed)]
            kept[index] = [one for one in held if one.candidate.name == series.of.name] or held
    return kept


def _lists(reader: Reader, contexts: Sequence[Context]) -> Iterator[range]:
    """Yield the claims that are told of one place each: 甲、乙分别1项、2项, or 甲签订1项，乙2项，丙3项."""
    first = 0
    for index in range(1, len(contexts) + 1):
        if index < len(contexts) and _goes_on(index, reader, contexts):
            continue
        listed = range(first, index)
        if len(listed) > 1 and _of_places(listed, reader, contexts):
            yield listed
        first = index


def _goes_on(index: int, reader: Reader, contexts: Sequence[Context]) -> bool:
    """Tell a figure that is joined to the one before by a sign, or by its place and nothing else."""
    if reader.runs[index] == reader.runs[index - 1]:
        return True
    context = contexts[index]
    between = reader.text[reader.claims[index - 1].end : reader.claims[index].start].lstrip("，、,")
    alone = {context.place, *context.place_names}
    return context.attached and any(between.removeprefix(word) in alone for word in ("", PART, *JOINERS))


def _of_places(listed: range, reader: Reader, contexts: Sequence[Context]) -> bool:
    places = {contexts[index].place for index in listed if contexts[index].attached}
    return len(places) == len(listed) and len({reader.claims[index].unit for index in listed}) == 1


@dataclass(frozen=True)
class _Series:
    """What a list is read as: a record of one place, and all that are of the same measure and time of other places."""

    of: Candidate

    def holds(self, other: Candidate, *, timed: bool = True) -> bool:
        """Tell whether a record is of the measure, and, where the list tells one time, of the time as well."""
        if other.period is None or self.of.period is None or not _alike(self.of.name, other.name):
            return False
        days = abs((other.period.last - self.of.period.last).days), abs(other.period.days - self.of.period.days)
        return not timed or max(days) <= _NEAR


def _alike(one: str, other: str) -> bool:
    first, second = set(prepare(one).pairs), set(prepare(other).pairs)
    return len(first & second) > _ALIKE * min(len(first), len(second))


def _common(readings: Sequence[list[Reading]]) -> _Series | None:
    """Return what most of the list is read as, the best score first.

    None where a reading is computed, or its name and not its place says whose it is (岳麓区培训班).
    """
    first = [one[0] for one in readings if one]
    if any(one.candidate.period is None for one in first) or len({one.candidate.place for one in first}) < len(first):
        return None
    votes = {one.record: sum(_Series(one.candidate).holds(other.candidate) for other in first) for one in first}
    best = max(first, key=lambda one: (votes[one.record], one.score), default=None)
    return _Series(best.candidate) if best else None


def _only(readings: Sequence[list[Reading]]) -> _Series | None:
    """Return the one thing recorded of every place, where none of the list is read as anything."""
    first = [one for one in readings[0] if one.candidate.period]
    shared = [
        series
        for series in (_Series(one.candidate) for one in first)
        if all(any(series.holds(one.candidate) for one in ranked) for ranked in readings[1:])
    ]
    return shared[0] if len(shared) == 1 else None
