import json

import pytest
from django.urls import reverse

from tests.cast import SYSTEM
from tests.records.proposals.samples import answer_details, call_details, delivery_details
from tongxin.kernel.errors import NotFoundError
from tongxin.records.proposals import actions, public
from tongxin.records.proposals.models import Proposal

LIST = "/proposals/"


def shown(client, address):
    return client.get(address).content.decode()


def address(one, act="detail"):
    return reverse(f"proposals.paper.{act}", args=[one.pk])


def test_list_takes_the_same_queries_for_one_paper_and_for_three(cast, delivered, django_assert_num_queries):
    client = cast.client("secretary")
    delivered()
    shown(client, LIST)
    with django_assert_num_queries(4):
        assert shown(client, LIST).count("青年就业") == 1
    delivered("关于青年就业的二稿"), delivered("关于青年就业的三稿")
    with django_assert_num_queries(4):
        assert shown(client, LIST).count("青年就业") == 3


def test_empty_list_names_the_next_step(cast):
    assert "登记建言" in shown(cast.client("secretary"), LIST)


def test_list_is_narrowed_to_what_waits_too_long(cast, delivered):
    delivered()
    assert "青年就业" in shown(cast.client("secretary"), f"{LIST}?waiting=late")
    assert "青年就业" not in shown(cast.client("secretary"), f"{LIST}?waiting=unknown")


@pytest.mark.parametrize(("who", "status"), [("secretary", 200), ("city", 200), ("neighbour", 404), ("stranger", 302)])
def test_paper_is_shown_within_its_scope(cast, delivered, who, status):
    assert cast.client(who).get(address(delivered())).status_code == status


def test_page_tells_delivery_clock_steps_and_answers(cast, delivered):
    one = delivered()
    actions.file(one, by=SYSTEM, day=delivery_details()["delivered"], body="市人社局", joint="市教育局")
    page = shown(cast.client("city"), address(one))
    for said in (
        "统战部门：市委统战部",
        "回执：收文〔2021〕5号",
        "答复期限",
        "2021年6月4日",
        "已严重超期",
        "市教育局",
        "建议三条。",
    ):
        assert said in page, said
    assert "执笔人</h2>" not in page  # an officer reads no persons
    actions.answer(one, by=SYSTEM, **answer_details(grade=""))
    page = shown(cast.client("secretary"), address(one))
    assert "待分类" in page
    assert "答复期限" not in page


def test_paper_is_written_submitted_and_delivered_on_its_pages(cast):
    client = cast.client("secretary")
    typed = {
        "title": "关于就业的建议",
        "organiser": cast.county.name,
        "received": "2021-03-01",
        "kind": "advice",
        "text": "三条。",
        "authors": "王例山 某厂",
    }
    answer = client.post(reverse("proposals.paper.draft"), typed)
    one = Proposal.objects.whole_network(reason="test").get()
    assert answer.url == address(one)
    assert client.post(address(one, "submit")).status_code == 302
    actions.approve(one, by=cast.actor("city"))
    refused = client.post(address(one, "deliver"), {"channel": "congress", "body": "市人大", "delivered": "2021-03-05"})
    assert "回执" in refused.content.decode()
    client.post(
        address(one, "deliver"),
        {"channel": "congress", "body": "市人大", "delivered": "2021-03-05", "receipt": "第1号"},
    )
    one.refresh_from_db(from_queryset=Proposal.objects.same_as(one))
    assert (one.state, one.receipt) == ("delivered", "第1号")


def test_call_lists_its_papers(cast, delivered):
    call = actions.open_call(by=SYSTEM, **call_details(cast))
    delivered(call=call)
    page = shown(cast.client("secretary"), reverse("proposals.call.detail", args=[call.pk]))
    assert "关于青年就业的建议" in page
    assert "已截止" in page
    assert "助力乡村振兴" in shown(cast.client("secretary"), "/proposal-calls/")


def test_answers_without_a_class_are_a_queue(cast, delivered):
    one = delivered()
    actions.answer(one, by=SYSTEM, **answer_details(grade=""))
    client = cast.client("secretary")
    assert "市人社局" in shown(client, "/proposal-answers/?state=unclassified")
    assert "市人社局" not in shown(client, "/proposal-answers/?state=classified")


def test_answer_page_leads_back_to_its_paper(cast, delivered):
    one = delivered()
    found = actions.record_answer(by=SYSTEM, proposal=one.title, **answer_details())
    page = shown(cast.client("secretary"), reverse("proposals.answer.detail", args=[found.pk]))
    assert address(one) in page
    assert "A 已解决或基本解决" in page
    assert "已采纳。" in page


def test_api_takes_an_answer_and_classifies_it(cast, delivered):
    one, client = delivered(), cast.client("secretary")
    values = {"proposal": one.title, "body": "市人社局", "day": "2021-05-20"}
    made = client.post("/api/v1/records/proposal-answers", json.dumps(values), content_type="application/json")
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    done = client.post(
        f"/api/v1/records/proposal-answers/{number}/classify",
        json.dumps({"grade": "C"}),
        content_type="application/json",
    )
    assert done.status_code == 200, done.content
    assert client.get(f"/api/v1/records/proposal-answers/{number}").json()["values"]["grade"] == "C"


def test_published_paper_is_read_by_its_code_without_authors(cast, delivered):
    one = delivered()
    actions.add_authors(one, by=SYSTEM, authors="李例水 某厂")
    actions.file(one, by=SYSTEM, day=delivery_details()["delivered"], body="市人社局")
    actions.answer(one, by=SYSTEM, **answer_details())
    with pytest.raises(NotFoundError):
        public.read("")
    actions.publish(one, by=SYSTEM)
    card = public.read(one.public_code)
    assert (card.title, card.lead) == (one.title, f"{cast.county.name}，2021年3月10日报送")
    assert [(fact.label, fact.value) for fact in card.facts] == [("状态", "已答复"), ("报送单位", "市委统战部")]
    assert "李例水" not in repr(card)
    steps, answers = (section.table.rows for section in card.sections)
    assert [step.kind for step in steps] == ["filed", "answered"]
    assert [answer.grade for answer in answers] == ["A"]
    actions.hide(one, by=SYSTEM, reason="涉及企业")
    with pytest.raises(NotFoundError):
        public.read(card.title)
