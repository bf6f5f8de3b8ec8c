"""How a figure is put into words: the interval table of 核数 the other way round, so that what is written always fits."""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction

from tongxin.claims.claim import Form
from tongxin.claims.numbers import read_figure
from tongxin.claims.phrasing import phrase
from tongxin.figures import Kind, Measure, Status, Value
from tongxin.figures.figure import decimal_text
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.numerals import plain


class Style(StrEnum):
    """A way to state a value. The strings stand in saved texts: never rename one."""

    EXACT = "exact"
    MORE = "more"
    MANY = "many"
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    AT_LEAST = "at_least"
    BELOW = "below"
    SCALED = "scaled"
    FULL = "full"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"

    @property
    def label(self) -> str:
        """The style in a list to choose from."""
        return _LABELS[self]


_LABELS = {
    Style.EXACT: "原数",
    Style.MORE: "……余",
    Style.MANY: "……多",
    Style.ABOUT: "约……",
    Style.NEARLY: "近……",
    Style.OVER: "超过……",
    Style.AT_LEAST: "……以上",
    Style.BELOW: "不足……",
    Style.SCALED: "以万、亿计",
    Style.FULL: "全覆盖",
    Style.NUMERATOR: "只写分子",
    Style.DENOMINATOR: "只写分母",
}
_FORMS = {
    Style.MORE: Form.MORE,
    Style.MANY: Form.MORE,
    Style.ABOUT: Form.ABOUT,
    Style.NEARLY: Form.NEARLY,
    Style.OVER: Form.OVER,
    Style.AT_LEAST: Form.AT_LEAST,
    Style.BELOW: Form.BELOW,
    Style.SCALED: Form.SCALED,
}
_OF_SHARES = (
    Style.EXACT, Style.ABOUT, Style.NEARLY, Style.OVER, Style.NUMERATOR, Style.DENOMINATOR, Style.FULL,
)  # fmt: skip
SHARES = (Kind.COVERAGE, Kind.RATIO)
_NEAR = {
    Style.NEARLY: Fraction(1, 20),
    Style.BELOW: Fraction(1, 20),
    Style.OVER: Fraction(1, 10),
    Style.AT_LEAST: Fraction(1, 10),
}
"""How far from the value the round number may be, as a part of the value, for these words to be offered."""
_ROUND = 2
"""How many leading digits a number may have that 近 and 不足 round up to: 近4300, not 近4240."""


def styles_of(measure: Measure) -> tuple[Style, ...]:
    """Return the styles a measure can be stated in."""
    if measure.kind in SHARES:
        return _OF_SHARES if measure.kind is Kind.COVERAGE else _OF_SHARES[:-1]
    return tuple(style for style in Style if style not in _OF_SHARES[4:])


def unit_words(measure: Measure) -> str:
    """Return the measure word a number of this measure takes in a sentence: 个班次, 人次, 家."""
    return measure.words[0] if measure.words else measure.unit


def wording(result: Value, *, measure: Measure, style: Style) -> str:
    """Return the words for a value that is there.

    Raises `ConflictError` where there is none, or the style does not suit the measure.
    """
    if result.status is not Status.OK or result.value is None:
        why = result.reason.rstrip("。") or ("不公开" if result.status is Status.WITHHELD else "无法计算")
        raise ConflictError(f"「{measure.name}」没有数值（{why}），请改用别的地区、时期，或删去这个数字。")
    if style not in styles_of(measure):
        raise ConflictError(f"「{measure.name}」不能用「{style.label}」这种说法。")
    unit = unit_words(measure)
    if style is Style.FULL:
        if result.value != 1:
            share = f"{result.numerator}/{result.denominator}"
            raise ConflictError(f"「{measure.name}」是 {share}，不能写「全覆盖」，请改用别的说法。")
        return "全覆盖"
    if style in (Style.NUMERATOR, Style.DENOMINATOR):
        part = result.numerator if style is Style.NUMERATOR else result.denominator
        return f"{part}{unit}"
    if measure.kind in SHARES:
        return phrase(Fraction(result.value) * 100, _FORMS.get(style, Form.EXACT), unit="%")
    value = Fraction(decimal_text(result.value, measure=measure))
    words = phrase(value, _FORMS.get(style, Form.EXACT), unit=unit, rough=style is Style.MANY)
    return words.replace("余", "多", 1) if style is Style.MANY else words


def offered(result: Value, *, measure: Measure, keep: str = "") -> Iterator[tuple[Style, str]]:
    """Yield the wordings worth choosing from, the number as it is first; raises `ConflictError` where there is none.

    Each says something of its own and says it well: 近 and 不足 name a round number at most a twentieth above the value, 超过
    and 以上 one at most a tenth below. 119 is 近120家 and never 不足200家 or 超过100家; 4236 is 超过4000个, never 近4240个. 200 is 200, not 约200.
    `keep` is the style a text has chosen already: it stays to be chosen.
    """
    said: set[str] = set()
    for style in styles_of(measure):
        try:
            words = wording(result, measure=measure, style=style)
        except ConflictError:
            if not said:
                raise
            continue
        well = _says_well(words, style=style, result=result, measure=measure)
        if style.value == keep or (well and words not in said):
            yield style, words
        said.add(words)


def _says_well(words: str, *, style: Style, result: Value, measure: Measure) -> bool:
    if style not in _NEAR and style is not Style.ABOUT:
        return True
    stated = read_figure(words, 0)
    if stated is None or not result.value:
        return False
    value = (
        Fraction(result.value) * 100
        if measure.kind in SHARES
        else Fraction(decimal_text(result.value, measure=measure))
    )
    if stated.written.value == value:
        return False  # nothing is about a number that is the number
    digits = plain(stated.written.value).replace(".", "").strip("0")
    is_round = style not in (Style.NEARLY, Style.BELOW) or len(digits) <= _ROUND
    return is_round and abs(stated.written.value - value) <= value * _NEAR.get(style, 1)
