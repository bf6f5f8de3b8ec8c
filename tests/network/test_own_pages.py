"""「我的资料」 and the officers' side of it: invitations and requests."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import SYSTEM, Cast, place
from tests.network.life import ALL, MOBILE, PASSWORD, linked
from tests.network.test_organisation_pages import shown
from tongxin.access.models import Account
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.actions.own import CORRECTABLE
from tongxin.network.models import Membership, Person, PersonRequest
from tongxin.network.models.identity import Need
from tongxin.network.queries.own import person_of
from tongxin.records.training import actions as training

ADDRESSES = [
    "/me/", "/me/correct/", "/me/erase/", "/me/export/json/", "/me/export/xlsx/", "/me/memberships/1/leave/",
]  # fmt: skip
POSTS = ["/me/memberships/1/renew/", "/me/consents/give/", "/me/consents/withdraw/", "/me/requests/1/withdraw/"]


@pytest.fixture
def person(cast: Cast) -> Person:
    person = cast.person("例甲", mobile=MOBILE, unit="甲公司", position="编导")
    linked(cast, person)
    return person


def trained(cast: Cast, name: str) -> None:
    planned = training.plan_class(
        by=SYSTEM, title="宁乡骨干班", organiser=cast.county, co_organisers=[], kind="course", venue="党校",
        first_day=date(2021, 5, 10), last_day=date(2021, 5, 12), field_days=(), days_needed=None,
    )  # fmt: skip
    training.hold_class(planned, by=SYSTEM, roster=f"{name}\n外人甲")


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_of_ones_own_needs_a_linked_account(cast: Cast, address: str) -> None:
    cast.join(cast.person("例甲"), cast.county)
    assert cast.client("stranger").get(address).status_code == 302
    for who in ("member", "secretary", "province"):
        assert cast.client(who).get(address).status_code == 404


@pytest.mark.parametrize("address", POSTS)
def test_act_of_ones_own_needs_a_linked_account(cast: Cast, address: str) -> None:
    assert cast.client("stranger").post(address).status_code == 302
    assert cast.client("secretary").post(address, {"purpose": "display"}).status_code == 404
    assert cast.client("secretary").get(address).status_code == 405


def test_my_page_says_what_is_held_and_who_sees_it(cast: Cast, person: Person) -> None:
    member = cast.join(person, cast.county)
    cast.join(cast.person("例乙", mobile="13900139000"), cast.county)
    actions.appoint_office(member, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    trained(cast, "例甲")
    page = shown(cast.client("member"), "/me/")
    for word in (
        "例甲",
        MOBILE,
        "甲公司",
        cast.county.name,
        "理事",
        "宁乡骨干班",
        "已结业",
        "宁乡市秘书",
        "登记地区",
        "公开展示",
    ):
        assert word in page, word
    for word in ("例乙", "13900139000", ">secretary<", "外人甲"):
        assert word not in page, word


def test_query_count_of_my_page_does_not_grow(cast: Cast, person: Person, django_assert_num_queries: Any) -> None:
    client = cast.client("member")
    shown(client, "/me/")
    for organisation in (cast.county, cast.city):
        cast.join(person, organisation)
        with django_assert_num_queries(24):
            shown(client, "/me/")


def test_everything_held_is_exported_as_json_and_excel(cast: Cast, person: Person) -> None:
    member = cast.join(person, cast.county)
    actions.renew_membership(member, by=SYSTEM, day=date(2021, 1, 1))
    actions.appoint_office(member, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    ended = actions.appoint_office(member, by=SYSTEM, title="supervisor", begin=date(2021, 1, 1))
    actions.end_office(ended, by=SYSTEM, day=date(2021, 6, 1))
    gone = cast.join(person, cast.city)
    actions.end_membership(gone, by=SYSTEM, day=date(2021, 1, 1), ending="left")
    cast.applicant(person, cast.province)
    trained(cast, "例甲")
    for purpose in ("contact", "display"):
        actions.give_consent(person, by=SYSTEM, purpose=purpose)
    actions.withdraw_consent(person, by=SYSTEM, purpose="display")
    client = cast.client("member")
    client.post("/me/correct/", {**dict.fromkeys(CORRECTABLE, ""), "name": "例丙", "mobile": MOBILE, "reason": "错"})
    asked = PersonRequest.objects.whole_network(reason=ALL).get()
    actions.decide_request(asked, by=SYSTEM, accept=False, reason="请带证件")
    need = Need(occasion="training.class:1", path=cast.county.path, purpose="ticket", last_day=today())
    actions.keep_identity(person, by=SYSTEM, number="11010519491231002X", need=need)
    held = json.loads(client.get("/me/export/json/").content)["资料"]
    assert list(held) == ["个人资料", "会籍", "任职", "同意", "本人请求", "活动用身份证号", "培训"]
    text = json.dumps(held, ensure_ascii=False)
    for word in (
        MOBILE,
        "续期于 2021-01-01",
        "本人退会",
        "离任于 2021-06-01",
        "撤回",
        "请带证件",
        "11010519491231002X",
        "宁乡骨干班",
    ):
        assert word in text, word
    file = b"".join(client.get("/me/export/xlsx/").streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    lines = sum(len(lines) for lines in held.values())
    assert len([row for row in rows if row[0] in held]) == lines
    assert client.get("/me/export/pdf/").status_code == 400


def test_correction_goes_through_the_officers(cast: Cast, person: Person) -> None:
    client, officer = cast.client("member"), cast.client("secretary")
    assert 'value="甲公司"' in shown(client, "/me/correct/")
    wished = {"name": "例甲", "mobile": MOBILE, "unit": "乙公司", "position": "编导", "group": "", "reason": "换了工作"}
    assert client.post("/me/correct/", {**wished, "mobile": "1"}).status_code == 400
    assert client.post("/me/correct/", wished)["Location"] == "/me/"
    assert client.post("/me/correct/", wished).status_code == 409
    asked = PersonRequest.objects.whole_network(reason=ALL).get()
    assert "例甲" in shown(officer, "/people/requests/")
    page = shown(officer, f"/people/requests/{asked.pk}/")
    for word in ("乙公司", "原为 甲公司", "换了工作"):
        assert word in page, word
    assert officer.post(f"/people/requests/{asked.pk}/", {"accept": "no", "reason": ""}).status_code == 400
    assert (
        officer.post(f"/people/requests/{asked.pk}/", {"accept": "yes", "reason": ""})["Location"]
        == "/people/requests/"
    )
    assert "乙公司" in shown(client, "/me/")
    assert "没有待办的请求" in shown(officer, "/people/requests/")


def test_erasure_is_asked_for_taken_back_and_done(cast: Cast, person: Person) -> None:
    client, officer = cast.client("member"), cast.client("secretary")
    shown(client, "/me/erase/")
    assert client.post("/me/erase/", {"reason": ""}).status_code == 400
    assert client.post("/me/erase/", {"sure": "on", "reason": ""}).status_code == 302
    asked = PersonRequest.objects.whole_network(reason=ALL).get()
    assert client.post(f"/me/requests/{asked.pk}/withdraw/").status_code == 302
    assert client.post("/me/erase/", {"sure": "on", "reason": "不再参加"}).status_code == 302
    asked = PersonRequest.objects.whole_network(reason=ALL).get(state="waiting")
    shown(officer, f"/people/requests/{asked.pk}/")
    assert officer.post(f"/people/requests/{asked.pk}/", {"accept": "yes", "reason": ""}).status_code == 302
    page = shown(officer, f"/people/{person.pk}/")
    for word in ("例甲", MOBILE, "甲公司"):
        assert word not in page
    assert f"/people/{person.pk}/" not in shown(officer, "/people/?q=例甲")
    assert client.get("/me/").status_code == 302


def test_consents_are_given_and_withdrawn_on_the_page(cast: Cast, person: Person) -> None:
    client = cast.client("member")
    assert client.post("/me/consents/give/", {"purpose": "display"}).status_code == 302
    assert "撤回" in shown(client, "/me/")
    assert client.post("/me/consents/withdraw/", {"purpose": "display"}).status_code == 302
    assert client.post("/me/consents/withdraw/", {"purpose": "display"}).status_code == 409
    for act in ("give", "withdraw"):
        assert client.post(f"/me/consents/{act}/", {"purpose": "\x00"}).status_code == 400


def test_consent_on_paper_is_entered_by_the_home_side(cast: Cast, person: Person) -> None:
    cast.join(person, cast.neighbour)
    client, address = cast.client("secretary"), f"/people/{person.pk}/consents/"
    assert address in shown(client, f"/people/{person.pk}/")
    shown(client, address)
    for give, status in (("no", 409), ("yes", 302), ("yes", 409), ("no", 302)):
        assert client.post(address, {"purpose": "training", "give": give}).status_code == status
    assert "第 1 版" in shown(client, f"/people/{person.pk}/")
    visiting = cast.client("neighbour")
    assert address not in shown(visiting, f"/people/{person.pk}/")
    assert visiting.post(address, {"purpose": "training", "give": "yes"}).status_code == 403
    other = cast.person("例乙")
    assert visiting.get(f"/people/{other.pk}/consents/").status_code == 404


def test_leaving_is_for_ones_own_membership(cast: Cast, person: Person) -> None:
    own, other = cast.join(person, cast.county), cast.join(cast.person("例乙"), cast.county)
    client = cast.client("member")
    assert client.get(f"/me/memberships/{other.pk}/leave/").status_code == 404
    assert client.post(f"/me/memberships/{other.pk}/leave/", {"sure": "on"}).status_code == 404
    assert cast.county.name in shown(client, f"/me/memberships/{own.pk}/leave/")
    assert client.post(f"/me/memberships/{own.pk}/leave/", {}).status_code == 400
    assert client.post(f"/me/memberships/{own.pk}/leave/", {"sure": "on"})["Location"] == "/me/"
    assert Membership.objects.whole_network(reason=ALL).get(pk=own.pk).ending == "left"


def test_membership_that_runs_out_is_renewed_on_the_page(cast: Cast, person: Person) -> None:
    own, other = cast.join(person, cast.county), cast.join(cast.person("例乙"), cast.county)
    client = cast.client("member")
    assert "续期" not in shown(client, "/me/")
    rules: dict[str, Any] = {"approver": "own", "yearly_quota": None, "term_years": 5, "lapse_years": 2}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), **rules)
    assert "2022年3月5日" in shown(client, "/me/")
    assert client.post(f"/me/memberships/{other.pk}/renew/").status_code == 404
    assert client.post(f"/me/memberships/{own.pk}/renew/").status_code == 302
    assert Membership.objects.whole_network(reason=ALL).get(pk=own.pk).renewed == today()


def test_request_elsewhere_is_not_found(cast: Cast, person: Person) -> None:
    cast.client("member").post("/me/erase/", {"sure": "on", "reason": ""})
    asked = PersonRequest.objects.whole_network(reason=ALL).get()
    assert cast.client("neighbour").get(f"/people/requests/{asked.pk}/").status_code == 404
    assert "例甲" not in shown(cast.client("neighbour"), "/people/requests/")
    assert cast.client("city").get("/people/requests/").status_code == 403
    assert cast.client("secretary").post(f"/me/requests/{asked.pk}/withdraw/").status_code == 404


def test_visiting_side_sees_no_request_of_a_person_at_home_elsewhere(cast: Cast, person: Person) -> None:
    cast.join(person, cast.neighbour)
    cast.client("member").post("/me/erase/", {"sure": "on", "reason": ""})
    asked = PersonRequest.objects.whole_network(reason=ALL).get()
    assert "例甲" not in shown(cast.client("neighbour"), "/people/requests/")
    address = f"/people/requests/{asked.pk}/"
    assert cast.client("neighbour").post(address, {"accept": "yes", "reason": ""}).status_code == 404


def invited(cast: Cast, person: Person) -> str:
    page = cast.client("secretary").post(f"/people/{person.pk}/account/").content.decode()
    return page.split("http://testserver")[1].split("<")[0]


def test_invited_person_opens_the_own_page(cast: Cast) -> None:
    person = cast.person("例甲", mobile=MOBILE)
    officer = cast.client("secretary")
    assert "邀请本人" in shown(officer, f"/people/{person.pk}/account/")
    address = invited(cast, person)
    assert "重新邀请" in shown(officer, f"/people/{person.pk}/account/")
    client = Client()
    page = shown(client, address)
    assert "例甲" not in page
    typed = {"username": "lijia", "password": PASSWORD, "again": PASSWORD}
    assert client.post(address, {**typed, "again": "x"}).status_code == 400
    assert client.post(address, {**typed, "username": "secretary"}).status_code == 409
    assert client.post(address, {**typed, "password": "1", "again": "1"}).status_code == 400
    assert client.post(address, {"do": "link"}).status_code == 400
    assert client.post(address, typed)["Location"] == "/me/"
    assert MOBILE in shown(client, "/me/")
    assert Client().get(address).status_code == 404
    assert "已有账号" in shown(officer, f"/people/{person.pk}/account/")
    assert officer.post(f"/people/{person.pk}/account/").status_code == 409
    assert client.get("/people/").status_code == 403


def test_signed_in_account_is_linked_with_one_click(cast: Cast) -> None:
    person = cast.person("例甲", mobile=MOBILE)
    address, client = invited(cast, person), cast.client("member")
    assert "关联这个账号" in shown(client, address)
    assert client.post(address, {"do": "link"})["Location"] == "/me/"
    assert person_of(cast.accounts["member"].pk) == person
    officer = cast.client("secretary")
    shown(officer, f"/people/{person.pk}/account/end/")
    assert officer.post(f"/people/{person.pk}/account/end/", {"reason": "关联错了"}).status_code == 302
    assert officer.get(f"/people/{person.pk}/account/end/").status_code == 404
    assert not Account.objects.get(pk=cast.accounts["member"].pk).is_active


@pytest.mark.parametrize("page", ["account/", "account/end/"])
def test_invitation_of_a_person_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    person = cast.person("例甲")
    for method in ("get", "post"):
        assert getattr(cast.client("neighbour"), method)(f"/people/{person.pk}/{page}").status_code == 404
    assert cast.client("city").get(f"/people/{person.pk}/{page}").status_code == 403


@pytest.mark.parametrize("address", ["/me/invitations/nothing/"])
def test_guessed_invitation_is_not_found(cast: Cast, address: str) -> None:
    assert place("430182")
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"do": "link"}).status_code == 404
