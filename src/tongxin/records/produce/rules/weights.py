"""What one unit of a product weighs, exactly."""

from typing import Final

from tongxin.kernel.errors import InputError
from tongxin.records.produce.models import Unit

FIXED: Final = {Unit.JIN: 500, Unit.KILO: 1_000}
"""Grams of the units that are weights."""


def weight_of(unit: str, grams: int | None) -> int:
    """Return the net weight of one unit in grams: exact for 斤 and 公斤, as declared otherwise; raises `InputError`."""
    fixed = FIXED.get(Unit(unit))
    if fixed is None and not grams:
        raise InputError(
            f"按{Unit(unit).label}卖的要写明每{Unit(unit).label}的净重（克），否则算不出斤数。", field="grams"
        )
    if fixed is not None and grams not in (None, 0, fixed):
        raise InputError(f"1{Unit(unit).label}就是 {fixed} 克，净重请留空；别的包装请选件、箱或盒。", field="grams")
    return fixed or grams or 0
