from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from tests.cast import COUNTY, SYSTEM
from tests.records.volunteering.samples import (
    PROOF,
    action,
    action_details,
    asked,
    coming,
    finished,
    long_ago,
    set_columns,
    sign_up_values,
    task,
    task_details,
    volunteer,
)
from tongxin.access import journal
from tongxin.attendance.crowds import newest_count
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.kernel.period import today
from tongxin.network.models.tokens import new_token
from tongxin.records.volunteering import actions
from tongxin.records.volunteering.actions import helping
from tongxin.records.volunteering.models import HelpRequest, Hold, Task, Volunteer
from tongxin.records.volunteering.queries import holder_of, request_with, volunteer_with

PAST = date(2021, 7, 2)


def finish(one, **changes):
    return actions.finish_task(one, by=SYSTEM, **({"day": PAST, "quantity": one.left, **PROOF} | changes))


def test_action_with_a_number_of_people_took_place(cast):
    one = action(cast, head_count=40, hours=160)
    assert (one.state, one.hours, newest_count(one.occasion).number) == ("held", 160, 40)
    assert (one.path, one.place) == (COUNTY, cast.county.place)
    assert [line.action for line in journal.of(one)] == ["volunteering.action.hold", "volunteering.action.call"]


def test_first_task_opens_the_action_and_the_last_one_lets_it_be_closed(cast):
    one = action(cast)
    assert one.state == "called"
    todo = task(one)
    one.refresh_from_db(from_queryset=type(one).objects.same_as(one))
    assert one.state == "open"
    for act in (actions.cancel_action,):
        with pytest.raises(ConflictError, match="还有 1 件任务没有办完"):
            act(one, by=SYSTEM, reason="雨停")
    finish(todo)
    with pytest.raises(ConflictError, match="不能取消"):
        actions.cancel_action(one, by=SYSTEM, reason="雨停")
    actions.hold_action(one, by=SYSTEM)  # a finished task shows that it took place
    assert one.state == "held"
    assert actions.close_action(one, by=SYSTEM).state == "closed"


def test_action_of_which_nothing_was_done_is_cancelled_with_a_reason(cast):
    one = actions.cancel_action(action(cast), by=SYSTEM, reason="雨停")
    assert (one.state, one.cancel_reason) == ("cancelled", "雨停")


def test_form_sent_twice_at_once_signs_up_once(cast, monkeypatch):
    flood, token = coming(cast), new_token()
    values = {"by": SYSTEM, "token": token, **sign_up_values()}
    actions.sign_up(flood, **values)
    asked_before, looked = helping._sent_before, []

    def seen_too_late(*args, **more):
        looked.append(args)
        return len(looked) > 1 and asked_before(*args, **more)

    monkeypatch.setattr(helping, "_sent_before", seen_too_late)
    assert actions.sign_up(flood, **values) == token
    assert len(looked) == 2
    assert Volunteer.objects.children_of(flood).count() == 1


def test_action_that_nothing_proves_or_that_is_not_over_is_not_held(cast):
    with pytest.raises(InputError, match="请填写来了多少人"):
        actions.hold_action(action(cast), by=SYSTEM)
    with pytest.raises(ConflictError, match="才结束"):
        actions.hold_action(coming(cast), by=SYSTEM, head_count=3)


def test_people_and_hours_are_counted_anew_with_a_reason(cast):
    one = action(cast, head_count=40, hours=160)
    with pytest.raises(InputError, match="多少小时"):
        actions.count_action(one, by=SYSTEM)
    for again in ({"head_count": 41}, {"hours": 161}):
        with pytest.raises(InputError, match="请写明原因"):
            actions.count_action(one, by=SYSTEM, **again)
    actions.count_action(one, by=SYSTEM, head_count=40, hours=160)  # the same again needs none
    actions.count_action(one, by=SYSTEM, head_count=41, hours=170, reason="重数")
    assert (newest_count(one.occasion).number, one.hours) == (41, 170)


def test_correction_takes_numbers_back_and_asks_for_proof(cast):
    one = action(cast, head_count=40, hours=160)
    with pytest.raises(ConflictError, match="要有依据"):
        actions.correct_action(one, by=SYSTEM, reason="没有数过", **action_details(cast))
    with pytest.raises(ConflictError, match="今天以后"):
        actions.correct_action(
            one, by=SYSTEM, reason="写错", **action_details(cast, last_day=today() + timedelta(days=1))
        )
    one = action(cast)
    finished(one)
    with pytest.raises(ConflictError, match="不能改主办单位"):
        actions.correct_action(one, by=SYSTEM, reason="写错", **action_details(cast, organiser=cast.city))
    actions.hold_action(one, by=SYSTEM, head_count=5, hours=9)
    actions.correct_action(one, by=SYSTEM, reason="没有数过", **action_details(cast, title="改名"))
    assert (one.title, one.hours, newest_count(one.occasion)) == ("改名", 0, None)


