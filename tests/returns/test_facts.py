"""Returns as a fact: records and returns as a sheet, who reported behind a figure, and sums that agree with it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.returns.stage import JUNE, a_class, approved, confirmed, locked, owes, stand_on
from tongxin.claims.answers import COMPLETE, INCOMPLETE
from tongxin.claims.register import RegisterAnswers
from tongxin.figures import Desk, Kind, Question, Registry, Reporting, Store
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.period import Period, Step
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import registry
from tongxin.returns import actions
from tongxin.returns.models import Return
from tongxin.returns.queries.numbers import every_reported, fact_of, numbers_of, return_rows

ALL = Scope.everything()
ENGINES = ("reference", "duckdb")


def desk_over(folder: Path, engine: str, *, used: Registry | None = None) -> Desk:
    used = used or registry()
    snapshot = Store(folder).take(used, alias="default")
    made: Any = (
        DuckDBEngine(snapshot, registry=used)
        if engine == "duckdb"
        else ReferenceEngine(places=snapshot.register, records=snapshot.records)
    )
    return Desk(registry=used, snapshot=snapshot, engine=made)


def returns_of(desk: Desk, measure: str, place: str = "430000", **time: Any) -> Reporting:
    completeness = desk.figure(Question(measure=measure, place=place, **time), scope=ALL).completeness
    assert completeness is not None
    assert completeness.returns is not None
    return completeness.returns


@pytest.fixture
def june(cast: Cast) -> None:
    """County: reported and approved. City: nil, waiting. Neighbour: sent back. Province: said nothing. All owe July, too."""
    a_class(cast.county)
    approved(owes(cast.county, begin=JUNE.start))
    confirmed(owes(cast.city, begin=JUNE.start))
    actions.send_back(confirmed(owes(cast.neighbour, begin=JUNE.start)), by=SYSTEM, reason="核对")
    owes(cast.province, begin=JUNE.start)


@pytest.mark.parametrize("engine", ENGINES)
def test_flow_tells_who_reported_in_its_time(june: None, tmp_path: Path, engine: str) -> None:
    desk = desk_over(tmp_path, engine)
    told = returns_of(desk, "training.classes", period=JUNE)
    assert (told.reported, told.nil, told.owed, told.pending, told.approved) == (1, 1, 2, 0, 1)
    assert [place.name for place in told.missing] == ["湖南省", "株洲市"]
    assert (told.expected, told.rate) == (4, told.rate)
    assert told.there * 2 == told.expected
    whole = returns_of(desk, "training.classes", period=Period.year(2021))
    assert (whole.expected, whole.pending) == (4, 4)
    county = returns_of(desk, "training.person_times", "430182", period=JUNE)
    assert (county.there, county.expected, county.missing) == (1, 1, ())
    empty = returns_of(desk, "training.classes", period=Period.year(2020))
    assert (empty.expected, empty.pending, empty.rate) == (0, 0, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_stock_is_told_by_the_last_return_before_its_day(cast: Cast, tmp_path: Path, engine: str) -> None:
    duty = owes(cast.county, kind="network", step=Step.QUARTER, begin=date(2021, 1, 1))
    confirmed(duty, Period.parse("2021Q1"))
    stand_on(date(2021, 7, 20))
    desk = desk_over(tmp_path, engine)
    for day, counts in (
        (date(2021, 3, 30), (0, 0, 0)),  # the first quarter was not over
        (date(2021, 3, 31), (1, 0, 0)),
        (date(2021, 6, 29), (1, 0, 0)),
        (date(2021, 6, 30), (0, 1, 0)),  # due on 15 July, and nobody spoke
    ):
        told = returns_of(desk, "network.associations", as_of=day)
        assert (told.there, told.owed, told.pending) == counts, day


@pytest.mark.parametrize("engine", ENGINES)
def test_figure_is_earned_by_returns_alone(cast: Cast, tmp_path: Path, engine: str) -> None:
    a_class(cast.county)
    duties = [owes(unit, begin=JUNE.start) for unit in (cast.county, cast.city)]
    locked(duties[0])
    question = Question(measure="training.classes", place="430000", period=JUNE)
    assert not desk_over(tmp_path / "a", engine).figure(question, scope=ALL).is_earned
    confirmed(duties[1])
    desk = desk_over(tmp_path / "b", engine)
    assert desk.figure(question, scope=ALL).is_earned
    assert returns_of(desk, "training.classes", period=JUNE).rate == 1


def test_check_against_the_register_knows_what_was_reported(cast: Cast, tmp_path: Path) -> None:
    a_class(cast.county)
    duties = [owes(unit, begin=JUNE.start) for unit in (cast.county, cast.city)]
    confirmed(duties[0])

    def status(folder: str) -> str:
        answers = RegisterAnswers(desk_over(tmp_path / folder, "duckdb"), scope=ALL, home="湖南省")
        (classes,) = (one for one in answers.candidates() if one.key == "training.classes")
        answer = answers.answer(classes, place="湖南省", period=JUNE)
        assert answer is not None
        return answer.status

    assert status("a") == INCOMPLETE
    confirmed(duties[1])
    assert status("b") == COMPLETE


def test_running_stock_is_not_owed_yet(cast: Cast) -> None:
    owes(cast.county, kind="network", step=Step.QUARTER, begin=date(2021, 4, 1))
    rows = list(return_rows(every_reported()["network"], "default"))
    assert [row[3:5] for row in rows] == [(date(2021, 6, 30), date(2021, 9, 30))]
    assert fact_of(every_reported()["network"]).is_stock


def test_numbers_of_all_units_add_up_to_the_figure(cast: Cast, tmp_path: Path) -> None:
    stand_on(date(2021, 10, 20))
    for unit, day in ((cast.county, 10), (cast.city, 11), (cast.neighbour, 12), (cast.county, 30)):
        a_class(unit, day=date(2021, 6, day), roster="王例山\n李例水")
    cast.join(cast.person("例甲"), cast.county)
    cast.join(cast.person("例乙"), cast.city)
    cast.base("示例", named=date(2019, 5, 1))
    quarter = Period.parse("2021Q2")
    for kind in every_reported().values():
        for unit in (cast.province, cast.city, cast.county, cast.neighbour):
            confirmed(owes(unit, kind=kind.kind, step=Step.QUARTER, begin=quarter.start), quarter)
    desk = desk_over(tmp_path, "duckdb")
    stored = Return.objects.whole_network(reason="the test adds all returns up")
    compared = 0
    for kind in every_reported().values():
        time = {"as_of": quarter.last} if kind.stock else {"period": quarter}
        for code in kind.measures:
            total = sum(one.numbers[code] for one in stored.filter(kind=kind.kind))
            figure = desk.figure(Question(measure=code, place="430000", **time), scope=ALL)  # type: ignore[arg-type]
            assert total == figure.value, code
            assert figure.measure.kind in (Kind.COUNT, Kind.SUM, Kind.PERSON_TIMES, Kind.STOCK)
            compared += total
    assert compared == 4 + 8 + 4 + 2 + 1


def test_numbers_name_every_measure_and_ask_nothing_of_no_unit(cast: Cast) -> None:
    assert numbers_of("training", [], JUNE) == {}
    assert numbers_of("training", [cast.city.pk], JUNE) == {
        cast.city.pk: {"training.classes": 0, "training.person_times": 0}
    }


def test_days_of_a_month_not_reported_are_not_earned(cast: Cast, tmp_path: Path) -> None:
    a_class(cast.county)
    owes(cast.county, begin=JUNE.start)
    desk = desk_over(tmp_path, "duckdb")
    for period in (
        JUNE,
        Period.between(date(2021, 6, 1), date(2021, 6, 29)),
        Period.between(date(2021, 6, 5), date(2021, 6, 6)),
    ):
        figure = desk.figure(Question(measure="training.classes", place="430000", period=period), scope=ALL)
        assert not figure.is_earned, period
