"""What anybody sees of registration: the form behind the link, the page to follow it, and what is refused on both."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.attendance.registration.stage import (
    DAY,
    cast_nobody,
    comer,
    comes,
    coming,
    expire,
    opened,
    registered,
    sessions,
    soon,
    states,
    terms,
)
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tongxin.attendance.models import Session, SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.public import FORM
from tongxin.attendance.registration.queries import registration_with
from tongxin.attendance.registration.questions import answers_of
from tongxin.attendance.registration.tickets import written_ticket
from tongxin.kernel.period import chinese_date
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

ASKED = [
    {"code": "q1", "label": "忌口", "kind": "text", "choices": [], "required": False},
    {"code": "q2", "label": "怎样来", "kind": "one", "choices": ["自驾", "高铁"], "required": True},
    {"code": "q3", "label": "想听", "kind": "several", "choices": ["政策", "法律", "融资"], "required": False},
    {"code": "q4", "label": "住宿吗", "kind": "yes_no", "choices": [], "required": False},
]


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.fixture
def one(cast: Cast) -> TrainingClass:
    return coming(cast)


def filled(**changes: Any) -> dict[str, Any]:
    return {"name": "例甲", "mobile": "138 0013 8000", "unit": "某公司", "consent": "on", "website": "", **changes}


def address(sign_up: SignUp) -> str:
    return f"/f/registration/{sign_up.token}/"


def page(client: Client, at: str, status: int = 200) -> str:
    response = client.get(at)
    assert response.status_code == status, response.content.decode()[-800:]
    return response.content.decode()


def once_of(html: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', html)
    assert found
    return found[1]


def test_stranger_registers_waits_is_offered_and_accepts(one: TrainingClass) -> None:
    sign_up, client = opened(one, seats=1), Client()
    assert FORM.address(sign_up.token) == address(sign_up)
    first = comes(sign_up, comer(1))
    html = page(client, address(sign_up))
    for said in ("报名：宁乡培训班", "宁乡市新的社会阶层人士联谊会", chinese_date(soon()), "宁乡党校", "排队候补", "活动结束 90 天后删除"):  # fmt: skip
        assert said in html
    answer = client.post(address(sign_up), filled())
    assert answer.status_code == 302
    follow = answer["Location"]
    html = page(client, follow)
    assert "正在候补，排在第 1 位" in html
    assert "code.svg" not in html
    assert "例甲" not in html
    assert "13800138000" not in html
    assert client.get(f"{follow}code.svg").status_code == 404
    assert client.post(follow, {"do": "accept"}).status_code == 409
    actions.cancel_own(registration_with(first), by=cast_nobody())
    assert "有名额了" in page(client, follow)
    assert "已确认参加" in client.post(follow, {"do": "accept"}, follow=True).content.decode()
    html = page(client, follow)
    row = registered(one.occasion)[1]
    assert written_ticket(row.ticket) in html
    code = client.get(f"{follow}code.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert client.get(follow)["Cache-Control"].startswith("max-age=0")
    assert row.consent_version == 1
    assert client.post(follow, {"do": "cancel"}).status_code == 302
    assert "已取消：本人取消" in page(client, follow)
    assert client.post(follow, {"do": "cancel"}).status_code == 409


def test_offer_that_is_over_is_said_and_cannot_be_accepted(one: TrainingClass) -> None:
    sign_up, client = opened(one, seats=1), Client()
    first, second = (comes(sign_up, comer(number)) for number in range(2))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    expire(registration_with(second))
    follow = f"/f/registration/my/{second}/"
    assert "递补已到期" in page(client, follow)
    assert client.post(follow, {"do": "accept"}).status_code == 409


def test_group_is_registered_by_its_leader_who_may_cancel_each(one: TrainingClass) -> None:
    sign_up, client = opened(one, most_together=3), Client()
    assert "同行的人" in page(client, address(sign_up))
    sent = filled(name_2="例乙", mobile_2="13800138001", name_3="例丙")
    follow = client.post(address(sign_up), sent)["Location"]
    html = page(client, follow)
    leader, second, third = registered(one.occasion)
    assert (second.leader_id, third.leader_id, third.unit, third.mobile) == (leader.pk, leader.pk, "某公司", "")
    assert "已报名，共 3 人" in html
    for row in (leader, second, third):
        assert written_ticket(row.ticket) in html
    assert client.post(follow, {"do": f"cancel-{second.pk}"}).status_code == 302
    assert states(one.occasion) == ["registered", "cancelled", "registered"]
    stranger = comes(sign_up, comer(9))
    other = registration_with(stranger)
    assert client.post(follow, {"do": f"cancel-{other.pk}"}).status_code == 409
    assert client.post(follow, {"do": "cancel"}).status_code == 302
    assert states(one.occasion) == ["cancelled", "cancelled", "cancelled", "registered"]


def test_questions_are_asked_and_kept_with_their_answers(one: TrainingClass) -> None:
    sign_up, client = opened(one, questions=ASKED), Client()
    html = page(client, address(sign_up))
    assert all(asked["label"] in html for asked in ASKED)
    sent = filled(q1="不吃辣", q2="高铁", q3=["政策", "融资"], q4="是")
    assert client.post(address(sign_up), sent).status_code == 302
    (row,) = registered(one.occasion)
    assert answers_of(row.answers) == [("忌口", "不吃辣"), ("怎样来", "高铁"), ("想听", "政策、融资"), ("住宿吗", "是")]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "姓名"), ({"name": "例" * 61}, "60"), ({"mobile": "12"}, "11 位"), ({"mobile": ""}, "手机号"),
        ({"consent": ""}, "请勾选同意“活动报名”"), ({"website": "x"}, "刷新页面"), ({"q2": ""}, "怎样来"),
        ({"q2": "飞机"}, "飞机"), ({"q3": ["政策", "天文"]}, "天文"), ({"q1": "长" * 301}, "300"), ({"q4": "也许"}, "也许"),
    ],
)  # fmt: skip
def test_wrong_answer_is_refused_and_what_was_typed_stays(
    one: TrainingClass, changes: dict[str, Any], sentence: str
) -> None:
    sign_up = opened(one, questions=ASKED)
    answer = Client().post(address(sign_up), filled(**{"q2": "高铁", **changes}))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in html
    assert "某公司" in html
    assert states(one.occasion) == []


def test_answer_of_five_megabytes_is_refused_with_a_sentence(one: TrainingClass) -> None:
    sign_up = opened(one, questions=ASKED)
    for size in (300_000, 5_300_000):
        answer = Client().post(address(sign_up), filled(q1="x" * size))
        assert answer.status_code == 413
        assert "填写的内容太多" in answer.content.decode()
    assert states(one.occasion) == []


def test_sessions_are_chosen_and_one_that_was_deleted_meanwhile_is_refused(cast: Cast) -> None:
    one = coming(cast, days=2)
    first, second = sessions(one.occasion)
    Session.objects.same_as(first).update(begins=time(9), title="上午场")
    sign_up, client = opened(one, by_session=True), Client()
    assert "09:00 上午场" in page(client, address(sign_up))
    assert client.post(address(sign_up), filled()).status_code == 400
    Session.objects.same_as(second).delete()
    refused = client.post(address(sign_up), filled(name="例乙", sessions=[str(second.pk)]))
    assert refused.status_code == 400
    assert "所选场次刚才有变动" in refused.content.decode()
    assert client.post(address(sign_up), filled(name="例丙", sessions=[str(first.pk)])).status_code == 302


def test_same_form_sent_twice_leads_to_the_same_page(one: TrainingClass) -> None:
    sign_up, client = opened(one), Client()
    once = once_of(page(client, address(sign_up)))
    sent = [client.post(address(sign_up), filled(once=once)) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [302, 302]
    assert sent[0]["Location"] == sent[1]["Location"]
    told = client.post(address(sign_up), filled(once=once_of(page(client, address(sign_up)))))
    assert told.status_code == 409
    assert "例甲已经报过名，不用再报" in told.content.decode()
    assert client.post(address(sign_up), filled(name="例乙", once=once)).status_code == 409
    assert states(one.occasion) == ["registered"]


def test_nobody_chooses_the_token_of_somebody_elses_page(one: TrainingClass) -> None:
    sign_up, client = opened(one), Client()
    token = comes(sign_up, comer(0, name="例甲", mobile="13800138000"))
    answer = client.post(address(sign_up), filled(once=token))
    assert answer.status_code == 409
    chosen = client.post(address(sign_up), filled(name="例乙", once="short"))
    assert "short" not in chosen["Location"]


def test_only_the_hash_of_the_address_is_kept(one: TrainingClass) -> None:
    token = comes(opened(one), comer(0))
    (row,) = registered(one.occasion)
    values = {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    assert token not in values.values()
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    "at",
    [
        "/f/registration/nothing/", "/f/nothing/nothing/", "/f/registration/my/nothing/", "/f/nothing/my/nothing/",
        "/f/registration/my/nothing/code.svg",
    ],
)  # fmt: skip
def test_guessed_address_is_not_found(one: TrainingClass, at: str) -> None:
    opened(one)
    assert Client().get(at).status_code == 404
    assert Client().post(at).status_code in (404, 405)


def test_link_that_is_not_open_says_so_in_one_sentence(cast: Cast) -> None:
    one = coming(cast)
    now = timezone.now()
    sign_up, client = opened(one, opens=now + DAY, closes=now + 2 * DAY), Client()
    assert "报名从" in page(client, address(sign_up), 409)
    actions.change_sign_up(sign_up, by=SYSTEM, **terms(one.occasion, closes=now - timedelta(hours=1)))
    assert "报名已截止" in page(client, address(sign_up), 409)
    actions.change_sign_up(sign_up, by=SYSTEM, **terms(one.occasion, open_to_all=False))
    assert "不存在或已停用" in page(client, address(sign_up), 404)


def test_record_cancelled_or_deleted_meanwhile(cast: Cast) -> None:
    one = coming(cast)
    sign_up, client = opened(one), Client()
    token = comes(sign_up, comer(0))
    once = once_of(page(client, address(sign_up)))
    training.cancel_class(one, by=SYSTEM, reason="改期")
    answer = client.post(address(sign_up), filled(once=once))
    assert answer.status_code == 409
    assert "「宁乡培训班」已取消，不能再报名" in answer.content.decode()
    html = page(client, f"/f/registration/my/{token}/")
    assert "「宁乡培训班」已取消。" in html
    assert 'name="do"' not in html
    TrainingClass.objects.same_as(one).delete()
    assert client.post(address(sign_up), filled()).status_code == 404
    assert "已被删除" in page(client, f"/f/registration/my/{token}/")
    assert states(one.occasion) == ["registered"]


def test_one_address_and_one_link_take_so_many_an_hour(one: TrainingClass, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from tongxin.portal import open_forms
    from tongxin.ports.room import Room, rooms

    sign_up = opened(one)

    def bounded(**bounds: int) -> tuple[Room, ...]:
        return tuple(replace(room, forms=tuple(replace(form, **bounds) for form in room.forms)) for room in rooms())

    few = bounded(most_an_address=1)
    monkeypatch.setattr(open_forms, "rooms", lambda: few)
    answers = [Client().post(address(sign_up), filled(name=name)) for name in ("例甲", "例乙")]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert "一小时内提交的申请太多" in answers[1].content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post(address(sign_up), filled(name="例乙")).status_code == 302
    full = bounded(most_a_link=2)
    monkeypatch.setattr(open_forms, "rooms", lambda: full)
    answer = Client(REMOTE_ADDR="203.0.113.10").post(address(sign_up), filled(name="例丙"))
    assert answer.status_code == 429
    assert "这个链接" in answer.content.decode()
    assert len(states(one.occasion)) == 2


def test_form_open_too_long_is_shown_again_with_what_was_typed(one: TrainingClass) -> None:
    sign_up = opened(one)
    client = Client(enforce_csrf_checks=True)
    html = page(client, address(sign_up))
    once = once_of(html)
    stale = client.post(address(sign_up), filled(once=once, csrfmiddlewaretoken="x" * 64))
    assert stale.status_code == 403
    shown = stale.content.decode()
    assert "内容都在，请再按一次提交" in shown
    assert "某公司" in shown
    assert once_of(shown) == once
    mark = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
    assert mark
    again = client.post(address(sign_up), filled(once=once, csrfmiddlewaretoken=mark[1]))
    assert again.status_code == 302
    assert states(one.occasion) == ["registered"]


def test_pages_of_registration_take_a_fixed_number_of_statements(
    one: TrainingClass, django_assert_num_queries: Any
) -> None:
    sign_up = opened(one, seats=2, questions=ASKED)
    tokens = [comes(sign_up, comer(number)) for number in range(6)]
    client = Client()
    page(client, address(sign_up))
    with django_assert_num_queries(5):  # sign-up, record, organiser, sessions, seats
        page(client, address(sign_up))
    with django_assert_num_queries(6):  # registration, group, record, organiser, sessions, place in line
        page(client, f"/f/registration/my/{tokens[-1]}/")
