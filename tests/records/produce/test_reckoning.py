"""What the lines about a sub-order come to: the same in any order, and never more back than out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.records.produce.rules.reckoning import Reckoned, Told, reckon

DAY = date(2022, 7, 10)


def order(**said) -> Told:
    return Told(**{"sheet": "order", "told": DAY, "quantity": 2, "amount": 7_960, "item": "黄桃"} | said)


def settlement(**said) -> Told:
    return Told(**{"sheet": "settlement", "told": DAY, "amount": 7_500, "happened": DAY} | said)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], {}),
        ([order(stage="ordered")], {"ordered": 2}),
        ([order(stage="paid")], {"ordered": 2, "paid": 2}),
        ([order(stage="paid", refund=7_960)], {"ordered": 2, "paid": 2}),
        ([order(stage="ordered", refund=7_960)], {"ordered": 2, "paid": 2}),
        ([order()], {"ordered": 2, "paid": 2, "delivered": 2}),
        ([order(refund=7_959)], {"ordered": 2, "paid": 2, "delivered": 2}),
        ([order(refund=7_960)], {"ordered": 2, "paid": 2, "delivered": 2, "returned": 2}),
        ([order(refund=7_961)], {"ordered": 2, "paid": 2, "delivered": 2, "returned": 2, "over": True}),
        (
            [order(stage="paid"), settlement()],
            {"ordered": 2, "paid": 2, "delivered": 2, "settled": 2, "orders": 1, "value": 7_500},
        ),
        (
            [settlement(quantity=3, item="桃"), settlement(amount=-500, quantity=3)],
            {"ordered": 3, "paid": 3, "delivered": 3, "settled": 3, "orders": 1, "value": 7_000, "item": "桃"},
        ),
        (
            [order(), settlement(), settlement(amount=-7_500)],
            {"ordered": 2, "paid": 2, "delivered": 2, "returned": 2},
        ),
        (
            [order(), settlement(), settlement(amount=-7_501)],
            {"ordered": 2, "paid": 2, "delivered": 2, "returned": 2, "value": -1, "over": True},
        ),
    ],
)
def test_what_lines_come_to(lines: list[Told], found: dict[str, object]) -> None:
    named = {"item": "黄桃"} if any(one.item == "黄桃" for one in lines) else {}
    assert reckon(lines) == Reckoned(**named | found)


def test_later_sheet_speaks_whichever_came_in_first() -> None:
    early, late = order(stage="paid"), order(told=date(2022, 7, 20), stage="delivered", quantity=1)
    assert reckon([early, late]) == reckon([late, early])
    assert reckon([late, early]).delivered == 1


def test_refunds_of_an_aftersale_add_up_each_as_last_told() -> None:
    first = Told(sheet="aftersale", told=DAY, flow="a", refund=3_000)
    again = Told(sheet="aftersale", told=date(2022, 7, 20), flow="a", refund=4_000)
    other = Told(sheet="aftersale", told=DAY, flow="b", refund=3_960)
    assert reckon([order(), first, other]).returned == 0
    assert reckon([order(), again, first, other]).returned == 2
    assert not reckon([order(), again, first, other]).over


def test_settlement_row_told_by_two_exports_counts_once() -> None:
    assert reckon([order(), settlement(), settlement(told=date(2022, 8, 1))]).value == 7_500
    assert reckon([order(), settlement(), settlement(happened=date(2022, 8, 1))]).value == 15_000


LINES = st.builds(
    Told,
    sheet=st.sampled_from(["order", "aftersale", "settlement"]),
    told=st.dates(date(2022, 7, 1), date(2022, 7, 4)),
    flow=st.sampled_from(["", "a"]),
    item=st.sampled_from(["", "黄桃", "白芷"]),
    quantity=st.integers(0, 5),
    amount=st.integers(-3, 3),
    refund=st.integers(0, 3),
    stage=st.sampled_from(["ordered", "paid", "delivered"]),
    happened=st.none() | st.dates(date(2022, 7, 1), date(2022, 7, 3)),
)


@given(lines=st.lists(LINES, max_size=8), again=st.lists(st.integers(0, 7), max_size=6), random=st.randoms())
def test_any_order_and_any_number_of_exports_come_to_the_same(lines, again, random) -> None:
    retold = [*lines, *(lines[index] for index in again if index < len(lines))]
    random.shuffle(retold)
    assert reckon(retold) == reckon(lines)


@given(lines=st.lists(LINES, max_size=8))
def test_returned_delivered_paid_ordered(lines) -> None:
    found = reckon(lines)
    assert 0 <= found.returned <= found.delivered <= found.paid <= found.ordered
    assert 0 <= found.settled <= found.delivered - found.returned
