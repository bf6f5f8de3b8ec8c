"""Whether a candidate can answer a claim at all, before any value is known: unit, kind of figure, place, time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tongxin.claims.answers import Candidate
from tongxin.claims.claim import Claim, Form
from tongxin.claims.context import Context
from tongxin.claims.direction import direction
from tongxin.claims.extract import is_change
from tongxin.claims.layout import says_more_or_less, says_nothing
from tongxin.claims.periods import Kind, Mention
from tongxin.claims.units import Measures, compatible, read_unit
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.period import Period

_CHANGE_WORDS: Final = word_lists("tongxin.claims", "changes.txt")
_KIND_WORDS: Final = word_lists("tongxin.claims", "kinds.txt")
_CHANGE: Final = _CHANGE_WORDS["recorded rates"]
_DELTA: Final = _CHANGE_WORDS["recorded differences"]
_MEAN: Final = _KIND_WORDS["means"]
_FRESH: Final = _KIND_WORDS["new"]
_RUNNING: Final = ("累计", "历年")
_TOTALS: Final = ("总数", "总量")
_SAID_RUNNING: Final = _KIND_WORDS["said running"]
_SAID_DELTA: Final = _CHANGE_WORDS["said differences"]
_PER_CENT: Final = frozenset({"%", "‰"})
_SHIFTED: Final = _CHANGE_WORDS["said shifts"]


def claim_kind(claim: Claim, context: Context, *, text: str) -> str:
    """Name the kind of figure stated: change, points, times, share, delta, mean or amount."""
    if claim.form in {Form.GROWTH, Form.POINTS, Form.TIMES}:
        return claim.form.value
    if claim.unit.endswith("分点"):
        return "points"
    if claim.unit == "倍":
        return "times"
    if claim.unit in _PER_CENT:
        return "growth" if is_change(text, claim.start) else "share"
    if context.before.endswith((*_SAID_DELTA, *_SHIFTED)) and any(
        word in context.before for word in ("比", "较", "净")
    ):
        return "delta"
    changed = context.before.endswith(_SAID_DELTA) and says_nothing(context.before)
    return "delta" if changed or says_more_or_less(context.before) else "amount"


def candidate_kind(candidate: Candidate) -> str:
    """Name the kind of figure recorded, in the same words."""
    return _kind_named(candidate.names, candidate.unit, share=candidate.share)


@lru_cache(maxsize=8192)
def _kind_named(names: tuple[str, ...], unit: str, *, share: bool) -> str:
    measures = read_unit(unit).measures
    if measures is Measures.POINTS:
        return "points"
    if measures is Measures.TIMES or any("倍数" in name for name in names):
        return "times"
    if measures is Measures.PERCENT:
        return "growth" if any(_CHANGED.search(name) for name in names) else "share"
    if share:
        return "amount" if named_tone(names).mean else "share"
    return "delta" if any(_BY_HOW_MUCH.search(name.replace("增加值", "")) for name in names) else "amount"


_CHANGED: Final = re.compile("|".join(_CHANGE))
_BY_HOW_MUCH: Final = re.compile("|".join(_DELTA))


def is_mean(candidate: Candidate) -> bool:
    """Tell whether a rate is an amount for each of something: 场均, 每座, in a unit of its own."""
    return read_unit(candidate.unit).measures is not Measures.PERCENT and named_tone(candidate.names).mean


def same_kind(claim: Claim, candidate: Candidate, *, stated: str, recorded: str) -> bool:
    """Tell whether unit and kind agree: 人 never answers 人次, a growth rate never a share."""
    if stated != recorded:
        return False
    if stated in {"growth", "points", "times", "share"} or not claim.unit or claim.unit in candidate.words:
        return True
    return _answers_in(claim.unit, candidate.unit)


@lru_cache(maxsize=4096)
def _answers_in(stated: str, recorded: str) -> bool:
    return compatible(stated, read_unit(recorded).word)


def is_spoken_of(candidate: Candidate, context: Context, *, sentence: str) -> bool:
    """Tell whether the sentence says what a candidate asks for: one of its words, or the one event it is of."""
    if candidate.single:
        return context.said is not None and context.said.crowd
    return not candidate.said_with or any(word in sentence for word in candidate.said_with)


_BRANCHES: Final = "|".join(_KIND_WORDS["branches"])
_LEVELS: Final = "|".join(word_lists("tongxin.claims", "places.txt")["levels below counties"])
_BODIES: Final = "|".join(_KIND_WORDS["bodies"])
_BRANCH: Final = f"(?P<word>{_BRANCHES}|(?:{_LEVELS})级?[一-鿿]{{0,6}}?(?:{_BODIES}))"
_BRANCH_BEFORE: Final = re.compile(f"{_BRANCH}(?:之?中)?(?:共|已)?(?:有|达到?|增至|发展到|总?数(?:量|为|达)?)?$")
_BRANCH_BEHIND: Final = re.compile(f"[一-鿿]{{0,6}}?{_BRANCH}")


def counts_branches(context: Context, candidate: Candidate) -> bool:
    """Tell whether the text counts branches (乡镇分会, 分会中有), and a computed figure whole bodies: no branch is one."""
    branch = _BRANCH_BEFORE.search(context.before) or _BRANCH_BEHIND.match(context.after)
    return branch is not None and not any(branch["word"] in name for name in candidate.names)


_PLANS: Final = "计划|拟|预计|预期|力争|争取|打算|准备(?!案)"
_PLANNED: Final = re.compile(f"(?<![按超原照据])(?:{_PLANS})(?!完成|外)[一-鿿]{{0,12}}$")
_PLAN: Final = re.compile(f"{_PLANS}|目标|任务|指标")


def is_planned(context: Context) -> bool:
    """Tell what a text says will be (计划培训600人) from what has been."""
    return bool(_PLANNED.search(context.before))


def names_a_plan(candidate: Candidate) -> bool:
    """Tell whether a record is of what was planned."""
    return any(_PLAN.search(name) for name in candidate.names)


@dataclass(frozen=True, slots=True)
class Tone:
    """Whether words speak of a mean (人均), a running total (累计), something newly come (新增), of news or of a whole at all."""

    mean: bool
    running: bool
    fresh: bool
    newish: bool = False
    total: bool = False


def spoken_tone(context: Context, *, sentence: str) -> Tone:
    """Return the tone of the words around a claim."""
    before = context.before.replace("每年", "年")[-16:]
    own = context.before[-10:] + context.after[:8]
    return Tone(
        mean=bool(_A_MEAN.search(before)),
        running=bool(_SAID_TO_RUN.search(sentence)),
        fresh=bool(_NEWS.search(own)),
        newish="新" in own,
    )


_A_MEAN: Final = re.compile("|".join(_MEAN))
_SAID_TO_RUN: Final = re.compile("|".join(_SAID_RUNNING))
_NEWS: Final = re.compile(f"(?<![创更革])(?:{'|'.join(_FRESH)})")


def is_flow_of(candidate: Candidate, tone: Tone) -> bool:
    """Tell what came anew (新增会员) from how many there are: a computed stock never answers for its own growth."""
    return candidate.day and candidate.period is None and tone.fresh and not named_tone(candidate.names).fresh


@lru_cache(maxsize=4096)
def named_tone(names: tuple[str, ...]) -> Tone:
    """Return the tone of a measure's names; the first decides what is newly come."""
    return Tone(
        mean=any(word in name for name in names for word in _MEAN),
        running=any(word in name for name in names for word in _RUNNING),
        fresh=any(word in names[0] for word in _FRESH),
        total=any(word in names[0] for word in _TOTALS),
    )


