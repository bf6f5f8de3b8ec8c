from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel import period as period_module
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, Step, chinese_date, first_of, next_first, parse_date, parse_moment, today

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
periods = st.tuples(days, days).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Period(*sorted(pair)))
steps = st.sampled_from(Step)


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (Period.year(2021), "2021年"),
        (Period.calendar(date(2021, 8, 3), Step.HALF), "2021年下半年"),
        (Period.calendar(date(2021, 6, 30), Step.HALF), "2021年上半年"),
        (Period.calendar(date(2021, 8, 3), Step.QUARTER), "2021年第3季度"),
        (Period.calendar(date(2021, 12, 31), Step.MONTH), "2021年12月"),
        (Period.between(date(2017, 1, 1), date(2021, 12, 31)), "2017年至2021年"),
        (Period.between(date(2021, 3, 5), date(2021, 4, 1)), "2021年3月5日至2021年4月1日"),
        (Period.between(date(2021, 3, 5), date(2021, 3, 5)), "2021年3月5日"),
    ],
)
def test_period_is_named_as_chinese_names_it(period: Period, label: str) -> None:
    assert period.label == label


def test_period_between_includes_both_days() -> None:
    period = Period.between(date(2021, 1, 1), date(2021, 12, 31))
    assert period == Period.year(2021)
    assert period.days == 365
    assert date(2021, 12, 31) in period
    assert date(2022, 1, 1) not in period


def test_period_since_an_event_ends_before_the_day_of_the_statement() -> None:
    assert Period.since(date(2020, 1, 23), date(2022, 9, 26)).last == date(2022, 9, 25)


def test_reversed_period_is_refused_with_both_days_named() -> None:
    with pytest.raises(InputError, match="2022-01-01 晚于截止日期 2021-12-31"):
        Period.between(date(2022, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    "text", ["", "x", "2021-13-01", "2021-02-29", "20210101", "2021-W01-1", "1900-01-01", "2200-01-01"]
)
def test_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="2021-12-31 的样子") as refused:
        parse_date(text, field="to")
    assert refused.value.field == "to"


def test_date_is_read_and_written() -> None:
    assert parse_date("2022-09-26", field="to") == date(2022, 9, 26)
    assert chinese_date(date(2022, 9, 6)) == "2022年9月6日"


def test_today_is_the_day_in_shanghai() -> None:

    with patch.object(period_module, "datetime") as clock:
        clock.now.return_value = datetime(2021, 12, 31, 16, 0, tzinfo=UTC)
        assert today() == date(2022, 1, 1)


@given(periods, steps)
def test_pieces_of_a_period_fill_it_without_overlap(period: Period, step: Step) -> None:
    pieces = list(period.split(step))
    assert pieces[0].start == period.start
    assert pieces[-1].end == period.end
    assert all(one.end == other.start for one, other in pairwise(pieces))
    assert sum(piece.days for piece in pieces) == period.days


@given(days, steps)
def test_calendar_unit_contains_its_day_and_knows_its_step(day: date, step: Step) -> None:
    unit = Period.calendar(day, step)
    assert day in unit
    assert unit.step is step
    assert unit.whole_months
    assert (unit.start, unit.end) == (first_of(day, step), next_first(day, step))


@given(periods, periods)
def test_overlap_means_a_common_day(one: Period, other: Period) -> None:
    common = max(one.start, other.start) < min(one.end, other.end)
    assert one.overlaps(other) == other.overlaps(one) == common
    assert one.covers(other) == (other.start in one and other.last in one)


@given(days)
def test_date_reads_what_it_wrote(day: date) -> None:
    assert parse_date(day.isoformat(), field="to") == day
    assert Period.between(day, day + timedelta(days=2)).days == 3


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2021", "2021年"),
        ("2021H1", "2021年上半年"),
        ("2021H2", "2021年下半年"),
        ("2021Q3", "2021年第3季度"),
        ("2021-07", "2021年7月"),
        ("2021-03-05..2021-04-01", "2021年3月5日至2021年4月1日"),
    ],
)
def test_period_is_read_as_it_is_written(text: str, label: str) -> None:
    assert Period.parse(text).label == label
    assert Period.parse(text).code == text


@pytest.mark.parametrize(
    "text", ["", "21", "2021Q5", "2021H3", "2021-13", "2021-7", "1900", "2021-04-01..2021-03-05", "二〇二一", "2021.."]
)
def test_period_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Period.parse(text)


def test_step_has_a_name() -> None:
    assert [step.label for step in Step] == ["年", "半年", "季", "月"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-12-31", datetime(2021, 12, 30, 16, tzinfo=UTC)),
        (" 2021-12-31T08:00:00+08:00", datetime(2021, 12, 31, tzinfo=UTC)),
        ("2021-12-31T08:00:00 08:00", datetime(2021, 12, 31, tzinfo=UTC)),  # a plus sign that was not escaped
        ("1949-01-01", datetime(1948, 12, 31, 16, tzinfo=UTC)),
        ("2199-12-31T23:59:59-12:00", datetime(2200, 1, 1, 11, 59, 59, tzinfo=UTC)),
    ],
)
def test_moment_is_read_with_the_clock_it_names_or_shanghais(text: str, moment: datetime) -> None:
    assert parse_moment(text, field="since") == moment


@pytest.mark.parametrize(
    "text", ["", "昨天", "2021", "1948-12-31", "2200-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31"]
)
def test_moment_outside_all_clocks_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InputError, match=r"since 应写成 2021-12-31 或 .*年份在 1949 至 2199 之间") as refused:
        parse_moment(text, field="since")
    assert refused.value.field == "since"
