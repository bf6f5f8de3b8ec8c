"""Laws every figure obeys, on random networks."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.figures import chance
from tests.figures.world import Rows, desk_of
from tongxin.figures import Axis, Desk, Kind, Of, Question, Status
from tongxin.figures.plan import EvidenceRow, plan_for
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

pytestmark = pytest.mark.slow
ALL = Scope.everything()
LAW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
ADDITIVE = ("toy.rows", "toy.person_times", "toy.money")


@pytest.fixture
def opened(tmp_path_factory: pytest.TempPathFactory) -> object:
    return lambda rows: desk_of(rows, folder=tmp_path_factory.mktemp("law"))


def numbers(desk: Desk, question: Question, by: Axis) -> list[int]:
    return [cell.result.numerator or 0 for cell in desk.cells(question, by=by, scope=ALL)]


def rows_behind(desk: Desk, question: Question) -> list[EvidenceRow]:
    measure, place = desk.registry.measure(question.measure), desk.register.place(question.place)
    time = question.period or Period(question.as_of or date.min, date.max)
    plan = plan_for(
        measure,
        fact=desk.registry.fact(measure.fact),
        path=place.path,
        pieces=((time.start, time.end),),
        allowed=None,
        of=question.of,
    )
    if measure.level is not None:
        day = question.as_of or time.last
        units = desk.register.units(level=measure.level, path=place.path, day=day)
        plan = replace(plan, units=frozenset(unit.id for unit in units))
    return desk._engine.evidence(plan, after=-1, limit=10_000)


@LAW
@given(chance.rows(), chance.periods(), chance.CODES)
def test_persons_never_exceed_person_times(opened, rows: Rows, period: Period, place: str) -> None:
    desk = opened(rows)
    for by in (Axis.PROVINCE, Axis.YEAR, Axis.MONTH) if place == "000000" else (Axis.YEAR, Axis.MONTH):
        persons, times = (
            numbers(desk, Question(measure=code, place=place, period=period), by)
            for code in ("toy.persons", "toy.person_times")
        )
        assert all(one <= other for one, other in zip(persons, times, strict=True))


@LAW
@given(chance.rows(), chance.questions())
def test_folding_the_evidence_gives_the_value(opened, rows: Rows, question: Question) -> None:
    desk = opened(rows)
    figure = desk.figure(question, scope=ALL)
    if figure.measure.kind is Kind.RATIO:
        return
    evidence = rows_behind(desk, question)
    subjects = {row.subject for row in evidence if row.subject is not None}
    folded = {
        Kind.SUM: sum(row.value or 0 for row in evidence),
        Kind.PERSONS: len(subjects),
        Kind.COVERAGE: len(subjects),
        Kind.COUNT: len(subjects) if question.measure in ("toy.meetings", "toy.givers") else len(evidence),
    }.get(figure.measure.kind, len(evidence))
    assert figure.numerator == folded
    assert figure.evidence_count == len(evidence)
    smallest = -(2**63)
    written = [
        row.key for row in evidence
    ] + [smallest if row.subject is None else row.subject for row in evidence] + [
        smallest if row.value is None else row.value for row in evidence
    ]  # fmt: skip
    content = b"".join(number.to_bytes(8, "little", signed=True) for number in written)
    assert figure.evidence_hash == sha256(content).hexdigest()


@LAW
@given(chance.rows(), chance.periods(), st.sampled_from(ADDITIVE))
def test_additive_counties_and_what_hangs_above_them_sum_to_the_province(
    opened, rows: Rows, period: Period, code: str
) -> None:
    desk = opened(rows)
    above = {1, 2, 3, 6}  # the province, its prefectures and a zone: places in no county
    question = Question(measure=code, place="430000", period=period)
    # Cut to the county places of today, so that none is missing from a breakdown by its date.
    by_county = sum(
        desk.figure(replace(question, place=row), scope=ALL).numerator or 0
        for row in ("430121", "430182", "430112", "430225", "430202")
    )
    loose = Rows(visits=[row for row in rows.visits if row[1] in above])
    own = opened(loose).figure(question, scope=ALL).numerator or 0
    assert desk.figure(question, scope=ALL).numerator == by_county + own


def test_persons_of_two_counties_are_counted_once_above(opened) -> None:
    day = date(2021, 5, 1)
    rows = Rows(visits=[(1, 4, 7, 1, day, "held", True, 1), (2, 5, 7, 1, day, "held", True, 1)])
    desk = opened(rows)
    question = Question(measure="toy.persons", place="430100", period=Period.year(2021))
    assert sum(numbers(desk, question, Axis.COUNTY)) == 2
    assert desk.figure(question, scope=ALL).value == 1


@LAW
@given(chance.rows(), chance.DAYS)
def test_stock_on_a_day_is_what_began_and_has_not_ended(opened, rows: Rows, day: date) -> None:
    desk = opened(rows)
    found = desk.figure(Question(measure="toy.clubs", place="000000", as_of=day), scope=ALL).value
    assert found == sum(
        1 for _, _, begin, end, state in rows.clubs
        if state == "held" and begin <= day and (end is None or day < end)  # type: ignore[operator]
    )  # fmt: skip


@LAW
@given(chance.rows(), chance.periods())
def test_months_of_an_additive_flow_sum_to_the_period(opened, rows: Rows, period: Period) -> None:
    desk = opened(rows)
    question = Question(measure="toy.money", place="000000", period=period)
    assert sum(numbers(desk, question, Axis.MONTH)) == desk.figure(question, scope=ALL).numerator


@LAW
@given(chance.rows(), chance.DAYS, chance.CODES)
def test_coverage_is_a_part_of_the_register_and_names_the_rest(opened, rows: Rows, day: date, place: str) -> None:
    desk = opened(rows)
    figure = desk.figure(Question(measure="toy.counties", place=place, as_of=day), scope=ALL)
    units = desk.register.units(level=Level.COUNTY, path=desk.register.place(place).path, day=day)
    assert figure.denominator == len(units)
    assert figure.numerator == len(units) - len(figure.uncovered)
    assert set(figure.uncovered) <= set(units)
    assert (figure.status is Status.UNDEFINED) == (not units)


@LAW
@given(chance.rows(), chance.questions(), chance.OFS)
def test_part_of_one_subject_is_never_more_than_the_whole(opened, rows: Rows, question: Question, of: Of) -> None:
    desk = opened(rows)
    measure = desk.registry.measure(question.measure)
    signed = {"toy.money", "toy.money_per_visit"}  # money of visits is given and taken
    if of.subject not in chance.NARROWINGS[measure.code] or measure.code in signed or measure.kind is Kind.RATIO:
        return
    whole, part = (desk.figure(replace(question, of=one), scope=ALL) for one in (None, of))
    assert 0 <= part.value <= whole.value
    assert part.evidence_count <= whole.evidence_count
    assert {row.key for row in rows_behind(desk, replace(question, of=of))} <= {
        row.key for row in rows_behind(desk, replace(question, of=None))
    }


@LAW
@given(chance.rows(), chance.periods(), chance.CODES)
def test_additive_parts_of_all_subjects_sum_to_the_whole(opened, rows: Rows, period: Period, place: str) -> None:
    desk = opened(rows)  # every visit has its meeting
    for code in ADDITIVE:
        question = Question(measure=code, place=place, period=period)
        assert sum(parts_of(desk, question, rows)) == desk.figure(question, scope=ALL).value


def parts_of(desk: Desk, question: Question, rows: Rows) -> list[int]:
    return [
        desk.figure(replace(question, of=Of(subject="meeting", id=number)), scope=ALL).value
        for number in {row[3] for row in rows.visits}
    ]


@LAW
@given(chance.rows(), chance.questions())
def test_old_code_answers_as_the_new_one(opened, rows: Rows, question: Question) -> None:
    desk = opened(rows)
    old, new = (desk.figure(replace(question, place=code), scope=ALL) for code in ("430124", "430182"))
    assert replace(old, question=new.question) == new
