"""The check itself: text and answers in, findings out. Deterministic; no database, no network."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tongxin.claims.answers import Answer, Answers, Candidate
from tongxin.claims.claim import Claim
from tongxin.claims.context import Context, Reader
from tongxin.claims.divisions import gazetteer
from tongxin.claims.extract import extract
from tongxin.claims.match import Match, Matcher, Reading
from tongxin.claims.verdict import Verdict, in_stated_unit, judge
from tongxin.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim and what the records say of it; `value` is in the stated unit, None when nothing answers."""

    claim: Claim
    context: Context
    verdict: Verdict
    candidate: Candidate | None
    answer: Answer | None
    value: Fraction | None
    period: Period | None
    others: tuple[Reading, ...]
    equal: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A checked text."""

    text: str
    published: date
    home: str
    findings: tuple[Finding, ...]


class _Judge:
    def __init__(self, answers: Answers, *, published: date, home: str) -> None:
        self.answers, self.published, self.home = answers, published, home

    def ask(self, match: Match, candidate: Candidate) -> tuple[Answer | None, Fraction | None, Period]:
        mention = match.context.mention
        period = candidate.period or (mention.period if mention else Period.between(self.published, self.published))
        place = candidate.place or match.context.place
        answer = self.answers.answer(candidate, place=place, period=period, day=candidate.day)
        value = in_stated_unit(match.claim, candidate, answer) if answer else None
        return answer, value, period

    def finding(self, match: Match) -> Finding:
        if not match.readings:
            return Finding(match.claim, match.context, Verdict.UNSUPPORTED, None, None, None, None, ())
        first = match.readings[0].candidate
        answer, value, period = self.ask(match, first)
        verdict = judge(match.claim, value) if value is not None else Verdict.UNSUPPORTED
        others = match.readings[1:]
        if len(match.equal) > 1 and self._disagree(match, verdict):
            verdict = Verdict.AMBIGUOUS
        return Finding(match.claim, match.context, verdict, first, answer, value, period, others, match.equal[1:])

    def _disagree(self, match: Match, verdict: Verdict) -> bool:
        for reading in match.equal[1:]:
            _, value, _ = self.ask(match, reading.candidate)
            if value is not None and judge(match.claim, value) is not verdict:
                return True
        return False


def check(text: str, *, date: date, home: str, answers: Answers) -> Check:
    """Check every figure of a text against `answers`; times are read from `date`, places from `home` unless named."""
    place = gazetteer().canonical(home)
    matcher = Matcher(answers.candidates(), home=place)
    reader = Reader(text, extract(text), published=date, home=place, places=matcher.places)
    judge_ = _Judge(answers, published=date, home=place)
    return Check(text, date, place, tuple(judge_.finding(match) for match in matcher.match(reader)))
