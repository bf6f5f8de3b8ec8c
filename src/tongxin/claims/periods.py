"""Time expressions of a text, read relative to the day it was published: 今年7月, 去年, 截至, 以来, 每年, 上届."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from tongxin.kernel.numerals import Numeral, read_numeral
from tongxin.kernel.period import EARLIEST, Period, Step, next_first

_DAY: Final = timedelta(days=1)
_YEAR_WORDS: Final = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "往年": -1}
_WHOLE_YEAR: Final = ("全年", "年内", "这一年", "本年度")
_NOW: Final = ("目前", "截至目前", "现有", "现已", "如今", "迄今", "至今", "眼下", "当前", "现共有", "现")
_HALVES: Final = {
    "上半年": (1, 6),
    "下半年": (7, 12),
    "前三季度": (1, 9),
    "前三个季度": (1, 9),
    "第一季度": (1, 3),
    "一季度": (1, 3),
    "首季": (1, 3),
    "第二季度": (4, 6),
    "二季度": (4, 6),
    "第三季度": (7, 9),
    "三季度": (7, 9),
    "第四季度": (10, 12),
    "四季度": (10, 12),
}
_COMPARING: Final = frozenset("比较同与是占为超")
_CHINESE_SPAN: Final = frozenset("一二两三四五六七八九十")


class Kind(StrEnum):
    """What a time expression pins down."""

    SPAN = "span"
    DAY = "day"
    AS_OF = "as_of"
    YEARLY = "yearly"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Mention:
    """A time expression [start, end) of the text and the days it means; `compared` marks 比去年, 同上年: a base, not the time."""

    start: int
    end: int
    kind: Kind
    period: Period
    compared: bool = False


@lru_cache(maxsize=4096)
def _read(text: str) -> Numeral | None:
    """Read a few characters as a number; years, months and days repeat themselves."""
    return read_numeral(text)


@dataclass
class _Reader:
    """Reads mentions from left to right and remembers the year the text is speaking of."""

    text: str
    published: date
    year: int
    sentence_year: int | None = None

    def mention(self, start: int) -> Mention | None:
        for read in (self._as_of, self._since, self._yearly, self._earlier, self._dated, self._year_word, self._worded):
            found = read(start)
            if found:
                return found
        return None

    def _number(self, index: int, *, longest: int = 4) -> Numeral | None:
        text = self.text[index : index + longest + 1]
        numeral = _read(text) if text[:1] in _NUMERALS else None
        if numeral is None or numeral.end > longest or numeral.value.denominator > 1 or numeral.scale > 10:
            return None
        return numeral

    def _days(self, start: int) -> tuple[Period, int, bool] | None:
        """Read [去年|2022年][7月][20日|底] and 1至6月; return the days, the end and whether it is one day."""
        index, year, named = start, self.published.year, False
        word = self.text[index : index + 2]
        numeral = self._number(index)
        if word in _YEAR_WORDS:
            year, index, named = self.published.year + _YEAR_WORDS[word], index + 2, True
        elif numeral and EARLIEST.year <= numeral.value < 2200 and self.text.startswith("年", index + numeral.end):
            year, index, named = int(numeral.value), index + numeral.end + 1, True
        if named:
            index += self.text.startswith("度", index)
        part = self._part(index, year=year, named=named)
        if part:
            return part
        if not named and self.text[index : index + 2] in {"年底", "年末"}:
            return self._last_day(self.year), index + 2, True
        if not named:
            return None
        if self.text[index : index + 1] in {"底", "末"}:
            return self._last_day(year), index + 1, True
        return Period.year(year), index, False

    @staticmethod
    def _last_day(year: int) -> Period:
        return Period.between(date(year, 12, 31), date(year, 12, 31))

    def _part(self, index: int, *, year: int, named: bool) -> tuple[Period, int, bool] | None:
        if not named and self.sentence_year:
            year, named = self.sentence_year, True
        for word, (first, last) in _HALVES.items():
            if self.text.startswith(word, index):
                return self._months(first, last, year if named else self.year), index + len(word), False
        return self._month(index, year=year, named=named)

    def _month(self, index: int, *, year: int, named: bool) -> tuple[Period, int, bool] | None:
        """Read 7月, 1至6月, 1月至6月, 7月20日 and 10月底."""
        numeral = self._number(index, longest=3)
        if numeral is None or not 1 <= numeral.value <= 12:
            return None
        index += numeral.end
        first, last = int(numeral.value), int(numeral.value)
        joined = index + self.text.startswith("月", index)  # 1至8月 and 1月至8月
        if self.text[joined : joined + 1] in {"至", "-", "~", "—", "到"}:
            second = self._number(joined + 1, longest=3)
            if second and first < second.value <= 12 and self.text.startswith("月", joined + 1 + second.end):
                last, index = int(second.value), joined + 1 + second.end
        if not self.text.startswith("月", index):
            return None
        if not named and date(year, first, 1) > self.published:
            year -= 1
        return self._day(index + 1 + self.text.startswith("份", index + 1), self._months(first, last, year))

    def _day(self, index: int, months: Period) -> tuple[Period, int, bool]:
        if self.text[index : index + 1] in {"底", "末"}:
            return Period.between(months.last, months.last), index + 1, True
        numeral = self._number(index, longest=3)
        if (
            numeral
            and 1 <= numeral.value <= months.last.day
            and self.text[index + numeral.end : index + numeral.end + 1] in {"日", "号"}
        ):
            day = months.last.replace(day=int(numeral.value))
            return Period.between(day, day), index + numeral.end + 1, True
        return months, index, False

    @staticmethod
    def _months(first: int, last: int, year: int) -> Period:
        return Period(date(year, first, 1), next_first(date(year, last, 1), Step.MONTH))

    def _dated(self, start: int) -> Mention | None:
        found = self._days(start)
        if found is None:
            return None
        period, end, one_day = found
        compared = self._compared(start)
        if not compared and not one_day:
            self.year = min(period.start.year, self.published.year)
            self.sentence_year = None if one_day else self.year
        if self.text.startswith("以来", end):
            return self._from(period.start, start=start, end=end + 2)
        if self.text.startswith("同期", end):
            end += 2
        kind = Kind.DAY if one_day else Kind.SPAN
        if not one_day and period.end > self.published and period.start <= self.published:
            period = Period(period.start, self.published + _DAY)
        return Mention(start, end, kind, period, compared)

    def _from(self, first: date, *, start: int, end: int) -> Mention:
        return Mention(start, end, Kind.SPAN, Period(min(first, self.published), self.published + _DAY))

    def _as_of(self, start: int) -> Mention | None:
        word = next((word for word in ("截至", "截止到", "截止") if self.text.startswith(word, start)), None)
        if word is None:
            return None
        found = self._days(start + len(word))
        if found is None:
            return Mention(start, start + len(word), Kind.AS_OF, Period.between(self.published, self.published))
        self.year = min(found[0].last.year, self.published.year)
        return Mention(start, found[1], Kind.AS_OF, Period.between(found[0].last, found[0].last))

    def _since(self, start: int) -> Mention | None:
        """Read 近五年来, 十年来, 成立12年来, 今年以来 is read with its date."""
        numeral = self._number(start)
        if numeral is None or not 1 <= numeral.value <= 99:
            return None
        end = start + numeral.end
        end += self.text[end : end + 1] in {"多", "余"}
        if not self.text.startswith(("年来", "年间", "年多来"), end):
            return None
        years = int(numeral.value)
        first = self.published.replace(year=self.published.year - years, day=min(self.published.day, 28))
        return self._from(first, start=start, end=end + 2)

    def _yearly(self, start: int) -> Mention | None:
        if not self.text.startswith(("每年", "年均"), start):
            return None
        last_year = Period.year(self.published.year - 1)
        return Mention(start, start + 2, Kind.YEARLY, last_year)

    def _earlier(self, start: int) -> Mention | None:
        if not self.text.startswith(("上届", "上一届", "最初", "当初", "起初"), start):
            return None
        return Mention(start, start + 2, Kind.EARLIER, Period(EARLIEST, self.published + _DAY))

    def _year_word(self, start: int) -> Mention | None:
        word = next((word for word in _WHOLE_YEAR if self.text.startswith(word, start)), None)
        if word is None:
            return None
        return self._clipped(start, start + len(word), Period.year(self.year))

    def _worded(self, start: int) -> Mention | None:
        for word in _NOW:
            if self.text.startswith(word, start) and (len(word) > 1 or self.text[start + 1 : start + 2] in "有共已"):
                return Mention(start, start + len(word), Kind.AS_OF, Period.between(self.published, self.published))
        for word, shift in (("上个月", -1), ("上月", -1), ("本月", 0), ("当月", 0)):
            if self.text.startswith(word, start):
                index = self.published.year * 12 + self.published.month - 1 + shift
                month = Period.calendar(date(index // 12, index % 12 + 1, 1), Step.MONTH)
                return self._clipped(start, start + len(word), month)
        return None

    def _clipped(self, start: int, end: int, period: Period) -> Mention:
        if period.start <= self.published < period.end:
            period = Period(period.start, self.published + _DAY)
        return Mention(start, end, Kind.SPAN, period, self._compared(start))

    def _compared(self, start: int) -> bool:
        return self.text[start - 1 : start] in _COMPARING if start else False


_NUMERALS: Final = frozenset("0123456789０１２３４５６７８９零〇一二两三四五六七八九十百千万亿")
_STARTS: Final = frozenset("0123456789今去上前明往全年这本目截如迄至眼当现首下第一二两三四五六七八九十每最起")


def find_periods(text: str, *, published: date) -> list[Mention]:
    """Return the time expressions of a folded text in order."""
    opening = published.year - 1 if published.month <= 3 else published.year
    reader = _Reader(text, published, opening)
    found: list[Mention] = []
    index = 0
    while index < len(text):
        if text[index] in "。！？\n":
            reader.sentence_year = None
        mention = reader.mention(index) if text[index] in _STARTS else None
        if mention:
            found.append(mention)
            index = mention.end
        elif text[index].isdigit():
            index += 1
            while index < len(text) and text[index].isdigit():
                index += 1
        else:
            index += 1
    return found
