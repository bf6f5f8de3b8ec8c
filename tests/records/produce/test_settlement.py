"""Sheets of platforms handed in as they are: what is read, recognised, refused, told again, taken back."""

from datetime import date

import pytest

from tests.cast import COUNTY, SYSTEM
from tests.intake.hands import handed_in, workbook
from tests.records.produce.samples import (
    SETTLED,
    closed_round,
    line_details,
    open_round,
    planned_round,
    product,
    round_details,
    sold_round,
    told,
)
from tests.records.produce.sheets import BUYER, DOUYIN_BILL, DOUYIN_ORDER, EXPLAINED, bill, csv, order
from tongxin.intake import actions as intake
from tongxin.intake import queries as batches
from tongxin.intake.models import BatchRow
from tongxin.kernel.errors import ConflictError
from tongxin.records.produce.actions import rounds, settlement
from tongxin.records.produce.models import Round, SheetLine
from tongxin.records.produce.queries.rounds import lines_of, told_of, unmatched_of

NUMBERS = ("6920123456789012345", "6920123456789012346", "6920123456789012347")
ORDERS = csv(
    DOUYIN_ORDER,
    order(NUMBERS[0]),
    order(NUMBERS[1], 商品数量="1", 订单应付金额="39.80元", 订单状态="已关闭", 售后状态="退款成功"),
    order(NUMBERS[2], 商品数量="30", 订单应付金额="1,194.00", 订单状态="待发货", 发货时间="-"),
)
BILL = csv(
    DOUYIN_BILL,
    EXPLAINED,
    bill(NUMBERS[0], "75.00"),
    bill(NUMBERS[0], "-5.00", kind="结算后退款-原路退回", day="2021-08-03 09:00:00"),
    ("合计", "", "", "70.00", "", "", "", ""),
)


def take(content: bytes, name: str = "订单2021-07-31.csv", *, write: bool = True):
    batch = handed_in(content, by=SYSTEM, path=COUNTY, door="settlement-lines", name=name)
    if write and batch.state == "previewed" and batch.new + batch.changed:
        intake.apply_batch(batch, by=SYSTEM)
    return batch


def remarks(batch) -> list[str]:
    return [batches.opened(row).remark for row in BatchRow.objects.children_of(batch).order_by("id")]


def sums(one: Round) -> tuple[int, ...]:
    line = lines_of(one).get()
    return line.ordered, line.paid, line.delivered, line.returned, line.settled, line.orders, line.value


def test_orders_and_bill_come_to_one_figure_in_either_order(cast) -> None:
    first, second = open_round(cast), open_round(cast, organiser=cast.neighbour, platform="douyin")
    for one, path in ((first, first.path), (second, second.path)):
        files = [(ORDERS, "订单2021-07-31.csv"), (BILL, "账单20210805.csv")]
        for content, name in files if one is first else reversed(files):
            batch = handed_in(content, by=SYSTEM, path=path, door="settlement-lines", name=name)
            assert (batch.state, batch.errors, batch.duplicates) == ("previewed", 0, 0), remarks(batch)
            intake.apply_batch(batch, by=SYSTEM)
    assert sums(first) == sums(second) == (33, 33, 3, 1, 2, 1, 7_000)
    assert {line.told for line in told_of(first)} == {date(2021, 7, 31), date(2021, 8, 5)}
    assert BUYER not in str(list(told_of(first).values()))
    assert not any(BUYER in row.content for row in BatchRow.objects.whole_network(reason="test"))


def test_same_sheet_again_changes_nothing_and_undone_leaves_nothing(cast) -> None:
    one = open_round(cast)
    first = take(ORDERS)
    before = sums(one)
    again = take(ORDERS)
    assert (again.new, again.changed, again.unchanged, again.errors) == (0, 0, 3, 0), remarks(again)
    assert sums(one) == before == (33, 33, 3, 1, 0, 0, 0)
    intake.undo_batch(first, by=SYSTEM, reason="导错了")
    assert sums(one) == (0,) * 7
    assert not told_of(one).exists()


