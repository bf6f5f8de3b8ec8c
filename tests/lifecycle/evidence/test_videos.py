"""Videos and captions are what their content says, whole, and say nothing of where they were taken; long ones stay out of memory."""

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.lifecycle.evidence import films
from tests.lifecycle.evidence.conftest import Attach, examined_here
from tests.lifecycle.evidence.films import CAPTIONS, CLUSTER, POSITION, RIVER, TRACKS, box, element, mp4, track, webm
from tests.lifecycle.evidence.making import picture
from tongxin.kernel.errors import InputError
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import actions, kinds, storage, views
from tongxin.lifecycle.evidence.examining import examine
from tongxin.lifecycle.models import EvidenceFile
from tongxin.office import kinds as office
from tongxin.office.examining import videos

UDTA = box(b"udta", box(b"\xa9xyz", POSITION))
TAGS = element(0x1254C367, POSITION)


def found(tmp_path, content: bytes):
    path = tmp_path / "file"
    path.write_bytes(content)
    return examined_here(path)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (mp4(), "mp4"),
        (mp4(track(b"soun"), track()), "mp4"),
        (mp4(brands=b"M4V \x00\x00\x00\x00"), "mp4"),
        (box(b"ftyp", b"mp42" + bytes(4)) + box(b"moov", track()) + box(b"mdat", b"x" * 9, large=True), "mp4"),
        (box(b"ftyp", b"dash" + bytes(4)) + box(b"moov", track()) + bytes(4) + b"mdat to the end", "mp4"),
        (webm(), "webm"),
        (webm(doctype=b"webm\x00\x00"), "webm"),
        (webm(TRACKS, element(0x1F43B675, b"live", length=127)), "webm"),
        (RIVER.read_bytes(), "webm"),
    ],
    ids=["mp4", "with sound", "m4v", "large box", "open box", "webm", "padded", "open cluster", "recorded live"],
)
def test_video_is_known_by_how_it_is_built(tmp_path, content, form):
    assert (found(tmp_path, content).type, found(tmp_path, content).blanked) == (form, [])


