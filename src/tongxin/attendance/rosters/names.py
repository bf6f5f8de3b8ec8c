"""Which words can be the name of a person, and how surely."""

from enum import IntEnum
from functools import cache
from typing import Final

from tongxin.attendance.rosters.vocabulary import (
    ATTRIBUTE,
    HEADING,
    HEADING_PART,
    PLACE,
    POST,
    SHORT_UNIT,
    UNIT,
)
from tongxin.kernel.characters import is_han
from tongxin.kernel.data_files import data_lines

LONGEST_NAME: Final = 30
_LONGEST_TITLE: Final = 4
_LONGEST_UNDOTTED: Final = 7


class Grade(IntEnum):
    """How surely a word is a name. `WEAK` ones are names where the line has no other."""

    NONE = 0
    WEAK = 1
    SURE = 2


@cache
def surnames() -> frozenset[str]:
    """Return the family names of one character."""
    return frozenset("".join(_data("surnames.txt")))


@cache
def compound_surnames() -> frozenset[str]:
    """Return the family names of two characters."""
    return frozenset(" ".join(_data("compound-surnames.txt")).split())


@cache
def no_names() -> frozenset[str]:
    """Return common words that begin like a family name and are none."""
    return frozenset(" ".join(_data("no-names.txt")).split())


def _data(name: str) -> list[str]:
    return data_lines("tongxin.attendance.rosters", name)


def is_chinese(word: str) -> bool:
    """Tell whether a word is Chinese characters and dots between them, nothing else."""
    return bool(word) and all(is_han(one) or one == "·" for one in word) and is_han(word[0]) and is_han(word[-1])


def is_latin(word: str) -> bool:
    """Tell whether a word is written in letters of an alphabet, with the marks names have."""
    return word[:1].isalpha() and not any(is_han(one) or one.isdigit() for one in word)


def is_surname(word: str) -> bool:
    """Tell whether a word is a family name and nothing more."""
    return word in surnames() or word in compound_surnames()


def is_title(word: str) -> bool:
    """Tell whether a word is a family name and a form of address, 张老师, 王总: somebody, and not who."""
    return len(word) <= _LONGEST_TITLE and is_surname(word[:1]) and bool(POST.fullmatch(word[1:]))


def is_no_name(word: str) -> bool:
    """Tell whether a Chinese word is a unit, a place, a post, a remark or a heading."""
    kinds = (UNIT, PLACE, POST, ATTRIBUTE, HEADING)
    return word in no_names() or any(kind.fullmatch(word) for kind in kinds) or bool(HEADING_PART.search(word))


def grade(word: str) -> Grade:
    """Tell how surely a Chinese word is a name, by its family name, its dot and its length."""
    if not is_chinese(word) or not 2 <= len(word) <= LONGEST_NAME or is_no_name(word):
        return Grade.NONE
    if "·" in word:
        return Grade.SURE
    own = word[0] in surnames()
    if SHORT_UNIT.fullmatch(word):
        return Grade.WEAK if own and len(word) <= 3 else Grade.NONE
    if own and len(word) <= 3:
        return Grade.SURE
    if word[:2] in compound_surnames():
        return Grade.SURE if 3 <= len(word) <= 4 else Grade.NONE
    return Grade.WEAK if len(word) <= _LONGEST_UNDOTTED else Grade.NONE
