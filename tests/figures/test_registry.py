"""The registry checks declarations against each other at start-up."""

import pytest

from tests.figures.world import MEASURES, Rows, club_fact, measure, registry, visit_fact
from tongxin.figures import Kind, Measure, Registry, RegistryError
from tongxin.kernel.errors import InputError


def refused(*measures: Measure) -> str:
    with pytest.raises(RegistryError) as caught:
        registry(Rows(), measures=measures)
    return str(caught.value)


def test_double_codes_are_refused() -> None:
    assert "two measures" in refused(measure("x", Kind.COUNT), measure("x", Kind.COUNT))
    with pytest.raises(RegistryError, match="two facts"):
        Registry(facts=[visit_fact(Rows()), visit_fact(Rows())], measures=[], places=lambda _alias: ())


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        (Kind.COUNT, {"fact": "toy.nothing"}, "no fact"),
        (Kind.STOCK, {}, "begin and end"),
        (Kind.COUNT, {"subject": "nobody"}, "no column"),
        (Kind.COUNT, {"subject": "fen"}, "no subject"),
        (Kind.PERSONS, {"subject": "meeting"}, "does not number persons"),
        (Kind.SUM, {"value": "nothing"}, "no column"),
        (Kind.SUM, {"value": "meeting"}, "cannot be summed"),
        (Kind.COUNT, {"where": (("nothing", (True,)),)}, "no column"),
        (Kind.COUNT, {"where": (("fen", (1,)),)}, "never holds"),
        (Kind.COUNT, {"where": (("state", ("lost",)),)}, "never holds"),
        (Kind.COUNT, {"where": (("state", ()),)}, "never holds"),
        (Kind.COUNT, {"where": (("done", (1,)),)}, "never holds"),
        (Kind.COUNT, {"where": (("done", ()),)}, "never holds"),
        (Kind.RATIO, {"fact": "", "numerator": "toy.none", "denominator": "toy.none"}, "no measure a ratio"),
    ],
)
def test_measure_that_does_not_fit_its_fact_is_refused(kind: Kind, more: dict[str, object], message: str) -> None:
    assert message in refused(measure("x", kind, **more))


def test_ratio_of_a_ratio_is_refused() -> None:
    nested = measure("x", Kind.RATIO, fact="", numerator="toy.money_per_visit", denominator="toy.rows")
    assert "no measure a ratio" in refused(*MEASURES, nested)


def test_ratio_of_a_stock_to_a_flow_is_refused() -> None:
    mixed = measure("x", Kind.RATIO, fact="", numerator="toy.clubs", denominator="toy.rows")
    assert "on a day" in refused(*MEASURES, mixed)


def test_measure_without_where_or_subject_is_fine() -> None:
    assert registry(Rows(), measures=[measure("x", Kind.COUNT)]).measure("toy.x").kind is Kind.COUNT


def test_facts_of_a_ratio_are_those_of_its_parts() -> None:
    frozen = registry(Rows())
    assert [fact.code for fact in frozen.facts_of(frozen.measure("toy.money_per_visit"))] == ["toy.visit", "toy.visit"]
    assert [fact.code for fact in frozen.facts_of(frozen.measure("toy.clubs"))] == [club_fact(Rows()).code]


def test_unknown_measure_is_one_chinese_sentence() -> None:
    with pytest.raises(InputError, match=r"没有代码为「toy\.none」的指标") as caught:
        registry(Rows()).measure("toy.none")
    assert caught.value.field == "measure"


def test_measure_is_narrowed_by_what_all_its_parts_number() -> None:
    frozen = registry(
        Rows(),
        measures=[*MEASURES, measure("mixed", Kind.RATIO, fact="", numerator="toy.given", denominator="toy.rows")],
    )
    named = {code: frozen.narrowings(frozen.measure(f"toy.{code}")) for code in (
        "persons", "gifts", "clubs", "counties", "given_per_gift", "money_per_visit", "mixed",
    )}  # fmt: skip
    assert named == {
        "persons": {"meeting": "场次"},
        "gifts": {"club": "组织", "series": "品牌系列"},
        "clubs": {"club": "组织"},
        "counties": {},
        "given_per_gift": {"club": "组织", "series": "品牌系列"},
        "money_per_visit": {"meeting": "场次"},
        "mixed": {},
    }
