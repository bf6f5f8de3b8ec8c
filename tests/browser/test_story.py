"""A showcase with a video from draft to published, and a consent taken back while somebody has the page open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Served, Visitor
from tests.browser.test_contest import fits, press, send
from tests.lifecycle.evidence.films import CAPTIONS, RIVER
from tests.lifecycle.evidence.making import picture

TITLE = "寻美湖南：沩山一日（浏览器）"
READY = "body[data-ready]"
PLAYED = """() => new Promise(done => {
  const video = document.querySelector("video");
  video.ontimeupdate = () => { if (video.currentTime > 0.3) { video.pause(); done(); } };
  video.play();
})"""
DRAWN = """() => { const one = document.querySelector(".st-route img"); one.scrollIntoView(); return one.decode(); }"""


@pytest.fixture
def office(browser: Browser, served: Served) -> Iterator[Visitor]:
    """Somebody at a desk of 1280 pixels."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield Visitor(context, served=served)
    context.close()


@pytest.fixture
def second(browser: Browser, served: Served) -> Iterator[Visitor]:
    """Another person."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield Visitor(context, served=served)
    context.close()


def upload(page: Page, field: str, *, name: str, content: bytes, words: str, **ticked: str) -> None:
    page.set_input_files(f"[name={field}]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.fill("[name=purpose]", words)
    for label, value in ticked.items():
        if value == "on":
            page.check(f"[name={label}]")
        elif label == "kind":
            page.select_option("[name=kind]", value)
        else:
            page.fill(f"[name={label}]", value)
    page.click(".tx-entry button:has-text('上传')")
    page.wait_for_selector(READY, state="attached")


def told(office: Visitor) -> str:
    """Write the story, hang its files on it, ask and hand it in; return the address of its page."""
    page = office.opens("/stories/new/")
    organiser = office.served.does(
        "from tongxin.network.models import Organisation\n"
        "print(Organisation.objects.public().filter(path='43/4301/430182/', kind='association', closed=None)[0].name)"
    ).strip()
    page.select_option("[name=kind]", "showcase")
    route = "宁乡市 沩山：云海\n宁乡市 灰汤：温泉"
    send(
        page, "登记", title=TITLE, organiser=organiser, lead="一天走完。", text="早上出发。\n\n傍晚回来。", route=route
    )
    story = page.url.partition(office.served.address)[2]
    page.click("a:has-text('上传文件')")
    add = page.url.partition(office.served.address)[2]
    about = {"shows_people": "on", "consent_given": "on", "consent_paper": "档案柜 3"}
    upload(page, "chosen", name="沩山.jpg", content=picture(size=(800, 400)), words="两个人站在沩山的云海前", **about)
    page = office.opens(add)
    page.click("a:has-text('上传视频')")
    upload(page, "video", name="日出.webm", content=RIVER.read_bytes(), words="太阳从山后升起")
    page = office.opens(add)
    upload(page, "chosen", name="日出.vtt", content=CAPTIONS, words="普通话字幕", kind="captions")
    send(office.opens(f"{story}ask/"), "登记出镜人", people="赵例荷 民宿\n钱例莲")
    for number in ("1", "2"):
        page = office.opens(f"{story}agree/")
        send(page, "登记同意", number=number, paper="同意书", agreed="2022-06-01")
    press(office.opens(story), "送审")
    return story


@pytest.mark.timeout(240)
def test_story_is_published_by_a_second_person_and_closed_by_a_consent(
    office: Visitor, second: Visitor, passer_by: Visitor, tmp_path: Path
) -> None:
    office.signs_in("ningxiang")
    story = told(office)
    assert office.page.locator(".tx-actions a:has-text('审核并发布')").count() == 0
    fits(office.page, 1280)
    office.page.screenshot(path=tmp_path / "desk.png", full_page=True)

    second.signs_in("changsha")
    page = second.opens(story)
    expect(page.locator("#story .st-route h3").first).to_contain_text("沩山")
    send(second.opens(f"{story}publish/"), "审核并发布")
    address = page.get_by_role("link", name="打开", exact=True).get_attribute("href") or ""

    reader = passer_by.opens("/showcase/")
    fits(reader, PHONE["width"])
    reader.screenshot(path=tmp_path / "gallery.png", full_page=True)
    reader.click(f"a:has-text('{TITLE}')")
    reader.wait_for_selector(READY, state="attached")
    assert reader.url.endswith(address)
    fits(reader, PHONE["width"])
    reader.evaluate(PLAYED)
    assert reader.evaluate("document.querySelector('video').textTracks[0].cues.length") == 1
    reader.evaluate(DRAWN)
    reader.screenshot(path=tmp_path / "story.png", full_page=True)
    files = reader.eval_on_selector_all(".st-route img, video source, video track", "all => all.map(one => one.src)")
    assert len(files) == 3
    assert [reader.request.get(file, headers={"Range": "bytes=0-9"}).status for file in files] == [206] * 3
    assert passer_by.faults == []

    send(office.opens(f"{story}revoke/"), "登记撤回同意", number="2", reason="本人来电")
    expect(office.page.locator(".tx-facts")).to_contain_text("暂不公开：第 2 位出镜人")
    for file in files:  # the page is still open before the reader
        assert reader.request.get(file, headers={"Range": "bytes=0-9"}).status == 404
    assert reader.request.get(reader.url).status == 404
    assert TITLE not in passer_by.opens("/showcase/").content()
    assert office.faults == second.faults == []
