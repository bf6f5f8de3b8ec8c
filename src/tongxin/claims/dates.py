"""Dates, months, quarters, half-years, years and terms as a text writes them, and stretches between two of them.

Reads [去年|2022年][7月][20日|底|上旬], 第三季度, 前5个月, 2019—2020学年, “十三五”; a second end takes from the first what it
leaves out (3月1日至15日, 一至三季度, 2019-2021年). What is half understood is not read at all.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from tongxin.kernel.numerals import read_numeral
from tongxin.kernel.period import EARLIEST, Period, Step, next_first

_YEAR_WORDS: Final = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "往年": -1}
_BEFORE: Final = "上年"
"""The year before the one the text speaks of; 去年 is the one before the day it was published."""
_DIGIT: Final = "一二三四五六七八九"
_N: Final = f"(?:[0-9]{{1,2}}|[二三]?十[{_DIGIT}]?|[{_DIGIT}两])"
_YEAR: Final = f"(?:(?:19|20|21)[0-9]{{2}}|[一二][〇零九一][〇零{_DIGIT}]{{2}})"
_TO: Final = "(?:至|到|-|~|—{1,2})"
_OR_AND: Final = "[、和与及]"
_Q: Final = "第?[一二三四1-4]"


def _part(number: str, unit: str) -> str:
    """The unit may stand behind the last of several numbers alone: 1至6月, 2019、2020年."""
    return rf"(?:{unit}|(?={_TO}{number}{unit})|(?={_OR_AND}(?:{number}{_OR_AND})*{number}{unit}))"


_POINT: Final = re.compile(
    rf"(?:(?P<written>{_YEAR}){_part(_YEAR, '年度?')}|(?P<word>{'|'.join(_YEAR_WORDS)})度?)?"
    rf"(?:(?P<half>[上下])半年|[前头](?P<first>{_N})(?P<of>个?季度|个月)|(?P<head>首季)度?|第?(?P<quarter>[一二三四1-4]){_part(_Q, '季度')}"
    rf"|(?P<month>{_N}){_part(_N, '月')}份?(?:(?P<day>{_N}){_part(_N, '[日号]')}|(?P<tenth>[上中下])旬|(?P<edge>[底末]))?"
    rf"|(?P<end>(?:(?<=年)|年)(?:[底末]|初(?![中步次级创赛评审小衷心等]))))?"
)
_ISO: Final = re.compile(r"((?:19|20|21)[0-9]{2})([-./])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_DAY_ONLY: Final = re.compile(rf"(?P<day>{_N})[日号]")
_RANGE: Final = re.compile(_TO)
_UNTIL_NOW: Final = re.compile("至今|到现在|到目前|至目前")
_SCHOOL_YEAR: Final = re.compile(rf"({_YEAR})年?{_TO}({_YEAR})(?:年)?学年")
_TERM: Final = re.compile(rf"(?:“(?P<quoted>十?[{_DIGIT}]?)五”|(?P<bare>十[{_DIGIT}]?)五(?=期间|时期|以来|末))")
_LEFTOVER: Final = re.compile(rf"{_TO}?第?{_N}(?:月份?|[日号]|季度)|{_TO}{_YEAR}年|学年|(?:春|秋)?季?学期")
_ANY: Final = date(2020, 1, 1)
_LONGEST: Final = 30
_FIRST_TERM: Final = 6  # before the sixth the five-year plans did not follow one another without a gap
_CONGRESSES: Final = {
    "十六": date(2002, 11, 8),
    "十七": date(2007, 10, 15),
    "十八": date(2012, 11, 8),
    "十九": date(2017, 10, 18),
    "二十": date(2022, 10, 16),
}
_SINCE_CONGRESS: Final = re.compile(f"(?:党的)?({'|'.join(_CONGRESSES)})大(?:召开)?以来")


@dataclass(frozen=True, slots=True)
class Dated:
    """Days a text writes, and where that ends. `period` None is a date there is not, or one half understood."""

    period: Period | None
    end: int
    one_day: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Given:
    """What a date leaves out: the year of the sentence (or of the document), and the month before."""

    year: int
    month: int = 0
    latest: date | None = None
    report_year: int = 0


@lru_cache(maxsize=4096)
def _int(written: str) -> int:
    numeral = read_numeral("2" if written == "两" else written)
    return int(numeral.value) if numeral else 0


def read_dates(
    text: str, start: int, *, published: date, year: int, sentence_year: int | None, report_year: int
) -> Dated | None:
    """Read the days written at `start`; None where there are none. 上年 is before the year of the sentence or report."""
    other = _other(text, start, published=published)
    if other:
        return other
    given = _Given(sentence_year or published.year, latest=None if sentence_year else published)
    whole = _Given(sentence_year or year, report_year=sentence_year or report_year)
    first = _point(text, start, month=given, rest=whole, published=published)
    if first is None:
        return None
    second = _second(text, first, published=published)
    read = _between(first.dated, second.dated) if second else first.dated
    leftover = _LEFTOVER.match(text, read.end)
    if leftover:
        return Dated(None, leftover.end())
    return read


@lru_cache(maxsize=4096)
def is_date(words: str) -> bool:
    """Tell whether words are days, months or years and nothing else, as at the head of a row."""
    if not 2 <= len(words) <= _LONGEST:
        return False
    found = read_dates(words, 0, published=_ANY, year=_ANY.year, sentence_year=_ANY.year, report_year=_ANY.year)
    return found is not None and found.end == len(words) and found.period is not None


def _other(text: str, start: int, *, published: date) -> Dated | None:
    """Read 2019—2020学年, “十三五”期间, 党的十八大以来, 2021-03-05."""
    if found := _SCHOOL_YEAR.match(text, start):
        first, last = _int(found[1]), _int(found[2])
        fits = last == first + 1
        return Dated(Period(date(first, 9, 1), date(last, 9, 1)) if fits else None, found.end())
    if found := _TERM.match(text, start):
        return _term(text, found)
    if found := _SINCE_CONGRESS.match(text, start):
        since = _CONGRESSES[found[1]]
        return Dated(Period.between(min(since, published), published), found.end())
    if found := _ISO.match(text, start):
        return _days(found.end(), _day(int(found[1]), int(found[3]), int(found[4])), one_day=True, named=True)
    return None


def _term(text: str, found: re.Match[str]) -> Dated | None:
    number = _int(found["quoted"] or found["bare"] or "")
    end = found.end()
    if number < _FIRST_TERM:
        return None
    first = 1951 + 5 * number
    if text.startswith("末", end):
        return Dated(Period.between(date(first + 4, 12, 31), date(first + 4, 12, 31)), end + 1, one_day=True)
    end += 2 if text.startswith(("期间", "时期"), end) else 0
    return Dated(Period(date(first, 1, 1), date(first + 5, 1, 1)), end)


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a stretch: its days, and what a second end may take over."""

    dated: Dated
    year: int
    month: int
    has_day: bool


