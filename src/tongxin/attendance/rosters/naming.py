"""Which of the words of a line are names: spaced names joined, posts cut off, the likeliest chosen."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from tongxin.attendance.rosters.names import (
    LONGEST_NAME,
    Grade,
    compound_surnames,
    grade,
    is_chinese,
    is_latin,
    is_no_name,
    is_surname,
    surnames,
)
from tongxin.attendance.rosters.scanning import Line, Piece, Role
from tongxin.attendance.rosters.vocabulary import ATTRIBUTE, NAME_AND_POST, POST
from tongxin.kernel.characters import name_of

_BLANK: Final = re.compile(" +")
_LISTED: Final = re.compile(r"\s*[、,，]\s*")
_NEVER_GIVEN: Final = "带代替等的已未及和与"
_UNUSUAL: Final = "姓氏不常见，请核对姓名"


@dataclass(frozen=True)
class Word:
    """A word of a line, one or more pieces long, with how surely it is a name."""

    piece: Piece
    grade: Grade
    latin: bool = False

    @property
    def name(self) -> str:
        """The word as a name is written."""
        return name_of(self.piece.written)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The words of a line that are names, in order; those that are something else; what to look at."""

    names: tuple[Word, ...]
    others: tuple[Word, ...]
    notes: tuple[str, ...] = ()


def words_of(line: Line, pieces: Iterable[Piece]) -> list[Word]:
    """Return the words of a line, names written with blanks made one and posts behind a name cut off."""
    made: list[Word] = []
    for run in _runs(line, [one for one in pieces if one.role is Role.WORD]):
        for span in _joined([one.read for one in run]):
            made += _word(line, run[span[0] : span[1]])
    return made


def choose(line: Line, words: Sequence[Word], *, phones: int, usual: frozenset[str]) -> Chosen:
    """Choose the names of a line. `usual` are words that stand beside a name in several lines: units that look like names."""
    said = [one for one in words if one.piece.label == "name"]
    if said:
        return _chosen(words, [one for one in said if 2 <= len(one.name) <= LONGEST_NAME and not one.piece.bracketed])
    free = [one for one in words if not one.piece.label and not one.piece.bracketed]
    sure = [one for one in free if one.grade is Grade.SURE]
    if len(sure) == 2 and phones < 2 and not is_listed(line, sure[0], sure[1]):
        return _of_two(words, sure, phones=phones, usual=usual)
    if sure:
        return _chosen(words, list(_with_listed(line, free)))
    return _unusual(words, free)


def is_listed(line: Line, one: Word, other: Word) -> bool:
    """Tell whether two words stand side by side with 「、」 or a comma between: a list."""
    return bool(_LISTED.fullmatch(line.between(one.piece, other.piece)))


def _unusual(words: Sequence[Word], free: Sequence[Word]) -> Chosen:
    """Choose where no word begins with a family name: the likeliest is a name that should be looked at."""
    weak = [one for one in free if one.grade is Grade.WEAK]
    latin = [one for one in free if one.latin and len(one.name) > 1]
    long_latin = [one for one in latin if " " in one.name]
    if weak and not long_latin:
        names = [one for one in weak if len(one.name) <= 3][:1] or weak[:1]
        return _chosen(words, names, notes=(_UNUSUAL,))
    if latin:
        return _chosen(words, long_latin or latin[:1])
    aside = [one for one in words if one.piece.bracketed and one.grade is Grade.SURE]
    return _chosen(words, aside[:1])


def _of_two(words: Sequence[Word], sure: Sequence[Word], *, phones: int, usual: frozenset[str]) -> Chosen:
    """Choose between two words that both look like names: two people, or one and a unit such as 华为."""
    first, second = sure
    for one, other in ((first, second), (second, first)):
        if other.name in usual and one.name not in usual:
            return _chosen(words, [one])
    if phones == 1:
        return _chosen(words, [first], notes=(f"「{second.name}」读作单位，如果是另一个人请分行",))
    return _chosen(words, sure, notes=(f"「{first.name} {second.name}」读作两个人",))


def _with_listed(line: Line, free: Sequence[Word]) -> Iterator[Word]:
    """Yield the sure names, and the weak ones that stand in a list with them: 张三、阿依古丽、王五."""
    named = all(one.grade is not Grade.NONE or one.latin for one in free)
    listed = [False, *(named and is_listed(line, *pair) for pair in pairwise(free)), False]
    for place, one in enumerate(free):
        if one.grade is Grade.SURE or listed[place] or listed[place + 1]:
            yield one