def test_older_sheet_overwrites_nothing(cast) -> None:
    one = open_round(cast)
    take(csv(DOUYIN_ORDER, order(NUMBERS[0])), "订单2021-07-31.csv")
    take(csv(DOUYIN_ORDER, order(NUMBERS[0], 订单状态="待发货", 发货时间="-")), "订单2021-07-12.csv")
    assert sums(one)[:3] == (2, 2, 2)
    assert told_of(one).count() == 2


def test_day_of_a_sheet_is_the_latest_it_tells_of_where_its_file_says_none(cast) -> None:
    one = open_round(cast)
    take(ORDERS, "订单.csv")
    assert set(told_of(one).values_list("told", flat=True)) == {date(2021, 7, 11)}


def test_gb18030_with_tabs_and_titles_above(cast) -> None:
    one = open_round(cast, platform="pinduoduo")
    heads = [
        "商品",
        "订单号",
        "订单状态",
        "商品总价(元)",
        "用户实付金额(元)",
        "商品数量(件)",
        "发货时间",
        "支付时间",
        "售后状态",
    ]
    row = [
        "炎陵黄桃",
        "210710-123456789012345\t",
        "已收货",
        "79.60",
        "79.60\t",
        "2\t",
        "2021-07-11",
        "2021-07-10",
        "无售后或售后取消",
    ]
    batch = take(csv(["拼多多订单导出"], heads, row, encoding="gb18030"))
    assert (batch.new, batch.errors) == (1, 0), remarks(batch)
    assert sums(one)[:3] == (2, 2, 2)
    assert told_of(one).get().number == "210710-123456789012345"


def test_goods_nobody_knows_are_matched_once_and_remembered(cast) -> None:
    one = closed_round(cast)
    rounds.list_product(planned := planned_round(cast, opens=date(2021, 9, 1), closes=date(2021, 9, 9)), by=SYSTEM,
                        product=product(cast), name="十斤装", price=7_000, unit="crate", grams=5_000)  # fmt: skip
    strange = csv(DOUYIN_ORDER, order(NUMBERS[0], 选购商品="【网红】黄桃5斤"))
    take(strange)
    assert unmatched_of(one) == [("【网红】黄桃5斤", 1)]
    assert sums(one)[0] == 2
    with pytest.raises(ConflictError, match="「【网红】黄桃5斤」等 1 种商品还没有对应"):
        rounds.settle_round(one, by=SYSTEM, **SETTLED)
    rounds.match_item(one, by=SYSTEM, item="【网红】黄桃5斤", name="炎陵黄桃")
    assert (unmatched_of(one), sums(one)[0]) == ([], 4)
    rounds.open_round(planned, by=SYSTEM)
    told(planned, item="【网红】黄桃5斤", sheet="order", quantity=3, amount=100)
    assert [line.ordered for line in lines_of(planned)] == [3, 0]
    rounds.match_item(planned, by=SYSTEM, item="【网红】黄桃5斤", name="十斤装")
    assert [line.ordered for line in lines_of(planned)] == [0, 3]


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


def test_sheet_of_another_platform_finds_no_round(cast) -> None:
    open_round(cast, platform="kuaishou")
    batch = take(ORDERS, write=False)
    assert (batch.new, batch.errors) == (0, 3)
    assert "平台和起止日期要对得上" in remarks(batch)[0]


def test_numbers_eaten_by_a_spreadsheet_program_are_refused_as_a_whole(cast) -> None:
    open_round(cast)
    eaten = [order(f"69201234567890{index}0000") for index in range(3)]
    batch = take(csv(DOUYIN_ORDER, *eaten), write=False)
    assert batch.state == "unreadable"
    assert "从第 16 位起都是 0" in batch.message
    assert "把订单号一列设为文本" in batch.message
    floats = workbook({"订单": [["场次名称", "子订单号", "金额（元）"], ["某场", 6920123456789012345.0, 1]]})
    assert "超出表格能精确保存的范围" in remarks(take(floats, "订单.xlsx", write=False))[0]


def test_fund_flow_is_refused_because_it_tells_of_the_same_money(cast) -> None:
    batch = take(csv(["动账时间", "动帐流水号", "动账方向", "动账金额"], ["2021-08-01", "1", "入账", "1"]), write=False)
    assert (batch.state, "请改用「结算账单」" in batch.message) == ("unreadable", True)


