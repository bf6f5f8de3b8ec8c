"""What a number means: sheets of rows, a question, and the answer every engine must give."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.figures.world import Rows, clubs, desk_of, visits
from tongxin.figures import Axis, Desk, Question, Status
from tongxin.figures.grouping import Grouping, Order
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

ALL = Scope.everything()
Y2021 = Period.year(2021)

VISITS = """
key place  person meeting day        state   done fen
1   430121 11     1       2021-03-05 held    yes  100
2   430121 12     1       2021-03-05 held    yes  250
3   430182 11     2       2021-06-01 held    yes  7
4   430182 -      2       2021-06-01 held    yes  0
5   430182 13     2       2021-06-01 held    no   1
6   430100 11     3       2021-12-31 held    yes  33
7   430121 14     4       2021-09-09 planned yes  500
8   430225 15     5       2020-12-31 held    yes  9
9   430225 15     6       2022-01-01 held    yes  9
10  429004 16     7       2021-01-01 held    yes  1
11  430171 17     8       2021-02-02 held    yes  2
"""
CLUBS = """
key place  begin      end        state
1   430121 2018-01-01 -          held
2   430182 2019-05-01 2021-05-01 held
3   430225 2018-01-01 2018-01-02 held
4   430171 2018-01-01 -          held
5   430000 2017-01-01 -          held
6   430121 2019-01-01 -          planned
7   429004 2020-01-01 -          held
8   430121 2020-02-02 -          held
"""
ROWS = Rows(visits=visits(VISITS), clubs=clubs(CLUBS))


@pytest.fixture(scope="module")
def desk(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk_of(ROWS, folder=tmp_path_factory.mktemp("snapshots"), engine=engine)


FLOWS = """
measure             place  value evidence
toy.meetings        430000 4     1,2,3,4,5,6,11
toy.meetings        000000 5     1,2,3,4,5,6,10,11
toy.meetings        430100 4     1,2,3,4,5,6,11
toy.meetings        430121 1     1,2
toy.rows            430000 8     1,2,3,4,5,6,7,11
toy.person_times    430000 6     1,2,3,4,6,11
toy.persons         430000 3     1,2,3,4,6,11
toy.persons         430182 1     3,4
toy.persons         430124 1     3,4
toy.money           430000 893   1,2,3,4,5,6,7,11
toy.money           430171 2     11
toy.rows            429004 1     10
toy.rows            420000 1     10
toy.money           430225 0     -
toy.persons         430202 0     -
"""


def _table(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in text.strip().splitlines()[1:]]


def test_flow_measures_say_what_the_sheet_says(desk: Desk) -> None:
    for measure, place, value, keys in _table(FLOWS):
        question = Question(measure=measure, place=place, period=Y2021)
        figure = desk.figure(question, scope=ALL)
        evidence = [row.key for row in desk.evidence(question, scope=ALL)]
        expected = [] if keys == "-" else [int(key) for key in keys.split(",")]
        assert (measure, place, figure.value, evidence) == (measure, place, int(value), expected)
        assert figure.evidence_count == len(expected)
        assert (figure.denominator, figure.uncovered) == (None, ())


STOCKS = """
measure place  as_of      value evidence
toy.clubs 430000 2021-04-30 5 1,2,4,5,8
toy.clubs 430000 2021-05-01 4 1,4,5,8
toy.clubs 430182 2019-04-30 0 -
toy.clubs 430182 2019-05-01 1 2
toy.clubs 430225 2018-01-01 1 3
toy.clubs 430225 2018-01-02 0 -
toy.clubs 000000 2021-05-01 5 1,4,5,7,8
"""


def test_stock_on_a_date_is_what_has_begun_and_not_ended(desk: Desk) -> None:
    for measure, place, day, value, keys in _table(STOCKS):
        question = Question(measure=measure, place=place, as_of=date.fromisoformat(day))
        figure = desk.figure(question, scope=ALL)
        evidence = [row.key for row in desk.evidence(question, scope=ALL)]
        expected = [] if keys == "-" else [int(key) for key in keys.split(",")]
        assert (place, day, figure.value, evidence) == (place, day, int(value), expected)


COVERAGES = """
place  as_of      n d uncovered                   evidence
430000 2021-04-30 2 5 430112,430202,430225        1,2,8
430000 2021-05-01 1 5 430112,430182,430202,430225 1,8
430000 2018-01-01 2 5 430112,430182,430202        1,3
430000 2010-01-01 0 4 430121,430124,430202,430225 -
430100 2021-04-30 2 3 430112                      1,2,8
430121 2021-04-30 1 1 -                           1,8
429004 2021-04-30 1 1 -                           7
420000 2019-12-31 0 1 429004                      -
"""


def test_coverage_divides_by_every_unit_of_the_register_and_names_the_uncovered(desk: Desk) -> None:
    for place, day, n, d, names, keys in _table(COVERAGES):
        question = Question(measure="toy.counties", place=place, as_of=date.fromisoformat(day))
        figure = desk.figure(question, scope=ALL)
        uncovered = [unit.code for unit in figure.uncovered]
        assert (place, day, figure.numerator, figure.denominator) == (place, day, int(n), int(d))
        assert uncovered == ([] if names == "-" else names.split(","))
        assert figure.value == Fraction(int(n), int(d))
        evidence = [row.key for row in desk.evidence(question, scope=ALL)]
        assert evidence == ([] if keys == "-" else [int(key) for key in keys.split(",")])


def test_coverage_of_a_place_without_such_units_is_undefined(desk: Desk) -> None:
    figure = desk.figure(Question(measure="toy.counties", place="430171", as_of=date(2021, 1, 1)), scope=ALL)
    assert (figure.status, figure.value, figure.numerator, figure.denominator) == (Status.UNDEFINED, None, 0, 0)
    assert (figure.evidence_count, figure.uncovered) == (0, ())


def test_coverage_over_a_flow_asks_who_had_one_in_the_period(desk: Desk) -> None:
    figure = desk.figure(Question(measure="toy.active_counties", place="430000", period=Y2021), scope=ALL)
    assert (figure.numerator, figure.denominator) == (2, 5)
    assert [unit.name for unit in figure.uncovered] == ["望城区", "荷塘区", "炎陵县"]


def test_ratio_is_sum_over_sum_and_has_no_evidence_of_its_own(desk: Desk) -> None:
    question = Question(measure="toy.money_per_visit", place="430000", period=Y2021)
    figure = desk.figure(question, scope=ALL)
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(893, 8), 893, 8)
    assert (figure.evidence_count, figure.evidence_hash, desk.evidence(question, scope=ALL)) == (None, None, [])


def test_ratio_over_nothing_is_undefined(desk: Desk) -> None:
    figure = desk.figure(Question(measure="toy.money_per_visit", place="430202", period=Y2021), scope=ALL)
    assert (figure.status, figure.value, figure.denominator) == (Status.UNDEFINED, None, 0)


def test_breakdown_by_county_shows_places_with_nothing(desk: Desk) -> None:
    question = Question(measure="toy.rows", place="430000", period=Y2021)
    cells = desk.cells(question, by=Axis.COUNTY, scope=ALL)
    assert [(cell.place and cell.place.code, cell.result.value) for cell in cells] == [
        ("430112", 0), ("430121", 3), ("430182", 3), ("430202", 0), ("430225", 0),
    ]  # fmt: skip


def test_breakdown_by_prefecture_and_province_counts_what_hangs_there(desk: Desk) -> None:
    question = Question(measure="toy.rows", place="000000", period=Y2021)
    by_prefecture = desk.cells(question, by=Axis.PREFECTURE, scope=ALL)
    assert [(cell.place and cell.place.code, cell.result.value) for cell in by_prefecture] == [
        ("430100", 8),
        ("430200", 0),
    ]
    by_province = desk.cells(question, by=Axis.PROVINCE, scope=ALL)
    assert [cell.result.value for cell in by_province] == [1, 8]


def test_breakdown_of_coverage_and_ratio_by_place(desk: Desk) -> None:
    coverage = desk.cells(
        Question(measure="toy.counties", place="430000", as_of=date(2021, 4, 30)), by=Axis.PREFECTURE, scope=ALL
    )
    assert [(cell.result.numerator, cell.result.denominator) for cell in coverage] == [(2, 3), (0, 2)]
    ratio = desk.cells(
        Question(measure="toy.money_per_visit", place="430000", period=Y2021), by=Axis.PREFECTURE, scope=ALL
    )
    assert [(cell.result.value, cell.result.status) for cell in ratio] == [
        (Fraction(893, 8), Status.OK),
        (None, Status.UNDEFINED),
    ]


def test_breakdown_by_time_recomputes_persons_in_each_piece(desk: Desk) -> None:
    period = Period.between(date(2020, 7, 1), date(2022, 3, 1))
    cells = desk.cells(Question(measure="toy.persons", place="430000", period=period), by=Axis.YEAR, scope=ALL)
    assert [(cell.period and cell.period.label, cell.result.value) for cell in cells] == [
        ("2020年下半年", 1),
        ("2021年", 3),
        ("2022年1月1日至2022年3月1日", 1),
    ]
    months = desk.cells(Question(measure="toy.rows", place="430000", period=Y2021), by=Axis.MONTH, scope=ALL)
    assert [cell.result.value for cell in months] == [0, 1, 2, 0, 0, 3, 0, 0, 1, 0, 0, 1]


def test_coverage_and_ratio_by_time(desk: Desk) -> None:
    coverage = desk.cells(
        Question(measure="toy.counties", place="430000", as_of=date(2021, 4, 30)), by=Axis.YEAR, scope=ALL
    )
    assert [(cell.as_of and cell.as_of.isoformat(), cell.result.numerator) for cell in coverage] == [
        ("2016-12-31", 0), ("2017-12-31", 0), ("2018-12-31", 1), ("2019-12-31", 2), ("2020-12-31", 2), ("2021-04-30", 2),
    ]  # fmt: skip
    ratio = desk.cells(
        Question(measure="toy.money_per_visit", place="430000", period=Period.between(date(2019, 1, 1), date(2020, 12, 31))),
        by=Axis.YEAR,
        scope=ALL,
    )  # fmt: skip
    assert [cell.result.value for cell in ratio] == [None, 9]


def test_persons_say_how_many_rows_name_a_known_person(desk: Desk) -> None:
    for measure in ("toy.persons", "toy.person_times"):
        found = desk.figure(Question(measure=measure, place="430000", period=Y2021), scope=ALL).completeness
        assert found is not None
        assert (found.resolved, found.participations) == (5, 6)
    assert desk.figure(Question(measure="toy.rows", place="430000", period=Y2021), scope=ALL).completeness is None


def test_evidence_comes_in_pages_with_the_address_of_each_record(desk: Desk) -> None:
    question = Question(measure="toy.rows", place="430000", period=Y2021)
    first = desk.evidence(question, scope=ALL, limit=3)
    assert [(row.key, row.record, row.page) for row in first] == [
        (1, "toy.visit:1", "/visits/1/#p1"),
        (2, "toy.visit:2", "/visits/1/#p2"),
        (3, "toy.visit:3", "/visits/2/#p3"),
    ]
    rest = desk.evidence(question, scope=ALL, after=3)
    assert [row.key for row in rest] == [4, 5, 6, 7, 11]


def test_evidence_is_put_together_by_record_day_and_unit(desk: Desk) -> None:
    question = Question(measure="toy.money", place="430000", period=Y2021)

    def groups(by: str, order: Order, **more: Any) -> list[tuple[object, ...]]:
        asked = Grouping(by=by, unit=more.pop("unit", None), order=order, **more)
        count, found = desk.groups(question, scope=ALL, grouping=asked)
        assert count == {"meeting": 5, "day": 5, "person": 6}[by]
        return [(one.of, one.rows, one.total, one.first, one.unit, one.links["key"]) for one in found]

    march, june = date(2021, 3, 5), date(2021, 6, 1)
    assert groups("meeting", Order.DAY)[:3] == [
        (8, 1, 2, date(2021, 2, 2), None, 11), (1, 2, 350, march, None, 1), (2, 3, 8, june, None, 3),
    ]  # fmt: skip
    assert [one[:2] for one in groups("meeting", Order.ROWS, descending=True, limit=2)] == [(2, 3), (1, 2)]
    assert [one[0] for one in groups("day", Order.DAY, descending=True, offset=3)] == [march, date(2021, 2, 2)]
    by_unit = groups("person", Order.UNIT, unit="meeting")
    assert [(one[0], one[4]) for one in by_unit] == [(11, 1), (12, 1), (13, 2), (None, 2), (14, 4), (17, 8)]
    above = {
        level: desk.groups(question, scope=ALL, grouping=Grouping(by="meeting", above=level))
        for level in (Level.PREFECTURE, Level.COUNTY)
    }
    assert (above[Level.COUNTY][0], [one.of for one in above[Level.COUNTY][1]]) == (2, [8, 3])
    assert above[Level.PREFECTURE] == (0, [])
    assert desk.groups(question, scope=Scope(), grouping=Grouping(by="meeting")) == (0, [])
    assert [row.key for row in desk.evidence(question, scope=ALL, record=2)] == [3, 4, 5]


def test_empty_snapshot_answers_with_nothing(engine: str, tmp_path: Path) -> None:
    desk = desk_of(Rows(), folder=tmp_path, engine=engine)
    figure = desk.figure(Question(measure="toy.money", place="430000", period=Y2021), scope=ALL)
    assert (figure.value, figure.evidence_count) == (0, 0)
    assert figure.evidence_hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    coverage = desk.figure(Question(measure="toy.counties", place="430000", as_of=date(2021, 1, 1)), scope=ALL)
    assert (coverage.numerator, coverage.denominator, len(coverage.uncovered)) == (0, 5, 5)


def test_evidence_hash_is_the_one_written_down(desk: Desk) -> None:
    """The form of the hash is a promise: an issued figure is checked against it for ever."""
    from hashlib import sha256
    from struct import pack

    figure = desk.figure(Question(measure="toy.money", place="430182", period=Y2021), scope=ALL)
    unknown = -(2**63)
    numbers = (3, 4, 5, 11, unknown, 13, 7, 0, 1)
    assert figure.evidence_hash == sha256(pack("<9q", *numbers)).hexdigest()
