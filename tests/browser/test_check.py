"""核数 in a real browser: choose another record, filter, take the files away - with scripts, without, and on a phone."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_pages import AXE, SERIOUS
from tests.claims.conftest import FACTS, TEXT


def ask(page: Page) -> None:
    page.fill("textarea[name=text]", TEXT)
    page.set_input_files("input[name=facts]", {"name": "数据.csv", "mimeType": "text/csv", "buffer": FACTS.encode()})
    page.fill("input[name=date]", "2022-09-26")
    page.fill("input[name=home]", "湖南省")
    page.click("main button:has-text('核对')")
    page.wait_for_url("**/check/d/**")


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(".ck-note:not([hidden])", "notes => notes.map((note) => note.id)")


def taken(page: Page, label: str) -> bytes:
    with page.expect_download() as download:
        page.click(f".ck-downloads a:has-text('{label}')")
    return Path(download.value.path()).read_bytes()


def test_record_is_chosen_filtered_and_taken_away(stranger: Visitor) -> None:
    page = stranger.opens("/check/")
    ask(page)
    assert shown(page) == ["n1", "n2", "n3", "n4"]
    page.click("#n3 .ck-change summary")
    page.click("#n3 .ck-choices button:has-text('合作社口径')")
    page.wait_for_selector("#n3[data-verdict=contradicted]")
    page.wait_for_selector("#n3:focus")
    assert "人工指定" in page.inner_text("#n3")
    page.click(".ck-tallies [data-verdict=contradicted]")
    assert shown(page) == ["n2", "n3"]
    assert "verdict=contradicted" in page.url
    assert page.locator(".ck-mark.ck-dim").count() == 2
    page.reload()
    assert shown(page) == ["n2", "n3"]
    page.keyboard.press("Escape")
    page.focus(".ck-tallies [data-verdict=contradicted]")
    page.keyboard.press("Enter")
    assert shown(page) == ["n1", "n2", "n3", "n4"]
    comments = zipfile.ZipFile(io.BytesIO(taken(page, "Word"))).read("word/comments.xml").decode()
    assert "人工指定" in comments
    assert '"override": true' in taken(page, "JSON").decode()
    assert taken(page, "Excel")[:2] == b"PK"
    assert not stranger.faults


def test_record_is_found_by_a_word_in_place(stranger: Visitor) -> None:
    page = stranger.opens("/check/")
    ask(page)
    page.click("#n1 .ck-change summary")
    page.click("#n1 .ck-pick a")
    page.fill("#q1", "女")
    page.press("#q1", "Enter")
    expect(page.locator("#n1 .ck-pick .ck-choices button")).to_have_count(1)
    page.click("#n1 .ck-pick .ck-choices button")
    page.wait_for_selector("#n1[data-verdict=contradicted]")
    assert not stranger.faults


def test_record_is_chosen_where_scripts_are_off(stranger: Visitor) -> None:
    browser = stranger.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 812})
    page = context.new_page()
    page.goto(stranger.served.address + "/check/")
    ask(page)
    page.click("#n1 .ck-change summary")
    page.click("#n1 .ck-pick a")
    page.fill("input[name=q]", "女")
    page.click("button:has-text('找')")
    page.click(".ck-choices button:has-text('女会员人数')")
    page.wait_for_url("**/check/d/**#n1")
    assert page.locator("#n1[data-verdict=contradicted]").is_visible()
    page.click(".ck-tallies [data-verdict=contradicted]")
    assert page.locator(".ck-note[hidden]").count() == 2
    context.close()


def test_result_fits_a_phone(passer_by: Visitor) -> None:
    page = passer_by.opens("/check/")
    ask(page)
    page.click("#n3 .ck-change summary")
    page.click("#n3 .ck-pick a")
    page.wait_for_selector("#n3 .ck-search")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert not passer_by.faults


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_result_has_no_serious_barrier(stranger: Visitor, theme: str) -> None:
    stranger.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page = stranger.opens("/check/")
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    ask(page)
    page.click(".ck-tallies [data-verdict=ambiguous]")
    page.click("#n3 .ck-change summary")
    page.click("#n3 .ck-pick a")
    page.wait_for_selector("#n3 .ck-search")
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