def words_agree(spoken: Tone, named: Tone) -> float:
    """Return 1 when text and name agree on mean, running total and news, less for each they do not."""
    agreement = 1.0 if named.mean == spoken.mean else 0.6
    if named.running and not spoken.running:
        agreement *= 0.75
    if named.fresh != spoken.fresh and not (named.fresh and spoken.newish):
        agreement *= 0.0 if named.total and not named.fresh else 0.8  # what came anew is never all there is
    return agreement


def period_fit(mention: Mention | None, candidate: Candidate, *, near: bool, published: date) -> float:
    """Return 0 (another time) to 1 (the very time) for a candidate with a fixed period; a computed one always fits.

    A time told sentences ago may rule no longer: what is of the year a report of this day looks back on may be meant as well.
    """
    if candidate.period is None:
        return 1.0
    if mention is None or mention.kind is Kind.EARLIER:
        return 0.9
    if mention.kind is Kind.DAY and not near:
        return 0.9 if candidate.day else max(min(_near_day(mention.period, candidate.period), 0.9), _ELSEWHERE)
    if mention.kind is Kind.DAY:
        return _near_day(mention.period, candidate.period)
    if mention.kind is Kind.AS_OF:
        return _as_of(mention.period, candidate.period)
    if candidate.day:
        floor = 0.0 if near else _ELSEWHERE  # a stock is rarely of the time the sentence before spoke of
        return max(_day_in_span(mention.period, candidate.period), floor)
    shared = _span(mention.period, candidate.period)
    older = candidate.period.end <= mention.period.start and candidate.period.days < _BROADER * mention.period.days
    return shared if near or older else max(shared, _looked_back_on(candidate.period, published))


