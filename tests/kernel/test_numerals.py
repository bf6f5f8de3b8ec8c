from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import InputError
from tongxin.kernel.numerals import (
    MAX_DIGITS,
    chinese,
    digit_of,
    grouped,
    in_wan,
    parse_numeral,
    plain,
    read_numeral,
    scale_at,
)


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("392", 392, (1, 1, 1)),
        ("4000", 4000, (1, 1, 1000)),
        ("6,218", 6218, (1, 1, 1)),
        ("６，２１８", 6218, (1, 1, 1)),
        ("12,345,678", 12345678, (1, 1, 1)),
        ("１.６", Fraction(8, 5), (1, Fraction(1, 10), Fraction(1, 10))),
        ("8.15万", 81500, (10**4, 100, 100)),
        ("3800万", 38000000, (10**4, 10**4, 10**6)),
        ("5百万", 5000000, (10**6, 10**6, 10**6)),
        ("1亿2000万", 120000000, (10**4, 10**4, 10**7)),
        ("3千5百", 3500, (100, 100, 100)),
        ("100万亿", 10**14, (10**12, 10**12, 10**14)),
        ("0", 0, (1, 1, 1)),
        ("零", 0, (1, 1, 1)),
        ("十", 10, (10, 10, 10)),
        ("十二", 12, (1, 1, 1)),
        ("两百", 200, (100, 100, 100)),
        ("两百五", 250, (1, 10, 10)),
        ("一百零二", 102, (1, 1, 1)),
        ("一千零五十", 1050, (10, 10, 10)),
        ("三百一十二", 312, (1, 1, 1)),
        ("一万六千", 16000, (1000, 1000, 1000)),
        ("一万二", 12000, (1, 1000, 1000)),
        ("一万零二", 10002, (1, 1, 1)),
        ("一百二十万", 1200000, (10**4, 10**5, 10**5)),
        ("一点二亿", 120000000, (10**8, 10**7, 10**7)),
        ("一亿零三百万", 103000000, (10**4, 10**6, 10**6)),
        ("三万亿", 3 * 10**12, (10**12, 10**12, 10**12)),
        ("二〇二二", 2022, (1, 1, 1)),
        ("三点五", Fraction(7, 2), (1, Fraction(1, 10), Fraction(1, 10))),
    ],
)
def test_numeral_keeps_value_and_precision(text, value, precision):
    numeral = parse_numeral(text)
    assert numeral.value == value
    assert (numeral.scale, numeral.last, numeral.last_nonzero) == precision


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5千克", "5"),
        ("8千米", "8"),
        ("五千克", "五"),
        ("4.7百分点", "4.7"),
        ("1,23", "1"),
        ("1234,567", "1234"),
        ("12，345家", "12"),
        ("12.", "12"),
        ("三点", "三"),
        ("一百零", "一百"),
        ("三万五亿", "三万"),
        ("3万5亿", "3万"),
        ("3千5千", "3千"),
        ("两百三百", "两百"),
        ("一千千", "一千"),
        ("十支", "十"),
        ("1亿2000", "1亿"),
    ],
)
def test_reading_stops_where_the_numeral_does(text, read):
    assert read_numeral(text).end == len(read)


@pytest.mark.parametrize(
    "text", ["", "万", "百余", "家", "二三十", "三四百", "1" * (MAX_DIGITS + 1), "1" * 10**5, "点五"]
)
def test_no_numeral_begins_here(text):
    assert read_numeral(text) is None


@pytest.mark.parametrize(("text", "value"), [("百", 100), ("千", 1000), ("万", 10**4), ("亿", 10**8), ("百万", 10**6)])
def test_a_bare_scale_is_one_of_it_when_allowed(text, value):
    assert read_numeral(text, implied_one=True).value == value


@pytest.mark.parametrize("text", ["", "abc", "3家", "二三十"])
def test_parsing_something_else_is_refused_in_chinese(text):
    with pytest.raises(InputError, match="不是能读懂的数字"):
        parse_numeral(text, field="数值")


@given(st.integers(0, 10**12 - 1))
def test_chinese_is_read_back(value):
    assert parse_numeral(chinese(value)).value == value


@given(st.integers(0, 10**20))
def test_grouped_is_read_back(value):
    assert parse_numeral(grouped(value)).value == value


@given(st.fractions(), st.integers(0, 6))
def test_grouping_rounds_half_away_from_zero(value, decimals):
    shown = Fraction(grouped(value, decimals=decimals).replace(",", ""))
    assert abs(shown - value) <= Fraction(1, 2 * 10**decimals)


@given(st.text(alphabet="零一二两九十百千万亿点〇0５,.，", max_size=40), st.booleans())
def test_any_mixture_reads_to_an_end_inside_the_text(text, implied_one):
    numeral = read_numeral(text, implied_one=implied_one)
    assert numeral is None or (0 < numeral.end <= len(text) and numeral.value >= 0)


def test_numbers_are_written_for_pages():
    assert grouped(1286403) == "1,286,403"
    assert grouped(Fraction(-5, 1000), decimals=2) == "-0.01"
    assert grouped(Fraction(-1, 1000), decimals=2) == "0.00"
    assert grouped(Fraction(10400, 122), decimals=2) == "85.25"
    assert in_wan(38000000) == "3,800.00万"
    assert plain(Fraction(1, 2)) == "0.5"
    assert plain(4000) == "4000"
    assert plain(4000, decimals=0) == "4000"
    assert [chinese(n) for n in (0, 12, 20, 100, 102, 16000, 10002, 100000000)] == [
        "零",
        "十二",
        "二十",
        "一百",
        "一百零二",
        "一万六千",
        "一万零二",
        "一亿",
    ]


@pytest.mark.parametrize("value", [-1, 10**12])
def test_chinese_outside_its_range_is_a_programming_error(value):
    with pytest.raises(ValueError, match="no Chinese numeral"):
        chinese(value)


def test_scale_words_and_digits():
    assert scale_at("百万人", 0) == (10**6, 2)
    assert scale_at("千克", 0) == (1, 0)
    assert digit_of("７") == "7"
    assert digit_of("七") is None
