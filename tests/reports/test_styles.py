"""What the composer writes is what the checker calls fit."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.claims.extract import extract
from tongxin.claims.intervals import meaning
from tongxin.figures import Kind, Status, Value
from tongxin.figures.publication import CLOSED
from tongxin.kernel.errors import ConflictError
from tongxin.ports.desk import registry
from tongxin.reports.styles import Style, offered, styles_of, unit_words, wording

CLASSES = registry().measure("training.classes")
COUNTIES = registry().measure("network.county_coverage")
MONEY = replace(CLASSES, code="giving.received", kind=Kind.SUM, value="fen", unit="元", words=("元",), subject=None)
RATIO = replace(
    COUNTIES, code="a.b", kind=Kind.RATIO, level=None, fact="", numerator="a.c", denominator="a.d", where=()
)


def value(numerator: int, denominator: int | None = None) -> Value:
    return Value(status=Status.OK, numerator=numerator, denominator=denominator)


@given(st.integers(0, 10**9), st.sampled_from(styles_of(CLASSES)))
def test_words_of_a_count_are_read_back_as_fitting(number: int, style: Style) -> None:
    words = wording(value(number), measure=CLASSES, style=style)
    (claim,) = extract(f"举办{words}。")
    assert Fraction(number) in meaning(claim.form, claim.written).fit, words


@given(st.integers(0, 10**12), st.sampled_from([Style.EXACT, Style.ABOUT, Style.MORE, Style.MANY]))
def test_words_of_money_are_read_back_as_fitting(fen: int, style: Style) -> None:
    words = wording(value(fen), measure=MONEY, style=style)
    (claim,) = extract(f"捐款{words}。")
    assert Fraction(fen, 100) in meaning(claim.form, claim.written).fit, words


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (Style.EXACT, "4236个班次"),
        (Style.MORE, "4200余个班次"),
        (Style.MANY, "4000多个班次"),
        (Style.ABOUT, "约4200个班次"),
        (Style.NEARLY, "近4240个班次"),
        (Style.OVER, "超过4000个班次"),
    ],
)
def test_count_is_written_in_every_style(style: Style, words: str) -> None:
    assert wording(value(4236), measure=CLASSES, style=style) == words


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (Style.EXACT, "85.25%"),
        (Style.ABOUT, "约85%"),
        (Style.NUMERATOR, "104个"),
        (Style.DENOMINATOR, "122个"),
    ],
)
def test_share_is_written_in_its_styles(style: Style, words: str) -> None:
    assert wording(value(104, 122), measure=COUNTIES, style=style) == words


def test_full_coverage_is_earned() -> None:
    assert wording(value(14, 14), measure=COUNTIES, style=Style.FULL) == "全覆盖"
    with pytest.raises(ConflictError, match="104/122，不能写「全覆盖」"):
        wording(value(104, 122), measure=COUNTIES, style=Style.FULL)


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (Value(status=Status.WITHHELD, reason=CLOSED), "不公开"),
        (Value(status=Status.UNDEFINED, reason="分母为零，无法计算。"), "分母为零"),
        (Value(status=Status.UNDEFINED), "无法计算"),
    ],
)
def test_figure_without_a_value_has_no_words(result: Value, why: str) -> None:
    with pytest.raises(ConflictError, match=why):
        wording(result, measure=CLASSES, style=Style.EXACT)


@pytest.mark.parametrize(("measure", "style"), [(CLASSES, Style.FULL), (COUNTIES, Style.MORE), (RATIO, Style.FULL)])
def test_style_that_does_not_suit_is_refused(measure, style: Style) -> None:
    with pytest.raises(ConflictError, match="不能用"):
        wording(value(1, 2), measure=measure, style=style)


def test_measure_without_words_takes_its_unit() -> None:
    assert unit_words(replace(CLASSES, words=())) == "班次"
    assert {style.label for style in Style} == {one.label for one in Style}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (119, ["119个班次", "110余个班次", "100多个班次", "约120个班次", "近120个班次"]),
        (4236, ["4236个班次", "4200余个班次", "4000多个班次", "约4200个班次", "超过4000个班次", "4000个班次以上"]),
        (200, ["200个班次"]),
        (0, ["0个班次"]),
    ],
)
def test_only_wordings_that_say_something_well_are_offered(number: int, words: list[str]) -> None:
    found = [text for _, text in offered(value(number), measure=CLASSES)]
    assert found == words


@given(st.integers(1, 10**9), st.sampled_from([CLASSES, COUNTIES]))
def test_no_round_number_offered_is_far_off(number: int, measure) -> None:
    result = value(number) if measure is CLASSES else value(number, 10**9)
    exact = Fraction(number) if measure is CLASSES else Fraction(number, 10**7)
    found = dict(offered(result, measure=measure))
    assert len(set(found.values())) == len(found)
    for style, most in ((Style.NEARLY, 20), (Style.BELOW, 20), (Style.OVER, 10), (Style.AT_LEAST, 10)):
        if style in found:
            (claim,) = extract(f"达到{found[style]}。")
            assert abs(claim.written.value - exact) * most <= exact


def test_style_a_text_has_chosen_stays_to_be_chosen() -> None:
    assert (Style.BELOW, "不足200个班次") in list(offered(value(119), measure=CLASSES, keep="below"))
    with pytest.raises(ConflictError):
        list(offered(Value(status=Status.UNDEFINED), measure=CLASSES))
