"""Figures told of several places in one breath (甲、乙、丙分别签订34项、19项、16项) are of one measure and one time."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tongxin.claims.claim import Claim
from tongxin.claims.context import Context, Reader
from tongxin.claims.layout import PART
from tongxin.claims.readings import Reading

_Series = tuple[str, str]


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
    for listed in _lists(reader.claims, contexts, reader.runs):
        held = [readings[index] for index in listed]
        series = _common(held) if any(held) else _only([ranked[index] for index in listed])
        for index in listed if series else ():
            kept[index] = [one for one in ranked[index] if _series(one) == series]
    return kept


def _lists(claims: Sequence[Claim], contexts: Sequence[Context], runs: Sequence[tuple[int, int]]) -> Iterator[range]:
    """Yield the claims that are told of one place each: 甲、乙分别1项、2项, or 甲签订1项，乙2项，丙3项."""
    first = 0
    for index in range(1, len(claims) + 1):
        if index < len(claims) and (runs[index] == runs[index - 1] or _goes_on(contexts[index])):
            continue
        listed = range(first, index)
        if len(listed) > 1 and _of_places(listed, claims, contexts):
            yield listed
        first = index


def _goes_on(context: Context) -> bool:
    """Tell a figure before which its place is all that stands."""
    return context.attached and context.before.removeprefix(PART) in {context.place, *context.place_names}


def _of_places(listed: range, claims: Sequence[Claim], contexts: Sequence[Context]) -> bool:
    places = {contexts[index].place for index in listed if contexts[index].attached}
    return len(places) == len(listed) and len({claims[index].unit for index in listed}) == 1


def _common(readings: Sequence[list[Reading]]) -> _Series | None:
    """Return the measure and time most of the list is read as, the best score first; None where a reading is not recorded."""
    first = [one[0] for one in readings if one]
    if any(one.candidate.period is None for one in first):
        return None
    votes: Counter[_Series] = Counter(_series(one) for one in first)
    best = max(first, key=lambda one: (votes[_series(one)], one.score), default=None)
    return _series(best) if best else None


def _only(readings: Sequence[list[Reading]]) -> _Series | None:
    """Return the one measure and time recorded of every place; None where there are several or a claim might be of home."""
    found = [{_series(one) for one in ranked if one.candidate.period} for ranked in readings]
    shared = set.intersection(*found)
    return next(iter(shared)) if len(shared) == 1 else None


def _series(reading: Reading) -> _Series:
    period = reading.candidate.period
    return reading.candidate.name, period.label if period else ""
