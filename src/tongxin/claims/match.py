"""Which record a figure speaks of: ranked by text alone, before any value is known; abstains where the text is silent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tongxin.claims.answers import Candidate
from tongxin.claims.claim import Claim
from tongxin.claims.context import Context, Reader
from tongxin.claims.fitting import (
    Tone,
    candidate_kind,
    claim_kind,
    is_flow_of,
    is_planned,
    is_spoken_of,
    named_tone,
    names_a_plan,
    period_fit,
    same_kind,
    spoken_tone,
    words_agree,
)
from tongxin.claims.naming import Untold
from tongxin.claims.periods import Kind
from tongxin.claims.wording import Heard, Vocabulary, abbreviates, names_the_noun, repeated

ACCEPT: Final = 0.36
TAKEN: Final = 0.95
EQUAL: Final = 0.03
EVEN: Final = 0.1
CLOSE: Final = 0.3
CONTRAST: Final = 0.45
FAR: Final = 0.6
LONELY: Final = 0.18
ALONE: Final = 0.15
ATTACHED: Final = 0.1
SAME_UNIT: Final = 0.03
SOLE_UNIT: Final = 0.1
NOUN: Final = 0.12
SHORT_FOR: Final = 0.25
NAMED: Final = 1.5  # an event that is named outweighs whatever else is heard
SHOWN: Final = 4
_PLAIN_UNITS: Final = frozenset({"", "个", "人", "名", "位", "元", "%", "人次", "次", "项"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate for a claim, how well the text speaks of it (0 to 1), which of its names it speaks of, and which record.

    A measure of a register is another record at every place and time.
    """

    candidate: Candidate
    score: float
    name: str
    record: str


@dataclass(frozen=True, slots=True)
class Match:
    """The candidates of one claim, best first, and those that read equally well as the first; empty is unsupported.

    `kind` is the kind of figure stated, `untold` tells why a recorded name beside the claim keeps it from being held against them, `by_hand` that a
    person chose the first.
    """

    claim: Claim
    context: Context
    place: str
    readings: tuple[Reading, ...]
    equal: tuple[Reading, ...]
    kind: str = "amount"
    untold: Untold | None = None
    by_hand: bool = False


