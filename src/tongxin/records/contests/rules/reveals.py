"""In what order a hall hears the result: the last prize first, whoever share a place at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tongxin.records.contests.rules.plans import Level


@dataclass(frozen=True, kw_only=True)
class Reveal:
    """One step: the entries in this place, and their prize where it is plain which (else empty)."""

    rank: int
    level: str
    entries: tuple[int, ...]
    value: str


def reveals(places: Sequence[Mapping[str, Any]], levels: Sequence[Level]) -> list[Reveal]:
    """Return the steps, from the last place that gets a prize up to the first; every place where no prizes are named.

    Where a level parts a shared place, those in it are revealed without a level: that is not for a screen to decide.
    """
    prizes = [level.title for level in levels for _ in range(level.number)]
    ranked = [one for one in places if one["rank"] is not None and (not levels or one["rank"] <= len(prizes))]
    steps = []
    for rank, shared in groupby(ranked, key=lambda one: one["rank"]):
        group = list(shared)
        won = {*prizes[rank - 1 : rank - 1 + len(group)]} if rank - 1 + len(group) <= len(prizes) else set()
        level = won.pop() if len(won) == 1 else ""
        entries = tuple(one["entry"] for one in group)
        steps.append(Reveal(rank=rank, level=level, entries=entries, value=group[0]["value"]))
    return steps[::-1]
