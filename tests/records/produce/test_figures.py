"""Rounds as their sheets settle them, the figures they give on both engines, the product that narrows them."""

from datetime import date
from pathlib import Path

import pytest

from tests.cast import SYSTEM
from tests.records.produce.samples import SETTLED, closed_round, open_round, product, sold_round, told
from tongxin.figures import Desk, Of, Question, Registry, Store
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.network.queries.places import place_rows
from tongxin.records.produce.actions import rounds
from tongxin.records.produce.figures.rounds import LINE, MEASURES, PARAGRAPHS, RETURN, ROUND
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()
AUGUST = {"opens": date(2021, 8, 1), "closes": date(2021, 8, 9)}


def sell(cast) -> None:
    sold_round(cast)  # two crates of 2.5 kg
    mixed = open_round(cast, hosts=5, **AUGUST)
    rounds.list_product(mixed, by=SYSTEM, product=product(cast, "茶陵白芷", unit="jin", grams=None), price=2_600)
    told(mixed, item="茶陵白芷", quantity=7, amount=18_000)
    told(mixed, item="炎陵黄桃", quantity=1, amount=3_000, number="5")
    told(mixed, item="炎陵黄桃", quantity=9, amount=9_000, number="6", sheet="order")
    rounds.settle_round(rounds.close_round(mixed, by=SYSTEM), by=SYSTEM, **SETTLED | {"households": 30})
    closed_round(cast)
    open_round(cast)


@pytest.fixture(params=["reference", "duckdb"])
def desk(request, cast, tmp_path: Path) -> Desk:
    sell(cast)
    facts = (with_page(ROUND), with_page(LINE), fact_of(RETURN))
    registry = Registry(facts=facts, measures=MEASURES, places=place_rows)
    snapshot = Store(tmp_path).take(registry, alias="default")
    engine = (
        DuckDBEngine(snapshot, registry=registry)
        if request.param == "duckdb"
        else ReferenceEngine(places=snapshot.register, records=snapshot.records)
    )
    return Desk(registry=registry, snapshot=snapshot, engine=engine)


def asked(desk: Desk, name: str, period: Period, *, of: Of | None = None) -> object:
    question = Question(measure=f"produce.{name}", place="430182", period=period, of=of)
    return desk.figure(question, scope=EVERYTHING).result.value


def test_figures_follow_from_settled_rounds_and_narrow_to_a_product(desk, cast) -> None:
    year, july = Period.year(2021), Period.between(date(2021, 7, 1), date(2021, 7, 31))
    found = {one.code.partition(".")[2]: asked(desk, one.code.partition(".")[2], year) for one in MEASURES}
    assert found == {
        "weight_settled": 2 * 2_500 + 7 * 500 + 2_500,
        "value_settled": 7_500 + 18_000 + 3_000,
        "orders": 3,
        "rounds": 2,
        "hosts": 8,
        "households": 42,
    }
    assert asked(desk, "weight_settled", july) == 5_000
    herb = Of(subject="product", id=product(cast, "茶陵白芷").pk)
    assert [asked(desk, name, year, of=herb) for name in ("weight_settled", "value_settled", "rounds")] == [
        3_500,
        18_000,
        1,
    ]


def test_every_number_of_a_return_stands_in_the_paragraph() -> None:
    assert PARAGRAPHS[0].flows == RETURN.measures
