"""Engines agree on every answer, row and hash, whatever the rows and the question."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.figures import chance
from tests.figures.conftest import SPARK
from tests.figures.world import KEPT, Rows, engine_over, reading_once, snapshot_of
from tongxin.figures import Axis, Desk, Of, Question, Type
from tongxin.figures.grouping import Grouping, Order
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

ALL = Scope.everything()
LOOSE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def desks(rows: Rows, *, folder: Path, names: tuple[str, ...] = ("reference", "duckdb")) -> list[Desk]:
    frozen, snapshot = snapshot_of(rows, folder=folder)
    engines = [
        reading_once(snapshot, registry=frozen)
        if name == "reference"
        else engine_over(snapshot, registry=frozen, name=name)
        for name in names
    ]
    return [Desk(registry=frozen, snapshot=snapshot, engine=engine) for engine in engines]


GROUPINGS = [
    (by, Order(order), descending, offset, limit)
    for by, order, descending, offset, limit in (
        ("record", "day", False, 0, 60),
        ("record", "rows", True, 1, 3),
        ("record", "unit", True, 0, 4),
        ("day", "day", True, 0, 5),
        ("unit", "unit", False, 0, 60),
    )
]


def _groups(desk: Desk, question: Question, *, scope: Scope, grouping: tuple[str, Order, bool, int, int]) -> object:
    by, order, descending, offset, limit = grouping
    measure = desk.registry.measure(question.measure)
    if not measure.fact:
        return None
    fact = desk.registry.fact(measure.fact)
    unit = next(iter(fact.narrowings.values()), fact.only(Type.KEY)).name
    column = {"record": fact.record_column, "day": fact.times[0], "unit": unit}[by]
    asked = Grouping(by=column, unit=unit, order=order, descending=descending, offset=offset, limit=limit)
    return desk.groups(question, scope=scope, grouping=asked)


def everything(desk: Desk, question: Question, *, scope: Scope) -> list[object]:
    """Ask for the figure, its evidence and every breakdown; a refusal is an answer too."""
    found: list[object] = []
    asks = [
        lambda: desk.figure(question, scope=scope),
        lambda: desk.evidence(question, scope=scope, limit=7),
        lambda: desk.evidence(question, scope=scope, after=5),
        lambda: _groups(desk, question, scope=scope, grouping=GROUPINGS[len(repr(question)) % len(GROUPINGS)]),
        lambda: desk.evidence(question, scope=scope, record=3),
        *(lambda axis=axis: desk.cells(question, by=axis, scope=scope) for axis in Axis),
    ]
    for ask in asks:
        try:
            found.append(ask())
        except (InputError, NotFoundError) as error:
            found.append(error.message)
    return found


@pytest.mark.slow
@LOOSE
@given(st.data())
def test_reference_and_duckdb_agree(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    reference, duckdb = desks(data.draw(chance.rows()), folder=tmp_path_factory.mktemp("agree"))
    for _ in range(4):
        question, scope = data.draw(chance.questions()), data.draw(chance.SCOPES)
        assert everything(reference, question, scope=scope) == everything(duckdb, question, scope=scope)


def _example(seed: int) -> tuple[Rows, list[Question]]:
    """Return random rows and one question of every measure. Spark is too slow to search with."""
    from datetime import date, timedelta

    from tests.figures.world import MEASURES, PLACES

    chosen = Random(seed)
    places = sorted({row.place for row in PLACES})
    first = date(2019, 1, 1)

    def day() -> date:
        return first + timedelta(days=chosen.randrange(1_000))

    visits: list[tuple[object, ...]] = [
        (
            key,
            chosen.choice(places),
            chosen.choice([None, *range(1, 15)]),
            chosen.randrange(1, 9),
            day(),
            chosen.choice(["held", "planned"]),
            chosen.random() < 0.7,
            chosen.randrange(10**13),
        )
        for key in range(1, 120)
    ]
    clubs: list[tuple[object, ...]] = []
    for key in range(1, 50):
        begin = day()
        end = chosen.choice([None, begin + timedelta(days=chosen.randrange(1, 500))])
        clubs.append((key, chosen.choice(places), begin, end, "held"))
    gifts: list[tuple[object, ...]] = [
        (
            key,
            chosen.choice(places),
            chosen.choice([None, 1, 2, 3]),
            chosen.choice([None, 1, 2]),
            day(),
            chosen.randrange(10**13),
            chosen.choice(sorted(KEPT)),
        )
        for key in range(1, 60)
    ]
    questions = [
        Question(measure=measure.code, place="430000", as_of=day())
        if measure.code in chance.STOCKS
        else Question(measure=measure.code, place="000000", period=Period.year(2020))
        for measure in MEASURES
    ]
    narrowed = [replace(one, of=Of(subject=word, id=2)) for one in questions for word in chance.NARROWINGS[one.measure]]
    return Rows(visits=visits, clubs=clubs, gifts=gifts), [*questions, *narrowed]


@pytest.mark.parametrize("name", [SPARK])
def test_spark_agrees_with_the_reference(name: str, tmp_path: Path, spark_session: object) -> None:
    rows, questions = _example(2020)
    reference, spark = desks(rows, folder=tmp_path, names=("reference", name))
    for question in questions:
        assert reference.figure(question, scope=ALL) == spark.figure(question, scope=ALL)
    for question in (questions[3], questions[6]):
        for axis in (Axis.COUNTY, Axis.YEAR):
            assert reference.cells(question, by=axis, scope=ALL) == spark.cells(question, by=axis, scope=ALL)
    for question in (questions[4], questions[-1]):
        assert reference.evidence(question, scope=ALL) == spark.evidence(question, scope=ALL)
