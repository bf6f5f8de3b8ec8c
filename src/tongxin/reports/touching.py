"""What touches a figure in its paragraph, so that a reader would read another number than the figure's: 9{{4236}}, 近{{8}}.

Words written from right to left turn the numbers of their line round, wherever they stand in it.

A figure is read alone: neither digits, numerals and signs nor letters of a unit stand right beside it, and 核数, which
knows markers and units, reads in the paragraph exactly what it reads of the figure by itself.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tongxin.claims.claim import Claim
from tongxin.claims.extract import extract
from tongxin.kernel.characters import is_han, visible
from tongxin.reports.paper import Paragraph
from tongxin.reports.sentences import placed

_HARMLESS: Final = frozenset("，。、；：！？…,.;:!?'\"")
_JOINING: Final = frozenset("，,.．、：:'’·٫٬")
"""Beside a digit these go on with a number: 4，236, 3:8."""
_POINTS: Final = ("点", ".", "．", "·")
"""Behind a numeral these begin its decimals: 三点14. Lists begin with 一、 and 一，, which do not."""
_MAKING_ANOTHER: Final = ("第", "分之", "负", "零下")
"""Words that make another number of the one behind them."""
_HALF: Final = "半"
_FROM_THE_RIGHT: Final = frozenset({"R", "AL", "AN"})
"""Classes of Unicode: letters of Hebrew and Arabic script, and the digits that follow them."""


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A figure and what touches it, as it is read together."""

    figure: str
    words: str


def touched(made: Paragraph, *, claims: Sequence[Claim]) -> Iterator[Touch]:
    """Yield the figures of a paragraph that something touches. `claims` are what 核数 extracts of it."""
    text = made.text
    for start, end, figure in placed(made):
        words = _beside(text, start, end) or _read_otherwise(text, start, end, claims=claims)
        if words:
            yield Touch(figure=figure, words=words)


def turned(made: Paragraph) -> str:
    """Return the letters written from right to left of a paragraph with figures; empty where none is."""
    if not any(placed(made)):
        return ""
    return "".join(dict.fromkeys(one for one in made.text if unicodedata.bidirectional(one) in _FROM_THE_RIGHT))


def _beside(text: str, start: int, end: int) -> str:
    """Return the figure with the characters that touch it, empty where none does."""
    before, after = text[:start], text[end:]
    known = before.rstrip()
    if before and (_touches(before[-1]) or known.endswith(_MAKING_ANOTHER) or _goes_on(before)):
        return f"{before[-4:]}{text[start:end]}"
    if after and (_touches(after[0]) or after[0] == _HALF):
        return f"{text[start:end]}{after[:4]}"
    return ""


def _touches(character: str) -> bool:
    """Tell whether a character right beside a figure changes what is read: no Chinese word, blank or punctuation does."""
    if is_numeral(character) or not visible(character):
        return True
    if is_han(character) or character.isspace() or character in _HARMLESS:
        return False
    return unicodedata.category(character) not in {"Ps", "Pe", "Pi", "Pf"}


def is_numeral(character: str) -> bool:
    """Tell digits and numerals of any script, Chinese ones included: 9, ９, ①, Ⅳ, 三, 百, 万, 玖."""
    return character == "两" or unicodedata.numeric(character, None) is not None


def _goes_on(before: str) -> bool:
    """Tell whether the figure goes on with a number: behind blanks, or behind a sign that groups digits."""
    rest = before.rstrip()
    if len(rest) < len(before) and rest and (is_numeral(rest[-1]) or _touches(rest[-1])):
        return True
    joined = rest.rstrip("".join(_JOINING) + " \u3000\xa0\t")
    if len(joined) < len(rest) and joined and unicodedata.category(joined[-1]).startswith("N"):
        return True
    return rest.endswith(_POINTS) and is_numeral(rest[-2:-1] or _POINTS[0])


def _read_otherwise(text: str, start: int, end: int, *, claims: Sequence[Claim]) -> str:
    """Return what 核数 reads where it is more or less than the figure, as in 超过4236人次 or 8人次 of 8人; empty where not."""
    alone = [(start + first, start + last) for first, last in _alone(text[start:end])]
    here = [one for one in claims if one.start < end and start < one.end]
    if [(one.start, one.end) for one in here] in ([], alone, [(start, end)]):
        return ""
    return "".join(one.text for one in here)


@lru_cache(maxsize=1024)
def _alone(words: str) -> tuple[tuple[int, int], ...]:
    return tuple((one.start, one.end) for one in extract(words))
