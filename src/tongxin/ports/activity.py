"""What a capability says upward about who was active, without lending its tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ActivityCount:
    """How often an organisation did one kind of thing in a period, and how often together with another organisation.

    `kind` is a word of the room that says it: `training`, `activities`, `council_meetings`, `returns`.
    """

    organisation: int
    kind: str
    number: int
    joint: int = 0


ActivityCounts = Callable[..., Iterable[ActivityCount]]
"""Asked with the ids of organisations and a period, answers in a constant number of queries; zero need not be said.

A snapshot asks through its own consistent read: `using` then names the database alias."""
