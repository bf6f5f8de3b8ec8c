"""Exact units: weight as integer grams, money as integer fen, and the units Chinese reports state them in.

Conversion multiplies by exact factors only (1斤 = 500克, 1吨 = 2000斤 by weight, 1万元 = 10^6分); nothing is ever rounded
on the way in, and a value finer than a gram or a fen is refused.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from tongxin.kernel.errors import InputError
from tongxin.kernel.numerals import grouped, plain


class Dimension(StrEnum):
    """What a unit measures."""

    WEIGHT = "weight"
    MONEY = "money"


@dataclass(frozen=True)
class Unit:
    """A unit and its exact size in grams or fen."""

    name: str
    dimension: Dimension
    size: int


_ALL: Final = (
    Unit("克", Dimension.WEIGHT, 1),
    Unit("斤", Dimension.WEIGHT, 500),
    Unit("市斤", Dimension.WEIGHT, 500),
    Unit("公斤", Dimension.WEIGHT, 1000),
    Unit("千克", Dimension.WEIGHT, 1000),
    Unit("吨", Dimension.WEIGHT, 10**6),
    Unit("分", Dimension.MONEY, 1),
    Unit("角", Dimension.MONEY, 10),
    Unit("元", Dimension.MONEY, 100),
    Unit("万元", Dimension.MONEY, 10**6),
    Unit("亿元", Dimension.MONEY, 10**10),
)
UNITS: Final = {unit.name: unit for unit in _ALL}
_BASE_NAMES: Final = {Dimension.WEIGHT: "克", Dimension.MONEY: "分"}

Number = int | Decimal | Fraction


def unit_named(name: str) -> Unit:
    """Return the unit; raise `InputError` with the list of known names for any other."""
    try:
        return UNITS[name]
    except KeyError:
        raise InputError(f"不认识单位「{name[:10]}」，可用：{'、'.join(UNITS)}。", field="unit") from None


def convert(value: Number, *, source: str, target: str) -> Fraction:
    """Convert exactly between two units of one dimension; raise `InputError` for 斤 into 元."""
    of, into = unit_named(source), unit_named(target)
    if of.dimension is not into.dimension:
        raise InputError(f"「{source}」和「{target}」不是同一类单位，无法换算。", field="unit")
    return Fraction(value) * of.size / into.size


def _whole(value: Number, *, unit: str, dimension: Dimension) -> int:
    base = _BASE_NAMES[dimension]
    exact = convert(value, source=unit, target=base)
    if exact.denominator != 1:
        raise InputError(f"{value}{unit}不是整{base}，请最多写到{base}。", field="value")
    return exact.numerator


def grams(value: Number, *, unit: str) -> int:
    """Return a weight as whole grams."""
    return _whole(value, unit=unit, dimension=Dimension.WEIGHT)


def fen(value: Number, *, unit: str) -> int:
    """Return an amount of money as whole fen."""
    return _whole(value, unit=unit, dimension=Dimension.MONEY)


def show_money(amount_fen: int) -> str:
    """Write an amount for a page: 「12,345.60元」, from 一万元 upward 「3,800.00万元」."""
    if abs(amount_fen) < UNITS["万元"].size:
        return f"{grouped(Fraction(amount_fen, 100), decimals=2)}元"
    return f"{grouped(Fraction(amount_fen, UNITS['万元'].size), decimals=2)}万元"


def show_weight(amount_grams: int, *, unit: str = "公斤") -> str:
    """Write a weight for a page in the unit asked for, exactly: 「52,340公斤」, 「0.5公斤」."""
    exact = convert(amount_grams, source="克", target=unit)
    whole, _, decimals = plain(exact).partition(".")
    return grouped(int(whole)) + (f".{decimals}" if decimals else "") + unit
