"""A suggestion from a phone without account to what came of it, and what a box refuses."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import SYSTEM
from tests.records.proposals.samples import box_of, delivery_details, suggestion
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, InputError, NotFoundError
from tongxin.kernel.period import today
from tongxin.records.proposals import actions
from tongxin.records.proposals.models import Proposal, Suggestion
from tongxin.records.proposals.public import BOX_FORM
from tongxin.records.proposals.queries import suggestion_with

TEXT = "社区活动室晚上能不能开放？"


def every():
    return list(Suggestion.objects.whole_network(reason="the test reads every suggestion").order_by("id"))


def handed_in(client, box, text=TEXT):
    """Hand a suggestion in on the public page; return the address it is followed at."""
    page = client.get(BOX_FORM.address(box.token))
    once = page.context["once"]
    answer = client.post(BOX_FORM.address(box.token), {"text": text, "once": once})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_suggestion_is_handed_in_taken_up_and_followed_to_the_answer(cast):
    box, phone, secretary = box_of(cast), Client(), cast.client("secretary")
    where = handed_in(phone, box)
    assert "已收到，等待办理" in phone.get(where).content.decode()
    (one,) = every()
    assert (one.text, one.received, one.state, one.path) == (TEXT, today(), "received", box.path)
    page = secretary.get(reverse("proposals.suggestion.detail", args=[one.pk])).content.decode()
    assert TEXT in page
    secretary.post(reverse("proposals.suggestion.take_up", args=[one.pk]), {"title": "关于活动室的建议"})
    (one,) = every()
    paper = Proposal.objects.visible_to(SYSTEM.scope).get()
    assert (one.state, one.proposal) == ("taken_up", paper)
    assert (paper.title, paper.kind, paper.text, paper.state) == ("关于活动室的建议", "suggestion", TEXT, "draft")
    assert (paper.organiser, paper.received) == (cast.county, today())
    assert "起草中" in phone.get(where).content.decode()
    actions.submit(paper, by=SYSTEM)
    actions.approve(paper, by=SYSTEM)
    actions.deliver(paper, by=SYSTEM, **delivery_details(delivered=today()))
    shown = phone.get(where).content.decode()
    assert "已报送" in shown
    assert "公开页面" not in shown
    actions.publish(paper, by=SYSTEM)
    assert f"/p/proposals/{paper.public_code}/" in phone.get(where).content.decode()


def test_refused_suggestion_shows_the_answer(cast):
    box, phone = box_of(cast), Client()
    where = handed_in(phone, box)
    actions.refuse_suggestion(every()[0], by=cast.actor("secretary"), reason="已在改造计划里")
    shown = phone.get(where).content.decode()
    assert "没有采用" in shown
    assert "已在改造计划里" in shown
    assert 'value="withdraw"' not in shown


def test_whoever_handed_it_in_withdraws_it_and_nothing_is_left(cast):
    phone = Client()
    where = handed_in(phone, box_of(cast))
    phone.post(where, {"do": "withdraw"})
    (one,) = every()
    assert (one.state, one.text) == ("withdrawn", "")
    assert "已撤回，所写内容已删除" in phone.get(where).content.decode()
    assert phone.post(where, {"do": "withdraw"}).status_code == 409
    with pytest.raises(ConflictError, match="已经办理"):
        actions.withdraw_suggestion(one, by=SYSTEM)


def test_suggestion_taken_up_meanwhile_is_not_withdrawn(cast):
    one = suggestion(cast, token="甲")
    seen = suggestion_with("甲")
    actions.take_up(one, by=SYSTEM, title="关于活动室的建议")
    with pytest.raises(ConflictError, match="已经办理"):
        actions.withdraw_suggestion(seen, by=SYSTEM)
    assert every()[0].text == TEXT


def test_form_sent_twice_is_one_suggestion(cast):
    assert suggestion(cast, token="甲") == suggestion(cast, token="甲", text="再说一遍同样的事")
    assert [one.text for one in every()] == [TEXT]


def test_journal_says_that_one_came_in_and_neither_what_nor_who(cast):
    cast.client("secretary")
    one = suggestion(cast)
    rows = Entry.objects.whole_network(reason="the test reads the journal").filter(record_id=one.pk)
    (line,) = rows.filter(record_type="proposals.suggestion")
    assert (line.action, line.account_id) == ("proposals.suggestion.hand_in", None)
    assert TEXT not in str(vars(line))


def test_closed_box_takes_none_until_it_is_opened_again(cast):
    box = actions.close_box(box_of(cast), by=SYSTEM)
    assert Client().get(BOX_FORM.address(box.token)).status_code == 409
    with pytest.raises(ConflictError, match="已经关闭"):
        actions.hand_in(box, by=SYSTEM, token="甲", text=TEXT)
    actions.reopen_box(box, by=SYSTEM)
    assert actions.hand_in(box, by=SYSTEM, token="甲", text=TEXT) == "甲"


def test_full_box_asks_to_wait(cast, monkeypatch):
    monkeypatch.setattr("tongxin.records.proposals.actions.suggestions.MOST_WAITING", 2)
    first, _ = suggestion(cast), suggestion(cast)
    with pytest.raises(ConflictError, match="暂时不再接收"):
        suggestion(cast)
    actions.refuse_suggestion(first, by=SYSTEM, reason="已办")
    assert suggestion(cast).state == "received"


def test_organisation_and_base_have_one_box_each(cast):
    base = cast.base("文创园")
    box, at_base = box_of(cast), box_of(cast, base=base)
    assert (str(box), str(at_base)) == (f"{cast.county}意见箱", f"{base}意见箱")
    for again in ({}, {"base": base}):
        with pytest.raises(ConflictError, match="已有"):
            box_of(cast, **again)
    with pytest.raises(InputError, match="不在") as refused:
        box_of(cast, organiser=cast.neighbour, base=base)
    assert refused.value.field == "base"


def test_address_of_nothing_is_not_found(cast):
    with pytest.raises(NotFoundError):
        suggestion_with("没有")
    assert Client().get(BOX_FORM.address("nothing")).status_code == 404


@pytest.mark.parametrize("text", ["", "太短", "长" * 2_001])
def test_suggestion_without_much_to_say_or_too_long_is_shown_again(cast, text):
    box, phone = box_of(cast), Client()
    answer = phone.post(BOX_FORM.address(box.token), {"text": text})
    assert answer.status_code == 400
    assert every() == []


def test_boxes_and_queue_are_pages_of_the_receiving_side(cast, django_assert_num_queries):
    box, secretary = box_of(cast, base=cast.base("文创园")), cast.client("secretary")
    suggestion(cast), suggestion(cast, "路灯")
    page = secretary.get(reverse("proposals.box.detail", args=[box.pk])).content.decode()
    assert BOX_FORM.address(box.token) in page
    assert "code.svg?download" in page
    assert page.index("路灯") < page.index(TEXT)
    reader = cast.client("member").get(reverse("proposals.box.detail", args=[box.pk]))
    assert box.token not in reader.content.decode()
    assert "文创园意见箱" in secretary.get(reverse("proposals.box.list")).content.decode()
    queue = reverse("proposals.suggestion.list")
    secretary.get(queue)
    with django_assert_num_queries(4):
        assert TEXT in secretary.get(f"{queue}?state=received").content.decode()
    assert TEXT not in secretary.get(f"{queue}?state=refused").content.decode()


def test_long_suggestion_is_cut_on_the_list_and_withdrawn_one_says_so(cast):
    suggestion(cast, "很长的意见" * 20)
    actions.withdraw_suggestion(suggestion(cast), by=SYSTEM)
    page = cast.client("secretary").get(reverse("proposals.suggestion.list")).content.decode()
    assert f"{'很长的意见' * 12}…" in page
    assert "（已撤回）" in page


def test_answers_without_a_class_are_one_click_from_the_papers(cast, delivered):
    one = delivered()
    actions.answer(one, by=SYSTEM, body="市人社局", day=date(2021, 5, 20), grade="", text="")
    client = cast.client("secretary")
    page = client.get(reverse("proposals.paper.list")).content.decode()
    assert "/proposal-answers/?state=unclassified" in page
    assert one.title in client.get("/proposal-answers/?state=unclassified").content.decode()
