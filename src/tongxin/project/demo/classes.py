"""Which classes the demonstration network held, planned and cancelled, still without the people. Plain Python."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongxin.kernel.places import Level
from tongxin.project.demo.plan import MEMBERS, REPORTING_DAY, Association, Network


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Held classes of a stretch of time; they come out exactly. `times` includes `unresolved`; `persons` are the distinct resolved ones."""

    first: date
    last: date
    classes: int
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
            classes=scale(self.classes),
            times=scale(self.times),
            unresolved=scale(self.unresolved),
            persons=scale(self.persons),
        )


def _batch(first: tuple[int, int, int], last: tuple[int, int, int], *numbers: int) -> Batch:
    classes, times, unresolved, persons = numbers
    return Batch(
        first=date(*first), last=date(*last), classes=classes, times=times, unresolved=unresolved, persons=persons
    )


BATCHES = (
    _batch((2017, 3, 1), (2017, 12, 20), 102, 4_018, 58, 2_600),
    _batch((2018, 3, 1), (2018, 12, 20), 107, 4_127, 61, 3_104),
    _batch((2019, 3, 1), (2019, 12, 20), 115, 4_402, 66, 3_302),
    _batch((2020, 5, 6), (2020, 12, 20), 101, 4_009, 49, 3_087),
    _batch((2021, 3, 1), (2021, 12, 20), 118, 4_236, 64, 3_318),
    _batch((2022, 2, 20), (2022, 6, 26), 54, 1_985, 27, 1_702),
    _batch((2022, 7, 4), (2022, 9, 18), 31, 1_148, 15, 1_010),
)


class Fate(StrEnum):
    """What became of a class."""

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
class PlannedClass:
    """A class as the loader writes it."""

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


_CANCELLED_BECAUSE = {2020: "疫情防控需要，暂不集中"}
_CANCELLED_EACH_YEAR = {2020: 9}
_FUTURE, _OVERDUE = 14, 3
_TIERS = {Level.COUNTY: 0, Level.PREFECTURE: 1, Level.PROVINCE: 2}
_KINDS = ("course", "course", "course", "seminar", "field", "course", "online")
_THEMES = ("理论", "骨干", "履职能力", "网络人士", "自由职业人员", "国情省情考察", "业务")
_LATE_EVERY = 9
_TURNS = (*(Level.COUNTY, Level.PREFECTURE, Level.COUNTY) * 5, Level.COUNTY, Level.PREFECTURE, Level.PROVINCE)
_LONGEST = 4  # days of the longest class


def outline(network: Network, *, batch: Batch) -> list[PlannedClass]:
    """Return the held classes of a batch in order of time, their rosters still empty."""
    span = (batch.last - batch.first).days - _LONGEST
    fate = Fate.HELD if batch.first.year == REPORTING_DAY.year else Fate.CLOSED
    return [
        _skeleton(
            network,
            index=index,
            first_day=batch.first + timedelta(days=span * index // batch.classes),
            fate=Fate.HELD if index % 6 == 0 else fate,
        )
        for index in range(batch.classes)
    ]


def other_classes(network: Network, *, years: int) -> Iterator[PlannedClass]:
    """Yield the classes that do not count: planned for autumn, planned and forgotten, cancelled with a reason."""
    for index in range(_FUTURE):
        yield _skeleton(
            network, index=index, first_day=date(2022, 10, 8) + timedelta(days=5 * index), fate=Fate.PLANNED
        )
    for index in range(_OVERDUE):
        yield _skeleton(network, index=index + 40, first_day=date(2022, 8, 1 + 7 * index), fate=Fate.PLANNED)
    for year in range(REPORTING_DAY.year - years + 1, REPORTING_DAY.year + 1):
        for index in range(_CANCELLED_EACH_YEAR.get(year, 4)):
            yield _skeleton(
                network,
                index=index + year % 100,
                first_day=date(year, 2, 10) + timedelta(days=21 * index),
                fate=Fate.CANCELLED,
                reason=_CANCELLED_BECAUSE.get(year, "师资时间调整，并入下一期"),
            )


def _organiser(network: Network, *, index: int, day: date) -> Association:
    """Return whose turn it is among those founded by that day: province, prefectures and counties as in real life."""
    level = _TURNS[index % len(_TURNS)]
    founded = [one for one in network.associations if one.founded <= day]
    there = [one for one in founded if one.spot.level is level] or founded
    return there[index * 7 % len(there)]


def _skeleton(network: Network, *, index: int, first_day: date, fate: Fate, reason: str = "") -> PlannedClass:
    organiser = _organiser(network, index=index, day=first_day)
    days = 1 + index * 5 % 4
    last_day = first_day + timedelta(days=days - 1)
    late = 150 if index % _LATE_EVERY == 4 else 3
    return PlannedClass(
        title=f"{organiser.spot.name}新的社会阶层人士{_THEMES[index % 7]}培训班（{first_day.year}年第{index + 1}期）",
        organiser=organiser,
        joint=_joint(network, organiser=organiser, index=index, day=first_day),
        kind=_KINDS[index % 7],
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
    """Return the co-organisers: every third class of a prefecture is run with one or two of its counties."""
    if organiser.spot.level is not Level.PREFECTURE or index % 9 != 1:
        return ()
    below = [
        one
        for one in network.associations
        if one.founded <= day and one.spot.path.startswith(organiser.spot.path) and one is not organiser
    ]
    return tuple(below[index % len(below) :][: 1 + index % 2]) if below else ()
