"""What a measure comes to over live rows: each kind of number, at the edges of time, for each unit."""

from datetime import date, timedelta

import pytest

from tests.cast import SYSTEM, Cast, cast
from tests.lives import class_details, visit_details
from tests.toy import actions as toy
from tongxin.figures import Measure
from tongxin.kernel.period import Period
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.numbers import number_below, numbers_now
from tongxin.network import actions as network
from tongxin.ports.desk import registry
from tongxin.records.training import actions as training

pytestmark = pytest.mark.django_db
JUNE = Period.parse("2021-06")


def measured(code: str) -> tuple[TableFact, Measure]:
    measure = registry().measure(code)
    fact = registry().fact(measure.fact)
    assert isinstance(fact, TableFact)
    return fact, measure


@pytest.fixture
def stage() -> Cast:
    return cast()


def test_sum_count_and_half_open_days_of_each_unit(stage: Cast) -> None:
    for unit, day, households in (
        (stage.county, date(2021, 6, 1), 2),
        (stage.county, date(2021, 6, 30), 3),
        (stage.county, date(2021, 5, 31), 40),
        (stage.county, date(2021, 7, 1), 50),
        (stage.city, date(2021, 6, 15), 7),
    ):
        one = toy.plan_visit(by=SYSTEM, **visit_details(stage, organiser=unit, day=day))
        toy.make_visit(one, by=SYSTEM, households=households)
    toy.plan_visit(by=SYSTEM, **visit_details(stage, day=date(2021, 6, 2)))
    units = [stage.county.pk, stage.city.pk, stage.neighbour.pk]
    assert numbers_now(*measured("toy.visits"), JUNE, units=units) == {stage.county.pk: 2, stage.city.pk: 1}
    assert numbers_now(*measured("toy.households"), JUNE, units=units) == {stage.county.pk: 5, stage.city.pk: 7}
    assert numbers_now(*measured("toy.households"), JUNE, units=units[2:]) == {}
    assert number_below(*measured("toy.households"), JUNE, path=stage.city.path) == 12
    assert number_below(*measured("toy.households"), JUNE, path=stage.county.path) == 5
    assert number_below(*measured("toy.households"), JUNE, path=stage.neighbour.path) == 0


def test_persons_are_counted_once_and_person_times_every_time(stage: Cast) -> None:
    stage.person("王例山")
    for day, roster in ((date(2021, 6, 3), "王例山\n李例水"), (date(2021, 6, 9), "王例山\n张例火 0天")):
        details = class_details(stage, first_day=day, last_day=day, title=f"{day}班")
        training.hold_class(training.plan_class(by=SYSTEM, **details), by=SYSTEM, roster=roster)
    county = stage.county.pk
    for code, number in (("training.classes", 2), ("training.person_times", 3), ("training.persons", 1)):
        assert numbers_now(*measured(code), JUNE, units=[county]) == {county: number}, code


@pytest.mark.parametrize(("begin", "end", "number"), [
    (date(2021, 6, 30), None, 1),
    (date(2021, 7, 1), None, 0),
    (date(2021, 6, 1), date(2021, 6, 30), 0),
    (date(2021, 6, 1), date(2021, 7, 1), 1),
])  # fmt: skip
def test_what_stands_on_the_last_day_is_counted(stage: Cast, begin: date, end: date | None, number: int) -> None:
    membership = stage.join(stage.person("王例山"), stage.county, begin=begin)
    if end:
        network.end_membership(membership, by=SYSTEM, day=end, ending="left", reason="本人退会")
    fact, measure = measured("network.members")
    assert number_below(fact, measure, JUNE, path=stage.county.path) == number
    day = Period(JUNE.last, JUNE.last + timedelta(days=1))
    assert number_below(fact, measure, day, path=stage.county.path) == number
