"""What anybody sees: the page that never goes, its words for programs, card, feed, list, form and follow page."""

import json
import re
from datetime import date
from http import HTTPStatus
from xml.etree import ElementTree as ET

import pytest
from django.utils.html import escape

from tests.cast import SYSTEM
from tests.records.factchecks.samples import PUBLISHED, amendment, open_desk, source_details
from tongxin.kernel.period import chinese_date, today
from tongxin.lifecycle.evidence import withdraw as withdraw_file
from tongxin.network.actions.joint import confirm_joint
from tongxin.ports.public import public_path
from tongxin.records.factchecks import actions, queries
from tongxin.records.factchecks.models import Asker, FactCheck
from tongxin.records.factchecks.public import FOLLOW, FORM
from tongxin.records.factchecks.public.card import data_of
from tongxin.records.factchecks.public.page import read
from tongxin.records.factchecks.public.structured import claim_review

ATOM = "{http://www.w3.org/2005/Atom}"
# What the ClaimReview of schema.org must hold to be shown as one, by the rules search engines publish.
REQUIRED = (
    "@context", "@type", "url", "claimReviewed", "reviewRating.@type", "reviewRating.alternateName", "author.@type",
    "author.name",
)  # fmt: skip


def address(one):
    return public_path("fact-checks", one.public_code)


def shown(client, one):
    response = client.get(address(one))
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def structured(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1]) if found else None


def lacking(data):
    """Return the required properties that are not there, or are empty."""

    def value(path):
        found = data
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        return found

    return [path for path in REQUIRED if not value(path)]


def numbers_in(data):
    if isinstance(data, dict):
        return [name for name, value in data.items() if isinstance(value, int | float)] + [
            found for value in data.values() for found in numbers_in(value)
        ]
    return []


def test_page_says_verdict_claim_sources_and_why_nobody_was_asked(cast, published, client):
    one = published(co_organisers=[cast.neighbour, cast.city])
    confirm_joint(one, by=SYSTEM, organisation=cast.city)
    page = shown(client, one)
    for said in (
        "结论：不实（捏造细节）", one.summary, "听说宁乡城区明天起停水三天", cast.city.name, "宁乡市城管局", "城管局现场核实",
        "没有征求答复：说法没有涉及单位", "首次发布", chinese_date(PUBLISHED), *(row.file.sha256 for row in queries.sources_of(one)),
    ):  # fmt: skip
        assert escape(said) in page, said
    assert cast.neighbour.name not in page  # it has not confirmed
    assert 'href="https://example.org/1"' in page
    assert "存档.pdf" not in page


def test_reply_is_printed_in_full(published, client):
    one = published()
    reply = "我公司没有发布过停水通知。\n" + "供水正常。" * 900
    actions.amend(one, by=SYSTEM, **amendment(one, reply=reply, reply_received=date(2021, 6, 9)))
    actions.confirm(one, by=SYSTEM)
    assert "供水正常。" * 900 in shown(client, one)


def test_pending_change_and_new_source_are_not_shown_before_somebody_agrees(published, client):
    one = published()
    before = shown(client, one)
    actions.amend(one, by=SYSTEM, **amendment(one, summary="改过的结论"))
    actions.add_source(one, by=SYSTEM, **source_details(one, owner="第三家单位"))
    assert shown(client, one) == before
    actions.confirm(one, by=SYSTEM)
    page = shown(client, one)
    assert "第三家单位" in page
    assert re.search(r"<del>水厂没有停水计划。</del>.*<ins>改过的结论</ins>", page, re.DOTALL)
    assert f"{chinese_date(today())}更新" in page


def test_page_stays_after_withdrawal_and_says_so(published, client):
    one = published()
    actions.withdraw(one, by=SYSTEM, reason="来源收回了公告")
    page = shown(client, one)
    assert f"这条核查已于{chinese_date(today())}撤回，不要再引用：来源收回了公告" in page
    assert "听说宁乡城区明天起停水三天" in page
    assert "首次发布" in page
    assert structured(page) is None
    assert client.get(address(one))["X-Robots-Tag"] == "noindex"
    assert (data_of(one, address="x")["verdict"], data_of(one, address="x")["kind"]) == ("已撤回", "")


