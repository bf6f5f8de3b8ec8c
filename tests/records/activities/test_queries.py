from datetime import date
from typing import Any

from tests.cast import SYSTEM, Cast
from tests.records.activities.conftest import Plan
from tongxin.attendance.crowds import newest_counts
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.records.activities import actions
from tongxin.records.activities.life import LIFE, values_of
from tongxin.records.activities.queries import activities_known, activities_named
from tongxin.records.activities.room import ROOM

ALL = Scope.everything()


def test_names_of_held_activities_come_with_their_days_in_one_query(
    stage: Cast, held: Plan, plan: Plan, django_assert_num_queries: Any
) -> None:
    one = held(title="庆祝建党百年红歌快闪", aliases=["红歌快闪"], last_day=date(2021, 5, 11))
    plan(title="还没办")
    actions.cancel_activity(plan(title="不办了"), by=SYSTEM, reason="不办")
    with django_assert_num_queries(1):
        (named,) = list(activities_named(ALL))
    assert (named.id, named.names, named.path) == (one.pk, ("庆祝建党百年红歌快闪", "红歌快闪"), stage.county.path)
    assert named.days == Period.between(date(2021, 5, 10), date(2021, 5, 11))
    assert list(activities_named(stage.actor("neighbour").scope)) == []


def test_only_those_in_scope_are_known(stage: Cast, held: Plan, django_assert_num_queries: Any) -> None:
    one = held(title="红歌快闪")
    with django_assert_num_queries(1):
        known = activities_known(ALL, [one.pk, 0])
    assert {pk: (found.name, found.path) for pk, found in known.items()} == {one.pk: ("红歌快闪", stage.county.path)}
    assert activities_known(stage.actor("neighbour").scope, [one.pk]) == {}


def test_values_of_many_are_read_in_constant_queries(
    stage: Cast, held: Plan, plan: Plan, django_assert_num_queries: Any
) -> None:
    base, series = stage.base("灰汤基地"), stage.series("同心·沙龙")
    exact, nearly, none = (
        held(9, base=base, series=series),
        held(200, head_low=190, head_high=210, head_first_time=7, head_method="数"),
        plan(),
    )
    rows = list(LIFE.model.objects.visible_to(ALL).select_related("organiser").order_by("pk"))
    with django_assert_num_queries(4):
        values = values_of(rows)
    heads = [
        {name: one.get(f"head_{name}") for name in ("count", "low", "high", "first_time", "method")} for one in values
    ]
    assert heads == [
        {"count": 9, "low": None, "high": None, "first_time": None, "method": "会场清点"},
        {"count": 200, "low": 190, "high": 210, "first_time": 7, "method": "数"},
        {"count": None, "low": None, "high": None, "first_time": None, "method": None},
    ]
    assert [row.pk for row in rows] == [exact.pk, nearly.pk, none.pk]


def test_newest_count_of_many_is_read_in_one_query(held: Plan, django_assert_num_queries: Any) -> None:
    one, other = held(9), held(8)
    actions.count_activity(one, by=SYSTEM, head_count=10, reason="数错")
    with django_assert_num_queries(1):
        found = newest_counts([one.occasion_id, other.occasion_id])
    assert {occasion: count.number for occasion, count in found.items()} == {one.occasion_id: 10, other.occasion_id: 8}


def test_person_is_told_of_the_activities_on_whose_roster_they_are(
    stage: Cast, held: Plan, django_assert_num_queries: Any
) -> None:
    member = stage.person("王例山")
    held(None, roster="王例山", title="沙龙甲")
    held(None, roster="李例水\n王例山 0天", title="沙龙乙", first_day=date(2020, 5, 1), last_day=date(2020, 5, 1))
    held(9, title="没有名册")
    assert ROOM.personal is not None
    with django_assert_num_queries(2):
        told = list(ROOM.personal(member.pk))
    assert [(one.kind, one.title, one.day) for one in told] == [
        ("活动", "沙龙甲", date(2021, 5, 10)),
        ("活动", "沙龙乙", date(2020, 5, 1)),
    ]
    assert told[0].detail == f"{stage.county.name}主办，到场，依据签到名册"
    assert "没有到场" in told[1].detail
