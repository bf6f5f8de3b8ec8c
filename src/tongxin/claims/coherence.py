"""What a text's own figures say about each other, without any records: every disagreement with readings that would reconcile."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final

from tongxin.claims.claim import Claim, Form
from tongxin.claims.divisions import gazetteer
from tongxin.claims.finding import Finding
from tongxin.claims.incoherence import SENTENCE_STOPS, Incoherence, span_of, true_of
from tongxin.claims.intervals import Interval, meaning
from tongxin.claims.trends import growth_disagrees, shares_disagree, totals_fall
from tongxin.claims.units import MEASURES_OF, Measures
from tongxin.kernel.divisions import divisions
from tongxin.kernel.numerals import plain
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level

__all__ = ["Incoherence", "incoherences", "whole_numerators"]

_MOST_PARTS: Final = 12


def whole_numerators(claim: Claim, denominator: int) -> list[int]:
    """Return the whole numbers n for which n/denominator is what the stated percentage means."""
    fit = meaning(claim.form, claim.written).fit
    low = max(int((fit.low or Fraction(0)) * denominator / 100) - 1, 0)
    high = int((fit.high if fit.high is not None else Fraction(100)) * denominator / 100) + 1
    return [n for n in range(low, high + 1) if Fraction(100 * n, denominator) in fit]


def _impossible_percentages(findings: Sequence[Finding]) -> Iterator[Incoherence]:
    """A percentage of a small known whole needs a whole numerator: 86 % of 7 is nothing."""
    for finding in findings:
        answer = finding.answer
        if finding.claim.unit != "%" or answer is None or answer.denominator is None:
            continue
        whole = answer.denominator
        if whole.denominator == 1 and 0 < whole <= 10**4 and not whole_numerators(finding.claim, int(whole)):
            yield Incoherence(
                "percentage",
                (span_of(finding.claim),),
                f"「{finding.claim.text}」不可能出自{plain(whole)}：没有一个整数与它的比是这个百分数。",
            )


def _parts_exceed(text: str, claims: Sequence[Claim]) -> Iterator[Incoherence]:
    """其中: each part and the sum of the parts stay within the whole."""
    for index, whole in enumerate(claims[:-1]):
        following = claims[index + 1]
        between = text[whole.end : following.start]
        if "其中" not in between or SENTENCE_STOPS & set(between) or following.unit != whole.unit:
            continue
        parts = list(_parts(text, claims[index + 1 : index + 1 + _MOST_PARTS], unit=whole.unit))
        most = true_of(whole).high
        least = sum((true_of(part).low or Fraction(0) for part in parts), Fraction(0))
        if most is not None and least > most:
            listed = "、".join(part.text for part in parts)
            yield Incoherence(
                "parts",
                (span_of(whole), *map(span_of, parts)),
                f"“其中”的{listed}合计超过了「{whole.text}」，请核对是否有交叉或笔误。",
            )


def _parts(text: str, claims: Sequence[Claim], *, unit: str) -> Iterator[Claim]:
    end = claims[0].start
    for claim in claims:
        between = text[end : claim.start]
        if claim.unit != unit or claim.form in {Form.GROWTH, Form.POINTS} or set("。！？；\n，,") & set(between):
            return
        yield claim
        end = claim.end


def _persons_exceed_visits(text: str, claims: Sequence[Claim]) -> Iterator[Incoherence]:
    """Persons never outnumber person-times of the same doing: 培训…人次, …人 in one sentence without a comma's change of verb."""
    for first, second in pairwise(claims):
        between = text[first.end : second.start]
        if SENTENCE_STOPS & set(between) or not any(word in between for word in ("覆盖", "去重", "人均")):
            continue
        if first.unit == "人次" and MEASURES_OF.get(second.unit) is Measures.PERSONS:
            most, least = true_of(first).high, true_of(second).low
            if most is not None and least is not None and least > most:
                yield Incoherence(
                    "persons",
                    (span_of(first), span_of(second)),
                    f"「{second.text}」多于「{first.text}」，人数不会超过人次。",
                )


def _same_record(findings: Sequence[Finding]) -> Iterator[Incoherence]:
    """A headline and the body that state one record in words that exclude each other."""
    stated: dict[tuple[str, str, Period | None], Claim] = {}
    for finding in findings:
        if finding.candidate is None or finding.untold:
            continue
        # A measure is one record only for one place and time, or for one record and time; a fact has its own.
        fixed = finding.candidate.period is not None
        where = finding.candidate.of.of if finding.candidate.of else finding.place
        record = (finding.candidate.key, "", None) if fixed else (finding.candidate.key, where, finding.period)
        earlier = stated.setdefault(record, finding.claim)
        if earlier is finding.claim or earlier.unit != finding.claim.unit:
            continue
        first, second = true_of(earlier), true_of(finding.claim)
        if apart(first, second) or apart(second, first):
            yield Incoherence(
                "headline",
                (span_of(earlier), span_of(finding.claim)),
                f"前面写「{earlier.text}」，后面写「{finding.claim.text}」，说的是同一件事却互相矛盾。",
            )


def apart(first: Interval, second: Interval) -> bool:
    """Tell whether all values of the first lie below those of the second."""
    if first.high is None or second.low is None:
        return False
    return first.high < second.low or (first.high == second.low and not (first.high_closed and second.low_closed))


def _levels_disagree(text: str, claims: Sequence[Claim], *, home: str) -> Iterator[Incoherence]:
    """N家, 省市两级全覆盖, 县级覆盖p%: one province, its prefectures and the covered counties add up to N or do not."""
    counts = _divisions_below(home)
    for total, full, share in zip(claims, claims[1:], claims[2:], strict=False):
        between = text[total.end : share.start]
        if counts is None or full.form is not Form.FULL or share.unit != "%" or SENTENCE_STOPS & set(between):
            continue
        if "省市" not in between or "县级" not in between or total.form is not Form.EXACT:
            continue
        prefectures, counties = counts
        covered = whole_numerators(share, counties)
        sums = {1 + prefectures + n for n in covered}
        if total.written.value in sums or not covered:
            continue
        reconciled = total.written.value in {prefectures + n for n in covered}
        possible = "、".join(str(n) for n in covered)
        yield Incoherence(
            "levels",
            (span_of(total), span_of(full), span_of(share)),
            f"{counties}个县的「{share.text}」只能是{possible}个，加上{prefectures}个市州和1个省级应为"
            f"{'、'.join(str(n) for n in sorted(sums))}，与「{total.text}」不一致"
            + ("；若省级组织不计入则一致。" if reconciled else "。"),
        )


@lru_cache(maxsize=64)
def _divisions_below(home: str) -> tuple[int, int] | None:
    codes = gazetteer().codes.get(home, ())
    if len(codes) != 1 or not codes[0].endswith("0000"):
        return None
    path = divisions()[codes[0]].path
    levels = [division.level for division in divisions().values() if division.path.startswith(path)]
    return levels.count(Level.PREFECTURE), levels.count(Level.COUNTY)


def incoherences(findings: Sequence[Finding], *, text: str, home: str) -> list[Incoherence]:
    """Return every disagreement among the stated figures, in order of appearance."""
    claims = [finding.claim for finding in findings]
    found = [
        *_impossible_percentages(findings),
        *_parts_exceed(text, claims),
        *_persons_exceed_visits(text, claims),
        *growth_disagrees(text, claims),
        *shares_disagree(text, claims),
        *totals_fall(findings, text=text),
        *_same_record(findings),
        *_levels_disagree(text, claims, home=home),
    ]
    return sorted(found, key=lambda incoherence: incoherence.spans)
