"""How a figure's value is written where people read it. A number never stands without its unit."""

from dataclasses import dataclass
from fractions import Fraction

from tongxin.figures import Kind, Measure, Status, Value
from tongxin.figures.publication import RULES
from tongxin.kernel.numerals import grouped
from tongxin.web.format import percent

_DECIMALS = {"元": 2, "万元": 6, "公斤": 3, "吨": 6}
"""Decimal places between the integers summed (fen, grams) and the unit they are stated in."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A value in words: `text` with its `unit`, `note` for what stands under it (104/122), `known` when it has a value."""

    text: str
    unit: str = ""
    note: str = ""
    known: bool = True

    @property
    def whole(self) -> str:
        """Text and unit in one run."""
        return f"{self.text} {self.unit}" if self.unit else self.text


def shown(result: Value, *, measure: Measure) -> Shown:
    """Write a value; withheld and undefined ones say why there is none."""
    if result.status is Status.WITHHELD:
        rule = result.reason if result.reason in RULES else ""
        return Shown(text="不公开", note=rule.rstrip("。"), known=False)
    if result.status is not Status.OK or result.value is None:
        return Shown(text="无法计算", note=result.reason, known=False)
    if measure.kind in (Kind.COVERAGE, Kind.RATIO):
        return Shown(
            text=percent(result.value), note=f"{grouped(result.numerator or 0)}/{grouped(result.denominator or 0)}"
        )
    return Shown(text=_amount(int(result.value), measure=measure), unit=measure.unit)


def _amount(value: int, *, measure: Measure) -> str:
    places = _DECIMALS.get(measure.unit, 0) if measure.kind is Kind.SUM else 0
    if not places:
        return grouped(value)
    return grouped(Fraction(value, 10**places), decimals=2)
