"""Which record a figure speaks of: ranked by text alone, before any value is known; abstains where the text is silent.

Ranking, then assigning: each record goes to the claim that speaks of it best, a heading to what it restates, and what is
left over to each other where nothing else can be meant.
"""

from collections.abc import Sequence
from dataclasses import replace

from tongxin.claims.answers import Candidate
from tongxin.claims.claim import Claim
from tongxin.claims.context import Context, Reader
from tongxin.claims.headline import restated
from tongxin.claims.left_over import left_over
from tongxin.claims.parallel import parallel
from tongxin.claims.ranking import Ranking
from tongxin.claims.readings import Match, Reading
from tongxin.claims.weights import SHOWN, WEIGHTS
from tongxin.claims.wording import Heard


class Matcher:
    """Matches the claims of one text with the candidates of one answer source."""

    def __init__(self, candidates: Sequence[Candidate], *, home: str) -> None:
        self.ranking = Ranking(candidates, home=home)
        self.vocabulary, self.places = self.ranking.vocabulary, self.ranking.places

    def match(self, reader: Reader) -> list[Match]:
        """Rank every claim, then let each candidate answer the claim that speaks of it best."""
        self.ranking.begin(reader)
        contexts = [reader.context(index) for index in range(len(reader.claims))]
        ranked = [self.ranking.rank(claim, context) for claim, context in zip(reader.claims, contexts, strict=True)]
        self.sentences = [reader.sentence_start(index) for index in range(len(reader.claims))]
        headings = [index for index, claim in enumerate(reader.claims) if claim.start < reader.heading_end]
        settled = self._assign([() if index in headings else readings for index, readings in enumerate(ranked)])
        kept = [self._kept(readings, index, settled) for index, readings in enumerate(ranked)]
        for index, reading in left_over(ranked, kept, settled.keys(), contexts, vocabulary=self.vocabulary):
            kept[index] = [reading]
            settled[reading.record] = reading.score, index
        kept = parallel(kept, ranked, reader=reader, contexts=contexts)
        matches = [
            self._settle(claim, context, readings, settled)
            for claim, context, readings in zip(reader.claims, contexts, kept, strict=True)
        ]
        matches = [one if one.readings else self._without(one) for one in matches]
        for index in headings:
            matches[index] = restated(index, matches, reader=reader, own=ranked[index]) or matches[index]
        return matches

    def _without(self, match: Match) -> Match:
        """Return a match of nothing with what it might have been."""
        nearest = self.ranking.nearest(match.claim, match.context)
        return replace(match, nearest=nearest, stock=self.ranking.stock_of(match.claim, match.context))

    def _kept(self, readings: list[Reading], index: int, settled: dict[str, tuple[float, int]]) -> list[Reading]:
        """Drop readings that are too weak or belong to another claim, with the same measure's other periods."""
        lost = {reading.candidate.name for reading in readings if not self._free(reading, index, settled)}
        return [
            reading
            for reading in readings
            if reading.score >= WEIGHTS.accept
            and (reading.candidate.name not in lost or settled.get(reading.record, (0, -1))[1] == index)
        ]

    def _free(self, reading: Reading, index: int, settled: dict[str, tuple[float, int]]) -> bool:
        score, owner = settled.get(reading.record, (0.0, index))
        return owner == index or self._shares(index, owner, reading.score, owned=score)

    def _shares(self, index: int, owner: int, score: float, *, owned: float) -> bool:
        """A second claim may speak of the same record (a headline) in another sentence, as clearly as the first."""
        return self.sentences[index] != self.sentences[owner] and min(score, 1.0) >= min(owned, 1.0) * WEIGHTS.taken

    def _assign(self, ranked: Sequence[Sequence[Reading]]) -> dict[str, tuple[float, int]]:
        """Let the claim that speaks of a record best have it: record key to that score and claim, best pairs first."""
        pairs = sorted(
            (
                (-reading.score, index, position)
                for index, readings in enumerate(ranked)
                for position, reading in enumerate(readings)
                if reading.score >= WEIGHTS.accept
            )
        )
        owner: dict[str, tuple[float, int]] = {}
        served: set[int] = set()
        lost: set[tuple[int, str]] = set()
        for negative, index, position in pairs:
            reading = ranked[index][position]
            if index in served or (index, reading.candidate.name) in lost:
                continue
            owned, by = owner.get(reading.record, (0.0, index))
            if by != index and not self._shares(index, by, -negative, owned=owned):
                lost.add((index, reading.candidate.name))
                continue
            owner.setdefault(reading.record, (-negative, index))
            served.add(index)
        return owner

    def _rivals(self, kept: list[Reading], heard: Heard) -> tuple[Reading, ...]:
        """Readings the text does not tell apart from the first: near in score and neither's own words heard better."""
        first = kept[0]
        equal = [first]
        for reading in kept[1:]:
            near = first.score - reading.score <= WEIGHTS.equal
            if reading.record == first.record:
                equal.append(reading)
            elif near and reading.candidate.name == first.candidate.name:
                if _nested(first.candidate, reading.candidate):
                    equal.append(reading)
            elif near and abs(self.vocabulary.contrast(first.name, reading.name, heard)) <= WEIGHTS.even:
                equal.append(reading)
        return tuple(equal)

    def _settle(
        self, claim: Claim, context: Context, kept: list[Reading], settled: dict[str, tuple[float, int]]
    ) -> Match:
        place, kind = self.ranking.place(context), self.ranking.kind_of(claim, context)
        if not kept:
            return Match(claim, context, place, (), (), kind)
        heard = self.ranking.heard(context)
        first = kept[0]
        unowned = [first, *(one for one in kept[1:] if one.record == first.record or one.record not in settled)]
        explained = heard.explained(self.vocabulary.names[first.name])
        return Match(
            claim,
            context,
            place,
            tuple(kept[:SHOWN]),
            self._rivals(unowned, heard),
            kind,
            in_own_words=explained >= WEIGHTS.own,
            in_full=explained > 0 and self.vocabulary.spoken(first.name, heard) >= WEIGHTS.in_full,
        )


def _nested(first: Candidate, other: Candidate) -> bool:
    """Tell two stretches of one series that end together: a text that does not say since when may mean either.

    Two rows of the very same time, as of two sheets, are rivals as well: where they disagree nobody knows which is right.
    """
    if first.period is None or other.period is None or first.place != other.place:
        return False
    return first.period.end == other.period.end
