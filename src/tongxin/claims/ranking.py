"""How well a text speaks of each candidate of one claim: what fits at all, on shelves by place and kind, then its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nlargest
from math import inf
from typing import Final

from tongxin.claims.answers import Candidate
from tongxin.claims.claim import Claim, Form
from tongxin.claims.context import Context, Reader
from tongxin.claims.direction import direction
from tongxin.claims.fitting import (
    Tone,
    candidate_kind,
    claim_kind,
    counts_branches,
    is_flow_of,
    is_planned,
    is_spoken_of,
    is_yearly_mean,
    named_tone,
    names_a_plan,
    period_fit,
    same_kind,
    spoken_tone,
    words_agree,
)
from tongxin.claims.periods import Kind
from tongxin.claims.readings import Apart, Nearest, Reading
from tongxin.claims.weights import SHOWN, WEIGHTS
from tongxin.claims.wording import Heard, Noun, Vocabulary, repeated
from tongxin.kernel.period import Period

_Alike = tuple[str, tuple[str, ...], Period | None, bool]
_Fitting = tuple[int, Candidate, float]
_NEARNESS: Final = (Apart.UNIT, Apart.PLACE, Apart.TIME, Apart.WORDS)
_MANY: Final = 24
_LIMITS: Final = frozenset({Form.AT_MOST, Form.BELOW})
_LIMIT: Final = re.compile("最[大高多长]|上限|限额")
_PLAIN_UNITS: Final = frozenset({"", "个", "人", "名", "位", "元", "%", "人次", "次", "项"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one claim asks of every candidate."""

    claim: Claim
    context: Context
    place: str
    stated: str
    sentence: str
    tone: Tone
    earlier: bool
    planned: bool
    noun: Noun


