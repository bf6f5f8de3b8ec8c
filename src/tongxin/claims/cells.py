"""One cell of a facts table as a person wrote it: words, an exact number with its unit, a day or a stretch of time."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final

from tongxin.claims.units import MEASURES_OF, read_unit
from tongxin.kernel.errors import InputError
from tongxin.kernel.numerals import read_numeral
from tongxin.kernel.period import Period, Step, parse_date

Cell = str | float | bool | time | date | timedelta | None

_SHEET_EPOCH: Final = date(1899, 12, 30)  # a spreadsheet counts days from here
_SERIALS: Final = range(18_264, 109_575)  # 1950 to 2199, far from any year or YYYYMMDD
_QUARTERS: Final = {"一": 1, "二": 4, "三": 7, "四": 10, "1": 1, "2": 4, "3": 7, "4": 10}
_CLOCK: Final = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
_YEAR: Final = re.compile(r"(\d{4})(?:年度?|年全年|全年)?")
_MONTH: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_HALF: Final = re.compile(r"(\d{4})年?度?([上下])半年")
_QUARTER: Final = re.compile(r"(\d{4})年?第?(?:([一二三四1-4])季度?|[Qq]([1-4]))")
_MONTHS: Final = re.compile(r"(\d{4})年?(\d{1,2})月?[-~至到—–](\d{1,2})月")
_NINE_MONTHS: Final = re.compile(r"(\d{4})年?前三季度?")
_SPAN: Final = re.compile(r"(.+?)(?:至|到|~|—+|–|--)(.+)")


def words(cell: Cell) -> str:
    """Return a cell's text without space around it; 7.0 is 7, as the sheet shows it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number as a cell has it; `scale` is its closing scale word (万 is 10000, else 1), `unit` what follows it."""

    value: Fraction
    scale: int
    unit: str


def number(cell: Cell) -> Number | None:
    """Read 1,286 or ３７９６.４万元 or 86% exactly.

    A spreadsheet's 3796.4 is 3796.4, not its nearest binary fraction. None for what is no number or has an unknown unit.
    """
    text = unicodedata.normalize("NFKC", "".join(words(cell).split())) if not isinstance(cell, bool) else ""
    sign = -1 if text.startswith(("-", "−")) else 1
    text = text.lstrip("+-−¥")
    numeral = read_numeral(text)
    if numeral is None or (numeral.end < len(text) and read_unit(text[numeral.end :]).word not in MEASURES_OF):
        return None
    return Number(numeral.value * sign, numeral.scale, text[numeral.end :])


def period(cell: Cell) -> Period | None:
    """Read a day, month, quarter, half-year, year or a stretch between two of them; None for anything else."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return Period.between(cell, cell)
    if isinstance(cell, float) and not cell.is_integer() and int(cell) not in _SERIALS:
        return None  # 2021.1 may be January or, its zero lost, October
    text = unicodedata.normalize("NFKC", _CLOCK.sub("", words(cell)))
    text = "".join(text.split()).removeprefix("截至").removeprefix("截止")
    try:
        return _calendar(text) or _span(text)
    except (InputError, ValueError):  # a month 13, a 31 February, a year 0
        return None


def _calendar(text: str) -> Period | None:
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(text[:5]) in _SERIALS:
        day = _SHEET_EPOCH + timedelta(days=int(text[:5]))
        return Period.between(day, day)
    if found := _DAY.fullmatch(text):
        day = _first(*(part for part in found.groups() if part))
        return Period.between(day, day)
    if found := _YEAR.fullmatch(text):
        return Period.calendar(_first(found[1]), Step.YEAR)
    if found := _MONTH.fullmatch(text):
        return Period.calendar(_first(found[1], found[2] or found[3]), Step.MONTH)
    return _part_of_year(text)


def _part_of_year(text: str) -> Period | None:
    if found := _HALF.fullmatch(text):
        return Period.calendar(_first(found[1], "1" if found[2] == "上" else "7"), Step.HALF)
    if found := _QUARTER.fullmatch(text):
        return Period.calendar(_first(found[1], str(_QUARTERS[found[2] or found[3]])), Step.QUARTER)
    if found := _NINE_MONTHS.fullmatch(text):
        return Period(_first(found[1]), _first(found[1], "10"))
    if found := _MONTHS.fullmatch(text):
        last = Period.calendar(_first(found[1], found[3]), Step.MONTH)
        return Period(_first(found[1], found[2]), last.end)
    return None


def _span(text: str) -> Period | None:
    """Read 2021年1月至2022年3月; 2021年底 is its last day."""
    if text.endswith(("底", "末")):
        whole = _calendar(text[:-1])
        return Period.between(whole.last, whole.last) if whole else None
    found = _SPAN.fullmatch(text)
    first, last = (_calendar(found[1]), _calendar(found[2])) if found else (None, None)
    return Period(first.start, last.end) if first and last else None


def _first(year: str, month: str = "1", day: str = "1") -> date:
    return parse_date(f"{year}-{month.zfill(2)}-{day.zfill(2)}", field="日期")
