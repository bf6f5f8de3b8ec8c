"""What the demonstration consists of, before anything is written."""

from collections import Counter
from datetime import date

import pytest

from tongxin.attendance.demo.filling import filled
from tongxin.attendance.demo.planning import Fate, Gathering, that_do_not_count
from tongxin.kernel.divisions import divisions
from tongxin.kernel.places import Level
from tongxin.network.demo import names
from tongxin.network.demo.plan import MEMBERS, REPORTING_DAY, Network, Spot, plan_network
from tongxin.records.training.demo import BATCHES, PROGRAMMES


def network(province: str = "43", *, members: int = MEMBERS) -> Network:
    spots = [
        Spot(id=int(one.code), code=one.code, name=one.name, path=one.path, level=one.level)
        for one in divisions().values()
        if one.code.startswith(province)
    ]
    return plan_network(spots, members=members)


@pytest.fixture(scope="module")
def hunan() -> Network:
    return network()


@pytest.fixture(scope="module")
def held(hunan) -> list[Gathering]:
    return list(filled(hunan, programmes=PROGRAMMES, years=6))


def completed(classes: list[Gathering]) -> list[int | None]:
    return [line.person for one in classes for line in one.attendees if line.completed]


def test_names_are_marked_as_examples_and_phones_belong_to_no_operator():
    made = [names.person_name(index) for index in range(20_000)]
    assert all(name[1] == "例" and len(name) >= 3 for name in made)
    assert all(len(names.guest_name(index)) == 2 for index in range(200))
    assert Counter(Counter(made).values())[2] > 100  # namesakes, as in life
    assert {names.phone(index)[:3] for index in (0, 99_999_999)} == {"160"}
    assert all(len(names.phone(index)) == 11 for index in (0, 99_999_999))
    assert "示例" in names.unit_name(5)


def test_hunan_has_one_association_fourteen_and_one_hundred_and_four(hunan):
    levels = Counter(one.spot.level for one in hunan.associations)
    assert levels == {Level.PROVINCE: 1, Level.PREFECTURE: 14, Level.COUNTY: 104}
    assert len(hunan.uncovered) == 18
    assert len({spot.path[:8] for spot in hunan.uncovered}) >= 10  # all over the province


def test_associations_grow_from_year_to_year(hunan):
    counties = [one.founded for one in hunan.associations if one.spot.level is Level.COUNTY]
    standing = [sum(day <= date(year, 12, 31) for day in counties) for year in range(2016, 2023)]
    assert standing == [9, 23, 42, 64, 82, 98, 104]


def test_last_association_is_the_one_of_hengnan(hunan):
    last = max(hunan.associations, key=lambda one: one.founded)
    assert (last.spot.name, last.founded) == ("衡南县", date(2022, 7, 21))
    assert sum(one.founded == last.founded for one in hunan.associations) == 1


def test_ningxiang_was_founded_under_its_former_code(hunan):
    (one,) = (one for one in hunan.associations if one.spot.code == "430182")
    assert one.founded < date(2017, 1, 1)


def test_members_are_shared_out_without_a_rest(hunan):
    assert sum(one.members for one in hunan.associations) == hunan.total == MEMBERS
    assert len(hunan.under("43/4301/")) == 1_742
    assert len(hunan.under("99/")) == 0
    assert min(one.members for one in hunan.associations) > 40


@pytest.mark.parametrize("province", ["11", "46", "65"])
def test_every_province_gets_a_network(province):
    made = network(province)
    assert made.total == MEMBERS
    assert made.associations[0].spot.level is Level.PROVINCE
    assert made.uncovered
    assert list(filled(made, programmes=PROGRAMMES, years=1))


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: str(batch.first))
def test_batch_comes_out_exactly(held, batch):
    classes = [one for one in held if batch.first <= one.first_day <= one.last_day <= batch.last]
    lines = completed(classes)
    persons = [person for person in lines if person is not None]
    assert (len(classes), len(lines), len(lines) - len(persons), len(set(persons))) == (
        batch.gatherings,
        batch.times,
        batch.unresolved,
        batch.persons,
    )


def test_classes_are_possible(hunan, held):
    for one in held:
        persons = [line.person for line in one.attendees if line.person is not None]
        assert one.organiser.founded <= one.first_day <= one.last_day <= one.recorded < REPORTING_DAY
        assert len(persons) == len(set(persons))
        if one.organiser.spot.level is Level.COUNTY:
            assert set(persons) <= set(one.organiser.persons)
        assert all(other.founded <= one.first_day for other in one.joint)


def test_life_is_in_it(hunan, held):
    assert any(one.joint for one in held)
    assert any(one.field_day for one in held)
    assert any((one.recorded - one.last_day).days > 100 for one in held)
    assert {one.evidence for one in held} == {"scan", "roster", "host", "declared"}
    assert any(not line.completed for one in held for line in one.attendees)
    fates = Counter(one.fate for one in that_do_not_count(hunan, programmes=PROGRAMMES, years=6))
    assert fates == {Fate.PLANNED: 17, Fate.CANCELLED: 29}
    assert all(
        one.reason for one in that_do_not_count(hunan, programmes=PROGRAMMES, years=6) if one.fate is Fate.CANCELLED
    )


def test_demonstration_is_the_same_every_time(hunan, held):
    assert list(filled(hunan, programmes=PROGRAMMES, years=6)) == held
    assert {one.first_day.year for one in filled(hunan, programmes=PROGRAMMES, years=2)} == {2021, 2022}
