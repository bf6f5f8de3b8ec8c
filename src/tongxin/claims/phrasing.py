"""The interval table the other way round: words for an exact value that the check always calls fit."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from tongxin.claims.claim import Form
from tongxin.claims.intervals import meaning
from tongxin.claims.numbers import read_figure
from tongxin.kernel.numerals import grouped, plain

_AFFIXES: Final = {
    Form.EXACT: ("", "", ""),
    Form.SCALED: ("", "", ""),
    Form.PERCENT: ("", "", ""),
    Form.ABOUT: ("约", "", ""),
    Form.MORE: ("", "余", ""),
    Form.NEARLY: ("近", "", ""),
    Form.OVER: ("超过", "", ""),
    Form.AT_LEAST: ("", "", "以上"),
    Form.BELOW: ("不足", "", ""),
    Form.AT_MOST: ("", "", "以内"),
}
STYLES: Final = frozenset(_AFFIXES)
_UPWARD: Final = frozenset({Form.NEARLY, Form.BELOW, Form.AT_MOST})
_NEAREST: Final = frozenset({Form.ABOUT, Form.SCALED, Form.PERCENT})
_ROUNDEST: Final = _UPWARD | {Form.OVER, Form.AT_LEAST}
_DECIMALS: Final = 6
_LONGEST: Final = 22


def _rounded(value: Fraction, digits: int, style: Form) -> Fraction:
    """Round to `digits` leading digits: up for 近, down for 余, to the nearest for 约."""
    place = Fraction(1)
    while value >= place * 10**digits:
        place *= 10
    while value < place * 10 ** (digits - 1):
        place /= 10
    steps = value / place
    if style in _UPWARD:
        return -(-steps.numerator // steps.denominator) * place
    if style in _NEAREST:
        return (steps.numerator * 2 + steps.denominator) // (steps.denominator * 2) * place
    return steps.numerator // steps.denominator * place


def spelled(value: Fraction) -> str:
    """Write 38000000 as 3800万; 4200 stays 4200."""
    for scale, word in ((10**8, "亿"), (10**4, "万")):
        if value >= scale:
            return plain(value / scale, decimals=_LONGEST) + word
    return plain(value, decimals=_LONGEST)


def _wordings(value: Fraction, style: Form, unit: str, *, rough: bool) -> Iterator[str]:
    before, inside, after = _AFFIXES[style]
    first = (1, 2) if rough or style in _ROUNDEST else (2, 1)
    for digits in (*first, *range(3, _LONGEST)):
        if value > 0:
            yield f"{before}{spelled(_rounded(value, digits, style))}{inside}{unit}{after}"


def phrase(value: Fraction | int, style: Form, *, unit: str = "", rough: bool = False) -> str:
    """Write a value in a style, roundest first: 4236 as 「4200余人次」, 186 as 「近200名」, 37964000 as 「约3800万元」.

    The check calls the result fit. Where no wording of the style fits (a round number has no 余) the plain number is
    written. `value` is in `unit`; a share is given in per cent with unit `%`. `rough` prefers one leading digit: 4000余.
    """
    exact = Fraction(value)
    for wording in _wordings(exact, style, unit, rough=rough) if style is not Form.EXACT else ():
        figure = read_figure(wording, 0)
        if figure and figure.end == len(wording) and exact in meaning(figure.form, figure.written).fit:
            return wording
    decimals = 2 if unit == "%" else _DECIMALS
    text = plain(exact, decimals=decimals)
    if exact.denominator > 1 and "." not in text:
        text = grouped(exact, decimals=decimals)  # 5.00 is read to the hundredth, a bare 5 to the letter
    return f"{text}{unit}"
