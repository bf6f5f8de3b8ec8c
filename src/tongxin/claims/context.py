"""Where a claim stands: its own words, the clauses around it, the place and time that govern it. Knows no facts."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from tongxin.claims.begun import find_begun
from tongxin.claims.characters import CLAUSE_ENDS, JOINERS
from tongxin.claims.claim import Claim, Form
from tongxin.claims.direction import direction
from tongxin.claims.divisions import find_divisions, short_names
from tongxin.claims.governing import Governing
from tongxin.claims.grids import is_time
from tongxin.claims.heads import Cell, find_cells, place_of, without_unit
from tongxin.claims.layout import (
    PART,
    Span,
    before_remark,
    heading_end,
    items,
    outside_brackets,
    part_of,
    says_nothing,
    unshared,
    without_inner_commas,
)
from tongxin.claims.legible import Legible
from tongxin.claims.naming import Naming, Said
from tongxin.claims.periods import Kind, Mention, find_periods
from tongxin.claims.said import Occurrence
from tongxin.kernel.characters import is_han

_STOPS: Final = frozenset("。！？!?\n\r")
_REACH: Final = 400
_LIST_SIGNS: Final = "、（）()"
_IMPLIED: Final = {
    Form.FULL: "覆盖",
    Form.PERCENT: "占比",
    Form.GROWTH: "同比增幅",
    Form.POINTS: "提高百分点",
    Form.TIMES: "倍数",
}
IMPLIED: Final = frozenset(_IMPLIED.values())
"""What a window says that no text does."""
_EXAMPLES: Final = re.compile("(?:[^，。；：、（）]{1,12}、)+[^，。；：、（）]{1,12}?等(?=[一-鿿]{2})")
"""Of X、Y等Z neither X nor Y is what is counted."""
_SILENT: Final = 1  # characters beside names of places that say nothing of what is counted: 有, 为
_NEAREST: Final = 12
_NOUN: Final = 5
_RATES: Final = frozenset({"%", "‰", "个百分点", "百分点"})
_SUBJECT: Final = 0.9


_ESTIMATE: Final = "不完全统计"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of words that speaks of the claim, and how closely (1 is the claim's own segment)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Context:
    """What the text says around one claim, before any fact is looked at."""

    before: str
    after: str
    nearest: str
    windows: tuple[Window, ...]
    place: str
    attached: bool
    mention: Mention | None
    near_mention: bool
    unread: str = ""
    """The words of a time in the sentence that nobody here can read."""
    estimated: bool = False
    """Whether the sentence says 据不完全统计."""
    direction: int = 0
    """Which way the clause says something changed: 1 up, −1 down."""
    said: Said | None = None
    """The recorded name the claim is to be read with."""
    part: str = ""
    """What makes the part a figure is of: 示范社 of 合作社218家，其中示范社43家, 青年 of 青年占三成."""

    @property
    def place_names(self) -> tuple[str, ...]:
        """What the place is called for short."""
        return short_names(self.place)


class Reader:
    """Reads the context of each claim of one text; built once per text, every question answered from sorted positions.

    `text` is the text as it is read, and `claims` stand in it; `read` tells where that is in the original, where the claims
    that are handed in stand.
    """

    def __init__(
        self, read: Legible, claims: list[Claim], *, published: date, home: str, places: frozenset[str]
    ) -> None:
        self.read = read
        self.text = without_inner_commas(self.read.text)
        self.claims = claims = [self.read.claim(claim) for claim in claims]
        self.published = published
        self.governing = Governing(self.text, claims, published=published, home=home, places=places)
        self.clause_ends = [n for n, c in enumerate(self.text) if c in CLAUSE_ENDS]
        self.stops = [n for n in self.clause_ends if self.text[n] in _STOPS]
        self.cells = {cell.number.start: cell for cell in find_cells(self.read.text)}
        self.naming: Naming | None = None
        self.first_line_end = next((n for n, c in enumerate(self.text) if c in "\n\r"), 0)
        self.heading_end = heading_end(self.text)

    def hear(self, names: tuple[Occurrence, ...]) -> None:
        """Read the claims with the recorded names the text says."""
        begun = find_begun(self.text, names, mentions=self.governing.mentions, published=self.published)
        self.governing.hear(one.mention for one in begun)
        said = [one for one in names if all(one != other.name for other in begun)]
        self.naming = Naming(self.text, self.claims, said, mentions=self.governing.mentions, begun=begun)

    def _bounds(self, claim: Claim, stops: list[int]) -> Span:
        """Return the stretch around a claim without a stop, at most `_REACH` characters to either side."""
        before, after = bisect_left(stops, claim.start), bisect_left(stops, claim.end)
        start = stops[before - 1] + 1 if before else 0
        end = stops[after] if after < len(stops) else len(self.text)
        return Span(max(start, claim.start - _REACH, 0), min(end, claim.end + _REACH))

    def context(self, index: int) -> Context:
        """Return the context of the claim with this index."""
        claim = self.claims[index]
        if cell := self.cells.get(claim.start):
            return self._tabled(claim, cell)
        clause, sentence = self._bounds(claim, self.clause_ends), self._bounds(claim, self.stops)
        way = direction(self.text[clause.start : claim.start])
        left, right = self._own(index, clause)
        item = self._listed(index, sentence)
        parts = self._parts(index, clause, item, (left, right))
        place, attached = self.governing.place(index, sentence, item, run=self.runs[index])
        timed = self.governing.mention(index, clause, sentence, run=self.runs[index])
        named = self.naming.of(index, clause, sentence) if self.naming else None
        if item:
            clause = Span(self.claims[self.runs[index][0]].start, clause.end)
        bare = not item and says_nothing(left) and not (right and is_han(right[0]))
        around = self._around(clause, sentence, position=max(claim.start - clause.start, 0), bare=bare)
        ahead = not item and bool(right) and is_han(right[0])
        nearest = parts[0].text[:_NEAREST] if ahead else parts[0].text[-_NEAREST:]
        said = _ESTIMATE in self.text[sentence.start : sentence.end]
        part = "" if item or attached else part_of(left)
        return Context(
            item or left,
            right,
            nearest,
            parts + around,
            place,
            attached,
            timed.mention,
            timed.near,
            unread=timed.unread,
            estimated=said,
            direction=way,
            said=named,
            part=unshared(part, self._whole_of(index, clause)) if part else "",
        )

    def _tabled(self, claim: Claim, cell: Cell) -> Context:
        """The heads of row and column say what a number of a table is of, where and when; the lines above, what they leave out."""
        name, own = place_of(cell, more=self.governing.places)
        heads = [without_unit(head) for head in (*cell.columns, *cell.rows)]
        said = "".join(
            self._nameless(head) for head in heads if head != name and not is_time(head) and not self._times(head)
        )
        above = "\n".join(cell.above)
        windows = (Window(said, 1.0), Window(_IMPLIED.get(claim.form, ""), 0.9), Window(above, 0.5))
        mention = self._time_of(cell, above.replace("\n", "，"))
        return Context(
            said,
            "",
            said[-_NEAREST:],
            windows,
            name or self.governing.home,
            bool(own),
            mention,
            near_mention=mention is not None,
        )

    def _times(self, words: str) -> list[Mention]:
        return find_periods(words, published=self.published)

    def _time_of(self, cell: Cell, above: str) -> Mention | None:
        """The time of the heads, whichever says the year first, in the year of the lines above; else the last one these tell."""
        heads = [f"{head}年" if head.isdigit() else head for head in (*cell.rows, *cell.columns)]
        timed = [head for head in heads if (told := self._times(head)) and not told[0].compared]
        if timed:
            timed.sort(key=lambda head: "年" not in head)
            return self._times(f"{above}，{''.join(timed)}")[-1]
        told_above = [one for one in self._times(above) if one.kind is not Kind.UNREAD]
        return told_above[-1] if told_above else None

    def _parts(self, index: int, clause: Span, item: str, own: tuple[str, str]) -> tuple[Window, ...]:
        """The claim's own words: what its list item says, else the noun behind 42名成员, else the words before 成员42名."""
        claim, (left, right) = self.claims[index], own
        parts = [Window(left, 1.0)]
        if item:
            parts = [Window(item, 1.0), Window(right, 0.75)]
        elif right and is_han(right[0]):
            taken = bool(index) and self.claims[index - 1].end >= clause.start
            shared = index + 1 < len(self.claims) and self.claims[index + 1].start == claim.end + len(right)
            # 26个大项中决出金牌412枚: the words near the next figure are its own.
            noun = right[:_NOUN] if shared else right
            parts = [Window(noun, 1.0), Window(right[len(noun) :], 0.7)]
            parts.append(Window(left, 0.6 if taken and is_han(left[:1] or "|") else 0.8))
        if not item and self.text[claim.start - len(left) - 1 : claim.start - len(left)] == "、":
            parts.append(Window(self._chained(index, clause), 0.85))
        if self._is_part(index, clause, item or left):
            parts.append(Window(self._whole_of(index, clause), 0.79))
        named = [Window(self._nameless(part.text), part.weight) for part in parts]
        return (*named, Window(_IMPLIED.get(claim.form, ""), 0.9))

    def _is_part(self, index: int, clause: Span, own: str) -> bool:
        """Tell a part of what was counted before: 其中示范社43家, 酒泉、武威分别有23个、6个."""
        first = self.claims[self.runs[index][0]].start
        if own.startswith(PART) or self.text.startswith(PART, clause.start, first):
            return True
        return "|" in own and len(self._nameless(own).replace("|", "")) <= _SILENT

    def _whole_of(self, index: int, clause: Span) -> str:
        """Of 合作社218家，其中示范社43家 the second figure goes on speaking of what the first counts: the last larger one."""
        part = self.claims[index]
        begin = self._bounds(part, self.stops).start
        for whole in range(index - 1, -1, -1):
            claim = self.claims[whole]
            if claim.start < begin:
                break
            if claim.unit == part.unit and claim.written.value >= part.written.value and claim.end < clause.start:
                return self._own(whole, self._bounds(claim, self.clause_ends))[0]
        return ""

    def _nameless(self, words: str) -> str:
        """Leave division names out of the own words: the place is matched as a place."""
        for found in reversed(list(find_divisions(words))):
            if found.full:
                words = words[: found.start] + words[found.end :]
        return words

    def sentence_start(self, index: int) -> int:
        """Return where the sentence of a claim begins; two claims of one sentence share it."""
        return self._bounds(self.claims[index], self.stops).start

    def sentence(self, claim: Claim) -> str:
        """Return the sentence the claim stands in up to the claim."""
        return self.text[self._bounds(claim, self.stops).start : claim.start]

    def whole_sentence(self, claim: Claim) -> str:
        """Return the sentence the claim stands in."""
        bounds = self._bounds(claim, self.stops)
        return self.text[bounds.start : bounds.end]

    def _own(self, index: int, clause: Span) -> tuple[str, str]:
        """The words between this claim and its neighbours in the clause."""
        claim = self.claims[index]
        start, end = clause.start, clause.end
        if index and self.claims[index - 1].end > start:
            start = self.claims[index - 1].end
        if index + 1 < len(self.claims) and self.claims[index + 1].start < end:
            end = self.claims[index + 1].start
        left, right = self.text[start : claim.start], self.text[claim.end : end]
        left = _EXAMPLES.sub("", left)
        summed = before_remark(self.text[clause.start : claim.start])
        for sign in _LIST_SIGNS:
            left = left[left.rfind(sign) + 1 :]
            right = right.partition(sign)[0]
        return summed or left, right

    def _chained(self, index: int, clause: Span) -> str:
        """Of 省级举办12期、培训687人次 the second figure goes on speaking of what the first began with."""
        start = self.claims[index].start
        while index and self.claims[index - 1].start >= clause.start:
            index -= 1
        return self.text[clause.start : min(self.claims[index].start, start)]

    def _around(self, clause: Span, sentence: Span, *, position: int, bare: bool) -> tuple[Window, ...]:
        """The words further away, the closer the heavier; a semicolon separates more than a comma.

        A clause without a subject of its own (，同比增长8.6%) goes on with the one before.
        """
        whole = self.text[clause.start : clause.end]
        windows = [Window(outside_brackets(whole, position), 0.75), Window(whole, 0.5)]
        weight, start = 0.7, clause.start - 1
        while start > sentence.start and weight > 0.25:
            weight *= 0.7 if self.text[start] in "；;" else 0.9
            begin = start
            while begin > sentence.start and self.text[begin - 1] not in CLAUSE_ENDS:
                begin -= 1
            windows.append(Window(self.text[begin:start], _SUBJECT if bare else weight))
            start, bare = begin - 1, False
        windows.append(Window(self.text[clause.end : min(sentence.end, clause.end + 30)], 0.3))
        earlier = self.text[max(sentence.start - 200, 0) : sentence.start]
        cut = max(earlier.rfind(stop, 0, -1) for stop in _STOPS) + 1
        windows.append(Window(earlier[cut:], 0.5))
        windows.append(Window(earlier[:cut], 0.38))
        windows.append(Window(self.text[: min(self.first_line_end, 60)], 0.4))
        return tuple(windows)

    def _changes(self, index: int) -> range:
        """Return the changes told of as many quantities together: 同比分别上升4%和5%, 同比分别下降4%、增长5%."""
        together = self._changing[index]
        if len(together) == 1:
            return range(0)
        clause = self._bounds(self.claims[together[0]], self.clause_ends)
        head = self.text[clause.start : self.claims[together[0]].start]
        return together if "分别" in head and says_nothing(head) else range(0)

    @cached_property
    def _changing(self) -> list[range]:
        """The changes each claim is told with, all found in one pass."""
        found: list[range] = []
        for index in range(len(self.claims)):
            if index + 1 == len(self.claims) or not self._goes_on_changing(index):
                found += [range(len(found), index + 1)] * (index + 1 - len(found))
        return found

    def _goes_on_changing(self, index: int) -> bool:
        one, other = self.claims[index], self.claims[index + 1]
        between = self.text[one.end : other.start]
        both = one.form in _CHANGES and other.form in _CHANGES
        return both and between.startswith(tuple(JOINERS)) and says_nothing(between.lstrip("、和与及以"))

    def _changed(self, index: int, changes: range, sentence: Span) -> str:
        """Of 受理21件，办结20件，同比分别上升4%和5% each change is of the quantity that stands as far from its last."""
        quantities: list[int] = []
        for n in range(changes[0] - 1, -1, -1):
            if self.claims[n].start < sentence.start or len(quantities) == len(changes):
                break
            quantities += [n] if self.claims[n].form not in _CHANGES else []
        if len(quantities) < len(changes):
            return ""
        quantity = quantities[len(changes) - 1 - (index - changes[0])]
        item = self._listed(quantity, sentence).replace("分别", "")
        left, right = self._own(quantity, self._bounds(self.claims[quantity], self.clause_ends))
        before = self.claims[index - 1].end if index > changes[0] else self.claims[quantities[0]].end
        verb = self.text[before : self.claims[index].start].lstrip("，、和与及以").replace("分别", "")
        return f"{item or left or right}|{verb}"

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """First and last of the claims joined to each by 、 or 和 alone, found in one pass: a list may go on and on."""
        runs: list[tuple[int, int]] = []
        for index in range(len(self.claims)):
            if index + 1 == len(self.claims) or not self._joined(index):
                first = len(runs)
                runs += [(first, index)] * (index + 1 - first)
        return runs

    def _joined(self, index: int) -> bool:
        between = self.text[self.claims[index].end : self.claims[index + 1].start]
        return between in JOINERS

    def _listed(self, index: int, sentence: Span) -> str:
        """甲、乙、丙分别为1个、2个、3个: return the item this claim belongs to, with what the list says in common."""
        first, last = self.runs[index]
        count = last - first + 1
        head_end = self.claims[first].start
        head_start = max(sentence.start, head_end - 160)
        head = self.text[head_start:head_end]
        for stop in "，,；;：:":
            cut = head.rfind(stop)
            if cut >= 0:
                head = head[cut + 1 :]
        position = head.find("分别")
        if changes := self._changes(index):
            return self._changed(index, changes, sentence)
        if count < 2 and position < 0:
            return ""
        names, verb = (head[:position], head[position + 2 :]) if position >= 0 else (head, "")
        split = items(names.removeprefix("其中"), count)
        if count < 2 or len(split) != count:
            return ""
        common = split[-1]
        found = next(find_divisions(common), None)
        shared, own = "", split[index - first]
        if index != last and found and found.start == 0 and found.full:
            shared = common[found.end :]
        elif index != last and self.claims[index].unit in _RATES and len(common) > len(own) + 1:
            shared = common[len(own) :]  # of 高血压、糖尿病患者管理率 the first is of such a rate as well
        return f"{own}|{shared}|{verb}"


_CHANGES: Final = frozenset({Form.GROWTH, Form.POINTS, Form.TIMES})
