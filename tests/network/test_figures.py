from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.cast import SYSTEM, Cast, found
from tongxin.figures import Desk, Figure, Question, Registry, Store
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.scope import Scope
from tongxin.network import actions
from tongxin.network.actions import add_zone
from tongxin.network.figures import ASSOCIATION, BASE, FACTS, MEASURES, MEMBERSHIP, RETURN
from tongxin.network.models.bases import State
from tongxin.network.queries.places import place_rows
from tongxin.returns.queries.numbers import fact_of

Ask = Callable[..., Figure]
WHEN = date(2022, 9, 26)


def test_declarations_fit_together() -> None:
    registry = Registry(facts=(*FACTS, fact_of(RETURN)), measures=MEASURES, places=place_rows)
    assert {measure.code for measure in registry.measures} == {
        "network.associations",
        "network.county_coverage",
        "network.prefecture_coverage",
        "network.members",
        "network.bases",
        "network.associations_by_stage",
        "network.associations_set_up",
        "network.associations_running",
        "network.associations_thriving",
    }


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.code)
def test_row_is_as_wide_as_the_declaration(cast: Cast, fact: object) -> None:
    cast.join(cast.person("张伟明"), cast.county)
    cast.base("甲")
    for row in fact.rows("default"):
        assert len(row) == len(fact.columns)
        assert all(value is None or isinstance(value, int | date | str) for value in row)
        coded = [(column, value) for column, value in zip(fact.columns, row, strict=True) if column.choices]
        assert all(value in column.choices for column, value in coded)


def test_only_associations_are_rows_and_closed_ones_end(cast: Cast) -> None:
    found("某企业", "430182", kind="firm")
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    rows = {row[0]: row[1:] for row in ASSOCIATION.rows("default")}
    assert set(rows) == {one.pk for one in (cast.province, cast.city, cast.county, cast.neighbour)}
    assert rows[cast.county.pk] == (cast.county.place_id, date(2016, 11, 18), date(2022, 1, 1), "county", "none")


def test_only_those_formally_admitted_are_rows(cast: Cast) -> None:
    twice = cast.person("张伟明", group="freelance")
    one = cast.join(twice, cast.county)
    other = cast.join(twice, cast.city)
    actions.end_membership(other, by=SYSTEM, day=date(2021, 1, 1), ending="left")
    cast.applicant(cast.person("单小丽"), cast.county)
    declined = cast.applicant(cast.person("曾国强"), cast.county)
    actions.decline_member(declined, by=SYSTEM, day=WHEN, reason="材料不全")
    begin = date(2020, 3, 5)
    assert list(MEMBERSHIP.rows("default")) == [
        (one.pk, twice.pk, cast.county.pk, cast.county.place_id, begin, None, "freelance"),
        (other.pk, twice.pk, cast.city.pk, cast.city.place_id, begin, date(2021, 1, 1), "freelance"),
    ]


def test_base_is_a_row_for_each_state(cast: Cast) -> None:
    base = cast.base("甲", named=date(2020, 1, 1))
    actions.advance_base_state(base, by=SYSTEM, to=State.REVOKED, day=date(2021, 1, 1), reason="整改不到位")
    assert [row[4:7] for row in BASE.rows("default")] == [
        (date(2019, 1, 1), date(2020, 1, 1), "applied"),
        (date(2020, 1, 1), date(2020, 1, 1), "reviewing"),
        (date(2020, 1, 1), date(2021, 1, 1), "named"),
        (date(2021, 1, 1), None, "revoked"),
    ]
    assert {row[1] for row in BASE.rows("default")} == {base.pk}


@pytest.fixture
def ask(cast: Cast, tmp_path: Path) -> Ask:
    """Take a snapshot when first asked, then answer from it with the reference engine."""
    registry = Registry(facts=(*FACTS, fact_of(RETURN)), measures=MEASURES, places=place_rows)

    def figure(measure: str, code: str = "430000", day: date = WHEN) -> Figure:
        snapshot = Store(tmp_path).take(registry, alias="default")
        engine = ReferenceEngine(places=snapshot.register, records=snapshot.records)
        desk = Desk(registry=registry, snapshot=snapshot, engine=engine)
        return desk.figure(Question(measure=measure, place=code, as_of=day), scope=Scope.everything())

    return figure


def test_associations_and_coverage_of_the_story(cast: Cast, ask: Ask) -> None:
    zone = add_zone(by=SYSTEM, code="430171", name="长沙高新区", parent=cast.city.place)
    found("高新区新联会", zone.code)
    assert ask("network.associations").value == 5
    assert ask("network.associations", "430100").value == 3
    assert ask("network.associations", day=date(2016, 11, 17)).value == 0
    county = ask("network.county_coverage")
    assert (county.numerator, county.denominator, len(county.uncovered)) == (1, 122, 121)
    prefecture = ask("network.prefecture_coverage")
    assert (prefecture.numerator, prefecture.denominator) == (2, 14)


def test_old_code_of_a_county_counts_for_the_place_that_goes_on(cast: Cast, ask: Ask) -> None:
    assert ask("network.associations", "430124").value == ask("network.associations", "430182").value == 1


def test_member_of_two_organisations_counts_once(cast: Cast, ask: Ask) -> None:
    both, one = cast.person("张伟明"), cast.person("单小丽")
    for person, organisation in ((both, cast.county), (both, cast.province), (one, cast.county)):
        cast.join(person, organisation)
    cast.applicant(cast.person("曾国强"), cast.county)
    assert ask("network.members").value == 2
    assert ask("network.members", "430182").value == 2
    assert ask("network.members", day=date(2020, 3, 4)).value == 0


def test_base_counts_in_its_named_days_only_and_once(cast: Cast, ask: Ask) -> None:
    base = cast.base("甲", named=date(2020, 1, 1))
    cast.base("乙")
    for number in range(2):
        actions.hang_plaque(base, by=SYSTEM, title=f"牌{number}", awarded_by="市委统战部", begin=date(2020, 1, 2))
    assert ask("network.bases").value == 1
    assert ask("network.bases", day=date(2019, 12, 31)).value == 0
    actions.advance_base_state(base, by=SYSTEM, to="rechecking", day=WHEN)
    assert ask("network.bases").value == 0
    assert ask("network.bases", day=date(2022, 9, 25)).value == 1
