"""The number a unit confirms is the figure a snapshot gives: the same measure, the same rows, one definition."""

from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, cast
from tests.figures.world import reading_once
from tests.lifecycle.world import PERIODS, Lot
from tests.shared import World, world_of
from tongxin.figures import Desk, Kind, Measure, Of, Question, Registry, RegistryError, Store
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.numbers import check_reported, number_below, numbers_now
from tongxin.ports.desk import registry, take_snapshot
from tongxin.ports.reported import Reported
from tongxin.ports.room import rooms

pytestmark = pytest.mark.django_db
EVERYTHING = Scope.everything()
PLACES = ("000000", "430000", "430100", "430182", "430200")


def measures() -> list[tuple[Measure, TableFact]]:
    """Return every measure that counts a table by itself."""
    found = [
        (one, registry().fact(one.fact))
        for one in registry().measures
        if one.fact and one.kind is not Kind.COVERAGE and not one.single
    ]
    return [(one, fact) for one, fact in found if isinstance(fact, TableFact)]


def asked(measure: Measure, fact: TableFact, place: str, period: Period, *, of: Of | None = None) -> Question:
    when: dict[str, Any] = {"as_of": period.last} if fact.is_stock else {"period": period}
    return Question(measure=measure.code, place=place, of=of, **when)


def drawn(seed: int) -> Cast:
    """Draw records by lot, and take a snapshot of them."""
    stage = cast()
    Lot(stage, seed).draw(54)
    take_snapshot(by=SYSTEM)
    return stage


world = world_of(drawn, each=[1, 2, 3])


@pytest.fixture(scope="module")
def desk(world: World[Cast]) -> Desk:
    snapshot = Store(world.folder / "snapshots").current()
    return Desk(registry=registry(), snapshot=snapshot, engine=reading_once(snapshot, registry=registry()))


@pytest.fixture
def units(world: World[Cast]) -> list[int]:
    stage = world.built
    return [one.pk for one in (stage.county, stage.city, stage.province, stage.neighbour)]


@pytest.mark.slow
def test_live_number_is_the_figure_of_a_snapshot_at_every_place_and_period(desk: Desk) -> None:
    seen: set[tuple[str, int]] = set()
    for measure, fact in measures():
        for period in PERIODS:
            for code in PLACES:
                place = desk.register.place(code)
                value = desk.value(asked(measure, fact, code, period), scope=EVERYTHING).value
                assert number_below(fact, measure, period, path=place.path) == value, (measure.code, code, period)
                seen.add((measure.code, value))
    never = {measure.code for measure, _ in measures()} - {code for code, value in seen if value}
    assert not never, f"never more than nothing, draw some in tests/lifecycle/world.py: {never}"


def test_number_of_a_unit_is_the_figure_narrowed_to_it(desk: Desk, units: list[int]) -> None:
    told: set[str] = set()
    for measure, fact in measures():
        if fact.unit is None:
            continue
        for period in PERIODS:
            found = numbers_now(fact, measure, period, units=units)
            for unit in units:
                question = asked(measure, fact, "430000", period, of=Of(subject="organisation", id=unit))
                value = desk.value(question, scope=EVERYTHING).value
                assert found.get(unit, 0) == value, (measure.code, unit, period)
                told |= {measure.code} if value else set()
    assert {"training.classes", "training.person_times", "network.members", "toy.visits"} <= told


def test_unit_that_has_nothing_is_left_out_and_queries_do_not_grow(
    units: list[int], django_assert_num_queries: Any
) -> None:
    for measure, fact in measures():
        if fact.unit is None:
            continue
        with django_assert_num_queries(1):
            found = numbers_now(fact, measure, PERIODS[2], units=units)
        assert set(found) <= set(units)
        # What was reversed sums to nothing, and on some lists there is nobody the register knows.
        assert measure.kind in (Kind.SUM, Kind.PERSONS) or 0 not in found.values()
        with django_assert_num_queries(1):
            assert numbers_now(fact, measure, PERIODS[2], units=units[:1]).items() <= found.items()


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            Reported(kind="shares", label="覆盖", measures=("network.county_coverage",), stock=True),
            "no number of one unit",
        ),
        (Reported(kind="mixed", label="混合", measures=("network.members",)), "another kind of time"),
        (Reported(kind="returns", label="无主", measures=("odd.standing",)), "does not say whose"),
    ],
)
def test_return_that_would_state_what_no_unit_can_confirm_stops_the_start(one: Reported, said: str) -> None:
    odd = Measure(
        code="odd.standing", name="上报份数", unit="份", kind=Kind.COUNT, fact="training.return", grain="每份一次",
        definition="上报的份数，只为测试。",
    )  # fmt: skip
    known = Registry(facts=registry().facts, measures=(*registry().measures, odd), places=registry().places)
    with pytest.raises(RegistryError, match=said):
        check_reported(one, registry=known)


def test_every_return_of_the_product_can_be_confirmed_by_one_unit() -> None:
    for room in rooms():
        for one in room.reported:
            check_reported(one, registry=registry())
