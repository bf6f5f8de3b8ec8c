"""Registering, waiting, offers, leaving: what is written, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.attendance.registration.stage import (
    DAY,
    cast_nobody,
    comer,
    comes,
    coming,
    expire,
    held,
    opened,
    registered,
    sessions,
    soon,
    states,
    terms,
)
from tests.cast import COUNTY, SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import class_details, session_details
from tongxin.access import journal
from tongxin.access.models import Entry as Line
from tongxin.attendance import actions as attendance
from tongxin.attendance.models import Attendance, Occasion, Registration, Seat, Session, SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.queries import chosen_days, group_of, place_in_line, registration_with
from tongxin.attendance.registration.verifying import differences
from tongxin.attendance.registration.waiting import LAPSED, settle
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.kernel.period import today
from tongxin.network.actions.merging import merge_records, undo_merge
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.fixture
def one(cast: Cast) -> TrainingClass:
    return coming(cast)


def test_seats_are_taken_and_the_rest_wait_in_order(one: TrainingClass) -> None:
    sign_up = opened(one, seats=2)
    tokens = [comes(sign_up, comer(number)) for number in range(4)]
    assert states(one.occasion) == ["registered", "registered", "waiting", "waiting"]
    assert [held(session) for session in sessions(one.occasion)] == [2]
    assert [place_in_line(registration_with(token)) for token in tokens[2:]] == [1, 2]
    row = registered(one.occasion)[0]
    assert (row.path, row.source, row.name, row.mobile) == (COUNTY, "link", "例一", "13800000000")
    assert [line.action for line in journal.of(row)] == ["attendance.registration.register"]
    assert journal.of(row)[0].actor == "报名人"
    assert "例一" not in str(journal.of(row)[0].after)


def test_without_capacity_there_is_room_for_everybody(one: TrainingClass) -> None:
    sign_up = opened(one)
    for number in range(5):
        comes(sign_up, comer(number))
    assert set(states(one.occasion)) == {"registered"}


def test_freed_seat_is_offered_to_the_first_of_the_list_and_held_for_them(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1, offer_hours=5)
    first, second, _ = (comes(sign_up, comer(number)) for number in range(3))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    assert states(one.occasion) == ["cancelled", "offered", "waiting"]
    row = registration_with(second)
    assert row.offered_until is not None
    assert timedelta(hours=4) < row.offered_until - timezone.now() <= timedelta(hours=5)
    assert held(sessions(one.occasion)[0]) == 1
    comes(sign_up, comer(3))  # nobody overtakes those who wait, nor takes the seat offered
    assert states(one.occasion) == ["cancelled", "offered", "waiting", "waiting"]
    actions.accept_own(row, by=cast_nobody())
    assert (row.state, row.offered_until) == ("registered", None)
    with pytest.raises(ConflictError, match="已经办理"):
        actions.accept_own(row, by=cast_nobody())


def test_offer_that_is_over_goes_to_the_next_whoever_comes(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    first, second, third = (comes(sign_up, comer(number)) for number in range(3))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    expire(registration_with(second))
    with pytest.raises(ConflictError, match="已过保留时间"):
        actions.accept_own(registration_with(second), by=cast_nobody())
    assert states(one.occasion) == ["cancelled", "cancelled", "offered"]
    assert registration_with(second).cancel_reason == LAPSED
    expire(registration_with(third))
    comes(sign_up, comer(4))
    assert states(one.occasion) == ["cancelled", "cancelled", "cancelled", "registered"]


def test_nightly_purge_ends_offers_and_passes_them_on(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    first, second, _ = (comes(sign_up, comer(number)) for number in range(3))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    expire(registration_with(second))
    assert actions.purge(by=SYSTEM, day=today()) == 1
    assert states(one.occasion) == ["cancelled", "cancelled", "offered"]
    assert actions.purge(by=SYSTEM, day=today()) == 0


def test_declined_offer_goes_to_the_next(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    first, second, _ = (comes(sign_up, comer(number)) for number in range(3))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    actions.cancel_own(registration_with(second), by=cast_nobody())
    assert states(one.occasion) == ["cancelled", "cancelled", "offered"]
    assert registration_with(second).cancel_reason == "本人放弃递补"
    with pytest.raises(ConflictError, match="已经取消"):
        actions.cancel_own(registration_with(second), by=cast_nobody())


def test_offer_never_outlasts_the_beginning(cast: Cast) -> None:
    tomorrow = coming(cast, first_day=today() + DAY, last_day=today() + DAY)
    sign_up = opened(tomorrow, seats=1, offer_hours=240, closes=timezone.now() + timedelta(hours=1))
    first, second = (comes(sign_up, comer(number)) for number in range(2))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    row = registration_with(second)
    assert row.offered_until is not None
    assert row.offered_until.astimezone(timezone.get_default_timezone()).date() == today() + DAY


def test_more_capacity_sends_offers_out_and_less_than_taken_is_refused(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    for number in range(4):
        comes(sign_up, comer(number))
    actions.change_sign_up(sign_up, by=SYSTEM, **terms(one.occasion, seats=3))
    assert states(one.occasion) == ["registered", "offered", "offered", "waiting"]
    with pytest.raises(ConflictError, match="已占用 3 个名额，不能改为 2 个"):
        actions.change_sign_up(sign_up, by=SYSTEM, **terms(one.occasion, seats=2))
    assert sessions(one.occasion)[0].capacity == 3


def test_group_is_registered_and_waits_together(one: TrainingClass) -> None:
    sign_up = opened(one, seats=3, most_together=3)
    comes(sign_up, comer(0), comer(1))
    token = comes(sign_up, comer(2), comer(3))
    alone = comes(sign_up, comer(4))
    assert states(one.occasion) == ["registered", "registered", "waiting", "waiting", "waiting"]
    leader = registration_with(token)
    assert [row.leader_id for row in group_of(leader)] == [None, leader.pk]
    first = registered(one.occasion)[0]
    actions.cancel_own(first, by=cast_nobody(), only=registered(one.occasion)[1].pk)
    assert states(one.occasion) == ["registered", "cancelled", "offered", "offered", "waiting"]
    actions.accept_own(leader, by=cast_nobody())
    assert states(one.occasion) == ["registered", "cancelled", "registered", "registered", "waiting"]
    actions.cancel_own(leader, by=cast_nobody())
    assert states(one.occasion) == ["registered", "cancelled", "cancelled", "cancelled", "offered"]
    assert registration_with(alone).state == "offered"


def test_group_too_large_or_naming_one_twice_is_refused(one: TrainingClass) -> None:
    sign_up = opened(one, most_together=2)
    with pytest.raises(InputError, match="一次最多报 2 人"):
        comes(sign_up, comer(0), comer(1), comer(2))
    with pytest.raises(InputError, match="写了两次"):
        comes(sign_up, comer(0), comer(0))
    assert states(one.occasion) == []


def test_sessions_chosen_are_held_each_by_itself(cast: Cast) -> None:
    one = coming(cast, days=2)
    first, second = sessions(one.occasion)
    sign_up = opened(one, by_session=True, capacities={first.pk: 1, second.pk: None})
    comes(sign_up, comer(0), sessions=[first.pk])
    comes(sign_up, comer(1), sessions=[first.pk, second.pk])
    comes(sign_up, comer(2), sessions=[second.pk])  # somebody earlier waits for it together with the full one
    assert states(one.occasion) == ["registered", "waiting", "waiting"]
    actions.cancel_own(registered(one.occasion)[1], by=cast_nobody())
    assert states(one.occasion) == ["registered", "cancelled", "offered"]
    assert [held(first), held(second)] == [1, 1]
    with pytest.raises(ConflictError, match="所选场次刚才有变动"):
        comes(sign_up, comer(3), sessions=[second.pk + 1000])


def test_same_name_and_mobile_is_told_of_the_first_and_the_same_form_twice_is_one(one: TrainingClass) -> None:
    sign_up = opened(one)
    token = comes(sign_up, comer(0))
    assert comes(sign_up, comer(0), token=token) == token
    with pytest.raises(ConflictError, match="已经报过名，不用再报"):
        comes(sign_up, comer(0, mobile="138 0000 0000"))
    with pytest.raises(ConflictError, match="已经用来报过名"):
        comes(sign_up, comer(1), token=token)
    comes(sign_up, comer(0, name="例另"))
    assert len(states(one.occasion)) == 2
    actions.cancel_own(registration_with(token), by=cast_nobody())
    comes(sign_up, comer(0))
    assert states(one.occasion) == ["cancelled", "registered", "registered"]


def test_link_takes_nobody_before_it_opens_after_it_closes_or_for_what_is_cancelled(cast: Cast) -> None:
    one = coming(cast)
    now = timezone.now()
    sign_up = opened(one, opens=now + DAY, closes=now + 2 * DAY)
    with pytest.raises(ConflictError, match="报名从"):
        comes(sign_up, comer(0))
    actions.change_sign_up(sign_up, by=SYSTEM, **terms(one.occasion, closes=now - timedelta(hours=1)))
    with pytest.raises(ConflictError, match="报名已截止"):
        comes(sign_up, comer(0))
    actions.change_sign_up(sign_up, by=SYSTEM, **terms(one.occasion))
    actions.close_sign_up(sign_up, by=SYSTEM)
    with pytest.raises(ConflictError, match="报名已截止"):
        comes(sign_up, comer(0))
    actions.reopen_sign_up(sign_up, by=SYSTEM)
    comes(sign_up, comer(0))
    training.cancel_class(one, by=SYSTEM, reason="改期")
    for act in (lambda: comes(sign_up, comer(1)), lambda: actions.reopen_sign_up(sign_up, by=SYSTEM)):
        with pytest.raises(ConflictError, match=r"「宁乡培训班」已取消|现在是「开放」"):
            act()
    assert states(one.occasion) == ["registered"]


def test_nobody_is_offered_a_seat_in_what_was_cancelled(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    first, _ = (comes(sign_up, comer(number)) for number in range(2))
    training.cancel_class(one, by=SYSTEM, reason="改期")
    actions.cancel_own(registration_with(first), by=cast_nobody())
    assert states(one.occasion) == ["cancelled", "waiting"]


def test_record_or_occasion_deleted_while_people_register(cast: Cast, one: TrainingClass) -> None:
    sign_up = opened(one)
    TrainingClass.objects.same_as(one).delete()
    with pytest.raises(NotFoundError, match="已被删除"):
        comes(sign_up, comer(0))
    assert states(one.occasion) == []
    other = opened(coming(cast, title="另一期"))
    occasion = other.occasion
    TrainingClass.objects.children_of(occasion).delete()
    Session.objects.children_of(occasion).delete()
    Occasion.objects.same_as(occasion).delete()
    with pytest.raises(NotFoundError, match="已被删除"):
        comes(other, comer(0))


def test_record_that_is_over_takes_nobody(cast: Cast) -> None:
    past = coming(cast, first_day=today() - 2 * DAY, last_day=today() - DAY)
    with pytest.raises(ConflictError, match="已经结束"):
        opened(past)


def test_sign_up_is_opened_once_by_those_who_record_and_in_order(cast: Cast, one: TrainingClass) -> None:
    for who in ("neighbour", "stranger"):
        with pytest.raises(ForbiddenError):
            actions.open_sign_up(by=cast.actor(who), occasion=one.occasion, **terms(one.occasion))
    with pytest.raises(InputError, match="截止报名时间应晚于"):
        opened(one, closes=timezone.now() - 2 * DAY)
    opened(one)
    with pytest.raises(ConflictError, match="已经开放报名"):
        opened(one)
    assert SignUp.objects.children_of(one.occasion).count() == 1


def test_staff_register_a_person_on_record_or_a_name(cast: Cast, one: TrainingClass) -> None:
    opened(one, seats=1)
    person = cast.person("王例山", mobile="13900000001", unit="甲公司")
    by = cast.actor("secretary")
    row = actions.register_by_staff(by=by, occasion=one.occasion_id, person=person.pk)
    assert (row.name, row.unit, row.mobile, row.person, row.state) == (
        "王例山", "甲公司", "13900000001", person, "registered",
    )  # fmt: skip
    waits = actions.register_by_staff(
        by=by, occasion=one.occasion_id, name=" 李 例水 ", mobile="139 0000 0002", unit=""
    )
    assert (waits.name, waits.mobile, waits.state, waits.source) == ("李例水", "13900000002", "waiting", "staff")
    with pytest.raises(ConflictError, match="王例山已经报过名"):
        actions.register_by_staff(by=by, occasion=one.occasion_id, name="王例山", mobile="13900000001")


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({}, "请填写姓名"), ({"name": "  "}, "请填写姓名"), ({"person": 999_999}, "没有编号为 999999 的人员"),
        ({"name": "例甲", "mobile": "12"}, "11 位"),
    ],
)  # fmt: skip
def test_staff_registration_without_anybody_is_refused(
    cast: Cast, one: TrainingClass, details: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        actions.register_by_staff(by=cast.actor("secretary"), occasion=one.occasion_id, **details)
    assert states(one.occasion) == []


def test_staff_register_for_chosen_days_and_at_the_door(cast: Cast) -> None:
    one = coming(cast, days=2)
    opened(one, by_session=True)
    by = cast.actor("secretary")
    row = actions.register_by_staff(
        by=by, occasion=one.occasion_id, name="例甲", days=(soon() + DAY,), source=Registration.Source.DOOR
    )
    assert [held(session) for session in sessions(one.occasion)] == [0, 1]
    assert (row.source, chosen_days([row])) == ("door", {row.pk: (soon() + DAY,)})
    with pytest.raises(InputError, match="没有安排"):
        actions.register_by_staff(by=by, occasion=one.occasion_id, name="例乙", days=(soon() + 9 * DAY,))
    assert chosen_days([]) == {}


def test_staff_register_only_where_they_may(cast: Cast, one: TrainingClass) -> None:
    with pytest.raises(NotFoundError, match="没有找到编号"):
        actions.register_by_staff(by=cast.actor("neighbour"), occasion=one.occasion_id, name="例甲")
    with pytest.raises(ForbiddenError):
        actions.register_by_staff(by=cast.actor("city"), occasion=one.occasion_id, name="例甲")


def test_member_who_registers_through_the_link_is_recognised(cast: Cast, one: TrainingClass) -> None:
    person = cast.person("王例山", mobile="13900000001")
    comes(opened(one), comer(0, name="王例山", mobile="13900000001"))
    assert registered(one.occasion)[0].person == person


def test_staff_cancel_accept_correct_and_renew(cast: Cast, one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    first, second = (comes(sign_up, comer(number)) for number in range(2))
    by = cast.actor("secretary")
    with pytest.raises(InputError, match="请写明原因"):
        actions.cancel_registration(registration_with(first), by=by, reason=" ")
    actions.cancel_registration(registration_with(first), by=by, reason="电话告知不来")
    row = registration_with(second)
    assert row.state == "offered"
    assert [line.reason for line in journal.of(row)] == ["", ""]
    expire(row)
    with pytest.raises(ConflictError, match="已过保留时间"):
        actions.accept_offer(registration_with(second), by=by)
    Registration.objects.same_as(row).update(offered_until=timezone.now() + DAY)
    actions.accept_offer(row, by=by)
    assert states(one.occasion) == ["cancelled", "registered"]
    actions.correct_registration(row, by=by, reason="写错", name="例新", mobile="13711112222", unit="乙")
    assert (registration_with(second).name, registration_with(second).mobile) == ("例新", "13711112222")
    comes(sign_up, comer(5))
    with pytest.raises(ConflictError, match="已经报过名"):
        actions.correct_registration(row, by=by, reason="写错", name=comer(5).name, mobile=comer(5).mobile)
    token = actions.renew_address(row, by=by)
    assert registration_with(token) == row
    with pytest.raises(NotFoundError):
        registration_with(second)
    actions.cancel_own(row, by=cast_nobody())
    with pytest.raises(ConflictError, match="这份报名已取消"):
        actions.renew_address(row, by=by)


def test_days_dropped_and_added_take_their_seats_along(cast: Cast) -> None:
    one = coming(cast, days=2)
    sign_up = opened(one, seats=1)
    for number in range(2):
        comes(sign_up, comer(number))
    details = class_details(cast, first_day=soon() + DAY, last_day=soon() + 2 * DAY, venue="宁乡党校")
    training.correct_class(one, by=SYSTEM, reason="改期", **details)
    kept, new = sessions(one.occasion)
    rows = registered(one.occasion)
    assert [Seat.objects.children_of(row).filter(held=True).count() for row in rows] == [2, 0]
    assert (kept.capacity, new.capacity, held(kept), held(new)) == (1, 1, 1, 1)
    Attendance.objects.create(session=kept, registration=rows[0], path=rows[0].path, since=timezone.now())
    with pytest.raises(ConflictError, match="已有人签到，不能去掉这一天"):
        training.correct_class(one, by=SYSTEM, reason="改期", **{**details, "first_day": soon() + 2 * DAY})


def test_new_day_is_nobodys_where_everybody_chooses(cast: Cast) -> None:
    one = coming(cast, days=2)
    first, _ = sessions(one.occasion)
    comes(opened(one, by_session=True), comer(0), sessions=[first.pk])
    longer = class_details(cast, first_day=soon(), last_day=soon() + 2 * DAY, venue="宁乡党校")
    training.correct_class(one, by=SYSTEM, reason="加一天", **longer)
    assert [held(session) for session in sessions(one.occasion)] == [1, 0, 0]


def test_moving_the_record_takes_seats_and_attendances_along(cast: Cast, one: TrainingClass) -> None:
    sign_up = opened(one)
    comes(sign_up, comer(0))
    row = registered(one.occasion)[0]
    Attendance.objects.create(session=sessions(one.occasion)[0], registration=row, path=row.path, since=timezone.now())
    details = class_details(cast, first_day=soon(), last_day=soon(), organiser=cast.city, venue="宁乡党校")
    training.correct_class(one, by=SYSTEM, reason="市里主办", **details)
    for model in (Seat, Attendance):
        assert set(model.objects.children_of(row).values_list("path", flat=True)) == {cast.city.path}
    assert {registered(one.occasion)[0].path, SignUp.objects.children_of(one.occasion).get().path} == {cast.city.path}


def test_two_records_of_one_person_registered_for_one_occasion_become_one(cast: Cast, one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    persons = [cast.person("例甲", mobile=f"1390000000{number}") for number in range(2)]
    by = cast.actor("secretary")
    rows = [actions.register_by_staff(by=by, occasion=one.occasion_id, person=each.pk) for each in persons]
    session = sessions(one.occasion)[0]
    Attendance.objects.create(session=session, registration=rows[0], path=rows[0].path, since=timezone.now())
    merge = merge_records(persons[1], by=SYSTEM, merged=persons[0], reason="同一人")
    (left,) = registered(one.occasion)
    assert (left.pk, left.state, left.person_id) == (rows[1].pk, "registered", persons[1].pk)
    assert held(session) == 1
    assert Attendance.objects.children_of(left).count() == 1
    undo_merge(merge, by=SYSTEM, reason="看错了")
    assert states(one.occasion) == ["registered", "waiting"]
    assert held(session) == 1
    assert sign_up.pk


def test_merged_leader_leaves_the_group_to_the_record_that_stays(cast: Cast, one: TrainingClass) -> None:
    sign_up = opened(one, most_together=2)
    persons = [cast.person("例甲", mobile=f"1390000000{number}") for number in range(2)]
    comes(sign_up, comer(0, name="例甲", mobile="13900000000"), comer(1))
    actions.register_by_staff(by=cast.actor("secretary"), occasion=one.occasion_id, person=persons[1].pk)
    merge_records(persons[1], by=SYSTEM, merged=persons[0], reason="同一人")
    companion, leader = registered(one.occasion)
    assert companion.leader_id == leader.pk
    assert [row.pk for row in group_of(leader)] == [companion.pk, leader.pk]


def test_what_was_written_is_erased_some_time_after_the_occasion(cast: Cast, one: TrainingClass) -> None:
    person = cast.person("王例山", mobile="13900000001")
    sign_up = opened(one)
    comes(sign_up, comer(0), answers='[["忌口", "无"]]')
    comes(sign_up, comer(1, name="王例山", mobile="13900000001"))
    day = soon() + timedelta(days=90)
    assert actions.purge(by=SYSTEM, day=day) == 0
    assert actions.purge(by=SYSTEM, day=day + DAY) == 2
    stranger, member = registered(one.occasion)
    assert (stranger.name, stranger.mobile, stranger.answers, stranger.ticket) == ("", "", "", "")
    assert (member.name, member.shown_name, member.person) == ("", "王例山", person)
    assert actions.purge(by=SYSTEM, day=day + DAY) == 0
    assert Line.objects.whole_network(reason="the test counts").filter(action="attendance.registration.erase").count() == 2  # fmt: skip


def test_settling_twice_writes_nothing(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    for number in range(3):
        comes(sign_up, comer(number))
    before = Line.objects.whole_network(reason="the test counts").count()
    settle(one.occasion, by=SYSTEM)
    assert Line.objects.whole_network(reason="the test counts").count() == before


def test_session_added_by_itself_has_a_seat_for_everybody_registered(one: TrainingClass) -> None:
    comes(sign_up := opened(one, seats=2), comer(0))
    comes(sign_up, comer(1))
    day = sessions(one.occasion)[0].day
    said = {"day": day, "begins": None, "ends": None, "title": "下午", "venue": "", "form": "lecture"}
    with pytest.raises(ConflictError, match="已有 2 人报名"):
        attendance.add_session(one.occasion, by=SYSTEM, capacity=1, **said)
    attendance.add_session(one.occasion, by=SYSTEM, capacity=2, **said)
    assert [held(each) for each in sessions(one.occasion)] == [2, 2]
    assert list(differences()) == []


def test_room_a_timetable_has_made_is_offered_in_the_night(one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    for number in range(3):
        comes(sign_up, comer(number))
    (session,) = sessions(one.occasion)
    attendance.change_session(session, by=SYSTEM, **session_details(session, capacity=2))
    actions.purge(by=SYSTEM, day=today())
    assert states(one.occasion) == ["registered", "offered", "waiting"]
