"""A call for help from the first state to the last: published, signed up for, asked for, claimed, let go, done in parts, followed up."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, Served, Visitor
from tongxin.kernel.period import today

SCREEN = {"width": 1280, "height": 800}
TITLE = "灰汤镇抗洪救灾志愿服务"


@pytest.fixture
def dispatcher(browser: Browser, served: Served) -> Iterator[Visitor]:
    """The secretary of 宁乡 at a desk."""
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")
    one = Visitor(context, served=served)
    one.page.on("dialog", lambda dialog: dialog.accept())
    one.signs_in("ningxiang")
    yield one
    context.close()


@pytest.fixture
def helper(browser: Browser, served: Served) -> Iterator[Visitor]:
    """Somebody with a phone and no account."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    one = Visitor(context, served=served)
    one.page.on("dialog", lambda dialog: dialog.accept())
    yield one
    context.close()


def fits(page: Page) -> bool:
    """Tell whether nothing stands out beyond the edge of the screen."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    assert page.viewport_size is not None
    return width <= page.viewport_size["width"]


def sends(page: Page, **fields: str) -> None:
    """Fill in the form of the page and press its button."""
    for name, value in fields.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.click("form.tx-entry button[type=submit]:not([name])")
    page.wait_for_load_state()
    page.wait_for_selector("body[data-ready]", state="attached")


def presses(page: Page, label: str) -> None:
    """Press a button by its words, agreeing where it asks."""
    page.get_by_role("button", name=label).first.click()
    page.wait_for_load_state()
    page.wait_for_selector("body[data-ready]", state="attached")


def follows(page: Page, label: str) -> None:
    """Follow a link by its words."""
    page.get_by_role("link", name=label).first.click()
    page.wait_for_load_state()
    page.wait_for_selector("body[data-ready]", state="attached")


def calls(visitor: Visitor) -> str:
    """Put a call of three days on record, publish it, and return the address anybody reads it at."""
    page = visitor.opens("/volunteer-actions/new/")
    assert fits(page)
    last = (today() + timedelta(days=2)).isoformat()
    sends(
        page,
        title=TITLE,
        kind="抗洪救灾",
        urgency="紧急",
        first_day=today().isoformat(),
        last_day=last,
        call="需要送水的人。",
    )
    assert "征集中" in page.inner_text("main")
    presses(page, "公开")
    address = page.get_by_role("link", name="公开页面").get_attribute("href")
    assert address is not None
    return address


def test_call_goes_from_first_to_last_state(dispatcher: Visitor, helper: Visitor) -> None:
    public = calls(dispatcher)
    desk = dispatcher.page
    action = desk.url.removeprefix(dispatcher.served.address)

    phone = helper.opens(public)  # somebody asks for help
    assert fits(phone)
    follows(phone, "填写求助")
    assert fits(phone)
    phone.check("[name=consent]")
    sends(phone, need="三箱水", spot="老街 12 号", name="例大娘", mobile="13712345678")
    asked = phone.url.removeprefix(helper.served.address)
    assert "正在安排" in phone.inner_text("main")

    dispatcher.opens(action)  # it becomes a task that names nobody
    assert "三箱水" in desk.inner_text("#requests")
    follows(desk, "求助 1")
    follows(desk, "转为任务")
    sends(desk, title="给例大娘送水", kind="配送物资", needed="3", unit="箱")
    assert "请不要写求助人的姓名" in desk.inner_text("main")
    sends(desk, title="给一户老人送水")
    dispatcher.opens(action)
    assert "派单中" in desk.inner_text("main")

    helper.opens(public)  # somebody helps
    assert "给一户老人送水" in phone.inner_text("main")
    assert "例大娘" not in phone.inner_text("main")
    follows(phone, "报名（不用注册账号）")
    phone.check("[name=consent]")
    sends(phone, name="例志愿", mobile="13912345678")
    own = phone.url.removeprefix(helper.served.address)
    presses(phone, "认领：给一户老人送水")
    assert fits(phone)
    assert "正在办 1 件任务" in phone.inner_text("main")
    presses(phone, "放回：给一户老人送水")
    presses(phone, "认领：给一户老人送水")

    dispatcher.opens("/volunteer-board/")  # on the board it is taken in hand
    assert fits(desk)
    row = desk.locator("tr", has_text="给一户老人送水")
    assert "已认领" in row.inner_text()
    row.get_by_role("button", name="我来处理").click()
    desk.wait_for_selector("body[data-ready]", state="attached")
    task = desk.url.removeprefix(dispatcher.served.address)
    assert "例志愿" in desk.inner_text("main")
    follows(desk, "登记进展")
    sends(desk, quantity="1.25")
    assert "部分完成" in desk.inner_text("main")
    dispatcher.opens("/volunteer-board/")
    assert "正在处理" in desk.locator("tr", has_text="给一户老人送水").inner_text()
    assert "1.75箱" in desk.locator("tr", has_text="给一户老人送水").inner_text()

    dispatcher.opens(task)
    follows(desk, "登记完成")
    sends(desk, quantity="2")
    assert "最多还需 1.75箱" in desk.inner_text("main")
    sends(desk, quantity="1.75", proof="签收", proof_note="老街社区居委会", households="1")
    assert "已完成" in desk.inner_text("main")
    follows(desk, "登记回访")
    sends(desk, answer="水已送到，请查收。")
    assert "已回访" in desk.inner_text("main")
    assert "水已送到，请查收。" in helper.opens(asked).inner_text("main")
    assert "退出报名" in helper.opens(own).inner_text("main")
    refused = [one for one in dispatcher.faults if "400 (Bad Request)" in one]
    assert dispatcher.faults == refused  # the name in a public field, and more than was needed
    assert len(refused) == 2
    assert not helper.faults


def test_board_and_call_are_read_on_a_phone(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    visitor = Visitor(context, served=served)
    visitor.signs_in("sheng")
    for address in ("/volunteer-board/", "/volunteer-actions/", "/volunteer-tasks/"):
        page = visitor.opens(address)
        assert fits(page), address
    page = visitor.opens("/volunteer-board/")
    page.wait_for_selector("html[data-board-ready]", state="attached")
    assert "件等着办" in page.inner_text("main")
    assert not visitor.faults
    context.close()
