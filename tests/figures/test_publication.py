"""Public figures about persons: one table a year, small cells and what gives them away withheld."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.figures.attack import determined
from tests.figures.world import PLACES, Rows, desk_of, measure, place_number
from tongxin.figures import Axis, Desk, Kind, Question, Status, Value
from tongxin.figures.publication import (
    CLOSED,
    ONLY_DIVISIONS,
    ONLY_PAST,
    ONLY_QUARTERS,
    ONLY_YEARS,
    is_protected,
    public_day,
)
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

NOBODY = Scope()
ALL = Scope.everything()
Y2021 = Period.year(2021)


def visits(**people: Iterable[int]) -> Rows:
    """Make a held, completed visit in 2021 for each person at each place: `p430121=range(9)`."""
    rows = Rows()
    for code, persons in people.items():
        for person in persons:
            key = len(rows.visits) + 1
            rows.visits.append((key, place_number(code[1:]), person, 1, date(2021, 5, 1), "held", True, 100))
    return rows


BUSY = visits(
    p430121=range(9), p430182=[20, 21, 22], p430112=range(30, 37), p430225=range(40, 50), p430202=range(50, 62)
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(BUSY, folder=tmp_path_factory.mktemp("snapshots"))


def ask(code: str, place: str = "430000", period: Period = Y2021) -> Question:
    return Question(measure=f"toy.{code}", place=place, period=period)


def public(desk: Desk, question: Question) -> Value:
    return desk.figure(question, scope=NOBODY).result


@pytest.mark.parametrize("code", ["rows", "persons", "person_times", "money", "meetings"])
def test_small_cell_and_the_one_beside_it_are_withheld(desk: Desk, code: str) -> None:
    cells = desk.cells(ask(code), by=Axis.COUNTY, scope=NOBODY)
    shown = {cell.place.name: cell.result for cell in cells if cell.place}
    assert [name for name, value in shown.items() if value.status is Status.WITHHELD] == ["望城区", "宁乡市"]
    assert {shown[name].reason for name in ("宁乡市", "望城区")} == {CLOSED}  # which of the two is small is not told
    assert shown["宁乡市"].value is None


def test_one_by_one_tells_the_same_as_the_table(desk: Desk) -> None:
    cells = desk.cells(ask("rows"), by=Axis.COUNTY, scope=NOBODY)
    for cell in cells:
        assert cell.place is not None
        assert public(desk, ask("rows", cell.place.code)) == cell.result
    assert public(desk, ask("rows", "430100")).value == 19
    assert public(desk, ask("rows", "000000")).value == 41


def test_withheld_figure_has_neither_evidence_nor_completeness(desk: Desk) -> None:
    figure = desk.figure(ask("persons", "430182"), scope=NOBODY)
    assert (figure.evidence_count, figure.evidence_hash, figure.completeness) == (None, None, None)
    assert desk.evidence(ask("persons", "430100"), scope=NOBODY) == []


def test_place_with_nothing_is_publicly_zero(desk: Desk) -> None:
    assert public(desk, ask("rows", "420000")).value == 0


@pytest.mark.parametrize(
    "period", [Period.calendar(date(2021, 5, 1), step) for step in ("half", "quarter", "month")]  # type: ignore[arg-type]
)  # fmt: skip
def test_persons_over_anything_but_a_calendar_year_are_not_public(desk: Desk, period: Period) -> None:
    value = public(desk, ask("persons", period=period))
    assert (value.status, value.reason) == (Status.WITHHELD, ONLY_YEARS)


def test_by_year_is_public_and_by_month_is_not(desk: Desk) -> None:
    years = desk.cells(ask("rows"), by=Axis.YEAR, scope=NOBODY)
    assert [cell.result.value for cell in years] == [41]
    months = desk.cells(ask("rows"), by=Axis.MONTH, scope=NOBODY)
    assert {cell.result.status for cell in months} == {Status.WITHHELD}


def test_zones_and_ratios_about_persons_are_not_public(desk: Desk) -> None:
    assert public(desk, ask("rows", "430171")).reason == ONLY_DIVISIONS
    assert "比率" in public(desk, ask("money_per_visit")).reason
    cells = desk.cells(ask("money_per_visit"), by=Axis.COUNTY, scope=NOBODY)
    assert {cell.result.status for cell in cells} == {Status.WITHHELD}


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_class_of_two_persons_held_by_the_city_is_not_given_away(tmp_path: Path, engine: str) -> None:
    rows = visits(p430121=range(9), p430182=range(20, 28), p430112=range(30, 37), p430100=[1, 2])
    desk = desk_of(rows, folder=tmp_path, engine=engine)
    assert public(desk, ask("rows", "430100")).value == 26
    cells = desk.cells(ask("rows"), by=Axis.COUNTY, scope=NOBODY)
    withheld = [cell.place.name for cell in cells if cell.place and cell.result.status is Status.WITHHELD]
    assert withheld == ["望城区"]


def test_class_held_by_the_province_for_many_may_be_worked_out(tmp_path: Path) -> None:
    rows = visits(p430121=range(9), p430000=range(20, 29))
    desk = desk_of(rows, folder=tmp_path)
    assert [public(desk, ask("rows", code)).value for code in ("430000", "430100", "430121")] == [18, 9, 9]


def test_coverage_and_facts_without_persons_are_not_protected(desk: Desk) -> None:
    named = {m.code: is_protected(m, registry=desk.registry) for m in desk.registry.measures}
    assert {code for code, protected in named.items() if not protected} == {
        "toy.clubs", "toy.counties", "toy.active_counties", "toy.gifts", "toy.given", "toy.givers", "toy.given_per_gift",
    }  # fmt: skip


def test_stock_of_persons_is_public_at_the_end_of_a_quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.figures.world import engine_over, visit_fact
    from tongxin.figures import Column, Fact, Registry, Store, Type

    members = tuple((n, place_number("430121"), n, date(2020, 1, 1), None) for n in range(1, 8))
    fact = Fact(
        code="toy.member",
        label="会员",
        record="toy.member",
        page="/m/{key}/",
        rows=lambda _alias: members,
        columns=(
            *visit_fact(Rows()).columns[:3],
            Column(name="begin", type=Type.BEGIN, label="起"),
            Column(name="end", type=Type.END, label="止"),
        ),
    )
    measures = [measure("members", Kind.STOCK, fact="toy.member", subject="person")]
    registry = Registry(facts=[fact], measures=measures, places=lambda _alias: iter(PLACES))
    snapshot = Store(tmp_path).take(registry, alias="x")
    desk = Desk(
        registry=registry, snapshot=snapshot, engine=engine_over(snapshot, registry=registry, name="duckdb")
    )  # fmt: skip
    on = Question(measure="toy.members", place="430121", as_of=date(2020, 12, 31))
    assert public(desk, on).value == 7
    assert [cell.result.value for cell in desk.cells(on, by=Axis.YEAR, scope=NOBODY)][-1] == 7
    for day in (date(2020, 12, 30), date(2021, 1, 1)):
        assert public(desk, replace(on, as_of=day)).reason == ONLY_QUARTERS
        assert desk.figure(replace(on, as_of=day), scope=ALL).value == 7
    monkeypatch.setattr("tongxin.figures.snapshot.Snapshot.latest_day", date(2020, 12, 31))
    assert public(desk, on).value == 7  # what is true on a day is known on that day


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2021, 3, 31), date(2021, 3, 31)),
        (date(2021, 4, 1), date(2021, 3, 31)),
        (date(2021, 3, 30), date(2020, 12, 31)),
        (date(2021, 12, 31), date(2021, 12, 31)),
    ],
)
def test_stocks_are_public_up_to_the_last_quarter_that_ended(day: date, until: date) -> None:
    assert public_day(day) == until


def test_year_is_public_once_it_is_over_in_the_snapshot(desk: Desk) -> None:
    now = desk.snapshot.latest_day
    value = public(desk, ask("rows", period=Period.year(now.year)))
    assert (value.status, value.reason) == (Status.WITHHELD, ONLY_PAST)
    assert public(desk, ask("rows", period=Period.year(now.year - 1))).value == 0
    assert desk.figure(ask("rows", period=Period.year(now.year)), scope=ALL).value == 0


@pytest.mark.parametrize(("taken", "over"), [(date(2021, 12, 31), False), (date(2022, 1, 1), True)])
def test_year_is_over_on_the_day_after_its_last(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, taken: date, over: bool
) -> None:
    monkeypatch.setitem(vars(desk.snapshot), "latest_day", taken)
    assert (public(desk, ask("rows")).reason == ONLY_PAST) is not over
    assert (public(desk, ask("rows")).status is Status.OK) is over


class Attack:
    """Everything public about one table, and what a reader can solve who knows which places have nothing of their own."""

    def __init__(self, desk: Desk, pairs: list[tuple[int, int]]) -> None:
        rows = {row.place: row for row in PLACES if row.level is not Level.ZONE}
        self.paths = {0: "", **{number: row.path for number, row in rows.items()}}
        codes = {0: "000000", **{number: row.code for number, row in rows.items()}}
        self.shown = {number: public(desk, ask("rows", code)) for number, code in codes.items()}
        exact = {n: desk.figure(ask("rows", code), scope=ALL, fingerprint=False) for n, code in codes.items()}
        self.exact = {number: figure.value for number, figure in exact.items()}
        everywhere = {row.place: row.path for row in PLACES}
        self.behind = {
            number: {person for place, person in pairs if everywhere[place].startswith(path)}
            for number, path in self.paths.items()
        }
        for number in self.paths:
            # What a zone does counts as its prefecture's own.
            self.behind[-number - 1] = {person for place, person in pairs if (2 if place == 6 else place) == number}

    def parts(self, number: int) -> list[int]:
        path = self.paths[number]
        below = [part for part, under in self.paths.items() if under.startswith(path) and part != number]
        return [
            part for part in below if not any(self.paths[part].startswith(self.paths[m]) for m in below if m != part)
        ]

    def equations(self) -> list[dict[int, int]]:
        found = []
        for number in self.paths:
            parts = self.parts(number)
            hidden = [cell for cell in (number, *parts) if self.shown[cell].status is Status.WITHHELD]
            own = [-number - 1] if self.behind[-number - 1] else []
            if parts:
                found.append({cell: (-1 if cell == number else 1) for cell in (*hidden, *own)})
        return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 11), st.integers(1, 30)), max_size=120))
def test_no_small_cell_follows_from_everything_that_is_public(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[int, int]]
) -> None:
    held = [(key, place, person, 1, date(2021, 5, 1), "held", True, 1) for key, (place, person) in enumerate(pairs)]
    attack = Attack(desk_of(Rows(visits=held), folder=tmp_path_factory.mktemp("attack")), pairs)
    equations = attack.equations()
    known = determined(sorted({cell for terms in equations for cell in terms}), equations)
    assert not {cell for cell in known if len(attack.behind[cell]) < 5}
    for number, value in attack.shown.items():
        if value.status is Status.OK:
            assert value.value == attack.exact[number]
            assert not attack.behind[number] or len(attack.behind[number]) >= 5
