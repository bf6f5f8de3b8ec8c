"""How values are written on pages and in exports: exact numbers, Chinese dates, never a float."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from django.utils.timezone import is_aware, localtime

from tongxin.kernel.numerals import grouped
from tongxin.kernel.period import SHANGHAI, chinese_date
from tongxin.kernel.quantity import show_money, show_weight

NOTHING = "—"


class Kind(StrEnum):
    """What a value is: decides how it is written, aligned and exported."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    FEN = "fen"
    GRAM = "gram"
    FLAG = "flag"

    @property
    def is_numeric(self) -> bool:
        """Whether the value stands right-aligned in tabular figures."""
        return self in _NUMERIC


_NUMERIC: Final = {Kind.NUMBER, Kind.PERCENT, Kind.FEN, Kind.GRAM}


def number(value: int | Fraction | Decimal, *, decimals: int = 0) -> str:
    """Write a number with grouped thousands: 「4,236」; rounds half up to `decimals`."""
    return grouped(Fraction(value), decimals=decimals) if decimals or value != int(value) else grouped(int(value))


def percent(value: int | Fraction | Decimal, *, decimals: int = 2) -> str:
    """Write a ratio as a percentage: Fraction(104, 122) is 「85.25%」."""
    return f"{grouped(Fraction(value) * 100, decimals=decimals)}%"


def moment(value: datetime) -> str:
    """Write a time in Asia/Shanghai to the minute: 「2022年9月26日 09:05」."""
    local = localtime(value, SHANGHAI) if is_aware(value) else value
    return f"{chinese_date(local.date())} {local:%H:%M}"


_WRITERS: Final[dict[Kind, Callable[[Any], str]]] = {
    Kind.TEXT: str,
    Kind.NUMBER: number,
    Kind.PERCENT: percent,
    Kind.DATE: chinese_date,
    Kind.TIME: moment,
    Kind.FEN: show_money,
    Kind.GRAM: show_weight,
    Kind.FLAG: lambda value: "是" if value else "否",
}


def written(value: Any, *, kind: Kind) -> str:
    """Write any value of a kind; nothing at all is 「—」, and words standing for a value stay as they are."""
    if value is None or value == "":
        return NOTHING
    return value if isinstance(value, str) else _WRITERS[kind](value)


def plain_date(value: date | datetime) -> date:
    """Return the calendar day of a value in Asia/Shanghai."""
    if isinstance(value, datetime):
        return localtime(value, SHANGHAI).date() if is_aware(value) else value.date()
    return value
