"""One normalisation of characters for the whole product: what looks the same is the same.

Two uses are kept apart. `visible` leaves the spelling as its writer chose it and may be stored. `folded`, `plain`, `name_of`,
`spellings`, `simplified` and `same_name` say what is read and compared.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from tongxin.kernel.data_files import data_lines

_LINE_ENDS: Final = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Invisible though Unicode calls them letters, marks or symbols: fillers, joiners, variation selectors, the blank of braille.
_FILLERS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"
_SELECTORS: Final = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class _Unseen(dict[int, str]):
    """What a character that is not seen becomes: nothing, a blank, or the end of a line. Worked out where it is met."""

    def __missing__(self, code: int) -> str:
        """Return what one character becomes, and remember it."""
        self[code] = self._becomes(code)
        return self[code]

    @staticmethod
    def _becomes(code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Zs":
            return " "
        if character in _LINE_ENDS:
            return "\n"
        if category in {"Cc", "Cf", "Cs"} or character in _FILLERS or any(code in codes for codes in _SELECTORS):
            return ""
        return character


_UNSEEN: Final = _Unseen({ord(one): one for one in "\t\n"})
# Printing to PDF often stores a character as its radical, ⼈ (U+2F08) for 人: the same to the eye, unknown to any reader.
RADICALS: Final = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **dict(
        zip(
            map(ord, "⼾⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳"),
            "户母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
            strict=True,
        )
    ),
}
_UNKEPT: Final = re.compile("[\0\ud800-\udfff]")
_DOT: Final = dict.fromkeys(map(ord, "•∙⋅・‧᛫⸱⦁"), "·")
# By number: an editor that normalises would write the first compatibility character as the ordinary one it stands for.
_HAN: Final = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JOINS: Final = re.compile(rf"(?<=[{_HAN}])[.●](?=[{_HAN}])")
_CHINESE: Final = str.maketrans("(),:;!?", "（），：；！？")
_NUMERALS: Final = "一二三四五六七八九十"
_ZEROS: Final = re.compile(rf"(?<=[{_NUMERALS}〇])[○◯〇O]+(?=[{_NUMERALS}年])")
_BESIDE_HAN: Final = re.compile(rf"(?<=[{_HAN}·]) +| +(?=[{_HAN}·])")
# Two characters in names beside the traditional ones: so written and so.
_IN_NAMES: Final = str.maketrans("喆堃", "哲坤")


def is_han(character: str) -> bool:
    """Tell whether this is a Chinese character, rare and compatibility ones included."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def can_be_kept(text: str) -> bool:
    """Tell whether every database and file takes the text: no NUL, and no half of a character."""
    return _UNKEPT.search(text) is None


def is_seen(text: str) -> bool:
    """Tell whether anybody sees something of the text."""
    return text[:1].isalnum() or bool(visible(text).strip())


def visible(text: str) -> str:
    """Return the text without what nobody sees, as its writer spelled it: this may be stored.

    Zero-width, bidirectional, soft and control characters are left out, every kind of blank is an ordinary one and every
    end of a line a line feed; tabs stay.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN)


def unseen(text: str) -> list[str]:
    """Return the characters of a text that nobody sees, each once: those `visible` leaves out or makes the end of a line."""
    return [one for one in dict.fromkeys(text) if one != "\n" and _UNSEEN[ord(one)] in {"", "\n"}]


def folded(text: str) -> str:
    """Return the text as it is read, one character for one, so that places in it stay: half-width, one form of each sign.

    Radicals are the characters they stand for, every middle dot is 「·」, and a circle or O between Chinese numerals is 〇.
    """
    return zeros(_JOINS.sub("·", "".join(map(_fold, text))))


def plain(text: str) -> str:
    """Return what is compared and searched: `visible`, `folded`, the other compatibility forms written out, single blanks.

    There is no blank around it. The plain form of a plain text is itself.
    """
    written, before = text, ""
    while written != before:  # what is left out may bring together what then is one character
        before = written
        written = unicodedata.normalize("NFKC", visible(folded(visible(before))))
    return " ".join(written.split())


def name_of(text: str) -> str:
    """Return a name in its one form: `plain`, with no blanks beside Chinese characters or 「·」; 「John Smith」 keeps its blank."""
    return _JOINS.sub("·", _BESIDE_HAN.sub("", plain(text)))


def same_name(text: str) -> str:
    """Return what two ways to write one name have in common: no blanks, dots, case or variant characters. Only compared."""
    bare = simplified(name_of(text)).lower().translate(_IN_NAMES).replace("·", "").replace(" ", "")
    return unicodedata.normalize("NFC", bare)


def spellings(text: str) -> tuple[str, ...]:
    """Return the ways a text may stand in a column that keeps what was typed: so, plainly, and in Chinese punctuation."""
    said = plain(text)
    return tuple(dict.fromkeys((text.strip(), said, said.translate(_CHINESE))))


def simplified(text: str) -> str:
    """Return the text in simplified characters, one for one, so that 歐陽 and 欧阳 are found by each other. Only compared."""
    return text.translate(_simplified())


@cache
def _simplified() -> Mapping[int, int]:
    signs = "".join(data_lines("tongxin.kernel", "simplified.txt"))
    return str.maketrans(signs[::2], signs[1::2])


@lru_cache(maxsize=20_000)
def _fold(character: str) -> str:
    """Return the one character this one is read as; itself where it would become several or none."""
    found = RADICALS.get(ord(character)) or unicodedata.normalize("NFKC", character)
    return found.translate(_DOT) if len(found) == 1 else character


def zeros(text: str) -> str:
    """Return a text with the circles and the letter O between Chinese numerals, and before 年, as 〇: one sign for one."""
    return _ZEROS.sub(lambda found: "〇" * len(found[0]), text)
