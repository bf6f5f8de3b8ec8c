"""Characters nobody sees anywhere in what would be issued: the text, names, captions.

Zero-width, bidirectional and control characters turn digits round, join what looks apart or part what looks whole. What is
for private use no font shows: it is a box here and a digit where somebody has made it one.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass
from typing import Any, Final

from tongxin.kernel.characters import unseen, visible

_SHOWN: Final = 20


def hidden_in(value: Any) -> Iterator[str]:
    """Yield a sentence for each text of a value - a text, a list, a part of a paper - that has such a character."""
    if isinstance(value, str):
        if found := unseen(value):
            yield _told(value, found, what="看不见的字符")
        if found := [one for one in dict.fromkeys(value) if _is_private(one)]:
            yield _told(value, found, what="哪种字体都显示不了的字符")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from hidden_in(one)
    elif is_dataclass(value):
        yield from hidden_in(list(vars(value).values()))


def _is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co"


def _told(text: str, found: Sequence[str], *, what: str) -> str:
    where = min(text.index(one) for one in found)
    around = visible(text[max(where - _SHOWN, 0) : where + _SHOWN]).strip()
    shown = "".join(one for one in around if not _is_private(one))
    codes = "、".join(f"U+{ord(one):04X}" for one in found)
    return f"「{shown}」里有{what}（{codes}），请删去后重新输入这一处。"
