"""What a capability says upward about what units report by period, so that returns are computed and never filled in."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.kernel.period import Period


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one measure comes to at one place, from the records as they are now: an exact whole number."""

    place: int
    measure: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A day at a place on which something counted, counts now, or no longer counts."""

    place: int
    day: date


Tell = Callable[[Sequence[int], Period], Iterable[Told]]
"""Asked with the ids of places and a period, answers in a constant number of queries; zero need not be said."""


@dataclass(frozen=True, kw_only=True)
class Reportable:
    """A kind of record units owe a return on. `kind` is the room's word for it (training), stored with every duty.

    `measures` are what a return states, in the order of the page, as additive over places as possible; `tell` counts
    them from the records of exactly the place, not of those below. A `stock` is stated as of the period's last day.
    `touched` says where records of given persons count, for rooms where that is possible.
    """

    kind: str
    label: str
    measures: tuple[str, ...]
    tell: Tell
    stock: bool = False
    touched: Callable[[Collection[int]], Iterable[Touch]] | None = None

    @property
    def fact(self) -> str:
        """The code of the fact that says who reported: what measures name as `expected`."""
        return f"{self.kind}.return"
