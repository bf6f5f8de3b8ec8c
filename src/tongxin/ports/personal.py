"""What a capability says upward about one person, for the person's own page and export, and how it forgets one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tongxin.access.actor import Actor


@dataclass(frozen=True, kw_only=True)
class PersonalRecord:
    """One thing a room holds about a person, in words the person understands.

    `kind` is the sort of record (培训), `title` which one, `detail` what of it concerns the person, `day` when, `url` where
    the person opens it, where there is such a page.
    """

    kind: str
    title: str
    detail: str
    day: date | None = None
    url: str = ""


PersonalRecords = Callable[[int], Iterable[PersonalRecord]]
"""Asked with a person's id, answers all the room holds about that person, newest first, in a constant number of queries."""


class Forget(Protocol):
    """Empties what a room holds of a person who is erased: in the same transaction, by whoever was entitled to erase."""

    def __call__(self, person_id: int, *, by: Actor, reason: str) -> None:
        """Do it and tell the journal."""
        ...