def test_refund_larger_than_the_sale_is_refused_or_keeps_the_round_from_settling(cast) -> None:
    one = open_round(cast, platform="taobao")
    heads = [
        "子订单编号",
        "主订单编号",
        "标题",
        "购买数量",
        "买家实际支付金额",
        "订单状态",
        "退款状态",
        "退款金额",
        "订单创建时间",
    ]
    rows = [
        ["'2001", "'2001", "炎陵黄桃", "1", "39.80", "交易成功", "退款成功", "39.81", "2021-07-10"],
        ['="2002"', "'2002", "炎陵黄桃", "1", "39.80", "交易成功", "没有申请退款", "无退款申请", "2021-07-10"],
    ]
    batch = take(csv(heads, *rows))
    assert (batch.new, batch.errors) == (1, 1)
    assert "退款比成交金额还大" in remarks(batch)[0]
    told(one, number="3001", amount=100)
    told(one, number="3001", amount=-101)
    rounds.close_round(one, by=SYSTEM)
    with pytest.raises(ConflictError, match="子订单 3001 等 1 单的退款比成交还多"):
        rounds.settle_round(one, by=SYSTEM, **SETTLED)


def test_unknown_platform_is_mapped_by_hand_and_remembered(cast) -> None:
    one = open_round(cast, platform="other", title="赶集")
    sheet = csv(["哪一场", "单子", "进账"], ["赶集", "A-1", "88.00"])
    batch = take(sheet, write=False)
    assert batch.state == "unreadable"
    meanings = {"哪一场": "round", "单子": "number", "进账": "amount"}
    intake.remember_headings(batch, by=SYSTEM, door="settlement-lines", meanings=meanings)
    batch = take(csv(["哪一场", "单子", "进账"], ["赶集", "A-2", "88.00"]))
    assert batch.new == 1, remarks(batch)
    assert told_of(one).get().amount == 8_800


def test_after_sale_sheet_gives_back_what_succeeded(cast) -> None:
    one = open_round(cast)
    take(ORDERS)
    heads = ["售后单号", "商品单号", "商品名称", "退商品金额（元）", "售后状态", "售后申请时间"]
    rows = [
        ["1", NUMBERS[0], "炎陵黄桃", "79.60", "同意退款，退款成功", "2021-07-20"],
        ["2", NUMBERS[2], "炎陵黄桃", "9", "售后关闭", "2021-07-20"],
    ]
    batch = take(csv(heads, *rows), "售后2021-07-25.csv")
    assert batch.new == 2, remarks(batch)
    assert sums(one)[:4] == (33, 33, 3, 3)
    assert told_of(one).get(number=NUMBERS[2], sheet="aftersale").refund == 0


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


def test_lines_are_taken_only_while_a_round_sells(cast) -> None:
    planned, one = planned_round(cast), sold_round(cast)
    with pytest.raises(ConflictError, match="开场以后才能登记"):
        told(planned)
    rounds.end_returns(one, by=SYSTEM, ended=date(2021, 9, 1))
    with pytest.raises(ConflictError, match="退货期已经结束，数字已定"):
        told(one)
    refused = settlement.line_refusals([line_details(one), line_details(open_round(cast))], by=SYSTEM)
    assert list(refused) == [0]
    line = told_of(one).get()
    with pytest.raises(ConflictError, match="退货期已经结束"):
        settlement.correct_line(line, by=SYSTEM, reason="错", **line_details(one))


def test_line_is_told_once_and_corrected_in_its_round(cast) -> None:
    one, other = open_round(cast), open_round(cast)
    said = line_details(one)
    line = settlement.tell(by=SYSTEM, **said)
    with pytest.raises(ConflictError, match="已有登记过的"):
        settlement.tell(by=SYSTEM, **said)
    settlement.correct_line(line, by=SYSTEM, reason="写错", **said | {"amount": 100})
    assert sums(one)[-1] == 100
    with pytest.raises(ConflictError, match="不能改到另一场"):
        settlement.correct_line(line, by=SYSTEM, reason="写错", **said | {"round": other})
    assert SheetLine.objects.counted().count() == 1
