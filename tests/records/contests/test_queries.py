"""What is read of contests: by whom, in how many queries, and what a person is told."""

import pytest

from tongxin.kernel.period import Period, today
from tongxin.kernel.scope import Verb
from tongxin.records.contests import actions, queries
from tongxin.records.contests.figures import ACTIVITY
from tongxin.records.contests.models import Contest, Entrant, Judge, ScoreSheet
from tongxin.records.contests.personal import own_contests
from tongxin.records.contests.room import ROOM


@pytest.mark.parametrize(
    ("who", "seen"),
    [("secretary", 2), ("officer", 2), ("neighbour_officer", 1), ("reader", 3), ("stranger", 0)],
)
def test_contests_are_seen_from_above_and_by_whoever_runs_them_jointly(stage, who, seen):
    by = stage.cast.city_secretary
    stage.call()
    stage.call(organiser=stage.cast.city, co_organisers=[stage.cast.county], by=by)
    neighbour = stage.cast.neighbour_officer
    stage.call(organiser=stage.cast.neighbour, by=neighbour)
    assert Contest.objects.visible_to(getattr(stage.cast, who).scope).count() == seen


def test_people_and_sheets_of_a_contest_are_read_by_right_alone(stage):
    stage.score(stage.draw())
    cast = stage.cast
    assert Entrant.objects.visible_to(cast.secretary.scope).exists()
    assert Judge.objects.visible_to(cast.secretary.scope).exists()
    for scope in (cast.officer.scope, cast.reader.scope):
        assert not Entrant.objects.visible_to(scope).exists()
        assert not Judge.objects.visible_to(scope).exists()
    assert ScoreSheet.objects.visible_to(cast.officer.scope).exists()
    assert not ScoreSheet.objects.visible_to(cast.reader.scope).exists()


def test_list_counts_who_takes_part_in_one_query(stage, django_assert_num_queries):
    contest = stage.call(entries=3)
    actions.refuse_entry(queries.every_entry(contest)[0], by=stage.by, reason="超龄")
    stage.call(title="另一项")
    with django_assert_num_queries(1):
        rows = list(queries.with_entries(Contest.objects.visible_to(stage.by.scope)).order_by("id"))
    assert [one.entries for one in rows] == [2, 0]


def test_nothing_is_known_before_the_seal(stage):
    contest = stage.score(stage.draw(entries=2, judges=1))
    assert queries.last_outcome(contest) == {}
    assert queries.outcome_of(stage.round(contest)) == {}
    assert queries.result_of(stage.round(contest)) is None
    assert queries.last_outcome(Contest(pk=0)) == {}


def test_progress_says_what_is_given_waiting_and_due(stage):
    contest = stage.draw(entries=2, judges=2)
    stage.hand_in(contest, 1, 1, "50 30")
    stage.hand_in(contest, 2, 1, "50 30", source="paper")
    assert queries.progress_of(stage.round(contest)) == (2, 1, 2)


def test_queries_of_what_is_due_do_not_grow(stage, django_assert_num_queries):
    few = stage.round(stage.draw(entries=1, judges=1))
    many = stage.round(stage.draw(title="大", entries=6, judges=5))
    assert (len(queries.missing_of(few)), len(queries.missing_of(many))) == (1, 30)
    for one in (few, many):
        with django_assert_num_queries(6):
            queries.missing_of(one)


def test_person_is_told_what_was_entered_won_and_judged(stage, django_assert_num_queries):
    member = stage.cast.member("王例山", mobile="13800138001")
    contest = stage.call(judges=1)
    stage.enter(contest, "独唱", "王例山 13800138001")
    other = stage.call(title="评过的", first_day=contest.first_day.replace(day=11))
    actions.appoint_judges(other, by=stage.by, judges="王例山 13800138001")
    actions.close_entries(contest, by=stage.by)
    actions.check_entry(queries.every_entry(contest).get(), by=stage.by)
    actions.draw_numbers(contest, by=stage.by)
    stage.score(contest)
    stage.seal(contest)
    contest.refresh_from_db(from_queryset=Contest.objects.whole_network(reason="test"))
    actions.publish_result(contest, by=stage.by, objections_until=today())
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    with django_assert_num_queries(3):
        told = list(own_contests(member.pk))
    assert [(one.title, one.detail) for one in told] == [
        ("评过的", "宁乡市联谊会主办，担任评委"),
        ("宁乡演讲比赛", "宁乡市联谊会主办，参赛作品《独唱》，已编号参赛，获一等奖"),
    ]
    assert list(own_contests(stage.cast.member("李例水").pk)) == []


def test_activity_counts_published_contests_alone_and_with_others(stage):
    stage.published(co_organisers=[stage.cast.city])
    stage.sealed(title="另一项")
    found = {
        one.organisation: (one.number, one.joint)
        for one in ACTIVITY([stage.cast.county.pk, stage.cast.city.pk], Period.year(2021))
    }
    assert found == {stage.cast.county.pk: (1, 1), stage.cast.city.pk: (1, 1)}


def test_doors_have_their_public_names_and_hand_out_no_names():
    assert [door.name for door in ROOM.doors] == ["contests", "contest-entries", "score-sheets"]
    assert not any(door.is_personal for door in ROOM.doors)
    assert {door.verb for door in ROOM.doors} == {Verb.RECORD}
