"""Which place and which time govern a claim: the nearest named one that still holds, else home and nothing."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Final

from tongxin.claims.characters import CLAUSE_ENDS, JOINERS, SENTENCE_ENDS
from tongxin.claims.claim import Claim
from tongxin.claims.dates import days_before
from tongxin.claims.divisions import Named, find_divisions, find_towns, gazetteer, merged
from tongxin.claims.layout import Span
from tongxin.claims.periods import Kind, Mention, find_periods
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.period import Period

_REACH: Final = 400
_SEVERAL: Final = 2
_ENDS_BRACKET: Final = re.compile("(?:数据|数|口径|，?下同)?）")
_PLACE_WORDS: Final = word_lists("tongxin.claims", "places.txt")
_TIME_WORDS: Final = word_lists("tongxin.claims", "times.txt")
_CHANGE_WORDS: Final = word_lists("tongxin.claims", "changes.txt")
_INSTITUTIONS: Final = _PLACE_WORDS["institutions"]
_ANY_TOWN: Final = frozenset(_PLACE_WORDS["common districts"])
_SHORT: Final = 2
_OPENING: Final = 8
_DOING: Final = 2
_OF: Final = 3
_IS_SO: Final = re.compile("[，；。](?:实际|目前|截至|[现已](?=[有共建完达发吸]))")
"""What leads back from a time to come: 到2025年达到6000人，实际已有4218人."""
_FORMER: Final = _TIME_WORDS["former"]
_TURNS: Final = _CHANGE_WORDS["turns"]
RISES: Final = (*(f"{verb}{aim}" for verb in _TURNS for aim in ("至", "到", "为")), "到了", "变成")
_TURNING: Final = ("由", "从", "较", "比", *RISES)
_RATIOS: Final = frozenset({"倍", "%", "个百分点", "百分点"})
_HERE: Final = _PLACE_WORDS["here"]
_WHOLE: Final = re.compile(f"(?<!居)(?<!占)(?:{'|'.join(_HERE)})")
_SCENE_ENDS: Final = re.compile(f"\n|{_WHOLE.pattern}")
_LEVELS: Final = frozenset("省市县区州旗镇")
_TOGETHER: Final = _PLACE_WORDS["together"]
_WITH: Final = frozenset("与和同跟")
_SHARED_OUT: Final = re.compile("分别|依次|各")
_COMPARED: Final = frozenset("比较于超高低")
_AT: Final = frozenset("在到赴于从自至向、，。,\n：（；是与和及走进了")


@dataclass(frozen=True, slots=True)
class Timed:
    """The time that governs a claim, whether its own sentence tells it, and words of a time nobody here can read."""

    mention: Mention | None
    near: bool
    unread: str = ""


class Governing:
    """The places and times of one text in order of position; every question is answered by bisection."""

    def __init__(self, text: str, claims: list[Claim], *, published: date, home: str, places: frozenset[str]) -> None:
        self.text = text
        self.claims = claims
        self.home = gazetteer().innermost(home)
        self.published = published
        self.places = places
        self.mentions = find_periods(text, published=published)
        self.mention_starts = [mention.start for mention in self.mentions]
        known = [found for found in find_divisions(text, more=places) if self._is_place(found, places)]
        self.named = merged(list(self._joined(known)), find_towns(text))
        self.named_starts = [found.start for found in self.named]
        self.listed_towns = frozenset(found.name for found in self.named)
        self.topic = self._topic()
        self.widened_from = self._widened_from()

    def _joined(self, known: list[Named]) -> Iterator[Named]:
        """Yield the places without the short names of towns (青草) that stand in no list with another place."""
        for before, found, after in zip([None, *known], known, [*known[1:], None], strict=False):
            town = not found.full and found.name not in gazetteer().full
            listed = (before and self.text[before.end : found.start] in JOINERS) or (
                after and self.text[found.end : after.start] in JOINERS
            )
            if not town or listed:
                yield found

    def hear(self, mentions: Iterable[Mention]) -> None:
        """Take in times that only the register tells of (疫情暴发以来)."""
        heard = list(mentions)
        told = [
            one
            for one in self.mentions
            if one.kind is not Kind.UNREAD or not any(_overlap(one, other) for other in heard)
        ]
        self.mentions = sorted([*told, *heard], key=lambda mention: mention.start)
        self.mention_starts = [mention.start for mention in self.mentions]

    def _is_place(self, found: Named, places: frozenset[str]) -> bool:
        """A short name counts only where a place is spoken of: home itself, a part of home in a locative position, a table's place."""
        lookup = gazetteer()
        if self.text[found.start - 1 : found.start] in _COMPARED and found.start:
            return False
        if found.name == self.home:
            return True
        if not found.full and self.text.startswith(_INSTITUTIONS, found.end):
            return False  # 乌鲁木齐站, 长沙银行 are names of their own
        located = not found.start or self.text[found.start - 1] in _AT or self.text.endswith("其中", 0, found.start)
        if found.name in _ANY_TOWN and not lookup.within(found.name, self.home):
            return False
        if found.full:  # 范县 in 示范县 is no place
            return located or found.end - found.start > _SHORT
        return located and (lookup.within(found.name, self.home) or found.name in places)

    def _topic(self) -> Named | None:
        """The one part of home a text begins with (岳麓区残联今年…) is what it goes on to speak of."""
        first = self.claims[0].start if self.claims else len(self.text)
        inside = [found for found in self.named[:_OPENING] if found.start < first and self._inside_home(found)]
        if len({found.name for found in inside}) != 1:
            return None
        found, before = inside[0], self.text[: inside[0].start]
        opens = not before or before[-1] in CLAUSE_ENDS
        listed = self.text[found.end : found.end + 1] in {"、", "和", "与"}
        home = self.named[0].start < found.start
        return None if not opens or listed or home or any(word in before for word in _HERE) else found

    def _inside_home(self, found: Named) -> bool:
        lookup = gazetteer()
        listed = found.name in self.places and not lookup.within(self.home, found.name)
        return found.name != self.home and (listed or lookup.within(found.name, self.home))

    def _topical(self, start: int) -> str:
        """Home, or the part of it the text is about, until home's own name or 全市 widens the view again."""
        topic = self.topic
        if topic is None:
            return self.home
        widened = topic.end <= self.widened_from <= start
        return self.home if widened else topic.name

    def _widened_from(self) -> int:
        """Return where behind its topic the text turns to home: to home's name, or 全市 where home is one."""
        end = self.topic.end if self.topic else len(self.text)
        names = [found.start for found in self.named if found.name == self.home and found.start >= end]
        words_of_home = [here.start() for here in _WHOLE.finditer(self.text, end) if self._whole(here) == self.home]
        return min([*names[:1], *words_of_home[:1]], default=len(self.text) + 1)

    def _whole(self, here: re.Match[str]) -> str:
        """Return the place 全市 means: home if it is one, else the one of this kind that was named last, else home."""
        level = here[0][1]
        if level not in _LEVELS or self.home.endswith(level) or (level == "州" and self.home.endswith("自治州")):
            return self.home
        position = bisect_left(self.named_starts, here.start()) - 1
        while position >= 0 and here.start() - self.named[position].start < 2 * _REACH:
            if self.named[position].name.endswith(level) and self._inside_home(self.named[position]):
                return self.named[position].name
            position -= 1
        above = [name for name in gazetteer().above.get(self.home, ()) if name.endswith(level)]
        return next((name for name in above if name in self.places), self.home)

    def mention(self, index: int, clause: Span, sentence: Span, *, run: tuple[int, int]) -> Timed:
        """The time expression that governs: the last in the sentence, else the last before it; bases of comparison never.

        A time in brackets behind the figure and one of a list of times (2019年、2020年分别) go before.
        """
        claim = self.claims[index]
        told = self._told(index, clause, sentence, run=run)
        if self._is_former(claim) and not self._has_own_time(claim, told):
            return Timed(self._former(claim, told), near=True)
        return told

    def _has_own_time(self, claim: Claim, told: Timed) -> bool:
        """Tell whether the time stands right before a claim: 由2020年底的84%提高到…."""
        return told.mention is not None and self.text[told.mention.end : claim.start] in {"", "的"}

    def _told(self, index: int, clause: Span, sentence: Span, *, run: tuple[int, int]) -> Timed:
        position, unread = bisect_right(self.mention_starts, self.claims[index].start) - 1, ""
        if behind := self._in_brackets_behind(index, clause, sentence):
            return self._timed(behind, near=True)
        while position >= 0:
            mention = self.mentions[position]
            near = mention.start >= sentence.start
            if mention.start < self.claims[index].start - 4 * _REACH:
                break
            if not self._is_of_former(mention, index) and self._governs(mention, self.claims[index], clause):
                if mention.kind is not Kind.UNREAD:
                    listed = self._of_list(position, index, run, sentence=sentence)
                    return self._timed(listed, near=near, unread=unread)
                unread = unread or (self.text[mention.start : mention.end] if near else "")
            position -= 1
        return Timed(None, near=False, unread=unread)

    def _timed(self, mention: Mention, *, near: bool, unread: str = "") -> Timed:
        if mention.kind is Kind.UNREAD:
            return Timed(None, near=False, unread=self.text[mention.start : mention.end])
        return Timed(mention, near, unread)

    def _former(self, claim: Claim, told: Timed) -> Mention:
        """Of 2021年由6919人增加到9079人 the first is of the time before 2021年; without a time it is of some earlier one."""
        mention = told.mention
        if mention and told.near and mention.kind is Kind.SPAN:
            return Mention(claim.start, claim.start, Kind.EARLIER, days_before(mention.period))
        return Mention(claim.start, claim.start, Kind.EARLIER, Period.between(self.published, self.published))

    def _in_brackets_behind(self, index: int, clause: Span, sentence: Span) -> Mention | None:
        """Return the time that stands alone in brackets behind the figure: 联谊组织113家（截至2021年底）."""
        claim = self.claims[index]
        position = bisect_left(self.mention_starts, claim.end)
        mention = self.mentions[position] if position < len(self.mentions) else None
        if mention is None or mention.end >= sentence.end or self.text[mention.start - 1] != "（":
            return None
        if not _ENDS_BRACKET.match(self.text, mention.end) or mention.kind in {Kind.EARLIER, Kind.YEARLY}:
            return None
        own = position and self.mentions[position - 1].start >= sentence.start and mention.start > clause.end
        return None if own else mention

    def _of_list(self, position: int, index: int, run: tuple[int, int], *, sentence: Span) -> Mention:
        """Of several times in a row each belongs to one of as many figures, or all of them together to each figure."""
        first = position
        while first and self._listed_with_next(first - 1, sentence):
            first -= 1
        listed = self.mentions[first : position + 1]
        if len(listed) < _SEVERAL or any(mention.compared or mention.kind is not Kind.SPAN for mention in listed):
            return self.mentions[position]
        between = self.text[listed[-1].end : self.claims[run[0]].start]
        units = {claim.unit for claim in self.claims[run[0] : run[1] + 1]}
        if len(listed) == run[1] - run[0] + 1 and (len(units) == 1 or "分别" in between):
            return listed[index - run[0]]
        whole = Period(listed[0].period.start, max(listed[-1].period.end, listed[0].period.end))
        apart = any(one.period.end != other.period.start for one, other in pairwise(listed))
        return Mention(listed[0].start, listed[-1].end, Kind.UNREAD if apart else Kind.SPAN, whole)

    def _listed_with_next(self, position: int, sentence: Span) -> bool:
        one, following = self.mentions[position], self.mentions[position + 1]
        return one.start >= sentence.start and self.text[one.end : following.start] in JOINERS

    def _is_former(self, claim: Claim) -> bool:
        """Tell the first of 由26人发展到312人, 从26人到312人, 由最初的26人: a value of former times."""
        before = self.text[max(claim.start - 6, 0) : claim.start]
        if self.text.startswith(RISES, claim.end) or before.endswith(_FORMER):
            return True
        return before.endswith(("由", "从")) and self.text[claim.end : claim.end + 1] in {"到", "至"}

    def _is_of_former(self, mention: Mention, index: int) -> bool:
        """Tell the time of the value a claim has risen from: 2018年 of 从2018年的5家发展到37家."""
        former = self.claims[index - 1] if index else None
        if former is None or not self.text.startswith(RISES, former.end):
            return False
        between = self.text[mention.end : former.start]
        return mention.end <= former.start and len(between) <= _OF and between.endswith("的")

    def _governs(self, mention: Mention, claim: Claim, clause: Span) -> bool:
        if mention.kind is Kind.EARLIER:
            between = self.text[mention.end : claim.start]
            return (
                mention.start >= clause.start
                and not any(character.isdigit() for character in between)
                and (len(between) <= 3)
            )
        between = self.text[mention.end : claim.start]
        if mention.kind is Kind.YEARLY and self.text.startswith("年均", mention.start):
            return mention.start >= clause.start
        if mention.kind is Kind.YEARLY and not SENTENCE_ENDS.isdisjoint(between):
            return False
        if between in {"的", "为", "是", ""} and claim.unit not in _RATIOS:
            return True
        if (
            between == "的" and claim.unit in _RATIOS
        ):  # 2019年同期的103.4%, but 由2020年的84%提高到2021年的88%, 较上年的80%
            return self.text.endswith(_TURNING, 0, mention.start)
        if (
            mention.compared
            or (mention.brief and mention.start < clause.start)
            or (mention.period.start > self.published and _IS_SO.search(between))
        ):
            return False
        following = self.text[mention.end : mention.end + 2]
        return not following.startswith("的") or mention.start >= clause.start

    def place(self, index: int, sentence: Span, item: str, *, run: tuple[int, int]) -> tuple[str, bool]:
        """The place that governs and whether it stands right at the claim (祁阳市41名), as in a breakdown."""
        if item:
            named = list(find_divisions(item.partition("|")[0], more=self.places))
            known = [one for one in named if one.full or one.name in gazetteer().full or one.name in self.listed_towns]
            if known:
                return known[-1].name, True
        listed = self._of_listed(index, sentence, run)
        if listed:
            return listed.name, True
        claim = self.claims[index]
        after = bisect_left(self.named_starts, claim.end)
        if after < len(self.named) and self.named[after].start < sentence.end:
            behind = self.named[after]
            between = self.text[claim.end : behind.start]
            if not set(between) & CLAUSE_ENDS and between.endswith("在") and self._no_claim(index, behind.start):
                return behind.name, True
        return self._place_before(index, sentence)

    def _of_listed(self, index: int, sentence: Span, run: tuple[int, int]) -> Named | None:
        """Of 甲、乙、丙居前，分别为1个、2个、3个 each figure has the place of its own number, a clause or two before."""
        first, count = self.claims[run[0]].start, run[1] - run[0] + 1
        position = bisect_right(self.named_starts, first) - 1
        while count >= _SEVERAL and position >= count - 1 and self.named[position].start >= sentence.start:
            before = max(position - count, 0)
            listed = self.named[position - count + 1 : position + 1]
            joined = [
                self.text[one.end : other.start] in JOINERS
                for one, other in pairwise(self.named[before : position + 1])
            ]
            if all(joined[-count + 1 :]):
                longer = len(joined) == count and joined[0]
                return None if longer else listed[index - run[0]]
            position -= 1
        return None

    def _no_claim(self, index: int, position: int) -> bool:
        return index + 1 >= len(self.claims) or self.claims[index + 1].start > position

    def _place_before(self, index: int, sentence: Span) -> tuple[str, bool]:
        """The nearest place or 全市 of the sentence that still holds, else what the text is about."""
        claim = self.claims[index]
        start = max(sentence.start, claim.start - 2 * _REACH)
        here = max((one for one in _WHOLE.finditer(self.text, start, claim.start)), key=re.Match.start, default=None)
        position = bisect_right(self.named_starts, claim.start) - 1
        while position >= 0 and self.named[position].start >= start:
            found = self.named[position]
            if here and found.end <= here.start():
                break
            attached = not set(self.text[found.end : claim.start]) & (CLAUSE_ENDS | {"、"})
            if not self._accompanies(found) and (
                attached
                or found.name == self.home
                or not (self._is_listed(found, index) or self._is_spent(found, index))
            ):
                return found.name, attached or found.name not in gazetteer().full
            position -= 1
        if here:
            return self._whole(here), False
        scene = self._scene(sentence)
        return (scene.name if scene else self._topical(claim.start)), False

    def _scene(self, sentence: Span) -> Named | None:
        """The one place of a sentence without a figure sets the scene for those after it in the paragraph."""
        position = bisect_left(self.named_starts, sentence.start) - 1
        found = self.named[position] if position >= 0 else None
        if found is None or not self._inside_home(found) or _SCENE_ENDS.search(self.text, found.end, sentence.start):
            return None
        begin = max(self.text.rfind(stop, 0, found.start) for stop in SENTENCE_ENDS) + 1
        ends = (n for n in range(found.end, sentence.start) if self.text[n] in SENTENCE_ENDS)
        end = next(ends, sentence.start)  # a sentence may be one of many clauses, cut for its length alone
        alone = position == 0 or self.named[position - 1].start < begin or self.named[position - 1].name == self.home
        stated = bisect_left(self.claims, begin, key=lambda claim: claim.start)
        return found if alone and self.claims[stated].start > end else None

    def _accompanies(self, found: Named) -> bool:
        """Tell whom something is done with (与林西县联合救护) from who does it."""
        return self.text.startswith(_TOGETHER, found.end) and self.text[found.start - 1 : found.start] in _WITH

    def _is_spent(self, found: Named, index: int) -> bool:
        """A place with its own figure in the same clause (祁阳市41名，…) says nothing about the next clause."""
        end = self.named[self._lists[bisect_left(self.named_starts, found.start)][-1]].end
        for other in reversed(self.claims[max(index - 12, 0) : index]):
            if other.start < end:
                break
            between = self.text[end : other.start]
            if not set(between) & CLAUSE_ENDS and len(between) <= 20:
                return not self._leads(found, self.claims[index], other)
        return False

    def _is_listed(self, found: Named, index: int) -> bool:
        """Tell one of several places that rules nothing: 甲、乙居前, or 甲、乙分别为1个、2个 once each has its figure."""
        listed = self._lists[bisect_left(self.named_starts, found.start)]
        if len(listed) < _SEVERAL:
            return False
        end = self.named[listed[-1]].end
        stated = bisect_left(self.claims, end, key=lambda claim: claim.start)
        shared_out = _SHARED_OUT.search(self.text, end, self.claims[index].start)
        return shared_out is None or index >= stated + len(listed)

    @cached_property
    def _lists(self) -> list[range]:
        """The places each place is listed with (甲市、乙市), all found in one pass."""
        lists: list[range] = []
        for n, found in enumerate(self.named):
            last = n + 1 == len(self.named)
            if last or self.text[found.end : self.named[n + 1].start] not in JOINERS:
                lists += [range(len(lists), n + 1)] * (n + 1 - len(lists))
        return lists

    def _leads(self, found: Named, claim: Claim, other: Claim) -> bool:
        """A place that opens the sentence and does something (涿州市接收物资1.26万件) rules the sentence; 祁阳市41名 does not."""
        if found.start and self.text[found.start - 1] not in SENTENCE_ENDS:
            return False
        sentence = self.text[found.end : claim.start]
        position = bisect_left(self.named_starts, found.end)
        alone = position >= len(self.named) or self.named[position].start > claim.start
        return alone and other.start - found.end >= _DOING and not set(sentence) & SENTENCE_ENDS


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
