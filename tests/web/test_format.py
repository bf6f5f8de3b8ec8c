"""Numbers, dates and money as a reader of Chinese reports expects them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.web.format import Kind, number, percent, plain_date, written


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (4236, Kind.NUMBER, "4,236"),
        (Fraction(5, 2), Kind.NUMBER, "3"),
        (Fraction(104, 122), Kind.PERCENT, "85.25%"),
        (Fraction(1), Kind.PERCENT, "100.00%"),
        (date(2022, 9, 26), Kind.DATE, "2022年9月26日"),
        (datetime(2022, 9, 25, 17, 5, tzinfo=UTC), Kind.TIME, "2022年9月26日 01:05"),
        (3_800_000_000, Kind.FEN, "3,800.00万元"),
        (12_345, Kind.FEN, "123.45元"),
        (52_340_000, Kind.GRAM, "52,340公斤"),
        (True, Kind.FLAG, "是"),
        (False, Kind.FLAG, "否"),
        (None, Kind.NUMBER, "—"),
        ("", Kind.TEXT, "—"),
        (0, Kind.NUMBER, "0"),
    ],
)
def test_value_is_written_as_its_kind_says(value: object, kind: Kind, text: str) -> None:
    assert written(value, kind=kind) == text


def test_half_rounds_up_and_never_to_even() -> None:
    assert percent(Fraction(25, 100000), decimals=2) == "0.03%"
    assert number(Fraction(1, 8), decimals=2) == "0.13"


def test_day_of_a_moment_is_counted_in_shanghai() -> None:
    assert plain_date(datetime(2021, 12, 31, 16, 0, tzinfo=UTC)) == date(2022, 1, 1)


@given(st.integers(min_value=0, max_value=10**15))
def test_grouping_only_adds_commas(value: int) -> None:
    assert number(value).replace(",", "") == str(value)
