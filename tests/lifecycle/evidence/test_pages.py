"""The section on a record's page, the content of files, uploading, describing and withdrawing through the browser."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client

from tests.lifecycle.evidence.making import Streamed, pdf, picture, xlsx
from tongxin.kernel.period import today
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import forms, storage, streaming, views
from tongxin.lifecycle.models import EvidenceFile


def all_files() -> list[EvidenceFile]:
    return list(EvidenceFile.objects.whole_network(reason="what is stored, for the test").order_by("id"))


def chosen(content: bytes = b"", name: str = "合影.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(), content_type="text/html")


@pytest.fixture
def add(story):
    return f"/evidence/add/network.organisation/{story.county.pk}/"


def fetched(client: Client, address: str, **more) -> tuple[HttpResponseBase, bytes]:
    answer = client.get(address, **more)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def section(story, who: str = "secretary", **more) -> str:
    shown = evidence.evidence_section(story.county, scope=story.actor(who).scope, **more)
    return re.sub(r"\s+", " ", render_to_string(shown.template, {"data": shown.context}))


def test_section_lists_files_with_small_pictures_and_offers_more(attach, story):
    photo, scan = attach(purpose="开班合影"), attach(pdf(), kind="scan", name="通知.pdf")
    page = section(story)
    assert f'<a class="tx-file-picture" href="/evidence/{photo.pk}/"><img src="/evidence/{photo.pk}/thumb.jpg"' in page
    assert f'<a href="/evidence/{scan.pk}/">通知.pdf</a>' in page
    assert f"/evidence/{scan.pk}/thumb.jpg" not in page
    assert all(words in page for words in ("开班合影", "现场照片", "扫描件", "secretary", "KB"))
    assert f"/evidence/{photo.pk}/withdraw/" in page
    assert 'type="file" name="camera" accept="image/*" capture="environment" data-submit-on-change' in page
    assert f'action="/evidence/add/network.organisation/{story.county.pk}/"' in page


def test_section_of_who_may_only_look_offers_nothing(attach, story):
    attach()
    page = section(story, who="administrator")
    assert "thumb.jpg" in page
    assert not any(words in page for words in ("withdraw", "describe", "/evidence/add/", "拍照"))


def test_section_shows_a_closed_file_without_its_name(attach, story):
    attach(pdf(), kind="scan", name="张三身份证.pdf", holds_personal=True)
    assert "张三身份证" in section(story)
    page = section(story, who="city")
    assert "张三身份证" not in page
    assert "打不开：含个人信息" in page


def test_section_keeps_a_withdrawn_file_with_the_reason(attach, story):
    file = attach()
    evidence.withdraw(file, by=story.actor("secretary"), reason="不是这一期的")
    other = attach(picture(size=(9, 9)))
    shown = evidence.evidence_section(story.county, scope=story.actor("city").scope)
    assert [one.file.pk for one in shown.context["files"]] == [other.pk, file.pk]
    assert shown.note == "1 个文件"
    evidence.withdraw(other, by=story.actor("secretary"), reason="不是这一期的")
    for who in ("secretary", "administrator"):
        page = section(story, who=who)
        assert "<strong>已撤回</strong>：不是这一期的" in page
        assert "describe" not in page
    assert f"/evidence/{file.pk}/thumb.jpg" in section(story)
    assert f"/evidence/{file.pk}/thumb.jpg" not in section(story, who="administrator")
    assert evidence.evidence_section(story.county, scope=story.actor("city").scope).note == ""


def test_section_hides_people_when_consent_is_over(attach, story):
    attach(shows_people=True, consent_given=True, consent_paper="书", consent_until=date(2030, 1, 1))
    assert "有人像，本人已同意，到 2030年1月1日" in section(story, day=date(2030, 1, 1))
    page = section(story, day=date(2030, 1, 2))
    assert "打不开：本人同意已到期" in page
    assert "thumb.jpg" not in page


def test_section_says_size_and_people(attach, story):
    file = attach(shows_people=True)
    EvidenceFile.objects.whole_network(reason="a large file, for the test").update(bytes=3 * 2**20 + 2**19)
    page = section(story)
    assert "3.5 MB" in page
    assert "有人像，还没有登记本人同意" in page
    assert file.pk


def test_section_takes_one_query_for_one_file_and_for_three(attach, story, django_assert_num_queries):
    scope = story.actor("secretary").scope
    for number in (1, 3):
        for size in range(8, 8 + number):
            attach(picture(size=(size, size)))
        with django_assert_num_queries(1):
            assert len(evidence.evidence_section(story.county, scope=scope).context["files"]) == number


def test_content_comes_sealed_and_named(attach, story):
    file = attach(name="开班 合影.jpg")
    answer, content = fetched(story.client("city"), f"/evidence/{file.pk}/")
    assert content == storage.content_of(file.sha256).read_bytes()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E5%BC%80%E7%8F%AD%20%E5%90%88%E5%BD%B1.jpg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["ETag"] == f'"{file.sha256}"'
    answer, _ = fetched(story.client("city"), f"/evidence/{file.pk}/?download=1")
    assert answer["Content-Disposition"].startswith("attachment")


def test_browser_that_has_a_content_is_told_so(attach, story):
    file = attach()
    headers = {"If-None-Match": f'"{file.sha256}"'}
    answer, content = fetched(story.client("city"), f"/evidence/{file.pk}/", headers=headers)
    assert (answer.status_code, content) == (304, b"")
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(("kind", "content"), [("scan", pdf()), ("sheet", xlsx())])
def test_paper_is_downloaded_never_opened_in_place(attach, story, kind, content):
    file = attach(content, kind=kind)
    answer, _ = fetched(story.client("secretary"), f"/evidence/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == file.media_type
    assert story.client("secretary").get(f"/evidence/{file.pk}/thumb.jpg").status_code == 404


@pytest.mark.parametrize("about", [{"shows_people": True}, {"holds_personal": True}])
def test_what_tells_of_people_is_kept_nowhere(attach, story, about):
    file = attach(**about)
    answer, _ = fetched(story.client("secretary"), f"/evidence/{file.pk}/")
    assert answer["Cache-Control"] == "private, no-store"


def test_small_picture_comes_under_the_same_rules(attach, story):
    file = attach(shows_people=True)
    _, content = fetched(story.client("secretary"), f"/evidence/{file.pk}/thumb.jpg")
    assert content == storage.content_of(file.sha256, thumbnail=True).read_bytes()
    assert story.client("administrator").get(f"/evidence/{file.pk}/thumb.jpg").status_code == 403


@pytest.mark.parametrize("what", ["", "thumb.jpg", "withdraw/", "describe/"])
def test_file_asked_by_others(attach, story, what):
    file = attach()
    address = f"/evidence/{file.pk}/{what}"
    assert story.client("neighbour").get(address).status_code == 404
    answer = story.client("stranger").get(address)
    assert (answer.status_code, answer["Location"][:17]) == (302, "/accounts/login/?")
    assert story.client("city").get(f"/evidence/999999/{what}").status_code == 404


def test_closed_content_says_why(attach, story):
    personal = attach(pdf(), kind="scan", holds_personal=True)
    answer = story.client("city").get(f"/evidence/{personal.pk}/")
    assert (answer.status_code, "含个人信息" in answer.content.decode()) == (403, True)
    over = attach(shows_people=True, consent_given=True, consent_paper="书", consent_until=date(2020, 1, 1))
    answer = story.client("secretary").get(f"/evidence/{over.pk}/")
    assert (answer.status_code, "本人同意已到期" in answer.content.decode()) == (403, True)
    evidence.purge_expired(by=story.actor("province"), day=today())
    assert story.client("secretary").get(f"/evidence/{over.pk}/").status_code == 404


def test_content_that_was_lost_is_said(attach, story):
    file = attach()
    storage.content_of(file.sha256).unlink()
    answer = story.client("secretary").get(f"/evidence/{file.pk}/")
    assert (answer.status_code, "从备份恢复" in answer.content.decode()) == (503, True)


def test_phone_uploads_by_the_button_of_the_section(story, add):
    hidden = {"kind": "photo", "purpose": "现场拍照", "shows_people": "on"}
    answer = story.client("secretary").post(add, {**hidden, "camera": chosen(name="IMG_1.jpg")})
    assert (answer.status_code, answer["Location"]) == (302, f"/organisations/{story.county.pk}/#evidence")
    (file,) = all_files()
    assert (file.name, file.shows_people, file.consent_given, file.purpose) == ("IMG_1.jpg", True, False, "现场拍照")


def test_several_files_at_once_and_what_is_said_of_them(story, add):
    typed = {
        "kind": "archive",
        "purpose": "资料",
        "shows_people": "on",
        "consent_given": "on",
        "consent_paper": "同意书",
        "consent_until": "2030-01-01",
        "keep_until": "2031-01-01",
        "holds_personal": "on",
        "chosen": [chosen(), chosen(xlsx(), "名册.xlsx"), chosen(name="又一次.jpg")],
    }
    answer = story.client("secretary").post(add, typed, follow=True)
    assert "已保存 2 个文件。1 个文件在这条记录里已经有了，没有重复保存。" in answer.content.decode()
    assert [file.name for file in all_files()] == ["合影.jpg", "名册.xlsx"]
    for file in all_files():
        assert (file.consent_until, file.keep_until) == (date(2030, 1, 1), date(2031, 1, 1))
        assert file.holds_personal


def test_file_that_is_there_already_is_said_alone(attach, story, add):
    attach()
    page = story.client("secretary").post(add, {"kind": "photo", "chosen": chosen()}, follow=True).content.decode()
    assert "1 个文件在这条记录里已经有了，没有重复保存。" in page
    assert "已保存" not in page


def test_refused_file_keeps_no_other_from_being_kept(story, add):
    files = [chosen(), chosen(b"<svg>,", "图.svg"), chosen(pdf(), "通知.pdf")]
    answer = story.client("secretary").post(add, {"kind": "photo", "chosen": files})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "「图.svg」：文件里有网页或程序代码" in page
    assert "「通知.pdf」：「现场照片」只收" in page
    assert "已保存 1 个文件。" in page
    assert "已经有了" not in page
    assert [file.name for file in all_files()] == ["合影.jpg"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请拍照或选择至少一个文件"),
        ({"chosen": SimpleUploadedFile("空.jpg", b"")}, "文件是空的"),
        ({"chosen": SimpleUploadedFile("页.jpg", b"<html>,")}, "程序代码"),
        ({"consent_given": "on"}, "请同时勾选「有人像」"),
        ({"kind": "video"}, "选择一个有效的选项"),
        ({"consent_until": "2030-13-01"}, "日期应写成 2021-12-31 的样子"),
    ],
)
def test_upload_that_cannot_be_kept_is_answered_with_a_sentence(story, add, typed, sentence):
    files = {} if not typed or "chosen" in typed else {"chosen": chosen()}
    answer = story.client("secretary").post(add, {"kind": "photo", **files, **typed})
    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert all_files() == []


def test_only_refused_file_gives_its_own_status(attach, story, add, monkeypatch):
    monkeypatch.setattr(views.actions, "_check_number", _full)
    answer = story.client("secretary").post(add, {"kind": "photo", "chosen": chosen()})
    assert (answer.status_code, "满了" in answer.content.decode()) == (409, True)


def _full(record, kind):
    raise views.actions.ConflictError("满了。")


def test_right_that_was_lost_on_the_way_is_said(story, add, monkeypatch):
    monkeypatch.setattr(views.actions, "lock", _forbidden)
    for files in ([chosen()], [chosen(), chosen(picture(size=(9, 9)))]):
        assert story.client("secretary").post(add, {"kind": "photo", "chosen": files}).status_code == 403


def _forbidden(record, *, by, verb):
    raise views.ForbiddenError("不能。")


def test_file_longer_than_any_kind_takes_is_dropped_on_the_way(story, add, monkeypatch):
    monkeypatch.setattr(views.AddPage, "longest", 100_000)
    monkeypatch.setattr(forms, "LONGEST", 100_000)
    on_disk = []
    complete = streaming.ToDisk.file_complete
    monkeypatch.setattr(
        streaming.ToDisk,
        "file_complete",
        lambda self, size: on_disk.append((self.file.tell(), size)) or complete(self, size),
    )
    answer = story.client("secretary").post(add, {"kind": "photo", "chosen": chosen(picture() + b"0" * 400_000)})
    assert (answer.status_code, "请压缩或拆小后再传" in answer.content.decode()) == (400, True)
    ((written, size),) = on_disk
    assert written < 200_000 < size
    assert all_files() == []


def test_too_much_at_once_is_refused_before_it_is_read(story, add, monkeypatch):
    monkeypatch.setattr(views.AddPage, "most_bytes", 2**10)
    answer = story.client("secretary").post(add, {"kind": "photo", "chosen": chosen(b"0" * 40_000)})
    assert (answer.status_code, "没有读取，请减少内容或拆成几份" in answer.content.decode()) == (413, True)


def test_too_many_at_once_are_refused(story, add, monkeypatch):
    monkeypatch.setattr(forms, "MOST_AT_ONCE", 1)
    answer = story.client("secretary").post(add, {"kind": "photo", "chosen": [chosen(), chosen()]})
    assert (answer.status_code, "一次最多 1 个文件，现在是 2 个" in answer.content.decode()) == (400, True)


def test_small_file_goes_to_disk_too(story, add, monkeypatch):
    seen = []
    monkeypatch.setattr(
        views.actions, "attach", lambda record, *, upload, **more: seen.append(upload) or EvidenceFile()
    )
    story.client("secretary").post(add, {"kind": "photo", "chosen": chosen()})
    assert [type(one) for one in seen] == [TemporaryUploadedFile]


def test_upload_form_needs_its_token(story, add):
    client = Client(enforce_csrf_checks=True)
    client.force_login(story.accounts["secretary"])
    assert client.post(add, {"kind": "photo", "chosen": chosen()}).status_code == 403
    assert all_files() == []
    page = client.get(add).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert client.post(add, {"kind": "photo", "chosen": chosen(), "csrfmiddlewaretoken": token}).status_code == 302


def test_every_field_of_a_file_says_what_it_asks():
    labels = {name: field.label for name, field in forms.AddForm.base_fields.items()}
    assert labels == {
        "purpose": "说明",
        "shows_people": "有人像（能认出是谁）",
        "consent_given": "本人同意使用",
        "consent_paper": "同意依据",
        "consent_until": "同意到期日",
        "holds_personal": "含个人信息（名册、身份证件、电话等）",
        "keep_until": "保存到",
        "camera": "拍照",
        "chosen": "选择文件",
        "kind": "类型",
    }
    assert [forms.DescribeForm.base_fields["reason"].label, forms.WithdrawForm.base_fields["reason"].label] == [
        "修改原因",
        "撤回原因",
    ]


def test_upload_page_offers_camera_and_files(story, add):
    page = story.client("secretary").get(add).content.decode()
    assert re.search(r'<input type="file" name="camera" accept="image/\*" capture="environment"', page)
    assert re.search(r'<input type="file" name="chosen"[^>]* multiple', page)
    assert 'enctype="multipart/form-data"' in page
    assert f"上传佐证：{story.county.name}" in page


@pytest.mark.parametrize(("who", "status"), [("neighbour", 404), ("administrator", 403), ("stranger", 302)])
def test_upload_page_is_for_who_may_record_there(story, add, who, status):
    assert story.client(who).get(add).status_code == status
    assert story.client(who).post(add, {"kind": "photo", "chosen": chosen()}).status_code == status
    assert all_files() == []


@pytest.mark.parametrize("address", ["network.person/1", "access.account/1", "nothing/1", "network.organisation/99999"])
def test_upload_to_what_carries_no_files_is_not_found(story, address):
    assert story.client("secretary").get(f"/evidence/add/{address}/").status_code == 404


def test_file_is_described_and_withdrawn_on_its_pages(attach, story):
    file = attach(shows_people=True, purpose="合影")
    client = story.client("secretary")
    page = client.get(f"/evidence/{file.pk}/describe/").content.decode()
    assert 'value="合影"' in page
    typed = {"purpose": "开班合影", "shows_people": "on", "consent_given": "on", "consent_paper": "书"}
    assert client.post(f"/evidence/{file.pk}/describe/", typed).status_code == 400
    answer = client.post(f"/evidence/{file.pk}/describe/", {**typed, "reason": "补登"})
    assert answer["Location"] == f"/organisations/{story.county.pk}/#evidence"
    assert client.post(f"/evidence/{file.pk}/withdraw/", {"reason": ""}).status_code == 400
    answer = client.post(f"/evidence/{file.pk}/withdraw/", {"reason": "传错了"})
    assert answer["Location"] == f"/organisations/{story.county.pk}/#evidence"
    (kept,) = all_files()
    assert (kept.purpose, kept.consent_given, kept.withdraw_reason) == ("开班合影", True, "传错了")
    assert client.post(f"/evidence/{file.pk}/withdraw/", {"reason": "又"}).status_code == 409


def test_only_who_may_record_finds_the_pages_that_write(attach, story):
    file = attach()
    for what in ("describe", "withdraw"):
        assert story.client("administrator").get(f"/evidence/{file.pk}/{what}/").status_code == 403


def test_stream_without_name_is_shown_by_its_kind(attach, story):
    evidence.attach(story.county, by=story.actor("secretary"), upload=Streamed(picture(), name=None), kind="photo")
    assert "文件.jpg" in section(story)
