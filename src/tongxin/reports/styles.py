"""How a figure is put into words: the interval table of 核数 the other way round, so that what is written always fits."""

from enum import StrEnum
from fractions import Fraction

from tongxin.claims.claim import Form
from tongxin.claims.phrasing import phrase
from tongxin.figures import Kind, Measure, Status, Value
from tongxin.figures.figure import decimal_text
from tongxin.kernel.errors import ConflictError


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
