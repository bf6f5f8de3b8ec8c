"""How well a name is spoken of in a stretch of text: pairs of characters after folding synonyms, rare pairs weighing more."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf, log
from operator import add
from typing import Final

from tongxin.claims.context import Context, Window
from tongxin.claims.measure_names import LIGHT, Name, pairs_of, prepare
from tongxin.claims.opposites import of_another_size, opposed
from tongxin.claims.synonyms import canonical
from tongxin.kernel.characters import is_han
from tongxin.kernel.data_files import word_lists

_UNSAID: Final = word_lists("tongxin.claims", "changes.txt")["comparisons"]


class Vocabulary:
    """The names of all candidates: pairs that many names share tell little apart and weigh little."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = {name: prepare(name) for name in names}
        cores = {name.core: name.pairs for name in self.names.values()}
        counts = Counter(pair for pairs in cores.values() for pair in pairs)
        self.rarity = {pair: log((len(cores) + 1) / count) + 0.15 for pair, count in counts.items()}
        self._held: dict[str, list[str]] | None = None
        self.weighed = {written: self._weighed(name) for written, name in self.names.items()}
        self.topics = frozenset(pair for pair, count in counts.items() if count >= 3 and count * 3 >= len(cores))

    def nearest(self, heard: "Heard") -> tuple[float, str]:
        """Return the name most of which the claim's own clause says, and how much; pairs that many names have tell nothing."""
        own = heard.own_pairs()
        held = {written for pair in own for written in self._holders().get(pair, ())}
        shares = ((self._share(written, own), len(written), written) for written in held)
        share, _, name = max(shares, default=(0.0, 0, ""))
        return share, name

    def _share(self, written: str, said: set[str]) -> float:
        """Return the part of a name that is said, in steps large enough for sums in any order to agree."""
        weighed, total = self.weighed[written]
        return round(sum(weight for pair, weight in weighed if pair in said) / total, 6)

    def _holders(self) -> dict[str, list[str]]:
        """Return the names that have each pair which not too many have."""
        if self._held is None:
            held: dict[str, list[str]] = {}
            for written, name in self.names.items():
                for pair in name.pairs:
                    held.setdefault(pair, []).append(written)
            self._held = {pair: names for pair, names in held.items() if len(names) <= _HELD}
        return self._held

    def _weighed(self, name: Name) -> tuple[tuple[tuple[str, float], ...], float]:
        """Return the pairs of a name with their weights, and these together."""
        pairs = tuple((pair, self.rarity[pair]) for pair in name.pairs)
        return pairs, sum(weight for _, weight in pairs)

    def rough(self, written: str, heard: "Heard") -> float:
        """Return about how much of the name is heard near: what `agreement` cannot exceed by much."""
        near, (weighed, total) = heard.pairs, self.weighed[written]
        covered = 0.0
        for pair, weight in weighed:
            if pair in near:
                covered += weight * near[pair]
        head = near.get(self.names[written].head, 0.0) >= _OWN_CLAUSE
        return covered / total + (_HEARD_HEAD if head else 0.0)

    def agreement(self, written: str, heard: "Heard") -> float:
        """Return 0 to 1: how much of the name is spoken of, near words counting more, and how much of the own words it covers.

        Minus infinity where the own words speak of what excludes it.
        """
        name = self.names[written]
        if opposed(name.core, heard.own) or of_another_size(written, heard.own):
            return -inf
        covered = total = bonus = 0.0
        telling, told = 0, False
        for pair, rarity in self.weighed[written][0]:
            damper, closeness, near = heard.asked.get(pair) or heard.ask(pair)
            weight = rarity * damper
            total += weight
            covered += weight * closeness
            if damper >= _TELLING:
                telling += 1
                told = told or near >= _FAINT
        for qualifier in name.qualifiers:
            if qualifier not in _EXPLAINING:
                bonus += (
                    0.24
                    if qualifier in heard.first
                    else 0.12
                    if qualifier in heard.own or _mentioned(qualifier, heard, at_least=_OWN_CLAUSE)
                    else 0.04
                    if _mentioned(qualifier, heard)
                    else -0.15
                )
        agreement = 0.8 * covered / total + 0.2 * self.explained(name, heard) + bonus
        if heard.closeness(name.head) < _FAINT:
            agreement *= _HEADLESS
        if not told and 0 < telling < len(name.pairs):
            agreement *= _TOPIC_ONLY
        return agreement

    def explained(self, name: Name, heard: "Heard") -> float:
        """Of the nearest words that any candidate speaks of return the share this one accounts for, rare words counting more."""
        if heard.known is None:
            heard.known = {pair: self.rarity[pair] for pair in heard.nearest if pair in self.rarity}
            heard.known_weight = sum(heard.known.values())
        known = heard.known
        if not known:
            return heard.explained(name)
        return sum([known[pair] for pair in name.pairs if pair in known]) / heard.known_weight

    def spoken(self, written: str, heard: "Heard") -> float:
        """Return the part of a name that is heard at all around the figure (0 to 1)."""
        weighed, total = self.weighed[written]
        return sum(weight for pair, weight in weighed if heard.near(pair) >= _FAINT) / total if total else 1.0

    def contrast(self, first: str, second: str, heard: "Heard") -> float:
        """Return how much better the text speaks of what the first name has and the second lacks than the reverse (-1 to 1)."""
        left, right = self.names[first], self.names[second]
        return _heard_part(left, right.core, heard) - _heard_part(right, left.core, heard)


