"""What anybody may be quoted of an issued report: no number somebody typed, which is nobody's to vouch for and may be closed.

A figure everybody may see is quoted in its sentence; a sentence that states any other number is not quoted at all. Days and
years are no such numbers.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from tongxin.claims.extract import extract
from tongxin.claims.periods import Kind, find_periods
from tongxin.claims.units import unit_at
from tongxin.kernel.characters import folded
from tongxin.reports.noting import of_typed
from tongxin.reports.paper import Paper
from tongxin.reports.touching import is_numeral

_TIMES: Final = frozenset({Kind.SPAN, Kind.DAY, Kind.AS_OF})
_WORDS: Final = re.compile("进一步|统一")
_AMBIGUOUS: Final = frozenset("一参伍陆")
"""These count only before a measure word; alone they are words: 一是, 参加."""
_ABOUT: Final = frozenset("余多来几")
_TYPED: Final = "文中另有由编写单位填写的数字，不是登记记录算出的，核验不包括它们，这里也不列出。"


@lru_cache(maxsize=1024)
def states_number(text: str, *, day: date) -> bool:
    """Tell whether words state a number, in whatever script, that is no day or year. `day` is when they were written."""
    read = _WORDS.sub("，", folded(text))
    for time in reversed(find_periods(read, published=day)):
        if time.kind in _TIMES:
            read = f"{read[: time.start]}，{read[time.end :]}"
    return any(_counts(read, index) for index in range(len(read))) or bool(extract(read))


def _counts(text: str, index: int) -> bool:
    """Tell whether a number stands here."""
    if not is_numeral(text[index]):
        return False
    if text[index] not in _AMBIGUOUS:
        return True
    after = index + 1 + (text[index + 1 : index + 2] in _ABOUT)
    return bool(unit_at(text, after))


def quotable_notes(paper: Paper) -> Iterator[str]:
    """Yield the notes of a report; of the one that repeats what was typed, that something was."""
    for note in paper.notes:
        yield _TYPED if of_typed(note) else note
