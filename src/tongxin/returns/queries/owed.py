"""Returns owed, whether they are there or not: of a unit, of a place, of one address."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tongxin.access.guard import under
from tongxin.figures import Standing
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import Period, Step
from tongxin.kernel.scope import Scope, Verb
from tongxin.returns.calendar import (
    Deadline,
    Phase,
    covers,
    duty_and_month,
    number_of,
    periods_of,
    standing_on,
)
from tongxin.returns.models import Duty, Restatement, Return
from tongxin.returns.queries.numbers import rules

MISSING = "没有找到这份上报，或不在您的权限范围内。"
_LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One return a unit owes, as it stands on `day`; `found` is what the unit said, None where it said nothing."""

    duty: Duty
    period: Period
    deadline: Deadline
    found: Return | None
    day: date

    @property
    def number(self) -> int:
        """The number that names it in its address, there or not."""
        return number_of(self.duty.pk, self.period)

    @property
    def record(self) -> Return:
        """What the unit said, or what it is yet to say."""
        return self.found if self.found is not None else Return.owed(self.duty, self.period)

    @property
    def phase(self) -> Phase:
        """Where the calendar stands."""
        return self.deadline.phase(self.period, day=self.day)

    @property
    def standing(self) -> Standing:
        """What became of it."""
        return standing_on(self.found, deadline=self.deadline, period=self.period, day=self.day)

    @property
    def is_there(self) -> bool:
        """Whether it counts as reported."""
        return self.found is not None and self.found.is_there

    @property
    def is_wanted(self) -> bool:
        """Whether the unit itself can and should report now."""
        return not self.is_there and self.phase in (Phase.OPEN, Phase.OVERDUE)

    @property
    def is_closed(self) -> bool:
        """Whether it never came and only the level above can still report it."""
        return not self.is_there and self.phase is Phase.CLOSED

    @property
    def days_late(self) -> int:
        """Days since it was due; zero or less while it is in time."""
        return (self.day - self.deadline.due).days


def duties(scope: Scope, *, path: str = "", verb: Verb | None = None) -> QuerySet[Duty]:
    """Return the duties at and below a place that the scope may read (or may do `verb` to), units in the order of places."""
    rows = Duty.objects.visible_to(scope, verb=verb).filter(under(path))
    return rows.select_related("organisation", "place").order_by("path", "organisation_id", "id")


def owed_in(rows: QuerySet[Duty], *, span: Period, day: date) -> list[Owed]:
    """Return what these duties owe whose period ends within a span and has begun by a day; three queries."""
    return _owed(rows, span=span, day=day, found=_by_period(_said_in(rows, span)))


def absent_in(rows: QuerySet[Duty], *, span: Period, day: date) -> list[Owed]:
    """Return what of `owed_in` is not there: nothing was said of it, or it was sent back; four queries.

    Of the many that are there no rows are made.
    """
    said = _said_in(rows, span)
    back = _by_period(said.filter(state=Return.State.SENT_BACK))
    there = set(said.exclude(state=Return.State.SENT_BACK).values_list("duty_id", "last_day"))
    return _owed(rows, span=span, day=day, found=back, there=there)


_ByPeriod = Mapping[tuple[int, date], Return]


def _said_in(rows: QuerySet[Duty], span: Period) -> QuerySet[Return]:
    said = Return.objects.children_of_numbered(Duty, rows.order_by().values("pk"))
    return said.filter(last_day__gte=span.start, last_day__lt=span.end)


def _by_period(said: Iterable[Return]) -> _ByPeriod:
    return {(one.duty_id, one.last_day): one for one in said}


def _owed(
    rows: QuerySet[Duty],
    *,
    span: Period,
    day: date,
    found: _ByPeriod,
    there: Collection[tuple[int, date]] = (),
) -> list[Owed]:
    calendar = rules()
    return [
        Owed(
            duty=duty,
            period=period,
            deadline=calendar.deadline(duty, period),
            found=found.get((duty.pk, period.last)),
            day=day,
        )
        for duty in rows
        for period in _ending_in(duty, span=span, day=day)
        if (duty.pk, period.last) not in there
    ]


def _ending_in(duty: Duty, *, span: Period, day: date) -> Iterator[Period]:
    periods = periods_of(duty, until=min(day, span.last), since=span.start)
    return (period for period in periods if period.last in span)


def owed_at(scope: Scope, *, place: int, number: int, day: date) -> Owed:
    """Return the one return of an address, or raise `NotFoundError`: unknown, out of scope, not owed, not begun."""
    duty_id, month = duty_and_month(number)
    rows = Duty.objects.visible_to(scope).select_related("organisation", "place")
    duty = rows.filter(pk=min(duty_id, _LARGEST), place_id=min(place, _LARGEST)).first()
    if duty is None or not 1949 <= month.year < 2200:
        raise NotFoundError(MISSING)
    period = Period.calendar(month, Step(duty.step))
    if period.start != month or period.start > day or not covers(duty, period):
        raise NotFoundError(MISSING)
    found = Return.objects.children_of(duty).filter(last_day=period.last).first()
    if found is not None:
        found.duty = duty  # read already
    return Owed(duty=duty, period=period, deadline=rules().deadline(duty, period), found=found, day=day)


def own_paths(scope: Scope) -> tuple[str, ...]:
    """Return the places an asker reports for: exactly those the right to confirm was given at, not the ones below."""
    return tuple(path for path in scope.prefixes(Verb.CONFIRM) if path)


def is_due(one: Owed, *, stock: bool) -> bool:
    """Tell whether a figure of today would look at a return: a stock's only once its day has come."""
    return not stock or one.period.last <= one.day


def by_unit(owed: Iterable[Owed]) -> dict[int, list[Owed]]:
    """Group by organisation, keeping the order."""
    units: dict[int, list[Owed]] = {}
    for one in owed:
        units.setdefault(one.duty.organisation_id, []).append(one)
    return units


def restatements(found: Return) -> QuerySet[Restatement]:
    """Return how the numbers of a return that was read through the scope changed after it was locked, newest first."""
    return Restatement.objects.children_of(found).order_by("-id")
