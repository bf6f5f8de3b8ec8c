"""Main pages in a real browser: they fit a phone, keep the page policy, and can be used without a mouse or without seeing."""

from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Visitor

PUBLIC = [
    "/",
    "/board/",
    "/board/?place=430100",
    "/board/?place=430121&year=2021",
    "/board/?map=network.members",
    "/measures/",
    "/figures/network.county_coverage",
    "/figures/training.persons?place=430100&from=2021-01-01&to=2021-12-31",
    "/accounts/login/",
    "/nowhere/",
]
STAFF = [
    "/work/",
    "/accounts/2fa/",
    "/board/",
    "/figures/training.person_times?place=430000&from=2021-01-01&to=2021-12-31",
    "/returns/",
    "/returns/grid/",
    "/returns/late/",
    "/returns/duties/",
    "/returns/calendar/",
    "/returns/asserted/new/",
]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
SERIOUS = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | "));
}"""


def faults_of(visitor: Visitor, path: str) -> list[str]:
    """What the browser complained of, apart from the 404 that was asked for."""
    return [fault for fault in visitor.faults if not (path == "/nowhere/" and "404" in fault)]


@pytest.mark.parametrize("path", PUBLIC)
def test_page_fits_a_phone(passer_by: Visitor, path: str) -> None:
    page = passer_by.opens(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert not faults_of(passer_by, path)


@pytest.mark.parametrize("path", STAFF)
def test_page_of_an_officer_fits_a_phone(passer_by: Visitor, path: str) -> None:
    passer_by.signs_in("sheng")
    page = passer_by.opens(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert not passer_by.faults


RAN = """
from django.utils import timezone
from tongxin.access.models import ScheduledRun
from tongxin.access.schedule import SCHEDULE
now = timezone.now()
for one in SCHEDULE()():
    told = {"started": now, "ended": now, "succeeded": now, "sentence": "删去 12 条为撤回留存的内容。"}
    ScheduledRun.objects.update_or_create(code=one.code, defaults=told, create_defaults={**told, "due": one.due_after(now)})
"""


def test_table_of_many_times_fits_a_small_screen(stranger: Visitor) -> None:
    stranger.served.does(RAN)
    stranger.signs_in("guanli")
    for width in (1280, 1024, 375):
        stranger.page.set_viewport_size({"width": width, "height": 900})
        page = stranger.opens("/manage/status/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelectorAll('.tx-table td.tx-time').length") > 20


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_has_no_serious_barrier(stranger: Visitor, path: str, theme: str) -> None:
    stranger.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page = stranger.opens(path)
    assert page.get_attribute("html", "data-bs-theme") == theme
    page.evaluate(AXE)
    assert page.evaluate(SERIOUS) == []
    assert not faults_of(stranger, path)


def test_officers_page_has_no_serious_barrier(stranger: Visitor) -> None:
    stranger.signs_in("sheng")
    for path in STAFF:
        page = stranger.opens(path)
        page.evaluate(AXE)
        assert page.evaluate(SERIOUS) == []


def test_clicks_lead_from_the_province_to_a_county_and_its_figure(stranger: Visitor) -> None:
    page = stranger.opens("/board/")
    page.click(".tx-map-head a:has-text('长沙')")
    assert page.inner_text("h1") == "长沙市"
    page.click(".tx-tile:has-text('宁乡市')")
    assert page.inner_text("h1") == "宁乡市"
    page.click(".bd-item:has-text('联谊组织')")
    assert page.inner_text("h1") == "联谊组织"
    assert "宁乡市" in page.inner_text(".bd-main")


def test_bar_of_a_chart_opens_its_place(stranger: Visitor) -> None:
    page = stranger.opens("/figures/network.associations")
    page.click("[data-chart=chart-places] svg path[fill='#2f5d8a'] >> nth=0")
    page.wait_for_url("**place=43**")
    assert page.locator(".tx-crumbs").is_visible()


def test_keyboard_reaches_the_text_first_and_closes_what_it_opened(stranger: Visitor) -> None:
    page = stranger.opens("/board/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details.tx-menu[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.tx-menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_chosen_theme_is_remembered(stranger: Visitor) -> None:
    page = stranger.opens("/board/")
    page.click("[data-theme-switch]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert stranger.opens("/measures/").get_attribute("html", "data-bs-theme") == "dark"


def test_phone_menu_opens_and_closes(passer_by: Visitor) -> None:
    passer_by.signs_in("sheng")
    page = passer_by.page
    assert not page.locator("aside a:has-text('工作台')").is_visible()
    page.click("[data-menu-toggle]")
    page.locator("aside a:has-text('工作台')").wait_for(state="visible")
    page.click("aside summary:has-text('看板')")
    page.locator("aside a:has-text('指标目录')").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("aside a:has-text('工作台')").wait_for(state="hidden")


def test_menu_is_counted_by_a_script_where_the_page_was_made_before(stranger: Visitor) -> None:
    stranger.signs_in("renyuan")
    said = stranger.page.locator(".po-waiting .tx-count").all_inner_texts()
    assert said
    page = stranger.opens("/accounts/password/change/")
    for name in ("oldpassword", "password1", "password2"):
        page.fill(f"input[name={name}]", "wrong")
    page.press("input[name=password2]", "Enter")  # what is sent makes the numbers forgotten
    page.wait_for_selector(".tx-errors, .alert-danger")
    stranger.opens("/accounts/password/change/")
    page.wait_for_selector("nav[data-counted]", state="attached")
    assert page.locator("aside .tx-count").count() > 1
    assert not stranger.faults


def test_page_works_where_scripts_are_off(stranger: Visitor) -> None:
    browser = stranger.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 812})
    page = Visitor(context, served=stranger.served).page
    page.goto(stranger.served.address + "/board/")
    assert page.locator(".tx-tile").count() > 100
    assert page.locator(".tx-chart details").first.is_visible()
    context.close()


def test_every_chart_is_drawn(stranger: Visitor) -> None:
    page = stranger.opens("/board/")
    charts = page.locator("[data-chart]").count()
    assert charts >= 6
    assert page.locator("[data-chart] svg").count() == charts


def test_axe_is_installed() -> None:
    assert (Path(ROOT) / "node_modules/axe-core/axe.min.js").is_file()