def _point(text: str, start: int, *, month: _Given, rest: _Given, published: date) -> _Point | None:
    found = _POINT.match(text, start)
    if found is None or found.end() == start:
        return None
    named = bool(found["written"] or found["word"])
    year = _year(found, published=published, report_year=rest.report_year) if named else 0
    if found["written"] and not EARLIEST.year <= year < 2200:
        return None
    if found["month"] and not 1 <= _int(found["month"]) <= 12:
        return _only_year(found, year) if named else None
    if found["month"]:
        year = year or _year_of_month(_int(found["month"]), month)
    year = year or rest.year
    dated = _dated(found, year, named=named)
    return _Point(dated, year, _int(found["month"]) if found["month"] else 0, bool(found["day"]))


def _only_year(found: re.Match[str], year: int) -> _Point:
    return _Point(Dated(Period.year(year), found.start("month"), named=True), year, 0, has_day=False)


def _year(found: re.Match[str], *, published: date, report_year: int) -> int:
    if not found["word"]:
        return _year_written(found["written"])
    return (report_year if found["word"] == _BEFORE else published.year) + _YEAR_WORDS[found["word"]]


_DIGITS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")


def _year_written(written: str) -> int:
    return int(written.translate(_DIGITS))


def _year_of_month(month: int, given: _Given) -> int:
    """A month without a year is the latest one that has begun."""
    return given.year - (given.latest is not None and date(given.year, month, 1) > given.latest)