_NOUN: Final = 2
_HEARD_HEAD: Final = 0.2
_HELD: Final = 50
_NEAR: Final = 12
_OWN_CLAUSE: Final = 0.75
_FAINT: Final = 0.4
_SAID: Final = 0.5
_APART: Final = 0.55
"""What two characters heard apart count at most."""
_HEADLESS: Final = 0.85
_TOPIC_ONLY: Final = 0.55
_TELLING: Final = 0.4
_DAMPING: Final = 0.6
_UNMARKED: Final = 0.45
_ANYWHERE: Final = 0.39
_SPOKEN: Final = 0.9
_SILENT: Final = -0.25
_EXPLAINING: Final = frozenset({"去重", "不重复", "不含重复"})


def _alike(first: str, second: str) -> int:
    """Return with how many characters both begin."""
    shorter = min(len(first), len(second))
    return next((n for n in range(shorter) if first[n] != second[n]), shorter)


@lru_cache(maxsize=65_536)
def _differing(core: str, other: str) -> tuple[str, ...]:
    """Return the pairs of the stretch of a name that another one lacks; none where it has no such stretch."""
    start = _alike(core, other)
    stop = len(core) - _alike(core[start:][::-1], other[start:][::-1])
    if stop <= start:
        return ()
    if stop - start == 1:
        start, stop = (start, stop + 1) if stop < len(core) else (max(start - 1, 0), stop)
    return tuple(sorted(pairs_of(core[start:stop]))) or (core[start:stop],)


def _heard_part(name: Name, other: str, heard: "Heard") -> float:
    """How closely the stretch that differs from `other` is heard; a name without such a stretch is the unmarked one."""
    differing = _differing(name.core, other)
    qualified = [words for words in name.qualifiers if words not in _EXPLAINING]
    unmarked = (
        _UNMARKED if not qualified else _SPOKEN if any(_mentioned(words, heard) for words in qualified) else _SILENT
    )
    if not differing:
        return unmarked
    heard_part = sum([heard.closeness(pair) for pair in differing]) / len(differing)
    return heard_part + min(unmarked - _UNMARKED, 0.0)


def _mentioned(words: str, heard: "Heard", *, at_least: float = 0.6) -> bool:
    """Tell whether a remark, or more than half of it, is heard at least so near."""
    if words in heard.own:
        return True
    pairs = pairs_of(words)
    return bool(pairs) and sum(heard.near(pair) >= at_least for pair in pairs) * 2 > len(pairs)


@lru_cache(maxsize=256)
def _telling_pairs(nearest: str) -> tuple[str, ...]:
    """Return the pairs of Chinese characters among the nearest words, without those that say nothing of the subject."""
    stem = canonical(nearest)
    for light in (*_UNSAID, *LIGHT):
        stem = stem.replace(light, "|")
    return tuple(sorted(pair for pair in pairs_of(stem) if is_han(pair[0]) and is_han(pair[1])))


