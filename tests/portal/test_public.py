"""Public pages: whoever holds the code reads everything the paper says, and nobody finds one by anything else."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.attendance.certificates.conftest import Stage, build_stage
from tests.cast import SYSTEM
from tongxin.attendance import actions as attended
from tongxin.attendance.certificates import actions, queries
from tongxin.attendance.models import Certificate
from tongxin.network import actions as network
from tongxin.portal import public
from tongxin.ports import room as rooms
from tongxin.ports.public import PublicCard, PublicPage, public_path
from tongxin.web.pages import Fact


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Any) -> Stage:
    settings.TONGXIN_KEYRING = tmp_path / "signing"
    settings.TONGXIN_ADDRESS = "https://tongxin.example"
    return build_stage()


def page(client: Client, one: Certificate) -> str:
    answer = client.get(public_path("certificates", one.code))
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_page_repeats_every_word_of_the_paper_and_says_it_holds(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    text = plain(page(client, one))
    assert "这份证书有效，内容与签发时的签名一致。" in text
    claims = queries.claims_of(one)
    for word in (*claims.printed(), *(value for pair in claims.facts for value in pair), claims.serial):
        assert word in text
    assert one.kid in text
    assert "李例水" not in text


def test_same_is_there_for_programs_and_cannot_break_out_of_its_element(stage: Stage, client: Client) -> None:
    stage.training.title = "班</script><script>alert(1)</script>&<!--"
    stage.training.save()
    one, _ = stage.issue()
    html = page(client, one)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    linked = json.loads(block)
    assert linked["identifier"] == one.serial
    assert linked["about"]["name"] == "王例山"
    assert "alert(1)" in linked["description"]
    assert "<script>alert" not in html


def test_revoked_one_says_so_with_reason_and_day(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    gone = actions.revoke_certificate(one, by=SYSTEM, reason="冒名顶替")
    html = page(client, one)
    assert 'class="card po-outcome is-bad"' in html
    assert f"撤销，不再有效：{gone.revoke_reason}" in plain(html)
    assert "这份证书有效" not in html


def test_corrected_completion_says_so_at_once(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    attended.correct_line(stage.line("王例山"), by=SYSTEM, reason="早退", days_attended=1)
    html = page(client, one)
    assert "这份证书暂停有效" in html
    assert "is-bad" in html


def test_words_altered_in_the_table_are_found_by_the_signature(stage: Stage, client: Client) -> None:
    one, other = stage.issue()
    Certificate.objects.same_as(one).update(claims=one.claims.replace("准予结业", "成绩优秀"))
    assert "与签发时的签名不符" in page(client, one)
    Certificate.objects.same_as(other).update(credential=one.credential[:-4] + "AAAA")
    assert "与签发时的签名不符" in page(client, other)


def test_erased_holder_leaves_number_and_nothing_else(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    text = plain(page(client, one))
    assert "持有人的资料已按本人要求删除" in text
    assert one.serial in text
    assert "王例山" not in text
    assert "宁乡培训班" not in text
    assert 'class="card po-outcome"' in page(client, one)


def test_erased_and_revoked_says_both(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    actions.revoke_certificate(one, by=SYSTEM, reason="弄错")
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    text = page(client, one)
    assert "撤销，不再有效。持有人的资料已按本人要求删除" in text
    assert "is-bad" in text


def test_nothing_but_the_code_opens_it(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    guesses = [one.serial, f"{one.number:04d}", one.pk, one.holder, stage.member.pk, one.code[:-1], one.code + "2"]
    guesses += [one.code.upper(), "%00", "x" * 400, "' or 1=1", "界"]
    for guess in guesses:
        answer = client.get(f"/p/certificates/{guess}/")
        assert answer.status_code == 404, guess
        assert "王例山" not in answer.content.decode()
    asked = client.get("/p/certificates/nothing/").content.decode()
    assert "没有这个核验码的证书" in asked
    assert client.get("/p/unknown/x/").status_code == 404


@pytest.mark.parametrize("query", ["serial", "name", "q", "person", "code"])
def test_no_parameter_looks_anything_up(query: str, stage: Stage, client: Client) -> None:
    one, other = stage.issue()
    plainly = page(client, one)
    for value in (other.serial, other.holder, other.code):
        answer = client.get(public_path("certificates", one.code), {query: value})
        assert plain(answer.content.decode()) == plain(plainly)


def test_codes_are_not_to_be_tried_out(stage: Stage, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MOST", 3)
    one, _ = stage.issue()
    for _ in range(3):
        assert client.get("/p/certificates/nothing/").status_code == 404
    refused = client.get(public_path("certificates", one.code))
    assert refused.status_code == 429
    assert "请求太频繁" in refused.content.decode()
    assert client.get(public_path("certificates", one.code), REMOTE_ADDR="203.0.113.9").status_code == 200


def test_callers_behind_a_proxy_are_counted_one_by_one(
    stage: Stage, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TONGXIN_PROXIES = 1
    monkeypatch.setattr(public, "MOST", 1)
    for address in ("203.0.113.1", "203.0.113.2", "203.0.113.1, 203.0.113.3"):
        answer = client.get("/p/certificates/nothing/", headers={"X-Forwarded-For": address})
        assert answer.status_code == 404
    assert client.get("/p/certificates/nothing/", headers={"X-Forwarded-For": "203.0.113.3"}).status_code == 429


def test_page_is_kept_by_nobody_and_in_no_index(stage: Stage, client: Client) -> None:
    one, _ = stage.issue()
    answer = client.get(public_path("certificates", one.code))
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_page_that_judges_nothing_is_cached_and_not_counted(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = PublicCard(title="活动", facts=(Fact(label="地点", value="宁乡", link="/x/", hint="二楼"),), cacheable=True)
    one = rooms.Room(
        name="events", label="活动", public=(PublicPage(prefix="events", read=lambda _code: card, throttled=False),)
    )
    monkeypatch.setattr(public, "MOST", 0)
    installed = rooms.rooms()
    with rooms.ROOMS.answered_by(lambda: (*installed, one)):
        answer = client.get("/p/events/any/")
    html = answer.content.decode()
    assert answer["Cache-Control"] == "public, no-cache"
    assert '<a href="/x/">宁乡</a><small>二楼</small>' in html
    assert "ld+json" not in html
    assert "<h1>活动</h1>" in html


def test_page_costs_few_statements(stage: Stage, client: Client, django_assert_max_num_queries: Any) -> None:
    one, _ = stage.issue()
    page(client, one)
    with django_assert_max_num_queries(2):
        page(client, one)
