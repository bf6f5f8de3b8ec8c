"""What a room deletes once its time is over: every night, or at the press of a button."""

from datetime import date
from typing import Protocol

from tongxin.access.actor import Actor


class Purge(Protocol):
    """Deletes what was kept until a day and tells the journal. Nobody's right decides: the day does."""

    def __call__(self, *, by: Actor, day: date) -> int:
        """Return how many rows went."""
        ...
