from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import InputError
from tongxin.kernel.quantity import UNITS, Dimension, convert, fen, grams, show_money, show_weight, unit_named


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (1, "斤", "公斤", Fraction(1, 2)),
        (1, "吨", "斤", 2000),
        (1, "公斤", "千克", 1),
        (52340, "公斤", "斤", 104680),
        (Decimal("3796.4"), "万元", "元", 37964000),
        (Fraction(39, 20), "亿元", "万元", 19500),
    ],
)
def test_units_convert_exactly(value, source, target, expected):
    assert convert(value, source=source, target=target) == expected


@given(st.fractions(), st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(UNITS)))
def test_conversion_and_back_changes_nothing(value, source, target):
    if UNITS[source].dimension is UNITS[target].dimension:
        assert convert(convert(value, source=source, target=target), source=target, target=source) == value


def test_stored_amounts_are_whole():
    assert grams(Decimal("0.5"), unit="斤") == 250
    assert fen(Decimal("712.25"), unit="万元") == 712250000
    with pytest.raises(InputError, match="不是整分"):
        fen(Decimal("0.001"), unit="元")
    with pytest.raises(InputError, match="不是整克"):
        grams(Fraction(1, 3), unit="吨")


def test_unknown_and_mismatched_units_are_refused():
    with pytest.raises(InputError, match="不认识单位「磅」"):
        unit_named("磅")
    with pytest.raises(InputError, match="不是同一类单位"):
        grams(1, unit="元")
    assert unit_named("吨").dimension is Dimension.WEIGHT


def test_amounts_are_written_for_pages():
    assert show_money(1234560) == "1.23万元"
    assert show_money(123456) == "1,234.56元"
    assert show_money(-3800 * 10**6) == "-3,800.00万元"
    assert show_weight(52340000) == "52,340公斤"
    assert show_weight(250, unit="公斤") == "0.25公斤"
    assert show_weight(52340000, unit="斤") == "104,680斤"
