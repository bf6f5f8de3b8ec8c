"""From a firm's phone to a held talk with firms counted: asked, taken up, proposed, accepted by both, held, told."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, Served, Visitor
from tongxin.kernel.period import today

FIRM = "浏览器食品有限公司（演示）"
ASK = "/f/expert-request/demo-team-1/"


def _sends(page: Page) -> None:
    page.click("form.tx-entry button.btn-primary[type=submit]")
    page.wait_for_selector("body[data-ready]", state="attached")


def _asks(firm: Visitor) -> str:
    page = firm.opens("/p/teams/demo-team-1/")
    page.click("a:has-text('填写企业需求')")
    page.wait_for_selector("input[name=firm_name]")
    page.fill("input[name=firm_name]", FIRM)
    page.fill("input[name=firm_place]", "宁乡市")
    page.select_option("select[name=field]", "law")
    page.fill("textarea[name=need]", "合同怎么审。")
    page.fill("input[name=contact]", "刘例采")
    page.fill("input[name=mobile]", "16000001234")
    page.check("input[name=statement]")
    page.check("input[name=consent]")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.click("button:has-text('提交需求')")
    page.wait_for_selector(".po-lead:has-text('待受理')")
    return page.url


def _proposes(officer: Visitor) -> str:
    """Take the request up, propose the first on the list and make the expert's address; return it."""
    page = officer.opens("/expert-requests/?q=浏览器食品")
    page.click(f"a:has-text('{FIRM}')")
    page.wait_for_selector("text=合同怎么审")
    page.click("a.btn:has-text('受理')")
    page.wait_for_selector("input[name=firm_name]")
    _sends(page)
    page.click("a.btn:has-text('推荐专家')")
    page.wait_for_selector("input[name=expert]")
    assert "领域相同：法律" in page.inner_text("form.tx-entry")
    page.check("label:has-text('领域相同：法律') input[name=expert] >> nth=0")
    _sends(page)
    page.click("a:has-text('生成专家答复地址')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.click("form.tx-entry button.btn-primary[type=submit]")
    page.wait_for_selector("#address")
    return page.inner_text("#address").strip()


def test_request_of_a_firm_becomes_a_held_talk_with_firms_counted(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    contexts = [browser.new_context(viewport=size, locale="zh-CN") for size in (PHONE, DESK, PHONE)]
    firm, officer, expert = (Visitor(context, served=served) for context in contexts)
    followed = _asks(firm)
    officer.signs_in("renyuan")
    address = _proposes(officer)
    page = expert.opens(address.removeprefix(served.address))
    assert FIRM in page.inner_text("main")
    page.click("button:has-text('接受') >> nth=0")
    page.wait_for_selector("body[data-ready]", state="attached")
    firm.page.goto(followed)
    assert "（法律）" in firm.page.inner_text("main")
    firm.page.screenshot(path=tmp_path / "follow.png", full_page=True)
    firm.page.click("button:has-text('接受推荐')")
    firm.page.wait_for_selector(".po-lead:has-text('双方已接受')")
    page = officer.opens("/expert-requests/?q=浏览器食品")
    page.click(f"a:has-text('{FIRM}')")
    page.click("a.btn:has-text('安排服务')")
    page.wait_for_selector("input[name=title]")
    page.fill("input[name=title]", "浏览器里的辅导")
    page.select_option("select[name=kind]", "coaching")
    page.fill("input[name=first_day]", f"{today()}")
    _sends(page)
    page.click("a:has-text('浏览器里的辅导')")
    page.click("a.btn:has-text('登记为已举办')")
    page.wait_for_selector("textarea[name=firms]")
    page.fill("textarea[name=firms]", "示例第二食品公司（演示）\n示例第三食品公司（演示）\n示例第二食品公司（演示）")
    page.fill("input[name=confirmed_by]", "园区办公室")
    page.fill("input[name=head_count]", "12")
    page.screenshot(path=tmp_path / "hold.png", full_page=True)
    _sends(page)
    held = page.inner_text("main")
    assert re.search(r"参加企业\s*3", held)
    assert FIRM in held
    page.screenshot(path=tmp_path / "talk.png", full_page=True)
    firm.page.goto(followed)
    assert "已答复" in firm.page.inner_text(".po-lead")
    firm.page.click("a:has-text('填写服务反馈')")
    firm.page.check("input[name=helped][value=solved]")
    firm.page.click("button:has-text('提交反馈')")
    firm.page.wait_for_selector(".po-lead")
    assert [visitor.faults for visitor in (firm, officer, expert)] == [[], [], []]
    for context in contexts:
        context.close()