def test_page_is_published_at_one_address_and_taken_back(cast):
    one = coming(cast)
    code = one.public_code
    assert len(code) >= 32
    assert actions.publish_action(one, by=SYSTEM).public_code == code
    assert actions.hide_action(one, by=SYSTEM, reason="改期").public_code == ""


def test_task_is_claimed_released_claimed_again_done_in_parts_and_followed_up(cast, flood):
    request = asked(flood)
    actions.accept_request(request, by=SYSTEM, **task_details(title="送水", needed=300))
    todo = request.task
    one, other = volunteer(flood, name="例甲"), volunteer(flood, name="例乙")
    actions.claim_own(one, todo, by=SYSTEM)
    assert (todo.state, todo.claimant, todo.place) == ("claimed", one, cast.county.place)
    with pytest.raises(ConflictError, match="刚才已被认领"):
        actions.claim_own(other, todo, by=SYSTEM)
    with pytest.raises(ForbiddenError, match="不是您认领的"):
        actions.release_own(other, todo, by=SYSTEM)
    actions.release_own(one, todo, by=SYSTEM)
    assert (todo.state, todo.claimant, todo.heard) == ("open", None, None)
    actions.claim_task(todo, by=SYSTEM, volunteer="例乙")
    actions.progress_task(todo, by=SYSTEM, quantity=125)
    assert (todo.state, todo.done, todo.left) == ("claimed", 125, 175)
    with pytest.raises(InputError, match=r"还差 0.75箱"):
        finish(todo, quantity=100)
    with pytest.raises(InputError, match=r"最多还需 1.75箱"):
        finish(todo, quantity=176)
    finish(todo, day=today())
    assert (todo.state, todo.done, todo.households, todo.claimant) == ("done", 300, 6, other)
    actions.follow_task(todo, by=SYSTEM, day=today(), answer="水已送到")
    request = HelpRequest.objects.same_as(request).get()
    assert (todo.state, request.state, request.answer) == ("followed", "answered", "水已送到")


def test_done_task_is_proven(flood, put):
    todo = put()
    for wrong, sentence in (
        ({"proof": ""}, "请选择凭据"),
        ({"proof": "photo"}, "还没有照片"),
        ({"proof_note": " "}, "谁签收"),
        ({"proof_note": "王例 13812345678"}, "手机号"),
        ({"day": today() + timedelta(days=1)}, "还没有到"),
    ):
        with pytest.raises((InputError, ConflictError), match=sentence):
            finish(todo, **wrong)
    assert Task.objects.same_as(todo).get().state == "open"


def test_task_recorded_late_comes_with_its_proof(cast):
    one = action(cast, head_count=9)
    done = actions.ask_task(by=SYSTEM, action=one.title, **task_details(), day=PAST, **PROOF)
    assert (done.state, done.day, done.done) == ("done", PAST, done.needed)
    with pytest.raises(ConflictError, match="不能再派任务"):
        task(one)
    actions.close_action(one, by=SYSTEM)
    with pytest.raises(ConflictError, match="不能再派任务"):
        actions.ask_task(by=SYSTEM, action=one.title, **task_details(), day=PAST, **PROOF)


def test_task_is_closed_without_work_for_a_reason(flood, put):
    todo = put()
    with pytest.raises(InputError, match="请在说明里写明"):
        actions.close_task(todo, by=SYSTEM, closing="other")
    actions.close_task(todo, by=SYSTEM, closing="by_others")
    assert (todo.state, todo.get_closing_display()) == ("closed", "已由他人完成")
    with pytest.raises(ConflictError, match="不能再认领"):
        actions.claim_own(volunteer(flood), todo, by=SYSTEM)


def test_nobody_is_followed_up_without_contact_data(flood, put):
    todo = finish(put(), day=today())
    with pytest.raises(ConflictError, match="没有求助人的联系方式"):
        actions.follow_task(todo, by=SYSTEM, day=today(), answer="好了")
    request = asked(flood)
    actions.link_request(request, by=SYSTEM, task=todo.title)
    set_columns(request, mobile="")
    with pytest.raises(ConflictError, match="没有求助人的联系方式"):
        actions.follow_task(todo, by=SYSTEM, day=today(), answer="好了")
    closed = actions.close_task(put(), by=SYSTEM, closing="not_wanted")
    actions.link_request(asked(flood), by=SYSTEM, task=closed.title)
    actions.follow_task(closed, by=SYSTEM, day=today(), answer="您说不用了")
    assert (closed.state, closed.followed) == ("closed", today())


