"""A contest from its call to the published result: three judges on tablets, one paper sheet, a seal by two, a screen in the hall."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, New, Visitor
from tests.browser.steps import fits, press, send
from tongxin.kernel.period import today

TITLE = "同心演讲大赛浏览器场"
TABLET = {"width": 768, "height": 1024}
HALL = {"width": 1280, "height": 720}
ENTRIES = (("我和我的家乡", "赵例荷"), ("街角的灯", "钱例莲"), ("一粒种子", "孙例桂"))
SECRET = [*(name for pair in ENTRIES for name in pair), "周例松"]


def called(office: Visitor) -> str:
    """Call the contest, take entries and judges, draw the numbers; return the address of its page."""
    day = today().isoformat()
    page = office.opens("/contests/new/")
    send(page, "登记", title=TITLE, first_day=day, last_day=day, criteria="内容 60\n表达 40")
    contest = page.url.partition(office.served.address)[2]
    send(office.opens(f"{contest}appoint/"), "聘请评委", judges="周例松 大学\n吴例竹 大学\n郑例梅 大学")
    for title, name in ENTRIES:
        page = office.opens(contest)
        page.click("a:has-text('登记参赛作品')")
        send(page, "登记", title=title, entrants=name)
    press(office.opens(contest), "截止报名")
    for link in [one.get_attribute("href") or "" for one in page.locator("#entries tbody a").all()]:
        press(office.opens(link), "审核为符合条件")
    send(office.opens(f"{contest}draw/"), "抽取编号并开始评分", seed="现场抽的字")
    return contest


def address_made(office: Visitor, path: str, label: str) -> str:
    """Make an address that is shown once, and return it below the root of the site."""
    page = office.opens(path)
    send(page, label)
    return page.inner_text("#address").partition(office.served.address)[2]


def scored(page: Page, number: int, *scores: str) -> None:
    page.click(f"[data-chip='{number}']")
    fields = page.locator(f"#e{number} [data-maximum]")
    for index, score in enumerate(scores):
        fields.nth(index).fill(score)
    fields.last.press("Enter")


def state(page: Page, number: int, word: str) -> None:
    expect(page.locator(f"#e{number} [data-status]")).to_have_text(word)


@contextmanager
def without_network(visitor: Visitor) -> Iterator[None]:
    visitor.page.context.set_offline(True)
    yield
    visitor.page.context.set_offline(False)


def first_judge(one: Visitor, desk: str) -> None:
    """Scores by keyboard: a wrong score is said beside its field, what is typed without network arrives afterwards."""
    page = one.opens(desk)
    text = page.inner_text("main")
    assert not [name for _, name in ENTRIES if name in page.content()]
    assert "1 号评委" in text
    fits(page, 768)
    page.focus("#e1 [data-maximum] >> nth=0")
    page.keyboard.type("61")
    page.keyboard.press("Enter")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    assert "「内容」的得分「61」不对" in page.inner_text("#e1 [data-wrong=score1]")
    state(page, 1, "有误")
    scored(page, 1, "５５．５", "30")
    state(page, 1, "已保存")
    with without_network(one):
        scored(page, 2, "40", "30")
        state(page, 2, "待送出")
        scored(page, 3, "30", "20")
        scored(page, 2, "41", "30")
        assert "2 份评分表还没有送到" in page.inner_text("[data-net]")
    for number in (2, 3):
        state(page, number, "已保存")
    assert page.inner_text("[data-given]") == "3"
    assert page.evaluate("localStorage.length") <= 1  # nothing but the chosen theme
    one.faults = [fault for fault in one.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def second_judge(one: Visitor, desk: str) -> None:
    """On a phone. An answer of the server is lost on its way: what was saved meanwhile is changed, nothing is doubled."""
    page, lost = one.opens(desk), []
    fits(page, 375)

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().json())
        route.abort()

    page.route("**/sheets/", lose_the_first)
    scored(page, 1, "49", "30")
    state(page, 1, "待送出")
    scored(page, 1, "50", "30")
    state(page, 1, "已保存")
    assert lost[0]["scores"] == ["49", "30"]
    assert page.get_attribute("#e1", "data-version") == "2"
    for number, scores in ((2, ("45", "33")), (3, ("31", "20"))):
        scored(page, number, *scores)
        state(page, number, "已保存")
    one.faults = [fault for fault in one.faults if "ERR_FAILED" not in fault and "409" not in fault]


def third_judge(one: Visitor, desk: str) -> None:
    """Stands aside for one entry, scores one, and gives the last one on paper; leaves the page with something typed."""
    page = one.opens(f"{desk}#e2")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#e2 summary")
    page.select_option("#e2 select", "teacher")
    page.click("#e2 button:has-text('回避这件作品')")
    page.wait_for_selector("#e2[data-state=aside]", state="attached")
    page.click("[data-chip='1']")
    page.fill("#e1 [data-maximum] >> nth=0", "52")
    page.reload()
    assert page.input_value("#e1 [data-maximum] >> nth=0") == "52"
    state(page, 1, "未保存")
    scored(page, 1, "52", "31")
    state(page, 1, "已保存")


def keyed(office: Visitor, other: Visitor, contest: str) -> None:
    """One paper sheet by two people."""
    page = office.opens(f"{contest}paper/?judge=3&entry=3")
    send(page, "保存并录下一份", score1="33", score2="22")
    assert "等第二人核对" in page.inner_text("main")
    page = other.opens(f"{contest}paper/")
    page.click("#waiting a:has-text('第二人核对')")
    send(page, "第二人核对", score1="33.0", score2="22")
    assert "两次录入一致" in page.inner_text("main")


def told(page: Page) -> str:
    """All that a screen holds: its markup and what its address of the state answers."""
    answer = page.evaluate("fetch(document.body.dataset.state).then((one) => one.text())")
    return page.content() + str(json.loads(answer))


def test_contest_goes_from_its_call_to_the_published_result(stranger: Visitor, new: New) -> None:
    office, other = stranger, new(PHONE)
    office.signs_in("ningxiang")
    contest = called(office)
    judges = [f"/contest-judges/{number}/address/" for number in _judges(office.opens(contest))]
    desks = [address_made(office, path, "生成打分地址") for path in judges]
    screen, tablets = new(HALL), [new(TABLET), new(PHONE), new(TABLET)]
    hall = address_made(office, f"{contest}screen/", "打开大屏幕")
    shown = screen.opens(hall)
    expect(shown.locator(".ha-rounds")).to_contain_text("0 / 9 份评分表")

    first_judge(tablets[0], desks[0])
    second_judge(tablets[1], desks[1])
    third_judge(tablets[2], desks[2])
    other.signs_in("changsha")
    keyed(office, other, contest)
    expect(shown.locator(".ha-rounds")).to_contain_text("8 / 8 份评分表")
    assert not [word for word in SECRET if word in told(shown)]

    page = office.opens(contest)
    assert page.locator("#rounds a:has-text('封存成绩')").count() == 0  # who opened the round does not seal it
    page = other.opens(contest)
    fits(page, 375)
    page.click("#rounds a:has-text('封存成绩')")
    send(page, "封存成绩")
    assert "已封存" in page.inner_text("main")
    revealed(screen)
    refused = tablets[0].page.request.get(office.served.address + desks[0])
    assert refused.status == 409
    assert "成绩已经封存" in refused.text()

    send(office.opens(f"{contest}publish/"), "公布结果", objections_until=today().isoformat())
    page = office.opens(contest)
    assert "结果已公布" in page.inner_text("main")
    fits(page, 1440)
    certified(office, contest, reader=new(PHONE))
    faults = [fault for one in (office, other, screen, *tablets) for fault in one.faults]
    assert faults == []


def certified(office: Visitor, contest: str, *, reader: Visitor) -> None:
    """Prizes are given and certified; whoever holds a certificate reads on a phone what it says."""
    send(office.opens(f"{contest}award/"), "评定奖项", levels="一等奖 1")
    page = office.opens(f"{contest}certify/")
    send(page, "签发获奖证书")
    assert "张获奖证书" in page.inner_text("main")
    page.click("#certificates tbody a >> nth=0")
    address = page.locator("a:has-text('打开')").get_attribute("href") or ""
    paper = reader.opens(address)
    said = paper.inner_text("main")
    assert "一等奖" in said
    assert any(title in said for title, _ in ENTRIES)
    fits(paper, 375)


def revealed(screen: Visitor) -> None:
    """Three steps, by key and by click; each tells its own entry and none that comes later."""
    page, steps = screen.page, []
    expect(page.locator(".ha-wait")).to_have_text("成绩已封存，即将揭晓")
    assert not [word for word in SECRET if word in told(page)]
    for index in range(3):
        page.keyboard.press("Space") if index else page.click("[data-more]")
        expect(page.locator(".ha-steps li")).to_have_count(index + 1)
        steps.append(page.inner_text(".ha-steps li >> nth=0"))
        said = told(page)
        assert sum(title in said for title, _ in ENTRIES) == index + 1
    assert [re.sub(r"\s+", " ", one).split("《")[0] for one in steps] == [
        "二等奖 52.00 分 3 号", "二等奖 74.50 分 2 号", "一等奖 82.83 分 1 号",
    ]  # fmt: skip
    expect(page.locator("[data-more]")).to_be_hidden()
    fits(page, 1280)


def _judges(page: Page) -> list[str]:
    links = [one.get_attribute("href") or "" for one in page.locator("#judges a:has-text('生成打分地址')").all()]
    return [found[1] for link in links if (found := re.search(r"/(\d+)/address/", link))]
