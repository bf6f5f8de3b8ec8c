"""Figures of one text that speak of one thing at two times, or of a part and its share: growth, shares, running totals."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from tongxin.claims.characters import CLAUSE_ENDS
from tongxin.claims.claim import Claim, Form
from tongxin.claims.finding import Finding
from tongxin.claims.governing import RISES
from tongxin.claims.incoherence import SENTENCE_STOPS, Incoherence, span_of, true_of
from tongxin.claims.intervals import meaning
from tongxin.claims.units import MEASURES_OF, Measures
from tongxin.kernel.period import Period

_LAST_YEAR: Final = re.compile("[比较](上年|去年|前年|上月|上年同期|去年同期|同期)?的?$")
_RUNNING: Final = "累计"
_REACH: Final = 60
_KEPT: Final = 8
_TIMES: Final = re.compile(
    "截[至止]|[0-9]+[年月日]?|今年|去年|目前|全年|[年月日底末份到至]|已|共|达|为|了|超过?|约|近|突破"
)


def growth_disagrees(text: str, claims: Sequence[Claim]) -> Iterator[Incoherence]:
    """由A增至B，增长p% and B，比上年的A增长p%: the three agree within what their wording allows."""
    for first, second, rate in zip(claims, claims[1:], claims[2:], strict=False):
        if rate.form is not Form.GROWTH or SENTENCE_STOPS & set(text[first.start : rate.start]):
            continue
        before, after = _two_years(text, first, second, rate)
        if before is None or after is None or before.unit != after.unit or not before.written.value:
            continue
        if not follows(before, after, rate):
            yield Incoherence(
                "growth",
                (span_of(before), span_of(after), span_of(rate)),
                f"由「{before.text}」到「{after.text}」的变化不是「{rate.text}」。",
            )


def follows(before: Claim, after: Claim, rate: Claim) -> bool:
    """Tell whether a rate of change can be that between two figures, all three read as their wording allows."""
    low, high = _changes(before, after)
    stated = true_of(rate)
    return not ((stated.high is not None and stated.high <= low) or (stated.low is not None and stated.low > high))


def _changes(before: Claim, after: Claim) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest change in per cent, up or down, that both wordings carefully read allow."""
    changes = [(value / base - 1) * 100 for value in _ends(after) for base in _ends(before) if base]
    low, high = min(changes), max(changes)
    if low <= 0 <= high:
        return Fraction(0), max(-low, high)
    return min(abs(low), abs(high)), max(abs(low), abs(high))


def _ends(claim: Claim) -> tuple[Fraction, Fraction]:
    """Return the ends of what a careful writer would use the words for; these are never unbounded."""
    fit = meaning(claim.form, claim.written).fit
    return fit.low or Fraction(0), fit.high or Fraction(0)


def _two_years(text: str, first: Claim, second: Claim, rate: Claim) -> tuple[Claim | None, Claim | None]:
    """Return the earlier and the later of two figures a rate of change speaks of; None where the words do not say so."""
    between = text[first.end : second.start]
    if between.strip("，").startswith(RISES):
        return first, second
    if _LAST_YEAR.search(between) and set(text[second.end : rate.start]).isdisjoint(CLAUSE_ENDS):
        return second, first
    return None, None


def shares_disagree(text: str, claims: Sequence[Claim]) -> Iterator[Incoherence]:
    """会员200人，其中女会员80人，占35%: part and whole give the share within what the wording of all three allows."""
    for whole, part, share in zip(claims, claims[1:], claims[2:], strict=False):
        joined, tail = text[whole.end : part.start], text[part.end : share.start]
        if share.form is not Form.PERCENT or "其中" not in joined or not tail.strip("，,（(").startswith("占"):
            continue
        if SENTENCE_STOPS & set(text[whole.start : share.start]) or not _alike(whole, part) or len(tail) > _KEPT:
            continue
        (least, most), (small, large), stated = _ends(part), _ends(whole), true_of(share)
        if not small or stated.low is None or stated.high is None:
            continue
        if 100 * most / small < stated.low or 100 * least / large > stated.high:
            yield Incoherence(
                "share",
                (span_of(whole), span_of(part), span_of(share)),
                f"「{part.text}」占「{whole.text}」的比例不是「{share.text}」。",
            )


def _alike(first: Claim, second: Claim) -> bool:
    persons = MEASURES_OF.get(first.unit) is Measures.PERSONS and MEASURES_OF.get(second.unit) is Measures.PERSONS
    return first.unit == second.unit or persons


def totals_fall(findings: Sequence[Finding], *, text: str) -> Iterator[Incoherence]:
    """截至6月累计培训1200人次, 截至9月累计培训1100人次: what is counted from the beginning never becomes less."""
    totals: dict[tuple[str, str, str], list[tuple[Period, Claim]]] = {}
    for finding in findings:
        claim, counted = finding.claim, _counted(text, finding.claim)
        if not counted or finding.stated_period is None:
            continue
        period = finding.stated_period
        earlier = totals.setdefault((counted, claim.unit, finding.place), [])
        for known, other in earlier[-_KEPT:]:
            old, new = (other, claim) if known.last < period.last else (claim, other)
            most, least = true_of(new).high, true_of(old).low
            if _goes_on(known, period) and most is not None and least is not None and most < least:
                yield Incoherence(
                    "monotone",
                    (span_of(other), span_of(claim)),
                    f"累计数只增不减，较晚的「{new.text}」却少于较早的「{old.text}」。",
                )
        earlier.append((period, claim))


def _goes_on(first: Period, second: Period) -> bool:
    """Tell whether a count up to one time is contained in that up to the other: 截至 in one year, or one beginning."""
    if first.last == second.last:
        return False
    as_of = first.days == second.days == 1 and first.start.year == second.start.year
    return as_of or (first.start == second.start and first.days > 1)


def _counted(text: str, claim: Claim) -> str:
    """Return what a running total counts (培训 of 截至6月底累计培训1200人次); empty where the clause states none."""
    clause = text[max(claim.start - _REACH, 0) : claim.start]
    for stop in CLAUSE_ENDS:
        clause = clause[clause.rfind(stop) + 1 :]
    before, running, after = clause.rpartition(_RUNNING)
    if not running or any(character.isdigit() for character in after):
        return ""
    return _TIMES.sub("", after) or _TIMES.sub("", before)