class Ranking:
    """Ranks the candidates of one answer source, kept on shelves by place and kind, against the claims of one text."""

    def __init__(self, candidates: Sequence[Candidate], *, home: str) -> None:
        self.home = home
        self.shelves: dict[tuple[str | None, str], dict[_Alike, list[tuple[int, Candidate]]]] = {}
        self.at_home: dict[tuple[str, str], list[list[tuple[int, Candidate]]]] = {}
        self.newest: dict[tuple[str, str | None], date] = {}
        for number, candidate in enumerate(candidates):
            shelf = candidate.place, candidate_kind(candidate)
            alike = candidate.unit, candidate.words, candidate.period, candidate.day
            self.shelves.setdefault(shelf, {}).setdefault(alike, []).append((number, candidate))
            if candidate.period is not None:
                series = candidate.name, candidate.place
                self.newest[series] = max(self.newest.get(series, date.min), candidate.period.last)
        self._records: dict[int, str] = {}
        self.named: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            for name in candidate.names:
                self.named.setdefault(name, []).append(candidate)
        self.has_stocks = any(candidate.day and candidate.period is None for candidate in candidates)
        self.vocabulary = Vocabulary(name for candidate in candidates for name in candidate.names)
        self.places = frozenset(candidate.place for candidate in candidates if candidate.place)

    def begin(self, reader: Reader) -> None:
        """Take up a text."""
        self.reader = reader
        self.dampers = repeated(reader.text)
        self.anywhere = self.vocabulary.topics & self.dampers.keys()
        self._heard: dict[int, Heard] = {}
        self._asked_of: dict[int, _Asked] = {}

    def place(self, context: Context) -> str:
        """Return the place a claim is held at: the one named where anything is recorded of it, else home."""
        if not self.places or context.place in self.places or context.attached:
            return context.place
        return self.home

    def _is_newest(self, candidate: Candidate) -> bool:
        """What a text calls the former value is not the newest of its series, unless the name itself says 上届."""
        if candidate.period is None or any(word in candidate.name for word in ("上届", "原", "最初")):
            return False
        return candidate.period.last >= self.newest[candidate.name, candidate.place]

    def heard(self, context: Context) -> Heard:
        """Return the words around a claim, ready to be asked."""
        heard = self._heard.get(id(context))
        if heard is None:
            heard = Heard(context.windows, nearest=context.nearest, anywhere=self.anywhere, dampers=self.dampers)
            self._heard[id(context)] = heard
        return heard

    def rank(self, claim: Claim, context: Context) -> list[Reading]:
        """Return the candidates that can answer a claim, the one the text speaks of best first."""
        return self._ranked(self._asked(claim, context))

    def stock_of(self, claim: Claim, context: Context) -> Reading | None:
        """Return the computed stock that what came anew (新增会员) is added to."""
        asked = self._asked(claim, context) if self.has_stocks else None
        if asked is None or not asked.tone.fresh:
            return None
        readings = self._ranked(replace(asked, tone=replace(asked.tone, fresh=False), stated="amount"))
        return next((one for one in readings if one.score >= WEIGHTS.accept and one.candidate.day), None)

    def nearest(self, claim: Claim, context: Context) -> Nearest | None:
        """Return the candidate whose name is heard best at a claim that found none, and why it was not taken."""
        asked = self._asked(claim, context)
        rough, name = self.vocabulary.nearest(self.heard(context))
        if rough < WEIGHTS.nearest:
            return None
        apart = [Nearest(candidate, self._apart(candidate, asked)) for candidate in self.named[name]]
        return max(apart, key=lambda one: (_NEARNESS.index(one.apart), -_recency(one.candidate, earlier=False)))

    def _time(self, context: Context, candidate: Candidate) -> float:
        return period_fit(context.mention, candidate, near=context.near_mention, published=self.reader.published)

    def _apart(self, candidate: Candidate, asked: _Asked) -> Apart:
        kind = candidate_kind(candidate)
        if not same_kind(asked.claim, candidate, stated=asked.stated, recorded=kind):
            return Apart.UNIT
        if candidate.place is not None and candidate.place != asked.place:
            return Apart.PLACE
        if not self._time(asked.context, candidate):
            return Apart.TIME
        return Apart.WORDS

    def kind_of(self, claim: Claim, context: Context) -> str:
        """Name the kind of figure a claim states."""
        return self._asked(claim, context).stated

    def _asked(self, claim: Claim, context: Context) -> _Asked:
        asked = self._asked_of.get(id(context))
        if asked is None:
            asked = self._asked_of[id(context)] = _Asked(
                claim,
                context,
                self.place(context),
                claim_kind(claim, context, text=self.reader.text),
                self.reader.whole_sentence(claim),
                spoken_tone(context, sentence=self.reader.sentence(claim)),
                context.mention is not None and context.mention.kind is Kind.EARLIER,
                is_planned(context),
                Noun.of(context),
            )
        return asked

    def _ranked(self, asked: _Asked) -> list[Reading]:
        claim, heard = asked.claim, self.heard(asked.context)
        fitting = sorted(self._fitting(asked), key=_number)
        telling = _telling_unit(claim, fitting)
        likely = self._likely(fitting, heard)
        readings = [one for fitting in likely if (one := self._reading(fitting, asked, heard, telling))]
        readings.sort(key=lambda reading: (-reading.score, _recency(reading.candidate, earlier=asked.earlier)))
        return self._contrasted(readings[: 3 * SHOWN], heard)

    def _fitting(self, asked: _Asked) -> Iterator[_Fitting]:
        """Yield the candidates of the claim's place and kind that can answer it, and how well their time does."""
        mention = asked.context.mention
        yearly = mention is not None and mention.kind is Kind.YEARLY
        simple = not (yearly or asked.planned or asked.earlier)
        for alike in self._shelved(asked):
            first = alike[0][1]
            if not same_kind(asked.claim, first, stated=asked.stated, recorded=asked.stated):
                continue
            time = self._time(asked.context, first)
            if simple and first.period is not None:  # nothing more is asked of a recorded time
                yield from [(number, candidate, time) for number, candidate in alike] if time else []
                continue
            for number, candidate in alike:
                fit = 1.0 if yearly and is_yearly_mean(mention, candidate) else time
                if fit and self._can_answer(candidate, asked):
                    yield number, candidate, fit

    def _shelved(self, asked: _Asked) -> Iterator[list[tuple[int, Candidate]]]:
        """Yield the candidates of the place, and those of home whose name holds it (武陵源核心景区接待人次)."""
        place, kind = asked.place, asked.stated
        yield from self.shelves.get((None, kind), {}).values()
        yield from self.shelves.get((place, kind), {}).values()
        way = 1 if asked.tone.fresh else asked.context.direction
        if kind == "amount" and way:  # 新增学位 is what a table calls 学位增加数
            for alike in self.shelves.get((place, "delta"), {}).values():
                yield from ([one] for one in alike if direction(one[1].name) == way)
        if place != self.home and asked.context.place_names:
            if (place, kind) not in self.at_home:
                self.at_home[place, kind] = list(self._named_at_home(asked.context.place_names, kind))
            yield from self.at_home[place, kind]

    def _named_at_home(self, short: tuple[str, ...], kind: str) -> Iterator[list[tuple[int, Candidate]]]:
        for alike in self.shelves.get((self.home, kind), {}).values():
            named = [one for one in alike if any(name in one[1].name for name in short)]
            if named:
                yield named

    def _can_answer(self, candidate: Candidate, asked: _Asked) -> bool:
        if asked.planned and not names_a_plan(candidate):
            return False
        if candidate.period is not None:
            return not (asked.earlier and self._is_newest(candidate))
        if not is_spoken_of(candidate, asked.context, sentence=asked.sentence):
            return False
        return not (counts_branches(asked.context, candidate) or is_flow_of(candidate, asked.tone))

    def _likely(self, fitting: list[_Fitting], heard: Heard) -> list[_Fitting]:
        """Of very many return those of whose names most is heard near the claim; the rest cannot come first."""
        if len(fitting) <= _MANY:
            return fitting
        heard.index()
        rough = {name: self.vocabulary.rough(name, heard) for _, one, _ in fitting for name in one.names}
        scored = [(max([rough[name] for name in one[1].names]), one) for one in fitting]
        best = nlargest(_MANY, scored, key=_rough)
        least = best[0][0] * WEIGHTS.hopeless
        return sorted([one for score, one in best if score >= least], key=_number)

    def _reading(self, fitting: _Fitting, asked: _Asked, heard: Heard, telling: frozenset[str]) -> Reading | None:
        """Return how well the text speaks of a candidate; None where it speaks of another state, kind or part."""
        number, candidate, time = fitting
        context = asked.context
        words, name = self._words(candidate, heard, asked.tone)
        told = self.vocabulary.names[name]
        if words == -inf or not (told.says_of(context.part) and heard.says_quoted(told) and heard.says_state(told)):
            return None
        same_unit = WEIGHTS.same_unit if asked.claim.unit == candidate.unit else 0.0
        at_place = WEIGHTS.attached if context.attached and candidate.place == context.place else 0.0
        score = words * (0.6 + 0.4 * time) + at_place + same_unit + self._noun(name, asked.noun)
        score += WEIGHTS.sole_unit if candidate.name in telling else 0.0
        score += WEIGHTS.limit if asked.claim.form in _LIMITS and _LIMIT.search(name) else 0.0
        return Reading(candidate, score, name, self._record(number, candidate, asked))

    def _words(self, candidate: Candidate, heard: Heard, tone: Tone) -> tuple[float, str]:
        """Return how well the text speaks of a candidate, and by which name; the name of its event outweighs all else."""
        if candidate.single:
            return WEIGHTS.named, candidate.name
        agreement, names = self.vocabulary.agreement, candidate.names
        words, name = (
            (agreement(names[0], heard), names[0])
            if len(names) == 1
            else max((agreement(name, heard), name) for name in names)
        )
        return words * words_agree(tone, named_tone(candidate.names)), name

    def _record(self, number: int, candidate: Candidate, asked: _Asked) -> str:
        """Return what a reading takes up: rows that say the same of the same place and time in one unit are one record."""
        if candidate.period is None:
            said = f" {asked.context.said.name}" if asked.context.said else ""
            mention = asked.context.mention
            return f"{candidate.key} {asked.place} {mention.period.label if mention else ''}{said}"
        record = self._records.get(number)
        if record is None:
            name, period = self.vocabulary.names[candidate.name], candidate.period.label
            record = "|".join((name.stem, *name.qualifiers, candidate.unit, candidate.place or "", period))
            self._records[number] = record
        return record

    def _noun(self, written: str, noun: Noun) -> float:
        name = self.vocabulary.names[written]
        if noun.ends(name):
            return WEIGHTS.noun
        return WEIGHTS.short_for if noun.abbreviates(name) else 0.0

    def _contrasted(self, readings: list[Reading], heard: Heard) -> list[Reading]:
        """Among close readings prefer the one whose distinguishing words the text speaks of: 女选手 over 选手."""
        readings = self._lifted(readings, heard)
        for position in range(1, len(readings)):
            first, other = readings[0], readings[position]
            if first.score - other.score > WEIGHTS.close or first.candidate.name == other.candidate.name:
                continue
            gain = self.vocabulary.contrast(other.name, first.name, heard)
            if other.score + WEIGHTS.contrast * gain > first.score:
                raised = replace(other, score=max(first.score, other.score))
                readings = [raised, first, *readings[1:position], *readings[position + 1 :]]
        return readings

    def _lifted(self, readings: list[Reading], heard: Heard) -> list[Reading]:
        """One name far ahead of all others needs less: a long name is rarely spoken in full."""
        if not readings:
            return readings
        first = readings[0]
        second = next((reading.score for reading in readings if reading.candidate.name != first.candidate.name), 0.0)
        if (
            first.score < WEIGHTS.lonely
            or second > first.score * WEIGHTS.far
            or not heard.touches(self.vocabulary.names[first.name])
            or not heard.marks(self.vocabulary.names[first.name])
        ):
            return readings
        return [
            Reading(reading.candidate, reading.score + WEIGHTS.alone, reading.name, reading.record)
            if reading.candidate.name == first.candidate.name
            else reading
            for reading in readings
        ]


def _telling_unit(claim: Claim, fitting: Sequence[_Fitting]) -> frozenset[str]:
    """Return the one measure that has the measure word of the figure (52期); 个, 人, 元 and % speak for none."""
    if claim.unit in _PLAIN_UNITS:
        return frozenset()
    named = frozenset(candidate.name for _, candidate, _ in fitting if candidate.unit == claim.unit)
    return named if len(named) == 1 else frozenset()


def _recency(candidate: Candidate, *, earlier: bool) -> int:
    last = candidate.period.last if candidate.period else date.max
    return last.toordinal() if earlier else -last.toordinal()


def _rough(scored: tuple[float, _Fitting]) -> float:
    return scored[0]


def _number(fitting: _Fitting) -> int:
    return fitting[0]
