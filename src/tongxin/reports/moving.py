"""Moving the figures of a text to another year or place, and with them what the text says of their time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from tongxin.board.calendar import Time
from tongxin.kernel.period import Period
from tongxin.reports.slots import TOKEN, Breakdown, Broken, Estimate, Slot, Token, read_token, tokens

_DAY = timedelta(days=1)
_FEBRUARY = 2
_SAID = re.compile(r"(?<!\d)(\d{4})年(?:(\d{1,2})月(\d{1,2})日)?")


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How the slots of a text move when it is taken over for another year, or another place."""

    years: int = 0
    place: tuple[str, str] | None = None
    """Former code and new code."""
    day: date | None = None
    """The latest day a stock may be asked for."""

    def applied(self, text: str) -> str:
        """Return the text with every token that can be read moved, and with it the years and days its line says of it.

        2021年 beside a figure of 2021 becomes 2022年, the very day of a stock the new day. All else stays to the letter.
        """
        return "\n".join(self._line(line) for line in text.split("\n"))

    def _line(self, line: str) -> str:
        days: dict[date, date] = {}
        for _, _, token in tokens(line):
            if not isinstance(token, Broken | Estimate):
                days |= _days(token.time, self._time(token.time))
        years = {str(was.year): str(now.year) for was, now in days.items()}
        kept, position = [], 0
        for found in TOKEN.finditer(line):
            kept += [
                _said(line[position : found.start()], days, years),
                self._moved(found.group(0), read_token(found.group(1))),
            ]
            position = found.end()
        return "".join([*kept, _said(line[position:], days, years)])

    def _moved(self, written: str, token: Token) -> str:
        return written if isinstance(token, Broken | Estimate) else self._of(token).token

    def _of(self, token: Slot | Breakdown) -> Slot | Breakdown:
        place = self.place[1] if self.place and token.place == self.place[0] else token.place
        return replace(token, place=place, time=self._time(token.time))

    def _time(self, time: Time) -> Time:
        if time.as_of is not None:
            moved = _year_later(time.as_of, self.years)
            return Time(as_of=min(moved, self.day) if self.day else moved)
        if time.period is None:
            return time
        first, last = time.period.start, time.period.last
        whole = last.month == _FEBRUARY and (last + _DAY).month != _FEBRUARY
        now = _year_later(last, self.years)
        return Time(period=Period.between(_year_later(first, self.years), _end_of_february(now) if whole else now))

    @classmethod
    def to_year(cls, *, since: int, until: int, day: date) -> Self:
        """Return the shift from one year's report to another's."""
        return cls(years=until - since, day=day)


def _days(was: Time, now: Time) -> dict[date, date]:
    """Return where the days a time is told by have moved to."""
    if was.as_of and now.as_of:
        return {was.as_of: now.as_of}
    if was.period and now.period:
        return {was.period.start: now.period.start, was.period.last: now.period.last}
    return {}


def _said(text: str, days: Mapping[date, date], years: Mapping[str, str]) -> str:
    """Return words with the days and years that moved; another day of that year is an event and stays."""

    def moved(found: re.Match[str]) -> str:
        year, month, day = found.groups()
        if month is None:
            return f"{years.get(year, year)}年"
        try:
            now = days.get(date(int(year), int(month), int(day)))
        except ValueError:
            now = None
        return f"{now.year}年{now.month}月{now.day}日" if now else found.group()

    return _SAID.sub(moved, text)


def _end_of_february(day: date) -> date:
    return date(day.year, _FEBRUARY + 1, 1) - _DAY


def _year_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February of a leap year
        return day.replace(year=day.year + years, day=28)
