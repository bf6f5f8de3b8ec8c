"""The words beside a figure that may be what the text calls it; a person says which of them are meant."""

import re
from typing import Final

from tongxin.claims.divisions import find_divisions

_BEFORE: Final = re.compile(r"[一-鿿]{2,}(?=[^一-鿿]*$)")
_AFTER: Final = re.compile("[一-鿿]{2,10}")
_EDGES: Final = re.compile(
    "^(?:全[省市县区州国]|共|累计|总计|其中|年|月|日|已|的)+|(?:达到?|为|共计?|有|是|约|近|超过?|突破|了|到|累计)+$"
)
_REACH: Final = 20


def words_around(text: str, start: int, end: int) -> str:
    """Return the noun behind a figure (4236人次学员), else the words before it without place and verb (参训学员达4236人次)."""
    behind = _AFTER.match(text, end)
    if behind:
        return behind[0]
    clause = re.split(r"[，。；：、！？\n\t（）]", text[max(start - _REACH, 0) : start])[-1]
    found = _BEFORE.search(clause)
    words = found[0] if found else ""
    for place in reversed(list(find_divisions(words))):
        words = words[: place.start] + words[place.end :]
    return _EDGES.sub("", words)
