"""What a room says of the figures it has given out: which of them rest on numbers that changed afterwards."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tongxin.kernel.period import Period


@dataclass(frozen=True, kw_only=True)
class Restated:
    """Numbers of one kind of record, at a place and over a period, were found to be others at this moment.

    `unchanged` are measures looked at that came to the same number again.
    """

    kind: str
    path: str
    period: Period
    at: datetime
    unchanged: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Citing:
    """Something given out before (an issued report) with the figures in it that the change contradicts."""

    title: str
    number: str
    url: str
    figures: tuple[str, ...]


Cites = Callable[[Sequence[Restated]], Iterable[Citing]]
"""Asked with changes, answers what was given out before them and rests on them, in a constant number of queries."""
