from datetime import date, timedelta

from django.utils import timezone

from tests.cast import SYSTEM, place
from tests.records.volunteering.samples import action, asked, coming, finished, set_columns, task, volunteer
from tongxin.kernel.scope import Scope
from tongxin.records.volunteering import actions, queries
from tongxin.records.volunteering.models import Task

EVERYTHING = Scope.everything()


def test_places_are_counted_with_what_is_urgent(flood):
    task(flood, urgency=3), task(flood), task(flood, place=place("430102"), urgency=3)
    finished(flood)
    found = queries.spots(queries.waiting_tasks(EVERYTHING, now=timezone.now()))
    assert [(one.name, one.waiting, one.urgent) for one in found] == [("芙蓉区", 1, 1), ("宁乡市", 2, 1)]


def test_silent_claims_are_those_of_more_days_than_their_action_says(cast):
    now = timezone.now()
    patient, quick = coming(cast, silent_days=30), coming(cast, silent_days=1)
    todo = []
    for one in (patient, quick):
        todo.append(actions.claim_task(task(one), by=SYSTEM, volunteer=volunteer(one).name))
        set_columns(todo[-1], heard=now - timedelta(days=2))
    assert list(queries.silent(Task.objects.visible_to(EVERYTHING), now=now)) == [todo[1]]


def test_board_names_who_is_working_on_a_task_now(cast, put):
    todo, other = put(), put()
    actions.hold_task(todo, by=cast.actor("secretary"))
    now = timezone.now()
    rows = queries.waiting_tasks(EVERYTHING, now=now).order_by("id")
    assert [one.holder for one in rows] == ["secretary", ""]
    assert [one.holder for one in queries.waiting_tasks(EVERYTHING, now=now + timedelta(minutes=6))] == ["", ""]
    assert other.state == "open"


def test_kinds_have_numbers_that_stay(cast):
    assert [(number, kind.value) for number, kind in queries.kinds()] == [
        (1, "relief"), (2, "schooling"), (3, "epidemic"), (4, "flood"), (5, "community"),
    ]  # fmt: skip
    assert {pk: one.name for pk, one in queries.kinds_known(EVERYTHING, [4, 9]).items()} == {4: "抗洪救灾"}
    assert "抗洪救灾志愿服务" in [name for one in queries.every_kind(EVERYTHING) for name in one.names]
    assert cast.county.place


def test_actions_that_took_place_are_named_in_scope(cast):
    action(cast)
    one = action(cast, title="清淤", head_count=3)
    (found,) = queries.actions_named(EVERYTHING)
    assert (found.id, found.names, found.days.last) == (one.pk, ("清淤",), date(2021, 7, 2))
    assert queries.actions_known(cast.actor("neighbour").scope, [one.pk]) == {}
    assert queries.actions_known(EVERYTHING, [one.pk])[one.pk].name == "清淤"


def test_person_is_told_which_actions_never_how_much(cast, flood):
    person = cast.person("例己", mobile="13900099003")
    volunteer(flood, name="例己", mobile="13900099003")
    (told,) = queries.own_sign_ups(person.pk)
    assert (told.kind, told.title) == ("志愿服务", "橘子洲抗洪")
    assert "小时" not in told.detail


def test_requests_are_read_by_those_who_may_read_persons(cast, flood):
    asked(flood)
    volunteer(flood)
    for who, number in (("secretary", 1), ("city", 0), ("neighbour", 0)):
        scope = cast.actor(who).scope
        assert queries.requests_of(flood, scope=scope).count() == number, who
        assert queries.volunteers_of(flood, scope=scope).count() == number, who
