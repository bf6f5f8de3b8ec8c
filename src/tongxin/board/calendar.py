"""The time a page speaks of: a year up to the site's day for the dashboard, any day or period for a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, chinese_date, parse_date

YEARS_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Time:
    """A period (flow) or a day (stock): exactly one of the two."""

    period: Period | None = None
    as_of: date | None = None

    @property
    def label(self) -> str:
        """As a reader says it: 2021年, or 截至2022年9月26日."""
        if self.as_of is not None:
            return f"截至{chinese_date(self.as_of)}"
        return self.period.label if self.period else ""

    @property
    def day(self) -> date:
        """The last day spoken of."""
        return self.as_of or (self.period.last if self.period else date.min)


@dataclass(frozen=True, kw_only=True)
class Year:
    """A calendar year. What is true on a day is asked at its end, or at the site's day where that comes first."""

    number: int
    today: date

    @classmethod
    def read(cls, text: str | None, *, today: date) -> Self:
        """Read the year of an address; the present one when none is given. Raises `InputError`."""
        if not text:
            return cls(number=today.year, today=today)
        if not (text.isascii() and text.isdigit() and len(text) == 4 and 1949 < int(text) <= today.year):
            raise InputError(f"年份应为 1950 至 {today.year} 之间的四位数字，收到的是「{text[:20]}」。", field="year")
        return cls(number=int(text), today=today)

    @property
    def is_present(self) -> bool:
        """Whether the year is still going on."""
        return self.number == self.today.year

    @property
    def last(self) -> date:
        """The last day of the year that has come."""
        return min(self.today, date(self.number, 12, 31))

    def time(self, *, stock: bool) -> Time:
        """Return the time a stock or a flow measure is asked for in this year."""
        if stock:
            return Time(as_of=self.last)
        return Time(period=Period.year(self.number))

    def choices(self) -> list[int]:
        """Return the years one can switch to, newest first."""
        newest = self.today.year
        oldest = min(newest - YEARS_SHOWN + 1, self.number)
        return list(range(newest, oldest - 1, -1))


def is_running(time: Time, *, today: date) -> bool:
    """Tell whether the year a time stands for is not over: a period that ends after today, a day before the year's last."""
    if time.period is not None:
        return time.period.last > today
    return time.day.year == today.year and time.day < date(today.year, 12, 31)


def read_time(query: Mapping[str, str], *, stock: bool, today: date) -> Time:
    """Read `as_of`, or `from` and `to`, of a figure's address; without them the present day or year."""
    given = [name for name in ("as_of", "from", "to") if query.get(name)]
    if not given:
        return Year(number=today.year, today=today).time(stock=stock)
    if "as_of" in given and len(given) > 1:
        raise InputError("时点和时期只能给一个：时点数用 as_of，时期数用 from 和 to。", field="as_of")
    if given == ["as_of"]:
        return Time(as_of=parse_date(query["as_of"], field="as_of"))
    if len(given) == 1:
        raise InputError("时期要同时给出起止日期 from 和 to。", field=given[0])
    first, last = parse_date(query["from"], field="from"), parse_date(query["to"], field="to")
    return Time(period=Period.between(first, last))
