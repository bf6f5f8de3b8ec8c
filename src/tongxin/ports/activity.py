"""What a capability says upward about who was active, without lending its tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tongxin.kernel.period import Period


@dataclass(frozen=True, kw_only=True)
class ActivityCount:
    """How often an organisation did one kind of thing in a period, and how often together with another organisation.

    `kind` is a word of the room that says it: `training`, `activities`, `council_meetings`, `returns`.
    """

    organisation: int
    kind: str
    number: int
    joint: int = 0


ActivityCounts = Callable[[Sequence[int], Period], Iterable[ActivityCount]]
"""Asked with the ids of organisations and a period, answers in a constant number of queries; zero need not be said."""
