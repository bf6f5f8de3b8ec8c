"""A disagreement among the figures of one text."""

from dataclasses import dataclass
from typing import Final

from tongxin.claims.claim import Claim
from tongxin.claims.intervals import Interval, meaning

SENTENCE_STOPS: Final = frozenset("。！？\n")


@dataclass(frozen=True, slots=True)
class Incoherence:
    """Figures that cannot all be true together: the rule broken, where they stand, one Chinese sentence."""

    rule: str
    spans: tuple[tuple[int, int], ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader of the result has to know beside the findings: where it is about, one Chinese sentence."""

    sentence: str
    spans: tuple[tuple[int, int], ...] = ()


def span_of(claim: Claim) -> tuple[int, int]:
    """Return where a claim stands."""
    return claim.start, claim.end


def true_of(claim: Claim) -> Interval:
    """Return the values a claim is literally true of."""
    return meaning(claim.form, claim.written).true
