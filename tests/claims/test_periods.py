from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.claims.ageing import older_times
from tongxin.claims.periods import find_periods
from tongxin.kernel.period import Period


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("2021年", "span", "2021-01-01", "2021-12-31"),
        ("2022年", "span", "2022-01-01", "2022-09-26"),
        ("二〇二一年", "span", "2021-01-01", "2021-12-31"),
        ("2021年度", "span", "2021-01-01", "2021-12-31"),
        ("2021年7月", "span", "2021-07-01", "2021-07-31"),
        ("2021年7月20日", "day", "2021-07-20", "2021-07-20"),
        ("今年", "span", "2022-01-01", "2022-09-26"),
        ("今年7月", "span", "2022-07-01", "2022-07-31"),
        ("去年", "span", "2021-01-01", "2021-12-31"),
        ("前年12月份", "span", "2020-12-01", "2020-12-31"),
        ("去年底", "day", "2021-12-31", "2021-12-31"),
        ("年底", "day", "2022-12-31", "2022-12-31"),
        ("7月21日", "day", "2022-07-21", "2022-07-21"),
        ("12月5日", "day", "2021-12-05", "2021-12-05"),
        ("10月底", "day", "2021-10-31", "2021-10-31"),
        ("1至6月", "span", "2022-01-01", "2022-06-30"),
        ("1月至6月", "span", "2022-01-01", "2022-06-30"),
        ("1-8月", "span", "2022-01-01", "2022-08-31"),
        ("5至3月", "unread", None, None),
        ("上半年", "span", "2022-01-01", "2022-06-30"),
        ("2021年第四季度", "span", "2021-10-01", "2021-12-31"),
        ("前三季度", "span", "2022-01-01", "2022-09-26"),
        ("全年", "span", "2022-01-01", "2022-09-26"),
        ("每年", "yearly", "2021-01-01", "2021-12-31"),
        ("上届", "earlier", None, None),
        ("最初", "earlier", None, None),
        ("目前", "as_of", "2022-09-26", "2022-09-26"),
        ("现有", "as_of", "2022-09-26", "2022-09-26"),
        ("截至9月20日", "as_of", "2022-09-20", "2022-09-20"),
        ("截至2021年底", "as_of", "2021-12-31", "2021-12-31"),
        ("截至目前", "as_of", "2022-09-26", "2022-09-26"),
        ("截止到8月底", "as_of", "2022-08-31", "2022-08-31"),
        ("今年以来", "span", "2022-01-01", "2022-09-26"),
        ("7月5日以来", "span", "2022-07-05", "2022-09-26"),
        ("2030年以来", "span", "2022-09-26", "2022-09-26"),
        ("五年来", "span", "2017-09-26", "2022-09-26"),
        ("12年来", "span", "2010-09-26", "2022-09-26"),
        ("十多年来", "span", "2012-09-26", "2022-09-26"),
        ("上月", "span", "2022-08-01", "2022-08-31"),
        ("本月", "span", "2022-09-01", "2022-09-26"),
        ("去年同期", "span", "2021-01-01", "2021-12-31"),
        ("现代", None, None, None),
        ("2022", None, None, None),
        ("13月", None, None, None),
        ("三个月内", None, None, None),
    ],
)
def test_time_is_read_from_the_day_of_publication(text, kind, first, last):
    mentions = find_periods(text, published=date(2022, 9, 26))
    if kind is None:
        assert mentions == []
        return
    assert mentions[0].kind == kind
    if first:
        assert (mentions[0].period.start.isoformat(), mentions[0].period.last.isoformat()) == (first, last)


def test_a_base_of_comparison_is_marked_and_sets_no_year():
    base, half = find_periods("比去年同期增加，上半年", published=date(2023, 7, 6))
    assert base.compared
    assert half.period.start == date(2023, 1, 1)


def test_a_report_in_spring_looks_back():
    (year,) = find_periods("全年", published=date(2023, 2, 8))
    assert year.period.last == date(2022, 12, 31)


def test_a_month_belongs_to_the_year_of_its_sentence():
    months = find_periods("2020年，3月启动；5月完成。6月再来。", published=date(2022, 9, 26))
    assert [mention.period.start for mention in months] == [
        date(2020, 1, 1),
        date(2020, 3, 1),
        date(2020, 5, 1),
        date(2022, 6, 1),
    ]


@given(
    st.text(
        alphabet="0123456789年月日底末至今去前上本每全现有截至目以来第一二三四季度半个十多同期届初比，。\n", max_size=40
    ),
    st.dates(date(1950, 1, 1), date(2199, 12, 31)),
)
def test_any_text_gives_mentions_inside_it(text, day):
    position = 0
    for mention in find_periods(text, published=day):
        assert position <= mention.start < mention.end <= len(text)
        position = mention.end


def test_older_times_are_quarter_ends_for_a_stock_and_the_same_stretch_for_a_flow():
    day = Period.between(date(2022, 9, 26), date(2022, 9, 26))
    ends = [period.last for period in older_times(day, day=True)]
    assert ends[:3] == [date(2022, 6, 30), date(2022, 3, 31), date(2021, 12, 31)]
    assert len(ends) == 8
    february = Period.between(date(2024, 1, 1), date(2024, 2, 29))
    assert [period.last for period in older_times(february, day=False)] == [date(2023, 2, 28), date(2022, 2, 28)]
    first = Period.between(date(1949, 12, 1), date(1949, 12, 31))
    assert older_times(first, day=False) == []
