"""Periods: half-open runs of whole days in Asia/Shanghai, and how Chinese names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from tongxin.kernel.errors import InputError

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLIEST = date(1949, 10, 1)
YEARS = range(1949, 2200)  # any day in them has a day before and after it, in every time zone and database
_DAY = timedelta(days=1)
_WRITTEN = re.compile(r"(19[5-9][0-9]|20[0-9]{2}|21[0-9]{2})(?:H([12])|Q([1-4])|-(0[1-9]|1[0-2]))?")


class Step(StrEnum):
    """The calendar unit a period is divided into."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def label(self) -> str:
        """The unit on a page."""
        return _STEP_LABELS[self]


_STEP_LABELS = {Step.YEAR: "年", Step.HALF: "半年", Step.QUARTER: "季", Step.MONTH: "月"}
_MONTHS = {Step.YEAR: 12, Step.HALF: 6, Step.QUARTER: 3, Step.MONTH: 1}


def today() -> date:
    """Return the current calendar day in Asia/Shanghai, wherever the server stands."""
    return datetime.now(UTC).astimezone(SHANGHAI).date()


def first_of(day: date, step: Step) -> date:
    """Return the first day of the calendar unit that contains `day`."""
    months = _MONTHS[step]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_first(day: date, step: Step) -> date:
    """Return the first day of the calendar unit after the one that contains `day`."""
    first = first_of(day, step)
    index = first.year * 12 + first.month - 1 + _MONTHS[step]
    return date(index // 12, index % 12 + 1, 1)


def months_after(day: date, number: int) -> date:
    """Return the same day so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - _DAY).day))


def chinese_date(day: date) -> str:
    """Write a date as pages do: 2022年9月26日."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_date(text: str, *, field: str) -> date:
    """Read `2021-12-31`; raise `InputError` naming the field when it is no calendar day between 1949 and 2199."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(f"日期应写成 2021-12-31 的样子，收到的是「{text[:20]}」。", field=field) from None
    if day.isoformat() != text or not EARLIEST <= day < date(2200, 1, 1):
        raise InputError(
            f"日期应写成 2021-12-31 的样子并在 1949 年至 2199 年之间，收到的是「{text[:20]}」。", field=field
        )
    return day


def parse_moment(text: str, *, field: str) -> datetime:
    """Read `2021-12-31`, which begins in Shanghai, or `2021-12-31T08:00:00+08:00`; raise `InputError` naming the field."""
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
        if moment.year in YEARS:
            return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    except ValueError:
        pass
    raise InputError(
        f"{field} 应写成 2021-12-31 或 2021-12-31T08:00:00+08:00，年份在 {YEARS.start} 至 {YEARS.stop - 1} 之间，请改正。",
        field=field,
    )


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` up to but not including `end`; never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise InputError(f"起始日期 {self.start} 晚于截止日期 {self.end - _DAY}，请调换。", field="from")

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """Build a period from its first and last day, both included."""
        return cls(first, last + _DAY)

    @classmethod
    def calendar(cls, day: date, step: Step) -> Self:
        """Return the calendar year, half-year, quarter or month that contains `day`."""
        return cls(first_of(day, step), next_first(day, step))

    @classmethod
    def year(cls, year: int) -> Self:
        """Return the calendar year."""
        return cls.calendar(date(year, 1, 1), Step.YEAR)

    @classmethod
    def since(cls, event: date, as_of: date) -> Self:
        """Read “以来”: from the event up to, and not including, the day of the statement."""
        return cls(event, as_of)

    @classmethod
    def parse(cls, text: str, *, field: str = "period") -> Self:
        """Read `2021`, `2021H1`, `2021Q3`, `2021-07` or `2021-03-05..2021-04-01` (both days included); raises `InputError`."""
        first, dots, last = text.partition("..")
        if dots:
            return cls.between(parse_date(first, field=field), parse_date(last, field=field))
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise InputError(
                f"时期应写成 2021、2021H1、2021Q3、2021-07 或 2021-03-05..2021-04-01，收到的是「{text[:30]}」。",
                field=field,
            )
        year, half, quarter, month = (int(part) if part else 0 for part in found.groups())
        if half:
            return cls.calendar(date(year, half * 6, 1), Step.HALF)
        if quarter:
            return cls.calendar(date(year, quarter * 3, 1), Step.QUARTER)
        return cls.calendar(date(year, month, 1), Step.MONTH) if month else cls.year(year)

    @property
    def code(self) -> str:
        """The period as `parse` reads it."""
        match self.step:
            case Step.YEAR:
                return f"{self.start.year}"
            case Step.HALF:
                return f"{self.start.year}H{(self.start.month + 5) // 6}"
            case Step.QUARTER:
                return f"{self.start.year}Q{(self.start.month + 2) // 3}"
            case Step.MONTH:
                return f"{self.start:%Y-%m}"
        return f"{self.start}..{self.last}"

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - _DAY

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        """Tell whether the two periods share a day."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Period") -> bool:
        """Tell whether every day of `other` belongs to this period."""
        return self.start <= other.start and other.end <= self.end

    def split(self, step: Step) -> Iterator["Period"]:
        """Cut the period at calendar borders; the first and last piece may be partial."""
        start = self.start
        while start < self.end:
            end = min(next_first(start, step), self.end)
            yield Period(start, end)
            start = end

    @property
    def step(self) -> Step | None:
        """The calendar unit this period exactly is, or None for any other span."""
        for step in Step:
            if first_of(self.start, step) == self.start and next_first(self.start, step) == self.end:
                return step
        return None

    @property
    def whole_months(self) -> bool:
        """Tell whether the period begins and ends at month borders."""
        return self.start.day == 1 and self.end.day == 1

    @property
    def label(self) -> str:
        """The period in Chinese: 2021年, 2021年第3季度, 2021年7月, 2017年至2021年, 2021年3月5日至2021年4月1日."""
        year = f"{self.start.year}年"
        match self.step:
            case Step.YEAR:
                return year
            case Step.HALF:
                return f"{year}{'上' if self.start.month == 1 else '下'}半年"
            case Step.QUARTER:
                return f"{year}第{(self.start.month + 2) // 3}季度"
            case Step.MONTH:
                return f"{year}{self.start.month}月"
        if self.days == 1:
            return chinese_date(self.start)
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 1, 1):
            return f"{year}至{self.last.year}年"
        return f"{chinese_date(self.start)}至{chinese_date(self.last)}"
