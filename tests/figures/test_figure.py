"""A figure as the public contract writes it: exact decimal strings, never a binary fraction."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.test_engines import ROWS
from tests.figures.world import desk_of, measure
from tongxin.figures import Figure, Kind, Measure, Of, Question, Status, Value, whole_value
from tongxin.figures.answers import quotient
from tongxin.figures.figure import decimal_text, result_json
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

COVERAGE = measure("x", Kind.COVERAGE, level=Level.COUNTY)


def money(unit: str) -> object:
    return measure("x", Kind.SUM, value="fen", unit=unit)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (COVERAGE, Fraction(104, 122), "0.852459"),
        (COVERAGE, Fraction(1), "1.000000"),
        (COVERAGE, Fraction(0), "0.000000"),
        (COVERAGE, Fraction(1, 2_000_000), "0.000001"),
        (COVERAGE, Fraction(499_999, 10**12), "0.000000"),
        (COVERAGE, Fraction(2, 3), "0.666667"),
        (measure("x", Kind.COUNT), 4012, "4012"),
        (measure("x", Kind.COUNT), 0, "0"),
        (money("元"), 123456, "1234.56"),
        (money("元"), 100, "1"),
        (money("元"), -5, "-0.05"),
        (money("元"), 0, "0"),
        (money("元"), 10**17, "1000000000000000"),
        (money("元"), 2**63 - 1, "92233720368547758.07"),
        (money("万元"), 123456, "0.123456"),
        (money("公斤"), 1500, "1.5"),
        (money("吨"), 1500, "0.0015"),
        (money("个"), 1500, "1500"),
    ],
)
def test_value_is_an_exact_decimal_string(kind: object, value: Fraction | int, text: str) -> None:
    assert decimal_text(value, measure=kind) == text  # type: ignore[arg-type]


def test_figure_is_written_as_the_public_contract_says(tmp_path: Path) -> None:
    desk = desk_of(ROWS, folder=tmp_path)
    coverage = desk.figure(
        Question(measure="toy.counties", place="430124", as_of=date(2021, 4, 30)), scope=Scope.everything()
    )
    assert coverage.json() == {
        "measure": {
            "code": "toy.counties", "version": 1, "name": "counties", "names": [], "unit": "个", "kind": "coverage",
        },
        "place": {"code": "430182", "name": "宁乡市"},
        "from": None, "to": None, "as_of": "2021-04-30",
        "status": "ok", "reason": None, "value": "1.000000", "numerator": 1, "denominator": 1,
        "uncovered": [], "completeness": None, "snapshot": desk.snapshot.id,
        "evidence_count": 1, "evidence_hash": coverage.evidence_hash, "of": None,
    }  # fmt: skip


def test_narrowed_figure_says_last_what_it_is_of(tmp_path: Path) -> None:
    question = Question(measure="toy.rows", place="430000", period=Period.year(2021), of=Of(subject="meeting", id=2))
    written = desk_of(ROWS, folder=tmp_path).figure(question, scope=Scope.everything()).json()
    assert list(written.items())[-1] == ("of", {"subject": "meeting", "id": 2, "name": None})
    assert written["value"] == "3"


def test_flow_is_written_with_both_days_and_its_completeness(tmp_path: Path) -> None:
    desk = desk_of(ROWS, folder=tmp_path)
    question = Question(measure="toy.persons", place="430000", period=Period.year(2021))
    written = desk.figure(question, scope=Scope.everything()).json()
    assert (written["from"], written["to"], written["as_of"]) == ("2021-01-01", "2021-12-31", None)
    assert (written["value"], written["numerator"], written["denominator"]) == ("3", None, None)
    assert written["completeness"] == {
        "reporting_rate": None,
        "returns": None,
        "resolved": 5,
        "participations": 6,
        "evidence": None,
        "bounds": None,
    }
    uncovered = desk.figure(
        Question(measure="toy.counties", place="420000", as_of=date(2019, 1, 1)), scope=Scope.everything()
    )
    assert uncovered.json()["uncovered"] == [{"code": "429004", "name": "仙桃市"}]


def test_figure_without_a_value_says_why() -> None:
    withheld = Value(status=Status.WITHHELD, reason="涉及不足 5 人，不公开。")
    assert result_json(withheld, measure=measure("x", Kind.COUNT)) == {
        "status": "withheld", "reason": "涉及不足 5 人，不公开。", "value": None, "numerator": None, "denominator": None,
    }  # fmt: skip
    undefined = Value(status=Status.UNDEFINED, numerator=0, denominator=0, reason="分母为零，无法计算。")
    assert result_json(undefined, measure=COVERAGE)["numerator"] == 0


def test_ratio_of_a_part_without_a_value_is_undefined() -> None:
    known, unknown = Value(status=Status.OK, numerator=1), Value(status=Status.WITHHELD)
    assert quotient(known, unknown).status is quotient(unknown, known).status is Status.UNDEFINED
    assert quotient(known, known).value == 1


def test_figure_passes_on_its_result(tmp_path: Path) -> None:
    figure: Figure = desk_of(ROWS, folder=tmp_path).figure(
        Question(measure="toy.money_per_visit", place="430000", period=Period.year(2021)), scope=Scope.everything()
    )
    assert (figure.status, figure.numerator, figure.denominator) == (Status.OK, 893, 8)
    assert figure.json()["value"] == "111.625000"


@pytest.mark.parametrize(
    ("unit", "kind", "text", "whole"),
    [
        ("元", Kind.SUM, "38.5", 3_850),
        ("万元", Kind.SUM, "3,800.000001", 3_800_000_001),
        ("公斤", Kind.SUM, "0.001", 1),
        ("人次", Kind.PERSON_TIMES, "４，２３６", 4_236),
        ("个", Kind.COVERAGE, "104", 104),
        ("元", Kind.RATIO, "7", 7),
    ],
)
def test_value_is_read_back_exactly(unit: str, kind: Kind, text: str, whole: int) -> None:
    assert whole_value(text, measure=_of(kind, unit)) == whole


@given(number=st.integers(0, 10**18 - 1), unit=st.sampled_from(["元", "万元", "公斤", "吨", "斤"]))
def test_reading_undoes_writing(number: int, unit: str) -> None:
    summed = _of(Kind.SUM, unit)
    assert whole_value(decimal_text(number, measure=summed), measure=summed) == number


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "应为数字"), ("-1", "应为数字"), ("1e5", "应为数字"), ("三百", "应为数字"), ("1.", "应为数字"), ("NaN", "应为数字"),
        ("0.001", "更细"), ("9" * 18, "太大"),
    ],
)  # fmt: skip
def test_value_that_is_none_is_refused_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        whole_value(text, measure=_of(Kind.SUM, "元"))
    assert refused.value.field == "value"


def _of(kind: Kind, unit: str) -> Measure:
    more: dict[str, object] = {Kind.SUM: {"value": "fen"}, Kind.COVERAGE: {"level": Level.COUNTY}}.get(kind, {})
    if kind is Kind.RATIO:
        more = {"fact": "", "numerator": "toy.money", "denominator": "toy.rows"}
    return measure("x", kind, unit=unit, **more)
