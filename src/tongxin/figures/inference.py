"""What follows from tables for a reader with pencil and paper: bounds of cells, narrowed until nothing more follows."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

ANY: Final = 10**18
"""A bound nobody knows."""
Range = tuple[int, int]
Known = Mapping[Hashable, Range]


class Relation(Protocol):
    """Something a reader knows of several cells."""

    def narrowed(self, known: Known) -> Iterator[tuple[Hashable, Range]]:
        """Yield cells with the bounds that follow from those of the others, which may be no narrower."""


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A cell and the cells it is made of: their sum, or, where persons are counted once above, at most their sum."""

    whole: Hashable
    parts: tuple[Hashable, ...]
    exact: bool

    def narrowed(self, known: Known) -> Iterator[tuple[Hashable, Range]]:
        """Bound the whole by its parts and each part by the whole and the others."""
        lows, highs = [known[one][0] for one in self.parts], [known[one][1] for one in self.parts]
        least, most = sum(lows), sum(highs)
        low, high = known[self.whole]
        low, high = max(low, least if self.exact else max(lows)), min(high, most)
        yield self.whole, (low, high)
        for one, own_low, own_high in zip(self.parts, lows, highs, strict=True):
            below = high - (least - own_low) if self.exact else high
            yield one, (max(own_low, low - (most - own_high)), min(own_high, below))


@dataclass(frozen=True, kw_only=True)
class NoLess:
    """Two cells of which the second is no smaller: persons and their records, a cell and the same cell later."""

    less: Hashable
    more: Hashable

    def narrowed(self, known: Known) -> Iterator[tuple[Hashable, Range]]:
        """Bound each by the other."""
        less, more = known[self.less], known[self.more]
        yield self.less, (less[0], min(less[1], more[1]))
        yield self.more, (max(less[0], more[0]), more[1])


def narrowed(relations: Sequence[Relation], known: Known) -> Known:
    """Return the bounds of all cells once nothing narrows any of them further.

    `known` has a range for every cell. Where relations contradict it - something grew less after all - nothing follows.
    """
    found = dict(known)
    again = True
    while again:
        again = False
        for one in relations:
            for cell, bounds in one.narrowed(found):
                if bounds[0] > bounds[1]:
                    return known
                if bounds != found[cell]:
                    found[cell] = bounds
                    again = True
    return found
