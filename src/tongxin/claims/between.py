"""Two reports beside each other: one record said differently, totals that fall, growth that follows from neither.

Their figures are brought together by the records both are held against; what neither is held against is not compared.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from tongxin.claims.answers import Answers
from tongxin.claims.check import Check, check
from tongxin.claims.claim import Form
from tongxin.claims.coherence import apart
from tongxin.claims.dateline import dateline
from tongxin.claims.derived import year_before
from tongxin.claims.finding import Finding
from tongxin.claims.incoherence import SENTENCE_STOPS, Incoherence, span_of, true_of
from tongxin.claims.trends import follows
from tongxin.claims.verdict import Verdict
from tongxin.kernel.period import Period

_RUNNING: Final = ("累计", "历年")
_REACH: Final = 30
_Series = tuple[str, str, str]


def beside(new: Check, other: str, *, answers: Answers) -> Check:
    """Return a check that also tells where the report disagrees with the text of another one."""
    earlier = check(other, date=dateline(other) or new.published, home=new.home, answers=answers)
    return replace(new, incoherences=(*new.incoherences, *between(new, earlier)))


def between(new: Check, old: Check) -> list[Incoherence]:
    """Return where a report disagrees with another one, in the places of the first."""
    known = list(_recorded(old))
    return [*_said_differently(new, known), *_totals_that_fall(new, old, known), *_growth(new, known)]


_Known = tuple[_Series, Period, Finding]


def _recorded(check: Check) -> Iterator[_Known]:
    """Yield the figures of a report that are held against one record, with its series and time."""
    for finding in check.findings:
        candidate, period = finding.candidate, finding.period
        if candidate and period and not finding.derived and finding.verdict is not Verdict.AMBIGUOUS:
            place = candidate.of.of if candidate.of else candidate.place or finding.place
            yield (candidate.name, place, finding.claim.unit), period, finding


def _said_differently(new: Check, old: list[_Known]) -> Iterator[Incoherence]:
    earlier = {(series, period): finding for series, period, finding in old}
    for series, period, finding in _recorded(new):
        other = earlier.get((series, period))
        if other is None:
            continue
        first, second = true_of(other.claim), true_of(finding.claim)
        if apart(first, second) or apart(second, first):
            yield Incoherence(
                "restated",
                (span_of(finding.claim),),
                f"另一份报告写「{other.claim.text}」，这里写「{finding.claim.text}」，说的是同一件事却互相矛盾。",
            )


def _totals_that_fall(new: Check, old_check: Check, old: list[_Known]) -> Iterator[Incoherence]:
    """What is counted from the beginning never becomes less in a later report."""
    running = [(series, period, one) for series, period, one in old if _is_running(old_check, one)]
    for series, period, finding in _recorded(new):
        if not _is_running(new, finding):
            continue
        for known, then, other in running:
            if known == series and then.last < period.last and apart(true_of(finding.claim), true_of(other.claim)):
                yield Incoherence(
                    "falling",
                    (span_of(finding.claim),),
                    f"累计数只增不减，另一份较早的报告已是「{other.claim.text}」，这里却是「{finding.claim.text}」。",
                )


def _is_running(check: Check, finding: Finding) -> bool:
    start = finding.claim.start
    named = finding.candidate is not None and any(word in finding.candidate.name for word in _RUNNING)
    return named or any(word in check.text[max(start - _REACH, 0) : start] for word in _RUNNING)


def _growth(new: Check, old: list[_Known]) -> Iterator[Incoherence]:
    """Growth over the year before must follow from what the two reports state of both years."""
    earlier = {(series, period): finding for series, period, finding in old}
    recorded = {span_of(finding.claim): (series, period) for series, period, finding in _recorded(new)}
    for finding, rate in pairwise(new.findings):
        at = recorded.get(span_of(finding.claim))
        tail = new.text[finding.claim.end : rate.claim.start]
        if at is None or rate.claim.form is not Form.GROWTH or SENTENCE_STOPS & set(tail) or "同比" not in tail:
            continue
        before = earlier.get((at[0], year_before(at[1])))
        if before and before.claim.written.value and not follows(before.claim, finding.claim, rate.claim):
            yield Incoherence(
                "growth",
                (span_of(finding.claim), span_of(rate.claim)),
                f"由另一份报告的「{before.claim.text}」到这里的「{finding.claim.text}」，变化不是「{rate.claim.text}」。",
            )
