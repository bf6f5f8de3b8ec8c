"""The desk: both gates, the questions it refuses, and what it answers to whom."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.figures.test_engines import ROWS
from tests.figures.world import MEASURES, Rows, desk_of, engine_over, measure, registry, snapshot_of
from tongxin.figures import Axis, Desk, Kind, Measure, Question, Status
from tongxin.kernel.errors import InputError, NotFoundError, TongxinError, UnavailableError
from tongxin.kernel.period import Period, today
from tongxin.kernel.scope import Scope, Verb

ALL = Scope.everything()
NOBODY = Scope()
CITY = Scope.of({"43/4301/": [Verb.VIEW]})
Y2021 = Period.year(2021)
NOT_YET = today() + timedelta(days=2)  # still ahead where a run of the tests goes on past midnight


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(ROWS, folder=tmp_path_factory.mktemp("snapshots"))


def asked(code: str, place: str = "430000", **time: object) -> Question:
    return Question(measure=f"toy.{code}", place=place, **(time or {"period": Y2021}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "error", "field", "says"),
    [
        (asked("none"), InputError, "measure", "没有代码为「toy.none」的指标"),
        (asked("rows", "43"), InputError, "place", "六位数字"),
        (asked("rows", "439999"), NotFoundError, "place", "没有代码 439999"),
        (asked("rows", as_of=date(2021, 1, 1)), InputError, "from", "时期数"),
        (asked("rows", as_of=None), InputError, "from", "时期数"),
        (asked("clubs"), InputError, "as_of", "时点数"),
        (asked("clubs", as_of=None), InputError, "as_of", "时点数"),
        (asked("clubs", as_of=date(2021, 1, 1), period=Y2021), InputError, "as_of", "只能给一个"),
        (asked("rows", as_of=date(2021, 1, 1), period=Y2021), InputError, "as_of", "只能给一个"),
        (asked("clubs", as_of=NOT_YET), InputError, "as_of", "还没有到"),
        (asked("rows", period=Period.between(NOT_YET, NOT_YET)), InputError, "from", "还没有到"),
        (asked("money_per_visit", as_of=date(2021, 1, 1)), InputError, "from", "时期数"),
    ],
)
def test_question_that_has_no_answer_is_refused_in_one_sentence(
    desk: Desk, *, question: Question, error: type[TongxinError], field: str, says: str
) -> None:
    for ask in (desk.figure, desk.evidence):
        with pytest.raises(error) as caught:
            ask(question, scope=ALL)
        assert says in caught.value.message
        assert caught.value.message.endswith("。")
        assert caught.value.field == field


def test_reversed_period_cannot_be_asked() -> None:
    with pytest.raises(InputError, match="请调换"):
        asked("rows", period=Period.between(date(2021, 2, 1), date(2021, 1, 1)))


def test_breakdown_by_a_level_the_place_does_not_hold_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="长沙县不能按市州展开"):
        desk.cells(asked("rows", "430121"), by=Axis.PREFECTURE, scope=ALL)


def test_breakdown_by_time_refuses_what_a_figure_refuses(desk: Desk) -> None:
    later = Period.between(NOT_YET, NOT_YET)
    refused = [
        (asked("clubs", period=later), "from", "还没有到"),
        (asked("clubs", as_of=NOT_YET), "as_of", "还没有到"),
        (asked("clubs", as_of=date(2021, 1, 1), period=Y2021), "as_of", "只能给一个"),
        (asked("clubs", as_of=None), "as_of", "时点数"),
        (asked("rows", period=later), "from", "还没有到"),
        (asked("rows", as_of=date(2021, 1, 1)), "from", "时期数"),
        (asked("rows", as_of=None), "from", "时期数"),
    ]
    for question, field, says in refused:
        with pytest.raises(InputError) as caught:
            desk.cells(question, by=Axis.YEAR, scope=ALL)
        assert (says in caught.value.message, caught.value.field) == (True, field)


def test_stock_by_time_is_read_on_the_last_day_of_each_piece(desk: Desk) -> None:
    period = Period.between(date(2018, 1, 1), date(2019, 6, 30))
    cells = desk.cells(asked("clubs", period=period), by=Axis.YEAR, scope=ALL)
    assert [(cell.as_of, cell.result.value) for cell in cells] == [(date(2018, 12, 31), 3), (date(2019, 6, 30), 4)]


def test_stock_by_time_never_looks_past_today(desk: Desk) -> None:
    period = Period(today() - timedelta(days=400), today() + timedelta(days=900))
    cells = desk.cells(asked("clubs", period=period), by=Axis.YEAR, scope=ALL)
    assert cells[-1].as_of == today()


def test_stock_by_month_goes_back_a_year(desk: Desk) -> None:
    cells = desk.cells(asked("clubs", as_of=date(2021, 5, 1)), by=Axis.MONTH, scope=ALL)
    assert len(cells) == 13
    assert (cells[0].as_of, cells[-2].as_of, cells[-1].as_of) == (
        date(2020, 5, 31),
        date(2021, 4, 30),
        date(2021, 5, 1),
    )


def test_city_officer_gets_the_city_exactly_and_the_province_as_the_public_does(desk: Desk) -> None:
    assert desk.figure(asked("rows", "430100"), scope=CITY).exact
    assert desk.figure(asked("rows", "430100"), scope=CITY).value == 8
    province = desk.figure(asked("rows"), scope=CITY)
    assert not province.exact
    assert province == desk.figure(asked("rows"), scope=NOBODY)


def test_measure_that_is_not_public_does_not_exist_outside_the_scope(desk: Desk) -> None:
    assert desk.figure(asked("secret", "430100"), scope=CITY).value == 8
    for ask in (desk.figure, desk.evidence):
        with pytest.raises(NotFoundError, match="权限范围"):
            ask(asked("secret"), scope=CITY)
    for by in (Axis.COUNTY, Axis.YEAR):
        with pytest.raises(NotFoundError, match="权限范围"):
            desk.cells(asked("secret"), by=by, scope=CITY)


def test_public_sees_the_same_network_figures_without_evidence(desk: Desk) -> None:
    question = asked("clubs", as_of=date(2021, 5, 1))
    figure = desk.figure(question, scope=NOBODY)
    assert (figure.value, figure.status, figure.exact) == (4, Status.OK, False)
    assert desk.evidence(question, scope=NOBODY) == []
    cells = desk.cells(question, by=Axis.COUNTY, scope=NOBODY)
    assert [cell.result.value for cell in cells] == [0, 2, 0, 0, 0]
    by_year = desk.cells(question, by=Axis.YEAR, scope=NOBODY)
    assert by_year[-1].result.value == 4


def test_fingerprint_can_be_left_out(desk: Desk) -> None:
    figure = desk.figure(asked("persons"), scope=ALL, fingerprint=False)
    assert (figure.value, figure.evidence_count, figure.evidence_hash) == (3, None, None)


def test_scope_of_several_places_below_the_asked_one_sees_no_more_than_the_public(desk: Desk) -> None:
    both = Scope.of({"43/4301/": [Verb.VIEW], "43/4302/": [Verb.VIEW]})
    assert not desk.figure(asked("rows"), scope=both).exact


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_fact_the_snapshot_does_not_have_yet_is_unavailable_and_hurts_no_other(tmp_path: Path, engine: str) -> None:
    frozen, snapshot = snapshot_of(ROWS, folder=tmp_path)
    del snapshot.manifest["facts"]["toy.club"]
    young = Desk(
        registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name=engine)
    )  # fmt: skip
    assert young.figure(asked("rows"), scope=ALL).value == 8
    for by in (Axis.COUNTY, Axis.YEAR):
        with pytest.raises(UnavailableError, match="更新快照"):
            young.cells(asked("clubs", as_of=date(2021, 1, 1)), by=by, scope=ALL)
    with pytest.raises(UnavailableError, match="更新快照"):
        young.figure(asked("clubs", as_of=date(2021, 1, 1)), scope=ALL)


def test_column_whose_type_changed_is_unavailable_to_those_who_read_it(tmp_path: Path) -> None:
    frozen, snapshot = snapshot_of(ROWS, folder=tmp_path)
    snapshot.manifest["facts"]["toy.visit"]["columns"][-1] = ["fen", "gram"]
    young = Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name="duckdb"))
    for code in ("money", "money_per_visit"):
        with pytest.raises(UnavailableError, match="早于这个指标的定义"):
            young.figure(asked(code), scope=ALL)
    assert young.figure(asked("rows"), scope=ALL).value == 8


def test_measure_counted_by_its_key_is_counted_by_rows(tmp_path: Path) -> None:
    by_key = registry(ROWS, measures=[*MEASURES, measure("by_key", Kind.COUNT, subject="key")])
    _, snapshot = snapshot_of(ROWS, folder=tmp_path)
    desk = Desk(registry=by_key, snapshot=snapshot, engine=engine_over(snapshot, registry=by_key, name="duckdb"))
    assert desk.figure(asked("by_key"), scope=ALL).value == 8


def test_rows_of_a_test_can_be_empty(tmp_path: Path) -> None:
    assert desk_of(Rows(), folder=tmp_path).cells(asked("persons"), by=Axis.COUNTY, scope=ALL)[0].result.value == 0


def test_first_day_is_that_of_the_earliest_row_a_measure_is_read_from(tmp_path: Path) -> None:
    visits = [(1, 4, 11, 1, date(2021, 5, 10), "held", True, 5), (2, 9, 12, 2, date(2020, 3, 1), "planned", False, 7)]
    clubs = [(1, 4, date(2019, 2, 3), None, "held"), (2, 4, date(2018, 7, 9), date(2020, 1, 1), "held")]
    desk = desk_of(Rows(visits=visits, clubs=clubs), folder=tmp_path)
    found = {code: desk.first_day(of(desk, code)) for code in ("rows", "clubs", "gifts")}
    assert found == {"rows": date(2020, 3, 1), "clubs": date(2018, 7, 9), "gifts": None}
    assert desk.first_day(of(desk, "money_per_visit")) == date(2020, 3, 1)
    assert desk.first_day(of(desk, "given_per_gift")) is None
    assert desk.first_day(of(desk, "rows")) == date(2020, 3, 1)  # remembered


def of(desk: Desk, code: str) -> Measure:
    return desk.registry.measure(f"toy.{code}")
