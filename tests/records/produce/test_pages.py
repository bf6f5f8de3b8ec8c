"""What the pages of products, rounds and lines show, to whom, in how many queries."""

import pytest

from tests.cast import SYSTEM
from tests.records.produce.samples import closed_round, open_round, planned_round, product, sold_round, told
from tongxin.lifecycle.addresses import address_of
from tongxin.records.produce.actions import rounds
from tongxin.records.produce.models import Round
from tongxin.records.produce.queries.rounds import told_of


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/selling-rounds/", "/settlement-lines/", "/products/"])
def test_list_takes_the_same_queries_at_any_size(cast, django_assert_max_num_queries, address: str) -> None:
    client = cast.client("secretary")
    closed_round(cast)
    shown(client, address)
    with django_assert_max_num_queries(5):
        shown(client, address)
    one = closed_round(cast)
    told(one), told(one)
    product(cast, "茶陵白芷", unit="jin", grams=None)
    with django_assert_max_num_queries(5):
        page = shown(client, address)
    assert {"/selling-rounds/": one.title, "/settlement-lines/": one.title, "/products/": "茶陵白芷"}[address] in page


def test_round_shows_quantities_apart_and_what_is_open(cast) -> None:
    one = open_round(cast, audience="8 万人次观看")
    told(one)
    told(one, sheet="order", item="怪名字", quantity=40, amount=1)
    page = shown(cast.client("secretary"), address_of(one))
    for word in ("8 万人次观看", "观看的人不是买家", "没有对应的商品", "怪名字", "10斤", "75.00元", "平台的表"):
        assert word in page, word
    assert ">42<" not in page
    rounds.match_item(one, by=SYSTEM, item="怪名字", name="炎陵黄桃")
    page = shown(cast.client("secretary"), address_of(one))
    assert "没有对应的商品" not in page
    assert ">42<" in page


def test_product_and_line_lead_to_the_round(cast) -> None:
    one = sold_round(cast)
    client = cast.client("secretary")
    assert one.title in shown(client, address_of(product(cast)))
    page = shown(client, address_of(told_of(one).get()))
    assert one.title in page
    assert "75.00元" in page


def test_public_page_shows_a_round_once_it_sells(cast, client) -> None:
    planned, one = planned_round(cast), sold_round(cast)
    for code in (str(planned.pk), "0", "x", "9" * 30):
        assert client.get(f"/p/rounds/{code}/").status_code == 404
    page = shown(client, f"/p/rounds/{one.pk}/")
    assert one.title in page
    assert "按结算售出" in page
    assert "10斤" in page
    selling = open_round(cast)
    told(selling)
    assert "按结算售出" not in shown(client, f"/p/rounds/{selling.pk}/")
    assert Round.objects.counted().count() == 3
