"""The clocks: worked out by hand from the official calendar of 2021, and agreeing with the filter of the list."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.period import months_after
from tongxin.records.proposals.models import Channel
from tongxin.records.proposals.rules import (
    Deadline,
    answer_deadline,
    filing_deadline,
    latest_start,
    working_day_after,
)

DAYS = st.dates(date(2019, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("day", "number", "due"),
    [
        (date(2021, 3, 10), 15, date(2021, 3, 31)),
        (date(2021, 9, 30), 1, date(2021, 10, 8)),  # the national holiday lasts until the 7th
        (date(2021, 9, 30), 2, date(2021, 10, 9)),  # a Saturday that was worked
        (date(2021, 2, 10), 1, date(2021, 2, 18)),  # 春节
        (date(2021, 4, 30), 0, date(2021, 4, 30)),
        (date(2150, 1, 1), 1, None),
    ],
)
def test_working_days_follow_the_official_calendar(day, number, due):
    assert working_day_after(day, number) == due


@pytest.mark.parametrize(
    ("day", "number", "then"),
    [
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2021, 12, 5), 1, date(2022, 1, 5)),
        (date(2021, 12, 31), 12, date(2022, 12, 31)),
        (date(2021, 3, 31), -1, date(2021, 2, 28)),
    ],
)
def test_month_later_ends_with_the_month(day, number, then):
    assert months_after(day, number) == then


def test_motion_waits_three_months_and_is_long_overdue_after_six():
    asked = [(date(2021, 6, 10), False, False), (date(2021, 6, 11), True, False), (date(2021, 9, 11), True, True)]
    for today, late, very_late in asked:
        found = answer_deadline(Channel.CONFERENCE, since=date(2021, 3, 10), today=today)
        assert found == Deadline(day=date(2021, 6, 10), late=late, very_late=very_late)


def test_letter_to_a_department_is_answered_within_sixty_working_days():
    assert answer_deadline(Channel.DEPARTMENT, since=date(2021, 3, 10), today=date(2021, 4, 1)).day == date(2021, 6, 4)


def test_filing_is_due_within_fifteen_working_days():
    found = filing_deadline(Channel.CONGRESS, delivered=date(2021, 3, 10), today=date(2021, 4, 1))
    assert found == Deadline(day=date(2021, 3, 31), late=True)


def test_wait_begun_on_a_day_the_shorter_month_does_not_have_is_late_too():
    assert latest_start(Channel.CONGRESS, today=date(2021, 5, 31), filing=False) == date(2021, 2, 28)


def test_year_without_a_table_of_holidays_is_said_not_guessed():
    assert filing_deadline(Channel.UPPER, delivered=date(2150, 3, 1), today=date(2150, 9, 1)) == Deadline(day=None)
    assert latest_start(Channel.UPPER, today=date(2150, 9, 1), filing=True) is None


@given(
    asked=st.tuples(st.sampled_from(list(Channel)), st.booleans(), st.sampled_from([1, 2])),
    today=DAYS,
    back=st.integers(0, 200),
)
def test_late_is_what_began_no_later_than_the_latest_start(asked, today, back):
    channel, filing, times = asked
    since = today - timedelta(days=back)
    found = (
        filing_deadline(channel, delivered=since, today=today)
        if filing
        else answer_deadline(channel, since=since, today=today)
    )
    start = latest_start(channel, today=today, filing=filing, times=times)
    assert start is not None
    assert (found.late if times == 1 else found.very_late) == (since <= start)
