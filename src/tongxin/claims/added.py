"""Totals no record states, added up from recorded parts: only where a table's rows or the sentence name every part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from tongxin.claims.claim import Claim, Form
from tongxin.claims.context import Reader
from tongxin.claims.explain import shown
from tongxin.claims.finding import Derived, Finding
from tongxin.claims.readings import Match
from tongxin.claims.sums import find_sums
from tongxin.claims.verdict import Verdict, judge

_TOTAL: Final = re.compile(
    "[，、；]?(?:[两三四五六七八九]者|[两三四五六七八九]项)?(?:合计|共计|总计|一共|总共|共)(?:为|达|有|约)?"
)
_STOPS: Final = frozenset("。！？；\n")
_MOST_SHOWN: Final = 6
_NOT_ADDED: Final = frozenset({Form.GROWTH, Form.POINTS, Form.PERCENT, Form.FULL, Form.TIMES})


def added(findings: Sequence[Finding], matches: Sequence[Match], *, reader: Reader) -> list[Finding]:
    """Return the findings, totals nothing recorded states worked out from the parts the text names."""
    known = list(findings)
    for total, parts in [*_in_tables(reader), *_in_sentences(reader)]:
        if _is_open(known[total], matches[total]) and all(_is_recorded(known[part]) for part in parts):
            known[total] = _added(known[total], [known[part] for part in parts])
    return known


def _in_tables(reader: Reader) -> Iterator[tuple[int, list[int]]]:
    """Yield totals of tables and what they are of, as numbers of claims."""
    numbers = {claim.start: number for number, claim in enumerate(reader.claims)}
    for one in find_sums(reader.read.text):
        starts = [cell.number.start for cell in (one.total, *one.parts)]
        if one.whole and all(start in numbers for start in starts):
            total, *parts = (numbers[start] for start in starts)
            yield total, parts


def _in_sentences(reader: Reader) -> Iterator[tuple[int, list[int]]]:
    """Yield 甲县312人、乙县188人，合计500人."""
    claims, text = reader.claims, reader.text
    for total in range(2, len(claims)):
        if _TOTAL.fullmatch(text[claims[total - 1].end : claims[total].start]):
            parts = _parts(claims, text, total)
            if len(parts) > 1:
                yield total, parts


def _parts(claims: Sequence[Claim], text: str, total: int) -> list[int]:
    """Return the figures of the sentence before a total in its unit, back to 其中 or to where the total was said first."""
    parts: list[int] = []
    for number in range(total - 1, -1, -1):
        claim = claims[number]
        restated = claim.written.value == claims[total].written.value
        if claim.unit != claims[total].unit or claim.form in _NOT_ADDED or restated:
            break
        parts.insert(0, number)
        between = text[claims[number - 1].end : claim.start] if number else ""
        if "其中" in between or _STOPS & set(between):
            break
    return parts


def _is_open(finding: Finding, match: Match) -> bool:
    return finding.verdict is Verdict.UNSUPPORTED and finding.candidate is None and not match.by_hand


def _is_recorded(finding: Finding) -> bool:
    return finding.candidate is not None and finding.value is not None and not finding.equal and not finding.derived


def _added(total: Finding, parts: Sequence[Finding]) -> Finding:
    unit = total.claim.unit
    values = [part.value or Fraction(0) for part in parts]
    value = sum(values, Fraction(0))
    terms = [shown(one, unit) for one in values]
    written = " + ".join(terms if len(terms) <= _MOST_SHOWN else [*terms[:3], "…", terms[-1]])
    count = f"（共 {len(terms)} 个数）" if len(terms) > _MOST_SHOWN else ""
    of = tuple(part.candidate for part in parts if part.candidate)
    found = Derived(of, f"{written}{count} = {shown(value, unit)}", value)
    return replace(total, verdict=judge(total.claim, value, mean=False), value=value, derived=found, nearest=None)
