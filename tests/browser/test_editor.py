"""The editor of reports in a real browser: figures picked, changed and kept; two writers, a crash, a phone, no script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import DESK, Served, Visitor
from tests.browser.test_pages import AXE, SERIOUS

UNITS = "{{network.associations 430000 @2022-09-26 exact}}"
OPENING = "开头。"


@pytest.fixture
def colleague(browser: Browser, served: Served) -> Iterator[Visitor]:
    """Somebody else at a desk of their own."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield Visitor(context, served=served)
    context.close()


def ready(page: Page) -> Page:
    """Wait until the preview has answered for the first time."""
    page.wait_for_selector(".rp-editor[data-ready]")
    return page


def begins(visitor: Visitor) -> Page:
    """Begin an empty report of the province, write an opening, save it, and stay in the editor."""
    visitor.signs_in("sheng")
    page = visitor.opens("/reports/new/")
    page.fill("[name=organisation]", "湖南省新的社会阶层人士联谊会")
    page.check("[name=pattern][value=blank]")
    page.fill("[name=day]", "2022-09-26")
    page.fill("[name=title]", "试写一份")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/reports/\d+/edit/"))
    ready(page)
    at_the_end(page)
    page.keyboard.type(OPENING)
    saves(page)
    return page


def at_the_end(page: Page) -> None:
    page.focus(".rp-area")
    page.keyboard.press("Control+End")


