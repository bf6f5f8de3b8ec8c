"""One asker's questions to the figures, all on the same snapshot and within the same scope."""

from datetime import date, datetime

from tongxin.access import site
from tongxin.board.calendar import YEARS_SHOWN, Time
from tongxin.board.links import question
from tongxin.figures import Axis, Cell, Desk, Evidence, Fact, Figure, Measure, Of, Place, PlaceRegister, Question
from tongxin.figures.figure import Value
from tongxin.figures.grouping import Group, Grouping
from tongxin.figures.publication import is_protected, public_day
from tongxin.figures.question import is_stock
from tongxin.kernel.period import Period, chinese_date
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.desk import uncounted
from tongxin.ports.shown import Shown, shown


def time_shown(desk: Desk, measure: Measure, *, place: Place, time: Time, scope: Scope) -> Time:
    """Return a time nobody named, as an asker may see it: stocks of persons are public at the ends of quarters."""
    inside = scope.may(Verb.VIEW, place.path)
    if inside or time.as_of is None or not is_protected(measure, registry=desk.registry):
        return time
    return Time(as_of=public_day(time.as_of))


class Asking:
    """Asks the desk for one asker. Every answer is a figure or cells; nothing is computed here."""

    def __init__(self, desk: Desk, *, scope: Scope) -> None:
        self._desk = desk
        self.scope = scope

    def measures(self, place: Place) -> tuple[Measure, ...]:
        """Return every measure this asker may see at a place: outside the own scope only public ones."""
        inside = self.scope.may(Verb.VIEW, place.path)
        return tuple(one for one in self._desk.registry.measures if one.public or inside)

    def measure(self, code: str) -> Measure:
        """Return the measure of this code or raise `InputError`."""
        return self._desk.registry.measure(code)

    @property
    def register(self) -> PlaceRegister:
        """The place register of the snapshot."""
        return self._desk.register

    @property
    def snapshot_id(self) -> str:
        """The snapshot every answer is computed on."""
        return self._desk.snapshot.id

    @property
    def taken_at(self) -> datetime:
        """When the snapshot was taken."""
        return datetime.fromisoformat(self._desk.snapshot.taken_at)

    def uncounted(self, place: Place) -> str:
        """Return how many records of a place are not in the snapshot yet, in words; nothing where the asker sees none."""
        return uncounted(self._desk.snapshot, path=place.path) if self.scope.may(Verb.VIEW, place.path) else ""

    def stock(self, measure: Measure) -> bool:
        """Tell whether the measure is true on a day."""
        return is_stock(measure, registry=self._desk.registry)

    def time(self, measure: Measure, *, place: Place, time: Time) -> Time:
        """Return the time a page speaks of when nobody named one: for strangers the last that is public of persons."""
        return time_shown(self._desk, measure, place=place, time=time, scope=self.scope)

    def shown(self, result: Value, *, measure: Measure, place: Place, time: Time) -> Shown:
        """Write a value; nothing where nothing could have been recorded is no 0, and says why."""
        if result.value == 0 and (why := self._unrecorded(measure, place=place, time=time)):
            return Shown(text="没有登记", note=why, known=False)
        return shown(result, measure=measure)

    def _unrecorded(self, measure: Measure, *, place: Place, time: Time) -> str:
        """Return why there could be no record: a place outside the network, a time before its first record; else nothing."""
        home = site.current().home_path
        if not (place.path.startswith(home) or home.startswith(place.path)):
            return f"{place.name}不在本网络的登记范围内"
        first = self._desk.first_day(measure)
        return f"本网络从{chinese_date(first)}起有这类记录" if first is not None and time.day < first else ""

    def record_label(self, measure: Measure) -> str:
        """Return what the records behind a measure are called."""
        return self._desk.registry.fact(measure.fact).label if measure.fact else ""

    def figure(
        self, measure: Measure, *, place: Place, time: Time, of: Of | None = None, fingerprint: bool = False
    ) -> Figure:
        """Return the figure; with `fingerprint` also the hash over every record behind it."""
        asked = question(measure.code, place=place.code, time=time, of=of)
        return self._desk.figure(asked, scope=self.scope, fingerprint=fingerprint)

    def cells(
        self, measure: Measure, *, place: Place, time: Time, axis: Axis, of: Of | None = None
    ) -> tuple[Cell, ...]:
        """Return the figure's breakdown by places of a level."""
        asked = question(measure.code, place=place.code, time=time, of=of)
        return self._desk.cells(asked, by=axis, scope=self.scope)

    def years(self, measure: Measure, *, place: Place, last: date, of: Of | None = None) -> tuple[Cell, ...]:
        """Return the years up to a day, oldest first: of each year for a flow, at its last day for a stock."""
        if self.stock(measure):
            time = Time(as_of=last)
        else:
            time = Time(period=Period(date(last.year - YEARS_SHOWN + 1, 1, 1), date(last.year + 1, 1, 1)))
        asked = question(measure.code, place=place.code, time=time, of=of)
        return self._desk.cells(asked, by=Axis.YEAR, scope=self.scope)

    def fact(self, measure: Measure) -> Fact | None:
        """Return what a measure is counted from; None for a ratio of others."""
        return self._desk.registry.fact(measure.fact) if measure.fact else None

    def evidence(self, asked: Question, *, after: int, limit: int, record: int | None = None) -> list[Evidence]:
        """Return a run of rows behind the figure, by key, with `record` those it shows; none for the public version."""
        return self._desk.evidence(asked, scope=self.scope, after=after, limit=limit, record=record)

    def groups(self, asked: Question, *, grouping: Grouping) -> tuple[int, list[Group]]:
        """Return how many groups the rows behind the figure fall into, and a stretch of them; none for the public version."""
        return self._desk.groups(asked, scope=self.scope, grouping=grouping)
