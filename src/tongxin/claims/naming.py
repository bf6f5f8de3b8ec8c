"""Whose number a claim states: the recorded name that governs it, or why none can be told. Better silent than wrong."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from tongxin.claims.begun import Begun
from tongxin.claims.characters import CLAUSE_ENDS, SENTENCE_ENDS
from tongxin.claims.claim import Claim
from tongxin.claims.divisions import find_divisions
from tongxin.claims.layout import Span
from tongxin.claims.periods import Mention
from tongxin.claims.said import Occurrence, Record
from tongxin.kernel.data_files import word_lists

_REACH: Final = 400
_LIST_SIGNS: Final = "、（）()"


def _any(listed: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, listed), key=len, reverse=True))


_LISTS: Final = word_lists("tongxin.claims", "names.txt")
_HELD: Final = _LISTS["held"]
_DOING: Final = (*_HELD, *_LISTS["done"])
_OPENING: Final = re.compile(
    f"(?:{_any(_LISTS['openings'])}"
    r"|\s|[0-9一二三四五六七八九十]{1,3}[.、）)])*+"  # possessive: 以来以来… is read in one way only
)
"""What may stand before a name that opens its clause and so is what the clause speaks of."""
_ADVERBS: Final = re.compile(f"(?:{_any(_LISTS['adverbs'])})*+")
_UNDER: Final = re.compile("(?:的)?(?:精心|悉心|大力|坚强|直接)?(?:指导|领导|支持|带领|推动|号召|关心|统筹|部署|帮助)")
_UNDER_BEFORE: Final = _LISTS["under"]
_AT: Final = _LISTS["at"]
_LISTED: Final = _LISTS["listed"]
_OF_ANOTHER: Final = _LISTS["of another"]
_NOT_ALONE: Final = (*_LISTED, *_OF_ANOTHER)
_PERSONS: Final = _LISTS["persons"]
_EVERYBODY: Final = re.compile("(?:余)?(?:新的社会阶层|新阶层|各界|统一战线|统战)(?:代表)?(?:人士|成员)")
"""Of whom the number of those who came is stated; of volunteers or firms it is that of a part."""
_STRAIGHT: Final = frozenset({"", *_LISTS["straight"]})
"""What may stand between an event and the number of those who came, where nothing else is said of it."""
_TOWARDS: Final = re.compile(f"，?(?:全部|主要|专项)?(?:{_any(_LISTS['towards'])})")
"""What leads from an amount to what it was given for (100万元|用于|X)."""
_SO_MUCH: Final = frozenset({"", *_LISTS["so much"]})
"""What may stand between what is counted and how much of it."""
_QUOTES: Final = '“「『‘"'
_CAME: Final = _LISTS["came"]
_WIDER: Final = re.compile(
    "(?<![赴到往入向])全[省市县区州国系]|我[省市县区]|各(?![类项种])|其他|其它|另有|两地|平均|人均|均"
)


class Trouble(StrEnum):
    """Why a claim beside a recorded name is not held against anything."""

    TWINS = "twins"
    SEVERAL = "several"
    UNCLEAR = "unclear"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Said:
    """The name that stands with a claim. `trouble` tells why it governs nothing, `does` that it is the doer in words.

    `persons` is a word right behind the name that makes others of it (X会员): the figure must be about them. `crowd`
    tells that the claim states how many came to the event of this name. `beside` are the words that, with the name,
    say what is counted, so that the measure must be called so: the verb the name is the object of (销售|X10万斤), or the
    noun it qualifies (18篇“X”|材料). `only_time` marks a name that gives the time alone and may or may not be meant.
    """

    name: str
    records: tuple[Record, ...]
    trouble: Trouble | None = None
    does: bool = False
    persons: str = ""
    other: str = ""
    crowd: bool = False
    beside: str | None = None
    only_time: bool = False

    @property
    def is_event(self) -> bool:
        """Whether an event is named, which a figure may also stand beside by chance."""
        return all(record.days is not None for record in self.records)


@dataclass(frozen=True, slots=True)
class Untold:
    """Why a claim beside a recorded name is not held against anything: what is said, what is counted, kind of record."""

    trouble: Trouble
    name: str
    other: str
    measure: str
    label: str


class Naming:
    """The recorded names of one text in order of position."""

    def __init__(
        self,
        text: str,
        claims: Sequence[Claim],
        names: Sequence[Occurrence],
        *,
        mentions: Sequence[Mention],
        begun: Sequence[Begun] = (),
    ) -> None:
        self.text = text
        self.claims = claims
        events = [all(record.days for record in one.records) for one in names]
        self.names = [one for one, is_event in zip(names, events, strict=True) if not is_event]
        self.events = [one for one, is_event in zip(names, events, strict=True) if is_event]
        self.starts = [one.start for one in self.names]
        self.begun = begun
        self.mentions = mentions
        self.mention_starts = [mention.start for mention in mentions]

    def of(self, index: int, clause: Span, sentence: Span) -> Said | None:
        """Return the name a claim is to be read with; None where the text names nobody, or only in passing."""
        event = self._event(index, clause) if self.events else None
        if event:
            return event
        said = self._named(index, clause, sentence) if self.names else None
        return said or self._timed(self.claims[index], sentence)

    def _named(self, index: int, clause: Span, sentence: Span) -> Said | None:
        claim = self.claims[index]
        start = max(clause.start, self.claims[index - 1].end if index else 0)
        own = self._within(start, claim.start)
        what = self._qualifying(index, clause) or self._purpose(index, clause)
        if own:
            live = [one for one in own if not self._in_passing(one, claim.start)]
            whose = self._own(live, start, claim.start) if live else None
            return _both(whose, what)
        if members := self._members(claim, clause):
            return members
        before = self._within(self._sentence_start(claim, sentence), start)
        whose = self._inherited(before[-1], clause, claim) if before else None
        return _both(whose, what) or self._behind(index, clause)

    def _timed(self, claim: Claim, sentence: Span) -> Said | None:
        """A name that begins the time of a claim (X以来) may be all it is about, or only its time."""
        start = self._sentence_start(claim, sentence)
        found = [one.name for one in self.begun if start <= one.name.start < claim.start]
        return replace(_troubled(found[-1], Trouble.UNCLEAR), only_time=True) if found else None

    def _right_behind(self, position: int) -> Occurrence | None:
        """Return the name that begins here."""
        place = bisect_left(self.starts, position)
        return self.names[place] if place < len(self.names) and self.starts[place] == position else None

    def _qualifying(self, index: int, clause: Span) -> Said | None:
        """A quoted name right behind a figure says of what is counted whose it is: 18篇“X”|建言材料."""
        one = self._right_behind(self.claims[index].end)
        if one is None or not _is_everywhere(one) or self._in_passing(one, one.end + 2):
            return None
        if self.text[one.start] not in _QUOTES:
            return _troubled(one, Trouble.UNCLEAR)
        noun = self.text[one.end : self._words_end(index, clause)]
        return _counted(one, beside=noun.removeprefix("的")) if noun else None

    def _purpose(self, index: int, clause: Span) -> Said | None:
        """A name at the end of its clause may say what an amount was given for: 100万元|用于|X."""
        towards = _TOWARDS.match(self.text, self.claims[index].end)
        one = self._right_behind(towards.end()) if towards else None
        if one is None or not _is_everywhere(one) or one.end != self._words_end(index, clause, one.end):
            return None
        return _counted(one, beside=None)

    def _words_end(self, index: int, clause: Span, position: int = 0) -> int:
        """Where the words behind a figure, or behind a position, end: at the end of the clause or the next figure."""
        following = self.claims[index + 1].start if index + 1 < len(self.claims) else len(self.text)
        behind = max(clause.end, position)
        end = next((n for n in range(behind, len(self.text)) if self.text[n] in CLAUSE_ENDS), len(self.text))
        return min(end, following)

    def _object(self, one: Occurrence, start: int, end: int) -> Said | None:
        """What a verb is done to stands between it and the figure: 销售|X|10万斤."""
        verb = self._untimed(start, one.start).removesuffix("了")
        done = verb and self.text[one.end : end] in _SO_MUCH and _is_everywhere(one)
        return _counted(one, beside=verb) if done else None

    def _members(self, claim: Claim, clause: Span) -> Said | None:
        """Right behind a figure stands whose people they are, where that does nothing itself (42名|服务团|成员)."""
        one = self._right_behind(claim.end)
        if one is None or any(record.acts for record in one.records):
            return None
        said = self._said(one, clause.end)
        return said if said.persons else None

    def _event(self, index: int, clause: Span) -> Said | None:
        """Return the event the one claim of a clause stands beside, before or behind it; None beside several."""
        if any(clause.start <= other.start < clause.end for n, other in enumerate(self.claims) if n != index):
            return None
        found = [one for one in self.events if clause.start <= one.start and one.end <= clause.end]
        if not found or len({one.records for one in found}) > 1 or len(found[0].records) > 1:
            return None
        claim = self.claims[index]
        before, after = self.text[clause.start : claim.start], self.text[claim.end : clause.end]
        straight = not after and self.text[found[-1].end : claim.start] in _STRAIGHT
        came = straight or bool(_EVERYBODY.match(after)) or any(word in before + after for word in _CAME)
        return Said(found[0].name, found[0].records, crowd=came)

    def _within(self, start: int, end: int) -> list[Occurrence]:
        found = self.names[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return [one for one in found if one.end <= end]

    def _sentence_start(self, claim: Claim, sentence: Span) -> int:
        """A semicolon ends what a name speaks of, as a full stop does."""
        start = max(sentence.start, claim.start - _REACH)
        return start + 1 + max(self.text[start : claim.start].rfind(stop) for stop in SENTENCE_ENDS)

    def _in_passing(self, one: Occurrence, end: int) -> bool:
        """Tell what names nobody's number: X等…, 在X指导下, and the text's own organisation where it is not the doer."""
        rest = self.text[one.end : end]
        if rest.startswith("等"):
            return True
        if self.text[: one.start].endswith(_UNDER_BEFORE, max(one.start - 2, 0)) and _UNDER.match(rest):
            return True
        return _is_home(one) and not self._does(one, end)

    def _own(self, live: list[Occurrence], start: int, end: int) -> Said:
        first, last = live[0], live[-1]
        if first.records != last.records:
            return _troubled(first, Trouble.SEVERAL, other=last.name)
        if counted := self._object(last, start, end):
            return counted
        if not self._opens(last, start) or not self._goes_on(last, end):
            return _troubled(last, Trouble.UNCLEAR)
        return self._said(last, end)

    def _said(self, one: Occurrence, end: int) -> Said:
        if len(one.records) > 1:
            return _troubled(one, Trouble.TWINS)
        rest = self.text[one.end : end].removeprefix("的")
        persons = next((word for word in _PERSONS if rest.startswith(word)), "")
        return Said(one.name, one.records, does=self._does(one, end), persons=persons)

    def _does(self, one: Occurrence, end: int) -> bool:
        return self._rest(one, end).startswith(_HELD)

    def _rest(self, one: Occurrence, end: int) -> str:
        """Return the words behind a name without times and adverbs before its predicate."""
        rest = self._untimed(one.end, end)
        adverbs = _ADVERBS.match(rest)
        return rest[adverbs.end() if adverbs else 0 :]

    def _untimed(self, start: int, end: int) -> str:
        """Return a stretch of the text without its expressions of time."""
        kept, position = [], start
        for mention in self.mentions[bisect_left(self.mention_starts, start) : bisect_left(self.mention_starts, end)]:
            kept.append(self.text[position : mention.start])
            position = max(position, min(mention.end, end))
        return "".join([*kept, self.text[position:end]])

    def _opens(self, one: Occurrence, start: int) -> bool:
        """Tell whether a name is what its clause speaks of: at its head, or, doing nothing itself, what is held (举办“X”)."""
        before = self._untimed(start, one.start)
        if _OPENING.fullmatch(_without_place_at_end(before)):
            return True
        if any(record.acts for record in one.records):
            return False
        held = before.removesuffix("了")
        return any(held.endswith(word) and _OPENING.fullmatch(held.removesuffix(word)) for word in (*_HELD, *_AT))

    def _goes_on(self, one: Occurrence, end: int) -> bool:
        """Tell whether the words from a name to its claim leave the claim with it: no list, no other place, no part of it."""
        return not self.text.startswith(_NOT_ALONE, one.end) and not self._widens(one, end)

    def _widens(self, one: Occurrence, end: int) -> bool:
        """Tell whether another place, or the whole, is spoken of behind a name."""
        rest = self.text[one.end : end]
        return bool(_WIDER.search(rest)) or any(found.full for found in find_divisions(rest))

    def _inherited(self, one: Occurrence, clause: Span, claim: Claim) -> Said | None:
        """A name that opens an earlier clause of the sentence and goes on to do something governs what follows."""
        start = self._clause_start(one)
        end = self._first_stop(one)
        if _is_home(one) and not (self._does(one, end) and self._begins_doing(clause, claim)):
            return None
        if self._in_passing(one, end) or self._widens(one, claim.start):
            return None
        first = self._within(start, one.end)[0]
        if first.records != one.records:
            return _troubled(first, Trouble.SEVERAL, other=one.name)
        if self.text.startswith(_NOT_ALONE, one.end):
            return _troubled(one, Trouble.UNCLEAR) if self._opens(one, start) else None
        leads = self._rest(one, end) != self.text[one.end : end] or self._does_something(one, end)
        return self._said(one, end) if self._opens(one, start) and leads else None

    def _does_something(self, one: Occurrence, end: int) -> bool:
        rest = self.text[one.end : end]
        return rest.startswith(_DOING) or (not rest and self.text[end] in CLAUSE_ENDS)

    def _begins_doing(self, clause: Span, claim: Claim) -> bool:
        words_before = self._untimed(clause.start, claim.start)
        adverbs = _ADVERBS.match(words_before)
        return words_before.startswith(_DOING, adverbs.end() if adverbs else 0)

    def _clause_start(self, one: Occurrence) -> int:
        """Where the words before a name begin: behind the clause or the figure before it."""
        start = max(one.start - _REACH, 0)
        start += 1 + max(self.text[start : one.start].rfind(stop) for stop in CLAUSE_ENDS)
        before = bisect_right(self.claims, one.start, key=lambda claim: claim.end) - 1
        return max(start, self.claims[before].end) if before >= 0 else start

    def _first_stop(self, one: Occurrence) -> int:
        """Where the words behind a name end: at the next figure, or at the end of its clause."""
        following = bisect_left(self.claims, one.end, key=lambda claim: claim.start)
        end = self.claims[following].start
        return next((n for n in range(one.end, end) if self.text[n] in CLAUSE_ENDS), end)

    def _behind(self, index: int, clause: Span) -> Said | None:
        """A name behind the figure (20人来自X) may or may not be what it is of."""
        end = clause.end
        if index + 1 < len(self.claims) and self.claims[index + 1].start < end:
            return None  # what stands between two figures may be the next one's
        claim = self.claims[index]
        signs = [n for n in range(claim.end, end) if self.text[n] in _LIST_SIGNS]
        found = [
            one for one in self._within(claim.end, signs[0] if signs else end) if not self._in_passing(one, one.end + 2)
        ]
        return _troubled(found[0], Trouble.UNCLEAR) if found else None


def _is_home(one: Occurrence) -> bool:
    return all(record.home and record.acts for record in one.records)


def _is_everywhere(one: Occurrence) -> bool:
    """Only what is of no place may be named inside of what is counted: another thing's place may not be the text's."""
    return all(record.everywhere for record in one.records)


def _both(whose: Said | None, what: Said | None) -> Said | None:
    """A figure is asked of one record alone: who did it and what it is of cannot both be heard."""
    if whose and what and whose.records != what.records:
        return replace(whose, trouble=Trouble.SEVERAL, other=what.name)
    return what or whose


def _counted(one: Occurrence, *, beside: str | None) -> Said:
    trouble = Trouble.TWINS if len(one.records) > 1 else None
    return Said(one.name, one.records, trouble=trouble, beside=beside)


def _troubled(one: Occurrence, trouble: Trouble, *, other: str = "") -> Said:
    return Said(one.name, one.records, trouble=trouble, other=other)


def _without_place_at_end(before: str) -> str:
    """The place in front of a name (宁乡市X基地) says where it is."""
    for found in reversed(list(find_divisions(before))):
        if found.full and found.end == len(before):
            before = before[: found.start]
    return before
