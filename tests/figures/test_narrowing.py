"""Figures of one subject: what they count, what they refuse, and to whom they are shown."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.figures import chance
from tests.figures.test_engines import ROWS as VISITED
from tests.figures.test_reporting import owed, registry_of
from tests.figures.world import Rows, desk_of, engine_over, gifts
from tongxin.figures import Axis, Desk, Of, Question, Store
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb

ALL, NOBODY = Scope.everything(), Scope()
CITY = Scope.of({"43/4301/": [Verb.VIEW]})
Y2021 = Period.year(2021)
GIFTS = """
key place  club series day        fen kept
1   430121 1    1      2021-03-05 100 photo
2   430121 2    1      2021-03-05 250 receipt
3   430182 1    -      2021-06-01 7   none
4   430225 1    2      2021-06-01 30  photo
5   430100 -    1      2021-12-31 33  none
6   430121 1    1      2022-01-01 500 photo
"""
ROWS = Rows(visits=VISITED.visits, clubs=VISITED.clubs, gifts=gifts(GIFTS))


def of(text: str) -> Of:
    return Of.read(text)


def asked(code: str, narrowed: str | None, place: str = "430000", **time: object) -> Question:
    return Question(
        measure=f"toy.{code}", place=place, of=of(narrowed) if narrowed else None, **(time or {"period": Y2021})
    )  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def desk(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(ROWS, folder=tmp_path_factory.mktemp("snapshots"), engine=engine)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(ROWS, folder=tmp_path_factory.mktemp("snapshots"))


NARROWED = """
measure          of         place  value evidence
toy.gifts        club:1     430000 3     1,3,4
toy.gifts        club:1     430100 2     1,3
toy.gifts        club:3     430000 0     -
toy.gifts        series:1   430000 3     1,2,5
toy.givers       series:1   430000 2     1,2,5
toy.given        club:1     430000 137   1,3,4
toy.given        series:2   430225 30    4
toy.rows         meeting:2  430000 3     3,4,5
toy.persons      meeting:2  430000 1     3,4
toy.person_times meeting:2  430000 2     3,4
toy.meetings     meeting:2  430000 1     3,4,5
"""


def test_narrowed_measures_say_what_the_sheet_says(desk: Desk) -> None:
    for line in NARROWED.strip().splitlines()[1:]:
        code, narrowed, place, value, keys = line.split()
        question = Question(measure=code, place=place, period=Y2021, of=of(narrowed))
        figure = desk.figure(question, scope=ALL)
        evidence = [row.key for row in desk.evidence(question, scope=ALL)]
        expected = [] if keys == "-" else [int(key) for key in keys.split(",")]
        assert (line, figure.value, evidence) == (line, int(value), expected)
        assert figure.evidence_count == len(expected)
        assert desk.value(question, scope=ALL) == figure.result


def test_fact_whose_rows_are_the_subject_is_narrowed_by_its_key(desk: Desk) -> None:
    for number, value in ((1, 1), (6, 0), (99, 0)):
        question = asked("clubs", f"club:{number}", as_of=date(2021, 5, 1))
        assert desk.figure(question, scope=ALL).value == value


def test_both_parts_of_a_ratio_are_narrowed(desk: Desk) -> None:
    figure = desk.figure(asked("given_per_gift", "club:1"), scope=ALL)
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(137, 3), 137, 3)


def test_breakdowns_are_narrowed_too(desk: Desk) -> None:
    by_county = desk.cells(asked("gifts", "club:1"), by=Axis.COUNTY, scope=ALL)
    assert {cell.place.code: cell.result.value for cell in by_county if cell.place} == {
        "430112": 0, "430121": 1, "430182": 1, "430202": 0, "430225": 1,
    }  # fmt: skip
    both = Period.between(date(2021, 1, 1), date(2022, 12, 31))
    by_year = desk.cells(asked("given", "club:1", period=both), by=Axis.YEAR, scope=ALL)
    assert [cell.result.value for cell in by_year] == [137, 500]


def test_answers_of_two_subjects_are_not_mistaken_for_each_other(plain: Desk) -> None:
    values = [plain.figure(asked("gifts", one), scope=ALL).value for one in ("club:1", "club:2", None, "club:1")]
    assert values == [3, 1, 5, 3]
    hashes = {plain.figure(asked("gifts", one), scope=ALL).evidence_hash for one in ("club:1", "club:2", None)}
    assert len(hashes) == 3


@pytest.mark.parametrize("text", ["person:1", "person:0"])
def test_narrowing_by_person_does_not_exist(text: str) -> None:
    with pytest.raises(InputError, match="不能收窄到个人") as caught:
        of(text)
    assert caught.value.field == "of"
    with pytest.raises(InputError, match="不能收窄到个人"):
        Of(subject="person", id=1)


@pytest.mark.parametrize(
    "text",
    ["", "club", "club:", ":1", "club:x", "club:-1", "club:0", "club:１", "Club:1", "club:1:2", f"club:{2**63}", "_c:1",
     "club:1 OR TRUE", "club:" + "9" * 40, "x" * 3_000],
)  # fmt: skip
def test_narrowing_that_cannot_be_read_is_refused_in_one_short_sentence(text: str) -> None:
    with pytest.raises(InputError, match="organisation:12") as caught:
        of(text)
    assert len(caught.value.message) < 120


def test_narrowing_is_read_as_it_is_written() -> None:
    assert of(" club:12 ") == Of(subject="club", id=12)
    assert str(Of(subject="club", id=12)) == "club:12"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (asked("gifts", "base:1"), "「gifts」只能收窄到组织（club）、品牌系列（series）"),
        (asked("rows", "club:1"), "「rows」只能收窄到场次（meeting）"),
        (asked("counties", "club:1", as_of=date(2021, 1, 1)), "「counties」只能按地区查看"),
        (asked("active_counties", "meeting:1"), "「active_counties」只能按地区查看"),
        (asked("money_per_visit", "club:1"), "「money_per_visit」只能收窄到场次（meeting）"),
    ],
)
def test_narrowing_the_measure_does_not_know_is_refused(plain: Desk, question: Question, says: str) -> None:
    asks = [plain.figure, plain.value, plain.evidence]
    for ask in [*asks, lambda one, scope: plain.cells(one, by=Axis.YEAR, scope=scope)]:
        with pytest.raises(InputError) as caught:
            ask(question, scope=ALL)
        assert caught.value.message.startswith(says)
        assert caught.value.field == "of"


def test_narrowed_figure_without_persons_is_as_public_as_the_whole(plain: Desk) -> None:
    figure = plain.figure(asked("gifts", "club:1"), scope=NOBODY)
    assert (figure.value, figure.exact) == (3, False)
    assert plain.evidence(asked("gifts", "club:1"), scope=NOBODY) == []


@pytest.mark.parametrize("code", ["rows", "persons", "person_times", "money", "money_per_visit", "meetings"])
def test_narrowed_figure_about_persons_is_not_found_by_the_public(plain: Desk, code: str) -> None:
    question = asked(code, "meeting:2")
    assert plain.figure(asked(code, None), scope=NOBODY).exact is False
    for ask in (plain.figure, plain.value, plain.evidence):
        with pytest.raises(NotFoundError, match="权限范围"):
            ask(question, scope=NOBODY)
    for by in (Axis.COUNTY, Axis.YEAR):
        with pytest.raises(NotFoundError, match="权限范围"):
            plain.cells(question, by=by, scope=CITY)
    assert plain.figure(asked(code, "meeting:2", "430100"), scope=CITY).exact


def test_narrowed_figure_counts_nothing_outside_the_scope(plain: Desk) -> None:
    assert plain.figure(asked("gifts", "club:1", "430100"), scope=CITY).value == 2
    county = Scope.of({"43/4301/430121/": [Verb.VIEW]})
    assert not plain.figure(asked("gifts", "club:1", "430100"), scope=county).exact


def test_returns_of_a_narrowed_figure_are_those_its_subject_owed(tmp_path: Path) -> None:
    frozen = registry_of(owed())
    snapshot = Store(tmp_path).take(frozen, alias="snapshot")
    engine = engine_over(snapshot, registry=frozen, name="duckdb")
    desk = Desk(registry=frozen, snapshot=snapshot, engine=engine)
    # Returns are told by organisation; visits by meeting, which no return speaks of.
    narrowed = desk.figure(asked("visits", "meeting:1", period=Period.parse("2021-06")), scope=ALL)
    assert narrowed.completeness is not None
    assert narrowed.completeness.returns is None
    for number, counts in ((1, (1, 0)), (4, (0, 1)), (9, (0, 0))):
        figure = desk.figure(asked("halls", f"organisation:{number}", period=Period.parse("2021-06")), scope=ALL)
        assert figure.completeness is not None
        assert figure.completeness.returns is not None
        returns = figure.completeness.returns
        assert (number, returns.there, returns.owed) == (number, *counts)
    whole = desk.figure(asked("halls", None, period=Period.parse("2021-06")), scope=ALL)
    assert whole.completeness is not None
    assert whole.completeness.returns is not None
    assert whole.completeness.returns.expected == 5


def test_every_toy_measure_is_narrowed_by_something_or_a_coverage() -> None:
    assert {code for code, words in chance.NARROWINGS.items() if not words} == {"toy.counties", "toy.active_counties"}
