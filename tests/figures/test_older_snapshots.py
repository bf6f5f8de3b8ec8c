"""A snapshot written under an older declaration answers what it can, as it did then, and says so where it cannot."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.figures.test_narrowing import ROWS
from tests.figures.world import MEASURES, PLACES, Rows, club_fact, engine_over, gift_fact, measure, visit_fact
from tongxin.figures import Axis, Column, Desk, Fact, Kind, Of, Question, Registry, Snapshot, Store, Type
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

ALL = Scope.everything()
Y2021 = Period.year(2021)
NEWER = ("series", "meeting", "person", "kept")
"""Columns that facts have gained since the older declaration, which had no address made of them either."""


def registry_of(*facts: Fact) -> Registry:
    read = [one for one in MEASURES if one.kind is not Kind.RATIO or "given" in one.code]
    named = {column.name for fact in facts if fact.code == "toy.visit" for column in fact.columns}
    kept = [one for one in read if one.subject is None or one.fact != "toy.visit" or one.subject in named]
    return Registry(facts=facts, measures=kept, places=lambda _alias: iter(PLACES))


def without(fact: Fact, *names: str) -> Fact:
    """Return the fact as it was declared before it had these columns."""
    places = [number for number, column in enumerate(fact.columns) if column.name not in names]
    return replace(
        fact,
        columns=tuple(fact.columns[number] for number in places),
        page="/x/{key}/",
        rows=lambda alias: (tuple(row[number] for number in places) for row in fact.rows(alias)),
    )


def older(folder: Path) -> tuple[Registry, Snapshot]:
    declared = registry_of(*(without(make(ROWS), *NEWER) for make in (visit_fact, club_fact, gift_fact)))
    return declared, Store(folder).take(declared, alias="then")


def desk_over(snapshot: Snapshot, registry: Registry, *, engine: str) -> Desk:
    return Desk(registry=registry, snapshot=snapshot, engine=engine_over(snapshot, registry=registry, name=engine))


def today() -> Registry:
    return registry_of(*(make(Rows()) for make in (visit_fact, club_fact, gift_fact)))


def asked(code: str, of: str | None = None, **time: object) -> Question:
    narrowed = Of.read(of) if of else None
    return Question(measure=f"toy.{code}", place="430000", of=narrowed, **(time or {"period": Y2021}))  # type: ignore[arg-type]


def test_what_reads_only_columns_of_then_is_answered_with_value_and_hash_of_then(engine: str, tmp_path: Path) -> None:
    declared, snapshot = older(tmp_path)
    then, now = desk_over(snapshot, declared, engine=engine), desk_over(snapshot, today(), engine=engine)
    questions = [
        asked("gifts"),
        asked("given"),
        asked("givers", "club:1"),
        asked("given_per_gift"),
        asked("given_per_gift", "club:1"),
        asked("clubs", as_of=date(2021, 4, 30)),
        asked("counties", as_of=date(2021, 4, 30)),
        asked("clubs", "club:1", as_of=date(2021, 4, 30)),
    ]
    for question in questions:
        assert now.figure(question, scope=ALL) == then.figure(question, scope=ALL)
        assert now.figure(question, scope=ALL).value is not None
        assert now.evidence(question, scope=ALL)[:1] or "given_per" in question.measure
        for axis in (Axis.COUNTY, Axis.YEAR) if "counties" not in question.measure else ():
            assert now.cells(question, by=axis, scope=ALL) == then.cells(question, by=axis, scope=ALL)


@pytest.mark.parametrize(
    "question",
    [
        asked("gifts", "series:1"),
        asked("given_per_gift", "series:1"),
        asked("rows"),  # its evidence names the persons
        asked("persons"),
        asked("meetings"),
        asked("rows", "meeting:1"),
    ],
    ids=lambda question: f"{question.measure} {question.of}",
)
def test_what_reads_a_column_gained_since_is_unavailable(engine: str, tmp_path: Path, question: Question) -> None:
    desk = desk_over(older(tmp_path)[1], today(), engine=engine)
    for ask in (desk.figure, desk.value, desk.evidence):
        with pytest.raises(UnavailableError, match="快照早于这个指标的定义"):
            ask(question, scope=ALL)
    with pytest.raises(UnavailableError, match="请更新快照"):
        desk.cells(question, by=Axis.YEAR, scope=ALL)


def test_public_figure_needs_the_persons_that_protect_it(tmp_path: Path) -> None:
    """Counting meetings reads no person, but withholding small ones does."""
    declared = registry_of(without(visit_fact(ROWS), "person"), club_fact(ROWS), gift_fact(ROWS))
    snapshot = Store(tmp_path).take(declared, alias="then")
    desk = desk_over(snapshot, today(), engine="duckdb")
    assert desk.figure(asked("meetings"), scope=ALL).value == 4
    with pytest.raises(UnavailableError, match="请更新快照"):
        desk.figure(asked("meetings"), scope=Scope())


def test_address_made_of_a_column_gained_since_is_unavailable_while_the_figure_is_not(
    engine: str, tmp_path: Path
) -> None:
    gift = gift_fact(ROWS)
    then = Store(tmp_path).take(registry_of(visit_fact(ROWS), club_fact(ROWS), without(gift, "series")), alias="then")
    moved = replace(gift, page="/series/{series}/{key}/")
    desk = desk_over(then, registry_of(visit_fact(ROWS), club_fact(ROWS), moved), engine=engine)
    assert (desk.figure(asked("gifts"), scope=ALL).value, desk.figure(asked("gifts"), scope=ALL).evidence_count) == (
        5,
        5,
    )
    with pytest.raises(UnavailableError, match="请更新快照"):
        desk.evidence(asked("gifts"), scope=ALL)


def test_column_a_fact_has_lost_since_harms_nobody(tmp_path: Path) -> None:
    snapshot = Store(tmp_path).take(today(), alias="then")
    visit = without(visit_fact(Rows()), "fen")
    assert snapshot.holds(visit)
    assert not older(tmp_path)[1].holds(visit_fact(Rows()))
    assert older(tmp_path)[1].holds(visit_fact(Rows()), ("key", "fen"))


def test_column_of_another_type_is_not_the_one_declared(tmp_path: Path) -> None:
    snapshot = Store(tmp_path).take(today(), alias="then")
    gift = gift_fact(Rows())
    weighed = replace(gift, columns=(*gift.columns[:-2], Column(name="fen", type=Type.GRAM, label="重量")))
    assert not snapshot.holds(weighed)
    assert snapshot.holds(weighed, ("key",))
    assert not snapshot.holds(replace(gift, code="toy.none"), ())


def test_measure_of_a_fact_the_snapshot_never_had_is_unavailable(tmp_path: Path) -> None:
    hall = replace(gift_fact(Rows()), code="toy.hall")
    declared = Registry(
        facts=(visit_fact(Rows()), club_fact(Rows()), gift_fact(Rows()), hall),
        measures=(*MEASURES, measure("halls", Kind.COUNT, fact="toy.hall")),
        places=lambda _alias: iter(PLACES),
    )
    desk = desk_over(Store(tmp_path).take(today(), alias="then"), declared, engine="duckdb")
    with pytest.raises(UnavailableError, match="请更新快照"):
        desk.figure(asked("halls"), scope=ALL)
