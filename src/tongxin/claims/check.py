"""The check itself: text and answers in, findings out. Deterministic; no database, no network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from tongxin.claims.added import added
from tongxin.claims.answers import Answers, Narrowing
from tongxin.claims.coherence import Incoherence, incoherences
from tongxin.claims.context import Reader
from tongxin.claims.derived import derived
from tongxin.claims.divisions import gazetteer
from tongxin.claims.extract import extracted
from tongxin.claims.finding import Finding
from tongxin.claims.incoherence import Notice
from tongxin.claims.judging import Judge
from tongxin.claims.match import Matcher
from tongxin.claims.narrowing import narrow
from tongxin.claims.noticed import notices
from tongxin.claims.readings import Match, Reading
from tongxin.claims.said import find_names
from tongxin.claims.sums import sums_disagree
from tongxin.kernel.errors import InputError


@dataclass(frozen=True, slots=True)
class Check:
    """A checked text."""

    text: str
    published: date
    home: str
    findings: tuple[Finding, ...]
    incoherences: tuple[Incoherence, ...]
    notices: tuple[Notice, ...] = ()


def disagreements(check: Check, span: tuple[int, int]) -> list[str]:
    """Return what the text says otherwise elsewhere about the figure at this span, told where it is told first."""
    return [found.sentence for found in check.incoherences if span in found.spans[:1]]


Overrides = Mapping[tuple[int, int], str | None]
"""What a person decided: the span of a claim to the key of its candidate, or None for “no record speaks of it”."""
WHOLE: Final = "|whole"
"""Behind the key of a candidate: whatever name the text says, the figure is not narrowed to it."""


def check(text: str, *, date: date, home: str, answers: Answers, overrides: Overrides = MappingProxyType({})) -> Check:
    """Check every figure of a text against `answers`; times are read from `date`, places from `home` unless named.

    `overrides` replace the choice of a candidate, never the arithmetic: the verdict, the coherence of the text and all
    that is written of it follow as if the text had named that candidate; a key that ends with `WHOLE` also says that
    no name in the text narrows it. Raises `InputError` for a span that is no claim or a key that is no candidate.
    """
    place = gazetteer().innermost(home)
    matcher = Matcher(answers.candidates(), home=place)
    read = extracted(text)
    claims = read.claims
    reader = Reader(read.read, claims, published=date, home=place, places=matcher.places)
    narrowing = answers.narrowing
    if narrowing is not None and reader.claims:
        reader.hear(find_names(reader.text, narrowing.named(), common=frozenset(matcher.vocabulary.names).__contains__))
    judging = Judge(answers, published=date)
    chosen = _Chosen(answers, overrides)
    stated = (replace(match, claim=claim) for match, claim in zip(matcher.match(reader), claims, strict=True))
    matches = [chosen.match(match, by=narrowing) for match in stated]
    found = derived([judging.finding(match) for match in matches], matches, judge=judging, reader=reader)
    found = added(found, matches, reader=reader)
    findings = tuple(chosen.marked(finding) for finding in found)
    chosen.require_used()
    disagreeing = tuple(_incoherences(findings, reader=reader, home=place))
    return Check(text, date, place, findings, disagreeing, tuple(notices(text, answers, unread=read.unread)))


def _incoherences(findings: Sequence[Finding], *, reader: Reader, home: str) -> Iterator[Incoherence]:
    """Yield where the text disagrees with itself, told in the places of the original."""
    read = [replace(finding, claim=claim) for finding, claim in zip(findings, reader.claims, strict=True)]
    for found in (*incoherences(read, text=reader.text, home=home), *sums_disagree(reader.read.text)):
        yield replace(found, spans=tuple(reader.read.original(*span) for span in found.spans))


class _Chosen:
    """What a person chose, put in the place of what the text was understood to say."""

    def __init__(self, answers: Answers, overrides: Overrides) -> None:
        self.open = dict(overrides)
        self.overrides = overrides
        self.candidates = {candidate.key: candidate for candidate in answers.candidates()} if overrides else {}

    def match(self, match: Match, *, by: Narrowing | None) -> Match:
        span = match.claim.start, match.claim.end
        key = self.overrides.get(span)
        whole = key is not None and key.endswith(WHOLE) and key not in self.candidates
        chosen = self._taken(match, span) if span in self.overrides else match
        return chosen if by is None or whole else narrow(chosen, by=by)

    def _taken(self, match: Match, span: tuple[int, int]) -> Match:
        key = self.open.pop(span)
        if key is None:
            return replace(match, readings=(), equal=())
        key = key if key in self.candidates else key.removesuffix(WHOLE)
        if key not in self.candidates:
            raise InputError(f"没有编号为「{key[:40]}」的记录，请重新选择。", field="choice")
        candidate = self.candidates[key]
        first = Reading(candidate, 1.0, candidate.name, key)
        others = tuple(reading for reading in match.readings if reading.candidate.key != key)
        return replace(match, readings=(first, *others), equal=(first,), by_hand=True)

    def marked(self, finding: Finding) -> Finding:
        return (
            replace(finding, override=True) if (finding.claim.start, finding.claim.end) in self.overrides else finding
        )

    def require_used(self) -> None:
        for start, end in self.open:
            raise InputError(f"第 {start} 至 {end} 字不是一个可核对的数字，请刷新后重选。", field="choice")
