"""The pages of whoever looks after the board: matches with reasons, who may see whom to call, few queries."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.produce import board_samples as board
from tests.records.produce.board_samples import agreed, outcome, proposed
from tongxin.figures import Measure
from tongxin.lifecycle.facts import TableFact
from tongxin.ports.room import rooms
from tongxin.records.produce.actions import handshakes, links
from tongxin.records.produce.models import BoardLink, Contact, Handshake, Offer, Share, Wish
from tongxin.records.produce.queries import boards
from tongxin.records.produce.rules.seasons import month_bit

LISTS = ("/produce-offers/", "/produce-wishes/", "/produce-handshakes/", "/produce-links/")


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return cast.client("secretary")


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def section(client: Client, address: str, name: str) -> Any:
    found = {one.name: one for one in client.get(address).context_data["sections"]}  # type: ignore[attr-defined]  # of the response
    return found[name]


def lines(part: Any) -> list[list[str]]:
    return [[str(value) for value in line] for line in part.table.values()]


def test_lists_cost_the_same_however_long(cast: Cast, secretary: Client) -> None:
    board.opened_link(cast)
    for number in range(8):
        agreed(board.listed_offer(cast, product=f"黄桃{number}"), board.listed_wish(cast, product=f"黄桃{number}"))
    for address in LISTS:
        page(secretary, address)
        with CaptureQueriesContext(connection) as counted:
            text = page(secretary, address)
        assert len(counted) <= 6, address
        assert "公开页" in text
        assert not [word for word in ("王例山", "13800138001") if word in text]


def test_empty_lists_name_the_next_step(cast: Cast, secretary: Client) -> None:
    for address, words in zip(LISTS, ("还没有供应", "还没有心愿", "还没有对接", "还没有登记入口"), strict=True):
        assert words in page(secretary, address)


def test_offer_is_matched_with_reasons_and_without_score(cast: Cast, secretary: Client) -> None:
    offer = board.listed_offer(cast, product="炎陵黄桃")
    fits = board.listed_wish(cast)
    dear = board.listed_wish(cast, price_most=400, wisher_name="乙公司", organiser=cast.neighbour)
    board.listed_wish(cast, product="茶油")
    board.waiting_wish(cast)
    part = section(secretary, f"/produce-offers/{offer.pk}/", "matches")
    found = lines(part)
    assert [line[0] for line in found] == ["黄桃", "黄桃"]
    assert found[0][1] == "✓ 供应炎陵黄桃，想要黄桃"
    assert found[0][3] == "✓ 还有 2,000 斤，要 500 斤"
    assert found[1][4] == "✗ 5.00元 至 8.00元/斤，最高 4.00元/斤"
    assert [one.wish.pk for one in part.table.rows] == [fits.pk, dear.pk]
    address = part.table.columns[-1].link(part.table.rows[0])
    assert parse_qs(urlsplit(address).query) == {
        "offer": [board.named(offer)], "wish": [board.named(fits)], "quantity": ["500"],
    }  # fmt: skip
    assert board.named(offer) in page(secretary, address)
    other = lines(section(secretary, f"/produce-wishes/{fits.pk}/", "matches"))
    assert other[0][:2] == ["炎陵黄桃", "✓ 供应炎陵黄桃，想要黄桃"]


def test_pair_that_is_under_way_is_not_proposed_again(cast: Cast, secretary: Client) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast)
    one = proposed(offer, wish)
    assert not section(secretary, f"/produce-offers/{offer.pk}/", "matches").table.rows
    assert not section(secretary, f"/produce-wishes/{wish.pk}/", "matches").table.rows
    assert len(section(secretary, f"/produce-offers/{offer.pk}/", "handshakes").table.rows) == 1
    handshakes.decline_own(one, by=SYSTEM, side="wish")
    assert section(secretary, f"/produce-wishes/{wish.pk}/", "matches").table.rows


def test_wish_written_for_an_offer_finds_it_whatever_it_is_called(cast: Cast, secretary: Client) -> None:
    offer = board.listed_offer(cast, product="茶油", unit="crate")
    wish = board.listed_wish(cast, product="山茶籽油（礼盒）")
    assert not boards.offers_for(wish, day=wish.received)
    wish.offer = offer
    wish.save()
    assert [one.offer.pk for one in boards.offers_for(wish, day=wish.received)] == [offer.pk]
    (found,) = boards.wishes_for(offer, day=wish.received)
    assert found.wish == wish
    address = section(secretary, f"/produce-offers/{offer.pk}/", "matches").table.columns[-1].link(found)
    assert parse_qs(urlsplit(address).query, keep_blank_values=True)["quantity"] == [""]
    assert "茶油" in page(secretary, f"/produce-wishes/{wish.pk}/")


def test_offer_out_of_season_comes_last(cast: Cast) -> None:
    wish = board.listed_wish(cast, needed_by=board.today())
    away = board.listed_offer(cast, months=month_bit(board.today().month % 12 + 1))
    fits = board.listed_offer(cast)
    assert [one.offer.pk for one in boards.offers_for(wish, day=board.today())] == [fits.pk, away.pk]


def test_whom_to_call_is_shown_to_those_who_may_read_persons(cast: Cast, secretary: Client) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast, is_group=True)
    for address, who in ((f"/produce-offers/{offer.pk}/", "王例山"), (f"/produce-wishes/{wish.pk}/", "李例水")):
        assert who in page(secretary, address)
        assert "发查询地址" in page(secretary, address)
        assert who not in page(cast.client("city"), address)
        assert "发查询地址" not in page(cast.client("city"), address)
    draft = board.waiting_offer(cast, name="", mobile="", consented=None)
    text = page(secretary, f"/produce-offers/{draft.pk}/")
    assert "还没有登记" in text
    assert "发查询地址" not in text


def test_address_to_follow_is_given_out_anew_and_shown_once(cast: Cast, secretary: Client) -> None:
    for record in (board.listed_offer(cast), board.listed_wish(cast)):
        contact = boards.contact_of(record)
        assert contact is not None
        said = secretary.post(f"/produce-contacts/{contact.pk}/renew/", follow=True).content.decode()
        token = said.partition("/f/produce/my/")[2].partition("/")[0]
        assert boards.contact_with(token).pk == contact.pk
        assert cast.client("neighbour").post(f"/produce-contacts/{contact.pk}/renew/").status_code == 404


def test_handshake_shows_both_sides_and_what_came_of_it(cast: Cast, secretary: Client) -> None:
    offer, wish = board.listed_offer(cast), board.listed_wish(cast, organiser=cast.neighbour)
    one = agreed(offer, wish)
    text = page(secretary, f"/produce-handshakes/{one.pk}/")
    assert f'href="/produce-offers/{offer.pk}/"' in text
    assert f"/produce-wishes/{wish.pk}/" not in text
    assert not [word for word in ("王例山", "李例水", "13800138001") if word in text]
    handshakes.follow_up(one, by=SYSTEM, **outcome())
    assert "450 斤，2,475.00元" in page(secretary, f"/produce-handshakes/{one.pk}/")
    assert "450 斤，2,475.00元" in page(secretary, f"/produce-offers/{offer.pk}/")
    other = proposed(offer, board.listed_wish(cast, organiser=cast.neighbour))
    public = f"/p/produce-wishes/{other.wish.code}/"
    assert public in page(secretary, f"/produce-handshakes/{other.pk}/")


def test_link_shows_the_addresses_of_its_forms_while_it_is_open(cast: Cast, secretary: Client) -> None:
    link = board.opened_link(cast)
    text = page(secretary, f"/produce-links/{link.pk}/")
    assert f"/f/produce-offers/{link.token}/code.svg?download" in text
    assert f"/f/produce-wishes/{link.token}/" in text
    links.close_link(link, by=SYSTEM)
    assert link.token not in page(secretary, f"/produce-links/{link.pk}/")


def test_no_figure_reads_the_board() -> None:
    """What came of handshakes is told by the two sides; what is settled stands on settlement sheets, and is never mixed."""
    facts = [one for room in rooms() for one in room.facts if isinstance(one, TableFact)]
    measures: list[Measure] = [one for room in rooms() for one in room.measures]
    of_the_board = {
        one.code for one in facts if one.source.model in (BoardLink, Contact, Handshake, Offer, Share, Wish)
    }
    assert facts
    assert not [one.code for one in measures if one.fact in of_the_board]
