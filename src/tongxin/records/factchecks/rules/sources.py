"""When sources are enough: two of different owner and different origin, or one original record with a stated exception.

Owners and origins are compared as people write them: 「湖南日报」, 「湖南日报社」 and 「湖南日报客户端」 are one, and so is an
abbreviation and what it stands for (新华社, 新华通讯社), as its characters stand in the longer one in the same order.
Two that are refused although they differ are told apart by their full names.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Final, Protocol

from tongxin.kernel.characters import same_name

_NOT_LETTERS: Final = re.compile(r"[^\w]|_")
_LEAST: Final = 2


class Rested(Protocol):
    """What is asked of a source."""

    owner: str
    origin: str
    is_primary: bool

    @property
    def has_copy(self) -> bool:
        """Whether a copy of it is kept."""


def are_same(one: str, other: str) -> bool:
    """Tell whether two names may mean one body: equal, or the one an abbreviation of the other."""
    shorter, longer = sorted((_bare(one), _bare(other)), key=len)
    if len(shorter) < _LEAST:
        return shorter == longer
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


def lacking(sources: Sequence[Rested], *, exception: str) -> str:
    """Return what is lacking in one sentence, nothing where the sources are enough. Those without a copy do not count."""
    kept = [one for one in sources if one.has_copy]
    if not kept:
        return "还没有可用的来源：先在「佐证」上传来源的存档，再登记来源，写明来源单位和消息源头。"
    if any(one.is_primary for one in kept) and exception.strip():
        return ""
    pairs = list(combinations(kept, 2))
    if any(not are_same(a.owner, b.owner) and not are_same(a.origin, b.origin) for a, b in pairs):
        return ""
    if not pairs:
        return "只有一个可用的来源：请再登记一个单位和源头都不同的来源；只靠一份原始记录的，写明理由。"
    for a, b in pairs:
        if are_same(a.owner, b.owner):
            return (
                f"来源「{a.owner}」和「{b.owner}」看来是同一个单位，请再找一个别的单位；确是两个单位的，写各自的全称。"
            )
    return f"各来源的消息都出自「{kept[0].origin}」，只算一个源头，请再找一个源头不同的来源。"


def _bare(name: str) -> str:
    return _NOT_LETTERS.sub("", same_name(name))
