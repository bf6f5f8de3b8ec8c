"""The pages people come to first: light, open to everybody on any screen, and nothing typed is lost when a sign-in ends."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, New, Visitor
from tests.browser.test_pages import AXE

MOST_BYTES = 100_000
NARROW = {"width": 320, "height": 640}
BARRIERS = """async () => {
  const order = ["region", "heading-order", "landmark-unique"];
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical" || order.includes(one.id))
    .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | "));
}"""
WEIGHT = "performance.getEntriesByType('navigation')[0].decodedBodySize"
PAGES = {
    "": ["/", "/organisations/map/", "/calendar/", "/check/", "/v/", "/nowhere/"],
    "sheng": ["/work/", "/board/", "/returns/", "/returns/grid/", "/returns/late/", "/organisations/1/", "/training/", "/reports/"],
    "ningxiang": ["/work/", "/returns/", "/training/new/", "/import/"],
    "huiyuan": ["/me/"],
    "guanli": ["/manage/accounts/", "/journal/"],
}  # fmt: skip
NEW_CLASS = "/training/new/"
NOTICE = ".tx-draft"


@pytest.mark.parametrize("who", PAGES)
def test_main_pages_of_a_role_are_light_and_open_to_everybody(new: New, who: str) -> None:
    visitor = new(DESK)
    if who:
        visitor.signs_in(who)
    for path in PAGES[who]:
        page = visitor.opens(path)
        page.evaluate(AXE)
        assert page.evaluate(BARRIERS) == [], path
        assert page.evaluate(WEIGHT) <= MOST_BYTES, path
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path
        page.set_viewport_size(DESK)  # type: ignore[arg-type]


def test_board_is_painted_before_the_library_of_its_charts_is_asked_for(stranger: Visitor) -> None:
    page = stranger.opens("/board/")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    asked = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/echarts/')).map((one) => one.startTime)"
    )
    assert len(asked) == 1
    assert painted <= asked[0]


def test_table_of_a_record_is_a_stack_of_cards_on_a_phone(passer_by: Visitor) -> None:
    passer_by.signs_in("sheng")
    page = passer_by.opens("/organisations/1/")
    cells = page.locator("#members td, #children td, section td")
    assert cells.count()
    assert {one.evaluate("cell => getComputedStyle(cell).display") for one in cells.all()[:6]} <= {"flex", "block"}
    right = page.evaluate(
        "Math.max(...Array.from(document.querySelectorAll('td a, td button'), (one) => one.getBoundingClientRect().right))"
    )
    assert right <= 375


def type_title(page: Page, words: str) -> None:
    page.locator("[name=title]").click()
    page.keyboard.type(words)


def sign_in_again(visitor: Visitor, name: str) -> None:
    page = visitor.page
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", visitor.served.passwords[name])
    page.press("input[name=password]", "Enter")


def test_what_was_typed_outlives_a_sign_in_that_ends(stranger: Visitor) -> None:
    stranger.signs_in("ningxiang")
    page = stranger.opens(NEW_CLASS)
    assert page.locator(NOTICE).count() == 0
    type_title(page, "乡村振兴专题培训班")
    page.context.clear_cookies()
    page.click(".tx-entry button[type=submit] >> nth=-1")
    assert "没有保存" in page.inner_text("h1 + p")
    page.click("a:has-text('回到刚才的表单')")
    sign_in_again(stranger, "ningxiang")
    page.wait_for_selector(NOTICE)
    assert page.input_value("[name=title]") == "乡村振兴专题培训班"
    assert "没有保存的内容" in page.inner_text(NOTICE)
    page.click("button:has-text('不要，重新填写')")
    page.wait_for_selector(NOTICE, state="detached")
    assert page.input_value("[name=title]") == ""


def test_nothing_typed_is_left_for_another_account_or_after_signing_out(stranger: Visitor) -> None:
    stranger.signs_in("ningxiang")
    page = stranger.opens(NEW_CLASS)
    type_title(page, "某某等十人的培训班")
    kept = "Object.keys(sessionStorage).filter((one) => one.startsWith('draft '))"
    assert page.evaluate(kept) == [f"draft {NEW_CLASS}"]
    page.context.clear_cookies()
    stranger.signs_in("sheng")  # another account in the same tab
    page.wait_for_function(f"{kept}.length === 0")
    stranger.opens(NEW_CLASS)
    type_title(page, "另一个培训班")
    assert page.evaluate(kept) == [f"draft {NEW_CLASS}"]
    page.click("details.tx-menu:has([data-sign-out]) summary")
    page.click("[data-sign-out] button")
    page.wait_for_url("**/")
    assert page.evaluate(kept) == []
    assert page.evaluate("Number(localStorage.getItem('signed-out')) > 0")


def test_what_was_saved_is_not_offered_again(stranger: Visitor) -> None:
    stranger.signs_in("sheng")
    page = stranger.opens("/returns/calendar/")  # saved, it leads to itself
    for name, words in (("place", "湖南省"), ("due_days", "12"), ("close_days", "50")):
        page.fill(f"[name={name}]", "")
        page.locator(f"[name={name}]").press_sequentially(words)
    page.click(".tx-entry button[type=submit] >> nth=-1")
    page.wait_for_selector(".alert-success")
    page.wait_for_function("Object.keys(sessionStorage).length === 0")
    assert page.locator(NOTICE).count() == 0