def test_task_is_corrected_with_its_proof_once_it_counts(put):
    todo = put(needed=300)
    empty = dict.fromkeys((*PROOF, "day"))
    actions.claim_task(todo, by=SYSTEM, volunteer=volunteer(todo.action).name)
    actions.progress_task(todo, by=SYSTEM, quantity=200)
    with pytest.raises(InputError, match="已经完成 2箱"):
        actions.correct_task(todo, by=SYSTEM, reason="写错", **task_details(needed=100), **empty)
    finish(todo)
    with pytest.raises(InputError, match="要有完成日期"):
        actions.correct_task(todo, by=SYSTEM, reason="写错", **task_details(), **empty)
    actions.correct_task(todo, by=SYSTEM, reason="写错", **task_details(needed=500), **PROOF | {"day": PAST})
    assert (todo.needed, todo.done) == (500, 500)


def test_public_text_names_nobody_who_asked(cast, flood, put):
    request = asked(flood, name="欧阳例", mobile="13712345678")
    for wrong in ({"title": "给欧阳 例送水"}, {"spot": "电话 137-1234-5678"}, {"title": "给110105194912310021送水"}):
        with pytest.raises(InputError, match="这一项会公开"):
            actions.accept_request(request, by=SYSTEM, **task_details(**wrong))
    with pytest.raises(InputError, match="这一项会公开"):
        action(cast, call="联系 13800138000")
    with pytest.raises(InputError, match="请先更正任务"):
        actions.link_request(request, by=SYSTEM, task=put(title="给欧阳例送药").title)
    assert HelpRequest.objects.same_as(request).get().state == "received"


def test_silent_claim_is_free_for_others_and_released_at_night(flood, put):
    todo, second = put(), put()
    one, other = volunteer(flood), volunteer(flood)
    for each in (todo, second):
        actions.claim_own(one, each, by=SYSTEM)
        set_columns(each, heard=long_ago())
    actions.hear_own(one, second, by=SYSTEM)
    actions.claim_own(other, todo, by=SYSTEM)
    assert todo.claimant == other
    set_columns(todo, heard=timezone.now() - timedelta(days=3, minutes=-5))  # not quite three days
    assert actions.purge(by=SYSTEM, day=today()) == 0
    set_columns(todo, heard=timezone.now() - timedelta(days=3, minutes=1))
    assert actions.purge(by=SYSTEM, day=today()) == 1
    assert [Task.objects.same_as(each).get().state for each in (todo, second)] == ["open", "claimed"]
    assert "3 天没有消息" in journal.of(todo)[0].reason


def test_people_are_erased_after_their_days(cast):
    one = coming(cast)
    helper, request = volunteer(one, name="例留"), asked(one)
    last = one.last_day
    assert actions.purge(by=SYSTEM, day=last + timedelta(days=30)) == 0
    assert actions.purge(by=SYSTEM, day=last + timedelta(days=31)) == 2
    assert actions.purge(by=SYSTEM, day=last + timedelta(days=32)) == 0
    gone, wish = Volunteer.objects.same_as(helper).get(), HelpRequest.objects.same_as(request).get()
    assert (gone.state, gone.name, gone.mobile, gone.skills) == ("erased", "", "", "")
    assert (wish.state, wish.name, wish.mobile, wish.spot, wish.need) == ("erased", "", "", "", "")


def test_person_is_forgotten_with_the_sign_ups(cast, flood):
    person = cast.person("例忘", mobile="13900099001")
    one = volunteer(flood, name="例忘", mobile="13900099001")
    assert one.person == person
    actions.forget_volunteer(person.pk, by=SYSTEM, reason="本人要求")
    gone = Volunteer.objects.same_as(one).get()
    assert (gone.state, gone.person, gone.name) == ("erased", None, "")


def test_sign_up_sent_twice_is_one_and_another_person_needs_another_page(flood):
    token, values = new_token(), sign_up_values()
    assert actions.sign_up(flood, by=SYSTEM, token=token, **values) == token
    assert actions.sign_up(flood, by=SYSTEM, token=token, **values) == token
    assert Volunteer.objects.children_of(flood).count() == 1
    with pytest.raises(ConflictError, match="这一页已经用来报过名"):
        actions.sign_up(flood, by=SYSTEM, token=token, **sign_up_values())
    with pytest.raises(ConflictError, match="不用再报"):
        actions.sign_up(flood, by=SYSTEM, token=new_token(), **values)


def test_action_that_is_over_takes_nobody(cast):
    one = action(cast)
    with pytest.raises(ConflictError, match="已经结束"):
        actions.sign_up(one, by=SYSTEM, token=new_token(), **sign_up_values())
    with pytest.raises(ConflictError, match="已经结束"):
        asked(one)


