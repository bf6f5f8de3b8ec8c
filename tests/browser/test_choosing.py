"""Places and organisations are chosen by keyboard and by touch; who is alike is asked in the same page; without script one types."""

from playwright.sync_api import Browser

from tests.browser.conftest import DESK, PHONE, Served, Visitor
from tests.browser.steps import fits

FIELD = "input[name=place]"
FOUND = "[role=option]"


def test_place_is_chosen_by_keyboard(stranger: Visitor) -> None:
    stranger.signs_in("ningxiang")
    page = stranger.opens("/people/new/")
    assert page.input_value(FIELD) == "宁乡市"
    page.fill(FIELD, "")
    page.click(FIELD)
    page.wait_for_selector(FOUND)
    assert page.inner_text(FOUND) == "宁乡市\n长沙市"
    page.fill(FIELD, "")
    page.type(FIELD, "liuyang")
    page.wait_for_selector(f"{FOUND}:has-text('浏阳市')")
    assert page.get_attribute(FIELD, "role") == "combobox"
    assert page.get_attribute(FIELD, "aria-expanded") == "true"
    page.press(FIELD, "ArrowDown")
    active = page.get_attribute(FIELD, "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    page.press(FIELD, "Enter")
    assert page.url.endswith("/people/new/")
    assert page.input_value(FIELD) == "浏阳市"
    assert page.get_attribute(FIELD, "aria-expanded") == "false"
    page.type(FIELD, "x")
    page.press(FIELD, "Escape")
    page.wait_for_timeout(250)
    assert page.locator(FOUND).count() == 0 or page.locator("[role=listbox]").first.is_hidden()
    fits(page, 1440)
    assert not stranger.faults


def test_several_organisations_are_chosen_by_touch(passer_by: Visitor) -> None:
    passer_by.signs_in("ningxiang")
    page = passer_by.opens("/training/new/")
    field = "input[name=co_organisers]"
    for asked in ("changsha", "hunansheng"):
        page.locator(field).press("End")
        page.type(field, asked)
        page.wait_for_selector(f"{field} + ul {FOUND}")
        page.locator(f"{field} + ul {FOUND}").first.tap()
        page.type(field, "、")
    names = page.input_value(field).split("、")
    assert len(names) == 3
    assert all("联谊会" in one for one in names[:2])
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_who_is_alike_is_asked_and_without_script_one_types(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    visitor = Visitor(context, served=served)
    visitor.signs_in("ningxiang")
    for name, button in (("例像似", "登记"), ("例像似", "确实是另一人")):
        page = visitor.opens("/people/new/")
        page.fill("input[name=name]", name)
        page.fill("input[name=unit]", "某律师事务所")
        page.fill("input[name=position]", "律师")
        page.click("form.tx-entry button.btn-primary[type=submit]")
        if button != "登记":
            page.wait_for_selector("[data-alike]")
            assert page.input_value("input[name=position]") == "律师"
            page.click(f"button:has-text('{button}')")
        page.wait_for_url("**/people/*/")
    context.close()
    plain = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    sent = plain.new_page()
    assert "宁乡市" in sent.request.get(f"{served.address}/choose/place/?q=nxs").json()["found"][0]["label"]
    plain.close()
