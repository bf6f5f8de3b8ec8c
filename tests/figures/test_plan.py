"""Plans, their fingerprint, and the statements made of them."""

import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from struct import pack

import pytest

from tests.figures.world import MEASURES, Rows, club_fact, engine_over, measure, snapshot_of, visit_fact
from tongxin.figures import Axis, Kind, Question, sql
from tongxin.figures.plan import Plan, counts_subjects, fingerprint, person_column, plan_for
from tongxin.figures.question import day_of
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, Step
from tongxin.kernel.places import Level

VISIT, CLUB = visit_fact(Rows()), club_fact(Rows())
YEAR = (date(2021, 1, 1), date(2022, 1, 1))
NAMED = {one.code: one for one in MEASURES}


def plan(code: str, *, path: str = "", allowed: tuple[str, ...] | None = None) -> Plan:
    one = NAMED[code]
    return plan_for(one, fact=VISIT if one.fact == "toy.visit" else CLUB, path=path, pieces=(YEAR,), allowed=allowed)


def test_fingerprint_reads_columns_of_little_endian_numbers() -> None:
    rows = [(1, None, 5), (2, 7, None)]
    expected = sha256(pack("<6q", 1, 2, -(2**63), 7, 5, -(2**63))).hexdigest()
    assert fingerprint(rows) == expected
    assert fingerprint([]) == sha256(b"").hexdigest()


def test_fingerprint_is_the_same_on_a_machine_of_the_other_byte_order(monkeypatch: pytest.MonkeyPatch) -> None:
    other = "big" if sys.byteorder == "little" else "little"
    monkeypatch.setattr(sys, "byteorder", other)
    assert fingerprint([(1, 2, 3)]) == sha256(pack(">3q", 1, 2, 3)).hexdigest()


def test_rows_of_a_fact_about_persons_name_the_person_in_their_evidence() -> None:
    assert plan("toy.rows").subject == person_column(VISIT) == "person"
    assert plan("toy.meetings").subject == "meeting"
    assert plan("toy.clubs").subject is None


def test_counting_subjects_is_for_distinct_kinds_only() -> None:
    assert counts_subjects(NAMED["toy.persons"], fact=VISIT)
    assert not counts_subjects(NAMED["toy.person_times"], fact=VISIT)
    assert not counts_subjects(measure("x", Kind.COUNT, subject="key"), fact=VISIT)


def test_statement_reads_no_place_where_none_is_asked() -> None:
    assert "JOIN places" not in sql.tallies(plan("toy.rows"))
    assert "JOIN places" in sql.tallies(plan("toy.rows", path="43/"))
    assert "JOIN places" in sql.tallies(plan("toy.rows", allowed=("43/",)))


def test_scope_of_no_place_at_all_keeps_nothing() -> None:
    assert "(FALSE)" in sql.tallies(plan("toy.rows", allowed=()))


def test_statement_holds_nothing_but_declared_literals() -> None:
    with pytest.raises(ValueError, match="not a declared literal"):
        sql.tallies(plan("toy.rows", path="43/' OR TRUE --"))


def test_question_of_no_time_has_no_day() -> None:
    with pytest.raises(InputError, match="请给出日期"):
        day_of(Question(measure="toy.rows", place="430000"))
    assert day_of(Question(measure="toy.rows", place="430000", period=Period.year(2021))) == date(2021, 12, 31)


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_plan_counts_nothing_outside_the_scope(tmp_path: Path, engine: str) -> None:
    rows = Rows(visits=[(key, place, 1, 1, date(2021, 5, 1), "held", True, 1) for key, place in ((1, 4), (2, 10))])
    frozen, snapshot = snapshot_of(rows, folder=tmp_path)
    asked = engine_over(snapshot, registry=frozen, name=engine)
    assert [row.key for row in asked.evidence(plan("toy.rows", allowed=("42/",)), after=0, limit=9)] == [2]
    assert asked.tallies(plan("toy.rows", allowed=())) == {}


def test_axis_is_of_place_or_of_time() -> None:
    assert [axis.level for axis in Axis] == [Level.PROVINCE, Level.PREFECTURE, Level.COUNTY, None, None]
    assert [axis.step for axis in Axis] == [None, None, None, Step.YEAR, Step.MONTH]
