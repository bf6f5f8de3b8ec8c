"""Which round a line is about."""

from tests.cast import SYSTEM
from tests.records.produce.handing import NUMBERS, remarks, take
from tests.records.produce.samples import open_round, product, round_details
from tests.records.produce.sheets import DOUYIN_BILL, DOUYIN_ORDER, bill, csv, order
from tongxin.records.produce.actions import rounds
from tongxin.records.produce.queries.rounds import told_of


def test_two_rounds_at_once_are_told_apart_by_goods_then_by_orders(cast) -> None:
    one = open_round(cast)
    other = rounds.plan_round(by=SYSTEM, **round_details(cast, title="白芷场"))
    rounds.list_product(other, by=SYSTEM, product=product(cast, "茶陵白芷", unit="jin", grams=None), price=2_600)
    rounds.open_round(other, by=SYSTEM)
    batch = take(
        csv(DOUYIN_ORDER, order(NUMBERS[0]), order(NUMBERS[1], 选购商品="茶陵白芷"), order(NUMBERS[2], 选购商品="?"))
    )
    assert (batch.new, batch.errors) == (2, 1)
    assert [told_of(each).get().number for each in (one, other)] == list(NUMBERS[:2])
    batch = take(csv(DOUYIN_BILL, bill(NUMBERS[1], "24"), bill("777", "1")), "账单.csv")
    assert (batch.new, batch.errors) == (1, 1), remarks(batch)
    assert told_of(other).count() == 2
