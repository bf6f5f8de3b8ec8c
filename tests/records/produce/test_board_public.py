"""What anybody sees of the board: lists to search, pages, forms and follow pages; and what never stands on them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.produce import board_samples as board
from tests.records.produce.board_samples import ROWS, again, followed_with, proposed
from tongxin.kernel.period import today
from tongxin.records.produce.actions import handshakes, links, offers, wishes
from tongxin.records.produce.models import BoardLink, Offer, Wish
from tongxin.records.produce.public import cards
from tongxin.records.produce.queries import boards
from tongxin.records.produce.rules.seasons import months_in
from tongxin.web.memory import memory

BOARD = "/produce-board/"
PEOPLE = ("王例山", "李例水", "13800138001", "13800138002")


@pytest.fixture
def cast(db: None) -> Cast:
    memory.clear()
    return build()


@pytest.fixture
def link(cast: Cast) -> BoardLink:
    return board.opened_link(cast)


def shown(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def filled_offer(**changes: Any) -> dict[str, Any]:
    return {
        "product": "黄桃", "place": "宁乡市", "village": "示例村", "producer": "farmer", "months": "7-8月", "quantity": "2000",
        "unit": "jin", "price_from": "5", "price_to": "8", "certificate": "none", "name": "王例山", "mobile": "13800138001",
        "listing": "on", "contact": "on", "website": "",
    } | changes  # fmt: skip


def filled_wish(**changes: Any) -> dict[str, Any]:
    return {
        "product": "黄桃", "place": "宁乡市", "wisher": "citizen", "quantity": "30", "unit": "jin", "name": "李例水",
        "needed_by": f"{today() + timedelta(days=9)}", "mobile": "13800138002", "contact": "on", "website": "",
    } | changes  # fmt: skip


def test_board_shows_what_is_listed_and_names_nobody(cast: Cast, client: Client, link: BoardLink) -> None:
    offer = board.listed_offer(cast, certificate_number="")
    board.waiting_offer(cast, product="茶油")
    listed = board.listed_wish(cast, is_group=True, wisher="citizen", wisher_name="")
    board.waiting_wish(cast, product="腊肉")
    text = shown(client, BOARD)
    for words in ("黄桃", "宁乡市示例村", "农户", "全年", "5.00元 至 8.00元/斤", "2,000 斤", cast.county.name):
        assert words in text
    assert "茶油" not in text
    demand = shown(client, f"{BOARD}wishes/")
    assert "团购" in demand
    assert "腊肉" not in demand
    ways = shown(client, f"{BOARD}links/")
    assert f"/f/produce-offers/{link.token}/" in ways
    assert f"/f/produce-wishes/{link.token}/" in ways
    card = shown(client, f"/p/produce-offers/{offer.code}/")
    assert f"/f/produce-wishes/{offer.code}/" in card
    wished = shown(client, f"/p/produce-wishes/{listed.code}/")
    assert f"/f/produce-groups/{listed.code}/" in wished
    assert f"/f/produce-offers/{link.token}/" in wished
    pages = text + demand + ways + card + wished
    assert not [word for word in PEOPLE if word in pages]
    links.close_link(link, by=SYSTEM)
    assert "想要这个" not in shown(client, f"/p/produce-offers/{offer.code}/")
    assert "我有货" not in shown(client, f"/p/produce-wishes/{listed.code}/")
    assert link.token not in shown(client, f"{BOARD}links/")


def test_board_is_searched_by_product_place_and_season(cast: Cast, client: Client) -> None:
    board.listed_offer(cast, product="炎陵黄桃", months=months_in("7-8月"))
    board.listed_offer(cast, product="腊肉", months=months_in("11-2月"), place=cast.neighbour.place)
    board.listed_wish(cast, product="茶油", is_group=True)
    board.listed_wish(cast, product="花生", place=cast.neighbour.place)

    def products(address: str, **query: str) -> set[str]:
        text = shown(client, address, **query)
        return {one for one in ("炎陵黄桃", "腊肉", "茶油", "花生") if one in text.partition("tx-list")[2]}

    assert products(BOARD) == {"炎陵黄桃", "腊肉"}
    assert products(BOARD, q="黄桃") == {"炎陵黄桃"}
    assert products(BOARD, place="株洲市") == {"腊肉"}
    assert products(BOARD, month="1") == {"腊肉"}
    assert products(BOARD, month="8") == {"炎陵黄桃"}
    assert products(BOARD, month="9") == set()
    assert products(f"{BOARD}wishes/") == {"茶油", "花生"}
    assert products(f"{BOARD}wishes/", group="yes") == {"茶油"}
    assert products(f"{BOARD}wishes/", group="no") == {"花生"}
    assert products(f"{BOARD}wishes/", place="株洲市") == {"花生"}
    assert client.get(BOARD, {"month": "13"}).status_code == 400


def test_empty_board_names_the_next_step(cast: Cast, client: Client) -> None:
    assert "现在没有供应" in shown(client, BOARD)
    assert "现在没有心愿" in shown(client, f"{BOARD}wishes/")
    assert "还没有开放登记的单位" in shown(client, f"{BOARD}links/")


@pytest.mark.parametrize("path", ["", "wishes/", "links/"])
def test_board_costs_five_queries_at_most_however_long(cast: Cast, client: Client, link: BoardLink, path: str) -> None:
    del link
    for number in range(12):
        board.listed_offer(cast, product=f"黄桃{number}", name="", mobile="")
        board.listed_wish(cast, product=f"黄桃{number}", name="", mobile="")
    shown(client, BOARD + path)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        shown(client, BOARD + path, place="宁乡市")
    assert len(counted) <= 5, [one["sql"] for one in counted]


def test_card_costs_five_queries_at_most(cast: Cast, client: Client, link: BoardLink) -> None:
    del link
    offer, wish = board.listed_offer(cast), board.listed_wish(cast, is_group=True)
    for address in (f"/p/produce-offers/{offer.code}/", f"/p/produce-wishes/{wish.code}/"):
        with CaptureQueriesContext(connection) as counted:
            shown(client, address)
        assert len(counted) <= 5, address


def test_cached_board_is_asked_anew_and_forgets_what_is_withdrawn_at_once(cast: Cast, client: Client) -> None:
    offer = board.listed_offer(cast)
    first = client.get(BOARD)
    assert first["Cache-Control"] == "no-cache, public"
    assert "Cookie" in first["Vary"]
    same = client.get(BOARD, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    page = f"/p/produce-offers/{offer.code}/"
    assert "no-store" in client.get(page)["Cache-Control"]
    offers.withdraw_own_offer(offer, by=SYSTEM)
    after = client.get(BOARD, headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert "示例村" not in after.content.decode()
    assert client.get(page).status_code == 404
    assert client.get(f"/f/produce-wishes/{offer.code}/").status_code == 404
    own = cast.client("secretary").get(BOARD)
    assert own["Cache-Control"] == "no-cache, private"


def test_text_is_shown_as_text(cast: Cast, client: Client) -> None:
    script = "<script>alert(1)</script>"
    offer = board.listed_offer(cast, product="黄<b>桃", note=script)
    for text in (shown(client, BOARD), shown(client, f"/p/produce-offers/{offer.code}/")):
        assert "<b>桃" not in text
        assert "<script>alert" not in text
    assert "&lt;script&gt;" in shown(client, f"/p/produce-offers/{offer.code}/")


@pytest.mark.parametrize("prefix", ["produce-offers", "produce-wishes"])
def test_unknown_codes_open_nothing(cast: Cast, client: Client, prefix: str) -> None:
    assert client.get(f"/p/{prefix}/nothing/").status_code == 404
    assert client.get(f"/p/{prefix}/a%00b/").status_code == 404
    for kind in (prefix, "produce-groups"):
        assert client.get(f"/f/{kind}/nothing/").status_code == 404
    assert client.get("/f/produce/my/nothing/").status_code == 404


def test_offer_comes_in_from_a_phone_and_is_followed(cast: Cast, client: Client, link: BoardLink) -> None:
    address = f"/f/produce-offers/{link.token}/"
    page = shown(client, address)
    assert "立即下架" in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    sent = [client.post(address, {**filled_offer(), "once": once[1]}) for _ in range(2)]
    assert [one.status_code for one in sent] == [302, 302]
    assert sent[0]["Location"] == sent[1]["Location"]
    offer = Offer.objects.whole_network(reason=ROWS).get()
    assert (offer.state, offer.months, offer.price_from) == ("received", 192, 500)
    follow = sent[0]["Location"]
    assert "待审核" in shown(client, follow)
    offers.list_offer(offer, by=SYSTEM)
    assert "已上架，正在找合适的对接" in shown(client, follow)
    assert client.post(follow, {"do": "leave"}).status_code == 302
    text = shown(client, follow)
    assert "已撤回：供货方撤回" in text
    assert 'value="leave"' not in text
    assert again(offer).state == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"months": ""}, "请填写供应月份"),
        ({"quantity": "0"}, "大于零的整数"),
        ({"unit": ""}, "请选择单位"),
        ({"price_to": "1"}, "最高单价低于最低单价"),
        ({"listing": ""}, "公开供应信息"),
        ({"contact": ""}, "产销对接联系"),
        ({"mobile": "123"}, "手机号应为 11 位"),
        ({"website": "x"}, "没有提交成功"),
    ],
)
def test_offer_is_refused_with_everything_typed_kept(
    client: Client, link: BoardLink, changes: dict[str, str], words: str
) -> None:
    response = client.post(f"/f/produce-offers/{link.token}/", filled_offer(**changes))
    assert response.status_code == 400
    assert words in response.content.decode()
    assert "示例村" in response.content.decode()
    assert not Offer.objects.counted().exists()


def test_flooded_form_is_closed_for_an_hour(cast: Cast, client: Client, link: BoardLink) -> None:
    address = f"/f/produce-wishes/{link.token}/"
    answers = [client.post(address, filled_wish()).status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]
    assert Wish.objects.counted().count() == 30


def test_wish_for_one_offer_asks_neither_product_nor_unit(cast: Cast, client: Client, link: BoardLink) -> None:
    del link
    offer = board.listed_offer(cast, unit="crate")
    address = f"/f/produce-wishes/{offer.code}/"
    page = shown(client, address)
    assert "我想要：黄桃" in page
    assert 'name="product"' not in page
    assert 'name="unit"' not in page
    sent = client.post(address, filled_wish(product="茶油", unit="jin"))
    assert sent.status_code == 302
    wish = Wish.objects.whole_network(reason=ROWS).get()
    assert (wish.product, wish.unit, wish.offer_id) == ("黄桃", "crate", offer.pk)
    assert client.post(sent["Location"], {"do": "leave"}).status_code == 302
    assert again(wish).close_reason == "本人撤回"
    assert "已结束：本人撤回" in shown(client, sent["Location"])


def test_wish_for_an_offer_nobody_takes_in_is_not_found(cast: Cast, client: Client) -> None:
    assert client.get(f"/f/produce-wishes/{board.listed_offer(cast).code}/").status_code == 404


def test_group_order_is_joined_from_a_phone_and_left(cast: Cast, client: Client) -> None:
    wish = board.listed_wish(cast, is_group=True)
    address = f"/f/produce-groups/{wish.code}/"
    assert "参加团购：黄桃" in shown(client, address)
    sent = client.post(
        address, {"quantity": "20", "name": "李例水", "mobile": "13800138002", "contact": "on", "website": ""}
    )
    assert sent.status_code == 302
    assert "已参团 20 斤；团购已上架" in shown(client, sent["Location"])
    assert "520 斤" in shown(client, f"{BOARD}wishes/")
    client.post(sent["Location"], {"do": "leave"})
    assert "已退出" in shown(client, sent["Location"])
    wishes.close_wish(wish, by=SYSTEM, reason="买到了")
    assert client.get(address).status_code == 404


def test_contacts_are_shown_to_the_two_sides_only_after_both_agreed(cast: Cast, client: Client) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    stranger = board.listed_wish(cast, product="黄桃", name="赵例火", mobile="13800138003")
    one = proposed(offer, wish)
    declined = proposed(offer, stranger)
    ways = {kind: f"/f/produce/my/{followed_with(record)}/" for kind, record in (("offer", offer), ("wish", wish))}
    third = f"/f/produce/my/{followed_with(stranger)}/"
    before = shown(client, ways["offer"]) + shown(client, ways["wish"])
    assert not [word for word in PEOPLE if word in before]
    assert "等您确认" in before
    said = client.post(ways["offer"], {"do": f"yes-{one.pk}"}, follow=True).content.decode()
    assert "已同意，等对方确认" in said
    assert "您已同意" in said
    assert not [word for word in PEOPLE if word in said + shown(client, ways["wish"])]
    assert client.post(ways["offer"], {"do": f"yes-{one.pk}"}).status_code == 409  # not for the other side, not twice
    said = client.post(ways["wish"], {"do": f"yes-{one.pk}"}, follow=True).content.decode()
    assert "王例山 13800138001" in said
    assert "李例水 13800138002" in shown(client, ways["offer"])
    assert client.post(third, {"do": f"no-{declined.pk}"}).status_code == 302
    assert not [word for word in PEOPLE if word in shown(client, third)]
    assert "未继续：需方不同意" in shown(client, third)
    assert "赵例火" not in shown(client, ways["offer"])
    handshakes.follow_up(again(one), by=SYSTEM, **board.outcome())
    assert not [word for word in PEOPLE if word in shown(client, ways["offer"])]
    assert "已成交" in shown(client, ways["offer"])


def test_side_without_a_contact_is_reached_through_the_organisation(cast: Cast, client: Client) -> None:
    offer, wish = board.listed_offer(cast, name="", mobile=""), board.listed_wish(cast)
    board.agreed(offer, wish)
    assert "请联系受理单位" in shown(client, f"/f/produce/my/{followed_with(wish)}/")


def test_words_of_a_wish_and_an_offer_leave_out_what_was_not_said(cast: Cast) -> None:
    board.listed_wish(cast, wisher="citizen", wisher_name="", price_most=0)
    board.listed_offer(cast, unit="crate", net_weight=2_500, producer="firm", producer_name="示例公司", note="脆")
    (wish,), (offer,) = boards.listed_wishes(), boards.listed_offers()
    assert [one.label for one in cards.wish_facts(wish)] == ["数量", "最晚需要", "送达地", "需求方", "受理单位"]
    said = {one.label: (one.value, one.hint) for one in cards.offer_facts(offer)}
    assert said["还有"] == ("2,000 箱", "每箱净重 2,500 克")
    assert said["供货方"] == ("示例公司", "")
