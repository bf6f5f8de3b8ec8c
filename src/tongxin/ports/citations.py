"""What a room says of the figures it has given out: which of them rest on numbers that changed afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Restated:
    """Numbers of one kind of record, at a place and over a period, were found to be others at this moment.

    `number` is that of the restatement, higher than those made before it; `unchanged` are measures looked at that came to
    the same number again.
    """

    number: int
    kind: str
    path: str
    period: Period
    at: datetime
    unchanged: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Something given out before (an issued report) with the figures in it that the change contradicts."""

    title: str
    number: str
    url: str
    figures: tuple[str, ...]


class Citations(Protocol):
    """Asked with changes, answers what was given out before them and rests on them, in a constant number of queries."""

    def __call__(self, changes: Sequence[Restated], *, scope: Scope) -> Iterable[Citation]:
        """Yield what the scope may read of it."""
        ...
