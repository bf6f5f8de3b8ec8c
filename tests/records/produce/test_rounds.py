"""Products and rounds from first to last state, and what is refused on the way."""

from datetime import date

import pytest

from tests.cast import SYSTEM
from tests.records.produce.samples import (
    SETTLED,
    closed_round,
    open_round,
    planned_round,
    product,
    product_details,
    round_details,
    sold_round,
    told,
)
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.records.produce.actions import rounds
from tongxin.records.produce.life.rounds import ROUND
from tongxin.records.produce.models import Round
from tongxin.records.produce.queries.rounds import lines_of


@pytest.mark.parametrize(("unit", "grams", "weight"), [("jin", None, 500), ("kilo", 1_000, 1_000), ("box", 750, 750)])
def test_unit_weighs_what_it_says(cast, unit: str, grams: int | None, weight: int) -> None:
    one = rounds.name_product(by=SYSTEM, **product_details(cast) | {"unit": unit, "grams": grams})
    assert one.grams == weight


def test_unit_without_net_weight_or_with_a_wrong_one_is_refused(cast) -> None:
    with pytest.raises(InputError, match="按箱卖的要写明每箱的净重"):
        rounds.name_product(by=SYSTEM, **product_details(cast) | {"unit": "crate"})
    with pytest.raises(InputError, match="1斤就是 500 克"):
        rounds.name_product(by=SYSTEM, **product_details(cast) | {"grams": 600})
    one = planned_round(cast)
    with pytest.raises(InputError, match="按盒卖的要写明"):
        rounds.list_product(one, by=SYSTEM, product=product(cast), name="盒装", unit="box", price=1)


def test_two_products_with_one_code_are_refused(cast) -> None:
    rounds.name_product(by=SYSTEM, **product_details(cast) | {"code": "HT-5"})
    with pytest.raises(ConflictError, match="这个商家编码已经是另一个产品的"):
        rounds.name_product(by=SYSTEM, **product_details(cast) | {"code": " HT-5 "})
    rounds.name_product(by=SYSTEM, **product_details(cast))
    rounds.name_product(by=SYSTEM, **product_details(cast))


def test_line_is_frozen_once_the_round_sells(cast) -> None:
    one = planned_round(cast)
    peach = product(cast)
    rounds.list_product(one, by=SYSTEM, product=peach, price=4_000)
    rounds.correct_product(peach, by=SYSTEM, reason="换包装", **product_details(cast) | {"name": peach.name})
    line = lines_of(one).get()
    assert (line.name, line.unit, line.grams, line.price) == ("炎陵黄桃", "crate", 2_500, 4_000)
    rounds.open_round(one, by=SYSTEM)
    with pytest.raises(ConflictError, match="已经上架并开卖"):
        rounds.list_product(one, by=SYSTEM, product=peach, price=1)
    rounds.list_product(one, by=SYSTEM, product=peach, name="散装", price=1_000)
    assert [line.grams for line in lines_of(one)] == [2_500, 500]


def test_round_goes_from_planned_to_returns_ended(cast) -> None:
    empty = rounds.plan_round(by=SYSTEM, **round_details(cast, hosts=None))
    assert empty.hosts == 0
    with pytest.raises(ConflictError, match="还没有上架产品"):
        rounds.open_round(empty, by=SYSTEM)
    one = closed_round(cast, returns_until=date(2021, 8, 31))
    rounds.settle_round(one, by=SYSTEM, **SETTLED)
    assert (one.state, one.households, one.villages) == ("settled", 12, 2)
    with pytest.raises(ConflictError, match="退货要到 2021年8月31日才截止"):
        rounds.end_returns(one, by=SYSTEM, ended=date(2021, 8, 31))
    rounds.end_returns(one, by=SYSTEM, ended=date(2021, 9, 1))
    assert (one.state, one.ended) == ("ended", date(2021, 9, 1))


def test_round_settles_only_by_a_settlement_sheet(cast) -> None:
    one = open_round(cast)
    told(one, sheet="order")
    rounds.close_round(one, by=SYSTEM)
    with pytest.raises(ConflictError, match="还没有导入平台的结算表"):
        rounds.settle_round(one, by=SYSTEM, **SETTLED)
    told(one)
    with pytest.raises(InputError, match="日期不能早于"):
        rounds.settle_round(one, by=SYSTEM, **SETTLED | {"settled": date(2021, 7, 7)})


def test_round_is_corrected_and_cancelled_only_where_nothing_hangs_on_it(cast) -> None:
    one = planned_round(cast)
    with pytest.raises(InputError, match="结束日期不能早于开始日期"):
        rounds.correct_round(one, by=SYSTEM, reason="错", **round_details(cast, closes=date(2021, 7, 1)))
    with pytest.raises(ConflictError, match="不能改主办单位"):
        rounds.correct_round(one, by=SYSTEM, reason="错", **round_details(cast, organiser=cast.city))
    rounds.correct_round(one, by=SYSTEM, reason="错", **round_details(cast, title="改名"))
    assert one.title == "改名"
    rounds.cancel_round(one, by=SYSTEM, reason="下雨")
    assert (one.state, one.drop_reason) == ("cancelled", "下雨")
    selling = open_round(cast)
    told(selling)
    with pytest.raises(ConflictError, match="不能取消；卖完请收场"):
        rounds.cancel_round(selling, by=SYSTEM, reason="下雨")


def test_goods_are_matched_only_to_what_the_round_sells(cast) -> None:
    with pytest.raises(InputError, match="这一场没有上架「白芷」，已上架：炎陵黄桃"):
        rounds.match_item(open_round(cast), by=SYSTEM, item="x", name="白芷")


def test_goods_without_a_name_are_those_of_a_round_that_sells_one_thing(cast) -> None:
    one = open_round(cast)
    told(one, item="")
    assert lines_of(one).get().settled == 2
    rounds.list_product(one, by=SYSTEM, product=product(cast), name="散装", price=1_000)
    assert [line.settled for line in lines_of(one)] == [0, 0]


def test_overdue_is_what_should_have_closed(cast) -> None:
    assert ROUND.is_overdue(planned_round(cast), today())
    assert not ROUND.is_overdue(sold_round(cast), today())
    assert Round.objects.counted().count() == 2
