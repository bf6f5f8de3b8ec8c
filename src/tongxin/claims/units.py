"""Measure words and units: which words can follow a number, what they measure, and which can stand for each other."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tongxin.kernel.characters import is_han
from tongxin.kernel.data_files import word_lists
from tongxin.kernel.quantity import UNITS as EXACT_UNITS


class Measures(StrEnum):
    """What a unit counts or measures. Figures of different kinds are never compared."""

    PERSONS = "persons"
    VISITS = "visits"
    COUNT = "count"
    MONEY = "money"
    WEIGHT = "weight"
    TIME = "time"
    DAYS = "days"
    AGE = "age"
    AREA = "area"
    LENGTH = "length"
    VOLUME = "volume"
    ENERGY = "energy"
    DATA = "data"
    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    NONE = "none"


_WORDS: Final = word_lists("tongxin.claims", "units.txt")
MEASURES_OF: Final = {
    **{word: Measures(kind) for kind, words in _WORDS.items() for word in words},
    "年": Measures.DAYS,
}
_SIMPLE: Final = tuple(word for word in MEASURES_OF if word != "年")
_PER: Final = word_lists("tongxin.claims", "kinds.txt")["per"]
_PER_BY_LENGTH: Final = sorted(_PER, key=len, reverse=True)
# 432.6公斤/亩 measures what 公斤 measures, for each of something.
MEASURES_OF.update({f"{word}/{per}": MEASURES_OF[word] for word in _SIMPLE for per in _PER})

_NOT_BEFORE: Final = word_lists("tongxin.claims", "units-not-before.txt")
_BY_FIRST: Final[dict[str, list[str]]] = {}
for _word in sorted(_SIMPLE, key=len, reverse=True):
    _BY_FIRST.setdefault(_word[0], []).append(_word)

_ALIKE: Final = tuple(map(frozenset, word_lists("tongxin.claims", "units-alike.txt").values()))
_GENERIC: Final = "个"
_EVENTS: Final = frozenset({"场", "场次", "次"})  # which 个 does not stand for: 招聘会提供岗位1.8万个
_NO_TURNS: Final = frozenset(word_lists("tongxin.claims", "nonclaims.txt")["not 次 behind"])
_IN_BRACKETS: Final = re.compile("[（(]([^（）()]{1,3})[）)]")
_SCALE_WORDS: Final = {"百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_TIME_SIZE: Final = {"秒": Fraction(1, 3600), "分钟": Fraction(1, 60), "小时": Fraction(1), "个小时": Fraction(1)}
_AREA_SIZE: Final = {
    "平方米": 1,
    "平米": 1,
    "㎡": 1,
    "m²": 1,
    "公顷": 10**4,
    "hm²": 10**4,
    "平方公里": 10**6,
    "平方千米": 10**6,
    "km²": 10**6,
}
_LENGTH_SIZE: Final = {"米": 1, "公里": 1000, "千米": 1000, "km": 1000, "里": 500, "华里": 500}
_POINTS_SIZE: Final = {
    "个百分点": Fraction(1),
    "百分点": Fraction(1),
    "个千分点": Fraction(1, 10),
    "千分点": Fraction(1, 10),
}
_PERCENT_SIZE: Final = {"%": Fraction(1), "％": Fraction(1), "‰": Fraction(1, 10)}


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit of a table or text: its word without scale, what it measures, and the factor of a scale in front (万人)."""

    word: str
    measures: Measures
    factor: int


def unit_at(text: str, start: int) -> str:
    """Return the longest unit that begins at `start`, or the empty string."""
    for word in _BY_FIRST.get(text[start : start + 1], ()):
        end = start + len(word)
        if text.startswith(word, start) and not (end < len(text) and text[end] in _NOT_BEFORE.get(word, "")):
            return word + _alternative(text, end)
    return _turns(text, start)