def test_whoever_leaves_lets_go_of_what_was_claimed(flood, put):
    one, todo = volunteer(flood), put()
    actions.claim_own(one, todo, by=SYSTEM)
    actions.withdraw_own(one, by=SYSTEM)
    assert Task.objects.same_as(todo).get().state == "open"
    with pytest.raises(NotFoundError):
        actions.claim_own(one, todo, by=SYSTEM)
    again = volunteer(flood, name=one.name, mobile=one.mobile)  # may come back
    actions.claim_own(again, todo, by=SYSTEM)
    actions.withdraw_volunteer(again, by=SYSTEM, reason="电话要求")
    assert Task.objects.same_as(todo).get().state == "open"


def test_task_of_another_action_is_not_claimed(cast, flood, put):
    with pytest.raises(NotFoundError, match="没有这件任务"):
        actions.claim_own(volunteer(coming(cast)), put(), by=SYSTEM)


def test_member_signs_up_once_and_gets_a_new_address(cast, flood):
    person = cast.person("例会员", mobile="13900099002")
    first = actions.join_as_member(flood, by=SYSTEM, person=person, skills="会开船")
    second = actions.join_as_member(flood, by=SYSTEM, person=person)
    one = volunteer_with(second)
    assert (one.person, one.name, one.skills) == (person, "例会员", "会开船")
    assert Volunteer.objects.children_of(flood).count() == 1
    with pytest.raises(NotFoundError):
        volunteer_with(first)


def test_service_record_is_asked_for_once_and_about_one_action(cast, flood):
    one = volunteer(flood)
    with pytest.raises(ConflictError, match="现在不能申请"):
        actions.ask_for_record(one, by=SYSTEM)
    set_columns(flood, state="held")
    one = Volunteer.objects.same_as(one).select_related("action").get()
    assert actions.ask_for_record(one, by=SYSTEM).state == "asked"
    with pytest.raises(ConflictError, match="现在不能申请"):
        actions.ask_for_record(one, by=SYSTEM)
    actions.issue_record(one, by=SYSTEM, record="装填沙袋 ")
    assert (one.state, one.record) == ("issued", "装填沙袋")
    assert "装填沙袋" not in str([line.after for line in journal.of(one)])


def test_request_is_kept_once_declined_or_withdrawn(flood):
    token = new_token()
    values = {"name": "例求", "mobile": "13712345678", "spot": "三栋", "need": "水", "consent": 1}
    for _ in range(2):
        assert actions.ask_for_help(flood, by=SYSTEM, token=token, **values) == token
    one = HelpRequest.objects.children_of(flood).get()
    actions.decline_request(one, by=SYSTEM, reason="不在这里")
    assert request_with(token).answer == "不在这里"
    with pytest.raises(ConflictError, match="不能撤回"):
        actions.withdraw_request(one, by=SYSTEM)
    other = asked(flood)
    actions.withdraw_request(other, by=SYSTEM)
    assert (other.state, other.name, other.mobile, other.spot, other.need) == ("declined", "", "", "", "")


def test_soft_lock_somebody_took_in_between_names_them(cast, put, monkeypatch):
    todo = put()
    first = actions.hold_task(todo, by=cast.actor("secretary"))
    set_columns(first, until=timezone.now())

    def taken(*_: object, **__: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Hold, "save", taken)
    assert actions.hold_task(todo, by=cast.actor("city")).account_id == first.account_id


def test_soft_lock_names_who_was_first_and_ends_by_itself(cast, put):
    todo = put()
    mine, theirs = cast.actor("secretary"), cast.actor("city")
    assert actions.hold_task(todo, by=mine).account_id == mine.account_id
    assert actions.hold_task(todo, by=theirs).account_id == mine.account_id
    assert str(holder_of(todo, now=timezone.now()).account) == "secretary"
    set_columns(Hold.objects.children_of(todo).get(), until=timezone.now())
    assert holder_of(todo, now=timezone.now()) is None
    assert actions.hold_task(todo, by=theirs).account_id == theirs.account_id
    with pytest.raises(ForbiddenError):
        actions.hold_task(todo, by=cast.actor("neighbour"))
    with pytest.raises(ForbiddenError, match="自己的账号"):
        actions.hold_task(todo, by=SYSTEM)
    finish(todo)
    assert not Hold.objects.children_of(todo).exists()
    actions.hold_task(put(), by=mine)
    set_columns(Hold.objects.whole_network(reason="test").get(), until=timezone.now())
    actions.purge(by=SYSTEM, day=today())
    assert not Hold.objects.counted().exists()


def test_volunteer_whose_name_nobody_sees_has_none(flood):
    with pytest.raises(InputError, match="请填写姓名或队名") as refused:
        volunteer(flood, name="\u200b\u3164")
    assert refused.value.field == "name"
