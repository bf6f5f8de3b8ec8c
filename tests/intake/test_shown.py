"""A value in words: exact, with its unit, and in words where there is none."""

from fractions import Fraction

import pytest

from tongxin.figures import Kind, Measure, Status, Value
from tongxin.figures.publication import CLOSED, ONLY_YEARS
from tongxin.ports.shown import shown


def measure(kind: Kind, unit: str) -> Measure:
    parts = {"numerator": "toy.a", "denominator": "toy.b"} if kind is Kind.RATIO else {"fact": "toy.visit"}
    value = {"value": "fen"} if kind is Kind.SUM else {}
    return Measure(code="toy.x", name="某", unit=unit, kind=kind, definition="用于测试。", grain="", **parts, **value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "unit", "value", "whole", "note"),
    [
        (Kind.COUNT, "场", Value(status=Status.OK, numerator=4236), "4,236 场", ""),
        (Kind.SUM, "元", Value(status=Status.OK, numerator=123456), "1,234.56 元", ""),
        (Kind.RATIO, "", Value(status=Status.OK, numerator=104, denominator=122), "85.25%", "104/122"),
        (Kind.RATIO, "", Value(status=Status.UNDEFINED, reason="分母为零。"), "无法计算", "分母为零。"),
        (Kind.COUNT, "人", Value(status=Status.WITHHELD, reason=CLOSED), "不公开", ""),
        (Kind.COUNT, "人", Value(status=Status.WITHHELD, reason="涉及不足 5 人，不公开。"), "不公开", ""),
        (Kind.COUNT, "人", Value(status=Status.WITHHELD, reason=ONLY_YEARS), "不公开", "涉及个人的数字只按整年公开"),
    ],
)
def test_value_is_written(*, kind: Kind, unit: str, value: Value, whole: str, note: str) -> None:
    found = shown(value, measure=measure(kind, unit))
    assert (found.whole, found.note) == (whole, note)
    assert found.known is (value.status is Status.OK)
    assert value.value is None or value.value == Fraction(value.numerator or 0, value.denominator or 1)
