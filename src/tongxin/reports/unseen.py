"""Characters nobody sees - zero-width, bidirectional, control - anywhere in what would be issued: the text, names, captions.

They turn digits round, join what looks apart or part what looks whole.
"""

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Final

from tongxin.kernel.characters import unseen, visible

_SHOWN: Final = 20


def hidden_in(value: Any) -> Iterator[str]:
    """Yield a sentence for each text of a value - a text, a list, a part of a paper - that has such a character."""
    if isinstance(value, str):
        if found := unseen(value):
            where = min(value.index(one) for one in found)
            around = visible(value[max(where - _SHOWN, 0) : where + _SHOWN]).strip()
            codes = "、".join(f"U+{ord(one):04X}" for one in found)
            yield f"「{around}」里有看不见的字符（{codes}），请删去后重新输入这一处。"
    elif isinstance(value, list | tuple):
        for one in value:
            yield from hidden_in(one)
    elif is_dataclass(value):
        yield from hidden_in(list(vars(value).values()))
