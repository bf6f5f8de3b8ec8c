from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import SYSTEM, place
from tests.network.life import linked
from tests.records.volunteering.samples import (
    action,
    asked,
    finished,
    long_ago,
    set_columns,
    sign_up_values,
    task,
    task_details,
    volunteer,
)
from tongxin.access.models import Entry
from tongxin.kernel.period import today
from tongxin.network.models.tokens import new_token
from tongxin.records.volunteering import actions, public
from tongxin.records.volunteering.models import HelpRequest, Task, Volunteer

BOARD = "/volunteer-board/"
SENT = {"kind": "person", "name": "例志愿", "mobile": "13912340000", "size": "", "skills": "有货车", "consent": "on"}
HELP = {"need": "两箱水", "spot": "三栋二单元", "name": "例求助", "mobile": "13712345678", "consent": "on"}


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def page_of(one):
    return reverse(f"volunteering.{type(one)._meta.model_name.removeprefix('volunteer')}.detail", args=[one.pk])


def test_board_takes_six_queries_for_one_task_and_for_many(cast, flood, django_assert_max_num_queries):
    client = cast.client("secretary")
    task(flood)
    shown(client, BOARD)
    with django_assert_max_num_queries(6) as few:
        shown(client, BOARD)
    for number in range(12):
        actions.hold_task(task(flood, place=place(("430102", "430182", "430202")[number % 3])), by=cast.actor("city"))
    with django_assert_max_num_queries(6) as many:
        page = shown(client, BOARD)
    assert len(few) == len(many)
    assert page.count("city正在处理") == 12
    assert "芙蓉" in page


@pytest.mark.parametrize("address", ["/volunteer-actions/", "/volunteer-tasks/", "/volunteers/", "/help-requests/"])
def test_lists_take_the_same_queries_for_one_row_and_for_many(cast, flood, address, django_assert_max_num_queries):
    client = cast.client("secretary")

    def more():
        asked(flood), volunteer(flood), task(flood), action(cast)

    more()
    shown(client, address)
    with django_assert_max_num_queries(6) as few:
        shown(client, address)
    more(), more()
    with django_assert_max_num_queries(6) as many:
        shown(client, address)
    assert len(few) == len(many)


def test_board_is_filtered_by_what_a_dispatcher_asks(cast, flood):
    client = cast.client("secretary")
    quiet, partly, there = task(flood, title="甲事"), task(flood, title="乙事"), task(flood, title="丙事", kind="guard")
    set_columns(there, place=place("430102"))
    other = task(action(cast), title="丁事")
    for one in (quiet, partly):
        actions.claim_task(one, by=SYSTEM, volunteer=volunteer(flood).name)
    set_columns(quiet, heard=long_ago())
    actions.progress_task(partly, by=SYSTEM, quantity=100)
    finished(flood, title="戊事")

    def told(query):
        page = shown(client, f"{BOARD}?{query}")
        return [name for name in "甲乙丙丁戊" if f"{name}事" in page]

    assert told("") == ["甲", "乙", "丙", "丁"]
    assert told("state=silent") == ["甲"]
    assert told("state=partly") == ["乙"]
    assert told("state=open") == ["丙", "丁"]
    assert told("kind=guard") == ["丙"]
    assert told(f"place={there.place_id}") == ["丙"]
    assert told(f"action={flood.pk}") == ["甲", "乙", "丙"]
    assert told("q=丁") == ["丁"]
    assert other.path == flood.path


def test_board_is_for_those_who_record(cast, flood):
    task(flood, title="甲事")
    assert cast.client("stranger").get(BOARD).status_code == 302
    assert cast.client("member").get(BOARD).status_code == 403
    assert "甲事" not in shown(cast.client("neighbour"), BOARD)


def test_taking_a_task_in_hand_warns_the_next_one(cast, flood):
    todo = task(flood)
    hold = f"{BOARD}{todo.pk}/"
    assert cast.client("secretary").post(hold).url == page_of(todo)
    answer = cast.client("city").post(hold, follow=True).content.decode()
    assert "secretary正在处理这件任务" in answer
    assert "正在处理" in shown(cast.client("city"), page_of(todo))
    assert cast.client("neighbour").post(hold).status_code == 404
    assert cast.client("secretary").get(hold).status_code == 405


def test_call_says_what_is_needed_and_closes_with_the_action(cast, flood):
    task(flood, title="装沙袋", needed=1250, spot="社区广场")
    finished(flood, title="做完的事")
    address = f"/p/volunteering/{flood.public_code}/"
    page = shown(Client(), address)
    for said in (
        "橘子洲抗洪",
        "需要装填沙袋的人手。",
        "装沙袋",
        "12.5箱",
        "社区广场",
        "报名（不用注册账号）",
        "填写求助",
    ):
        assert said in page, said
    assert "做完的事" not in page
    set_columns(flood, last_day=today() - timedelta(days=1), first_day=today() - timedelta(days=1))
    assert "报名（不用注册账号）" not in shown(Client(), address)
    assert Client().get(f"/f/volunteering/{flood.public_code}/").status_code == 409
    actions.hide_action(flood, by=SYSTEM, reason="改期")
    assert Client().get(address).status_code == 404


