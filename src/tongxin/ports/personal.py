"""What a capability says upward about one person, for the person's own page and export."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class PersonalRecord:
    """One thing a room holds about a person, in words the person understands.

    `kind` is the sort of record (培训), `title` which one, `detail` what of it concerns the person, `day` when.
    """

    kind: str
    title: str
    detail: str
    day: date | None = None


PersonalRecords = Callable[[int], Iterable[PersonalRecord]]
"""Asked with a person's id, answers all the room holds about that person, newest first, in a constant number of queries."""
