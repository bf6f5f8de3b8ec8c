"""Whether a figure that does not fit is an old one: it had been right at an earlier time."""

from datetime import date, timedelta
from typing import Final

from tongxin.claims.answers import Answers, Candidate
from tongxin.claims.claim import Claim
from tongxin.claims.verdict import Verdict, in_stated_unit, judge
from tongxin.kernel.period import EARLIEST, Period, Step, first_of

_QUARTERS: Final = 8


def older_times(period: Period, *, day: bool) -> list[Period]:
    """Return the times a stale figure is usually copied from, latest first.

    A stock's last eight quarter ends, a flow's same stretch of the two years before.
    """
    times = []
    if day:
        quarter = first_of(period.start, Step.QUARTER)
        for _ in range(_QUARTERS):
            last = quarter - timedelta(days=1)
            times.append(Period.between(last, last))
            quarter = first_of(last, Step.QUARTER)
    else:
        times = [
            Period.between(_years_before(period.start, years), _years_before(period.last, years)) for years in (1, 2)
        ]
    return [time for time in times if time.start >= EARLIEST]


def _years_before(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def fitted_before(claim: Claim, candidate: Candidate, *, answers: Answers, place: str, period: Period) -> Period | None:
    """Return the latest older time at which a computed measure had the stated value; None when there is none.

    Only a register can be asked for any time. A supplied table answers for its own rows alone: there a figure of
    another row stays `contradicted` and `would_fit` names the row, since a table says nothing of when it was true.
    """
    if candidate.period is not None:
        return None
    for older in older_times(period, day=candidate.day):
        answer = answers.answer(candidate, place=place, period=older)
        value = in_stated_unit(claim, candidate, answer) if answer else None
        if value is not None and judge(claim, value) is Verdict.FIT:
            return older
    return None
