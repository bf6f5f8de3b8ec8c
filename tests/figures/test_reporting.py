"""Who reported behind a figure: the same on every engine, for flows and stocks, and whether the plain number is earned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.figures.world import (
    MEASURES,
    PLACES,
    Rows,
    club_fact,
    engine_over,
    gift_fact,
    measure,
    place_number,
    sheet,
    visit_fact,
)
from tongxin.figures import Desk, Fact, Kind, Question, Registry, RegistryError, Reporting, Standing, Store
from tongxin.figures.facts import Column, Row, Type
from tongxin.figures.reporting import is_reporting, reporting_fact, reporting_of, standing_of
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb

ALL = Scope.everything()
CITY = Scope.of({"43/4301/": [Verb.VIEW]})
JUNE, JULY, YEAR = Period.parse("2021-06"), Period.parse("2021-07"), Period.year(2021)
# What each unit owed: its number, unit, place, the last day of the period, what became of it.
FLOW = """
key unit place  day        standing
0   1    430100 2021-06-30 5
1   2    430182 2021-06-30 6
2   3    430121 2021-06-30 1
3   4    430225 2021-06-30 0
4   5    430202 2021-06-30 0
5   4    430225 2021-05-31 0
6   1    430100 2021-07-31 2
7   2    430182 2021-07-31 3
"""
STOCK = """
key unit place  begin      end        standing
1   1    430100 2021-03-31 2021-06-30 5
2   2    430182 2021-03-31 2021-06-30 0
3   1    430100 2021-06-30 2021-09-30 2
"""
HALL = Fact(
    code="toy.hall",
    label="会场",
    record="toy.hall",
    page="/halls/{key}/",
    rows=lambda _alias: iter(()),
    columns=(
        Column(name="key", type=Type.KEY, label="编号"),
        Column(name="organisation", type=Type.SUBJECT, label="组织", subject="organisation"),
        Column(name="place", type=Type.PLACE, label="地区"),
        Column(name="day", type=Type.DAY, label="日期"),
    ),
)
EXPECTING = (
    measure("halls", Kind.COUNT, fact="toy.hall", expected="toy.visit_return"),
    measure("visits", Kind.COUNT, expected="toy.visit_return"),
    measure("guests", Kind.PERSON_TIMES, subject="person", expected="toy.visit_return"),
    measure("houses", Kind.STOCK, fact="toy.club", expected="toy.club_return"),
)


@dataclass
class Owed:
    """The rows of the two facts of returns."""

    flow: list[Row] = field(default_factory=list)
    stock: list[Row] = field(default_factory=list)


def owed() -> Owed:
    day = date.fromisoformat
    flow: Iterable[Row] = [
        (int(r["key"]), int(r["unit"]), place_number(r["place"]), day(r["day"]), int(r["standing"]))
        for r in sheet(FLOW)
    ]
    stock: Iterable[Row] = [
        (int(r["key"]), int(r["unit"]), place_number(r["place"]), day(r["begin"]), day(r["end"]), int(r["standing"]))
        for r in sheet(STOCK)
    ]
    return Owed(flow=list(flow), stock=list(stock))


def returns_fact(code: str, rows: list[Row], *, stock: bool) -> Fact:
    return reporting_fact(
        code, label="上报", stock=stock, page="/returns/{place}/{key}/", rows=lambda _alias: iter(rows)
    )


def registry_of(told: Owed) -> Registry:
    facts = (
        visit_fact(Rows()),
        club_fact(Rows()),
        gift_fact(Rows()),
        HALL,
        returns_fact("toy.visit_return", told.flow, stock=False),
        returns_fact("toy.club_return", told.stock, stock=True),
    )
    return Registry(facts=facts, measures=(*MEASURES, *EXPECTING), places=lambda _alias: iter(PLACES))


def desk_of(folder: Path, *, engine: str, told: Owed | None = None) -> Desk:
    frozen = registry_of(told or owed())
    snapshot = Store(folder).take(frozen, alias="snapshot")
    return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name=engine))


@pytest.fixture(scope="module")
def desk(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(tmp_path_factory.mktemp("snapshots"), engine=engine)


def asked(code: str, place: str = "430000", **time: object) -> Question:
    return Question(measure=f"toy.{code}", place=place, **(time or {"period": JUNE}))  # type: ignore[arg-type]


def told_of(desk: Desk, question: Question, *, scope: Scope = ALL) -> Reporting:
    completeness = desk.figure(question, scope=scope).completeness
    assert completeness is not None
    assert completeness.returns is not None
    return completeness.returns


@pytest.mark.parametrize(
    ("question", "counts", "missing"),
    [
        (asked("visits"), (2, 1, 2, 0, 2), ["荷塘区", "炎陵县"]),
        (asked("visits", "430100"), (2, 1, 2, 0, 0), []),
        (asked("visits", "430182"), (0, 1, 1, 0, 0), []),
        (asked("visits", "430200"), (0, 0, 0, 0, 2), ["荷塘区", "炎陵县"]),
        (asked("visits", period=JULY), (0, 1, 0, 1, 0), []),
        (asked("visits", period=YEAR), (2, 2, 2, 1, 3), ["荷塘区", "炎陵县"]),
        (asked("visits", period=Period.year(2019)), (0, 0, 0, 0, 0), []),
        (asked("guests"), (2, 1, 2, 0, 2), ["荷塘区", "炎陵县"]),
        (asked("houses", as_of=date(2021, 3, 30)), (0, 0, 0, 0, 0), []),
        (asked("houses", as_of=date(2021, 6, 29)), (1, 0, 1, 0, 1), ["宁乡市"]),
        (asked("houses", as_of=date(2021, 6, 30)), (0, 1, 0, 0, 0), []),
    ],
)
def test_returns_behind_a_figure_are_those_of_its_time_and_place(
    desk: Desk, question: Question, counts: tuple[int, ...], missing: list[str]
) -> None:
    told = told_of(desk, question)
    assert (told.reported, told.nil, told.approved, told.pending, told.owed) == counts
    assert [place.name for place in told.missing] == missing
    assert told.expected == told.reported + told.nil + told.owed
    assert told.there <= told.expected
    assert told.rate == (Fraction(told.there, told.expected) if told.expected else None)


def test_measure_nobody_reports_on_says_nothing(desk: Desk) -> None:
    assert desk.figure(asked("rows"), scope=ALL).completeness is None
    persons = desk.figure(asked("persons"), scope=ALL).completeness
    assert persons is not None
    assert persons.returns is None


def test_scope_is_part_of_what_is_remembered(engine: str, tmp_path: Path) -> None:
    desk = desk_of(tmp_path, engine=engine)
    first, again = told_of(desk, asked("visits", "430100")), told_of(desk, asked("visits", "430100"))
    assert first is again
    inside = told_of(desk, asked("visits", "430100"), scope=CITY)
    assert inside == first


def test_snapshot_older_than_the_returns_still_answers(engine: str, tmp_path: Path) -> None:
    desk = desk_of(tmp_path, engine=engine)
    del desk.snapshot.manifest["facts"]["toy.visit_return"]
    figure = desk.figure(asked("guests"), scope=ALL)
    assert figure.completeness is not None
    assert (figure.completeness.returns, figure.completeness.participations) == (None, 0)
    assert figure.is_earned  # nothing is known against it


def test_completeness_is_written_as_the_contract_says(desk: Desk) -> None:
    completeness = desk.figure(asked("visits"), scope=ALL).completeness
    assert completeness is not None
    assert completeness.json() == {
        "reporting_rate": "0.600000",
        "returns": {
            "expected": 5,
            "reported": 2,
            "nil": 1,
            "approved": 2,
            "pending": 0,
            "missing": [{"code": "430202", "name": "荷塘区"}, {"code": "430225", "name": "炎陵县"}],
        },
        "resolved": None,
        "participations": None,
        "evidence": None,
        "bounds": None,
    }


def returned(*standings: int) -> Owed:
    return Owed(flow=[(key, key + 1, 2, date(2021, 6, 30), standing) for key, standing in enumerate(standings)])


@pytest.mark.parametrize(
    ("told", "earned"),
    [
        (returned(*[1] * 19, 0), True),  # 95 percent, the measure's own threshold
        (returned(*[1] * 18, 0), False),
        (returned(*[2] * 20), True),
        (returned(*[1] * 19, 3), False),  # what is not due yet makes no figure complete
        (returned(), True),  # nobody owed any: there is nothing to hold against it
        (returned(3), False),
    ],
)
def test_plain_number_is_earned_by_returns(tmp_path: Path, told: Owed, earned: bool) -> None:
    desk = desk_of(tmp_path, engine="reference", told=told)
    assert desk.figure(asked("visits"), scope=ALL).is_earned is earned
    assert desk.figure(asked("rows"), scope=ALL).is_earned  # nobody reports on it


def test_standings_fold_into_counts() -> None:
    assert standing_of(Standing.NIL, approved=True) is Standing.NIL_APPROVED
    assert standing_of(Standing.REPORTED, approved=True) is Standing.REPORTED_APPROVED
    assert standing_of(Standing.REPORTED, approved=False) is Standing.REPORTED
    nothing = reporting_of([])
    assert (nothing.expected, nothing.rate, nothing.missing) == (0, None, ())


def test_only_facts_with_standing_and_place_tell_who_reported() -> None:
    flow = returns_fact("toy.visit_return", [], stock=False)
    assert is_reporting(flow)
    assert not is_reporting(visit_fact(Rows()))
    nameless = Fact(
        code="toy.x", label="上报", record="toy.x", page="/x/{key}/", rows=lambda _alias: (), columns=flow.columns
    )
    assert not is_reporting(nameless)
    assert Column(name="standing", type=Type.COUNT, label="上报情况") in flow.columns


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (Kind.COUNT, {"expected": "toy.nothing"}),
        (Kind.COUNT, {"expected": "toy.visit"}),
        (Kind.COUNT, {"expected": "toy.club_return"}),
        (Kind.STOCK, {"fact": "toy.club", "expected": "toy.visit_return"}),
    ],
)
def test_measure_expects_returns_of_its_own_kind_of_time(kind: Kind, more: dict[str, object]) -> None:
    told = owed()
    facts = registry_of(told).facts
    with pytest.raises(RegistryError, match="does not tell who reported"):
        Registry(facts=facts, measures=[measure("x", kind, **more)], places=lambda _alias: ())
