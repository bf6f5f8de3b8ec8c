"""How many of the records behind a figure have evidence on file: counted by the same predicate as the figure."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from tests.figures import chance
from tests.figures.test_laws import LAW, opened  # noqa: F401 - a fixture
from tests.figures.test_narrowing import NOBODY, ROWS, asked
from tests.figures.world import KEPT, MEASURES, PLACES, Rows, club_fact, desk_of, engine_over, gift_fact, measure
from tongxin.figures import Column, Desk, Fact, Kind, Question, Registry, Store, Type
from tongxin.figures.figure import EvidenceKept
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

ALL = Scope.everything()


@pytest.fixture(scope="module")
def desk(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(ROWS, folder=tmp_path_factory.mktemp("snapshots"), engine=engine)


def kept(desk: Desk, question: Question, *, scope: Scope = ALL) -> EvidenceKept:
    completeness = desk.figure(question, scope=scope).completeness
    assert completeness is not None
    assert completeness.evidence is not None
    return completeness.evidence


@pytest.mark.parametrize(
    ("question", "records", "classes"),
    [
        (asked("gifts", None), 5, [("photo", 2), ("receipt", 1)]),
        (asked("given", None, "430182"), 1, []),
        (asked("givers", None), 5, [("photo", 2), ("receipt", 1)]),
        (asked("gifts", "club:1"), 3, [("photo", 2)]),
        (asked("gifts", "club:9"), 0, []),
    ],
)
def test_records_with_evidence_are_told_by_class(
    desk: Desk, question: Question, records: int, classes: list[tuple[str, int]]
) -> None:
    found = kept(desk, question)
    assert (found.records, [(one.code, one.records) for one in found.classes]) == (records, classes)
    assert found.there == sum(number for _, number in classes)


def test_contract_writes_records_kept_and_classes(desk: Desk) -> None:
    written = desk.figure(asked("gifts", None), scope=ALL).json()["completeness"]
    assert written == {
        "reporting_rate": None, "returns": None, "resolved": None, "participations": None, "bounds": None,
        "evidence": {
            "records": 5, "kept": 3,
            "classes": [{"code": "photo", "label": "照片", "records": 2}, {"code": "receipt", "label": "收据", "records": 1}],
        },
    }  # fmt: skip


def test_fact_that_tells_no_class_and_a_ratio_say_nothing(desk: Desk) -> None:
    persons = desk.figure(asked("persons", None), scope=ALL).completeness
    assert persons is not None
    assert persons.evidence is None
    assert desk.figure(asked("rows", None), scope=ALL).completeness is None
    assert desk.figure(asked("given_per_gift", None), scope=ALL).completeness is None


@LAW
@given(chance.rows(), chance.questions())
def test_classes_sum_to_the_records_behind_the_figure(opened: object, rows: Rows, question: Question) -> None:  # noqa: F811
    figure = opened(rows).figure(question, scope=ALL)  # type: ignore[operator]
    if figure.measure.fact != "toy.gift":
        return
    evidence = figure.completeness.evidence
    assert evidence.records == figure.evidence_count
    assert 0 <= evidence.there <= evidence.records


def desk_with(fact: Fact, folder: Path, *, engine: str = "duckdb") -> Desk:
    measures = (
        measure("guests", Kind.PERSON_TIMES, fact="toy.guest", subject="person"),
        measure("guested", Kind.COVERAGE, fact="toy.guest", level=Level.COUNTY),
    )
    frozen = Registry(facts=(fact,), measures=measures, places=lambda _alias: iter(PLACES))
    snapshot = Store(folder).take(frozen, alias="x")
    return Desk(registry=frozen, snapshot=snapshot, engine=engine_over(snapshot, registry=frozen, name=engine))


def guest_fact() -> Fact:
    day = date(2021, 5, 1)
    rows = [(key, 4, key, day, "photo" if key % 2 else "none") for key in range(1, 12)]
    return Fact(
        code="toy.guest",
        label="来宾",
        record="toy.guest",
        page="/guests/{key}/",
        rows=lambda _alias: iter(rows),
        columns=(
            Column(name="key", type=Type.KEY, label="编号"),
            Column(name="place", type=Type.PLACE, label="地区"),
            Column(name="person", type=Type.SUBJECT, label="人员", subject="person"),
            Column(name="day", type=Type.DAY, label="日期"),
            Column(name="kept", type=Type.CODE, label="凭证", choices=KEPT, evidence=True),
        ),
    )


def test_public_cell_of_persons_is_not_cut_by_class(tmp_path: Path) -> None:
    desk = desk_with(guest_fact(), tmp_path)
    assert (kept(desk, asked("guests", None)).records, kept(desk, asked("guests", None)).there) == (11, 6)
    public = desk.figure(asked("guests", None), scope=NOBODY)
    assert (public.value, public.exact) == (11, False)
    assert public.completeness is not None
    assert (public.completeness.participations, public.completeness.evidence) == (11, None)


def test_coverage_counts_the_records_that_cover(engine: str, tmp_path: Path) -> None:
    desk = desk_with(guest_fact(), tmp_path, engine=engine)
    assert (kept(desk, asked("guested", None)).records, kept(desk, asked("guested", None)).there) == (11, 6)


def test_snapshot_older_than_the_class_of_evidence_still_gives_the_figure(tmp_path: Path) -> None:
    gift = gift_fact(ROWS)
    before = Fact(
        code=gift.code, label=gift.label, record=gift.record, page=gift.page, columns=gift.columns[:-1],
        rows=lambda alias: (row[:-1] for row in gift.rows(alias)),
    )  # fmt: skip
    read = [one for one in MEASURES if one.fact in ("toy.gift", "toy.club")]
    then, now = (
        Registry(facts=(one, club_fact(ROWS)), measures=read, places=lambda _alias: iter(PLACES))
        for one in (before, gift)
    )
    snapshot = Store(tmp_path).take(then, alias="x")
    desk = Desk(registry=now, snapshot=snapshot, engine=engine_over(snapshot, registry=now, name="duckdb"))
    figure = desk.figure(asked("gifts", None), scope=ALL)
    assert (figure.value, figure.completeness) == (5, None)
