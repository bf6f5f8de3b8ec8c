"""Which gatherings the demonstration network held, planned and cancelled, still without the people. Plain Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongxin.kernel.places import Level
from tongxin.network.demo.plan import MEMBERS, REPORTING_DAY, Association, Network


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Held gatherings of a stretch of time; they come out exactly. `times` includes `unresolved`; `persons` are the distinct resolved ones."""

    first: date
    last: date
    gatherings: int
    times: int
    unresolved: int
    persons: int

    def scaled(self, members: int) -> "Batch":
        """Return the batch for a network of another size."""

        def scale(number: int) -> int:
            return max(1, number * members // MEMBERS)

        return Batch(
            first=self.first,
            last=self.last,
            gatherings=scale(self.gatherings),
            times=scale(self.times),
            unresolved=scale(self.unresolved),
            persons=scale(self.persons),
        )


class Fate(StrEnum):
    """What became of a gathering."""

    HELD = "held"
    CLOSED = "closed"
    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendee:
    """A line of a roster: the position of a person, or None and the position of a guest name."""

    person: int | None = None
    guest: int = 0
    completed: bool = True


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """A gathering as the loader writes it."""

    title: str
    organiser: Association
    joint: tuple[Association, ...]
    kind: str
    first_day: date
    days: int
    field_day: bool
    fate: Fate
    evidence: str
    recorded: date
    attendees: tuple[Attendee, ...] = ()
    reason: str = ""

    @property
    def last_day(self) -> date:
        """The day it ends."""
        return self.first_day + timedelta(days=self.days - 1)


_FUTURE, _OVERDUE = 14, 3
_LATE_EVERY = 9
_TURNS = (*(Level.COUNTY, Level.PREFECTURE, Level.COUNTY) * 5, Level.COUNTY, Level.PREFECTURE, Level.PROVINCE)
_LONGEST = 4  # days of the longest gathering


@dataclass(frozen=True, kw_only=True)
class Programmes:
    """What a capability gathers people for: how much of it, in which themes and kinds, and what it is called.

    `title` is filled in with place, theme, year and number. `cancelled` says how many a year were called off and why,
    for years unlike the others.
    """

    batches: tuple[Batch, ...]
    themes: tuple[str, ...]
    kinds: tuple[str, ...]
    title: str
    cancelled: Mapping[int, tuple[int, str]]

    def title_of(self, organiser: Association, *, index: int, day: date) -> str:
        """Return what the gathering of this number is called."""
        theme = self.themes[index % len(self.themes)]
        return self.title.format(place=organiser.spot.name, theme=theme, year=day.year, number=index + 1)


_USUALLY_CANCELLED = (4, "师资时间调整，并入下一期")


def outline(network: Network, *, programmes: Programmes, batch: Batch) -> list[Gathering]:
    """Return the held gatherings of a batch in order of time, their rosters still empty."""
    span = (batch.last - batch.first).days - _LONGEST
    fate = Fate.HELD if batch.first.year == REPORTING_DAY.year else Fate.CLOSED
    return [
        _skeleton(
            network,
            programmes,
            index=index,
            first_day=batch.first + timedelta(days=span * index // batch.gatherings),
            fate=Fate.HELD if index % 6 == 0 else fate,
        )
        for index in range(batch.gatherings)
    ]


def that_do_not_count(network: Network, *, programmes: Programmes, years: int) -> Iterator[Gathering]:
    """Yield the gatherings that do not count: planned for autumn, planned and forgotten, cancelled with a reason."""
    for index in range(_FUTURE):
        yield _skeleton(
            network, programmes, index=index, first_day=date(2022, 10, 8) + timedelta(days=5 * index), fate=Fate.PLANNED
        )
    for index in range(_OVERDUE):
        yield _skeleton(
            network, programmes, index=index + 40, first_day=date(2022, 8, 1 + 7 * index), fate=Fate.PLANNED
        )
    for year in range(REPORTING_DAY.year - years + 1, REPORTING_DAY.year + 1):
        number, reason = programmes.cancelled.get(year, _USUALLY_CANCELLED)
        for index in range(number):
            yield _skeleton(
                network,
                programmes,
                index=index + year % 100,
                first_day=date(year, 2, 10) + timedelta(days=21 * index),
                fate=Fate.CANCELLED,
                reason=reason,
            )


def _organiser(network: Network, *, index: int, day: date) -> Association:
    """Return whose turn it is among those founded by that day: province, prefectures and counties as in real life."""
    level = _TURNS[index % len(_TURNS)]
    founded = [one for one in network.associations if one.founded <= day]
    there = [one for one in founded if one.spot.level is level] or founded
    return there[index * 7 % len(there)]


def _skeleton(
    network: Network, programmes: Programmes, *, index: int, first_day: date, fate: Fate, reason: str = ""
) -> Gathering:
    organiser = _organiser(network, index=index, day=first_day)
    days = 1 + index * 5 % 4
    last_day = first_day + timedelta(days=days - 1)
    late = 150 if index % _LATE_EVERY == 4 else 3
    return Gathering(
        title=programmes.title_of(organiser, index=index, day=first_day),
        organiser=organiser,
        joint=_joint(network, organiser=organiser, index=index, day=first_day),
        kind=programmes.kinds[index % len(programmes.kinds)],
        first_day=first_day,
        days=days,
        field_day=index % 7 == 5 and days > 1,
        fate=fate,
        evidence=_evidence(index, first_day),
        recorded=(
            min(last_day + timedelta(days=late), REPORTING_DAY - timedelta(days=1))
            if fate in (Fate.HELD, Fate.CLOSED)
            else min(first_day, REPORTING_DAY) - timedelta(days=20)
        ),
        reason=reason,
    )


def _evidence(index: int, day: date) -> str:
    """Return the ground attendance is known on: scanned codes only since 2020, hosts' words now and then."""
    if day.year >= 2020 and index % 4 == 3:
        return "scan"
    return {6: "host", 13: "declared"}.get(index % 16, "roster")


def _joint(network: Network, *, organiser: Association, index: int, day: date) -> tuple[Association, ...]:
    """Return the co-organisers: every ninth gathering of a prefecture is run with one or two of its counties."""
    if organiser.spot.level is not Level.PREFECTURE or index % 9 != 1:
        return ()
    below = [
        one
        for one in network.associations
        if one.founded <= day and one.spot.path.startswith(organiser.spot.path) and one is not organiser
    ]
    return tuple(below[index % len(below) :][: 1 + index % 2]) if below else ()
