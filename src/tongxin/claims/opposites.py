"""States and kinds that exclude each other: what a text says of 二等奖, 线上 or 提交 is never answered by 一等奖, 线下 or 采纳."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tongxin.claims.synonyms import canonical
from tongxin.kernel.data_files import word_lists

# Each line is one question with several answers; words that mean the same answer are joined by a slash.
_QUESTIONS: Final = word_lists("tongxin.claims", "opposites.txt")
_ANSWERS: Final = tuple(
    tuple(tuple(map(canonical, answer.split("/"))) for answer in answers) for answers in _QUESTIONS.values()
)


@lru_cache(maxsize=8192)
def _said(text: str) -> tuple[tuple[int, frozenset[int]], ...]:
    """Return, for every question a text speaks of, which answers it gives."""
    return tuple(_answered(text))


def _answered(text: str) -> Iterator[tuple[int, frozenset[int]]]:
    for question, answers in enumerate(_ANSWERS):
        given = frozenset(n for n, answer in enumerate(answers) if any(word in text for word in answer))
        if given:
            yield question, given


_LEVELS: Final = re.compile("(国家|[省市县区])(?=([一-鿿]{2}))")


@lru_cache(maxsize=8192)
def _bodies(text: str) -> dict[str, frozenset[str]]:
    """Return the bodies a text gives a level, each with its levels: 省档案馆 is 档案 of 省."""
    found: dict[str, set[str]] = {}
    for body in _LEVELS.finditer(text):
        found.setdefault(body[2], set()).add(body[1])
    return {body: frozenset(levels) for body, levels in found.items()}


def _at_another_level(name: str, own: str) -> bool:
    """Tell whether a name is of 省档案馆 where the words at the figure are of 市档案馆 alone."""
    said = _bodies(own)
    return any(body in said and not levels & said[body] for body, levels in _bodies(name).items())


_DENIED: Final = re.compile("(?<![除莫是])非(?!遗|常|机动|洲|物质|营利|公|企业单位)([一-鿿]{2})")


def _denies(one: str, other: str) -> bool:
    """Tell whether one speaks of what is no X (非学科类) and the other of X."""
    return "非" in one and any(found[1] in other and f"非{found[1]}" not in other for found in _DENIED.finditer(one))


_LIMIT: Final = re.compile("([0-9][0-9,·]*(?:\\.[0-9]+)?)([一-鿿]{1,3}?)及?以([上下内])")
_Limit = tuple[Fraction, str, str]


def of_another_size(name: str, own: str) -> bool:
    """Tell whether a name is of what is larger than 50亿元 and the words at the figure of what is larger than 10亿元 alone."""
    named = _limits(name)
    said = {one for one in _limits(own) if any(one[1:] == other[1:] for other in named)} if named else set()
    return bool(said) and named.isdisjoint(said)


@lru_cache(maxsize=8192)
def _limits(text: str) -> frozenset[_Limit]:
    found = _LIMIT.findall(text)
    return frozenset((Fraction(re.sub("[,·]", "", written)), unit, side) for written, unit, side in found)


def opposed(name: str, own: str) -> bool:
    """Tell whether a name answers a question otherwise than the words at the figure do; both with synonyms folded."""
    if (_bodies(name) and _at_another_level(name, own)) or _denies(name, own) or _denies(own, name):
        return True
    answers = _said(name)
    if not answers:
        return False
    said, together = dict(_said(own)), bool(_TOGETHER.search(own))
    return any(
        question in said and (not given & said[question] or (together and given < said[question]))
        for question, given in answers
    )


_TOGETHER: Final = re.compile("合计|共计|总计|一共|总共")
"""Of 捐款捐物合计 no answer alone is meant."""