def _turns(text: str, start: int) -> str:
    """Return a measure word that counts something done to something (样次, 盏次), though nobody listed it."""
    word = text[start : start + 2]
    return word if word[1:] == "次" and is_han(word[0]) and word[0] not in _NO_TURNS else ""


def _alternative(text: str, start: int) -> str:
    """Return the second measure word of 册（件）, 场（次）, brackets and all; empty where none stands there."""
    found = _IN_BRACKETS.match(text, start)
    return found[0] if found and found[1] in _BY_FIRST.get(found[1][0], ()) else ""


@lru_cache(maxsize=4096)
def read_unit(written: str) -> ReadUnit:
    """Read a unit as tables write it: 万元, 亿次, 人(次). An unknown word counts things under that word."""
    word = written.strip()
    if word in MEASURES_OF:
        return ReadUnit(word, MEASURES_OF[word], 1)
    for scale in sorted(_SCALE_WORDS, key=len, reverse=True):
        rest = word.removeprefix(scale)
        if rest != word and (rest in MEASURES_OF or not rest):
            return ReadUnit(rest, MEASURES_OF.get(rest, Measures.NONE), _SCALE_WORDS[scale])
    return ReadUnit(word, Measures.COUNT if word else Measures.NONE, 1)


def compatible(stated: str, recorded: str) -> bool:
    """Tell whether a figure stated in one unit can be answered by one recorded in the other."""
    if stated == recorded:
        return True
    if stated not in MEASURES_OF or recorded not in MEASURES_OF:
        bare = _bare(stated), _bare(recorded)
        if bare != (stated, recorded):
            return compatible(*bare)
    left, right = MEASURES_OF.get(stated, Measures.COUNT), MEASURES_OF.get(recorded, Measures.COUNT)
    if left is Measures.VISITS and right is Measures.VISITS:
        return _visit_head(stated) == _visit_head(recorded)
    if left is not right:
        return False
    if left is not Measures.COUNT:
        return left is not Measures.ENERGY
    if _GENERIC in {stated, recorded}:
        return stated not in _EVENTS and recorded not in _EVENTS
    return any(stated in group and recorded in group for group in _ALIKE)


def _bare(word: str) -> str:
    """Return the first measure word of 册（件）."""
    return word if word in MEASURES_OF else re.split("[（(]", word, maxsplit=1)[0] or word


def _visit_head(word: str) -> str:
    return word.replace("(", "（").replace(")", "）").removesuffix("次")


def per_at(text: str, start: int) -> str:
    """Return what a unit is divided by, sign and all (/亩, /立方米); empty where it stands alone."""
    if not text.startswith("/", start):
        return ""
    return next((f"/{word}" for word in _PER_BY_LENGTH if text.startswith(word, start + 1)), "")


@lru_cache(maxsize=4096)
def factor_between(stated: str, recorded: str) -> Fraction | None:
    """Return how many stated units one recorded unit is, by exact factors; None when no exact factor is known.

    Of 亩产432公斤 and a table's 公斤/亩 the name says what the unit leaves out.
    """
    (stated, _, per), (recorded, _, for_each) = stated.partition("/"), recorded.partition("/")
    if per and for_each and per != for_each:
        return None
    if stated in EXACT_UNITS and recorded in EXACT_UNITS:
        return Fraction(EXACT_UNITS[recorded].size, EXACT_UNITS[stated].size)
    for sizes in (_TIME_SIZE, _AREA_SIZE, _LENGTH_SIZE, _PERCENT_SIZE, _POINTS_SIZE):
        if stated in sizes and recorded in sizes:
            return Fraction(sizes[recorded]) / Fraction(sizes[stated])
    measures = MEASURES_OF.get(stated, Measures.COUNT)
    convertible = {Measures.WEIGHT, Measures.MONEY, Measures.TIME, Measures.AREA, Measures.LENGTH, Measures.VOLUME}
    return Fraction(1) if stated == recorded or measures not in convertible else None
