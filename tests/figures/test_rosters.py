"""Sums that may add up rosters: in public as closed as the rosters, by whatever day, place, ground or record somebody asks."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.figures.world import PLACES, engine_over, place_number
from tongxin.figures import (
    Axis,
    Column,
    DeclarationError,
    Desk,
    Fact,
    Figure,
    Kind,
    Measure,
    Of,
    Question,
    Registry,
    RegistryError,
    Roster,
    Status,
    Store,
    Type,
    Value,
)
from tongxin.figures.publication import CLOSED, ONLY_YEARS
from tongxin.figures.releases import Release
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import Period, Step
from tongxin.kernel.scope import Scope

NOBODY, ALL = Scope(), Scope.everything()
Y2021 = Period.year(2021)
DAY = date(2021, 5, 1)
GROUNDS = MappingProxyType({"none": "没有人数", "roster": "名册", "host": "清点", "scan": "扫码"})
LINES = Roster(fact="toy.line", where=(("done", (True,)),), listed="listed")
EVENTS = (  # number, place, those listed who were there, counted without a list, the ground
    (1, "430121", range(9), 0, "roster"),
    (2, "430121", (), 40, "host"),
    (3, "430121", (), 0, "none"),
    (4, "430182", (20, 21, 22), 0, "roster"),
    (5, "430182", (), 30, "host"),
    (6, "430112", range(30, 37), 0, "scan"),
    (7, "430112", (), 1, "host"),
    (8, "430225", range(40, 50), 0, "roster"),
    (9, "430202", (), 6, "host"),
)


def facts() -> tuple[Fact, Fact]:
    events = [
        (number, place_number(place), number, DAY, len(listed) or counted, len(listed) or counted, ground, bool(listed))
        for number, place, listed, counted, ground in EVENTS
    ]
    lines = [
        (100 * number + index, place_number(place), person, number, DAY, index < len(listed))
        for number, place, listed, _, _ in EVENTS
        for index, person in enumerate([*listed, 99] if listed else [])  # one of each list was not there
    ]
    shared = (Column(name="key", type=Type.KEY, label="编号"), Column(name="place", type=Type.PLACE, label="地区"))
    event = Column(name="event", type=Type.SUBJECT, label="活动", subject="event")
    day = Column(name="day", type=Type.DAY, label="日期")
    amounts = (Column(name=name, type=Type.COUNT, label=name) for name in ("came", "most"))
    ground = Column(name="ground", type=Type.CODE, label="依据", choices=GROUNDS)
    listed = Column(name="listed", type=Type.FLAG, label="名册")
    person = Column(name="person", type=Type.SUBJECT, label="人员", subject="person")
    done = Column(name="done", type=Type.FLAG, label="到场")
    return (
        Fact(
            code="toy.event", label="活动", record="toy.event", page="/e/{key}/", rows=lambda _alias: iter(events),
            columns=(*shared, event, day, *amounts, ground, listed),
        ),
        Fact(
            code="toy.line", label="名册", record="toy.line", page="/e/{event}/", rows=lambda _alias: iter(lines),
            columns=(*shared, person, event, day, done),
        ),
    )  # fmt: skip


def summed(code: str, **more: Any) -> Measure:
    values: dict[str, Any] = {"kind": Kind.SUM, "value": "came", "bounds": ("came", "most"), "grounds": "ground"}
    return Measure(
        code=f"toy.{code}", name="到场", unit="人次", definition="到场的人。", grain="每场", fact="toy.event",
        **{**values, "roster": LINES, **more},
    )  # fmt: skip


LISTED = Measure(
    code="toy.listed", name="名册", unit="人次", kind=Kind.PERSON_TIMES, definition="名册上的人。", grain="每人每场",
    fact="toy.line", subject="person", where=LINES.where,
)  # fmt: skip
MEASURES = (LISTED, summed("came"), summed("head", single=True))


def registry(measures: Iterable[Measure] = MEASURES) -> Registry:
    return Registry(facts=facts(), measures=measures, places=lambda _alias: iter(PLACES))


@pytest.fixture(scope="module", params=["duckdb", "reference"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    frozen = registry()
    snapshot = Store(tmp_path_factory.mktemp("snapshots")).take(frozen, alias="x")
    engine = engine_over(snapshot, registry=frozen, name=request.param)
    return Desk(registry=frozen, snapshot=snapshot, engine=engine)


def ask(code: str, place: str = "430000", *, period: Period = Y2021, of: Of | None = None) -> Question:
    return Question(measure=f"toy.{code}", place=place, period=period, of=of)


def public(desk: Desk, asked: Question) -> Figure:
    return desk.figure(asked, scope=NOBODY)


def shown(desk: Desk, code: str) -> dict[str, Value]:
    cells = desk.cells(ask(code), by=Axis.COUNTY, scope=NOBODY)
    return {cell.place.code: cell.result for cell in cells if cell.place}


def test_sum_is_closed_where_the_roster_is(desk: Desk) -> None:
    sums, lists = shown(desk, "came"), shown(desk, "listed")
    closed = {place for place, value in sums.items() if value.status is Status.WITHHELD}
    assert closed == {place for place, value in lists.items() if value.status is Status.WITHHELD}
    assert {"430182"} < closed  # the small one, and one that hides it
    assert sums["430182"].reason == CLOSED
    assert (sums["430121"].value, lists["430121"].value) == (49, 9)
    assert public(desk, ask("came")).value == 9 + 40 + 3 + 30 + 7 + 1 + 10 + 6


def test_place_without_a_roster_says_how_many_were_counted(desk: Desk) -> None:
    assert (shown(desk, "came")["430202"].value, shown(desk, "listed")["430202"].value) == (6, 0)
    assert public(desk, ask("came", "429004")).value == 0


def test_days_and_months_are_as_closed_as_those_of_the_roster(desk: Desk) -> None:
    for period in (Period.between(DAY, DAY), Period.between(date(2021, 5, 1), date(2021, 5, 31))):
        for place in ("430182", "430121", "430000"):
            assert public(desk, ask("came", place, period=period)).result.reason == ONLY_YEARS
            assert desk.figure(ask("came", place, period=period), scope=ALL).value


def test_no_ground_of_a_public_sum_tells_of_its_rosters(desk: Desk) -> None:
    figure = public(desk, ask("came", "430121"))
    assert figure.completeness is not None
    bounds = figure.completeness.bounds
    assert bounds is not None
    assert [(one.code, one.amount, one.records) for one in bounds.grounds] == [("any", 49, 2), ("none", 0, 1)]
    assert not figure.is_earned  # and how many have no number still counts
    assert (figure.evidence_count, figure.evidence_hash) == (3, None)
    exact = desk.figure(ask("came", "430121"), scope=ALL)
    assert exact.completeness is not None
    assert exact.completeness.bounds is not None
    assert [one.code for one in exact.completeness.bounds.grounds] == ["none", "roster", "host"]
    assert exact.evidence_hash


def test_public_sum_of_one_event_has_no_roster_in_it(desk: Desk) -> None:
    counted, listed = (ask("head", of=Of(subject="event", id=number)) for number in (2, 1))
    assert public(desk, counted).value == 40
    assert (public(desk, listed).status, desk.figure(listed, scope=ALL).value) == (Status.UNDEFINED, 9)
    assert public(desk, ask("head", "430225")).value is None  # one event, of a roster
    several = public(desk, ask("head", "430000"))  # what was counted at several is not told beside
    assert (several.status, several.completeness, several.evidence_count) == (Status.UNDEFINED, None, None)
    assert desk.figure(ask("head", "430000"), scope=ALL).completeness is not None
    assert shown(desk, "came")
    kept = [path.read_text() for path in desk.snapshot.objects.parent.glob("releases/*/*.json")]
    assert all("toy.came@1" in one and "toy.head@1" not in one for one in kept)
    assert kept
    assert desk.figure(ask("head", "430225"), scope=ALL).value == 10


def test_sum_narrowed_to_one_event_is_not_public(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        public(desk, ask("came", of=Of(subject="event", id=2)))


def test_release_from_before_the_sum_shared_it_serves_only_while_the_lists_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(measures: tuple[Measure, ...]) -> Desk:
        frozen = registry(measures)
        snapshot = Store(tmp_path).take(frozen, alias="x")
        engine = engine_over(snapshot, registry=frozen, name="duckdb")
        return Desk(registry=frozen, snapshot=snapshot, engine=engine)

    monkeypatch.setattr(Release, "quarter", Period.calendar(DAY, Step.QUARTER))
    assert shown(answer((LISTED,)), "listed")["430121"].value == 9
    same = answer(MEASURES)
    assert (shown(same, "came")["430121"].value, shown(same, "came")["430182"].reason) == (49, CLOSED)
    monkeypatch.setattr(f"{__name__}.EVENTS", (*EVENTS, (10, "430225", (60, 61), 0, "roster")))
    later = answer(MEASURES)
    assert {value.reason for value in shown(later, "came").values()} == {CLOSED}
    assert shown(later, "listed")["430225"].value == 10  # as it was first public


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        (Roster(fact="toy.none", where=(), listed="listed"), "lists no persons"),
        (Roster(fact="toy.event", where=(), listed="listed"), "lists no persons"),
        (Roster(fact="toy.line", where=(("done", (1,)),), listed="listed"), "never holds"),
        (Roster(fact="toy.line", where=(), listed="ground"), "never holds"),
        (Roster(fact="toy.line", where=(), listed="nothing"), "no column"),
    ],
)
def test_roster_that_does_not_fit_is_refused(roster: Roster, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        registry([LISTED, summed("came", roster=roster)])


def test_only_a_sum_has_a_roster() -> None:
    with pytest.raises(DeclarationError, match="only a sum"):
        summed("x", kind=Kind.COUNT, value=None, bounds=None, grounds="")