def _dated(found: re.Match[str], year: int, *, named: bool) -> Dated:
    end = found.end()
    if found["month"]:
        return _in_month(found, year, named=named)
    if found["end"]:
        day = date(year, 1, 1) if found["end"].endswith("初") else date(year, 12, 31)
        return Dated(Period.between(day, day), end, one_day=True, named=named)
    months = _months_of(found)
    if months is None:
        return Dated(None, end)
    return Dated(_months(year, *months), end, named=named)


def _months_of(found: re.Match[str]) -> tuple[int, int] | None:
    if found["half"]:
        return (1, 6) if found["half"] == "上" else (7, 12)
    if found["first"]:
        last = _int(found["first"]) * (3 if found["of"].endswith("季度") else 1)
        return (1, last) if 1 <= last <= 12 else None
    if found["quarter"] or found["head"]:
        quarter = _int(found["quarter"] or "1")
        return 3 * quarter - 2, 3 * quarter
    return 1, 12


_TENTHS: Final = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}


def _in_month(found: re.Match[str], year: int, *, named: bool) -> Dated:
    month, end = _int(found["month"]), found.end()
    whole = _months(year, month, month)
    if found["day"]:
        return _days(end, _day(year, month, _int(found["day"])), one_day=True, named=named)
    if found["tenth"]:
        first, last = _TENTHS[found["tenth"]]
        return Dated(
            Period.between(date(year, month, first), date(year, month, min(last, whole.last.day))), end, named=named
        )
    if found["edge"]:
        return Dated(Period.between(whole.last, whole.last), end, one_day=True, named=named)
    return Dated(whole, end, named=named)


def _second(text: str, first: _Point, *, published: date) -> _Point | None:
    """Read the other end of a stretch; it takes year and month from the first where it names none."""
    end = first.dated.end
    if now := _UNTIL_NOW.match(text, end):
        return _Point(Dated(Period.between(published, published), now.end()), published.year, 0, has_day=False)
    joined = _RANGE.match(text, end)
    if joined is None:
        return None
    start = joined.end()
    day = _DAY_ONLY.match(text, start) if first.has_day else None
    if day:
        return _Point(
            _days(day.end(), _day(first.year, first.month, _int(day["day"])), one_day=True),
            first.year,
            first.month,
            has_day=True,
        )
    given = _Given(first.year, report_year=first.year)
    return _point(text, start, month=given, rest=given, published=published)


def _between(first: Dated, second: Dated) -> Dated:
    if first.period is None or second.period is None or first.period.start > second.period.last:
        return Dated(None, second.end)
    return Dated(Period(first.period.start, second.period.end), second.end, named=first.named)


def _days(end: int, day: date | None, *, one_day: bool, named: bool = False) -> Dated:
    return Dated(Period.between(day, day) if day else None, end, one_day=one_day and day is not None, named=named)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), next_first(date(year, last, 1), Step.MONTH))


def days_before(period: Period) -> Period:
    """Return the stretch of the same kind right before: the year before 2021年, the month before 2021年3月."""
    if period.start.day == 1 and period.end.day == 1:
        months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
        index = period.start.year * 12 + period.start.month - 1 - months
        return Period(date(index // 12, index % 12 + 1, 1), period.start)
    day = period.start
    return Period(day.replace(year=day.year - 1, day=min(day.day, 28)), day)
