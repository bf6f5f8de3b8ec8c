"""What a room puts into public calendars: only what anybody may know of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of an event: a whole day, or from `begins` to `ends`. `name` tells it apart within the event for ever."""

    name: str
    day: date
    last_day: date
    begins: time | None = None
    ends: time | None = None
    title: str = ""
    venue: str = ""


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One event. `changed` is when something was last written about it, `sequence` how often that was.

    `organisation` numbers the organiser, `link` is where one registers, empty where nobody can now.
    """

    kind: str
    number: int
    title: str
    organiser: str
    organisation: int
    venue: str
    cancelled: bool
    changed: datetime
    sequence: int
    parts: Sequence[Part]
    link: str = ""


class EventsBetween(Protocol):
    """Reads the events of a kind that touch a span of days."""

    def __call__(
        self, first: date, last: date, *, organisation: int | None = None, number: int | None = None
    ) -> Sequence[CalendarEvent]:
        """Return them by day: of every organisation or of one, or the one event; in a constant number of queries."""
        ...


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One kind of event in public calendars. `kind` is a part of addresses and of identifiers other calendars keep."""

    kind: str
    label: str
    events: EventsBetween
