"""Which record a figure speaks of: ranked by text alone, before any value is known; abstains where the text is silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tongxin.claims.answers import Candidate
from tongxin.claims.claim import Claim
from tongxin.claims.context import Context, Reader
from tongxin.claims.fitting import mean_agrees, period_fit, same_kind
from tongxin.claims.periods import Kind
from tongxin.claims.wording import Heard, Vocabulary

ACCEPT: Final = 0.42
TAKEN: Final = 0.12
EQUAL: Final = 0.03
SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate for a claim and how well the text speaks of it (0 to 1)."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The candidates of one claim, best first, and those that read equally well as the first; empty is unsupported."""

    claim: Claim
    context: Context
    readings: tuple[Reading, ...]
    equal: tuple[Reading, ...]


class Matcher:
    """Ranks the candidates of one answer source against the claims of one text."""

    def __init__(self, candidates: Sequence[Candidate], *, home: str) -> None:
        self.candidates = [candidate for candidate in candidates]
        self.home = home
        self.vocabulary = Vocabulary(name for candidate in candidates for name in candidate.names)
        self.places = frozenset(candidate.place for candidate in candidates if candidate.place)

    def match(self, reader: Reader) -> list[Match]:
        """Rank every claim, then let each candidate answer the claim that speaks of it best."""
        ranked = []
        for index, claim in enumerate(reader.claims):
            context = reader.context(index)
            ranked.append((claim, context, self._rank(claim, context, reader)))
        best: dict[str, float] = {}
        for _, _, readings in ranked:
            for reading in readings[:1]:
                best[reading.candidate.key] = max(best.get(reading.candidate.key, 0.0), reading.score)
        return [self._settle(claim, context, readings, best) for claim, context, readings in ranked]

    def _place(self, context: Context) -> str:
        if context.place in self.places or context.attached:
            return context.place
        return self.home

    def _rank(self, claim: Claim, context: Context, reader: Reader) -> list[Reading]:
        heard = Heard(context.windows)
        place = self._place(context)
        clause = context.windows[1].text
        readings = []
        for candidate in self.candidates:
            if candidate.place is not None and candidate.place != place:
                continue
            if not same_kind(claim, context, candidate, text=reader.text):
                continue
            time = period_fit(context.mention, candidate, near=context.near_mention)
            if not time:
                continue
            words = max(self.vocabulary.agreement(name, heard) for name in candidate.names)
            mean = 1.0 if mean_agrees(context, candidate, clause=context.own) else 0.6
            readings.append(Reading(candidate, words * (0.6 + 0.4 * time) * mean))
        earlier = context.mention is not None and context.mention.kind is Kind.EARLIER
        readings.sort(key=lambda reading: (-reading.score, _recency(reading.candidate, earlier=earlier)))
        return readings[: 2 * SHOWN]

    def _settle(self, claim: Claim, context: Context, readings: list[Reading], best: dict[str, float]) -> Match:
        kept = [
            reading
            for reading in readings
            if reading.score >= ACCEPT and reading.score >= best.get(reading.candidate.key, 0.0) - TAKEN
        ]
        if not kept or kept[0] is not readings[0]:
            return Match(claim, context, (), ())
        first = kept[0]
        equal = [
            reading
            for reading in kept
            if first.score - reading.score <= EQUAL and (reading is first or reading.candidate.name != first.candidate.name)
        ]
        return Match(claim, context, tuple(kept[:SHOWN]), tuple(equal))


def _recency(candidate: Candidate, *, earlier: bool) -> int:
    last = candidate.period.last if candidate.period else date.max
    return last.toordinal() if earlier else -last.toordinal()
