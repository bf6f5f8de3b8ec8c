"""What a line of a sheet must hold, said in one sentence where it does not."""

import pytest

from tests.records.produce.handing import NUMBERS, remarks, take
from tests.records.produce.samples import open_round
from tests.records.produce.sheets import DOUYIN_BILL, DOUYIN_ORDER, bill, csv, order


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv(DOUYIN_ORDER, order(NUMBERS[0], 商品数量="")), "订单要有数量，这一行没有：表可能没有导完整"),
        (csv(DOUYIN_BILL, bill(NUMBERS[0], "")), "结算行要有金额，这一行没有：表可能没有导完整"),
        (csv(DOUYIN_ORDER, order("6.92012E+18")), "是科学计数法，末几位已经丢失"),
        (csv(DOUYIN_ORDER, order("M1;M2")), "一行里有几个子订单"),
        (csv(DOUYIN_ORDER, order("订单一")), "「订单一」不像订单号"),
        (csv(DOUYIN_ORDER, order(NUMBERS[0], 订单应付金额="七十")), "「七十」不是金额"),
        (csv(DOUYIN_ORDER, order(NUMBERS[0], 订单提交时间="2021-09-10")), "没有找到这一行的场次"),
        (csv(DOUYIN_ORDER, order(NUMBERS[0], 订单应付金额="-1")), "订单金额和退款应写正数"),
    ],
)
def test_line_that_cannot_be_right_is_named(cast, content: bytes, said: str) -> None:
    open_round(cast)
    batch = take(content, "订单.csv", write=False)
    assert (batch.new, batch.errors) == (0, 1), remarks(batch)
    assert said in remarks(batch)[0]
