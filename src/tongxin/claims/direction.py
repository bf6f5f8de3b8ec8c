"""Which way a change goes: up, down, or either. A fall of 12.4 % is a rise of −12.4 %, whichever way text and name put it."""

import re
from functools import lru_cache
from typing import Final

_WAYS: Final = re.compile(
    "(?P<either>增减|涨跌|升降|变动|变化)|(?P<up>增|涨|升|提高|扩大|多|快|拓展|扩展)|(?P<down>降|减|跌|缩|回落|下滑|收窄|少|低)"
)


@lru_cache(maxsize=4096)
def direction(words: str) -> int:
    """Return 1 for a rise, −1 for a fall, 0 where the last word of change tells neither or there is none."""
    ways = list(_WAYS.finditer(words))
    if not ways or ways[-1]["either"]:
        return 0
    return 1 if ways[-1]["up"] else -1
