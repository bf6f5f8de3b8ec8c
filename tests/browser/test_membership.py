"""From a code on paper to a reviewed application, and one's own page, on a phone."""

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_pages import AXE, SERIOUS


def test_stranger_applies_with_a_phone_and_the_secretary_reads_it(stranger: Visitor, passer_by: Visitor) -> None:
    stranger.signs_in("ningxiang")
    officer = stranger.opens("/people/applications/forms/")
    officer.click("tbody a >> nth=0")
    officer.go_back()
    officer = stranger.opens("/organisations/?q=宁乡市新的社会阶层人士联谊会")
    organisation = officer.get_attribute("tbody a >> nth=0", "href")
    officer = stranger.opens(f"{organisation}joining/")
    assert officer.evaluate("document.querySelector('.nw-code img').naturalWidth") > 100
    link = officer.inner_text(".nw-address")
    page = passer_by.opens("/join/" + link.partition("/join/")[2])
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    page.fill("input[name=name]", "刘例扫")
    page.fill("input[name=mobile]", "16099990001")
    page.check("input[name=consents] >> nth=0")
    page.click("button:has-text('提交申请')")
    page.wait_for_url("**/join/status/**")
    assert "待审核" in page.inner_text("main")
    assert "刘例扫" in stranger.opens("/people/applications/forms/").inner_text("main")
    assert not [*passer_by.faults, *stranger.faults]


@pytest.mark.parametrize("path", ["/me/", "/me/correct/", "/me/erase/"])
def test_own_page_fits_a_phone_and_has_no_serious_barrier(passer_by: Visitor, path: str) -> None:
    passer_by.signs_in("huiyuan")
    page = passer_by.opens(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    assert not passer_by.faults
