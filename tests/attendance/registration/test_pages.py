"""What staff see and do: the section on a record's page, opening and changing, lists, reminders, the door."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attendance.registration.stage import (
    DAY,
    cast_nobody,
    comer,
    comes,
    coming,
    opened,
    registered,
    sessions,
    soon,
    states,
)
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.intake.programs import program
from tests.lives import class_details
from tests.network.life import linked
from tongxin.attendance.models import SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.personal import registrations_of
from tongxin.attendance.registration.queries import registration_with
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.fixture
def one(cast: Cast) -> TrainingClass:
    return coming(cast)


def shown(client: Client, at: str, status: int = 200) -> str:
    response = client.get(at)
    assert response.status_code == status, at
    return response.content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    closes = datetime.combine(soon() - DAY, datetime.min.time())
    return {
        "opens": "2026-01-01T08:00", "closes": f"{closes:%Y-%m-%dT%H:%M}", "capacity": "1", "most_together": "2",
        "open_to_all": "on", "offer_hours": "24", **changes,
    }  # fmt: skip


def new(one: TrainingClass) -> str:
    return f"/sign-ups/new/?occasion={one.occasion_id}"


def test_sign_up_is_opened_changed_closed_from_the_page_of_the_record(cast: Cast, one: TrainingClass) -> None:
    client, at = cast.client("secretary"), f"/training/{one.pk}/"
    html = shown(client, at)
    assert "还没有开放报名" in html
    assert f"/sign-ups/new/?occasion={one.occasion_id}" in html
    assert "开放报名：宁乡培训班" in shown(client, new(one))
    asked = typed(q1_label="怎样来", q1_kind="one", q1_choices="自驾、高铁", q1_required="on")
    answer = client.post(new(one), asked)
    assert answer.status_code == 302
    assert answer["Location"] == at
    sign_up = SignUp.objects.children_of(one.occasion).get()
    assert sign_up.questions == [
        {"code": "q1", "label": "怎样来", "kind": "one", "choices": ["自驾", "高铁"], "required": True}
    ]
    assert [row.capacity for row in sessions(one.occasion)] == [1]
    html = shown(client, at)
    assert f"/f/registration/{sign_up.token}/" in html
    assert "已占 0 / 1 个名额" in html
    change = f"/sign-ups/{sign_up.pk}/change/"
    page = shown(client, change)
    assert "自驾、高铁" in page
    assert client.post(change, typed(capacity="3")).status_code == 302
    assert sessions(one.occasion)[0].capacity == 3
    assert client.post(f"/sign-ups/{sign_up.pk}/close/").status_code == 302
    assert "已关闭" in shown(client, at)
    assert client.post(f"/sign-ups/{sign_up.pk}/reopen/").status_code == 302
    code = Client().get(f"/f/registration/{sign_up.token}/code.svg")
    assert b"<svg" in code.content
    named = client.get(f"/f/registration/{sign_up.token}/code.svg?download")
    assert named["Content-Disposition"] == 'attachment; filename="registration.svg"'
    assert Client().get("/f/registration/nothing/code.svg").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"opens": "后天"}, "2021-12-31 09:00"), ({"closes": "2020-01-01 08:00"}, "截止报名时间应晚于"),
        ({"most_together": "99"}, "10"), ({"capacity": "-1"}, "0"),
        ({"q1_label": "怎样来", "q1_kind": "one", "q1_choices": "自驾"}, "2 至 20 个选项"),
        ({"q2_label": "忌口", "q2_kind": "several", "q2_choices": f"辣、{'长' * 41}"}, "不超过 40 字"),
    ],
)  # fmt: skip
def test_sign_up_with_a_wrong_answer_is_refused_where_it_stands(
    cast: Cast, one: TrainingClass, changes: dict[str, str], sentence: str
) -> None:
    answer = cast.client("secretary").post(new(one), typed(**changes))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not SignUp.objects.children_of(one.occasion).exists()


def test_each_of_several_sessions_may_have_its_own_seats(cast: Cast) -> None:
    one = coming(cast, days=2)
    client = cast.client("secretary")
    first, second = sessions(one.occasion)
    sent = typed(**{f"capacity_{second.pk}": "7", "by_session": "on"})
    assert client.post(new(one), sent).status_code == 302
    assert [row.capacity for row in sessions(one.occasion)] == [1, 7]
    sign_up = SignUp.objects.children_of(one.occasion).get()
    assert sign_up.by_session
    html = shown(client, f"/sign-ups/{sign_up.pk}/change/")
    assert f'name="capacity_{first.pk}" value="1"' in html
    long = coming(cast, title="很长的班", days=12)
    assert 'name="capacity_' not in shown(client, new(long))


def test_sign_up_is_opened_only_where_one_may(cast: Cast, one: TrainingClass) -> None:
    assert cast.client("neighbour").get(new(one)).status_code == 404
    assert cast.client("member").get(new(one)).status_code == 403
    assert cast.client("secretary").get("/sign-ups/new/?occasion=x").status_code == 404
    assert cast.client("secretary").get(f"/sign-ups/new/?occasion={chr(57) * 5_000}").status_code == 404
    assert cast.client("secretary").get("/sign-ups/new/").status_code == 404


def test_co_organiser_sees_numbers_and_no_names(cast: Cast) -> None:
    one = coming(cast)
    details = class_details(cast, first_day=soon(), last_day=soon(), co_organisers=[cast.neighbour], venue="宁乡党校")
    training.correct_class(one, by=SYSTEM, reason="合办", **details)
    sign_up = opened(one, seats=1)
    for number in range(3):
        comes(sign_up, comer(number, name="例密"))
    html = shown(cast.client("neighbour"), f"/training/{one.pk}/")
    assert "已报名 <strong>1</strong> 人、候补 <strong>2</strong> 人" in html
    assert "例密" not in html
    assert "开放报名" not in html
    assert "例密" in shown(cast.client("secretary"), f"/training/{one.pk}/")


def test_staff_register_look_cancel_and_renew_on_pages(cast: Cast, one: TrainingClass) -> None:
    sign_up = opened(one, seats=1)
    comes(sign_up, comer(0), answers='[["怎样来", "高铁"]]')
    client = cast.client("secretary")
    at = f"/registrations/new/?occasion={one.occasion_id}"
    assert f'value="{one.occasion_id}"' in shown(client, at)
    answer = client.post(at, {"occasion": one.occasion_id, "name": "例工", "mobile": "13911112222", "unit": "甲"})
    assert answer.status_code == 302
    first, second = registered(one.occasion)
    assert answer["Location"] == f"/registrations/{second.pk}/"
    html = shown(client, f"/registrations/{first.pk}/")
    for said in ("例一", "高铁", "13800000000", "宁乡培训班", "已报名"):
        assert said in html
    assert "例工" in shown(client, f"/registrations/?occasion={one.occasion_id}&state=waiting")
    assert "例一" not in shown(client, f"/registrations/?occasion={one.occasion_id}&state=waiting")
    assert client.post(f"/registrations/{first.pk}/cancel/", {"reason": "电话告知"}).status_code == 302
    assert "offered" in states(one.occasion)
    said = client.post(f"/registrations/{second.pk}/renew/", follow=True).content.decode()
    token = said.partition("http://testserver/f/registration/my/")[2].partition("/")[0]
    assert registration_with(token) == second
    assert client.post(f"/registrations/{first.pk}/renew/").status_code == 409
    assert client.post(f"/registrations/{second.pk}/accept/").status_code == 302
    assert states(one.occasion) == ["cancelled", "registered"]
    other = cast.client("neighbour")
    for page in (f"{second.pk}/", f"{second.pk}/cancel/", f"reminders/{one.occasion_id}/"):
        assert other.get(f"/registrations/{page}").status_code == 404
    assert other.post(f"/registrations/{second.pk}/renew/").status_code == 404


def test_reminders_are_texts_to_copy(cast: Cast, one: TrainingClass) -> None:
    client, at = cast.client("secretary"), f"/registrations/reminders/{one.occasion_id}/"
    sign_up = opened(one, seats=1)
    assert "没有要提醒的人" in shown(client, at)
    tokens = [comes(sign_up, comer(number, name=name)) for number, name in enumerate(("例来", "例递", "例候"))]
    html = shown(client, at)
    assert "例来" in html
    assert "例递" not in html
    assert "宁乡党校" in html
    actions.cancel_own(registration_with(tokens[0]), by=cast_nobody())
    html = shown(client, at)
    assert "【候补递补】宁乡培训班" in html
    assert "例递" in html
    assert "例来" not in html
    assert "例候" not in html
    assert "data-copy" in html


def test_member_sees_own_registrations(cast: Cast, one: TrainingClass) -> None:
    person = cast.person("例员", mobile="13900000001")
    actor = linked(cast, person)
    comes(opened(one), comer(0, name="例员", mobile="13900000001"))
    (record,) = registrations_of(person.pk)
    assert (record.kind, record.title, record.detail, record.day) == ("报名", "宁乡培训班", "已报名，网上报名", soon())
    assert "宁乡培训班" in shown(cast.client("member"), "/me/")
    assert actor.account_id


def test_own_registrations_take_one_query_more_for_each_kind_of_record(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    person = cast.person("例员", mobile="13900000001")
    for number in range(3):
        made = coming(cast, title=f"第{number}期", first_day=soon() + number * DAY, last_day=soon() + number * DAY)
        actions.register_by_staff(by=SYSTEM, occasion=made.occasion_id, person=person.pk)
    with django_assert_num_queries(2):
        assert [one.title for one in registrations_of(person.pk)] == ["第2期", "第1期", "第0期"]


def test_program_registers_cancels_and_is_refused_through_the_door(cast: Cast, one: TrainingClass) -> None:
    opened(one, seats=1)
    asked = program(cast, "secretary")
    status, told = sent(asked, "registrations", {"occasion": one.occasion_id, "name": "例程", "mobile": "13911112222"})
    assert status == 201
    number = told["id"]
    assert asked.ask(f"registrations/{number}")["values"]["name"] == "例程"
    assert states(one.occasion) == ["registered"]
    status, told = sent(asked, "registrations", {"occasion": 999_999, "name": "例程"})
    assert status == 400
    assert "没有编号为 999999 的活动" in str(told)
    status, _ = sent(asked, f"registrations/{number}/accept", {})
    assert status == 409
    status, told = sent(asked, f"registrations/{number}/cancel", {"reason": "不来了"})
    assert (status, told["state"]) == (200, "cancelled")
    assert states(one.occasion) == ["cancelled"]


def sent(asked: Any, path: str, values: dict[str, Any]) -> tuple[int, Any]:
    answer = asked.answer("post", path, values)
    return answer.status_code, json.loads(answer.content)


def test_section_takes_a_fixed_number_of_statements(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=3)
    client = cast.client("secretary")
    assert "还没有人报名" in shown(client, f"/training/{one.pk}/")
    comes(sign_up, comer(0))
    with CaptureQueriesContext(connection) as few:
        shown(client, f"/training/{one.pk}/")
    for number in range(1, 10):
        comes(sign_up, comer(number))
    with CaptureQueriesContext(connection) as many:
        shown(client, f"/training/{one.pk}/")
    assert len(many) == len(few)