def _looked_back_on(period: Period, published: date) -> float:
    return min(_span(looked_back_on(published), period), _ANOTHER_SENTENCE)


def looked_back_on(published: date) -> Period:
    """Return the time a report speaks of that names none: the year so far, or in its first quarter the one before."""
    return Period.year(published.year - 1) if published.month <= 3 else _year_until(published)


def is_yearly_mean(mention: Mention | None, candidate: Candidate) -> bool:
    """Tell a mean of each year, which is of no year (年均借出), where the text says 年均."""
    return mention is not None and mention.kind is Kind.YEARLY and any("年均" in name for name in candidate.names)


def asked_period(context: Context, candidate: Candidate, *, published: date) -> Period:
    """Return the time a computed candidate is asked for: a stock's day, or a flow's period.

    Without a time of its own a stock is read on the day of publication, a flow over the year so far, or over the last
    year in the first quarter, when reports look back, and a running total over all since it begins. 截至 and a lone day bound a flow that begins with the year.
    """
    mention = context.mention
    if mention is not None and (
        (mention.kind is Kind.EARLIER and mention.period.last >= published)
        or (mention.kind is Kind.DAY and not context.near_mention)
    ):
        mention = None
    if candidate.day:
        timed = mention is not None and mention.kind is not Kind.YEARLY
        last = min(mention.period.last, published) if mention and timed else published
        return Period.between(last, last)
    if mention is None and candidate.since is not None:
        return Period.between(min(candidate.since, published), published)
    if mention is None:
        return looked_back_on(published)
    return _year_until(mention.period.last) if mention.kind is Kind.AS_OF else mention.period


def _year_until(day: date) -> Period:
    return Period.between(date(day.year, 1, 1), day)


_ELSEWHERE: Final = 0.6
_BROADER: Final = 2
_ANOTHER_SENTENCE: Final = 0.3  # 去年…。 may or may not go on ruling the next sentence


def _distance(first: Period, second: Period) -> int:
    return abs((first.last - second.last).days)


def _near_day(day: Period, period: Period) -> float:
    """An event's day: what is recorded on it, or lately before it."""
    if period == day:
        return 1.0
    if period.end == day.end:
        return 0.95
    if period.last > day.last + timedelta(days=45) or period.days > 400:
        return 0.6
    if _long_before(period, day):
        return 0.0
    days = _distance(period, day)
    return 0.95 if days <= 31 else 0.85 if days <= 200 else 0.7 if days <= 400 else 0.4


def _long_before(period: Period, day: Period) -> bool:
    """Tell what is of an earlier year than the day, or, of a day in a first quarter, of one still earlier."""
    return period.last.year < day.last.year - (day.last.month <= 3)


def _as_of(day: Period, period: Period) -> float:
    days = _distance(day, period)
    if days <= 5:
        return 1.0
    if _long_before(period, day):
        return 0.0
    return 0.92 if days <= 45 else 0.6 if days <= 100 else 0.35 if days <= 200 else 0.0


def _span(span: Period, period: Period) -> float:
    shared = (min(span.end, period.end) - max(span.start, period.start)).days
    if shared <= 0:
        return 0.0
    whole = (max(span.end, period.end) - min(span.start, period.start)).days
    overlap = shared / whole
    if overlap >= 0.5:
        return 0.8 + 0.2 * overlap
    if span.covers(period):
        return 0.75
    return 0.5 if period.covers(span) else 0.3 * overlap


def _day_in_span(span: Period, period: Period) -> float:
    if period.start in span:
        days = (span.last - period.last).days
        return 1.0 if days <= 45 else 0.9 if days <= 120 else 0.8
    days = min(abs((period.start - span.last).days), abs((period.start - span.start).days))
    return 0.85 if days <= 45 and period.start > span.last else 0.3 if days <= 45 else 0.0


def signed_value(value: Fraction, candidate: Candidate, context: Context, *, kind: str) -> Fraction:
    """Return a recorded change as the text puts it: what it calls a fall is the negative of what a name calls a rise."""
    if kind not in CHANGES:
        return value
    recorded = value * (direction(candidate.name) or 1)
    return recorded * (context.direction or 1)


CHANGES: Final = frozenset({"growth", "points", "delta"})
