"""A paper from the draft to a classified answer with its clock, and a suggestion from a phone to the draft made of it."""

from pathlib import Path

from tests.browser.conftest import PHONE, New, Visitor
from tests.browser.steps import fits, follow, press, send

LAPTOP = {"width": 1280, "height": 900}
TITLE = "关于夜间开放社区活动室的建议"


def looked_at(one: Visitor, path: Path, name: str) -> str:
    """Check the page against the screen, keep its picture, and return what it says."""
    size = one.page.viewport_size
    assert size
    fits(one.page, size["width"])
    one.page.screenshot(path=path / f"{name}-{size['width']}.png", full_page=True)
    return one.page.inner_text("main")


def drafted(secretary: Visitor) -> str:
    page = secretary.opens("/proposals/new/")
    send(page, "登记", title=TITLE, received="2022-08-25", text="现状、问题和建议各一段。")
    press(page, "送审")
    return page.url.partition(secretary.served.address)[2].partition("#")[0]


def test_paper_goes_from_draft_to_a_classified_answer_with_its_clock(new: New, tmp_path: Path) -> None:
    secretary, officer = new(PHONE), new(LAPTOP)
    secretary.signs_in("ningxiang")
    officer.signs_in("changsha")
    paper = drafted(secretary)
    press(officer.opens(paper), "审定")
    page = secretary.opens(paper)
    follow(page, "登记报送")
    looked_at(secretary, tmp_path, "delivery")
    send(page, "登记报送", channel="congress", body="市人大常委会", delivered="2022-09-01", receipt="收文〔2022〕9号")
    said = looked_at(secretary, tmp_path, "delivered")
    for word in ("已报送", "人大建议：市人大常委会", "立案期限", "2022年9月23日", "已超期"):
        assert word in said, word
    page = officer.opens(paper)
    follow(page, "登记立案")
    send(page, "登记立案", day="2022-09-20", body="市民政局")
    said = looked_at(officer, tmp_path, "filed")
    assert "答复期限" in said
    assert "2022年12月20日" in said
    follow(page, "登记答复")
    send(page, "登记答复", body="市民政局", day="2022-09-26", text="已列入明年计划。")
    page = officer.opens("/proposals/")
    follow(page, "待分类的答复")
    assert "待分类" in looked_at(officer, tmp_path, "queue")
    page.locator("tr", has_text=TITLE).locator("a").first.click()
    page.wait_for_selector("body[data-ready]", state="attached")
    follow(page, "分类")
    send(page, "分类", grade="B")
    assert "B 列入计划逐步解决" in looked_at(officer, tmp_path, "answer")
    said = secretary.opens(paper).inner_text("main")
    assert "已答复" in said
    assert "B 列入计划逐步解决" in said
    looked_at(secretary, tmp_path, "answered")
    assert (secretary.faults, officer.faults) == ([], [])


def test_suggestion_goes_from_a_phone_to_a_draft_and_its_writer_follows_it(new: New, tmp_path: Path) -> None:
    secretary, stranger = new(LAPTOP), new(PHONE)
    secretary.signs_in("ningxiang")
    page = secretary.opens("/suggestion-boxes/new/")
    send(page, "登记")
    said = looked_at(secretary, tmp_path, "box")
    assert "填写地址" in said
    address = page.get_attribute("main a[href^='/f/suggestions/']", "href")
    assert address
    page = stranger.opens(address)
    looked_at(stranger, tmp_path, "form")
    send(page, "提交意见", text="社区活动室晚上能不能开放？年轻人下班才有空。")
    assert "已收到，等待办理" in looked_at(stranger, tmp_path, "handed-in")
    page = secretary.opens("/suggestions/?state=received")
    looked_at(secretary, tmp_path, "suggestions")
    page.click("main tbody a:has-text('社区活动室')")
    page.wait_for_selector("body[data-ready]", state="attached")
    follow(page, "采用")
    send(page, "写成建言", title="关于夜间开放社区活动室的建议（群众意见）")
    said = looked_at(secretary, tmp_path, "taken-up")
    assert "已采用" in said
    assert "群众意见" in said
    stranger.page.reload()
    stranger.page.wait_for_selector("body[data-ready]", state="attached")
    assert "起草中" in looked_at(stranger, tmp_path, "followed")
    assert (secretary.faults, stranger.faults) == ([], [])
