"""A gift from the pledge to its use, one reversal, one gift told by three levels that counts once, and the public page."""

from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, New, Visitor
from tests.browser.steps import follow, send
from tests.browser.test_proposal import LAPTOP, looked_at

GIFT = {
    "cause": "疫情防控", "recipient": "红十字会（演示）", "giver_kind": "association", "pledged": "2022-08-01",
}  # fmt: skip


def pledged(one: Visitor, title: str, **more: str) -> str:
    """Enter a gift of the visitor's own association; return the address of its page."""
    page = one.opens("/gifts/new/")
    organiser = page.input_value("input[name=organiser]")
    send(page, "登记", title=title, behalf=organiser, **GIFT | more)
    return page.url.partition(one.served.address)[2].partition("#")[0]


def test_gift_is_pledged_received_checked_and_used(new: New, tmp_path: Path) -> None:
    secretary, officer = new(PHONE), new(LAPTOP)
    secretary.signs_in("ningxiang")
    officer.signs_in("changsha")
    secretary.opens("/gifts/new/")
    looked_at(secretary, tmp_path, "new")
    gift = pledged(secretary, "宁乡捐建方舱", value="12万元")
    page = secretary.page
    follow(page, "登记接收")
    send(page, "登记接收", received="2022-08-03", receipt="浏览器收1")
    assert "待复核" in page.inner_text("main")
    page = officer.opens(gift)
    follow(page, "复核通过")
    send(page, "复核通过")
    page = secretary.opens(gift)
    follow(page, "登记使用")
    looked_at(secretary, tmp_path, "use")
    use = {
        "day": "2022-08-20",
        "value": "2万元",
        "cause": "疫情防控",
        "purpose": "购置床位",
        "helped": "困难群众 40 人",
    }
    send(page, "登记使用", **use)
    said = looked_at(secretary, tmp_path, "used")
    for word in ("已接收", "现金 12.00万元", "2.00万元", "还剩 10.00万元", "购置床位", "登记单位"):
        assert word in said, word
    assert "主办单位" not in said
    page = officer.opens(gift)
    assert "困难群众 40 人" in page.inner_text("main")
    looked_at(officer, tmp_path, "used")
    assert (secretary.faults, officer.faults) == ([], [])


def test_gift_entered_twice_is_reversed_and_both_lines_stay(new: New, tmp_path: Path) -> None:
    secretary = new(PHONE)
    secretary.signs_in("ningxiang")
    pledged(secretary, "重复登记的捐款", value="70,000", received="2022-08-03", receipt="浏览器收2")
    page = secretary.page
    follow(page, "冲正")
    looked_at(secretary, tmp_path, "reversal")
    send(page, "整笔冲正", kind="duplicate", reason="同一张收据登了两次")
    said = looked_at(secretary, tmp_path, "reversed")
    for word in ("已冲正", "重复登记冲正", "-7.00万元"):
        assert word in said, word
    assert secretary.faults == []


def test_gift_told_by_three_levels_is_matched_in_the_queue(new: New, tmp_path: Path) -> None:
    received = {"value": "8,888", "received": "2022-08-05"}
    for name in ("ningxiang", "changsha"):
        one = new(LAPTOP)
        one.signs_in(name)
        pledged(one, f"三级同一笔（{name}）", receipt=f"浏览器收{name}", **received)
    province = new(LAPTOP)
    province.signs_in("sheng")
    gift = pledged(province, "三级同一笔（sheng）", receipt="浏览器收sheng", **received)
    for _ in range(2):
        page = province.opens("/gift-candidates/")
        looked_at(province, tmp_path, "candidates")
        pair = page.locator("tr", has_text="8,888.00元").filter(has_text="ningxiang").first
        pair.locator("a", has_text="是同一笔").first.click()
        page.wait_for_selector("body[data-ready]", state="attached")
        looked_at(province, tmp_path, "decision")
        send(page, "登记", reason="同一张银行回单")
        assert "同一笔" in looked_at(province, tmp_path, "decided")
    assert "8,888.00元" not in province.opens("/gift-candidates/").inner_text("main")
    assert "核对结果" in province.opens(gift).inner_text("main")
    looked_at(province, tmp_path, "matched")
    assert province.faults == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_anybody_reads_what_was_given(new: New, tmp_path: Path, size: dict[str, int]) -> None:
    stranger = new(size)
    page = stranger.opens("/")
    page.click("a:has-text('公益捐赠')")
    page.wait_for_selector("body[data-ready]", state="attached")
    said = looked_at(stranger, tmp_path, "public")
    for word in ("公益捐赠公开", "数据质量", "没有列入的", "物资和服务", "下载数据"):
        assert word in said, word
    assert stranger.faults == []