def test_form_that_is_not_offered_opens_nowhere(cast, flood):
    set_columns(flood, takes_requests=False)
    assert Client().get(f"/f/help/{flood.public_code}/").status_code == 404
    assert "填写求助" not in shown(Client(), f"/p/volunteering/{flood.public_code}/")


def test_volunteer_signs_up_claims_and_lets_go_without_an_account(flood):
    todo = task(flood, title="装沙袋")
    client = Client()
    form = f"/f/volunteering/{flood.public_code}/"
    assert "个人信息在行动结束 30 天后删除" in shown(client, form)
    follow = client.post(form, SENT).url
    assert client.post(form, SENT | {"mobile": "123"}).status_code == 400
    one = Volunteer.objects.children_of(flood).get()
    assert (one.name, one.mobile, one.consent_version) == ("例志愿", "13912340000", 1)
    assert "认领：装沙袋（还需 30箱）" in shown(client, follow)
    for press, state in (("claim", "claimed"), ("hear", "claimed"), ("release", "open")):
        assert client.post(follow, {"do": f"{press}-{todo.pk}"}).status_code == 302
        assert Task.objects.same_as(todo).get().state == state
    assert client.post(follow, {"do": f"release-{todo.pk}"}).status_code == 409
    stranger = public.FOLLOW.address(actions.sign_up(flood, by=SYSTEM, token=new_token(), **sign_up_values()))
    client.post(follow, {"do": f"claim-{todo.pk}"})
    assert client.post(stranger, {"do": f"release-{todo.pk}"}).status_code == 409
    assert client.post(follow, {"do": "leave"}).status_code == 302
    assert "已退出报名" in shown(client, follow)
    assert Task.objects.same_as(todo).get().state == "open"


def test_text_with_a_script_is_shown_as_text(cast, flood):
    wish = "<script>alert(1)</script>"
    Client().post(f"/f/help/{flood.public_code}/", HELP | {"need": wish})
    one = HelpRequest.objects.children_of(flood).get()
    page = shown(cast.client("secretary"), page_of_request(one))
    assert wish not in page
    assert "&lt;script&gt;alert(1)" in page


def page_of_request(one):
    return reverse("volunteering.request.detail", args=[one.pk])


def test_request_is_followed_to_its_answer_and_taken_back(cast, flood):
    client = Client()
    follow = client.post(f"/f/help/{flood.public_code}/", HELP).url
    assert "正在安排" in shown(client, follow)
    one = HelpRequest.objects.children_of(flood).get()
    accept = cast.client("secretary").post(
        reverse("volunteering.request.accept", args=[one.pk]),
        {"title": "送水", "kind": "delivery", "needed": "2", "unit": "箱", "urgency": "3"},
    )
    assert accept.status_code == 302
    todo = Task.objects.children_of(flood).get()
    assert "例求助" not in shown(Client(), f"/p/volunteering/{flood.public_code}/")
    assert client.post(follow, {"do": "back"}).status_code == 409
    actions.finish_task(todo, by=SYSTEM, day=today(), quantity=200, proof="counted", proof_note="居委会", households=1)
    actions.follow_task(todo, by=SYSTEM, day=today(), answer="水已送到")
    assert "水已送到" in shown(client, follow)
    other = client.post(f"/f/help/{flood.public_code}/", HELP).url
    assert client.post(other, {"do": "back"}).status_code == 302
    assert "未受理" in shown(client, other)


def test_flood_of_sign_ups_is_refused_politely(flood):
    client = Client()
    with patch("tongxin.portal.open_forms.FormPage.most_an_address", return_value=1):
        assert client.post(f"/f/volunteering/{flood.public_code}/", SENT).status_code == 302
        answer = client.post(f"/f/volunteering/{flood.public_code}/", SENT | {"mobile": "13912340001"})
    assert answer.status_code == 429
    assert "请过一小时再试" in answer.content.decode()
    assert Volunteer.objects.children_of(flood).count() == 1


def test_member_signs_up_from_the_own_account(cast, flood):
    person = cast.person("例会员", mobile="13900099005")
    linked(cast, person)
    client = cast.client("member")
    address = f"/volunteer-join/{flood.public_code}/"
    assert "用您登记的姓名和手机号报名" in shown(client, address)
    first = client.post(address, {"skills": "会开船"}).url
    assert "已报名" in shown(client, first)
    assert "您已报名" in shown(client, address)
    second = client.post(address).url
    assert client.get(first).status_code == 404
    assert "已报名" in shown(client, second)
    assert cast.client("city").get(address).status_code == 403
    assert cast.client("stranger").get(address).status_code == 302