class Heard:
    """The words around one claim, ready to be asked how closely they speak of a pair of characters."""

    def __init__(
        self, windows: Sequence[Window], *, nearest: str, anywhere: frozenset[str], dampers: Mapping[str, float]
    ) -> None:
        """`anywhere` are topic pairs the whole text speaks of; `dampers` make what it repeats all the time weigh less."""
        self.dampers = dampers
        self.anywhere = anywhere
        said = [(window.weight, canonical(window.text)) for window in windows if window.text]
        self.own = "|".join([heard for weight, heard in said if weight >= 0.8])
        self.first = "|".join([heard for weight, heard in said if weight >= 1])
        self.windows = sorted(said, reverse=True)
        self.everything = "\0".join([heard for _, heard in self.windows])
        self.nearest = _telling_pairs(nearest)
        self.known: dict[str, float] | None = None
        self.known_weight = 0.0
        """The nearest pairs that any name has, with their weights; filled when first asked."""
        self.indexed = False
        self.pairs: dict[str, float] = {}
        self._close: dict[str, float] = {}
        self.asked: dict[str, tuple[float, float, float]] = {}
        """What `ask` returned of each pair: many names have it."""

    def index(self) -> None:
        """Note how near every pair and character is, once for all: worth it where very many names are asked for."""
        near: dict[str, float] = {}
        heard = [*self.windows, (_ANYWHERE, "")]
        for weight, said in sorted(heard):
            found = [*said, *map("".join, pairwise(said))] if said else self.anywhere
            near.update(dict.fromkeys(found, weight))
        self.pairs, self.indexed = near, True

    def own_pairs(self) -> set[str]:
        """Return the pairs of the claim's own clause."""
        return {pair for weight, said in self.windows if weight >= _OWN_CLAUSE for pair in map("".join, pairwise(said))}

    def near(self, words: str) -> float:
        """Return the weight of the nearest window with this pair or character; a topic of the whole text is faintly near."""
        near = self.pairs.get(words)
        if near is None and self.indexed:
            return 0.0
        if near is None:
            near = _ANYWHERE if words in self.anywhere else 0.0
            if words in self.everything:
                near = max(near, next((weight for weight, heard in self.windows if words in heard), 0.0))
            self.pairs[words] = near
        return near

    def closeness(self, pair: str) -> float:
        """Return how near the pair is heard; its characters heard apart count half."""
        close = self._close.get(pair)
        if close is None:
            close = self.near(pair) if len(pair) == _NOUN else 0.0
            if close < _APART:
                first, last = self.near(pair[0]), self.near(pair[-1])
                least, most = (first, last) if first < last else (last, first)
                close = max(close, _APART * least, 0.2 * most)
            self._close[pair] = close
        return close

    def ask(self, pair: str) -> tuple[float, float, float]:
        """Return how much the pair still tells, how near it is heard, its characters apart or not, and how near it is itself."""
        answer = self.asked[pair] = self.dampers.get(pair, 1.0), self.closeness(pair), self.near(pair)
        return answer

    def touches(self, name: Name) -> bool:
        """Tell whether the claim's own clause speaks of the name at all, or says nothing of its own."""
        if not self.nearest:
            return True
        if any(self.near(pair) >= _OWN_CLAUSE and self.tells(pair) for pair in name.pairs):
            return True
        if any(words in self.first for words in name.qualifiers):
            return True
        return any(character in name.core for pair in self.nearest if self.tells(pair) for character in pair)

    def says_quoted(self, name: Name) -> bool:
        """Tell whether what stands in quotation marks in the name, if anything does, is said near."""
        if not name.quoted:
            return True
        near = [heard for weight, heard in self.windows if weight >= _SAID]
        return any(canonical(words) in heard for words in name.quoted for heard in near)

    def says_state(self, name: Name) -> bool:
        """Tell whether a name is of no state among several (报名, 获奖), or one of its own is said around the claim."""
        return not name.states or any(canonical(state) in self.everything for state in name.states)

    def marks(self, name: Name) -> bool:
        """Tell whether the claim's own words say every remark that marks the name (（县级以上示范社）)."""
        return all(words in _EXPLAINING or words in self.own for words in name.qualifiers)

    def tells(self, pair: str) -> bool:
        """Tell whether a pair still says something: what the text repeats all the time does not."""
        return self.dampers.get(pair, 1.0) >= _TELLING

    def explained(self, name: Name) -> float:
        """Return the share of the nearest Chinese words that the name accounts for; silence is neither for nor against."""
        if not self.nearest:
            return 0.5
        known = set(name.pairs)
        return sum(pair in known for pair in self.nearest) / len(self.nearest)


@dataclass(frozen=True, slots=True)
class Noun:
    """The noun at a figure: what ends before it, what begins behind it, and the two characters that may stand for a longer name."""

    before: str
    after: str
    short: str

    @classmethod
    def of(cls, context: Context) -> "Noun":
        """Return the noun at the figure of a context."""
        short = context.before.removesuffix("类")
        is_short = len(short) == _NOUN and all(map(is_han, short)) and short not in _UNSAID
        before, after = canonical(_STATING.sub("", context.before[-_NEAR:])), canonical(context.after[:_NEAR])
        return cls(before[-_NOUN:], after[:_NOUN], short if is_short else "")

    def ends(self, name: Name) -> bool:
        """Tell whether a name ends with the very noun behind the figure (26个大项) or before it (开放床位2,105张)."""
        noun = name.core[-_NOUN:]
        return len(noun) == _NOUN and noun in (self.before, self.after)

    def abbreviates(self, name: Name) -> bool:
        """Tell whether the noun at the figure is short for the name: 限高 for 限制高消费, 网购类 for 网络购物."""
        if not self.short or canonical(self.short) in name.core:
            return False
        return all(character in name.core for character in self.short)


_STATING: Final = re.compile("(?:[已共现总仅还也约]|达到?|有|为|是|增至|发展到|超过|突破)+$")


def repeated(text: str) -> dict[str, float]:
    """Return, for the pairs of a text, how much one of them still tells: 1 when it stands there once, less the more often."""
    words = canonical(text)
    counts = Counter(map(add, words, words[1:]))
    tells = {count: 1 / (1 + _DAMPING * log(count)) for count in set(counts.values())}
    return {pair: tells[count] for pair, count in counts.items()}
