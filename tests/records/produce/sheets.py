"""Sheets as platforms export them."""

from collections.abc import Sequence
from io import StringIO

DOUYIN_ORDER = (
    "主订单编号", "子订单编号", "选购商品", "商品规格", "商品数量", "商品ID", "商家编码", "商品单价", "订单应付金额", "运费",
    "收件人", "收件人手机号", "省", "市", "详细地址", "订单提交时间", "支付完成时间", "订单状态", "售后状态", "发货时间",
)  # fmt: skip
DOUYIN_BILL = ("结算时间", "订单号", "子订单号", "结算金额", "结算单类型", "商品ID", "商品数量", "备注")
EXPLAINED = (" ", "", "", "收入+支出", "", "", "", "")
BUYER = "漏字买家"


def csv(*rows: Sequence[str], encoding: str = "utf-8-sig") -> bytes:
    """Return rows as a .csv, cells quoted as they need."""
    text = StringIO()
    for row in rows:
        text.write(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n")
    return text.getvalue().encode(encoding)


def order(number: str, **said: str) -> list[str]:
    """Return a line of 抖店's order export: a tab before numbers, commas in amounts, a buyer."""
    values = {
        "主订单编号": f"\t{number}", "子订单编号": f"\t{number}", "选购商品": "炎陵黄桃", "商品数量": "2", "订单应付金额": "79.60",
        "收件人": BUYER, "收件人手机号": "13800138000", "详细地址": f"{BUYER}路 1 号", "订单提交时间": "2021-07-10 20:01:33",
        "支付完成时间": "2021-07-10 20:02:00", "订单状态": "已完成", "售后状态": "-", "发货时间": "2021-07-11 09:00:00",
    } | said  # fmt: skip
    return [values.get(name, "") for name in DOUYIN_ORDER]


def bill(number: str, amount: str, *, kind: str = "已结算", day: str = "2021-08-01 10:00:00") -> list[str]:
    """Return a line of 抖店's settlement bill: an apostrophe before numbers."""
    return [day, f"'{number}", f"'{number}", amount, kind, "'3500", "2", ""]
