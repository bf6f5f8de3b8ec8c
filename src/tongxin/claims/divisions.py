"""Division names in running text: 湖南省, 湖南, 长沙, 湘西州, 麻阳县. Loaded once, on first use."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add
from typing import Final

from tongxin.claims.layout import PART
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.divisions import Division, divisions

_LISTS: Final = word_lists("tongxin.claims", "places.txt")
_SUFFIXES: Final = _LISTS["endings"]
_PEOPLES: Final = _LISTS["peoples"]


@dataclass(frozen=True, slots=True)
class Named:
    """A division name found in a text; `full` tells 长沙市 from 长沙."""

    start: int
    end: int
    name: str
    full: bool


def _without_people(name: str) -> str:
    """麻阳苗族自治县 and 湘西土家族苗族自治州 begin with the name the place is called by."""
    for index in range(2, len(name)):
        if any(name.startswith(people, index) for people in _PEOPLES):
            return name[:index]
    return ""


def short_names(name: str) -> tuple[str, ...]:
    """Return what a full name is shortened to: 长沙市 to 长沙, 湘西土家族苗族自治州 to 湘西州 and 湘西."""
    stem = next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)
    if name.endswith(("自治区", "自治州", "自治县", "自治旗")):
        bare = _without_people(stem) or stem
        return (bare + name[-1], bare) if name[-1] != "区" else (bare,)
    return (stem,) if len(stem) >= 2 and stem != name else ()


def _autonomous(name: str) -> tuple[str, ...]:
    """湘西自治州 leaves out whose it is."""
    bare = _without_people(name.removesuffix("自治州")) if name.endswith("自治州") else ""
    return (f"{bare}自治州",) if bare else ()


@dataclass(frozen=True)
class Gazetteer:
    """The names to look for: full and short name to the full names they can mean, and each full name's parents."""

    names: dict[str, str]
    full: frozenset[str]
    above: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]

    def canonical(self, name: str) -> str:
        """Return the full name a table or option means by `name`; an unknown name stays as it is."""
        trimmed = name.strip()
        return trimmed if trimmed in self.full else self.names.get(trimmed, trimmed)

    def innermost(self, name: str) -> str:
        """Return the last place of a chain: 涟水县 of 江苏省淮安市涟水县, 官仓镇 of 桐梓县官仓镇, which no register knows."""
        parent, position, written = "", 0, "".join(name.split())
        while position < len(written):
            found = next((word for word in _prefixes(written, position) if self._continues(word, parent)), "")
            if not found:
                break
            parent, position = self.canonical(found), position + len(found)
        rest = written[position:]
        if not parent or not rest:
            return parent or self.canonical(name)
        return rest if len(rest) > 1 and rest.endswith(_BELOW_COUNTIES) else self.canonical(name)

    def _continues(self, word: str, parent: str) -> bool:
        known = word in self.names and (word in self.full or word.endswith(_SUFFIXES))
        return known and (not parent or self.within(self.canonical(word), parent))

    def code(self, name: str, *, home: str) -> str:
        """Return the code of a division by its full name; of several of one name the one in `home`. Empty for none."""
        codes = self.codes.get(name, ())
        inside = [code for code in codes if home in (divisions()[code].name, *_above(divisions()[code]))]
        return next(iter((*inside, *codes)), "")

    def within(self, name: str, home: str) -> bool:
        """Tell whether a division of this name lies in a division called `home`."""
        return home in self.above.get(name, ())


_BELOW_COUNTIES: Final = _LISTS["below counties"]
_LONGEST: Final = 15
_PAIR: Final = 2
_TOWNS: Final = ("街道", "镇", "乡", "苏木")


def _prefixes(name: str, start: int) -> Iterator[str]:
    """Yield what a name may go on with, longest first."""
    for end in range(min(len(name), start + _LONGEST), start + 1, -1):
        yield name[start:end]


def _above(division: Division) -> tuple[str, ...]:
    names = []
    parent = divisions().get(division.parent)
    while parent:
        names.append(parent.name)
        parent = divisions().get(parent.parent)
    return tuple(names)


