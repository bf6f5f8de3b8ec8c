"""What a capability says upward about what units report by period, so that returns are computed and never filled in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tongxin.kernel.period import Period

NumbersNow = Callable[[Sequence[int], Period], Mapping[int, Mapping[str, int]]]
"""Asked with the ids of organisations and a period, answers whole numbers by organisation and measure code."""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A kind of record units owe a return on. `kind` is the room's word for it (training), stored with every duty.

    `measures` are what a return states, in the order of the page: each narrowed to the unit that reports, and counted
    from the live records as the figure counts them from a snapshot. A `stock` is stated as of the period's last day.
    """

    kind: str
    label: str
    measures: tuple[str, ...]
    stock: bool = False

    @property
    def fact(self) -> str:
        """The code of the fact that says who reported: what measures name as `expected`."""
        return f"{self.kind}.return"
