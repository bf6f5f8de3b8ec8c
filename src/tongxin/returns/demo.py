"""Loads who owes returns and what they said: five years nearly complete and locked, the present one as it is in September."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from tongxin.access import journal
from tongxin.kernel.period import Period, Step
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.returns.calendar import periods_of
from tongxin.returns.levels import first_awaiting
from tongxin.returns.models import Duty, Return
from tongxin.returns.queries.numbers import Numbers, numbers_of, rules

FIRST = date(2017, 1, 1)
STEPS = {
    "training": Step.MONTH,
    "activities": Step.QUARTER,
    "network": Step.QUARTER,
    "contests": Step.YEAR,
    "proposals": Step.YEAR,
    "giving": Step.QUARTER,
    "stories": Step.YEAR,
    "factchecks": Step.YEAR,
    "volunteering": Step.QUARTER,
    "produce": Step.YEAR,
    "experts": Step.QUARTER,
}
PRESENT = REPORTING_DAY.year
_MISSING = {
    "training": 20,
    "activities": 25,
    "network": 12,
    "contests": 12,
    "proposals": 8,
    "giving": 15,
    "stories": 10,
    "factchecks": 9,
    "volunteering": 15,
    "produce": 12,
    "experts": 12,
}
"""Of a thousand returns, how many never came."""
_SHOWN = "430182"  # its secretary is of the cast: one return was sent back to it, the newest are still to come
_WORDS = ("请核对本月班次的结业日期后重新上报。", "本月开展过培训的请补登记录，确实没有的请重新零报告。")
_OPEN_FROM = date(PRESENT, 6, 30)  # the last day of the first periods that are still being worked on
State: TypeAlias = Return.State
Awaiting: TypeAlias = Return.Awaiting


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What became of one return, apart from its numbers."""

    state: State
    awaiting: str = ""
    note: str = ""


def load(world: World) -> None:
    """Write duties from each association's founding on, and every return up to the site's day, the same each time."""
    rows = Organisation.objects.public()
    associations = rows.filter(kind=Organisation.Kind.ASSOCIATION, closed=None).select_related("place")
    duties = Duty.objects.insert_rows(
        Duty(
            organisation=one,
            place=one.place,
            path=one.path,
            kind=kind,
            step=step,
            begin=Period.calendar(max(one.beginning, FIRST), step).start,
        )
        for one in associations.order_by("path", "id")
        for kind, step in STEPS.items()
    )
    journal.write_many(duties, by=world.by, action="returns.duty", reason=REASON)
    returns = Return.objects.insert_rows(_returns(duties))
    journal.write_many(returns, by=world.by, action="returns.confirm", reason=REASON)


def _returns(duties: Iterable[Duty]) -> Iterator[Return]:
    owed: dict[tuple[str, Period], list[Duty]] = {}
    for duty in duties:
        for period in periods_of(duty, until=REPORTING_DAY):
            if period.end <= REPORTING_DAY:
                owed.setdefault((duty.kind, period), []).append(duty)
    calendar = rules()
    for (kind, period), units in owed.items():
        numbers = numbers_of(kind, [duty.organisation_id for duty in units], period)
        for duty in units:
            said = _said(duty, period)
            if said is not None:
                due = calendar.deadline(duty, period).due
                yield _return(
                    duty, period, said=said, numbers=numbers[duty.organisation_id], confirmed=_confirmed(duty, due)
                )


def _return(duty: Duty, period: Period, *, said: _Said, numbers: Numbers, confirmed: datetime) -> Return:
    return Return(
        duty=duty,
        kind=duty.kind,
        place_id=duty.place_id,
        path=duty.path,
        first_day=period.start,
        last_day=period.last,
        state=said.state,
        awaiting=said.awaiting,
        nil=not any(numbers.values()),
        numbers=numbers,
        confirmed_at=confirmed,
        confirmed_by=f"{duty.place.name}秘书（演示）",
        note=said.note,
    )


def _drawn(duty: Duty, period: Period) -> int:
    """Return a number below a thousand that looks like chance and is the same on every machine."""
    month = period.start.year * 12 + period.start.month
    mixed = (int(duty.place.code) * 2_654_435_761 + month * 2_246_822_519 + len(duty.kind) * 374_761_393) % 2**32
    return (mixed ^ mixed >> 15) * 2_246_822_519 % 2**32 // 4_294_968


def _said(duty: Duty, period: Period) -> _Said | None:
    """Decide what became of a return; None where the unit never spoke."""
    drawn = _drawn(duty, period)
    if duty.place.code == _SHOWN and period.last.year == PRESENT:
        return _of_the_shown(period, kind=duty.kind)
    if drawn < _MISSING[duty.kind]:
        return None
    if period.last.year < PRESENT:
        return _Said(state=State.LOCKED)
    if period.last < _OPEN_FROM:
        return _Said(state=State.APPROVED)
    if drawn >= 985 and duty.kind == "training":
        return _Said(state=State.SENT_BACK, note=_WORDS[drawn % 2])
    if drawn >= 700:
        return _Said(state=State.CONFIRMED, awaiting=first_awaiting(duty.path))
    if drawn >= 560:
        return _Said(state=State.CONFIRMED, awaiting=Awaiting.PROVINCE)
    return _Said(state=State.APPROVED)


def _of_the_shown(period: Period, *, kind: str) -> _Said | None:
    if period.last < _OPEN_FROM or (period.last == _OPEN_FROM and kind != "network"):
        return _Said(state=State.APPROVED)
    return _Said(state=State.SENT_BACK, note=_WORDS[1]) if period.last == date(PRESENT, 7, 31) else None


def _confirmed(duty: Duty, due: date) -> datetime:
    """Return when a return was confirmed: some days before it was due, never after the site's day."""
    day = min(due - timedelta(days=int(duty.place.code) // 7 % 6), REPORTING_DAY - timedelta(days=1))
    return datetime(day.year, day.month, day.day, 2, int(duty.place.code) % 60, tzinfo=UTC)
