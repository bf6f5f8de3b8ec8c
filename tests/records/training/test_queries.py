from datetime import date

import pytest

from tests.lives import all_confirmed
from tongxin.access.actor import Actor
from tongxin.attendance import queries as attended
from tongxin.attendance.queries import preview, with_person_times
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.queries.organisations import recording_for
from tongxin.records.training import actions
from tongxin.records.training.figures import ACTIVITY, CLASS, PARTICIPATION
from tongxin.records.training.life import LIFE
from tongxin.records.training.models import TrainingClass
from tongxin.records.training.room import ROOM


def classes(scope: Scope):
    return with_person_times(TrainingClass.objects.visible_to(scope))


def titles(scope: Scope) -> list[str]:
    return sorted(one.title for one in classes(scope))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("secretary", ["宁乡班", "长沙合办班"]),
        ("officer", ["宁乡班", "长沙合办班"]),
        ("neighbour_officer", ["株洲班"]),
        ("reader", ["宁乡班", "株洲班", "长沙合办班"]),
        ("stranger", []),
    ],
)
def test_classes_are_seen_from_above_and_by_whoever_runs_them_jointly(cast, plan, who, seen):
    everyone = Actor.system("测试")
    plan(title="宁乡班")
    plan(title="长沙合办班", by=everyone, organiser=cast.city, co_organisers=[cast.county])
    plan(title="株洲班", by=everyone, organiser=cast.neighbour)
    assert titles(getattr(cast, who).scope) == seen


def test_co_organiser_sees_the_class_but_neither_its_roster_nor_may_it_write(cast, held):
    one = held(by=cast.city_secretary, organiser=cast.city, co_organisers=[cast.county])
    assert classes(cast.secretary.scope).get() == one
    assert not attended.visible_roster(one.occasion, scope=cast.secretary.scope).exists()
    assert not type(one).objects.visible_to(cast.secretary.scope, verb=Verb.RECORD).exists()


def test_person_times_in_the_list_are_those_who_completed(cast, held):
    held("王例山\n李例水\n张例火 1天")
    assert classes(cast.secretary.scope).get().person_times == 2


def test_list_of_three_takes_as_many_queries_as_of_one(cast, held, django_assert_num_queries):
    held()
    with django_assert_num_queries(1):
        list(classes(cast.secretary.scope))
    held(), held()
    with django_assert_num_queries(1):
        assert len(classes(cast.secretary.scope)) == 3


def test_planned_class_is_overdue_the_day_after_its_last(cast, plan):
    one = plan()
    rows = classes(cast.secretary.scope)
    assert list(rows.filter(**LIFE.overdue(date(2021, 5, 13)))) == [one]
    assert not rows.filter(**LIFE.overdue(date(2021, 5, 12))).exists()
    assert LIFE.is_overdue(one, date(2021, 5, 13))
    assert not LIFE.is_overdue(one, date(2021, 5, 12))


def test_organisers_are_those_one_may_record_for(cast):
    assert list(recording_for(cast.secretary.scope)) == [cast.county]
    assert list(recording_for(cast.city_secretary.scope)) == [cast.city, cast.county]
    assert not recording_for(cast.reader.scope).exists()


def test_preview_shows_whom_each_line_means_and_writes_nothing(cast):
    member = cast.member("王例山", unit="甲所")
    known, unknown = preview("王例山\n李例水 2天", scope=cast.secretary.scope).lines
    assert (known.person, known.matched.doubt) == (member, "")
    assert (unknown.person, unknown.matched.doubt, unknown.matched.line.days) == (None, "人员库中没有找到", 2)


def test_fact_rows_hold_every_class_and_the_rosters_of_those_that_count(cast, plan, held):
    member = cast.member("王例山")
    one = held("王例山\n李例水 1天")
    other = plan()
    actions.add_roster(other, by=cast.secretary, roster="张例火")
    cancelled = actions.cancel_class(plan(), by=cast.secretary, reason="不办")
    place, day = cast.county.place_id, date(2021, 5, 12)
    assert list(CLASS.rows("default")) == [
        (one.pk, cast.county.pk, None, place, day, "course", "held", "none"),
        (other.pk, cast.county.pk, None, place, day, "course", "planned", "none"),
        (cancelled.pk, cast.county.pk, None, place, day, "course", "cancelled", "none"),
    ]
    first, second = attended.roster(one.occasion).order_by("id")
    assert list(PARTICIPATION.rows("default")) == [
        (first.pk, member.pk, cast.county.pk, None, one.pk, place, day, "roster", True),
        (second.pk, None, cast.county.pk, None, one.pk, place, day, "roster", False),
    ]


def test_activity_counts_held_classes_for_every_organisation_that_ran_them(cast, held, plan, django_assert_num_queries):
    held()
    all_confirmed(held(by=Actor.system("测试"), organiser=cast.city, co_organisers=[cast.county]))
    plan()
    held(first_day=date(2020, 5, 10), last_day=date(2020, 5, 12))
    with django_assert_num_queries(1):
        counts = list(ACTIVITY([cast.city.pk, cast.county.pk], Period.year(2021)))
    told = sorted((one.organisation, one.number, one.joint) for one in counts)
    assert told == sorted([(cast.county.pk, 1, 0), (cast.city.pk, 1, 1), (cast.county.pk, 1, 1)])


def test_person_is_told_of_the_classes_on_whose_roster_they_are(cast, held, django_assert_num_queries):
    member = cast.member("王例山")
    held()
    held("王例山 1天\n李例水", first_day=date(2020, 5, 10), last_day=date(2020, 5, 12))
    held("李例水")
    with django_assert_num_queries(2):
        told = list(ROOM.personal(member.pk))
    assert [(one.kind, one.day) for one in told] == [("培训", date(2021, 5, 10)), ("培训", date(2020, 5, 10))]
    assert told[0].detail == f"{cast.county.name}主办，已结业，依据签到名册"
    assert "未结业" in told[1].detail
    assert list(ROOM.personal(0)) == []
