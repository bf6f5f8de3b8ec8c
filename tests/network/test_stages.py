from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from tongxin.kernel.period import Period
from tongxin.network import actions
from tongxin.network.models import StageRule
from tongxin.network.models.bases import State
from tongxin.network.queries.stages import last_year, rules_for, standing, standings
from tongxin.ports.activity import ActivityCount

Stage, Signal = StageRule.Stage, StageRule.Signal
DAY = date(2022, 9, 26)


def rules(*lines: tuple[Stage, Signal, int], path: str = "") -> list[StageRule]:
    return [StageRule(path=path, stage=stage, signal=signal, at_least=number) for stage, signal, number in lines]


LADDER = rules(
    (Stage.SET_UP, Signal.FOUNDED, 1), (Stage.RUNNING, Signal.ACTIVITIES, 2), (Stage.THRIVING, Signal.PROGRAMMES, 3)
)


@pytest.mark.parametrize(
    ("counts", "stage"),
    [
        ({}, None),
        ({Signal.FOUNDED: 1}, Stage.SET_UP),
        ({Signal.FOUNDED: 1, Signal.ACTIVITIES: 1}, Stage.SET_UP),
        ({Signal.FOUNDED: 1, Signal.ACTIVITIES: 2}, Stage.RUNNING),
        ({Signal.FOUNDED: 1, Signal.ACTIVITIES: 9, Signal.PROGRAMMES: 3}, Stage.THRIVING),
        ({Signal.FOUNDED: 1, Signal.PROGRAMMES: 3}, Stage.SET_UP),
        ({Signal.ACTIVITIES: 9, Signal.PROGRAMMES: 3}, None),
    ],
)
def test_stage_is_the_highest_with_all_before_it_met(counts: dict[Signal, int], stage: Stage | None) -> None:
    reached = standing(counts, LADDER)
    assert reached.stage == stage
    assert [check.met for check in reached.checks] == [
        counts.get(Signal(rule.signal), 0) >= rule.at_least for rule in LADDER
    ]
    assert reached.label == (stage.label if stage else "未达到“建起来”")


def test_line_switched_off_asks_for_nothing() -> None:
    off = StageRule(path="", stage=Stage.RUNNING, signal=Signal.RETURNS, at_least=1, required=False)
    assert standing({Signal.FOUNDED: 1, Signal.ACTIVITIES: 2}, [*LADDER, off]).stage == Stage.RUNNING


def test_line_nearest_to_the_association_wins() -> None:
    own = rules((Stage.RUNNING, Signal.ACTIVITIES, 5), path="43/")
    other = rules((Stage.RUNNING, Signal.ACTIVITIES, 9), path="44/")
    chosen = rules_for("43/4301/", [*own, *LADDER, *other])
    assert [(rule.stage, rule.at_least) for rule in chosen] == [
        (Stage.SET_UP, 1), (Stage.RUNNING, 5), (Stage.THRIVING, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "first"),
    [(DAY, date(2021, 9, 27)), (date(2024, 2, 28), date(2023, 3, 1)), (date(2024, 2, 29), date(2023, 3, 1))],
)
def test_last_year_is_twelve_months_with_the_day_itself(day: date, first: date) -> None:
    assert last_year(day).start == first
    assert last_year(day).last == day


def test_standing_counts_what_rooms_report_and_bases(cast: Cast, django_assert_num_queries: Any) -> None:
    asked: list[tuple[Sequence[int], Period]] = []

    def training(organisations: Sequence[int], period: Period) -> Iterable[ActivityCount]:
        asked.append((organisations, period))
        yield ActivityCount(organisation=cast.county.pk, day=DAY, kind="training", number=2, joint=1)
        yield ActivityCount(organisation=cast.city.pk, day=DAY, kind="training", number=0)

    def others(organisations: Sequence[int], period: Period) -> Iterable[ActivityCount]:
        del organisations, period
        yield ActivityCount(organisation=cast.county.pk, day=DAY, kind="activities", number=1)
        yield ActivityCount(organisation=cast.county.pk, day=DAY, kind="giving", number=1)
        yield ActivityCount(organisation=cast.county.pk, day=DAY, kind="council_meetings", number=1)
        yield ActivityCount(organisation=cast.county.pk, day=DAY, kind="returns", number=4)

    cast.base("甲", named=date(2020, 1, 1))
    rechecked = cast.base("乙", named=date(2020, 1, 1))
    actions.advance_base_state(rechecked, by=cast.actor("city"), to=State.RECHECKING, day=date(2021, 1, 1))
    with django_assert_num_queries(2):
        found = standings([cast.county, cast.city], day=DAY, sources=[training, others])
    assert found[cast.county.pk].stage == Stage.THRIVING
    assert {check.rule.signal: check.number for check in found[cast.county.pk].checks} == {
        "founded": 1, "registered": 1, "activities": 4, "programmes": 3, "bases": 1, "joint_work": 1,
    }  # fmt: skip
    assert found[cast.city.pk].stage is None  # not registered
    assert asked == [([cast.county.pk, cast.city.pk], last_year(DAY))]


def test_nobody_asked_about_is_no_query_for_rooms(db: None) -> None:
    assert standings([], day=DAY) == {}