class Matcher:
    """Ranks the candidates of one answer source against the claims of one text."""

    def __init__(self, candidates: Sequence[Candidate], *, home: str) -> None:
        self.candidates = [(candidate, candidate_kind(candidate)) for candidate in candidates]
        self.home = home
        self.newest: dict[tuple[str, str | None], date] = {}
        for candidate in candidates:
            if candidate.period is not None:
                series = candidate.name, candidate.place
                self.newest[series] = max(self.newest.get(series, date.min), candidate.period.last)
        self.vocabulary = Vocabulary(name for candidate in candidates for name in candidate.names)
        self.places = frozenset(candidate.place for candidate in candidates if candidate.place)

    def match(self, reader: Reader) -> list[Match]:
        """Rank every claim, then let each candidate answer the claim that speaks of it best."""
        self.dampers = repeated(reader.text)
        self.anywhere = self.vocabulary.topics & self.dampers.keys()
        self.heard: dict[int, Heard] = {}
        ranked = []
        for index, claim in enumerate(reader.claims):
            context = reader.context(index)
            ranked.append((claim, context, self._rank(claim, context, reader)))
        self.sentences = [reader.sentence_start(index) for index in range(len(reader.claims))]
        settled = self._assign([readings for _, _, readings in ranked])
        matches = (
            self._settle(claim, context, self._kept(readings, index, settled), settled)
            for index, (claim, context, readings) in enumerate(ranked)
        )
        return [
            replace(match, kind=claim_kind(match.claim, match.context, text=reader.text)) for match in matches
        ]

    def _kept(self, readings: list[Reading], index: int, settled: dict[str, tuple[float, int]]) -> list[Reading]:
        """Drop readings that are too weak or belong to another claim, with the same measure's other periods."""
        lost = {reading.candidate.name for reading in readings if not self._free(reading, index, settled)}
        return [
            reading
            for reading in readings
            if reading.score >= ACCEPT
            and (reading.candidate.name not in lost or settled.get(reading.record, (0, -1))[1] == index)
        ]

    def _free(self, reading: Reading, index: int, settled: dict[str, tuple[float, int]]) -> bool:
        score, owner = settled.get(reading.record, (0.0, index))
        return owner == index or self._shares(index, owner, reading.score, owned=score)

    def _shares(self, index: int, owner: int, score: float, *, owned: float) -> bool:
        """A second claim may speak of the same record (a headline) in another sentence, as clearly as the first."""
        return self.sentences[index] != self.sentences[owner] and min(score, 1.0) >= min(owned, 1.0) * TAKEN

    def _assign(self, ranked: Sequence[Sequence[Reading]]) -> dict[str, tuple[float, int]]:
        """Let the claim that speaks of a record best have it: record key to that score and claim, best pairs first."""
        pairs = sorted(
            (
                (-reading.score, index, position)
                for index, readings in enumerate(ranked)
                for position, reading in enumerate(readings)
                if reading.score >= ACCEPT
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

    def _place(self, context: Context) -> str:
        if not self.places or context.place in self.places or context.attached:
            return context.place
        return self.home

    def _speaks_for(self, candidate: Candidate, context: Context, *, place: str) -> bool:
        """A record is of its own place; one of home whose name holds the named place (武陵源核心景区接待人次) is of that."""
        if candidate.place is None or candidate.place == place:
            return True
        return candidate.place == self.home and any(short in candidate.name for short in context.place_names)

    def _is_newest(self, candidate: Candidate) -> bool:
        """What a text calls the former value is not the newest of its series, unless the name itself says 上届."""
        if candidate.period is None or any(word in candidate.name for word in ("上届", "原", "最初")):
            return False
        return candidate.period.last >= self.newest[candidate.name, candidate.place]

    def _heard(self, context: Context) -> Heard:
        heard = self.heard.get(id(context))
        if heard is None:
            heard = Heard(context.windows, nearest=context.nearest, anywhere=self.anywhere, dampers=self.dampers)
            self.heard[id(context)] = heard
        return heard

    def _rank(self, claim: Claim, context: Context, reader: Reader) -> list[Reading]:
        heard = self._heard(context)
        place = self._place(context)
        sentence = reader.whole_sentence(claim)
        tone = spoken_tone(context, sentence=reader.sentence(claim))
        readings = []
        stated = claim_kind(claim, context, text=reader.text)
        earlier = context.mention is not None and context.mention.kind is Kind.EARLIER
        planned = is_planned(context)
        for candidate, recorded in self.candidates:
            if not self._speaks_for(candidate, context, place=place) or (earlier and self._is_newest(candidate)):
                continue
            if not same_kind(claim, candidate, stated=stated, recorded=recorded):
                continue
            if not is_spoken_of(candidate, context, sentence=sentence) or is_flow_of(candidate, tone):
                continue
            if planned and not names_a_plan(candidate):
                continue
            time = period_fit(context.mention, candidate, near=context.near_mention)
            if not time:
                continue
            words, name = self._words(candidate, heard, tone)
            same_unit = SAME_UNIT if claim.unit == candidate.unit else 0.0
            at_place = ATTACHED if context.attached and candidate.place == context.place else 0.0
            score = words * (0.6 + 0.4 * time) + at_place + same_unit + self._noun(name, context)
            readings.append(Reading(candidate, score, name, _record(candidate, place, context)))
        readings = _telling_unit(claim, readings)
        readings.sort(key=lambda reading: (-reading.score, _recency(reading.candidate, earlier=earlier)))
        return self._contrasted(readings[: 3 * SHOWN], heard)

    def _words(self, candidate: Candidate, heard: Heard, tone: Tone) -> tuple[float, str]:
        """Return how well the text speaks of a candidate, and by which name; the name of its event outweighs all else."""
        if candidate.single:
            return NAMED, candidate.name
        words, name = max((self.vocabulary.agreement(name, heard), name) for name in candidate.names)
        return words * words_agree(tone, named_tone(candidate.names)), name

    def _noun(self, written: str, context: Context) -> float:
        name = self.vocabulary.names[written]
        if names_the_noun(name, context):
            return NOUN
        return SHORT_FOR if abbreviates(name, context) else 0.0

    def _contrasted(self, readings: list[Reading], heard: Heard) -> list[Reading]:
        """Among close readings prefer the one whose distinguishing words the text speaks of: 女选手 over 选手."""
        readings = self._lifted(readings, heard)
        for position in range(1, len(readings)):
            first, other = readings[0], readings[position]
            if first.score - other.score > CLOSE or first.candidate.name == other.candidate.name:
                continue
            gain = self.vocabulary.contrast(other.name, first.name, heard)
            if other.score + CONTRAST * gain > first.score:
                raised = replace(other, score=max(first.score, other.score))
                readings = [raised, first, *readings[1:position], *readings[position + 1 :]]
        return readings

    def _lifted(self, readings: list[Reading], heard: Heard) -> list[Reading]:
        """One name far ahead of all others needs less: a long name is rarely spoken in full."""
        if not readings:
            return readings
        first = readings[0]
        second = next((reading.score for reading in readings if reading.candidate.name != first.candidate.name), 0.0)
        if first.score < LONELY or second > first.score * FAR or not heard.touches(self.vocabulary.names[first.name]):
            return readings
        return [
            replace(reading, score=reading.score + ALONE) if reading.candidate.name == first.candidate.name else reading
            for reading in readings
        ]

    def _rivals(self, kept: list[Reading], heard: Heard) -> tuple[Reading, ...]:
        """Readings the text does not tell apart from the first: near in score and neither's own words heard better."""
        first = kept[0]
        equal = [first]
        for reading in kept[1:]:
            near = first.score - reading.score <= EQUAL
            if near and reading.candidate.name == first.candidate.name:
                if _nested(first.candidate, reading.candidate):
                    equal.append(reading)
            elif near and abs(self.vocabulary.contrast(first.name, reading.name, heard)) <= EVEN:
                equal.append(reading)
        return tuple(equal)

    def _settle(
        self, claim: Claim, context: Context, kept: list[Reading], settled: dict[str, tuple[float, int]]
    ) -> Match:
        if not kept:
            return Match(claim, context, self._place(context), (), ())
        heard = self._heard(context)
        unowned = [kept[0], *(reading for reading in kept[1:] if reading.record not in settled)]
        return Match(claim, context, self._place(context), tuple(kept[:SHOWN]), self._rivals(unowned, heard))


def _nested(first: Candidate, other: Candidate) -> bool:
    """Tell two stretches of one series that end together: a text that does not say since when may mean either."""
    if first.period is None or other.period is None or first.place != other.place:
        return False
    return first.period.end == other.period.end and first.period.start != other.period.start


def _telling_unit(claim: Claim, readings: list[Reading]) -> list[Reading]:
    """A measure word that only one measure has (52期) speaks for that measure; 个, 人, 元 and % speak for none."""
    named = {reading.candidate.name for reading in readings if reading.candidate.unit == claim.unit}
    if claim.unit in _PLAIN_UNITS or len(named) != 1:
        return readings
    return [
        replace(reading, score=reading.score + SOLE_UNIT) if reading.candidate.name in named else reading
        for reading in readings
    ]


def _record(candidate: Candidate, place: str, context: Context) -> str:
    if candidate.period is not None:
        return candidate.key
    said = f" {context.said.name}" if context.said else ""
    return f"{candidate.key} {place} {context.mention.period.label if context.mention else ''}{said}"


def _recency(candidate: Candidate, *, earlier: bool) -> int:
    last = candidate.period.last if candidate.period else date.max
    return last.toordinal() if earlier else -last.toordinal()
