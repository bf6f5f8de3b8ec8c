"""Periods, deadlines and the numbers that name returns."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.figures import Standing
from tongxin.kernel.period import Period, Step, next_first
from tongxin.network.models import Organisation
from tongxin.returns.calendar import (
    DEFAULTS,
    Deadline,
    Phase,
    Rules,
    covers,
    duty_and_month,
    number_of,
    periods_of,
    standing_on,
)
from tongxin.returns.levels import deciding_path, first_awaiting, province_of
from tongxin.returns.models import CalendarRule, Duty, Restatement, Return

STEPS = st.sampled_from(list(Step))
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2150, 1, 1))
JUNE = Period.parse("2021-06")


def duty(
    step: Step = Step.MONTH, begin: date = date(2021, 1, 1), end: date | None = None, path: str = "43/4301/430182/"
) -> Duty:
    return Duty(pk=7, organisation=Organisation(), step=step, begin=begin, end=end, path=path)


@given(step=STEPS, begin=DAYS, length=st.integers(0, 3_000), until=st.integers(-500, 3_000))
def test_periods_of_a_duty_lie_end_to_end_and_are_the_ones_covered(step, begin, length, until) -> None:
    end = next_first(begin + timedelta(days=length), step)
    one, day = duty(step, begin, end), begin + timedelta(days=until)
    periods = list(periods_of(one, until=day))
    assert all(a.end == b.start for a, b in pairwise(periods))
    assert all(covers(one, period) and period.start <= day for period in periods)
    if periods:
        assert begin in periods[0] or begin == periods[0].start
        assert periods[-1].start < end
        following = Period.calendar(periods[-1].end, step)
        assert following.start > day or not covers(one, following)
    else:
        assert day < Period.calendar(begin, step).start


@given(number=st.integers(1, 10**12), day=DAYS, step=STEPS)
def test_number_names_duty_and_period_and_grows_with_both(number, day, step) -> None:
    period = Period.calendar(day, step)
    after = Period.calendar(period.end, step)
    assert duty_and_month(number_of(number, period)) == (number, period.start)
    assert number_of(number, period) < number_of(number, after) < number_of(number + 1, period)


@given(number=st.integers(0, 10**30))
def test_any_number_can_be_read(number) -> None:
    assert duty_and_month(number)[1].day == 1


@given(step=STEPS, day=DAYS, later=st.integers(0, 1_000))
def test_phases_follow_one_another(step, day, later) -> None:
    period = Period.calendar(day, step)
    deadline = Rules([]).deadline(duty(step), period)
    order = list(Phase)
    first, second = (deadline.phase(period, day=day + timedelta(days=add)) for add in (0, later))
    assert order.index(first) <= order.index(second)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2021, 6, 30), Phase.RUNNING),
        (date(2021, 7, 1), Phase.OPEN),
        (date(2021, 7, 10), Phase.OPEN),
        (date(2021, 7, 11), Phase.OVERDUE),
        (date(2021, 8, 29), Phase.OVERDUE),
        (date(2021, 8, 30), Phase.CLOSED),
    ],
)
def test_monthly_return_is_due_on_the_tenth(day: date, phase: Phase) -> None:
    assert Rules([]).deadline(duty(), JUNE).phase(JUNE, day=day) is phase
    assert phase.label


def test_nearest_line_of_the_calendar_holds() -> None:
    rules = Rules(
        [
            CalendarRule(path=path, step=Step.MONTH, due_days=days, close_days=1)
            for path, days in (("", 1), ("43/", 3), ("43/4302/", 9))
        ]
    )
    assert rules.rule("43/4301/430182/", Step.MONTH).due_days == 3
    assert rules.rule("43/4302/430225/", Step.MONTH).due_days == 9
    assert rules.rule("42/", Step.MONTH).due_days == 1
    assert rules.rule("42/", Step.YEAR).due_days == DEFAULTS[Step.YEAR][0]
    assert rules.deadline(duty(), JUNE) == Deadline(due=date(2021, 7, 3), closes=date(2021, 7, 4))


@pytest.mark.parametrize(
    ("state", "nil", "day", "standing"),
    [
        (None, False, date(2021, 7, 5), Standing.PENDING),
        (None, False, date(2021, 7, 11), Standing.MISSING),
        (None, False, date(2021, 12, 1), Standing.MISSING),
        ("sent_back", False, date(2021, 7, 5), Standing.PENDING),
        ("sent_back", True, date(2021, 7, 11), Standing.MISSING),
        ("confirmed", False, date(2021, 7, 11), Standing.REPORTED),
        ("confirmed", True, date(2021, 7, 5), Standing.NIL),
        ("approved", False, date(2021, 7, 11), Standing.REPORTED_APPROVED),
        ("locked", True, date(2021, 7, 11), Standing.NIL_APPROVED),
    ],
)
def test_standing_follows_state_and_deadline(state: str | None, nil: bool, day: date, standing: Standing) -> None:
    found = None if state is None else Return(state=state, nil=nil)
    deadline = Rules([]).deadline(duty(), JUNE)
    assert standing_on(found, deadline=deadline, period=JUNE, day=day) is standing


def test_county_answers_to_its_prefecture_and_one_without_to_the_province() -> None:
    assert first_awaiting("43/4301/430182/") == "prefecture"
    assert [first_awaiting(path) for path in ("43/4301/", "42/429004/", "43/")] == ["province"] * 3
    assert deciding_path("43/4301/430182/", "prefecture") == "43/4301/"
    assert deciding_path("43/4301/430182/", "province") == "43/"
    assert (province_of("43/4301/"), province_of("")) == ("43/", "")


def test_duty_covers_whole_calendar_units_from_its_begin_to_its_end() -> None:
    one = duty(Step.QUARTER, date(2021, 4, 1), date(2021, 10, 1))
    told = {text: covers(one, Period.parse(text)) for text in ("2021Q1", "2021Q2", "2021Q3", "2021Q4", "2021-04")}
    assert told == {"2021Q1": False, "2021Q2": True, "2021Q3": True, "2021Q4": False, "2021-04": False}


def test_rows_name_themselves() -> None:
    one = Return(first_day=JUNE.start, last_day=JUNE.last)
    assert str(one) == "2021年6月上报"
    restated = Restatement(pk=3, first_day=JUNE.start, last_day=JUNE.last)
    assert (str(restated), restated.period) == ("上报更正 3", JUNE)
