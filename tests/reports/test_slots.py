"""Slots as they are typed: every form reads back as it was written, and nothing typed can break the reading."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.board.calendar import Time
from tongxin.figures import Axis
from tongxin.kernel.period import Period
from tongxin.reports.moving import Shift
from tongxin.reports.slots import Breakdown, Broken, Estimate, Shape, Slot, read_token, time_code, tokens
from tongxin.reports.source import BreakdownLine, HeadingLine, TextLine, lines_of
from tongxin.reports.styles import Style

days = st.dates(date(1960, 1, 1), date(2100, 12, 31))
times = st.one_of(
    days.map(lambda day: Time(as_of=day)),
    st.tuples(days, days).map(lambda pair: Time(period=Period.between(min(pair), max(pair)))),
    st.integers(1960, 2100).map(lambda year: Time(period=Period.year(year))),
    st.tuples(st.integers(1960, 2000), st.integers(1, 9)).map(
        lambda pair: Time(period=Period(date(pair[0], 1, 1), date(pair[0] + pair[1] + 1, 1, 1)))
    ),
    st.sampled_from(["2021Q3", "2021H1", "2021-07"]).map(lambda text: Time(period=Period.parse(text))),
)


@given(times, st.sampled_from(Style))
def test_slot_is_read_as_it_is_written(time: Time, style: Style) -> None:
    slot = Slot(measure="training.classes", place="430000", time=time, style=style)
    assert [token for _, _, token in tokens(f"举办{slot.token}。")] == [slot]


@given(times, st.sampled_from(Shape), st.sampled_from(Axis))
def test_breakdown_is_read_as_it_is_written(time: Time, shape: Shape, axis: Axis) -> None:
    breakdown = Breakdown(
        shape=shape, measures=("training.classes", "network.members"), place="430000", time=time, by=axis
    )
    (line,) = lines_of(f"  {breakdown.token}  ")
    assert line == BreakdownLine(1, breakdown)


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    for line in lines_of(text):
        assert line.number >= 1
    assert Shift(years=1).applied(text) == text or "{{" in text


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("", "不是完整的数字位置"),
        ("training.classes", "不是完整的数字位置"),
        ("training.classes 430000 2021 more 余", "不是完整的数字位置"),
        ("Training 430000 2021", "不是指标代码"),
        ("training.classes 43 2021", "不是六位区划代码"),
        ("training.classes 430000 二〇二一", "时期应写成"),
        ("training.classes 430000 @2021", "日期应写成"),
        ("training.classes 430000 2021 许多", "没有「许多」这种说法"),
        ("training.classes 430000 2022..2021", "请调换"),
        ("table training.classes 430000 2021", "表和图的写法"),
        ("chart training.classes 430000 2021 person", "不能按「person」展开"),
        ("table a.a,a.b,a.c,a.d,a.e,a.f,a.g 430000 2021 year", "最多放 6 个"),
    ],
)
def test_token_that_cannot_be_understood_says_why(inside: str, why: str) -> None:
    token = read_token(inside)
    assert isinstance(token, Broken)
    assert why in token.why
    assert token.text == f"{{{{{inside}}}}}"


def test_style_left_out_is_the_plain_number() -> None:
    token = read_token("training.classes 430000 2021")
    assert isinstance(token, Slot)
    assert token.style is Style.EXACT
    assert read_token("estimate") == Estimate()


def test_text_is_lines_of_headings_paragraphs_and_breakdowns() -> None:
    lines = list(lines_of("# 一\n\n正文{{training.classes 430000 2021}}。\n### 三\n#井号\n{{estimate}}\n"))
    assert [type(line) for line in lines] == [HeadingLine, TextLine, HeadingLine, TextLine, TextLine]
    assert [line.number for line in lines] == [1, 3, 4, 5, 6]
    assert lines[2] == HeadingLine(4, 3, "三")


def test_table_in_the_middle_of_a_line_is_refused() -> None:
    (line,) = lines_of("如下：{{table training.classes 430000 2021 county}}")
    assert isinstance(line, TextLine)
    assert isinstance(line.parts[1], Broken)
    assert "单独占一行" in line.parts[1].why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{training.classes 430000 2021 more}}", "{{training.classes 430000 2022 more}}"),
        ("{{training.classes 430000 2021Q3 more}}", "{{training.classes 430000 2022Q3 more}}"),
        ("{{chart training.classes 430000 2017..2021 year}}", "{{chart training.classes 430000 2018..2022 year}}"),
        ("{{network.members 430000 @2020-02-29}}", "{{network.members 430000 @2021-02-28 exact}}"),
        ("{{network.members 430000 @2021-12-31 about}}", "{{network.members 430000 @2022-09-26 about}}"),
        ("{{estimate}}2021年的话不变", "{{estimate}}2021年的话不变"),
        ("{{写坏的}}", "{{写坏的}}"),
        ("2021年培训{{a.b 430000 2021}}，2019年的话不变。", "2022年培训{{a.b 430000 2022 exact}}，2019年的话不变。"),
        ("截至2020年3月1日{{a.b 430000 @2020-03-01}}", "截至2021年3月1日{{a.b 430000 @2021-03-01 exact}}"),
        ("2021年5月9日开会，2021年{{a.b 430000 2021}}", "2021年5月9日开会，2022年{{a.b 430000 2022 exact}}"),
        ("2021年2月30日{{a.b 430000 2021}}", "2021年2月30日{{a.b 430000 2022 exact}}"),
        ("2021年的另一段\n{{a.b 430000 2021}}", "2021年的另一段\n{{a.b 430000 2022 exact}}"),
    ],
)
def test_text_is_taken_over_for_the_next_year(before: str, after: str) -> None:
    assert Shift.to_year(since=2021, until=2022, day=date(2022, 9, 26)).applied(before) == after


def test_text_is_taken_over_for_another_place() -> None:
    shift = Shift(place=("430000", "430100"))
    assert (
        shift.applied("{{a.b 430000 2021}}{{a.b 430200 2021}}") == "{{a.b 430100 2021 exact}}{{a.b 430200 2021 exact}}"
    )


def test_time_without_either_has_no_code() -> None:
    assert time_code(Time()) == ""
    slot = Slot(measure="a.b", place="430000", time=Time(), style=Style.EXACT)
    assert Shift(years=1)._of(slot).time == Time()
    assert Shift(years=1).applied(f"2021年{slot.token}").startswith("2021年")


def test_end_of_february_stays_the_end_of_february() -> None:
    shift = Shift.to_year(since=2020, until=2021, day=date(2022, 1, 1))
    assert shift.applied("{{a.b 430000 2020-01-01..2020-02-29}}") == "{{a.b 430000 2021-01-01..2021-02-28 exact}}"
    assert shift.applied("{{a.b 430000 2020-01-01..2020-02-28}}") == "{{a.b 430000 2021-01-01..2021-02-28 exact}}"
    back = Shift.to_year(since=2021, until=2020, day=date(2022, 1, 1))
    assert back.applied("{{a.b 430000 2021-01-01..2021-02-28}}") == "{{a.b 430000 2020-01-01..2020-02-29 exact}}"
