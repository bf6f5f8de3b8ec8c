"""A text as a reader of the page sees it: without blanks and signs nobody reads, every place known in the original."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tongxin.claims.characters import CLAUSE_ENDS, GAP, UNSEEN, fold
from tongxin.claims.claim import Claim
from tongxin.claims.units import unit_at

_MARKS: Final = "，。、：；！？（）“”《》·"
_HAN: Final = "㐀-鿿"
_BLANKS: Final = f"[ {GAP}]{{1,2}}"
_LEFT_OUT: Final = re.compile(
    rf"{UNSEEN}+|\*\*|(?<=[{_MARKS}]){_BLANKS}(?=[^ {GAP}])|(?<=[^ {GAP}]){_BLANKS}(?=[{_MARKS}])"
    rf"|(?<=[{_HAN}]){_BLANKS}(?=[^ {GAP}{_HAN}])|(?<=[^ {GAP}{_HAN}]){_BLANKS}(?=[{_HAN}])"
    r"|(?<=[0-9万亿])\n(?=[一-鿿])"
)
"""Blanks beside Chinese, marks of bold type, and the end of a line between a number and its unit. A blank in the middle of
Chinese parts what it stands between, as in a heading.
"""
_THOUSANDS: Final = re.compile(rf"(?<![0-9.,])[0-9]{{1,3}}(?:[{GAP}'’][0-9]{{3}})+(?![0-9])")


@dataclass(frozen=True, slots=True)
class Legible:
    """The text as it is read, and where each stretch of it starts, how much further on it stands in the original, and where there."""

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]
    origins: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` up to `end` stand in the original."""
        return self._original(start), self._original(end - 1) + 1

    def _original(self, position: int) -> int:
        return position + self.shifts[bisect_right(self.starts, position) - 1]

    def place(self, position: int) -> int:
        """Return where a character of the original stands; of one left out, where the next one does."""
        at = bisect_right(self.origins, position) - 1
        following = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text)
        return min(max(position - self.shifts[at], 0), following)

    def claim(self, claim: Claim) -> Claim:
        """Return a claim of the original with its places in this text."""
        start, end = self.place(claim.start), self.place(claim.end - 1) + 1
        return Claim(start, end, claim.text, claim.form, claim.unit, claim.written)


def legible(text: str) -> Legible:
    """Return a text as it is read."""
    read = fold(text)
    pieces, starts, shifts, position, length = [], [0], [0], 0, 0
    for start, end in _left_out(read):
        pieces.append(read[position:start])
        length += start - position
        if starts[-1] == length:
            starts.pop()
            shifts.pop()
        starts.append(length)
        shifts.append(end - length)
        position = end
    pieces.append(read[position:])
    origins = tuple(start + shift for start, shift in zip(starts, shifts, strict=True))
    return Legible("".join(pieces).replace(GAP, " "), tuple(starts), tuple(shifts), origins)


def _left_out(text: str) -> Iterator[tuple[int, int]]:
    """Yield what is left out, in order; blanks beside Chinese and those between digits never meet."""
    yield from sorted([*_stretches(text), *_separators(text)])


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    for found in _LEFT_OUT.finditer(text):
        if found[0] != "\n" or _goes_on(text, found.end()):
            yield found.span()


def _goes_on(text: str, start: int) -> bool:
    """Tell whether a line begins with the unit of the number before it, and with nothing else."""
    end = start + len(unit_at(text, start))
    return end > start and (end == len(text) or text[end] in CLAUSE_ENDS)


def _separators(text: str) -> Iterator[tuple[int, int]]:
    for number in _THOUSANDS.finditer(text):
        for at in range(number.start(), number.end()):
            if not text[at].isdigit():
                yield at, at + 1
