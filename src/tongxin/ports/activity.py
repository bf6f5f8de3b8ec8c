"""What a capability says upward about who was active, without lending its tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ActivityCount:
    """How often an organisation did one kind of thing on a day, and how often together with another organisation.

    `kind` is a word of the room that says it: `training`, `activities`, `council_meetings`, `returns`. Several counts of
    one day add up.
    """

    organisation: int
    kind: str
    day: date
    number: int
    joint: int = 0


ActivityCounts = Callable[..., Iterable[ActivityCount]]
"""Asked with the ids of organisations and a period, answers in a constant number of queries; zero need not be said.

The period may be longer than a stage looks back: whoever asks about many days asks once and counts by day.

A snapshot asks through its own consistent read: `using` then names the database alias."""
