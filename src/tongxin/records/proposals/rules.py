"""How long a paper may wait for an answer: by channel, in working days or months.

The spans are those of the bodies: suggestions of deputies and motions of committee members within three months of being
handed over, and no later than six (代表建议、政协提案办理规定); letters to departments accepted within 15 days and answered
within 60 (信访工作条例). Where a channel has no rule of its own, the second stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import is_workday

from tongxin.kernel.period import months_after
from tongxin.records.proposals.models import Channel

_LONG = 2  # twice the span is long overdue: of three months, the six that are the utmost


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Within how many working days a paper is to be filed, and within how many days or months answered."""

    filing_days: int
    answer_days: int = 0
    answer_months: int = 0


_BY_MONTHS = Clock(filing_days=15, answer_months=3)
_BY_DAYS = Clock(filing_days=15, answer_days=60)
CLOCKS: Mapping[str, Clock] = {
    one: _BY_MONTHS if one in (Channel.CONGRESS, Channel.CONFERENCE) else _BY_DAYS for one in Channel
}


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """By when something is due; `day` is None where the table of holidays does not reach so far."""

    day: date | None
    late: bool = False
    very_late: bool = False


def filing_deadline(channel: str, *, delivered: date, today: date) -> Deadline:
    """Return by when a delivered paper is to be filed or refused, and whether that is over."""
    return _deadline(delivered, today=today, days=CLOCKS[channel].filing_days)


def answer_deadline(channel: str, *, since: date, today: date) -> Deadline:
    """Return by when a paper is to be answered that was filed (or, without filing, delivered) on a day."""
    clock = CLOCKS[channel]
    return _deadline(since, today=today, days=clock.answer_days, months=clock.answer_months)


def latest_start(channel: str, *, today: date, filing: bool, times: int = 1) -> date | None:
    """Return the latest day on which a wait can have begun that is over before today; None where holidays are unknown.

    The wait is `times` the span: that for filing, else that for the answer.
    """
    clock = CLOCKS[channel]
    if not filing and clock.answer_months:
        months = clock.answer_months * times
        day = months_after(today, -months) - timedelta(days=1)
        while months_after(day + timedelta(days=1), months) < today:  # the days a shorter month does not have
            day += timedelta(days=1)
        return day
    return _working_day_before(today, (clock.filing_days if filing else clock.answer_days) * times)


def working_day_after(day: date, number: int) -> date | None:
    """Return the working day that is so many working days after a day; None where the holidays of a year are unknown."""
    try:
        while number:
            day += timedelta(days=1)
            number -= is_workday(day)
    except NotImplementedError:  # a year the table does not hold
        return None
    return day


def _deadline(start: date, *, today: date, days: int = 0, months: int = 0) -> Deadline:
    due, utmost = (
        months_after(start, months * times) if months else working_day_after(start, days * times)
        for times in (1, _LONG)
    )
    return Deadline(day=due, late=due is not None and today > due, very_late=utmost is not None and today > utmost)


def _working_day_before(day: date, number: int) -> date | None:
    """Return the latest day whose `number`-th working day afterwards is over before this day; None where unknown."""
    try:
        while number:
            day -= timedelta(days=1)
            number -= is_workday(day)
    except NotImplementedError:
        return None
    return day - timedelta(days=1)
