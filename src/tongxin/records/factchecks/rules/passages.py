"""What two claims have in common: short passages as numbers, to find candidates by; shared passages in words, to show why.

Of a text only letters and digits count. Every passage of `GRAM` of them is a number; of every `WINDOW` numbers in a row the
least is kept (winnowing), so that two texts that share a passage of ten characters share a number, whoever wrote around it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from tongxin.kernel.characters import folded

GRAM: Final = 5
WINDOW: Final = 6
MOST: Final = 400  # numbers of one text
LEAST_SHARED: Final = Fraction(3, 10)
LONG: Final = 10  # a shared passage so long is told of whatever the share


@dataclass(frozen=True, kw_only=True)
class Shared:
    """How much of the shorter text is in the longer, and the passages, longest first, as the first text writes them."""

    part: Fraction
    passages: tuple[str, ...]

    @property
    def speaks(self) -> bool:
        """Whether the two may say the same."""
        return self.part >= LEAST_SHARED or any(len(one) >= LONG for one in self.passages)


def numbers_of(text: str) -> list[int]:
    """Return the numbers a text is found by, each once, in order."""
    letters = "".join(letter for letter, _ in _letters(text))
    every = [_number(gram) for gram in _grams(letters)]
    kept = {min(every[start : start + WINDOW]) for start in range(max(1, len(every) - WINDOW + 1))} if every else set()
    return sorted(kept)[:MOST]


def shared_by(one: str, other: str) -> Shared:
    """Return what two texts share."""
    letters, theirs = list(_letters(one)), "".join(letter for letter, _ in _letters(other))
    own = list(_grams("".join(letter for letter, _ in letters)))
    known = set(_grams(theirs))
    common = len(set(own) & known)
    least = min(len(set(own)), len(known)) or 1
    last = len(letters) - 1
    runs = [one[letters[a][1] : letters[min(b, last)][1] + 1] for a, b in _runs([gram in known for gram in own])]
    longest = sorted(dict.fromkeys(runs), key=lambda run: (-len(run), run))
    return Shared(part=Fraction(common, least), passages=tuple(longest))


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Yield each letter or digit as it is read, with its place in the text."""
    for place, letter in enumerate(folded(text)):
        if letter.isalnum():
            yield letter.lower()[0], place


def _grams(letters: str) -> Iterator[str]:
    """Yield every passage; of a text too short for one the text itself."""
    if letters:
        yield from (letters[start : start + GRAM] for start in range(max(1, len(letters) - GRAM + 1)))


def _runs(shared: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last letter of every run of shared passages."""
    start = None
    for place, known in enumerate([*shared, False]):
        if known and start is None:
            start = place
        elif not known and start is not None:
            yield start, place + GRAM - 2
            start = None


@lru_cache(maxsize=50_000)
def _number(gram: str) -> int:
    return int.from_bytes(blake2b(gram.encode(), digest_size=8).digest()) >> 1
