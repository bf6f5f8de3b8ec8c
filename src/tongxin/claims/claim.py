"""What a text states: one written figure, its place in the text and how precisely it was written."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tongxin.kernel.numerals import plain


class Form(StrEnum):
    """How a figure is worded; the interval it means depends on it. Stable strings of the public JSON."""

    EXACT = "exact"
    SCALED = "scaled"
    PERCENT = "percent"
    ABOUT = "about"
    MORE = "more"
    NEARLY = "nearly"
    OVER = "over"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"
    RANGE = "range"
    VAGUE = "vague"
    FULL = "full"
    GROWTH = "growth"
    POINTS = "points"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Written:
    """A number as written: value, upper end of a range, closing scale word, place values of its last digits.

    `marker_inside` tells 10多万 (True) from 10万多 (False). `word` is the vague word (上, 数, 几) where there is one.
    """

    value: Fraction
    scale: int
    last: Fraction
    last_nonzero: Fraction
    upper: Fraction | None = None
    marker_inside: bool = False
    word: str = ""
    arabic: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable figure; `start` and `end` count characters of the text and cover marker, number and unit."""

    start: int
    end: int
    text: str
    form: Form
    unit: str
    written: Written

    @property
    def number(self) -> str:
        """The written number as a plain decimal, 万 and 亿 multiplied out."""
        return plain(self.written.value)
