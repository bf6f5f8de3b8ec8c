"""Every way a name or a number may be written in what people type: blanks and dots between, other widths, case, pinyin.

A text is read one character at a time, escapes of JSON and of addresses as the characters they stand for, each in the form
`kernel.characters.same_name` gives it. Blanks, hyphens and dots may stand between; punctuation and ends of lines part.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from urllib.parse import quote, unquote

from tongxin.kernel.characters import RADICALS, is_han, plain, same_name, simplified, visible

_UNIT: Final = re.compile(
    r"\\u[d][89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\[nrtbf\"/\\]"
    r"|%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}|.",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
_ADDRESS: Final = re.compile(r"%[\da-fA-F]{2}|[?&]\w+=", re.ASCII)
_HYPHENS: Final = frozenset(".-‐–−")
_JOINED: Final = "[ -]*"
_SYLLABLES: Final = "[ '’-]*"
_ABROAD: Final = "(?:(?:\\+|00)?86[ -]*)?"
_LATIN: Final = 0x250
_MOST_PLANES: Final = 0x30000
_RARE: Final = "\U00010000"
_LAST: Final = "\U0010ffff"
# What may stand between in a database; an escape is no letter there.
_NO_LETTERS: Final = r"(?:[^0-9A-Za-z㐀-鿿]|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|\\[nrtbf])*"
# What a letter or digit in another width, or with a tone, is in JSON; in an address it may be anything.
_ESCAPED_LETTER: Final = (
    r"\\u(?:0[0-2]|1[dDeE]|2(?:0[789]|1|4)|[fF]{2}(?:1[0-9]|[2-5])|[dD]8)|%(?:3[0-9]|[4-7cCdDeEfF])"
)


@dataclass(frozen=True)
class Reading:
    """A text as it is read: `spans` say where in the text each character of it stands."""

    text: str
    spans: Sequence[tuple[int, int]]


def read(text: str) -> Reading:
    """Return how a text is read: a blank is 「 」, a hyphen or dot 「-」, tones and what nobody sees are left out."""
    said = [(one, (start, end)) for start, end, character in _units(text) for one in _heard(character)]
    return Reading("".join(one for one, _ in said), [span for _, span in said])


@dataclass(frozen=True, kw_only=True)
class Spelled:
    """A name or number by its parts: `between` two of them may stand what joins, within one nothing."""

    parts: tuple[str, ...]
    between: str = _JOINED

    @property
    def key(self) -> str:
        """What all its spellings have in common."""
        return "".join(self.parts)

    def pattern(self) -> str:
        """Return the pattern of its spellings in a reading; a number is no part of a longer one, nor letters of a word."""
        abroad = _ABROAD if re.fullmatch("1[0-9]{10}", self.key) else ""
        return f"{_edge(self.key[0], '?<!')}{abroad}{self.between.join(map(re.escape, self.parts))}{_edge(self.key[-1], '?!')}"

    def as_one(self) -> "Spelled":
        """Return the spellings without blanks between: what one name is, and not the names of two beside each other."""
        return Spelled(parts=self.parts, between="-*")


def spelled(word: str) -> Spelled:
    """Return a word by its parts: Chinese characters and digits one by one, letters as they stand together."""
    return Spelled(parts=tuple(re.findall(r"[a-z]+|[^ \n-]", read(word).text)))


def spelled_in_letters(syllables: Iterable[str]) -> Spelled:
    """Return a name as it is written in pinyin."""
    return Spelled(parts=tuple(syllables), between=_SYLLABLES)


def may_hold(words: Sequence[Spelled]) -> str:
    """Return a pattern, for Python and both databases, of all texts that hold one of the words, and of some that do not.

    The characters of a word follow each other, whatever stands between; a text with letters or digits in other forms than
    their own is taken, too, where a word has any.
    """
    each = [_NO_LETTERS.join(_written(one) for one in word.key if one.isalnum()) for word in words]
    latin = any(one.isascii() for word in words for one in word.key)
    return "|".join(dict.fromkeys([*each, *([_other_letters()] if latin else [])])) or r"(?!)"


def _units(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the characters of a text, an escape as the one it stands for, and where they begin and end."""
    if _ADDRESS.search(text):
        text = text.replace("+", " ")
    if "\\" not in text and "%" not in text:
        yield from ((number, number + 1, character) for number, character in enumerate(text))
        return
    for found in _UNIT.finditer(text):
        yield found.start(), found.end(), _unescaped(found[0])


def _unescaped(unit: str) -> str:
    if len(unit) == 1:
        return unit
    return unquote(unit) if unit[0] == "%" else str(json.loads(f'"{unit.lower()}"'))


@lru_cache(maxsize=50_000)
def _heard(character: str) -> str:
    """Return what one character is read as."""
    seen = visible(character)
    if seen in {"", "\n"}:
        return seen
    if unicodedata.category(character) == "Mn":
        return ""
    said = same_name(character)
    if not said:
        return "-" if plain(character) else " "
    return "-" if said in _HYPHENS else "".join(map(_without_tone, said))


def _without_tone(letter: str) -> str:
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if ord(bare) < _LATIN else letter


def _edge(character: str, sign: str) -> str:
    if not (character.isascii() and character.isalnum()):
        return ""
    return f"({sign}{'[0-9]' if character.isdigit() else '[a-z]'})"


def _written(character: str) -> str:
    """Return a pattern of the forms one character may be written in; of a letter or digit its own ones."""
    if character.isascii():
        return f"[{character}{character.upper()}]"
    forms = {character, character.upper()} | _looks().get(character, set())
    return f"(?:{'|'.join(_in_any_case(form) for one in sorted(forms) for form in (one, json.dumps(one)[1:-1], quote(one)))})"


def _in_any_case(form: str) -> str:
    """Return a pattern of an escape with its letters in either case; of a character itself."""
    if len(form) == 1:
        return re.escape(form)
    return re.sub("[a-fA-F]", lambda found: f"[{found[0].lower()}{found[0].upper()}]", form.replace("\\", "\\\\"))


@cache
def _other_letters() -> str:
    """Return a pattern of a letter or digit in another form than its own; rare characters all, which Python finds at once."""
    others = set[str]().union(*(forms for one, forms in _looks().items() if one.isascii() and one.isalnum()))
    common = "".join(sorted(one for one in others if one < _RARE))
    return f"[{common}]|[{_RARE}-{_LAST}]|{_ESCAPED_LETTER}"


@cache
def _looks() -> Mapping[str, set[str]]:
    """Return by what is read every character that is read so and is another one."""
    found: dict[str, set[str]] = {}
    for character in map(chr, range(0x80, _MOST_PLANES)):
        if _is_another(character):
            for one in _heard(character):
                found.setdefault(one, set()).add(character)
    return found


def _is_another(character: str) -> bool:
    """Tell whether a character may be read as another one, its capital form apart."""
    if unicodedata.decomposition(character) or ord(character) in RADICALS or simplified(character) != character:
        return True
    return character < _RARE and is_han(character) and same_name(character) != character