def test_copy_that_was_taken_back_is_said(published, client):
    one = published()
    withdraw_file(queries.sources_of(one)[0].file, by=SYSTEM, reason="有人像")
    assert "存档已撤回" in shown(client, one)


@pytest.mark.parametrize(("verdict", "holds"), [("true", True), ("false", False), ("partly", None), ("unproven", None)])
def test_tone_of_the_page_follows_the_verdict(published, verdict, holds):
    one = published()
    kind = "cut" if verdict in ("partly", "false") else ""
    FactCheck.objects.whole_network(reason="test").update(verdict=verdict, kind=kind)
    assert read(one.public_code).holds is holds


def test_claim_review_holds_what_is_required_and_no_number(published, client):
    one = published(appeared=date(2021, 4, 30))
    data = structured(shown(client, one))
    assert lacking(data) == []
    assert data["@type"] == "ClaimReview"
    assert data["url"] == f"http://testserver{address(one)}"
    assert data["claimReviewed"] == one.claim
    assert data["reviewRating"] == {"@type": "Rating", "alternateName": "不实（捏造细节）"}
    assert data["author"]["name"] == one.organiser.name
    assert (data["datePublished"], data["dateModified"]) == ("2021-06-01", "2021-06-01")
    assert data["itemReviewed"]["datePublished"] == "2021-04-30"
    assert numbers_in(data) == []


@pytest.mark.parametrize("gone", REQUIRED)
def test_claim_review_without_a_required_property_is_noticed(published, gone):
    one = published()
    data = claim_review(one, newest=queries.versions_of(one).get())
    *path, last = gone.split(".")
    inner = data
    for step in path:
        inner = inner[step]
    del inner[last]
    assert lacking(data) == [gone]


def test_claim_with_markup_stays_words(published, client):
    one = published(claim="</script><script>alert(1)</script>停水")
    page = shown(client, one)
    assert "<script>alert(1)" not in page
    assert structured(page)["claimReviewed"] == "</script><script>alert(1)</script>停水"


