"""A stranger asks the demonstration everything that is public of those who took part, and works out what follows from it.

Small groups are found from the rows themselves: nothing here knows how the product decides what it closes.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.figures.attack import ANY, Bounds, Sum, bounded
from tongxin.figures import Axis, Desk, Kind, Measure, Question
from tongxin.figures.plan import person_column
from tongxin.figures.register import Place
from tongxin.kernel.period import Period, Step
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

K = 5
PEOPLE = ("人次", "人", "名", "位")
NOBODY = Scope()
LEVELS = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
ROOMS = ("training", "activities", "contests", "experts")


@dataclass
class Group:
    """Those of a room's lists behind one cell: lines, and who of them is known."""

    lines: int = 0
    known: set[object] = field(default_factory=set)

    @property
    def is_small(self) -> bool:
        """Whether so few are behind it that nobody may read how many."""
        return self.lines > 0 and len(self.known) < K


Groups = dict[tuple[str, Period, int], Group]


def lists(desk: Desk) -> Iterator[tuple[str, int, date, object]]:
    """Yield every line of a list of those who took part: its room, place, day and person."""
    for fact in desk.registry.facts:
        if person_column(fact) is None or fact.is_stock:
            continue
        for row in desk.snapshot.records(fact):
            if row.get("completed", True):
                day = row["day"]
                assert isinstance(day, date)
                yield fact.code.partition(".")[0], int(str(row["place"])), day, row["person"]


def stretches(day: date) -> Iterator[Period]:
    """Yield the calendar stretches a day lies in, down to the day itself."""
    yield from (Period.calendar(day, step) for step in Step)
    yield Period(day, day + timedelta(days=1))


def groups(desk: Desk) -> Groups:
    """Return the groups behind every place and stretch of time; those that hang at a place itself under its number below zero."""
    found: Groups = defaultdict(Group)
    for room, place, day, person in lists(desk):
        path = desk.register.of(place).path
        above = [desk.register.above(place, level=level) for level in LEVELS]
        for when in stretches(day):
            for one in {*above, -place if path.count("/") < len(LEVELS) else None} - {None}:
                group = found[room, when, int(str(one))]
                group.lines += 1
                group.known |= {person} - {None}
    return dict(found)


def of_people(desk: Desk, room: str) -> list[Measure]:
    """Return every public measure of a room that tells how many people there were in a stretch of time."""
    own = (one for one in desk.registry.measures if one.code.startswith(f"{room}.") and one.public)
    return [one for one in own if one.unit in PEOPLE and one.kind is not Kind.STOCK]


def stated(desk: Desk, measure: Measure, when: Period) -> dict[int, int]:
    """Return what everybody may read of a measure at every place below the country, by its number."""
    found = {}
    for axis in (Axis.PROVINCE, Axis.PREFECTURE, Axis.COUNTY):
        for cell in desk.cells(Question(measure=measure.code, place="000000", period=when), by=axis, scope=NOBODY):
            if cell.place is not None and cell.result.value is not None:
                found[cell.place.id] = int(cell.result.value)
    return found


def told(desk: Desk, small: Groups) -> list[str]:
    """Return the small groups whose number some public figure of their room simply says: in every year, and here and there."""
    found = []
    asked = sorted({(room, when) for room, when, _ in small}, key=str)
    for room, when in [one for one in asked if one[1].step is Step.YEAR] + asked[::5]:
        for measure in of_people(desk, room):
            for place, value in stated(desk, measure, when).items():
                group = small.get((room, when, place))
                if group is not None and value in (group.lines, len(group.known) or None):
                    found.append(f"{measure.code} {desk.register.of(place).name} {when}: {value}")
    return found


class Reader:
    """Works out, year by year, what follows from a room's public tables; he even knows how many were counted without a list."""

    def __init__(self, desk: Desk, room: str, *, true: Groups) -> None:
        self._desk = desk
        self._room = room
        self._true = true
        self._places = {abs(place): desk.register.of(abs(place)) for of, _, place in true if of == room}

    def worked_out(self, when: Period) -> tuple[int, set[int]]:
        """Return how many small groups nobody is told of, and the places of those whose lines or persons follow after all."""
        known = dict(self._known(when))
        found = bounded(known, sums=list(self._sums(known)), grows=list(self._grows(known)))
        small = [place for place in self._places if (group := self._group(when, place)) and group.is_small]
        hidden = {cell for cell, (low, high) in known.items() if low < high}
        fixed = {
            place
            for place in small
            for of in ("lines", "persons")
            if (of, place) in hidden and _is_one(found[of, place])
        }
        return sum(("lines", place) in hidden for place in small), fixed

    def _group(self, when: Period, place: int) -> Group | None:
        return self._true.get((self._room, when, place))

    def _known(self, when: Period) -> Iterator[tuple[Hashable, tuple[int, int]]]:
        lines: dict[int, int] = {}
        persons: dict[int, int] = {}
        for measure in of_people(self._desk, self._room):
            if measure.kind is Kind.PERSONS:
                persons = stated(self._desk, measure, when)
            elif measure.kind is Kind.PERSON_TIMES:
                lines |= stated(self._desk, measure, when)
            elif measure.value == "attended" and not measure.single:
                without = self._without_a_list(measure, when)
                lines |= {place: value - without[place] for place, value in stated(self._desk, measure, when).items()}
        for place in (*self._places, *(-place for place in self._places)):
            there = self._group(when, place) or Group()
            for of, values, least in (("lines", lines, there.lines), ("persons", persons, len(there.known))):
                unknown = (min(least, 1), ANY if least else 0)
                yield (of, place), (values[place], values[place]) if place in values else unknown

    def _without_a_list(self, measure: Measure, when: Period) -> dict[int, int]:
        found = {}
        for axis in (Axis.PROVINCE, Axis.PREFECTURE, Axis.COUNTY):
            asked = Question(measure=measure.code, place="000000", period=when)
            for cell in self._desk.cells(asked, by=axis, scope=Scope.everything()):
                assert cell.place is not None
                group = self._group(when, cell.place.id)
                found[cell.place.id] = int(cell.result.value or 0) - (group.lines if group else 0)
        return found

    def _sums(self, known: Bounds) -> Iterator[Sum]:
        for place in self._places.values():
            below = [one.id for one in self._parts(place)]
            if below:
                parts = [*below, -place.id]
                yield ("lines", place.id), [("lines", one) for one in parts], True
                yield ("persons", place.id), [("persons", one) for one in parts], False

    def _parts(self, place: Place) -> list[Place]:
        level = {Level.PROVINCE: Level.PREFECTURE, Level.PREFECTURE: Level.COUNTY}.get(place.level)
        return [one for one in self._places.values() if one.level is level and one.path.startswith(place.path)]

    def _grows(self, known: Bounds) -> Iterator[tuple[Hashable, Hashable]]:
        for place in self._places:
            yield ("persons", place), ("lines", place)


def _is_one(bounds: tuple[int, int]) -> bool:
    return bounds[0] == bounds[1]
