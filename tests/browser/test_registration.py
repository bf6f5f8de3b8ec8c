"""From the secretary's page to a stranger's phone: sign-up opened, list full, waiting, offered, accepted with a ticket."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, Served, Visitor
from tongxin.kernel.period import today

TITLE = "浏览器里报名的班"


def _opens_sign_up(secretary: Visitor) -> str:
    """Put a class on file, open its sign-up for one; return the public address."""
    day = today() + timedelta(days=12)
    page = secretary.opens("/training/new/")
    page.fill("input[name=title]", TITLE)
    page.fill("input[name=first_day]", f"{day}")
    page.fill("input[name=venue]", "示例会场")
    page.click("form.tx-entry button.btn-primary[type=submit]")
    page.wait_for_selector("text=还没有开放报名")
    page.click("a:has-text('开放报名')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.fill("input[name=opens]", "2026-01-01T08:00")
    page.fill("input[name=closes]", f"{day - timedelta(days=1)}T20:00")
    page.fill("input[name=capacity]", "1")
    page.click("form.tx-entry button.btn-primary[type=submit]")
    page.wait_for_selector("img[alt='报名二维码']")
    address = page.get_attribute("a:has-text('报名页')", "href")
    assert address
    return address


def _registers(visitor: Visitor, address: str, *, name: str, mobile: str) -> str:
    page = visitor.opens(address)
    page.fill("input[name=name]", name)
    page.fill("input[name=mobile]", mobile)
    page.check("input[name=consent]")
    page.click("button:has-text('提交报名')")
    page.wait_for_selector(".po-lead")
    return page.inner_text(".po-lead")


def test_stranger_waits_is_offered_a_seat_and_shows_the_ticket(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    contexts = [browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True) for _ in range(3)]
    secretary, first, second = (Visitor(context, served=served) for context in contexts)
    secretary.signs_in("ningxiang")
    address = _opens_sign_up(secretary)
    assert "已报名" in _registers(first, address, name="例先", mobile="13900001111")
    assert first.page.is_visible("figure.po-code img")
    assert "排在第 1 位" in _registers(second, address, name="例后", mobile="13900002222")
    assert second.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    first.page.on("dialog", lambda dialog: dialog.accept())
    first.page.click("button:has-text('取消报名')")
    first.page.wait_for_selector(".po-lead:has-text('已取消')")
    second.page.reload()
    second.page.click("button:has-text('确认参加')")
    second.page.wait_for_selector("figure.po-code img")
    assert second.page.evaluate("document.querySelector('figure.po-code img').naturalWidth") > 0
    words = second.page.inner_text("figure.po-code strong").split()
    assert [len(group) for group in words] == [4, 4, 4, 4]
    second.page.screenshot(path=tmp_path / "ticket.png", full_page=True)
    page = secretary.opens("/calendar/?month=" + f"{today() + timedelta(days=12):%Y-%m}")
    assert TITLE in page.inner_text(".po-events")
    assert [visitor.faults for visitor in (secretary, first, second)] == [[], [], []]
    for context in contexts:
        context.close()
