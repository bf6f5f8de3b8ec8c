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
        ("年初", "day", "2022-01-01", "2022-01-01"),
        ("2021年初", "day", "2021-01-01", "2021-01-01"),
        ("年初以来", "span", "2022-01-01", "2022-09-26"),
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


def times(text, *, published):
    return [
        (text[one.start : one.end], one.period.start.isoformat(), one.period.last.isoformat())
        for one in find_periods(text, published=published)
    ]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("5月，全市开展义诊月活动。当月义诊64场", "当月", "2023-05-01", "2023-05-31"),
        ("5月20日义诊开始。当月义诊64场", "当月", "2023-05-01", "2023-05-31"),
        ("截至3月底，注册428人，当季新增6人", "当季", "2023-01-01", "2023-03-31"),
        ("截至3月31日，本季度新增6人", "本季度", "2023-01-01", "2023-03-31"),
        ("2月招新，当季度新增6人", "当季度", "2023-01-01", "2023-03-31"),
        ("去年全年忙。当月义诊64场", "当月", "2023-06-01", "2023-06-12"),  # no month was spoken of
        ("5月义诊64场。本月走访30人", "本月", "2023-05-01", "2023-05-31"),  # in a report of early June
        ("5月义诊64场。上月走访30人", "上月", "2023-05-01", "2023-05-31"),
        ("4月义诊64场。本月走访30人", "本月", "2023-06-01", "2023-06-12"),
        ("当月义诊64场", "当月", "2023-06-01", "2023-06-12"),
        ("比4月多。当月义诊64场", "当月", "2023-06-01", "2023-06-12"),  # what is compared with is not spoken of
    ],
)
def test_that_month_is_the_one_spoken_of(text, words, first, last):
    assert (words, first, last) in times(text, published=date(2023, 6, 12))


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("1月至6月，发布1316条，去年同期为1102条", "去年同期", "2022-01-01", "2022-06-30"),
        ("2023年2月，发布130条，上年同期为110条", "上年同期", "2022-02-01", "2022-02-28"),
        ("去年同期为1102条", "去年同期", "2022-01-01", "2022-12-31"),
        ("2023年，发布1316条，去年同期为1102条", "去年同期", "2022-01-01", "2022-08-08"),
    ],
)
def test_the_same_time_of_another_year_is_as_long(text, words, first, last):
    assert (words, first, last) in times(text, published=date(2023, 8, 8))


def test_late_in_a_month_this_month_is_it():
    assert times("5月义诊64场。本月走访30人", published=date(2023, 6, 16))[1][1] == "2023-06-01"
    assert times("5月义诊64场。本月走访30人", published=date(2023, 6, 15))[1][1] == "2023-05-01"


def test_the_same_time_of_a_year_without_leap_day_is_as_long():
    for last in (28, 29):
        text = f"2024年1月1日至2月{last}日，去年同期"
        assert times(text, published=date(2024, 8, 8))[1][1:] == ("2023-01-01", "2023-02-28")
    text = "2023年2月1日至28日，2024年同期"
    assert times(text, published=date(2024, 8, 8))[1][1:] == ("2024-02-01", "2024-02-28")


def test_the_year_before_is_before_the_one_spoken_of():
    text = "2022年，受众85万人次，上年这一数字为71.6万人次。去年发展会员30人。"
    assert [one[1] for one in times(text, published=date(2024, 1, 10))] == ["2022-01-01", "2021-01-01", "2023-01-01"]


def test_a_former_year_that_is_looked_back_at_sets_no_year():
    for former in ("去年同期为1102条", "去年为80条", "上年这一数字是80条", "而2020年末为70条"):
        months = find_periods(f"2023年发布1316条，{former}，3月发布7条。", published=date(2023, 12, 20))
        assert [one.brief for one in months] == [False, True, False], former
        assert months[2].period.start == date(2023, 3, 1), former
    assert [one.brief for one in find_periods("2020年为70条，全年忙。", published=date(2023, 12, 20))] == [False, False]
    (year, month) = find_periods("去年是大年，3月发布7条。", published=date(2023, 12, 20))
    assert (year.brief, month.period.start) == (False, date(2022, 3, 1))


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
