"""Figures no record states, worked out from recorded ones: by how much, how many times, which share, what came anew.

Only where the text names both sides or the usual base (同比, 占, 由…增加到): nothing is searched for that would fit.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from tongxin.claims.answers import Candidate
from tongxin.claims.context import Reader
from tongxin.claims.explain import shown
from tongxin.claims.finding import Derived, Finding
from tongxin.claims.judging import Judge
from tongxin.claims.layout import says_nothing
from tongxin.claims.periods import Kind
from tongxin.claims.readings import Match
from tongxin.claims.units import MEASURES_OF, factor_between
from tongxin.claims.verdict import Verdict, judge
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.period import Period

_YEAR_BEFORE: Final = re.compile("同比|[比较](?:上年|去年|上一年)(?!末|底)|是(?:上年|去年)")
_YEAR_END: Final = re.compile("[比较](?:上年末|上年底|去年末|去年底|年初)")
_THAT_YEAR: Final = re.compile("[比较]((?:19|20)[0-9]{2})年(底|末)?")
_SHARE: Final = re.compile("，?(?:约)?占(?:比|总数|总量|总额|全部|[一-鿿]{0,6}?)?(?:的|为|达|约|近|超过?)?")
_SPOKEN_SHARE: Final = re.compile("分之|成|半")
"""A share in words needs no 占: 其中女会员120人，超过三分之一."""
_OF_BASE: Final = re.compile(
    "，?(?:是(?:上年|去年)(?:同期)?的?|(?:[比较](?:上年末|上年底|去年末|去年底|年初))(?:净?(?:增加|增长|减少|下降|增|减))?(?:了|约)?)"
)
"""A clause that tells the base and nothing else: 是上年的, 比上年末增加."""
_PLUS: Final = word_lists("tongxin.claims", "changes.txt")["rises"]
_BACK: Final = 4  # claims between a figure and what it is of


def derived(findings: Sequence[Finding], matches: Sequence[Match], *, judge: Judge, reader: Reader) -> list[Finding]:
    """Return the findings, those nothing recorded states worked out where the text says from what."""
    return [
        _Derivation(index, findings=findings, matches=matches, judge=judge, reader=reader).finding() or finding
        if finding.verdict is Verdict.UNSUPPORTED and finding.candidate is None and not matches[index].by_hand
        else finding
        for index, finding in enumerate(findings)
    ]


class _Derivation:
    """One figure that may come of those before it."""

    def __init__(
        self, index: int, *, findings: Sequence[Finding], matches: Sequence[Match], judge: Judge, reader: Reader
    ) -> None:
        self.index, self.findings, self.matches, self.judge, self.reader = index, findings, matches, judge, reader
        self.match = matches[index]
        self.claim = reader.claims[index]

    def finding(self) -> Finding | None:
        found = self._new() if self.match.stock else self._of_figures()
        if found is None:
            return None
        way = self.match.context.direction if self.match.kind != "share" else 1
        verdict = judge(self.match.claim, found.value * (way or 1), mean=self.match.kind != "delta")
        if self.match.stock and verdict is Verdict.CONTRADICTED:
            return None  # what came anew may be more than what there is more of
        return replace(self.findings[self.index], verdict=verdict, value=found.value, derived=found)

    def _of_figures(self) -> Derived | None:
        before = [one for one in self._before() if self.matches[one].kind == "amount"]
        if not before:
            return None
        last = before[0]
        if self.match.kind == "share":
            return self._share(last, before[1] if len(before) > 1 else None)
        own = self._clause()
        return self._change(last, own) if says_nothing(own) or _OF_BASE.fullmatch(own) else None

    def _base_words(self, own: str) -> str:
        """Return the words that tell the base: the figure's own, else those of the change right before it (比2020年增加4期，增长36%)."""
        before = self.matches[self.index - 1]
        goes_on = (
            self.index > 0
            and before.kind in _CHANGES
            and self.reader.claims[self.index - 1].start >= (self.reader.sentence_start(self.index))
        )
        return before.context.before if goes_on and not _tells_base(own) else own

    def _before(self) -> list[int]:
        """Return the figures of the sentence before this one that are held against a record, nearest first."""
        start = self.reader.sentence_start(self.index)
        known = []
        for index in range(self.index - 1, max(self.index - 1 - _BACK, -1), -1):
            finding = self.findings[index]
            if self.reader.claims[index].start < start:
                break
            if finding.candidate and finding.value is not None and not finding.equal:
                known.append(index)
            elif self.matches[index].kind == "amount":
                break  # what nobody knows may be what this is of
        return known

    def _clause(self) -> str:
        return self.match.context.before

    def _share(self, part: int, whole: int | None) -> Derived | None:
        """会员312人，其中女会员120人，占38%: the part just named, of the whole before it."""
        claims = self.reader.claims
        between = self.reader.text[claims[part].end : self.claim.start]
        spoken = between in {"，", ""} and _SPOKEN_SHARE.search(self.claim.text)
        if whole is None or not (spoken or _SHARE.fullmatch(between)):
            return None
        if "其中" not in self.reader.text[claims[whole].end : claims[part].start]:
            return None
        above, below = self._value(part), self._value(whole)
        factor = self._alike(part, whole)
        if not below or factor is None:
            return None
        share = 100 * above * factor / below
        return self._derived((part, whole), f"{self._shown(part)} ÷ {self._shown(whole)} = {shown(share, '%')}", share)

    def _alike(self, part: int, whole: int) -> Fraction | None:
        """Return how many of the whole's units one of the part's is; None where one is no part of the other."""
        units = self.reader.claims[whole].unit, self.reader.claims[part].unit
        if units[0] == units[1] or set(units) <= _PERSONS:
            return Fraction(1)
        return factor_between(*units) if MEASURES_OF.get(units[0]) is MEASURES_OF.get(units[1]) else None

    def _value(self, index: int) -> Fraction:
        return self.findings[index].value or Fraction(0)

    def _shown(self, index: int) -> str:
        return shown(self._value(index), self.reader.claims[index].unit)

    def _derived(self, of: Sequence[int], arithmetic: str, value: Fraction) -> Derived:
        known = [self.findings[index].candidate for index in of]
        return Derived(tuple(one for one in known if one), arithmetic, value)

    def _change(self, of: int, own: str) -> Derived | None:
        """Work out by how much, or how many times, the figure just named is another than at the base the text compares with."""
        base = self._base(of, self._base_words(own))
        if base is None:
            return None
        known, old = base
        new, unit = self._value(of), self.reader.claims[of].unit
        then, now = shown(old, unit), shown(new, unit)
        match self.match.kind:
            case "delta":
                return Derived(known, f"{now} − {then} = {shown(new - old, unit)}", new - old)
            case "times":
                less = 1 if own.endswith(_PLUS) else 0
                value = new / old - less
                return Derived(known, f"{now} ÷ {then}{' − 1' if less else ''} = {shown(value, '倍')}", value)
            case "growth":
                value = 100 * (new / old - 1)
                return Derived(known, f"{now} ÷ {then} − 1 = {shown(value, '%')}", value)
        return None

    def _base(self, of: int, own: str) -> tuple[tuple[Candidate, ...], Fraction] | None:
        """Return the records compared and what the earlier one says; None where nothing is recorded of it, or nothing at all."""
        candidate, period = self.findings[of].candidate, self.findings[of].period
        base = _base(period, own) if period else None
        if candidate is None or base is None:
            return None
        if candidate.period is None:
            value = self.judge.value_at(self.matches[of], candidate, base)
            return ((candidate,), value) if value else None
        same = self.judge.siblings[candidate.name, candidate.place]
        earlier = next((one for one in same if one.period and _is_at(one.period, base)), None)
        value = self.judge.ask(self.matches[of], earlier)[1] if earlier else None
        return ((candidate, earlier), value) if earlier and value else None

    def _new(self) -> Derived | None:
        """What came anew in a year is at least what there is more of at its end than before it."""
        stock, mention = self.match.stock, self.match.context.mention
        if stock is None or mention is None or mention.kind is not Kind.SPAN:
            return None
        day = mention.period.start - timedelta(days=1)
        new = self.judge.value_at(self.match, stock.candidate, Period.between(mention.period.last, mention.period.last))
        old = self.judge.value_at(self.match, stock.candidate, Period.between(day, day))
        if new is None or old is None:
            return None
        unit = self.claim.unit
        return Derived(
            (stock.candidate,), f"{shown(new, unit)} − {shown(old, unit)} = {shown(new - old, unit)}", new - old
        )


