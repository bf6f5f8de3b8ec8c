"""A claim from a stranger's phone to the published check, corrected by two, withdrawn in the open; the page, its card and feed."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE, Served, Visitor
from tests.browser.test_contest import fits, press, send
from tongxin.kernel.period import today

DESK = {"width": 1280, "height": 900}
ORGANISER = "长沙市新的社会阶层人士联谊会"
CLAIM = "听说河东片区明天起停水三天，微信号：wang_123456，快转给家里人"


@pytest.fixture
def visitors(browser: Browser, served: Served) -> Iterator[dict[str, Visitor]]:
    """An officer of the city, one of the province, and a stranger with a phone."""
    with ExitStack() as contexts:
        found = {}
        for name, size in (("changsha", DESK), ("sheng", DESK), ("stranger", PHONE)):
            context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
            contexts.callback(context.close)
            found[name] = Visitor(context, served=served)
            if name != "stranger":
                found[name].signs_in(name)
        yield found


def asks(stranger: Visitor, form: str) -> str:
    page = stranger.opens(form)
    fits(page, PHONE["width"])
    page.fill("textarea[name=claim]", CLAIM)
    page.select_option("select[name=seen_in]", label="聊天群")
    page.check("input[name=consent]")
    page.click("button:has-text('提交线索')")
    page.wait_for_selector(".po-lead")
    assert "已收到，等待受理" in page.inner_text(".po-lead")
    assert "wang_123456" not in page.inner_text("main")
    fits(page, PHONE["width"])
    return page.url


def uploads(page: Page, *copies: Path) -> None:
    page.click("#evidence a:has-text('上传文件')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.set_input_files("input[name=chosen]", list(copies))
    page.select_option("select[name=kind]", label="存档网页或文件")
    page.click(".tx-entry button:has-text('上传')")
    page.wait_for_selector("#evidence .tx-files")


def rests_on(page: Page, *, owner: str, origin: str) -> None:
    page.click(".tx-actions a:has-text('登记来源')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.select_option("select[name=file]", index=1)
    said = {"title": f"{owner}公告", "owner": owner, "origin": origin, "seen": today().isoformat()}
    send(page, "登记来源", **said)


def finds(page: Page) -> None:
    page.click(".tx-actions a:has-text('送复核')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.select_option("select[name=verdict]", label="不实")
    finding = {"summary": "水厂没有停水计划。", "text": "水厂和城管局都说没有。", "reply_waived": "没有涉及单位"}
    send(page, "送复核", **finding)
    assert "请选择错误类型" in page.inner_text("main")
    page.select_option("select[name=kind]", label="捏造细节")
    send(page, "送复核")


def test_claim_is_checked_by_two_published_corrected_and_withdrawn(
    visitors: dict[str, Visitor], tmp_path: Path
) -> None:
    city, province, stranger = visitors["changsha"], visitors["sheng"], visitors["stranger"]
    page = city.opens("/fact-check-desks/new/")
    send(page, "登记", organiser=ORGANISER, about="看到拿不准的消息，贴在这里。")
    fits(page, DESK["width"])
    follow = asks(stranger, page.get_attribute("#form a", "href") or "")

    page = city.opens("/fact-checks/?state=received&q=河东片区")
    page.click("table a:has-text('河东片区')")
    page.wait_for_selector("body[data-ready]", state="attached")
    press(page, "受理")
    record = page.url
    copies = [tmp_path / "甲.csv", tmp_path / "乙.csv"]
    for copy in copies:
        copy.write_text(f"栏目,内容\n{copy.stem},没有停水\n", encoding="utf-8")
    uploads(page, *copies)
    rests_on(page, owner="宁乡市自来水公司", origin="供水调度记录")
    page.click(".tx-actions a:has-text('送复核')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.select_option("select[name=verdict]", label="属实")
    send(page, "送复核", summary="一", text="二", reply_waived="三")
    assert "只有一个可用的来源" in page.inner_text("main")
    page.goto(record)
    page.wait_for_selector("body[data-ready]", state="attached")
    rests_on(page, owner="长沙市城管局", origin="现场核实")
    finds(page)
    assert page.locator(".tx-actions a:has-text('发布')").count() == 0  # who researched does not publish
    fits(page, DESK["width"])

    page = province.opens(record.removeprefix(province.served.address))
    page.click(".tx-actions a:has-text('发布')")
    page.wait_for_selector("body[data-ready]", state="attached")
    send(page, "发布")
    public = page.get_attribute(".tx-facts a:has-text('打开')", "href") or ""

    page = stranger.opens(follow.removeprefix(stranger.served.address))
    page.click(f"a[href='{public}']")
    page.wait_for_selector("body[data-ready]", state="attached")
    assert "结论：不实（捏造细节）" in page.inner_text("main")
    fits(page, PHONE["width"])
    card = page.request.get(f"{stranger.served.address}{public}card.png")
    assert card.body().startswith(b"\x89PNG")
    (tmp_path / "card.png").write_bytes(card.body())

    page = city.opens(record.removeprefix(city.served.address))
    page.click(".tx-actions a:has-text('修订')")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.select_option("select[name=amendment]", label="更正")
    send(page, "送复核", reason="水厂来函", summary="水厂没有停水计划，只检修一小时。")
    page = province.opens(record.removeprefix(province.served.address))
    fits(page, DESK["width"])
    press(page, "同意修订")
    page = stranger.opens(public)
    assert page.inner_text(".tx-differences del") == "水厂没有停水计划。"
    assert page.inner_text(".tx-differences ins") == "水厂没有停水计划，只检修一小时。"
    page.screenshot(path=tmp_path / "corrected.png", full_page=True)

    page = province.opens(record.removeprefix(province.served.address))
    page.click(".tx-actions a:has-text('撤回')")
    page.wait_for_selector("body[data-ready]", state="attached")
    send(page, "撤回这条核查", reason="水厂收回了说明")
    page = stranger.opens(public)
    assert "撤回，不要再引用：水厂收回了说明" in page.inner_text("main")
    assert page.locator(".tx-lines .tx-differences").count() == 1
    fits(page, PHONE["width"])
    feed = page.request.get(f"{stranger.served.address}/p/fact-checks/feed.atom").text()
    assert "已撤回：听说河东片区" in feed
    page = stranger.opens("/fact-checks/published/")
    fits(page, PHONE["width"])
    assert "已撤回" in page.inner_text("table")
    refused = [fault for visitor in visitors.values() for fault in visitor.faults]
    assert [fault.partition("status of ")[2][:3] for fault in refused] == ["409", "400"]  # refused on purpose