def _chosen(words: Sequence[Word], names: Sequence[Word], *, notes: tuple[str, ...] = ()) -> Chosen:
    starts = {one.piece.start for one in names}
    return Chosen(names=tuple(names), others=tuple(one for one in words if one.piece.start not in starts), notes=notes)


def _runs(line: Line, words: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the words in runs with nothing but blanks between them."""
    run: list[Piece] = []
    for one in words:
        same = run and (run[-1].label, run[-1].bracketed) == (one.label, one.bracketed)
        if run and not (same and _beside(line, run[-1], one)):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _beside(line: Line, one: Piece, other: Piece) -> bool:
    gap = line.between(one, other)
    return bool(_BLANK.fullmatch(gap)) or (gap in {". ", "."} and is_latin(one.read) and is_latin(other.read))


def _joined(run: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield which words of a run are one: single characters, a family name and what follows it, words of an alphabet."""
    index = 0
    while index < len(run):
        length = _latin(run, index) or _compound(run, index) or _singles(run, index) or 1
        yield index, index + length
        index += length


def _latin(run: Sequence[str], index: int) -> int:
    count = 0
    while index + count < len(run) and count < 5 and is_latin(run[index + count]):
        count += 1
    return count


def _compound(run: Sequence[str], index: int) -> int:
    """Return how many words 「诸葛 亮」 or 「欧阳 娜 娜」 is."""
    if run[index] not in compound_surnames() or index + 1 == len(run):
        return 0
    following = run[index + 1]
    if not is_chinese(following) or len(following) > 2 or ATTRIBUTE.fullmatch(following):
        return 0
    third, fourth = [*run[index + 2 : index + 4], "", ""][:2]
    again = len(following) == len(third) == 1 and _is_given(third)
    return 3 if again and not (third in surnames() and len(fourth) == 1) else 2


def _singles(run: Sequence[str], index: int) -> int:
    """Return how many words 「张 小 明」, 「王 伟」 in 「王 伟 李 娜」, or 「张 小明」 is."""
    count = 0
    while index + count < len(run) and len(run[index + count]) == 1 and is_chinese(run[index + count]):
        count += 1
    if count > 2 and not _is_given(run[index + count - 1]):
        count -= 1
    if count >= 4 and count % 2 == 0 and run[index] + run[index + 1] not in compound_surnames():
        return 2 if all(one in surnames() for one in run[index : index + count : 2]) else min(count, 4)
    if count >= 2:
        return min(count, 4)
    if index + 1 == len(run):
        return 0
    first, second = run[index], run[index + 1]
    if len(first) == 1 and first in surnames() and len(second) == 2 and is_chinese(second) and not is_no_name(second):
        return 2
    split = len(first) == 2 and len(second) == 1 and first[0] in surnames() and grade(first) is Grade.SURE
    return 2 if split and is_chinese(second) and _is_given(second) else 0


def _is_given(character: str) -> bool:
    """Tell whether a single character is part of a name, not 男 or 女 in a column of its own."""
    return is_chinese(character) and character not in _NEVER_GIVEN and not ATTRIBUTE.fullmatch(character)


def _word(line: Line, run: Sequence[Piece]) -> Iterator[Word]:
    """Yield a word of one or more pieces; 「张三组长」 and 「张伟2」 are two."""
    first = run[0]
    whole = replace(first, end=run[-1].end, read=line.read[first.start : run[-1].end], written=line.written[first.start : run[-1].end])  # fmt: skip
    name = name_of(whole.read)
    cut = _behind_the_name(name) if len(run) == 1 and len(name) == len(whole.read) else 0
    if cut:
        for start, end, found in ((0, cut, Grade.SURE), (cut, len(whole.read), Grade.NONE)):
            part = replace(whole, start=whole.start + start, end=whole.start + end, read=whole.read[start:end], written=whole.written[start:end])  # fmt: skip
            yield Word(part, found)
        return
    found = grade(name)
    if len(run) > 1 and is_chinese(name):
        found = Grade.SURE if is_surname(name[:1]) or is_surname(name[:2]) else Grade.WEAK
    yield Word(whole, found, latin=is_latin(name))


def _behind_the_name(word: str) -> int:
    """Return where the name ends in 「张三组长」 or 「张伟2」; 0 where nothing is glued to one."""
    found = re.fullmatch(r"(?P<name>\D{2,4})(?P<post>[A-Za-z0-9])", word)
    if found and grade(found["name"]) is Grade.SURE:
        return found.end("name")
    if POST.fullmatch(word) and (found := NAME_AND_POST.fullmatch(word)) and grade(found["name"]) is Grade.SURE:
        return found.end("name")
    return 0
