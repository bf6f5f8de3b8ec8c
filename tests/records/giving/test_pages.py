from datetime import date
from functools import partial

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.cast import SYSTEM
from tests.records.giving.samples import cause, gift_details, project_details, use_details
from tongxin.records.giving import actions
from tongxin.records.giving.models import Gift, Line
from tongxin.records.giving.queries import book_of, candidates, uses_of


def shown(client, address):
    return client.get(address).content.decode()


def address(kind, one, act="detail"):
    return reverse(f"giving.{kind}.{act}", args=[one.pk])


def test_list_takes_the_same_queries_for_one_gift_and_for_three(cast, received, django_assert_num_queries):
    client = cast.client("secretary")
    received()
    shown(client, "/gifts/")
    with django_assert_num_queries(4):
        assert shown(client, "/gifts/").count("市红十字会") == 1
    received(), received()
    with django_assert_num_queries(4):
        assert shown(client, "/gifts/").count("市红十字会") == 3


@pytest.mark.parametrize(("who", "status"), [("secretary", 200), ("city", 200), ("neighbour", 404), ("stranger", 302)])
def test_gift_is_shown_within_its_scope(cast, received, who, status):
    assert cast.client(who).get(address("gift", received())).status_code == status


def test_page_names_the_giver_to_those_who_read_persons_and_nobody_who_stays_anonymous(cast):
    gift = actions.pledge(by=SYSTEM, giver="李例水", **gift_details(cast, giver_kind="person", behalf=None))
    assert "李例水" in shown(cast.client("secretary"), address("gift", gift))
    assert "李例水" not in shown(cast.client("city"), address("gift", gift))
    unnamed = actions.pledge(by=SYSTEM, giver="张例火", **gift_details(cast, giver_kind="anonymous", behalf=None))
    page = shown(cast.client("secretary"), address("gift", unnamed))
    assert "张例火" not in page
    assert "匿名" in page


def test_gift_is_entered_received_and_used_on_its_pages(cast):
    client, fund = cast.client("secretary"), cause(cast)
    typed = {
        "title": "捐口罩", "organiser": cast.county.name, "cause": fund.name, "recipient": "市红十字会", "giver_kind": "association",
        "behalf": cast.county.name, "form": "goods", "value": "3800.50", "quantity": "200", "unit": "箱", "basis": "invoice",
        "valuer": "财务", "pledged": "2021-03-01",
    }  # fmt: skip
    client.post(reverse("giving.gift.pledge"), typed)
    gift = Gift.objects.whole_network(reason="test").get()
    client.post(address("gift", gift, "receive"), {"received": "2021-03-10", "receipt": "收1"})
    client.post(
        address("gift", gift, "use"), {"day": "2021-04-01", "value": "800.50", "cause": fund.name, "purpose": "发放"}
    )
    page = shown(client, address("gift", gift))
    for said in ("3,800.50元", "800.50元", "还剩 3,000.00元", "200箱，按发票计价，计价人：财务", "收1", "接收"):
        assert said in page, said
    (use,) = uses_of(gift)
    assert "发放" in shown(client, address("use", use))
    assert "发放" in shown(client, "/gift-uses/")


def test_page_offers_what_may_be_the_same_gift_and_what_was_decided(cast, received):
    one, other = received(), received(organiser=cast.city, behalf=cast.city)
    page = shown(cast.client("city"), address("gift", one))
    assert "可能是同一笔" in page
    assert "上下级单位" in page
    match = actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="收据相同")
    page = shown(cast.client("city"), address("gift", one))
    assert "可能是同一笔" not in page
    assert "核对结果" in page
    assert other.title in shown(cast.client("city"), address("match", match))
    assert one.title in shown(cast.client("city"), "/gift-matches/")


def test_ledger_page_sums_and_lists_its_lines(cast, received):
    gift = received()
    actions.use(gift, by=SYSTEM, **use_details(cast))
    page = shown(cast.client("secretary"), address("book", book_of(gift)))
    for said in ("3,800.00元", "1,000.00元", "还剩 2,800.00元"):
        assert said in page, said
    assert cast.county.name in shown(cast.client("secretary"), "/gift-books/")


def test_cause_and_project_list_their_gifts(cast, received):
    project = actions.start_project(by=SYSTEM, **project_details(cast))
    gift = received(project=project)
    client = cast.client("secretary")
    assert gift.title in shown(client, address("cause", gift.cause))
    assert gift.title in shown(client, address("project", project))
    assert "疫情防控" in shown(client, "/gift-causes/")
    assert project.title in shown(client, "/village-projects/")


def test_command_verifies_every_ledger_and_names_the_first_wrong_line(cast, received, capsys):
    received(), received(organiser=cast.city, behalf=cast.city)
    call_command("giving", "verify")
    assert capsys.readouterr().out == "✓ 2 本账、2 行全部相符。\n"
    rows = Line.objects.whole_network(reason="the test forges a line")
    rows.filter(unit=cast.city).update(day=date(2020, 1, 1))
    with pytest.raises(SystemExit):
        call_command("giving", "verify")
    said = capsys.readouterr().out
    assert f"✗ {cast.city.name}捐赠账本：第 1 行的内容被改动过" in said
    assert "2 本账中有 1 本对不上。" in said


def test_new_gift_begins_with_the_own_organisation(cast):
    page = shown(cast.client("secretary"), reverse("giving.gift.pledge"))
    assert f'value="{cast.county.name}"' in page


def test_queue_lists_every_pair_until_it_is_decided_and_takes_the_same_queries(
    cast, received, django_assert_num_queries
):
    client, queue = cast.client("city"), reverse("giving.match.queue")
    assert "没有要核对的" in shown(client, queue)
    told = [(received(value=value), received(value=value, organiser=cast.city, behalf=cast.city)) for value in (5, 6)]
    with django_assert_num_queries(6):
        page = shown(client, queue)
    assert "2 对" in page
    assert "decision=same" in page
    told += [(received(value=7), received(value=7, organiser=cast.city, behalf=cast.city))]
    with django_assert_num_queries(6):
        assert "3 对" in shown(client, queue)
    one, other = told[0]
    form = client.get(reverse("giving.match.decide"), {"one": str(one), "other": str(other), "decision": "different"})
    assert f'value="{one}"' in form.content.decode()
    typed = {"one": one.title, "other": other.title, "decision": "different", "reason": "两次"}
    assert client.post(reverse("giving.match.decide"), typed).status_code == 302
    assert "2 对" in shown(client, queue)
    assert cast.client("member").get(queue).status_code == 403


def test_queue_of_many_shows_the_latest(cast, received, monkeypatch):
    received(received=date(2021, 3, 9), value=5), received(value=5, organiser=cast.city, behalf=cast.city)
    late = (
        received(received=date(2021, 4, 9), value=6),
        received(received=date(2021, 4, 9), value=6, organiser=cast.city, behalf=cast.city),
    )
    monkeypatch.setattr("tongxin.records.giving.pages.matches.queries.candidates", partial(candidates, most=1))
    page = shown(cast.client("city"), reverse("giving.match.queue"))
    assert "2 对，先列最近的 1 对" in page
    assert late[0].title in page


def test_unnamed_giver_stays_unnamed_on_the_page_whatever_stands_beside(cast, received):
    gift = received()
    Gift.objects.same_as(gift).update(giver_kind="anonymous")  # as it may have been entered before
    card = shown(cast.client("secretary"), address("gift", gift)).split("捐赠方", 1)[1][:200]
    assert "匿名" in card
    assert cast.county.name not in card
