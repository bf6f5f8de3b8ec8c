"""How long answers took: the middle one of those given, and of all that were asked for, where those still open wait for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How many were asked and answered, and the medians in days. `of_all` is None while half or more are still open."""

    asked: int
    answered: int
    of_answered: Fraction | None
    of_all: Fraction | None


def waits_of(days: Iterable[int | None]) -> Waits:
    """Return the medians of waits in days; None is one without an answer yet."""
    every = list(days)
    given = sorted(one for one in every if one is not None)
    return Waits(
        asked=len(every),
        answered=len(given),
        of_answered=_middle(given, len(given)),
        of_all=_middle(given, len(every)),
    )


def _middle(given: list[int], number: int) -> Fraction | None:
    """Return the median of so many, of which those given are the least; None where it falls among the others."""
    upper = number // 2
    if not number or upper >= len(given):
        return None
    lower = upper if number % 2 else upper - 1
    return Fraction(given[lower] + given[upper], 2)
