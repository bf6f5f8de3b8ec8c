"""The public form, the applicant's status page, and the officers' review: pages only."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import SYSTEM, Cast
from tests.network.life import ALL, MOBILE, handed_in, opened
from tests.network.test_organisation_pages import shown
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.models import Application, JoiningLink, Membership, Person
from tongxin.network.views import joining


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "name": "欧阳娜娜", "mobile": "138 0013 8000", "unit": "某传媒公司", "position": "编导", "group": "new_media",
        "place": "", "consents": ["contact"], "website": "", **changes,
    }  # fmt: skip


def test_stranger_applies_and_follows_the_application(cast: Cast) -> None:
    link, client = opened(cast.county), Client()
    page = shown(client, f"/join/{link.token}/")
    assert cast.county.name in page
    assert "会务联系：同意本组织" in page
    answer = client.post(f"/join/{link.token}/", filled())
    assert answer.status_code == 302
    status = answer["Location"]
    page = shown(client, status)
    assert "待审核" in page
    assert MOBILE not in page
    assert "欧阳娜娜" not in page
    assert client.post(status).status_code == 302
    assert "本人撤回" in shown(client, status)
    assert client.post(status).status_code == 409
    assert client.get(status)["Cache-Control"].startswith("max-age=0")
    application = Application.objects.whole_network(reason=ALL).get()
    assert (application.state, application.name) == ("withdrawn", "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "姓名"), ({"mobile": "12"}, "11 位"), ({"mobile": ""}, "手机号"), ({"consents": []}, "会务联系"),
        ({"consents": ["display"]}, "会务联系"), ({"place": "不存在的地方"}, "没有叫"), ({"website": "x"}, "刷新页面"),
    ],
)  # fmt: skip
def test_wrong_form_keeps_what_was_typed(cast: Cast, changes: Any, sentence: str) -> None:
    link = opened(cast.county)
    answer = Client().post(f"/join/{link.token}/", filled(**changes))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert sentence in page
    assert "某传媒公司" in page
    assert not Application.objects.whole_network(reason=ALL).exists()


def test_charter_decides_what_must_be_filled_in(cast: Cast) -> None:
    rules: dict[str, Any] = {"approver": "own", "yearly_quota": None, "term_years": 5, "required_fields": ["unit"]}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), **rules)
    link = opened(cast.county)
    assert Client().post(f"/join/{link.token}/", filled(mobile="", unit="")).status_code == 400
    assert Client().post(f"/join/{link.token}/", filled(mobile="")).status_code == 302


def test_one_address_sends_so_many_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_AN_HOUR", 1)
    link = opened(cast.county)
    answers = [Client().post(f"/join/{link.token}/", filled()).status_code for _ in range(2)]
    assert answers == [302, 429]
    other = filled(name="例乙")
    assert Client(REMOTE_ADDR="203.0.113.9").post(f"/join/{link.token}/", other).status_code == 302


def test_behind_a_proxy_the_last_forwarded_address_counts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TONGXIN_PROXIES = 1
    monkeypatch.setattr(joining, "MOST_AN_HOUR", 1)
    link = opened(cast.county)
    for address, status in (("9.9.9.9, 203.0.113.1", 302), ("8.8.8.8, 203.0.113.1", 429), ("203.0.113.2", 302)):
        client = Client(HTTP_X_FORWARDED_FOR=address)
        assert client.post(f"/join/{link.token}/", filled(name=f"例{address[-1]}")).status_code == status


@pytest.mark.parametrize("address", ["/join/nothing/", "/join/status/nothing/", "/join/%00/"])
def test_guessed_address_is_not_found(cast: Cast, address: str) -> None:
    opened(cast.county)
    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code == 404


def test_closed_link_and_closed_organisation_are_not_found(cast: Cast) -> None:
    link = opened(cast.county)
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="合并")
    assert Client().get(f"/join/{link.token}/").status_code == 404


def test_officer_opens_prints_and_closes_the_link(cast: Cast) -> None:
    client, address = cast.client("secretary"), f"/organisations/{cast.county.pk}/joining/"
    assert client.get(f"{address}code.svg").status_code == 404
    assert "开放申请链接" in shown(client, address)
    assert client.post(address, {"do": "close"}).status_code == 302
    assert client.post(address, {"do": "open"}).status_code == 302
    link = JoiningLink.objects.whole_network(reason=ALL).get()
    assert f"http://testserver/join/{link.token}/" in shown(client, address)
    code = client.get(f"{address}code.svg")
    assert code["Content-Type"] == "image/svg+xml"
    assert b"<svg" in code.content
    assert "Content-Disposition" not in code
    assert (
        client.get(f"{address}code.svg?download")["Content-Disposition"]
        == f'attachment; filename="join-{cast.county.pk}.svg"'
    )
    assert client.post(address, {"do": "close"}).status_code == 302
    assert client.get(f"/join/{link.token}/").status_code == 404


@pytest.mark.parametrize(
    "page", ["joining/", "joining/code.svg", "applications/new/", "members/", "lapsing/", "elections/new/"]
)
def test_pages_of_an_organisation_elsewhere_are_not_found(cast: Cast, page: str) -> None:
    address = f"/organisations/{cast.county.pk}/{page}"
    assert cast.client("neighbour").get(address).status_code == 404
    assert cast.client("city").get(address).status_code == 403
    assert cast.client("member").get(address).status_code == 403
    assert cast.client("stranger").get(address).status_code == 302


def test_list_of_forms_shows_the_scope_without_decrypting(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    assert "没有待审核" in shown(client, "/people/applications/forms/")
    handed_in(cast.neighbour, name="株洲人")
    for names in (["张伟明"], ["单小丽", "曾国强"]):
        for name in names:
            handed_in(cast.county, name=name)
        with django_assert_num_queries(4):  # session, account, grants, list
            page = shown(client, "/people/applications/forms/")
    assert page.count("<tr>") == 4
    assert "株洲人" not in page
    assert MOBILE not in page
    assert "网上和现场申请（3）" in shown(client, "/people/applications/")


def test_application_entered_in_person_is_reviewed_and_admitted(cast: Cast) -> None:
    client = cast.client("secretary")
    new = f"/organisations/{cast.county.pk}/applications/new/"
    assert "现场登记申请" in shown(client, new)
    answer = client.post(new, filled(place="宁乡市"))
    review = answer["Location"]
    page = shown(client, review)
    for word in ("欧阳娜娜", MOBILE, "现场登记", "没有找到相像的人"):
        assert word in page, word
    answer = client.post(review, {"admit": "yes", "person": "", "day": today().isoformat(), "reason": ""})
    assert answer["Location"] == "/people/applications/forms/"
    assert Membership.objects.whole_network(reason=ALL).get().person.name == "欧阳娜娜"
    assert client.post(review, {"admit": "yes", "day": today().isoformat()}).status_code == 409
    assert "资料已删除" in shown(client, review)


def test_officer_names_the_person_among_those_of_one_number(cast: Cast) -> None:
    known = cast.person("欧阳娜", mobile=MOBILE, unit="老单位")
    hidden = cast.person("外地人", "430200", mobile=MOBILE)
    application = handed_in(cast.county).application
    client, review = cast.client("secretary"), f"/people/applications/forms/{application.pk}/"
    page = shown(client, review)
    assert "老单位" in page
    assert "外地人" not in page
    decision = {"admit": "yes", "day": today().isoformat(), "reason": ""}
    assert client.post(review, {**decision, "person": str(hidden.pk)}).status_code == 400
    assert client.post(review, {**decision, "person": str(known.pk)}).status_code == 302
    assert Membership.objects.whole_network(reason=ALL).get().person == known
    assert Person.objects.whole_network(reason=ALL).count() == 2


def test_declined_applicant_reads_the_reason(cast: Cast) -> None:
    receipt = handed_in(cast.county)
    client, review = cast.client("secretary"), f"/people/applications/forms/{receipt.application.pk}/"
    decision = {"admit": "no", "person": "", "day": today().isoformat(), "reason": ""}
    assert client.post(review, decision).status_code == 400
    assert client.post(review, {**decision, "reason": "请补交单位证明"}).status_code == 302
    page = shown(Client(), f"/join/status/{receipt.token}/")
    assert "请补交单位证明" in page
    assert not re.search("欧阳|传媒|1380013", page)


def test_application_elsewhere_is_not_found(cast: Cast) -> None:
    application = handed_in(cast.county).application
    address = f"/people/applications/forms/{application.pk}/"
    assert cast.client("neighbour").get(address).status_code == 404
    assert cast.client("neighbour").post(address, {}).status_code == 404
    assert cast.client("city").get(address).status_code == 403
