"""What is left over: a claim and a record that are each other's best among all that found nothing, clearly ahead."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from heapq import nlargest
from typing import Final

from tongxin.claims.context import IMPLIED, Context
from tongxin.claims.readings import Reading
from tongxin.claims.synonyms import canonical
from tongxin.claims.weights import WEIGHTS
from tongxin.claims.wording import Vocabulary
from tongxin.kernel.characters import is_han
from tongxin.kernel.data_files import word_lists

_MOST_NAMES: Final = 3  # of which one character may be part and still tell one from another
_OWN: Final = 0.8
_ENOUGH: Final = 10  # one character of a long clause is in too many names by chance
_LIGHT: Final = frozenset(word_lists("tongxin.claims", "wording.txt")["light characters"])


def left_over(
    ranked: Sequence[Sequence[Reading]],
    kept: Sequence[Sequence[Reading]],
    settled: Collection[str],
    contexts: Sequence[Context],
    *,
    vocabulary: Vocabulary,
) -> Iterator[tuple[int, Reading]]:
    """Yield claims with the record left over for them: no text was good enough for either, and nothing else can be meant.

    Whoever found one leaves the others fewer.

    They share a character of the claim's own clause that few recorded names have. Records of a register, at hand for
    every place and time, are never left over.
    """
    open_readings = {
        index: [one for one in readings if one.candidate.period and one.record not in settled]
        for index, readings in enumerate(ranked)
        if not kept[index]
    }
    common = Counter(character for name in vocabulary.names.values() for character in set(name.core))
    found = True
    while found:
        pairs = _pairs(open_readings)
        found = False
        for index, reading in pairs:
            core = vocabulary.names[reading.name].core
            telling = {one for one in core if common[one] <= _MOST_NAMES and one not in _LIGHT}
            own = [one for one in canonical(_own(contexts[index])) if is_han(one)]
            if sum(one in telling for one in own) * _ENOUGH > len(own):
                found = True
                yield index, reading
                del open_readings[index]
                for others in open_readings.values():
                    others[:] = [one for one in others if one.record != reading.record]


def _pairs(open_readings: dict[int, list[Reading]]) -> list[tuple[int, Reading]]:
    """Return the claims and records that are each other's best, clearly ahead of all others."""
    wanted: dict[str, list[tuple[float, int]]] = {}
    for index, readings in open_readings.items():
        for reading in readings:
            wanted.setdefault(reading.record, []).append((reading.score, index))
    first = {record: _ahead(scored) for record, scored in wanted.items()}
    pairs = []
    for index, readings in open_readings.items():
        best = _ahead([(reading.score, n) for n, reading in enumerate(readings)])
        if best is None:
            continue
        reading = readings[best]
        if reading.score >= WEIGHTS.left_over and first[reading.record] == index:
            pairs.append((index, reading))
    return pairs


def _ahead(scored: list[tuple[float, int]]) -> int | None:
    """Return the number of the best score where it is clearly ahead of all others."""
    first, second = nlargest(2, [*scored, (0.0, -1), (0.0, -1)])
    return first[1] if first[1] >= 0 and first[0] - second[0] >= WEIGHTS.ahead else None


def _own(context: Context) -> str:
    said = (window.text for window in context.windows if window.weight >= _OWN)
    return "|".join(words for words in said if words not in IMPLIED)