WRONG: dict[str, tuple[bytes, str]] = {
    "page behind four letters": (b"\x00\x00\x00\x18ftypmp42<script>alert(1)</script>", "不完整"),
    "head only": (box(b"ftyp", b"isom" + bytes(4)), "不完整"),
    "cut off": (mp4()[:-20], "不完整"),
    "picture behind": (mp4(behind=picture()), "不完整"),
    "script behind": (mp4(behind=box(b"html", b"<script>")), "别的内容"),
    "mov": (mp4(brands=b"qt  \x00\x00\x00\x00qt  "), "不是 MP4"),
    "avif": (mp4(brands=b"avif\x00\x00\x00\x00avifmiaf"), "不是 MP4"),
    "no frames": (box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", track()), "不完整"),
    "two movies": (mp4(behind=box(b"moov", track())), "不完整"),
    "sound only": (mp4(track(b"soun")), "没有画面"),
    "track of nothing": (mp4(box(b"trak", box(b"tkhd"))), "没有画面"),
    "box shorter than its head": (box(b"ftyp", b"isom" + bytes(4)) + (7).to_bytes(4) + b"free....", "不完整"),
    "mkv": (webm(doctype=b"matroska"), "不是 MP4"),
    "no doctype": (element(0x1A45DFA3, element(0x4286, b"\x01")), "不是 MP4"),
    "webm cut off": (webm()[:-4], "不完整"),
    "webm head only": (webm()[:16], "不完整"),
    "webm with a page behind": (webm(behind=b"<script>"), "不完整"),
    "webm without segment": (element(0x1A45DFA3, element(0x4282, b"webm")) + TRACKS, "不完整"),
    "webm of sound": (webm(element(0x1654AE6B, element(0xAE, element(0x83, b"\x02"))), CLUSTER), "没有画面"),
    "webm without frames": (webm(TRACKS), "没有画面"),
    "webm of zeros": (b"\x1a\x45\xdf\xa3" + bytes(40), "不是 MP4"),
    "webm with an element without number": (webm(TRACKS, bytes(12)), "不完整"),
    "no captions": (b"WEBVTT\n\nhello\n", "字幕"),
    "captions of another name": (b"WEBVTTX\n\n00:00.000 --> 00:02.000\nx\n", "字幕"),
    "captions in another encoding": ("WEBVTT\n\n00:00.000 --> 00:02.000\n湘江\n".encode("gb18030"), "UTF-8"),
    "captions with nul": (CAPTIONS + b"\x00", "字幕"),
    "captions with a script": (CAPTIONS + b"<script>alert(1)</script>", "程序代码"),
    "captions with a picture": (CAPTIONS + b"<img src=x onerror=alert(1)>", "程序代码"),
    "captions with style": (
        b"WEBVTT\n\nSTYLE\n::cue { background: url(x) }\n\n00:00.000 --> 00:02.000\nx\n",
        "程序代码",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_what_lies_about_being_a_video_or_captions_is_refused_in_one_sentence(tmp_path, content, sentence):
    with pytest.raises(InputError, match=sentence) as refused:
        found(tmp_path, content)
    assert refused.value.field == "file"


@pytest.mark.parametrize("content", [CAPTIONS, b"\xef\xbb\xbf" + CAPTIONS, CAPTIONS.replace(b"00:00.", b"01:00:00.")])
def test_captions_are_known_by_their_first_word_and_cues(tmp_path, content):
    assert found(tmp_path, content).type == "vtt"


@pytest.mark.parametrize("content", [mp4(*[track()] * 5), webm(TRACKS, *[CLUSTER] * 5)])
def test_video_of_too_many_parts_is_refused(tmp_path, monkeypatch, content):
    monkeypatch.setattr(videos, "MOST_PARTS", 4)
    with pytest.raises(InputError, match="过于零碎"):
        found(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (mp4(track(), UDTA), mp4(track(), box(b"free", bytes(len(UDTA) - 8)))),
        (mp4(track(b"vide", UDTA)), mp4(track(b"vide", box(b"free", bytes(len(UDTA) - 8))))),
        (mp4(behind=box(b"uuid", POSITION, large=True)), mp4(behind=box(b"free", bytes(len(POSITION)), large=True))),
        (webm(TAGS, TRACKS, CLUSTER), None),
        (webm(TRACKS, CLUSTER, element(0x1941A469, b"p")), None),
        (mp4(track(), track(b"meta", box(b"gps ", POSITION))), None),
    ],
    ids=["movie", "track", "file", "tags", "small attachment", "measured track"],
)
def test_what_a_phone_says_beside_the_pictures_is_written_over_and_nothing_moves(attach: Attach, content, kept):
    file = attach(content, name="湘江.mov", kind="video", purpose="江面")
    stored = storage.content_of(file.sha256).read_bytes()
    assert POSITION not in stored
    assert len(stored) == len(content)
    assert stored == kept or kept is None
    assert b"pictures" in stored
    assert file.sha256 != file.original_sha256
    again = examined_here(storage.content_of(file.sha256))
    assert again.type in ("mp4", "webm")


def test_voided_elements_say_nothing_and_are_as_long_as_before():
    for length in (5, 9, 10, 300):
        begin, head, end = videos._voided(videos.Part(kind=1, begin=3, body=8, end=3 + length))
        content = head + bytes(end - begin - len(head))
        assert len(content) == length
        void = videos._element(BytesIO(content), 0, length)
        assert (void.kind, void.end) == (0xEC, length)


def test_video_and_captions_are_kept_under_their_own_kinds(attach: Attach):
    film = attach(mp4(), kind="video", name="湘江.exe")
    words = attach(CAPTIONS, kind="captions", name="湘江.vtt")
    assert (film.name, film.media_type, film.is_picture) == ("湘江.mp4", "video/mp4", False)
    assert (words.name, words.media_type) == ("湘江.vtt", "text/vtt")


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (mp4(), "photo", "「现场照片」只收.*这个文件是MP4 视频"),
        (picture(), "video", "「视频」只收MP4 视频、WebM 视频，这个文件是JPG 图片"),
        (CAPTIONS, "sheet", "「表格」只收.*这个文件是WebVTT 字幕"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>,", "photo", "程序代码"),
        ("姓名,单位\n".encode(), "captions", "「字幕」只收WebVTT 字幕，这个文件是CSV 表格"),
    ],
)
def test_file_of_another_kind_is_refused(attach: Attach, content, kind, sentence):
    with pytest.raises(InputError, match=sentence):
        attach(content, kind=kind)
    assert not EvidenceFile.objects.whole_network(reason="test").exists()


@dataclass
class Long:
    """A video of so many bytes that is never in memory as a whole."""

    length: int
    name: str = "长片.mp4"

    def chunks(self) -> Iterator[bytes]:
        begin = box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", track(b"vide", UDTA))
        left = self.length - len(begin)
        yield begin + left.to_bytes(4) + b"mdat"
        left -= 8
        while left:
            yield bytes(step := min(left, 2**20))
            left -= step


def test_longest_video_is_taken_without_holding_it_and_one_byte_more_is_refused(attach, story, folder, monkeypatch):
    monkeypatch.setattr(actions, "examine", examine)  # in its process, as it is done
    monkeypatch.setitem(
        kinds.KINDS, "video", kinds.EvidenceKind(**{**vars(kinds.KINDS["video"]), "most_bytes": 64 * 2**20})
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    most = kinds.KINDS["video"].most_bytes
    about = evidence.About(purpose="江面")
    file = evidence.attach(story.county, by=story.actor("secretary"), upload=Long(most), kind="video", about=about)
    assert file.bytes == most
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 2**10
    with pytest.raises(InputError, match="文件超过 64 MB"):
        evidence.attach(story.county, by=story.actor("secretary"), upload=Long(most + 1), kind="video", about=about)


def test_only_videos_may_be_long():
    long = {one.code for one in kinds.KINDS.values() if one.most_bytes > 20 * 2**20}
    assert long == {"video"} == {one.code for one in kinds.KINDS.values() if one.apart}
    assert kinds.KINDS["video"].most_bytes == 200 * 2**20 == office.KINDS["evidence"].limits.content


def sent(story: Any, address: str, content: bytes, **more: Any) -> Any:
    upload = SimpleUploadedFile("湘江.mp4", content, content_type="text/html")
    return story.client("secretary").post(address, {"video": upload, "purpose": "江面", **more})


def test_video_is_handed_in_on_a_page_of_its_own(story):
    usual = f"/evidence/add/network.organisation/{story.county.pk}/"
    assert f'href="{usual}video/"' in (page := story.client("secretary").get(usual).content.decode())
    assert 'value="video"' not in page
    refused = story.client("secretary").post(usual, {"kind": "video", "chosen": SimpleUploadedFile("a.mp4", mp4())})
    assert refused.status_code == 400
    assert f'href="{usual}video/"' not in story.client("secretary").get(f"{usual}video/").content.decode()
    assert sent(story, f"{usual}video/", b"", shows_people="on").status_code == 400
    answer = sent(story, f"{usual}video/", mp4(), shows_people="on")
    assert answer.status_code == 302
    file = EvidenceFile.objects.whole_network(reason="test").get()
    assert (file.kind, file.purpose, file.shows_people, file.name) == ("video", "江面", True, "湘江.mp4")
    assert story.client("stranger").get(f"{usual}video/").status_code == 302
    assert story.client("member").get(f"{usual}video/").status_code in (403, 404)


def test_page_of_videos_takes_more_than_others_and_says_how_much(story, monkeypatch):
    address = f"/evidence/add/network.organisation/{story.county.pk}/"
    assert (views.AddVideoPage.longest, views.AddVideoPage.most_bytes) == (200 * 2**20, 201 * 2**20)
    long = mp4(data=bytes(3000))
    small = kinds.EvidenceKind(**{**vars(kinds.KINDS["video"]), "most_bytes": 2**10})
    monkeypatch.setitem(kinds.KINDS, "video", small)
    answer = sent(story, f"{address}video/", long)
    assert (answer.status_code, "超过 0 MB，请压缩或拆小后再传" in answer.content.decode()) == (400, True)
    monkeypatch.setattr(views.AddVideoPage, "most_bytes", 2**10)
    answer = sent(story, f"{address}video/", long)
    assert (answer.status_code, "没有读取" in answer.content.decode()) == (413, True)


def test_content_of_a_video_is_sent_by_parts_to_whoever_may_open_it(attach: Attach, story):
    film = attach(mp4(), kind="video", purpose="江面")
    address, stored = f"/evidence/{film.pk}/", storage.content_of(film.sha256).read_bytes()
    answer = story.client("secretary").get(address, headers={"Range": "bytes=8-11"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, stored[8:12])
    assert answer["Content-Range"] == f"bytes 8-11/{len(stored)}"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Cache-Control"] == "private, no-cache"
    assert story.client("neighbour").get(address, headers={"Range": "bytes=8-11"}).status_code == 404
    evidence.withdraw(film, by=story.actor("secretary"), reason="传错")
    assert story.client("administrator").get(address, headers={"Range": "bytes=8-11"}).status_code == 403


def test_samples_are_what_they_seem():
    assert films.box(b"free") == b"\x00\x00\x00\x08free"
    assert films.element(0xEC, b"ab") == b"\xec\x82ab"
