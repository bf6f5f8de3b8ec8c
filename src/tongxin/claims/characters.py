"""Character folding that keeps every offset, and the stretches of a text whose figures state nothing."""

import re
import unicodedata
from typing import Final

from tongxin.kernel.characters import folded, visible, zeros

CLAUSE_ENDS: Final = frozenset("，,；;：:。！？!?\n\r")
JOINERS: Final = frozenset({"、", "和", "与", "及", "以及"})
"""What stands between the items of a list."""
SENTENCE_ENDS: Final = frozenset("。！？!?；;\n\r")
_CLOSERS: Final = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "〔": "〕"}
_OPENERS: Final = re.compile(f"[{''.join(_CLOSERS)}]")
_TITLES: Final = frozenset("《〈〔")
_LONGEST_QUOTE: Final = 120
_LONGEST_NAME: Final = 20
_LONGEST_NAME_WITH_COMMA: Final = 14


class _Folding(dict[int, str]):
    """What a character is read as, worked out where it is met: half-width, but marks as Chinese has them."""

    def __missing__(self, code: int) -> str:
        """Return what one character is read as, and remember it. ② is no 2 and ² no digit of a number."""
        character = chr(code)
        seen = visible(character) or UNSEEN
        self[code] = seen if unicodedata.category(character) == "No" else folded(seen)
        return self[code]


UNSEEN: Final = "\u200b"
"""What every character that nobody sees becomes."""
GAP: Final = "\xa0"
"""What every narrow or unbreakable blank becomes: between digits it parts thousands."""
_FOLDING: Final = _Folding(
    {
        **dict(zip(map(ord, "〜\u2013\u2012\u2212\u3000\u2060"), "~---  ", strict=True)),
        **dict.fromkeys(map(ord, "\xa0\u2007\u2009\u202f"), GAP),
        **{ord(sign): sign for sign in "，：；！？（）。\t\n\r"},
    }
)
_GROUPS: Final = re.compile(r"(?<![0-9，,.])[0-9]{1,3}(?:，[0-9]{3})+(?![0-9])")
_CHINESE_MARKS: Final = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？", "(": "（", ")": "）", ".": "。"}
_SECOND_UNITS: Final = "[家户次套件]{1,2}"  # 人(家)次: what the unit is called stays as it is written
_MARK: Final = re.compile(
    rf"(?<![0-9])[,:]|[,:](?![0-9])|[;!?]|\((?!{_SECOND_UNITS}\))|(?<!\([家户次套件])(?<!\([家户次套件][家户次套件])\)"
    r"|(?<=[一-鿿%)）”])\.(?=[一-鿿\"“\n]|$)"
)


_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_NUMBER: Final = re.compile("(?:[壹贰叁肆伍陆柒捌玖][拾佰仟万亿][零万亿]*)+[壹贰叁肆伍陆柒捌玖]?(?=元|[角分整])")


def fold(text: str) -> str:
    """Return the text as it is read, one character for one: digits and letters half-width, marks of Chinese full-width."""
    read = zeros(text.translate(_FOLDING))
    read = _FORMAL_NUMBER.sub(lambda found: found[0].translate(_FORMAL), read)
    read = _GROUPS.sub(lambda found: found[0].replace("，", ","), read)
    return _MARK.sub(lambda found: _CHINESE_MARKS[found[0]], read)


def _is_name(quoted: str) -> bool:
    """Tell a quoted name or slogan from quoted speech: speech has sentences, or is long and has commas."""
    if any(mark in quoted for mark in "。！？；"):
        return False
    return len(quoted) <= (_LONGEST_NAME_WITH_COMMA if "，" in quoted else _LONGEST_NAME)


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
