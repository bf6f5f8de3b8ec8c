"""What the records say now: the numbers of returns, and the rows that tell the snapshot who reported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from tongxin.access import site
from tongxin.figures import Fact, reporting_fact
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import Period, Step, next_first
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.numbers import numbers_now
from tongxin.ports.desk import registry
from tongxin.ports.reported import Reported
from tongxin.ports.room import rooms
from tongxin.returns.calendar import Rules, number_of, periods_of, standing_on
from tongxin.returns.models import CalendarRule, Duty, Return

Numbers = dict[str, int]
"""Whole numbers by measure code, every measure of the kind, zeros too."""


def every_reported() -> dict[str, Reported]:
    """Return every kind of record units owe returns on, in the order of the menu."""
    return {one.kind: one for room in rooms() for one in room.reported}


def reported(kind: str) -> Reported:
    """Return one kind or raise `NotFoundError`."""
    try:
        return every_reported()[kind]
    except KeyError:
        raise NotFoundError(f"没有「{kind[:20]}」这项上报内容。", field="kind") from None


def numbers_of(kind: str, units: Sequence[int], period: Period) -> dict[int, Numbers]:
    """Return what the records of each organisation come to in a period: a query for each measure of the kind."""
    one = reported(kind)
    found: dict[int, Numbers] = {unit: dict.fromkeys(one.measures, 0) for unit in units}
    for code in one.measures if units else ():
        measure = registry().measure(code)
        fact = registry().fact(measure.fact)
        assert isinstance(fact, TableFact)  # checked at start-up  # noqa: S101
        for unit, number in numbers_now(fact, measure, period, units=units).items():
            found[unit][code] = number
    return found


def numbers_of_returns(returns: Iterable[Return]) -> dict[int, Numbers]:
    """Return what the records say now for each return, by its number; queries grow with periods, not with units."""
    groups: dict[tuple[str, Period], list[Return]] = defaultdict(list)
    for one in returns:
        groups[one.kind, one.period].append(one)
    now: dict[int, Numbers] = {}
    for (kind, period), members in groups.items():
        numbers = numbers_of(kind, [one.duty.organisation_id for one in members], period)
        now |= {one.pk: numbers[one.duty.organisation_id] for one in members}
    return now


def rules(using: str | None = None) -> Rules:
    """Return the calendar."""
    return Rules(CalendarRule.objects.public().using(using))


def fact_of(one: Reported) -> Fact:
    """Return the fact that tells the snapshot who reported on one kind of record."""
    return reporting_fact(
        one.fact,
        label=f"{one.label}上报",
        stock=one.stock,
        page="/returns/at/{place}/{key}/",
        rows=lambda alias: return_rows(one, alias),
    )


def return_rows(one: Reported, using: str) -> Iterator[tuple[object, ...]]:
    """Yield a row for every return owed by the site's day: number, unit, place, its time, standing."""
    day = site.current().day
    calendar = Rules(CalendarRule.objects.for_snapshot(one.fact, using=using))
    there = Return.objects.for_snapshot(one.fact, using=using).filter(kind=one.kind)
    found = {(row.duty_id, row.last_day): row for row in there}
    duties = Duty.objects.for_snapshot(one.fact, using=using).filter(kind=one.kind)
    duties = duties.select_related("organisation").order_by("id")
    for duty in duties:
        for period in periods_of(duty, until=day):
            if one.stock and period.last > day:
                continue
            row = found.get((duty.pk, period.last))
            deadline = calendar.deadline(duty, period)
            standing = standing_on(row, deadline=deadline, period=period, day=day)
            times: tuple[object, ...] = (period.last,)
            if one.stock:
                after = next_first(period.end, Step(duty.step)) - timedelta(days=1)
                times = (period.last, after)
            yield number_of(duty.pk, period), duty.organisation_id, duty.place_id, *times, int(standing)