def test_page_takes_few_queries_and_is_sent_once(cast, published, client, django_assert_max_num_queries):
    one = published(co_organisers=[cast.city])
    client.get("/")
    with django_assert_max_num_queries(5):
        first = client.get(address(one))
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(address(one), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    actions.withdraw(one, by=SYSTEM, reason="来源收回了公告")
    changed = client.get(address(one), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == HTTPStatus.OK
    assert "X-Robots-Tag" not in first
    assert "Cookie" in first["Vary"]
    staff = cast.client("city").get(address(one))
    assert "no-store" in staff["Cache-Control"]
    assert "ETag" not in staff


def test_card_is_a_picture_with_the_verdict_word(published, client):
    one = published()
    page = shown(client, one)
    assert f'content="http://testserver{address(one)}card.png"' in page
    response = client.get(f"{address(one)}card.png")
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert len(response.content) < 300_000
    again = client.get(f"{address(one)}card.png", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    data = data_of(one, address="https://example.org/p/")
    assert (data["verdict"], data["kind"], data["tone"]) == ("不实", "捏造细节", "bad")
    assert data["qr"].startswith("<svg")
    long = published(title="长" * 120, told={"summary": "短" * 300})
    assert data_of(long, address="x")["summary"] == "短" * 88 + "……"
    assert client.get(f"{address(long)}card.png").status_code == HTTPStatus.OK  # one picture, not two
    for wrong in (f"{address(one)}other.png", "/p/fact-checks/nothing/card.png", "/p/proposals/x/card.png"):
        assert client.get(wrong).status_code == HTTPStatus.NOT_FOUND


def test_feed_holds_every_check_once_as_it_stands(published, client, django_assert_num_queries):
    first, second = published(title="第一条"), published(title="第二条", day=date(2021, 6, 2))
    actions.withdraw(first, by=SYSTEM, reason="来源有误")
    client.get("/")
    with django_assert_num_queries(1):
        response = client.get("/p/fact-checks/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    entries = [
        [entry.findtext(f"{ATOM}{name}") for name in ("title", "id", "published", "updated")]
        for entry in feed.iter(f"{ATOM}entry")
    ]
    assert entries == [
        [
            "已撤回：第一条",
            f"http://testserver{address(first)}",
            "2021-06-01T12:00:00+08:00",
            f"{today()}T12:00:00+08:00",
        ],
        [
            "不实：第二条",
            f"http://testserver{address(second)}",
            "2021-06-02T12:00:00+08:00",
            "2021-06-02T12:00:00+08:00",
        ],
    ]
    assert "（撤回：来源有误）" in response.content.decode()
    again = client.get("/p/fact-checks/feed.atom", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert client.get("/p/proposals/feed.atom").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/p/nothing/feed.atom").status_code == HTTPStatus.NOT_FOUND


def test_list_shows_what_was_published_and_nothing_else(published, received, client, django_assert_max_num_queries):
    one, gone = published(title="已经发布的"), published(title="后来撤回的")
    actions.withdraw(gone, by=SYSTEM, reason="来源有误")
    received(title="刚收到的")
    client.get("/")
    with django_assert_max_num_queries(3):
        page = client.get("/fact-checks/published/").content.decode()
    assert address(one) in page
    assert re.search(r"后来撤回的.*?已撤回", page, re.DOTALL)
    assert "刚收到的" not in page
    assert "后来撤回的" not in client.get("/fact-checks/published/?q=已经").content.decode()
    assert "/fact-checks/published/" in client.get("/").content.decode()


@pytest.mark.django_db
def test_list_without_checks_says_so(client):
    assert "还没有发布过辟谣" in client.get("/fact-checks/published/").content.decode()


SENT = {
    "claim": "听说明天停水，微信号：wang_123456",
    "seen_in": "chat",
    "consent": "on",
    "name": "例甲",
    "mobile": "13800138000",
}


def test_anybody_asks_and_follows_the_answer(cast, client):
    form = FORM.address(open_desk(cast, about="请贴在这里").token)
    page = client.get(form).content.decode()
    assert "请贴在这里" in page
    assert cast.county.name in page
    response = client.post(form, SENT)
    assert response.status_code == HTTPStatus.FOUND
    follow = response["Location"]
    (one,) = FactCheck.objects.visible_to(SYSTEM.scope)
    assert "wang_123456" not in one.claim + one.title
    page = client.get(follow).content.decode()
    assert "已收到，等待受理。" in page
    assert "例甲" not in page
    client.post(follow, {"do": "forget"})
    assert [(row.name, row.mobile) for row in Asker.objects.children_of(one)] == [("", "")]
    assert "删除我的联系方式" not in client.get(follow).content.decode()
    actions.set_aside(one, by=SYSTEM, ground="private", reason="别人的家事")
    page = client.get(follow).content.decode()
    assert "不予核查：私人事务。" in page
    assert "别人的家事" not in page


def test_asker_of_a_claim_checked_before_is_led_to_that_answer(cast, published, client):
    one = published(title="以前查过的")
    follow = client.post(FORM.address(open_desk(cast).token), SENT)["Location"]
    asked = FactCheck.objects.visible_to(SYSTEM.scope).get(through="web")
    actions.link(asked, by=SYSTEM, same_as="以前查过的")
    page = client.get(follow).content.decode()
    assert "是同一说法" in page
    assert address(one) in page
    assert f"不实：{one.summary}" in page
    actions.withdraw(one, by=SYSTEM, reason="来源有误")
    page = client.get(follow).content.decode()
    assert one.summary not in page
    assert "已撤回" in page


def test_closed_desk_and_addresses_of_nothing_say_so(cast, client):
    desk = open_desk(cast)
    actions.close_desk(desk, by=SYSTEM, reason="人手不够")
    response = client.get(FORM.address(desk.token))
    assert response.status_code == HTTPStatus.CONFLICT
    assert "已停止受理线索" in response.content.decode()
    assert client.get(FORM.address("nothing")).status_code == HTTPStatus.NOT_FOUND
    assert client.get(FOLLOW.address("nothing")).status_code == HTTPStatus.NOT_FOUND
    assert client.get("/p/fact-checks/nothing/").status_code == HTTPStatus.NOT_FOUND


def test_claim_of_a_hundred_thousand_letters_is_refused_with_all_that_was_typed(cast, client):
    form = FORM.address(open_desk(cast).token)
    response = client.post(form, SENT | {"claim": "长" * 33_000, "name": "例乙"})
    assert response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert "例乙" in response.content.decode()
    assert client.post(form, SENT | {"claim": "长" * 100_000}).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert not FactCheck.objects.visible_to(SYSTEM.scope).exists()
