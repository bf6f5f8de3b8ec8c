"""The check itself: text and answers in, findings out. Deterministic; no database, no network."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from tongxin.claims.ageing import fitted_before
from tongxin.claims.answers import COMPLETE, EMPTY, INCOMPLETE, Answer, Answers, Candidate, Narrowing
from tongxin.claims.coherence import Incoherence, incoherences
from tongxin.claims.context import Reader
from tongxin.claims.divisions import gazetteer
from tongxin.claims.extract import extract
from tongxin.claims.finding import Finding
from tongxin.claims.fitting import CHANGES, asked_period, is_mean, signed_value, spoken_tone
from tongxin.claims.match import Matcher
from tongxin.claims.narrowing import narrow
from tongxin.claims.readings import Match, Reading
from tongxin.claims.said import find_names
from tongxin.claims.verdict import Verdict, in_stated_unit, judge
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Check:
    """A checked text."""

    text: str
    published: date
    home: str
    findings: tuple[Finding, ...]
    incoherences: tuple[Incoherence, ...]


class _Judge:
    """Asks for values only now that the readings are ranked."""

    def __init__(self, answers: Answers, *, published: date) -> None:
        self.answers, self.published = answers, published
        self.siblings: dict[tuple[str, str | None], list[Candidate]] = {}
        for candidate in answers.candidates():
            self.siblings.setdefault((candidate.name, candidate.place), []).append(candidate)

    def ask(self, match: Match, candidate: Candidate) -> tuple[Answer | None, Fraction | None, Period]:
        period = candidate.period or asked_period(match.context, candidate, published=self.published)
        answer = self.answers.answer(candidate, place=match.place, period=period)
        value = in_stated_unit(match.claim, candidate, answer) if answer else None
        return answer, value, period

    @staticmethod
    def judged(match: Match, candidate: Candidate, value: Fraction) -> Verdict:
        put = signed_value(value, candidate, match.context, kind=match.kind)
        return judge(match.claim, put, mean=is_mean(candidate) or spoken_tone(match.context, sentence="").mean)

    def finding(self, match: Match) -> Finding:
        mention = match.context.mention
        stated = mention.period if mention else None
        if not match.readings:
            return Finding(match.claim, Verdict.UNSUPPORTED, match.place, stated)
        first = match.readings[0].candidate
        if match.untold:
            return Finding(
                match.claim,
                Verdict.UNSUPPORTED,
                match.place,
                stated,
                candidate=first,
                others=match.readings[1:],
                untold=match.untold,
            )
        if match.context.unread and first.period is None:
            words = match.context.unread
            return Finding(
                match.claim, Verdict.AMBIGUOUS, match.place, candidate=first, others=match.readings[1:], unread=words
            )
        answer, value, period = self.ask(match, first)
        verdict = self._verdict(match, answer, value)
        fitted = self._fitted(match, first, period) if verdict is Verdict.CONTRADICTED else None
        would_fit = self._would_fit(match) if verdict is Verdict.CONTRADICTED and not fitted else None
        if would_fit is not None and _loosely_said(match, would_fit):
            verdict = Verdict.AMBIGUOUS
        return Finding(
            claim=match.claim,
            verdict=Verdict.STALE if fitted else verdict,
            place=match.place,
            stated_period=stated,
            candidate=first,
            answer=answer,
            value=value,
            put=signed_value(value, first, match.context, kind=match.kind)
            if value and match.kind in CHANGES
            else value,
            period=period,
            equal=match.equal[1:],
            others=match.readings[1:],
            would_fit=would_fit,
            fitted=fitted,
            needless=match.context.estimated and answer is not None and answer.status == COMPLETE,
        )

    def _verdict(self, match: Match, answer: Answer | None, value: Fraction | None) -> Verdict:
        if value is None:
            return _WITHOUT_VALUE.get(answer.status if answer else "", Verdict.UNSUPPORTED)
        if answer and answer.status == EMPTY and match.claim.written.value:
            return Verdict.UNSUPPORTED
        verdict = self.judged(match, match.readings[0].candidate, value)
        if self._disagree(match, verdict):
            return Verdict.AMBIGUOUS
        return _held_open(match, verdict, value) if answer and answer.status == INCOMPLETE else verdict

    def _disagree(self, match: Match, verdict: Verdict) -> bool:
        rivals = [(reading.candidate, self.ask(match, reading.candidate)[1]) for reading in match.equal[1:]]
        return any(value is not None and self.judged(match, one, value) is not verdict for one, value in rivals)

    def _fitted(self, match: Match, first: Candidate, period: Period) -> Period | None:
        return fitted_before(match.claim, first, answers=self.answers, place=match.place, period=period)

    def _would_fit(self, match: Match) -> Candidate | None:
        """Look among lower readings and the same measure's other times: an older figure may have been copied."""
        first = match.readings[0].candidate
        lower = [reading.candidate for reading in match.readings[1:]]
        same = self.siblings[first.name, None if first.of else first.place]
        for candidate in (*same, *lower) if first.of else (*lower, *same):
            _, value, _ = self.ask(match, candidate)
            if candidate is not first and value is not None and self.judged(match, candidate, value) is Verdict.FIT:
                return candidate
        return None


def _loosely_said(match: Match, whole: Candidate) -> bool:
    """Tell whether the name may stand for its whole place: 长沙市新联会会员, where all members in 长沙市 would fit.

    An organisation said to have done something is meant itself.
    """
    first, said = match.readings[0].candidate, match.context.said
    if said is None or first.of is None or match.by_hand or said.does or not first.of.acts:
        return False
    return whole.key == first.key and whole.of is None


def _held_open(match: Match, verdict: Verdict, value: Fraction) -> Verdict:
    """Return the verdict against records that are not all there: more may exist than is recorded, and a text must say so."""
    if verdict is Verdict.CONTRADICTED:
        return Verdict.INCOMPLETE if match.claim.written.value > value else verdict
    return verdict if match.context.estimated else Verdict.INCOMPLETE


_WITHOUT_VALUE: Final = {"withheld": Verdict.WITHHELD, INCOMPLETE: Verdict.INCOMPLETE}


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
    place = gazetteer().canonical(home)
    matcher = Matcher(answers.candidates(), home=place)
    claims = extract(text)
    reader = Reader(text, claims, published=date, home=place, places=matcher.places)
    narrowing = answers.narrowing
    if narrowing is not None and reader.claims:
        reader.hear(find_names(reader.text, narrowing.named(), common=frozenset(matcher.vocabulary.names).__contains__))
    judging = _Judge(answers, published=date)
    chosen = _Chosen(answers, overrides)
    stated = (replace(match, claim=claim) for match, claim in zip(matcher.match(reader), claims, strict=True))
    matches = (chosen.match(match, by=narrowing) for match in stated)
    findings = tuple(chosen.marked(judging.finding(match)) for match in matches)
    chosen.require_used()
    return Check(text, date, place, findings, tuple(_incoherences(findings, reader=reader, home=place)))


def _incoherences(findings: Sequence[Finding], *, reader: Reader, home: str) -> Iterator[Incoherence]:
    """Yield where the text disagrees with itself, told in the places of the original."""
    read = [replace(finding, claim=claim) for finding, claim in zip(findings, reader.claims, strict=True)]
    for found in incoherences(read, text=reader.text, home=home):
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
