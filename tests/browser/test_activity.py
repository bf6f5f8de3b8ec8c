"""A secretary's evening on a phone: an activity just held, how many came, and its photos - each step looked at."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, Served, Visitor
from tests.lifecycle.evidence.making import picture

SECONDS = 90  # what a person may need; the browser alone must be far below


@pytest.fixture
def secretary(browser: Browser, served: Served) -> Iterator[Visitor]:
    """The secretary of 宁乡 with a phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True)
    one = Visitor(context, served=served)
    one.signs_in("ningxiang")
    yield one
    context.close()


def fits(visitor: Visitor) -> bool:
    """Tell whether nothing stands out beyond the edge of the phone."""
    width: int = visitor.page.evaluate("document.documentElement.scrollWidth")
    return width <= PHONE["width"]


def test_activity_with_photos_and_a_counted_crowd_is_entered_on_a_phone(secretary: Visitor, tmp_path: Path) -> None:
    begun = time.monotonic()
    page = secretary.opens("/activities/new/")
    assert fits(secretary)
    assert "宁乡市" in page.input_value("input[name=organiser]")
    assert page.input_value("input[name=first_day]")
    page.fill("input[name=title]", "宁乡新阶层广场快闪")
    page.select_option("select[name=kind]", label="快闪")
    page.fill("input[name=first_day]", "2022-09-24")
    page.fill("input[name=venue]", "灰汤镇广场")
    page.fill("input[name=head_count]", "１８６")
    page.select_option("select[name=head_evidence]", label="估计")
    page.fill("input[name=head_low]", "180")
    page.fill("input[name=head_high]", "200")
    assert fits(secretary)
    page.click("form.tx-entry button[type=submit]:not([name])")
    page.wait_for_url("**/activities/*/#evidence")
    page.wait_for_selector("body[data-ready]", state="attached")
    assert fits(secretary)
    text = page.inner_text("main")
    assert "已登记活动。" in page.inner_text("body")
    for said in ("宁乡新阶层广场快闪", "186", "在 180 至 200 之间", "灰汤镇广场", "已举办"):
        assert said in text, said
    (tmp_path / "现场.jpg").write_bytes(picture(size=(640, 480)))
    page.set_input_files("#evidence input[name=camera]", tmp_path / "现场.jpg")  # sent as soon as it is taken
    page.wait_for_selector("#evidence img")
    assert "1 个文件" in page.inner_text("#evidence")
    assert fits(secretary)
    assert time.monotonic() - begun < SECONDS
    assert secretary.faults == []
