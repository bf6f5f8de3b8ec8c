from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.claims.claim import Form
from tongxin.claims.extract import extract
from tongxin.claims.intervals import ROWS, Interval, meaning
from tongxin.claims.phrasing import STYLES, phrase, spelled

ROW_CASES = """392个 | 392 | 391 393 | -
12.5吨 | 12.45 12.549 | 12.4 12.55 | -
1.2万人 | 11500 12499 | 12500 11499 | -
3800万元 | 37995000 38004999 | 38500000 | 37500000 38499999
10万人 | 95000 104999 | 49999 150000 | 50000 149999
86% | 85.5 86.49 | 85.25 86.5 | -
50% | 49.5 50.4 | 49 50.5 44 | -
100% | 99.5 100.4 | 99 | -
约3800万元 | 37500000 38500000 | 40000001 | 37000000 39000000
大约200人 | 190 210 | 221 179 | 180 220
10多万人 | 100001 149999 | 100000 200000 | 150001 199999
4000多人次 | 4001 4999 | 4000 5000 | -
100多个 | 101 149 | 100 200 | 150 199
10万余人 | 100001 109999 | 100000 200000 | 110000 199999
1万多人 | 10001 14999 | 10000 20000 | 15000 19999
三千余人 | 3001 3999 | 3000 4000 | -
近200名 | 180 199 | 159 201 | 160 179 200
近70% | 65 69.9 | 59 70.1 | 60 70
超过500万元 | 5000001 6000000 | 5000000 | 6000001 90000000
85%以上 | 85 86 | 84.9 | 86.1 100
不足150万元 | 1400000 1499999 | 1500000 | 0 1399999
3%以内 | 2 3 | 3.1 | 0 1.9
3至5个 | 3 4 5 | 2 6 | -
上百家 | 100 199 | 99 | 200 5000
数百家 | 200 999 | 199 1000 | -
几十名 | 20 99 | 19 100 | -
十几个 | 11 19 | 10 20 | -
二十几个 | 21 29 | 20 30 | -
十几万人 | 110000 199999 | 100000 200000 | -
全覆盖 | 100 | 99.9 | -
同比增长18.6% | 18.55 18.64 | 18.5 18.65 | -
提高4.7个百分点 | 4.65 4.74 | 4.6 4.75 | -
2.3倍 | 2.25 2.34 | 2.35 | -
三分之二 | 63.4 66.7 70 | 59.9 73.4 | 60.1 73.3
占一半 | 47.5 50 52.5 | 44.9 55.1 | 45 55
过半 | 50.1 60 | 50 49 | 60.1 100
半数以上 | 50 60 | 49.9 | 60.1
近半数 | 45 49.9 | 39.9 50.1 | 40 44.9 50
不足三分之一 | 24 33 | 33.4 | 0 23
七成半 | 72.5 77.4 | 72.4 77.5 | -
六成多 | 60.1 69.9 | 60 70 | -"""


@pytest.mark.parametrize("row", ROW_CASES.splitlines(), ids=lambda row: row.split(" ")[0])
def test_each_row_of_the_table(row):
    words, fits, wrong, loose = (part.strip() for part in row.split("|"))
    (claim,) = extract(words)
    read = meaning(claim.form, claim.written)
    for value in map(Fraction, fits.split()):
        assert value in read.fit
        assert value in read.true
    for value in map(Fraction, wrong.split()):
        assert value not in read.true
    for value in map(Fraction, loose.replace("-", "").split()):
        assert value not in read.fit
        assert value in read.true


def test_every_form_has_a_row():
    assert set(ROWS) == set(Form)


def test_intervals_intersect_from_either_side():
    inner, outer = Interval(Fraction(2), Fraction(3), low_closed=False), Interval(None, None)
    assert inner & outer == outer & inner == inner
    assert Interval(Fraction(1), Fraction(4)) & inner == inner


def test_ends_are_closed_or_open():
    assert Interval(Fraction(1), Fraction(2), low_closed=False).closedness == "(]"
    assert Interval(None, Fraction(2), high_closed=False).closedness == "[)"


WORDS = st.builds(
    lambda before, number, scale, inside, unit, after: f"{before}{number}{inside}{scale}{unit}{after}",
    st.sampled_from(["", "近", "约", "超过", "至少", "不足", "不超过"]),
    st.integers(1, 99999),
    st.sampled_from(["", "万", "亿"]),
    st.sampled_from(["", "多"]),
    st.sampled_from(["人次", "家", "%"]),
    st.sampled_from(["", "左右", "以上", "以内"]),
)


@given(WORDS, st.fractions(min_value=0, max_value=10**13))
def test_careful_wording_is_always_true_wording(words, value):
    for claim in extract(words):
        read = meaning(claim.form, claim.written)
        assert value not in read.fit or value in read.true


@given(
    st.one_of(st.integers(0, 10**12).map(Fraction), st.fractions(min_value=0, max_value=10**6, max_denominator=1000)),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from(["人次", "元", "%", "个"]),
)
def test_what_is_phrased_always_fits(value, style, unit):
    (claim,) = extract(f"共{phrase(value, style, unit=unit)}。")
    assert value in meaning(claim.form, claim.written).fit


@pytest.mark.parametrize(
    ("value", "style", "unit", "words"),
    [
        (4236, Form.MORE, "人次", "4200余人次"),
        (186, Form.NEARLY, "名", "近200名"),
        (37964000, Form.ABOUT, "元", "约3800万元"),
        (104680, Form.OVER, "斤", "超过10万斤"),
        (10860, Form.MORE, "人", "1万余人"),
        (Fraction(10400, 122), Form.PERCENT, "%", "85%"),
        (Fraction(10400, 122), Form.EXACT, "%", "85.25%"),
        (119, Form.EXACT, "家", "119家"),
        (Fraction(5) + Fraction(1, 10**9), Form.EXACT, "元", "5.000000元"),
        (1000, Form.MORE, "人", "1000人"),
        (0, Form.ABOUT, "人", "0人"),
    ],
)
def test_phrases_read_like_reports(value, style, unit, words):
    assert phrase(value, style, unit=unit) == words


def test_amounts_are_spelled_in_wan_and_yi():
    assert [spelled(Fraction(n)) for n in (9999, 12000, 250000000)] == ["9999", "1.2万", "2.5亿"]
