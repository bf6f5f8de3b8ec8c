"""What everybody sees: the page of a story, its files by parts, the gallery; closed at once with a consent."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import SYSTEM, Cast
from tests.lifecycle.evidence.films import CAPTIONS, RIVER
from tests.records.stories.conftest import Hang, Tell
from tests.records.stories.samples import reviewed_story, story_details
from tongxin.access import site
from tongxin.access.site import SiteFacts
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import storage
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.actions.joint import confirm_joint
from tongxin.ports.public import public_path
from tongxin.records.stories import actions
from tongxin.records.stories.models import Story
from tongxin.records.stories.pages import gallery
from tongxin.web.memory import memory

GALLERY = "/showcase/"


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    memory.clear()
    site.set_up(
        SiteFacts(name="测试网络", home_path="43/", home_code="430000", is_demo=False, reporting_day=None), by=SYSTEM
    )


@pytest.fixture
def video(cast: Cast, hang: Hang) -> Story:
    one = actions.draft(by=SYSTEM, **story_details(cast, title="湘江日出", kind="video", route=[], text=""))
    hang(one, RIVER.read_bytes(), kind="video", name="a.webm", purpose="太阳升起")
    hang(one, CAPTIONS, kind="captions", name="a.vtt", purpose="")
    actions.ask(one, by=SYSTEM, nobody=True)
    actions.submit(one, by=SYSTEM)
    return actions.publish(one, by=SYSTEM)


def page_of(one: Story) -> str:
    return public_path("stories", one.public_code)


def file_of(one: Story, place: int = 0) -> str:
    return f"{page_of(one)}files/{one.pieces[place]['file']}/"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def status(client: Client, address: str, **headers: str) -> int:
    """Return how a file is answered, having read it to its end."""
    answer = client.get(address, headers=headers)
    if answer.streaming:
        content(answer)
    return int(answer.status_code)


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_story_is_read_by_everybody_with_its_route_pictures_and_makers(
    cast: Cast, showcase: Tell, client: Client, django_assert_max_num_queries: Any
) -> None:
    one = showcase(co_organisers=[cast.neighbour, cast.city])
    confirm_joint(one, by=SYSTEM, organisation=cast.neighbour)
    with django_assert_max_num_queries(5):
        page = shown(client, page_of(one))
    stops = re.findall(r"<h3>(\S+) <small>(\S+)</small></h3>", page)
    assert stops == [("沩山", "宁乡市"), ("橘子洲", "岳麓区")]
    first = page[page.index("沩山 ") : page.index("橘子洲 ")]
    assert f'src="{file_of(one)}" alt="沩山云海"' in first  # whose words name the stop
    assert all(
        said in page for said in ("旅游推介", cast.county.name, cast.neighbour.name, "云海", "一家民宿和一个村。")
    )
    assert cast.city.name not in page  # it has not confirmed
    assert client.get(page_of(one))["Cache-Control"] == "public, no-cache"


def test_page_with_people_is_kept_by_nobody(interview: Tell, client: Client) -> None:
    one = interview()
    answer = client.get(page_of(one))
    assert "no-store" in answer["Cache-Control"]
    assert "王例山" not in answer.content.decode()
    picture = client.get(file_of(one))
    assert (picture["Cache-Control"], content(picture)[:2]) == ("private, no-store", b"\xff\xd8")


def test_consent_taken_back_closes_page_and_files_even_where_the_page_was_kept(interview: Tell, client: Client) -> None:
    one = interview()
    kept = shown(client, page_of(one))
    (picture,) = re.findall(r'<img src="([^"]+)"', kept)
    sent = client.get(picture)
    assert (
        content(sent) == storage.content_of(EvidenceFile.objects.whole_network(reason="test").get().sha256).read_bytes()
    )
    actions.revoke(one, by=SYSTEM, number=1, reason="来电")
    for address in (page_of(one), picture, f"{picture}thumb.jpg"):
        assert status(client, address) == 404
        assert status(client, address, **{"If-None-Match": sent["ETag"]}) == 404
        assert status(client, address, range="bytes=0-1") == 404
    assert "我是新阶层人士" not in shown(client, GALLERY)


@pytest.mark.parametrize("how", ["withdraw", "rework"])
def test_story_taken_down_closes_its_files(showcase: Tell, client: Client, how: str) -> None:
    one = showcase()
    assert status(client, file_of(one)) == 200
    getattr(actions, how)(one, by=SYSTEM, reason="过时")
    assert status(client, file_of(one)) == status(client, page_of(one)) == 404


def test_picture_closes_by_itself_when_it_is_taken_back_or_its_own_consent_is(
    interview: Tell, showcase: Tell, client: Client
) -> None:
    one, other = interview(), showcase()
    portrait = EvidenceFile.objects.whole_network(reason="test").get(pk=one.pieces[0]["file"])
    evidence.describe(portrait, by=SYSTEM, reason="撤回", about=evidence.About(purpose="院里", shows_people=True))
    landscape = EvidenceFile.objects.whole_network(reason="test").get(pk=other.pieces[0]["file"])
    evidence.withdraw(landscape, by=SYSTEM, reason="版权")
    for story in (one, other):
        assert status(client, file_of(story)) == 404
        assert "<img" not in shown(client, page_of(story))


def test_nothing_but_what_was_published_opens(cast: Cast, showcase: Tell, hang: Hang, client: Client) -> None:
    one, other = showcase(), showcase("另一篇")
    later = hang(one, purpose="后来的一张")
    paper = hang(one, kind="scan", purpose="同意书")
    foreign = other.pieces[0]["file"]
    for number in (later.pk, paper.pk, foreign, 2**62):
        assert status(client, f"{page_of(one)}files/{number}/") == 404
    assert status(client, f"/p/stories/nothing/files/{foreign}/") == 404
    assert "后来的一张" not in shown(client, page_of(one))
    evidence.describe(
        EvidenceFile.objects.whole_network(reason="test").get(pk=one.pieces[0]["file"]),
        by=SYSTEM, reason="改", about=evidence.About(purpose="没有审过的话"),
    )  # fmt: skip
    assert "没有审过的话" not in shown(client, page_of(one))


def test_video_is_played_by_parts_with_captions(video: Story, client: Client) -> None:
    page = shown(client, page_of(video))
    film, captions = file_of(video), file_of(video, 1)
    assert f'<source src="{film}" type="video/webm">' in page
    assert re.search(rf'<track kind="captions" srclang="zh" label="字幕" src="{captions}" default>', page)
    assert 'aria-label="太阳升起"' in page
    whole = RIVER.read_bytes()
    part = client.get(film, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part["Content-Range"], content(part)) == (
        206,
        f"bytes 100-199/{len(whole)}",
        whole[100:200],
    )
    assert part["Content-Disposition"].startswith("inline")
    assert status(client, film, range="bytes=9-1") == 416
    assert client.get(film, headers={"Range": f"bytes={len(whole)}-"})["Content-Range"] == f"bytes */{len(whole)}"
    several = client.get(film, headers={"Range": "bytes=0-1,5-9"})
    assert (several.status_code, content(several)) == (200, whole)
    assert client.get(film, headers={"If-None-Match": several["ETag"]}).status_code == 304
    words = client.get(captions)
    assert (words["Content-Type"], content(words)) == ("text/vtt", CAPTIONS)
    assert status(client, f"{film}thumb.jpg") == 404
    actions.withdraw(video, by=SYSTEM, reason="过时")
    assert status(client, film, range="bytes=100-199") == 404


def test_gallery_shows_what_is_open_by_kind_and_place(
    cast: Cast, showcase: Tell, interview: Tell, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    one, told = showcase(), interview()
    reviewed_story(cast, title="等着审")
    actions.draft(by=SYSTEM, **story_details(cast, title="还在写"))
    titles = lambda address: re.findall(r"<h2>([^<]+)</h2></a>", shown(client, address))  # noqa: E731
    with django_assert_max_num_queries(5):
        assert titles(GALLERY) == ["我是新阶层人士", "寻美湖南"]
    assert titles(f"{GALLERY}?kind=showcase") == ["寻美湖南"]
    with django_assert_max_num_queries(5):
        assert titles(f"{GALLERY}?place=430104") == ["寻美湖南"]
    assert titles(f"{GALLERY}?place=430100&kind=interview") == ["我是新阶层人士"]
    assert titles(f"{GALLERY}?place=430200") == []
    page = shown(client, GALLERY)
    assert f'<img src="{file_of(one)}thumb.jpg" alt="沩山云海"' in page
    assert page_of(told) in page
    assert client.get(GALLERY)["Cache-Control"] == "no-cache"


def test_map_counts_the_stories_of_each_place(showcase: Tell, interview: Tell, client: Client) -> None:
    showcase(), interview()
    page = shown(client, GALLERY)
    tile = re.search(r'<a class="tx-tile tx-t(\d)" href="([^"]+)" title="宁乡市 2 篇">', page)
    assert tile is not None
    assert tile[2] == f"{GALLERY}?kind=&amp;place=430182"
    assert 'title="岳麓区 1 篇"' in page
    assert 'title="天心区 还没有"' in page
    assert re.search(r">长沙市</a><small>2 篇</small>", page)


def test_map_counts_the_kind_asked_for(showcase: Tell, interview: Tell, client: Client) -> None:
    showcase(), interview()
    page = shown(client, f"{GALLERY}?kind=interview")
    assert 'title="宁乡市 1 篇"' in page
    assert 'title="岳麓区 还没有"' in page


def test_gallery_turns_its_pages(showcase: Tell, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "SHOWN", 1)
    showcase("第一篇"), showcase("第二篇")
    first, second = shown(client, GALLERY), shown(client, f"{GALLERY}?page=1")
    assert ("第二篇" in first, "第一篇" in first, "较早" in first, "较新" in first) == (True, False, True, False)
    assert ("第二篇" in second, "第一篇" in second, "较早" in second, "较新" in second) == (False, True, False, True)


@pytest.mark.parametrize(
    ("query", "answered"), [("kind=x", 400), ("place=x", 404), ("place=110000", 404), ("page=x", 400), ("page=99999", 400), ("page=9", 200)]
)  # fmt: skip
def test_gallery_asked_for_what_is_not_there_says_so(client: Client, query: str, answered: int) -> None:
    assert status(client, f"{GALLERY}?{query}") == answered


def test_network_without_a_province_has_no_map(showcase: Tell, client: Client) -> None:
    showcase()
    for path in ("", "43/4301/"):
        memory.clear()
        site.set_up(
            SiteFacts(name="x", home_path=path, home_code="430100", is_demo=False, reporting_day=None), by=SYSTEM
        )
        page = shown(client, GALLERY)
        assert ("寻美湖南" in page, "在地图上找" in page) == (True, False)
