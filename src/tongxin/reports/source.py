"""The text of a report as it is typed: a line is a paragraph, # ## ### begin a heading, tokens stand for figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tongxin.reports.slots import Breakdown, Broken, Estimate, Slot, Token, tokens

MOST_CHARACTERS: Final = 200_000
MOST_SLOTS: Final = 2_000


@dataclass(frozen=True)
class HeadingLine:
    """A heading of level 1 to 3."""

    number: int
    level: int
    text: str


Part = str | Slot | Estimate | Broken


@dataclass(frozen=True)
class TextLine:
    """A paragraph: words and slots in their order. `number` is the line of the text, from 1."""

    number: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class BreakdownLine:
    """A table or chart."""

    number: int
    breakdown: Breakdown


Line = HeadingLine | TextLine | BreakdownLine


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text that say something. Never raises: what cannot be understood is a part of its line."""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped:
            continue
        level = len(stripped) - len(stripped.lstrip("#"))
        if 1 <= level <= 3 and stripped[level : level + 1] == " ":
            yield HeadingLine(number, level, stripped[level:].strip())
            continue
        parts = tuple(_parts(stripped))
        if len(parts) == 1 and isinstance(parts[0], Breakdown):
            yield BreakdownLine(number, parts[0])
        else:
            yield TextLine(number, tuple(_inline(part) for part in parts))


def _parts(text: str) -> Iterator[str | Token]:
    position = 0
    for start, end, token in tokens(text):
        if start > position:
            yield text[position:start]
        yield token
        position = end
    if position < len(text):
        yield text[position:]


def _inline(part: str | Token) -> Part:
    if isinstance(part, Breakdown):
        return Broken(part.token, "表和图要单独占一行，请把它前后的文字另起一行。")
    return part
