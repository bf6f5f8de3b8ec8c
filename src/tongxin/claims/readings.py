"""What a claim may be read as: the candidates of one claim, best first."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tongxin.claims.answers import Candidate
from tongxin.claims.claim import Claim
from tongxin.claims.context import Context
from tongxin.claims.naming import Untold


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate for a claim, how well the text speaks of it (0 to 1), which of its names it speaks of, and which record.

    A measure of a register is another record at every place and time.
    """

    candidate: Candidate
    score: float
    name: str
    record: str


class Apart(StrEnum):
    """Why the nearest record was not taken."""

    PLACE = "place"
    TIME = "time"
    UNIT = "unit"
    WORDS = "words"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The record a claim without one comes nearest to, what keeps them apart, and its value where that does."""

    candidate: Candidate
    apart: Apart
    value: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The candidates of one claim, best first, and those that read equally well as the first; empty is unsupported.

    `kind` is the kind of figure stated, `stock` what something came anew to where nothing states that,
    `nearest` the record that comes nearest to a claim without any, `untold` tells why a recorded name beside the claim keeps it from being held
    against them, `by_hand` that a person chose the first, `in_own_words` that the figure's own words are mostly in the name of
    the first, `in_full` that nearly all of that name is heard.
    """

    claim: Claim
    context: Context
    place: str
    readings: tuple[Reading, ...]
    equal: tuple[Reading, ...]
    kind: str = "amount"
    stock: Reading | None = None
    nearest: Nearest | None = None
    untold: Untold | None = None
    by_hand: bool = False
    in_own_words: bool = True
    in_full: bool = True