def test_service_record_is_a_document_for_whoever_asked(cast, flood):
    token = actions.sign_up(flood, by=SYSTEM, token=new_token(), **sign_up_values())
    follow, file = public.FOLLOW.address(token), f"/volunteer-records/{token}/"
    set_columns(flood, state="held")
    assert Client().get(file).status_code == 404
    assert Client().post(follow, {"do": "record"}).status_code == 302
    assert "已申请" in shown(Client(), follow)
    one = Volunteer.objects.children_of(flood).get()
    issue = reverse("volunteering.volunteer.issue", args=[one.pk])
    assert cast.client("secretary").post(issue, {"record": "装填沙袋两天"}).status_code == 302
    assert file in shown(Client(), follow)
    answer = Client().get(file)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]


def test_shift_list_is_printed_with_a_purpose_that_the_journal_keeps(cast, flood):
    late, early = task(flood, title="晚班"), task(flood, title="早班", begins=timezone.now())
    actions.claim_task(early, by=SYSTEM, volunteer=volunteer(flood, name="例班", mobile="13912349999").name)
    address = f"/volunteer-actions/{flood.pk}/shifts/"
    client = cast.client("secretary")
    assert "打印排班表" in shown(client, address)
    assert client.post(address, {"purpose": ""}).status_code == 400
    with patch("tongxin.records.volunteering.pages.paper._printed", return_value=b"%PDF") as printed:
        assert client.post(address, {"purpose": "当天用"}).content == b"%PDF"
    rows = printed.call_args.args[1]["rows"]
    assert [row[1] for row in rows] == ["早班", "晚班"]
    assert rows[0][4:6] == ["例班", "13912349999"]
    assert "当天用" in Entry.objects.for_worker().filter(action="access.export").latest("pk").reason
    assert client.post(address, {"purpose": "当天用"}).content.startswith(b"%PDF")
    assert cast.client("city").get(address).status_code == 403
    assert late.state == "open"


def test_pages_tell_what_is_known_to_whoever_may_know(cast, flood):
    one = volunteer(flood, name="例名")
    request = asked(flood)
    actions.accept_request(request, by=SYSTEM, **task_details(title="送水"))
    todo = Task.objects.children_of(flood).get()
    actions.claim_own(one, todo, by=SYSTEM)
    actions.progress_task(todo, by=SYSTEM, quantity=100)
    set_columns(todo, heard=long_ago())
    for who, knows in (("secretary", True), ("city", False)):
        for record in (flood, todo):
            page = shown(cast.client(who), page_of(record))
            assert ("例名" in page) is knows
    page = shown(cast.client("city"), page_of(todo))
    assert "部分完成" in page
    assert "3 天没有消息，别人可以认领" in page
    page = shown(cast.client("city"), page_of(flood))
    assert "已认领 1 件" in page
    assert f"/volunteer-board/?action={flood.pk}" in page
    assert "送水" in shown(cast.client("secretary"), reverse("volunteering.volunteer.detail", args=[one.pk]))


def test_numbers_of_people_stand_on_the_page_with_their_ground(cast):
    one = action(cast, head_count=40, head_low=35, head_high=48, head_evidence="estimate", hours=1160)
    page = shown(cast.client("city"), page_of(one))
    for said in ("估计", "在 35 至 48 之间", "1,160 小时", "未公开"):
        assert said in page, said
    assert "没有人数，人次按 0 计" in shown(cast.client("city"), page_of(_proven(cast)))


def _proven(cast):
    one = action(cast)
    finished(one)
    return actions.hold_action(one, by=SYSTEM)


def test_kind_leads_to_its_actions(cast):
    answer = cast.client("city").get("/volunteer-kinds/4/")
    assert answer.url == "/volunteer-actions/?kind=flood"
    assert cast.client("city").get("/volunteer-kinds/9/").status_code == 404


def test_action_and_task_are_entered_on_their_pages(cast):
    client = cast.client("secretary")
    sent = {"title": "清淤", "organiser": cast.county.name, "kind": "flood", "first_day": "2021-07-01"}
    address = client.post("/volunteer-actions/new/", sent).url
    assert "征集中" in shown(client, address)
    sent = {"action": "清淤", "title": "运水", "kind": "delivery", "needed": "3.005", "unit": "箱"}
    answer = client.post("/volunteer-tasks/new/", sent)
    assert answer.status_code == 400
    assert "最多两位小数" in answer.content.decode()
    address = client.post("/volunteer-tasks/new/", sent | {"needed": "3"}).url
    assert "派单中" in shown(client, "/volunteer-actions/")
    assert "3箱" in shown(client, address)
