"""A farmer's offer from a phone, a firm's wish, why they go together, both sides confirm, and what came of it."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Served, Visitor
from tongxin.kernel.period import today

PRODUCT = "浏览器黄桃"
WIDE = {"width": 1280, "height": 900}


def _opens_link(secretary: Visitor) -> tuple[str, str]:
    """Open the page of Ningxiang's link; return the addresses of its two forms."""
    page = secretary.opens("/produce-links/?q=宁乡")
    page.click("td a")
    page.wait_for_selector("a:has-text('/f/produce-offers/')")
    hrefs = [page.get_attribute(f"a:has-text('/f/{kind}/')", "href") for kind in ("produce-offers", "produce-wishes")]
    assert all(hrefs)
    return str(hrefs[0]), str(hrefs[1])


def _who(page: Page, *, name: str, mobile: str) -> None:
    page.fill("input[name=name]", name)
    page.fill("input[name=mobile]", mobile)
    for box in page.query_selector_all("input[type=checkbox][name=listing], input[type=checkbox][name=contact]"):
        box.check()


def _offers(farmer: Visitor, address: str, shots: Path) -> None:
    page = farmer.opens(address)
    page.screenshot(path=shots / "form-offer-375.png", full_page=True)
    for name, value in {
        "product": PRODUCT, "place": "宁乡市", "village": "示例村", "months": "全年", "quantity": "2000", "price_from": "5", "price_to": "8",
    }.items():  # fmt: skip
        page.fill(f"input[name={name}]", value)
    page.select_option("select[name=unit]", "jin")
    _who(page, name="例农", mobile="13900001111")
    page.click("button:has-text('提交供应')")
    page.wait_for_selector(".po-lead:has-text('待审核')")


def _wishes(firm: Visitor, address: str) -> None:
    page = firm.opens(address)
    page.fill("input[name=product]", PRODUCT)
    page.fill("input[name=place]", "宁乡市")
    page.select_option("select[name=wisher]", "firm")
    page.fill("input[name=wisher_name]", "示例食品公司")
    page.fill("input[name=quantity]", "500")
    page.select_option("select[name=unit]", "jin")
    page.fill("input[name=price_most]", "6")
    page.fill("input[name=needed_by]", f"{today() + timedelta(days=20)}")
    _who(page, name="例企", mobile="13900002222")
    page.click("button:has-text('提交心愿')")
    page.wait_for_selector(".po-lead:has-text('待审核')")


def _lists(secretary: Visitor, kind: str) -> None:
    page = secretary.opens(f"/{kind}/?q={PRODUCT}")
    page.click(f"td a:has-text('{PRODUCT}')")
    page.click("button:has-text('上架')")
    page.wait_for_selector("text=已上架，公开页上可以看到")


def _shoots(page: Page, path: Path) -> None:
    page.set_viewport_size(WIDE)
    page.screenshot(path=path, full_page=True)
    page.set_viewport_size(DESK)


def test_farmer_and_firm_find_each_other_and_say_what_came_of_it(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    contexts = [browser.new_context(viewport=size, locale="zh-CN") for size in (DESK, PHONE, PHONE)]
    secretary, farmer, firm = (Visitor(context, served=served) for context in contexts)
    secretary.signs_in("ningxiang")
    offering, wishing = _opens_link(secretary)
    _shoots(secretary.page, tmp_path / "link-1280.png")
    _offers(farmer, offering, tmp_path)
    _lists(secretary, "produce-offers")
    board = firm.opens(f"/produce-board/?q={PRODUCT}")
    assert "2,000 斤" in board.inner_text("main")
    assert "例农" not in board.inner_text("main")
    assert board.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    board.screenshot(path=tmp_path / "board-375.png", full_page=True)
    _wishes(firm, wishing)
    _lists(secretary, "produce-wishes")
    page = secretary.opens(f"/produce-offers/?q={PRODUCT}")
    page.click(f"td a:has-text('{PRODUCT}')")
    reasons = page.inner_text("#matches")
    for words in ("✓ 还有 2,000 斤，要 500 斤", "最高 6.00元/斤", "✓ 同在", "✓ 全年供应"):
        assert words in reasons
    _shoots(page, tmp_path / "offer-1280.png")
    page.click("#matches a:has-text('提出对接')")
    page.wait_for_selector("body[data-ready]", state="attached")
    assert page.input_value("input[name=quantity]") == "500"
    page.click("form.tx-entry button.btn-primary[type=submit]")
    page.wait_for_selector("text=待双方确认")
    for side, other in ((farmer, "13900002222"), (firm, "13900001111")):
        side.page.on("dialog", lambda dialog: dialog.accept())
        side.page.reload()
        side.page.wait_for_selector("body[data-ready]", state="attached")
        assert other not in side.page.inner_text("main")
        side.page.screenshot(path=tmp_path / f"follow-{other}-375.png", full_page=True)
        side.page.click("button:has-text('同意对接')")
        side.page.wait_for_selector("text=/已同意，等对方确认|双方都已确认/")
    farmer.page.reload()
    for side, other in ((farmer, "例企 13900002222"), (firm, "例农 13900001111")):
        assert other in side.page.inner_text("main")
        assert side.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    firm.page.screenshot(path=tmp_path / "agreed-375.png", full_page=True)
    page = secretary.opens("/produce-handshakes/?state=agreed")
    page.click(f"td a:has-text('{PRODUCT}')")
    page.click("a:has-text('登记回访结果')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.check("input[name=result][value=came]")
    page.fill("input[name=followed]", f"{today()}")
    page.fill("input[name=came_quantity]", "480")
    page.fill("input[name=came_value]", "2640")
    page.click("form.tx-entry button.btn-primary[type=submit]")
    page.wait_for_selector("text=480 斤，2,640.00元")
    _shoots(page, tmp_path / "handshake-1280.png")
    whole = secretary.opens("/produce-board/")
    _shoots(whole, tmp_path / "board-1280.png")
    whole = secretary.opens("/produce-board/wishes/")
    _shoots(whole, tmp_path / "wishes-1280.png")
    farmer.page.click("button:has-text('撤回同意并下架')")
    farmer.page.wait_for_selector(".po-lead:has-text('已撤回')")
    assert PRODUCT not in firm.opens(f"/produce-board/?q={PRODUCT}").inner_text("main").replace(f"产品：{PRODUCT}", "")
    assert [visitor.faults for visitor in (secretary, farmer, firm)] == [[], [], []]
    for context in contexts:
        context.close()
