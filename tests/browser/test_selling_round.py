"""A selling round from planned to the end of its returns, its platform's sheets handed in as they are exported."""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import JOB, Visitor
from tests.browser.test_pages import AXE, SERIOUS
from tests.records.produce.sheets import BUYER, DOUYIN_BILL, DOUYIN_ORDER, EXPLAINED, bill, csv, order

HOME = "宁乡市新的社会阶层人士联谊会"
NUMBERS = [f"692012345678901{index:04}" for index in range(2345, 2349)]
SHOTS = os.environ.get("TONGXIN_SHOTS", "")


def send(page: Page, label: str, **typed: str) -> None:
    """Fill in the form of the page and send it."""
    for name, value in typed.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click(f".tx-entry button:has-text('{label}')")
    page.wait_for_selector("body[data-ready]", state="attached")


def press(page: Page, label: str) -> None:
    page.click(f".tx-actions button:has-text('{label}')")
    page.wait_for_selector("body[data-ready]", state="attached")


def imports(visitor: Visitor, file: Path, count: int) -> None:
    """Hand a sheet in on the page, and import what it brings."""
    page = visitor.opens("/import/new/")
    page.set_input_files("input[type=file]", str(file))
    page.select_option("[name=door]", "settlement-lines")
    page.click("main button[type=submit]")
    page.wait_for_selector(f"text=导入 {count} 行", timeout=JOB)
    assert BUYER not in page.inner_text("main")
    page.click(f"text=导入 {count} 行")
    page.wait_for_selector("text=撤销这一批", timeout=JOB)  # it leads there by itself: who goes there too is in its way


def looked_at(page: Page, name: str) -> None:
    """The page fits desk and phone, and shuts nobody out."""
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE)
        assert page.evaluate(SERIOUS) == []
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_round_from_planned_to_the_end_of_returns(stranger: Visitor, tmp_path: Path) -> None:
    stranger.signs_in("ningxiang")
    page = stranger.opens("/products/new/")
    send(page, "登记", name="浏览器黄桃", unit="crate", grams="2500", organiser=HOME)
    looked_at(page, "product")
    page = stranger.opens("/selling-rounds/new/")
    looked_at(page, "new")
    days = {"opens": "2021-07-08", "closes": "2021-07-20"}
    send(page, "登记", title="浏览器直播场", organiser=HOME, kind="live", platform="douyin", hosts="3", **days)
    one = page.url.partition(stranger.served.address)[2]
    send(stranger.opens(f"{one}put_up/"), "上架产品", product="浏览器黄桃", price="39.80")
    press(stranger.opens(one), "开场")
    orders = tmp_path / "订单2021-07-31.csv"
    lines = [order(number, 选购商品="【网红】黄桃") for number in NUMBERS]
    orders.write_bytes(csv(DOUYIN_ORDER, *lines, encoding="gb18030"))
    imports(stranger, orders, 4)
    page = stranger.opens(one)
    assert "没有对应的商品" in page.inner_text("#unmatched, main")
    looked_at(page, "unmatched")
    send(stranger.opens(f"{one}match/"), "对应商品", item="【网红】黄桃", name="浏览器黄桃")
    press(stranger.opens(one), "收场")
    bills = tmp_path / "账单2021-08-05.csv"
    back = bill(NUMBERS[0], "-75.00", kind="结算后退款-原路退回", day="2021-08-03 09:00:00")
    bills.write_bytes(csv(DOUYIN_BILL, EXPLAINED, *(bill(number, "75.00") for number in NUMBERS), back))
    imports(stranger, bills, 5)
    send(
        stranger.opens(f"{one}settle/"), "登记结算", settled="2021-08-15", households="12", villages="2", reason="补登"
    )
    send(stranger.opens(f"{one}end/"), "结束退货期", ended="2021-09-01", reason="补登")
    page = stranger.opens(one)
    said = page.inner_text("main")
    for word in ("退货期已结束", "带动户数", "30斤", "225.00元"):
        assert word in said, word
    looked_at(page, "ended")
    looked_at(stranger.opens("/selling-rounds/"), "list")
    looked_at(stranger.opens(f"/p/rounds/{one.strip('/').split('/')[-1]}/"), "public")
    assert not stranger.faults
