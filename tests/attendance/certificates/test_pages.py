"""Staff issue, print, revoke and exchange; a member downloads the own ones; programs read lists that name nobody."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from tests.attendance.certificates.conftest import ALL, Stage, every, held
from tests.cast import SYSTEM
from tests.lives import class_details
from tests.network.life import linked
from tongxin.access.jobs import CancelledError
from tongxin.access.models import Entry, Grant, Job
from tongxin.attendance import actions as attended
from tongxin.attendance.certificates import actions, credential, work
from tongxin.attendance.certificates.verifying import verify
from tongxin.attendance.models import Certificate, CertificateNumbering
from tongxin.lifecycle.addresses import address_of
from tongxin.network import actions as network
from tongxin.records.training import actions as training
from tongxin.web.memory import memory

PURPOSE = {"purpose": "发给学员本人"}


def issue_url(stage: Stage) -> str:
    return reverse("attendance.certificate.issue", args=[stage.training.occasion_id])


def issued_by_page(stage: Stage, client: Client) -> Job:
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(issue_url(stage), PURPOSE)
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.whole_network(reason=ALL).order_by("-id")[0]


def exported() -> list[Entry]:
    return list(Entry.objects.whole_network(reason=ALL).filter(action="access.export"))


@pytest.fixture
def secretary(stage: Stage) -> Client:
    return stage.cast.client("secretary")


def test_page_of_a_class_offers_issuing_and_lists_what_was_issued(stage: Stage, secretary: Client) -> None:
    html = secretary.get(address_of(stage.training)).content.decode()
    assert issue_url(stage) in html
    assert "还没有签发。" in html
    one, other = stage.issue()
    attended.correct_line(stage.line("李例水"), by=SYSTEM, reason="早退", days_attended=1)
    html = secretary.get(address_of(stage.training)).content.decode()
    assert one.serial in html
    assert html.count("须撤销：名册已更正，持有人不是结业") == 1
    assert other.serial in html


@pytest.mark.parametrize(("who", "shown", "offered"), [("city", False, False), ("registrar", True, True)])
def test_section_is_for_those_who_read_persons(stage: Stage, who: str, shown: bool, offered: bool) -> None:
    stage.issue()
    html = stage.cast.client(who).get(address_of(stage.training)).content.decode()
    assert ("结业证书" in html) is shown
    assert (issue_url(stage) in html) is offered


def test_planned_class_has_no_certificates(stage: Stage, secretary: Client) -> None:
    planned = training.plan_class(by=SYSTEM, **class_details(stage.cast, title="计划的班"))
    assert "结业证书" not in secretary.get(address_of(planned)).content.decode()
    answer = secretary.get(reverse("attendance.certificate.issue", args=[planned.occasion_id]))
    assert answer.status_code == 409
    assert "还没有登记为已举办" in answer.content.decode()


def test_issuing_says_how_many_and_asks_what_for(stage: Stage, secretary: Client) -> None:
    html = secretary.get(issue_url(stage)).content.decode()
    assert "将新签发 2 份" in html
    refused = secretary.post(issue_url(stage), {"purpose": " "})
    assert refused.status_code == 400
    assert every() == []


def test_job_issues_prints_and_packs_and_the_journal_knows_what_for(stage: Stage, secretary: Client) -> None:
    job = issued_by_page(stage, secretary)
    assert job.state == Job.State.DONE, job.log
    assert job.result["count"] == job.result["new"] == 2
    answer = secretary.get(job.result["url"])
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        year = every()[0].year
        assert archive.namelist() == [f"{year}-0001 王例山.pdf", f"{year}-0002 李例水.pdf"]
        found = verify(archive.read(archive.namelist()[0]))
    assert found.claims.holder == "王例山"
    (told,) = exported()
    assert told.reason == "导出「证书」，共 2 行；用途：发给学员本人"
    assert told.record_id == job.pk


def test_job_again_prints_all_that_are_in_force_and_numbers_nobody_twice(stage: Stage, secretary: Client) -> None:
    issued_by_page(stage, secretary)
    actions.revoke_certificate(every()[0], by=SYSTEM, reason="弄错")
    attended.correct_line(stage.line("王例山"), by=SYSTEM, reason="早退", days_attended=1)
    job = issued_by_page(stage, secretary)
    assert (job.result["new"], job.result["count"]) == (0, 1)
    assert len(every()) == 2


def test_job_cancelled_while_printing_leaves_the_numbers_and_no_file(stage: Stage, settings: Any) -> None:
    class Stopped:
        job_id = 7

        def say(self, line: str) -> None:
            assert "新签发 2 份" in line

        def step(self, done: int, total: int) -> None:
            raise CancelledError("任务已取消。")

    asked = {"occasion": stage.training.occasion_id, "purpose": "发给学员", "address": ""}
    with pytest.raises(CancelledError):
        work.issue_job(Stopped(), by=SYSTEM, **asked)  # type: ignore[arg-type]
    assert [one.number for one in every()] == [1, 2]
    assert list(Path(settings.TONGXIN_EXPORTS).iterdir()) == []
    assert exported() == []


def test_class_nobody_completed_has_nothing_to_issue(stage: Stage, secretary: Client) -> None:
    stage.training = held(stage.cast, roster="孙例火 1天\n王例山 13800138001", title="难班", days_needed=3)
    attended.correct_line(stage.line("王例山"), by=SYSTEM, reason="没来", days_attended=0)
    job = issued_by_page(stage, secretary)
    assert job.state == Job.State.FAILED
    assert "名册上还没有人结业" in job.log


@pytest.mark.parametrize(("who", "status"), [("city", 403), ("neighbour", 404), ("member", 403), ("stranger", 302)])
def test_others_issue_nothing(stage: Stage, who: str, status: int) -> None:
    client = stage.cast.client(who)
    assert client.get(issue_url(stage)).status_code == status
    assert client.post(issue_url(stage), PURPOSE).status_code == status
    assert every() == []


def test_packed_file_opens_only_to_whoever_had_it_made_and_may_still_read(stage: Stage, secretary: Client) -> None:
    job = issued_by_page(stage, secretary)
    for who in ("province", "city", "member"):
        assert stage.cast.client(who).get(job.result["url"]).status_code in (403, 404)
    Grant.objects.whole_network(reason=ALL).filter(account=stage.cast.accounts["secretary"]).update(role="reader")
    assert secretary.get(job.result["url"]).status_code == 403
    assert secretary.get(reverse("attendance.certificate.file", args=[9**15])).status_code in (403, 404)


def test_packed_file_that_has_expired_says_so(stage: Stage, secretary: Client, settings: Any) -> None:
    job = issued_by_page(stage, secretary)
    (Path(settings.TONGXIN_EXPORTS) / job.result["file"]).unlink()
    answer = secretary.get(job.result["url"])
    assert answer.status_code == 404
    assert "可能已过期删除" in answer.content.decode()


def test_list_shows_and_leaves_only_for_a_purpose(stage: Stage, secretary: Client) -> None:
    one, _ = stage.issue()
    html = secretary.get("/certificates/").content.decode()
    assert one.serial in html
    assert "王例山" in html
    sent = secretary.get("/certificates/?export=xlsx")
    assert sent.status_code == 302
    assert sent["Location"].startswith(reverse("access:export_new"))
    section = secretary.get(address_of(stage.training), {"export": "certificates"})
    assert section["Location"].startswith(reverse("access:export_new"))
    assert stage.cast.client("neighbour").get("/certificates/").content.decode().count(one.serial) == 0
    assert stage.cast.client("city").get("/certificates/").status_code == 403


def test_page_of_one_says_what_it_says_and_offers_what_its_state_allows(stage: Stage, secretary: Client) -> None:
    one, _ = stage.issue()
    html = secretary.get(address_of(one)).content.decode()
    for word in ("王例山", "2021年5月10日至12日", f"/p/certificates/{one.code}/", "换发", "撤销", "打印"):
        assert word in html
    secretary.post(address_of(one, "revoke"), {"reason": "冒名顶替"})
    html = secretary.get(address_of(one)).content.decode()
    assert "已撤销" in html
    assert "冒名顶替" in html
    assert address_of(one, "revoke") not in html
    assert address_of(one, "exchange") in html
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    html = secretary.get(address_of(one)).content.decode()
    assert "已按本人要求删除" in html
    assert "王例山" not in html


def test_exchange_begins_with_the_name_and_leads_to_both(stage: Stage, secretary: Client) -> None:
    one, _ = stage.issue()
    assert 'value="王例山"' in secretary.get(address_of(one, "exchange")).content.decode()
    answer = secretary.post(address_of(one, "exchange"), {"holder": "王例珊", "reason": "姓名用字"})
    assert answer.status_code == 302
    new = every()[-1]
    assert (new.holder, new.replaces_id) == ("王例珊", one.pk)
    assert one.serial in secretary.get(address_of(new)).content.decode()


def test_one_is_printed_again_for_a_purpose(stage: Stage, secretary: Client) -> None:
    one, _ = stage.issue()
    url = reverse("attendance.certificate.print", args=[one.pk])
    assert one.serial in secretary.get(url).content.decode()
    assert secretary.post(url, {"purpose": ""}).status_code == 400
    assert exported() == []
    answer = secretary.post(url, PURPOSE)
    assert answer["Content-Type"] == "application/pdf"
    assert verify(answer.content).claims.serial == one.serial
    assert [line.reason for line in exported()] == ["导出「证书」，共 1 行；用途：发给学员本人"]
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    assert secretary.post(url, PURPOSE).status_code == 404
    assert stage.cast.client("neighbour").get(url).status_code == 404


def test_numbering_is_chosen_on_its_page(stage: Stage, secretary: Client) -> None:
    values = {"organisation": stage.cast.county.name, "kind": "completion", "mark": "宁-联"}
    url = reverse("attendance.numbering.set")
    refused = secretary.post(url, values)
    assert refused.status_code == 400
    assert "字号应为 2 至 12 个汉字" in refused.content.decode()
    assert secretary.post(url, values | {"mark": "湘宁联培"}).status_code == 302
    assert stage.issue()[0].serial.startswith("湘宁联培〔")
    html = secretary.get("/certificate-numbering/").content.decode()
    assert "湘宁联培" in html
    twice = secretary.post(url, values | {"mark": "湘宁联培"})
    assert "已有字号" in twice.content.decode()
    one = CertificateNumbering.objects.whole_network(reason=ALL).get()
    assert "湘宁联培" in secretary.get(address_of(one)).content.decode()
    changed = secretary.post(address_of(one, "change"), {"mark": "宁新联训", "reason": "统一"})
    assert changed.status_code == 302
    assert stage.cast.client("secretary").get("/certificates/").content.decode().count("证书字号") >= 1


def test_member_finds_and_downloads_the_own_ones(stage: Stage) -> None:
    one, other = stage.issue()
    linked(stage.cast, stage.member)
    client = stage.cast.client("member")
    html = client.get(reverse("network:me")).content.decode()
    own = reverse("attendance.certificate.own", args=[one.pk, "pdf"])
    assert own in html
    assert one.serial in html
    assert other.serial not in html
    paper = client.get(own)
    assert "no-store" in paper["Cache-Control"]
    assert verify(paper.content).claims.holder == "王例山"
    token = client.get(reverse("attendance.certificate.own", args=[one.pk, "jwt"]))
    assert token["Content-Type"] == "application/vc+jwt"
    assert credential.read(token.content.decode())[0].serial == one.serial
    for url in (
        reverse("attendance.certificate.own", args=[other.pk, "pdf"]),
        reverse("attendance.certificate.own", args=[one.pk, "docx"]),
    ):
        assert client.get(url).status_code == 404
    assert stage.cast.client("secretary").get(own).status_code == 404
    assert stage.cast.client("stranger").get(own).status_code == 302


def test_own_page_says_when_one_no_longer_holds(stage: Stage) -> None:
    one, _ = stage.issue()
    linked(stage.cast, stage.member)
    client = stage.cast.client("member")
    attended.correct_line(stage.line("王例山"), by=SYSTEM, reason="早退", days_attended=1)
    assert "暂停有效（名册已更正）" in client.get(reverse("network:me")).content.decode()
    actions.revoke_certificate(one, by=SYSTEM, reason="弄错")
    assert "已撤销" in client.get(reverse("network:me")).content.decode()


def test_issuer_and_status_lists_are_open_to_programs_and_name_nobody(stage: Stage, client: Client) -> None:
    county = stage.cast.county.pk
    assert client.get(f"/credentials/issuers/{county}/").status_code == 404
    one, _ = stage.issue()
    profile = client.get(f"/credentials/issuers/{county}/")
    assert profile.json() == {
        "id": f"https://tongxin.example/credentials/issuers/{county}/",
        "type": ["Profile"],
        "name": "宁乡市新的社会阶层人士联谊会",
        "url": "https://tongxin.example/.well-known/jwks.json",
    }
    _, spot = credential.read(one.credential)
    address = spot.status("revocation")["statusListCredential"].removeprefix("https://tongxin.example")
    answer = client.get(address)
    assert answer["Content-Type"] == "application/vc+jwt"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert credential.marking(answer.content.decode(), spot) == ""
    actions.revoke_certificate(one, by=SYSTEM, reason="弄错")
    assert client.get(address).content == answer.content  # for a minute
    memory.clear()
    assert credential.marking(client.get(address).content.decode(), spot) == "revocation"
    for wrong in (
        f"{county}/1/revocation",
        f"{county}/0/message",
        f"{9**18}/0/revocation",
        f"{county}/{9**18}/revocation",
    ):
        assert client.get(f"/credentials/status/{wrong}/").status_code == 404


def test_certificate_of_another_place_is_not_found(stage: Stage) -> None:
    one, _ = stage.issue()
    for who in ("neighbour", "city"):
        assert stage.cast.client(who).get(address_of(one)).status_code == 404
    assert Certificate.objects.visible_to(stage.cast.actor("city").scope).count() == 0