_CHANGES: Final = frozenset({"delta", "growth"})
_PERSONS: Final = frozenset({"人", "名", "位"})
_NEAR: Final = 5


def _tells_base(own: str) -> bool:
    return any(words.search(own) for words in (_YEAR_END, _YEAR_BEFORE, _THAT_YEAR))


def _base(period: Period, own: str) -> Period | None:
    """Return the time a change is told against: 同比 the year before, 比上年末 its last day, 比2020年 that year."""
    if that := _THAT_YEAR.search(own):
        year = int(that[1])
        if that[2] and year < period.last.year:
            return Period.between(date(year, 12, 31), date(year, 12, 31))
        return _years_before(period, period.start.year - year) if year < period.start.year else None
    if _YEAR_END.search(own):
        last = date(period.last.year - 1, 12, 31)
        return Period.between(last, last)
    if not _YEAR_BEFORE.search(own):
        return None
    return year_before(period)


def year_before(period: Period) -> Period:
    """Return the same stretch one year earlier."""
    return _years_before(period, 1)


def _years_before(period: Period, years: int) -> Period:
    start, end = (
        day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)
        for day in (period.start, period.end)
    )
    return Period(start, end)


def _is_at(period: Period, base: Period) -> bool:
    """Tell whether a recorded time is the base, or within days of it."""
    return abs((period.start - base.start).days) <= _NEAR and abs((period.end - base.end).days) <= _NEAR
