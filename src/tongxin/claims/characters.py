"""Character folding that keeps every offset, and the stretches of a text whose figures state nothing."""

import re
from typing import Final

_FOLD: Final = str.maketrans(
    {
        **{
            chr(code): chr(code - 0xFEE0)
            for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
            for code in range(start, end + 1)
        },
        "％": "%",
        "．": ".",
        "～": "~",
        "〜": "~",
        "－": "-",
        "–": "-",
        "\u3000": " ",
        "\xa0": " ",
        "\t": " ",
        "\u2060": " ",  # keeps a figure and its percent sign on one line
    }
)
CLAUSE_ENDS: Final = frozenset("，,；;：:。！？!?\n\r")
SENTENCE_ENDS: Final = frozenset("。！？!?；;\n\r")
_CLOSERS: Final = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "〔": "〕"}
_OPENERS: Final = re.compile(f"[{''.join(_CLOSERS)}]")
_TITLES: Final = frozenset("《〈〔")
_LONGEST_QUOTE: Final = 120
_LONGEST_NAME: Final = 20
_LONGEST_NAME_WITH_COMMA: Final = 14


def words(listed: str) -> tuple[str, ...]:
    """Split a list of words written with spaces between: long word lists stay readable on few lines."""
    return tuple(listed.split())


def fold(text: str) -> str:
    """Write full-width digits, letters, percent and range signs half-width; one character stays one character."""
    return text.translate(_FOLD)


def is_han(character: str) -> bool:
    """Tell whether this is a Chinese character."""
    return "一" <= character <= "鿿"


def _is_name(quoted: str) -> bool:
    """Tell a quoted name or slogan from quoted speech: speech has sentences, or is long and has commas."""
    if any(mark in quoted for mark in "。！？!?；"):
        return False
    return len(quoted) <= (_LONGEST_NAME_WITH_COMMA if "，" in quoted or "," in quoted else _LONGEST_NAME)


def names_and_titles(text: str) -> list[tuple[int, int]]:
    """Return the stretches inside 《…》 and inside quotation marks that name something rather than speak, in order."""
    found: list[tuple[int, int]] = []
    index = 0
    while opening := _OPENERS.search(text, index):
        index = opening.start()
        closer = _CLOSERS[opening[0]]
        end = text.find(closer, index + 1, index + _LONGEST_QUOTE)
        if end > 0 and (text[index] in _TITLES or _is_name(text[index + 1 : end])):
            found.append((index, end + 1))
            index = end
        index += 1
    return found
