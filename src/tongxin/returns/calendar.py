"""The period calendar: which periods a duty covers, when each is due, and until when the unit itself may report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongxin.figures import Standing, standing_of
from tongxin.kernel.period import Period, Step, first_of
from tongxin.kernel.places import ancestors
from tongxin.returns.models import CalendarRule, Duty, Return

_PERIODS = 100_000
"""More periods than any duty has: a return's number is its duty's number times this, and the period's own."""


DEFAULTS = {Step.MONTH: (10, 50), Step.QUARTER: (15, 75), Step.HALF: (20, 90), Step.YEAR: (31, 120)}
"""Days after the period's end until due, and from there until closed."""


class Phase(StrEnum):
    """Where a period stands on a day, seen from one unit."""

    RUNNING = "running"
    OPEN = "open"
    OVERDUE = "overdue"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The phase on a page."""
        return _LABELS[self]


_LABELS = {Phase.RUNNING: "未到期末", Phase.OPEN: "上报中", Phase.OVERDUE: "已逾期", Phase.CLOSED: "已关闭"}


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The last days on which a return is in time, and on which the unit may still report itself."""

    due: date
    closes: date

    def phase(self, period: Period, *, day: date) -> Phase:
        """Return where the period stands on a day."""
        if day < period.end:
            return Phase.RUNNING
        if day <= self.due:
            return Phase.OPEN
        return Phase.OVERDUE if day <= self.closes else Phase.CLOSED


class Rules:
    """The calendar rules, read once and asked for many units."""

    def __init__(self, rules: Iterable[CalendarRule]) -> None:
        self._rules: Mapping[tuple[str, str], CalendarRule] = {(rule.path, rule.step): rule for rule in rules}
        self._nearest: dict[tuple[str, str], CalendarRule] = {}

    def rule(self, path: str, step: str) -> CalendarRule:
        """Return the line nearest to a place path, the product's own where nobody has set one; looked for once."""
        if (path, step) not in self._nearest:
            self._nearest[path, step] = self._rule(path, step)
        return self._nearest[path, step]

    def _rule(self, path: str, step: str) -> CalendarRule:
        for above in (path, *reversed(ancestors(path))):
            if (above, step) in self._rules:
                return self._rules[above, step]
        due_days, close_days = DEFAULTS[Step(step)]
        return CalendarRule(path="", step=step, due_days=due_days, close_days=close_days)

    def barred(self, one: Return) -> int | None:
        """Return the account that may not approve a return: whoever confirmed it, where a second person is asked for."""
        needed = self.rule(one.duty.path, one.duty.step).second_person
        return one.confirmed_account_id if needed else None

    def deadline(self, duty: Duty, period: Period) -> Deadline:
        """Return when a unit's return for a period is due and closed."""
        rule = self.rule(duty.path, duty.step)
        due = period.last + timedelta(days=rule.due_days)
        return Deadline(due=due, closes=due + timedelta(days=rule.close_days))


def periods_of(duty: Duty, *, until: date, since: date = date.min) -> Iterator[Period]:
    """Yield the periods a duty covers that begin no later than a day and end no earlier than `since`, oldest first.

    The first is the one that contains the duty's first day, or `since` where that is later; one that begins on its end day or later is not owed, nor
    one that begins when the unit is closed.
    """
    step, end = Step(duty.step), _end_of(duty)
    period = Period.calendar(max(duty.begin, since), step)
    while period.start <= until and (end is None or period.start < end):
        yield period
        period = Period.calendar(period.end, step)


def covers(duty: Duty, period: Period) -> bool:
    """Tell whether a period is one of those the duty covers."""
    step, end = Step(duty.step), _end_of(duty)
    begins = first_of(duty.begin, step) <= period.start
    return period.step is step and begins and (end is None or period.start < end)


def _end_of(duty: Duty) -> date | None:
    """Return the day from which nothing is owed any more: the duty's end or the day its unit was closed, if either."""
    return min((day for day in (duty.end, duty.organisation.closed) if day), default=None)


def number_of(duty_id: int, period: Period) -> int:
    """Return the number of the return a duty owes for a period, whether it is there or not; grows with both."""
    return duty_id * _PERIODS + period.start.year * 12 + period.start.month - 1


def duty_and_month(number: int) -> tuple[int, date]:
    """Return what `number_of` was made from: the duty's number and the first day of the period."""
    duty_id, month = divmod(number, _PERIODS)
    return duty_id, date(min(max(month // 12, 1), 9999), month % 12 + 1, 1)


def standing_on(found: Return | None, *, deadline: Deadline, period: Period, day: date) -> Standing:
    """Return what became of a return by a day."""
    if found is not None and found.is_there:
        approved = found.state in (Return.State.APPROVED, Return.State.LOCKED)
        return standing_of(Standing.NIL if found.nil else Standing.REPORTED, approved=approved)
    late = deadline.phase(period, day=day) in (Phase.OVERDUE, Phase.CLOSED)
    return Standing.MISSING if late else Standing.PENDING
