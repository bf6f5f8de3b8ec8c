"""A heading owns no record: its figure says again, in rounder words, what a figure of the body states."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tongxin.claims.claim import Claim
from tongxin.claims.context import Reader
from tongxin.claims.intervals import meaning
from tongxin.claims.readings import Match, Reading
from tongxin.claims.synonyms import canonical
from tongxin.claims.units import MEASURES_OF, factor_between
from tongxin.kernel.characters import is_han

_COMMON: Final = frozenset("全省市县区年月日人次万元个家名")


def restated(index: int, matches: Sequence[Match], *, reader: Reader, own: Sequence[Reading]) -> Match | None:
    """Return the match of a heading's figure: that of the body figure it restates; None where it restates none.

    Two figures are compared by what both texts say, never with a record.
    """
    title = reader.claims[index]
    said = canonical(reader.text[: reader.heading_end])
    wanted = {reading.candidate.key: reading.score for reading in own}
    best: tuple[float, int, Match] | None = None
    for number, match in enumerate(matches):
        if match.claim.start < reader.heading_end or not match.readings or not _rounds(title, match.claim):
            continue
        shared = _shared(said, canonical(reader.whole_sentence(match.claim)), match.readings[0].name)
        rank = shared + wanted.get(match.readings[0].candidate.key, 0.0)
        if shared and (best is None or rank > best[0]):
            best = rank, number, match
    return replace(best[2], claim=title) if best else None


def _rounds(title: Claim, body: Claim) -> bool:
    """Tell whether the number in the body is one that the words of the title are true of."""
    alike = title.unit == body.unit or (
        MEASURES_OF.get(title.unit) is not None and MEASURES_OF.get(title.unit) is MEASURES_OF.get(body.unit)
    )
    factor = factor_between(title.unit, body.unit) if title.unit and body.unit else None
    if not alike:
        return False
    value = body.written.value * (factor or 1)
    return value in meaning(title.form, title.written).true


def _shared(title: str, sentence: str, name: str) -> float:
    """Return how many pairs of characters heading and body, or heading and record, have in common, weighed."""
    pairs = {title[n : n + 2] for n in range(len(title) - 1) if is_han(title[n]) and is_han(title[n + 1])}
    telling = {pair for pair in pairs if not set(pair) <= _COMMON}
    return sum(0.05 for pair in telling if pair in sentence) + sum(0.1 for pair in telling if pair in name)
