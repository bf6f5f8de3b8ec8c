"""Measures refuse what contradicts itself."""

import pytest

from tests.figures.world import measure
from tongxin.figures import DeclarationError, Kind, Measure
from tongxin.kernel.places import Level


@pytest.mark.parametrize("code", ["classes", "training.", ".classes", "a.b.c", "a b.c", "培训 .x"])
def test_code_that_is_not_room_and_name_is_refused(code: str) -> None:
    with pytest.raises(DeclarationError, match=r"room\.name"):
        Measure(code=code, name="某", unit="个", kind=Kind.COUNT, definition="某。", grain="行", fact="toy.visit")


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        (Kind.COVERAGE, {}, "has a level"),
        (Kind.COUNT, {"level": Level.COUNTY}, "has a level"),
        (Kind.SUM, {}, "value column"),
        (Kind.COUNT, {"value": "fen"}, "value column"),
        (Kind.RATIO, {"fact": ""}, "two measures"),
        (Kind.RATIO, {"fact": "", "numerator": "toy.rows"}, "two measures"),
        (Kind.RATIO, {"numerator": "toy.rows", "denominator": "toy.rows"}, "no fact of its own"),
        (Kind.COUNT, {"fact": ""}, "one fact"),
        (Kind.COUNT, {"numerator": "toy.rows", "denominator": "toy.rows"}, "two measures"),
        (Kind.PERSONS, {}, "subject column"),
        (Kind.COUNT, {"version": 0}, "begin at 1"),
        (Kind.COUNT, {"public_k": 0}, "begin at 1"),
    ],
)
def test_contradiction_in_a_measure_is_refused(kind: Kind, more: dict[str, object], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        measure("x", kind, **more)


def test_measures_are_immutable_data() -> None:
    one, other = measure("x", Kind.COUNT), measure("x", Kind.COUNT)
    assert one == other
    assert hash(one) == hash(other)