def saves(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=已保存。")
    ready(page)


def written(page: Page) -> str:
    text: str = page.eval_on_selector("textarea[name=body]", "field => field.value.replaceAll('\\r\\n', '\\n')")
    return text


def picks_units(page: Page, style: str = "exact") -> str:
    """Pick the associations of the province through the picker and return the words chosen."""
    page.click("[data-insert=figure]")
    page.select_option("#rp-measure", "network.associations")
    page.fill("#rp-place", "湖南省")
    page.fill("#rp-last", "2022-09-26")
    page.dispatch_event("#rp-last", "change")
    page.wait_for_selector(f"[name=rp-style][value={style}]")
    page.check(f"[name=rp-style][value={style}]")
    words = page.inner_text(f"label:has([value={style}]) strong")
    page.click(".rp-picker button[value=insert]")
    page.wait_for_selector(".rp-picker", state="hidden")
    return words


def test_figure_is_picked_shown_saved_and_there_again(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    page.keyboard.type("全省有联谊组织")
    words = picks_units(page)
    page.keyboard.type("。")
    assert written(page) == f"{OPENING}全省有联谊组织{UNITS}。"
    page.wait_for_selector(f".rp-chip:text-is('{words}')")
    assert re.fullmatch(r"\d+[家个]", words)
    saves(page)
    page.wait_for_selector(f".rp-chip:text-is('{words}')")
    assert written(page) == f"{OPENING}全省有联谊组织{UNITS}。"
    assert not page.is_visible(".rp-restore")
    assert words in page.inner_text("[data-article]")
    assert not stranger.faults


def test_figure_in_the_text_is_changed_and_taken_out(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    picks_units(page)
    page.click(".rp-chip")
    assert page.input_value("#rp-measure") == "network.associations"
    page.wait_for_selector("[name=rp-style][value=about]")
    page.check("[name=rp-style][value=about]")
    page.click(".rp-picker button[value=insert]")
    assert written(page) == OPENING + UNITS.replace("exact", "about")
    page.wait_for_selector(".rp-chip:has-text('约')")
    page.keyboard.press("Enter")  # the chip has the focus
    page.click(".rp-picker [data-remove]")
    assert written(page) == OPENING
    assert not stranger.faults


@pytest.mark.parametrize("place", ["Home", "End", "middle"])
def test_inserting_leaves_every_word_and_is_taken_back(stranger: Visitor, place: str) -> None:
    page = begins(stranger)
    at_the_end(page)
    picks_units(page)
    page.keyboard.type("之后")
    page.keyboard.press("Enter")
    page.keyboard.type("第二段的话")
    before = f"{OPENING}{UNITS}之后\n第二段的话"
    assert written(page) == before
    page.keyboard.press("Home")
    if place != "Home":
        page.keyboard.press("End" if place == "End" else "ArrowRight")
    page.click("[data-insert=estimate]")
    page.keyboard.type("甲")
    position = {"Home": 0, "middle": 1, "End": 5}[place]
    text = "第二段的话"
    after = f"{OPENING}{UNITS}之后\n{text[:position]}{{{{estimate}}}}甲{text[position:]}"
    assert written(page) == after
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert written(page) == before
    page.keyboard.type("乙")
    assert "乙" in written(page)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    assert "乙" in written(page)
    assert not stranger.faults


def test_first_paragraph_and_empty_ones_take_figures(stranger: Visitor) -> None:
    page = begins(stranger)
    page.focus(".rp-area")
    page.keyboard.press("Control+Home")
    page.click("[data-insert=estimate]")
    assert written(page) == f"{{{{estimate}}}}{OPENING}"
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.click("[data-insert=estimate]")
    page.keyboard.type("从头写")
    assert written(page) == "{{estimate}}从头写"
    page.keyboard.press("Home")
    page.click("[data-insert=chart]")
    page.check("[name=rp-measures][value='training.classes']")
    page.click(".rp-picker button[value=insert]")
    assert re.fullmatch(r"\{\{chart training.classes \d{6} \d{4} prefecture\}\}\n\{\{estimate\}\}从头写", written(page))
    assert not stranger.faults


def test_table_stands_on_a_line_of_its_own(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    page.click("[data-insert=table]")
    page.click(".rp-picker button[value=insert]")
    assert "请选 1 至 6 个指标" in page.inner_text(".rp-problem")
    page.check("[name=rp-measures][value='training.classes']")
    page.select_option("#rp-span", "year")
    page.fill("#rp-year", "2021")
    page.click(".rp-picker button[value=insert]")
    page.keyboard.type("表后")
    assert written(page) == f"{OPENING}\n{{{{table training.classes 430000 2021 prefecture}}}}\n表后"
    page.wait_for_selector("[data-article] table")
    assert not stranger.faults


def test_headings_and_pasting_leave_plain_text(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    page.keyboard.press("Enter")
    page.click("[data-block=h2]")
    page.keyboard.type("组织建设")
    page.keyboard.press("Enter")
    page.click("[data-block=p]")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<b>粗</b>");
          data.setData("text/plain", "<b>粗</b>");
          const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
          document.querySelector(".rp-area").dispatchEvent(event);
        }"""
    )
    assert written(page) == f"{OPENING}\n# 组织建设\n<b>粗</b>"
    page.wait_for_selector("[data-article]:has-text('<b>粗</b>')")
    assert page.locator(".rp-area b, [data-article] b").count() == 0
    assert not stranger.faults


def test_typed_number_and_broken_slot_are_flagged(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    page.keyboard.type("培训了4200余人次，有{{nothing.here 430000 2021}}。")
    page.wait_for_selector(".rp-state:has-text('4200余人次')")
    page.wait_for_selector(".rp-state:has-text('nothing.here')")
    saves(page)
    page.wait_for_selector(".rp-chip.is-broken")
    assert not stranger.faults


def test_second_of_two_writers_keeps_every_word(stranger: Visitor, colleague: Visitor) -> None:
    mine = begins(stranger)
    address = re.sub(r"^https?://[^/]+|\?.*$", "", mine.url)
    colleague.signs_in("renyuan")
    theirs = ready(colleague.opens(address))
    at_the_end(theirs)
    theirs.keyboard.type("别人写的")
    saves(theirs)
    at_the_end(mine)
    mine.keyboard.type("我写的<b>")
    mine.keyboard.press("Control+s")
    mine.wait_for_selector(".rp-difference")
    ready(mine)
    assert "别人写的" in mine.inner_text(".rp-difference")
    assert written(mine) == f"{OPENING}我写的<b>"
    assert not mine.is_visible(".rp-restore")
    saves(mine)
    assert written(mine) == f"{OPENING}我写的<b>"
    assert [fault for fault in stranger.faults if "409" not in fault] == []


def test_text_is_offered_back_after_a_crash(stranger: Visitor) -> None:
    page = begins(stranger)
    address = page.url.partition("?")[0]
    at_the_end(page)
    page.keyboard.type("还没存")
    page.goto("about:blank")
    page.goto(address)
    ready(page)
    assert written(page) == OPENING
    page.click("text=找回")
    assert written(page) == f"{OPENING}还没存"
    saves(page)
    page.goto(address)
    ready(page)
    assert not page.is_visible(".rp-restore")
    assert not stranger.faults


def test_text_whose_saving_failed_on_the_way_is_offered_back(stranger: Visitor) -> None:
    page = begins(stranger)
    address = page.url.partition("?")[0]
    at_the_end(page)
    page.keyboard.type("网断了")
    page.route("**/edit/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    with page.expect_event("requestfailed"):
        page.keyboard.press("Control+s")
    for _ in range(100):
        if page.url.startswith("chrome-error:"):
            break
        page.wait_for_timeout(50)
    page.goto(address)
    ready(page)
    page.click("text=找回")
    assert written(page) == f"{OPENING}网断了"


def test_input_method_writes_between_figures(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    picks_units(page)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "lian", "selectionStart": 4, "selectionEnd": 4})
    devtools.send("Input.insertText", {"text": "联谊"})
    assert written(page) == f"{OPENING}{UNITS}联谊"
    assert not stranger.faults


def slowly(page: Page, *, milliseconds: int = 300) -> None:
    """Have every answer of the picker and the preview come late, as on a slow line."""

    def late(route: Route) -> None:
        page.wait_for_timeout(milliseconds)
        route.continue_()

    page.route("**/reports/words/**", late)
    page.route("**/preview/", late)


def test_first_press_counts_on_a_slow_line_and_a_stock_takes_the_reports_day(stranger: Visitor) -> None:
    page = begins(stranger)
    page.fill("[name=day]", "2021-12-31")
    at_the_end(page)
    slowly(page)
    page.click("[data-insert=figure]")
    page.select_option("#rp-measure", "network.associations")
    assert page.input_value("#rp-last") == "2021-12-31"
    page.fill("#rp-place", "长沙市")
    page.click(".rp-picker button[value=insert]")  # leaving the field asks for the words once more
    page.wait_for_selector(".rp-picker", state="hidden")
    assert written(page) == f"{OPENING}{{{{network.associations 430100 @2021-12-31 exact}}}}"
    assert not stranger.faults


def test_picker_without_words_says_why_and_inserts_nothing(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    page.click("[data-insert=figure]")
    page.fill("#rp-place", "没有这里")
    page.click(".rp-picker button[value=insert]")
    page.wait_for_selector(".rp-problem:has-text('没有这里')")
    assert page.is_visible(".rp-picker")
    assert not page.is_visible("[data-waiting]")
    page.fill("#rp-place", "湖南省")
    page.click(".rp-picker button[value=insert]")
    page.wait_for_selector(".rp-picker", state="hidden")
    assert written(page).startswith(f"{OPENING}{{{{")
    assert [fault for fault in stranger.faults if "400" not in fault and "404" not in fault] == []


def test_typed_number_becomes_a_figure_by_one_press(stranger: Visitor) -> None:
    page = begins(stranger)
    at_the_end(page)
    page.keyboard.type("截至2021年12月31日，全省县级覆盖率90%，目标覆盖率95%。")
    page.wait_for_selector(".rp-state [data-replace][data-words='90%']")
    assert "90%" in page.inner_text(".rp-state")
    page.click(".rp-state [data-replace][data-words='90%']")
    assert written(page) == (
        f"{OPENING}截至2021年12月31日，全省县级覆盖率{{{{network.county_coverage 430000 @2021-12-31 exact}}}}，目标覆盖率95%。"
    )
    page.keyboard.press("Control+z")
    assert written(page) == f"{OPENING}截至2021年12月31日，全省县级覆盖率90%，目标覆盖率95%。"
    assert not stranger.faults


def test_figures_are_reached_and_changed_by_keyboard(passer_by: Visitor) -> None:
    page = begins(passer_by)
    at_the_end(page)
    picks_units(page)
    page.wait_for_selector(".rp-chip:not(:text-is('…'))")
    page.focus("[data-block=p]")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rp-chip"
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=rp-style][value=about]")
    page.check("[name=rp-style][value=about]")
    page.focus(".rp-picker button[value=insert]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rp-picker", state="hidden")
    assert written(page) == OPENING + UNITS.replace("exact", "about")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rp-picker [data-remove]")
    page.focus(".rp-picker [data-remove]")
    page.keyboard.press("Enter")
    assert written(page) == OPENING
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert not passer_by.faults


def test_editor_fits_a_phone(passer_by: Visitor) -> None:
    page = begins(passer_by)
    at_the_end(page)
    picks_units(page)
    page.wait_for_selector(".rp-chip:not(:text-is('…'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.click("[data-insert=table]")
    box = page.locator(".rp-picker").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert not passer_by.faults


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_editor_has_no_serious_barrier(stranger: Visitor, theme: str) -> None:
    stranger.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page = begins(stranger)
    at_the_end(page)
    page.keyboard.type("培训了4200余人次，")
    picks_units(page)
    page.wait_for_selector(".rp-state:has-text('4200余人次')")
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    page.click("[data-insert=figure]")
    page.wait_for_selector("[name=rp-style]")
    assert page.evaluate(SERIOUS) == []
    assert not stranger.faults


def test_text_is_written_where_scripts_are_off(browser: Browser, stranger: Visitor) -> None:
    address = begins(stranger).url.partition("?")[0]
    context = browser.new_context(java_script_enabled=False, storage_state=stranger.page.context.storage_state())
    page = context.new_page()
    page.goto(address)
    page.fill("textarea[name=body]", f"有{UNITS}。")
    page.click(".rp-save button")
    page.wait_for_selector("text=已保存。")
    assert page.input_value("textarea[name=body]") == f"有{UNITS}。"
    context.close()