@cache
def gazetteer() -> Gazetteer:
    """Build the lookup once. A short name that two divisions share means the higher one (吉林 is the province)."""
    ranked = divisions().values()
    names: dict[str, str] = {}
    above: dict[str, tuple[str, ...]] = {}
    codes: dict[str, tuple[str, ...]] = {}
    for division in ranked:
        above[division.name] = above.get(division.name, ()) + _above(division)
        codes[division.name] = (*codes.get(division.name, ()), division.code)
    for division in ranked:
        for short in (division.name, *short_names(division.name), *_autonomous(division.name)):
            names.setdefault(short, division.name)
    return Gazetteer(names, frozenset(above), above, codes)


_Lengths = Mapping[str, Sequence[int]]


@lru_cache(maxsize=16)
def _beginnings(more: frozenset[str]) -> _Lengths:
    """Return the first two characters a name can have, with how long the names that begin so are, longest first."""
    known, added = _known_lengths(), _lengths((more | _short_towns(more).keys()) - gazetteer().names.keys())
    both = {pair: sorted({*known.get(pair, ()), *sizes}, reverse=True) for pair, sizes in added.items()}
    return {**known, **both} if both else known


@lru_cache(maxsize=16)
def _short_towns(more: frozenset[str]) -> Mapping[str, str]:
    """Return what towns no register knows are called for short: 青草 for 青草镇."""
    shorts = {name.removesuffix(ending): name for name in more for ending in _TOWNS if name.endswith(ending)}
    return {short: name for short, name in shorts.items() if len(short) >= _PAIR and short not in gazetteer().names}


@cache
def _known_lengths() -> _Lengths:
    return _lengths(gazetteer().names)


def _lengths(names: Iterable[str]) -> _Lengths:
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[:_PAIR], set()).add(len(name))
    return {pair: sorted(sizes, reverse=True) for pair, sizes in found.items() if len(pair) == _PAIR}


def find_divisions(text: str, *, more: frozenset[str] = frozenset()) -> Iterator[Named]:
    """Yield the division names of a text from left to right, longest first; `more` adds names of a supplied table."""
    lookup, lengths, towns = gazetteer(), _beginnings(more), _short_towns(more)
    end = 0
    for start in [n for n, pair in enumerate(map(add, text, text[1:])) if pair in lengths]:
        if start < end:
            continue
        for size in lengths[text[start : start + _PAIR]]:
            word = text[start : start + size]
            if word in lookup.names or word in more or word in towns:
                full = word in lookup.full or word in more
                if not full and text[start - 1 : start + 1] == PART:  # 其中原州区 names no 中原
                    continue
                end = start + size
                yield Named(start, end, word if full else lookup.names.get(word) or towns[word], full)
                break


_TOWN: Final = re.compile(
    "(?:(?<=^)|(?<=[，。；、：（）\n])|(?<=其中)|(?<=[在到赴于市县区州旗]))(?P<name>(?!其中|各|全|该|本|我|两|每|某|为|以|从|由|对|向|在|到|赴|于)[一-鿿]{2,3}?(?:街道|镇|乡|苏木))"
    "(?![村亲土愁情贤音间镇]|[一-鿿]{0,2}(?:干部|企业|居民|化|长|级|书记|街|分会|卫生院|中心|学校|小学))"
)
_NO_TOWN: Final = _LISTS["no towns"]


def find_towns(text: str) -> Iterator[Named]:
    """Yield towns and streets no register knows (官仓镇, 娄山关街道): figures of theirs are not those of a place above."""
    for found in _TOWN.finditer(text):
        stem = found["name"][: -2 if found["name"].endswith(("街道", "苏木")) else -1]
        if not stem.endswith(_NO_TOWN):
            yield Named(found.start("name"), found.end("name"), found["name"], full=True)


def merged(known: Sequence[Named], towns: Iterable[Named]) -> list[Named]:
    """Return both in order of position, without towns that a known name overlaps."""
    taken = [found.start for found in known]
    free = []
    for town in towns:
        position = bisect_left(taken, town.end) - 1
        if position < 0 or known[position].end <= town.start:
            free.append(town)
    return sorted([*known, *free], key=lambda found: found.start)
