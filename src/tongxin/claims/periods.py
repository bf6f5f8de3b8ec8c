"""Time expressions of a text, read relative to the day it was published: 今年7月, 去年, 截至, 以来, 每年, 上届."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from tongxin.claims.characters import JOINERS
from tongxin.claims.dates import Dated, days_before, read_dates
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.numerals import read_numeral
from tongxin.kernel.period import EARLIEST, Period, Step, months_after

_DAY: Final = timedelta(days=1)
_LISTS: Final = word_lists("tongxin.claims", "times.txt")
_WHOLE_YEAR: Final = _LISTS["whole year"]
_NOW: Final = _LISTS["now"]
_MONTH_WORDS: Final = {"上个月": -1, "上月": -1, "本月": 0}
_LOOKS_BACK: Final = 15  # up to this day of a month a report may call the month before 本月
_THEN: Final = {
    "当月": Step.MONTH,
    "当季度": Step.QUARTER,
    "本季度": Step.QUARTER,
    "当季": Step.QUARTER,
    "本季": Step.QUARTER,
}
_WHOLE: Final = 300
"""Days a stretch is shorter than of which 当月 and 当季 are the last part; a year has no such part."""
_REMEMBERED: Final = 366
"""Days a time is no longer than that others are seen from: 去年同期."""
_COMPARING: Final = frozenset("比较同与是占为超")
_REACHING: Final = _LISTS["reaching"]
_OF_RATIO: Final = re.compile("[一-鿿]{0,6}?的(?:[一-鿿]{0,2}[0-9.]+(?:%|倍)|[一-鿿]{0,2}成)")
_SINCE_THEN: Final = re.compile("[一-鿿“”]{1,8}?(?:以来|至今)")


class Kind(StrEnum):
    """What a time expression pins down; `UNREAD` is one nobody here understands."""

    SPAN = "span"
    DAY = "day"
    AS_OF = "as_of"
    YEARLY = "yearly"
    EARLIER = "earlier"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Mention:
    """A time expression [start, end) of the text and the days it means.

    `compared` marks 比去年, 同上年: a base, not the time. `brief` marks one that holds for its own clause alone: 去年同期为1102条.
    """

    start: int
    end: int
    kind: Kind
    period: Period
    compared: bool = False
    brief: bool = False


_SEEN_AGAINST: Final = re.compile("(?:同期|[这该]一?个?(?:数[字据]|指标|比例))[仅只则]?[为是]|[仅只则]?[为是][0-9]")
"""What makes of a time what the figure before is seen against: 去年同期为1102条, 而2020年末为703支."""
_START: Final = re.compile(
    "(?<![0-9.])[0-9]{1,4}(?=[年月季至到~、和与及./—-]|[多余]年)|(?<![零〇一二三四五六七八九十])[零〇一二两三四五六七八九十]{1,4}(?=[年月季至到~、和与及—-]|[多余]年)"
    "|[今去上前明往本]年|[上下]半年|第[一二三四1-4]|[前头][0-9一二三四五六七八九十两]|首季|截[至止]|每年|年均|上届|上一届|最初|当初|起初|全年|年[内初底末]"
    "|这一年|现[有已共]|目前|如今|迄今|至今|眼下|当前|[上本当]个?月|[本当]季(?=[度，、：0-9新增完实共举开组发签累])|“十?[一二三四五六七八九]?五”|十[一二三四五六七八九]?五(?=期间|时期|以来|末)|党的|二?十[六七八九]?大|二十大"
)
_SINCE: Final = re.compile("([0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3})[多余]?(?:年多?来|年间)")
_LATELY: Final = re.compile("(?<=[近去])([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?![来间多前后级度以])")
_UNTOLD: Final = re.compile("(?:期间|以来|任期内|学期)")
_UNTOLD_REACH: Final = 10
_BEFORE_UNTOLD: Final = re.compile("[一-鿿A-Za-z0-9“”]*$")
_LEADS: Final = re.compile("^(?:在|自从|自|从|于)")


@dataclass
class _Reader:
    """Reads mentions from left to right and remembers the year the text is speaking of."""

    text: str
    published: date
    year: int
    sentence_year: int | None = None
    report_year: int = 0
    """The year the report is about, where it has said so: this one or the last. 上年 is the one before."""
    spoken_of: Period | None = None
    """The last days that were named and are no base of a comparison."""

    def mention(self, start: int) -> Mention | None:
        for read in (self._as_of, self._since, self._yearly, self._earlier, self._dated, self._year_word, self._worded):
            found = read(start)
            if found:
                self._remember(found)
                return found
        return None

    def _remember(self, mention: Mention) -> None:
        is_now = mention.kind is Kind.AS_OF and mention.period.last == self.published
        of_days = mention.kind in {Kind.SPAN, Kind.DAY, Kind.AS_OF} and mention.period.days <= _REMEMBERED
        if of_days and not (mention.compared or mention.brief or is_now):
            self.spoken_of = mention.period

    def _days(self, start: int) -> Dated | None:
        return read_dates(
            self.text,
            start,
            published=self.published,
            year=self.year,
            sentence_year=self.sentence_year,
            report_year=self.report_year or self.published.year,
        )

    def _tells(self, year: int) -> None:
        """Note which year the text speaks of."""
        self.year = year
        if self.published.year - year <= 1:
            self.report_year = year

    def _unread(self, start: int, end: int) -> Mention:
        return Mention(start, end, Kind.UNREAD, Period.between(self.published, self.published), self._compared(start))

    def _dated(self, start: int) -> Mention | None:
        found = self._days(start)
        if found is None:
            return None
        period, end = found.period, found.end
        if period is None:
            return self._unread(start, end)
        compared = self._compared(start) or self._is_base(start, end)
        brief = self._is_brief(start, end, period)
        relative = compared or brief or self.text.startswith("上年", start)
        if not relative and (not found.one_day or (found.named and period.last == date(period.last.year, 12, 31))):
            self._tells(min(period.start.year, self.published.year))
            self.sentence_year = self.year
        if self.text.startswith("以来", end) or (
            self.text.startswith("起", end) and self.text[start - 1 : start] in {"自", "从"}
        ):
            return self._from(period.start, start=start, end=end + (2 if self.text.startswith("以来", end) else 1))
        if since := self._since_then(start, end):
            return self._from(period.start, start=start, end=since)
        if self.text.startswith("同期", end):
            end, period = end + 2, self._same_days(period)
        kind = Kind.DAY if found.one_day or period.days == 1 else Kind.SPAN
        if not found.one_day and period.end > self.published and period.start <= self.published:
            period = Period(period.start, self.published + _DAY)
        return Mention(start, end, kind, period, compared, brief)

    def _is_brief(self, start: int, end: int, period: Period) -> bool:
        """Tell an earlier time than the text speaks of, where no more than the figure behind it is of then."""
        if self.spoken_of is None:
            return False
        if self.text.endswith("年初", start, end):
            return True
        return period.start < self.spoken_of.start and bool(_SEEN_AGAINST.match(self.text, end))

    def _same_days(self, year: Period) -> Period:
        """Return the days of another year that the text last spoke of: 去年同期 behind 1月至6月 is half a year."""
        last = self.spoken_of
        if last is None or year != Period.year(year.start.year):
            return year
        months = 12 * (year.start.year - last.start.year)
        return Period.between(months_after(last.start, months), months_after(last.last, months))

    def _since_then(self, start: int, end: int) -> int:
        """Return where 自8月5日开赛以来 ends; 0 where nothing goes on since."""
        since = _SINCE_THEN.match(self.text, end) if self.text.endswith(("自", "从"), 0, start) else None
        return since.end() if since else 0

    def _from(self, first: date, *, start: int, end: int) -> Mention:
        return Mention(start, end, Kind.SPAN, Period(min(first, self.published), self.published + _DAY))

    def _as_of(self, start: int) -> Mention | None:
        word = next((word for word in ("截至", "截止到", "截止") if self.text.startswith(word, start)), None)
        if word is None:
            return None
        found = self._days(start + len(word))
        if found is None:
            return Mention(start, start + len(word), Kind.AS_OF, Period.between(self.published, self.published))
        if found.period is None:
            return self._unread(start, found.end)
        self._tells(min(found.period.last.year, self.published.year))
        return Mention(start, found.end, Kind.AS_OF, Period.between(found.period.last, found.period.last))

    def _since(self, start: int) -> Mention | None:
        """Read 近五年来, 十年来, 成立12年来, 近三年, 过去五年; 今年以来 is read with its date."""
        found = _SINCE.match(self.text, start) or _LATELY.match(self.text, start)
        numeral = read_numeral(found[1].replace("两", "二")) if found else None
        if found is None or numeral is None or not 1 <= numeral.value <= 99 or numeral.end < len(found[1]):
            return None
        years = int(numeral.value)
        first = self.published.replace(year=self.published.year - years, day=min(self.published.day, 28))
        return self._from(first, start=start, end=found.end())

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
        self._tells(self.year)
        return self._clipped(start, start + len(word), Period.year(self.year))

    def _worded(self, start: int) -> Mention | None:
        now = next((word for word in _NOW if self.text.startswith(word, start)), "")
        if now or self.text.startswith("现共", start):
            end = start + (len(now) or 1)
            return Mention(start, end, Kind.AS_OF, Period.between(self.published, self.published))
        for word, shift in _MONTH_WORDS.items():
            if self.text.startswith(word, start):
                index = self.published.year * 12 + self.published.month - 1 + shift
                month = Period.calendar(date(index // 12, index % 12 + 1, 1), Step.MONTH)
                before = days_before(month)
                late = not shift and self.sentence_year is None and self.published.day <= _LOOKS_BACK
                month = before if late and self.spoken_of and before.covers(self.spoken_of) else month
                return self._clipped(start, start + len(word), month)
        then = next((word for word in _THEN if self.text.startswith(word, start)), None)
        return self._clipped(start, start + len(then), self._around_then(_THEN[then])) if then else None

    def _around_then(self, step: Step) -> Period:
        """Return the month or quarter the text last spoke of, else that of the day it was published."""
        last = self.spoken_of
        return Period.calendar(last.last if last and last.days < _WHOLE else self.published, step)

    def _clipped(self, start: int, end: int, period: Period) -> Mention:
        if period.start <= self.published < period.end:
            period = Period(period.start, self.published + _DAY)
        return Mention(start, end, Kind.SPAN, period, self._compared(start))

    def _compared(self, start: int) -> bool:
        return self.text[start - 1 : start] in _COMPARING if start else False

    def _is_base(self, start: int, end: int) -> bool:
        """Tell a time that a ratio is of: 恢复到2019年的71%."""
        return self.text.endswith(_REACHING, 0, start) and bool(_OF_RATIO.match(self.text, end))


_SENTENCE_END: Final = re.compile("[。！？\n]")


def find_periods(text: str, *, published: date) -> list[Mention]:
    """Return the time expressions of a folded text in order."""
    opening = published.year - 1 if published.month <= 3 else published.year
    reader = _Reader(text, published, opening)
    found: list[Mention] = []
    index, read = 0, 0
    while start := _START.search(text, index):
        if _SENTENCE_END.search(text, read, start.start()):
            reader.sentence_year = None
        read = start.start()
        mention = reader.mention(read)
        if mention and _goes_on(text, found, mention):
            mention = Mention(mention.start, mention.end, mention.kind, mention.period)
        if mention:
            found.append(mention)
        index = mention.end if mention else start.end() if text[read].isdigit() else read + 1
    return sorted([*found, *_untold(text, found, published=published)], key=lambda mention: mention.start)


def _goes_on(text: str, found: list[Mention], mention: Mention) -> bool:
    """Tell a list of times (2019年与2020年) from a comparison with one."""
    return mention.compared and bool(found) and text[found[-1].end : mention.start] in JOINERS


def _untold(text: str, found: list[Mention], *, published: date) -> Iterator[Mention]:
    """Yield the times nothing here tells the days of: 疫情期间, 成立以来."""
    position, read = 0, 0
    for time in _UNTOLD.finditer(text):
        while position < len(found) and found[position].end <= time.start():
            read = found[position].end
            position += 1
        if position < len(found) and found[position].start < time.end():
            continue
        start = max(read, time.start() - _UNTOLD_REACH)
        before = _BEFORE_UNTOLD.search(text, start, time.start())
        start = before.start() if before else time.start()
        led = _LEADS.match(text[start : time.start()])
        start += led.end() if led else 0
        yield Mention(start, time.end(), Kind.UNREAD, Period.between(published, published))
