from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.network.test_organisation_pages import shown
from tongxin.network import actions
from tongxin.network.models import Membership, Office, Person

ALL = "the test reads every row"


def typed(**changes: str) -> dict[str, str]:
    return {"name": "欧阳娜娜", "mobile": "138 0013 8000", "unit": "某传媒公司", "position": "编导", "group": "new_media",
            "place": "宁乡市", **changes}  # fmt: skip


def test_list_shows_persons_of_the_scope_without_decrypting(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    assert "还没有人员" in shown(client, "/people/")
    cast.person("株洲人", "430200", mobile="13800138009")
    for names in (["张伟明"], ["单小丽", "曾国强"]):
        for name in names:
            cast.person(name, mobile="13800138000")
        with django_assert_num_queries(4):  # session, account, grants, list
            page = shown(client, "/people/")
    assert page.count("<tr>") == 4
    assert "株洲人" not in page
    assert "13800138000" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"张伟明", "单小丽"}), ("?q=张伟", {"张伟明"}), ("?q=zwm", {"张伟明"}), ("?q=13800138000", {"单小丽"}), ("?q=%2B86 138-0013-8000", {"单小丽"}), ("?q=甲律所", {"张伟明"}), ("?q=甲律所 zw", {"张伟明"}),
        ("?place=430182", {"单小丽"}), ("?group=freelance", {"张伟明"}), ("?belonging=visiting", {"曾国强"}),
        ("?belonging=visiting&q=zeng", {"曾国强"}), ("?organisation=长沙市新的社会阶层人士联谊会", {"张伟明", "曾国强"}),
        ("?q=12345678901", set()),
    ],
)  # fmt: skip
def test_list_is_narrowed(cast: Cast, query: str, names: set[str]) -> None:
    cast.join(cast.person("张伟明", "430100", group="freelance", unit="甲律所"), cast.city)
    cast.person("单小丽", mobile="13800138000")
    cast.join(cast.person("曾国强", "430200"), cast.city)
    cast.join(cast.person("外地人", "430200"), cast.neighbour)
    response = cast.client("registrar").get(f"/people/{query}")
    assert response.status_code == (400 if "123456" in query else 200)
    page = response.content.decode()
    assert {name for name in ("张伟明", "单小丽", "曾国强", "外地人") if f">{name}<" in page} == names


def in_order(page: str, *names: str) -> list[str]:
    return sorted(names, key=lambda name: page.index(f">{name}<"))


def test_people_and_members_are_counted_and_sorted_by_what_is_read(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    names = ("张伟明", "单小丽", "曾国强")
    for name, begin in zip(names, (3, 1, 2), strict=True):
        cast.join(cast.person(name, unit=f"{begin}号单位"), cast.county, begin=date(2020, 1, begin))
    client = cast.client("secretary")
    members = f"/organisations/{cast.county.pk}/members/"
    by_reading = ["单小丽", "曾国强", "张伟明"]
    for address, order in {
        "/people/?sort=name": by_reading, "/people/?sort=-name": by_reading[::-1], f"{members}?sort=name": by_reading,
        f"{members}?sort=begin": ["单小丽", "曾国强", "张伟明"], f"{members}?sort=-begin": ["张伟明", "曾国强", "单小丽"],
        f"{members}?sort=-unit": ["张伟明", "曾国强", "单小丽"],
    }.items():  # fmt: skip
        with django_assert_max_num_queries(6):
            page = shown(client, address)
        assert in_order(page, *names) == order, address
        assert "共 3 条" in page


@pytest.mark.parametrize("who", ["city", "administrator", "member"])
@pytest.mark.parametrize("page", ["", "new/", "applications/"])
def test_those_without_the_verb_see_no_page_about_people(cast: Cast, who: str, page: str) -> None:
    cast.person("张伟明")
    response = cast.client(who).get(f"/people/{page}")
    assert response.status_code == 403
    assert "张伟明" not in response.content.decode()


@pytest.mark.parametrize("page", ["", "correct/", "apply/"])
def test_person_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    person = cast.person("张伟明")
    assert cast.client("neighbour").get(f"/people/{person.pk}/{page}").status_code == 404
    assert cast.client("stranger").get(f"/people/{person.pk}/{page}").status_code == 302
    assert cast.client("city").get(f"/people/{person.pk}/{page}").status_code == 403


def test_from_registration_to_office_through_the_pages(cast: Cast) -> None:
    client = cast.client("secretary")
    shown(client, "/people/new/")
    response = client.post("/people/new/", typed())
    person = Person.objects.whole_network(reason=ALL).get()
    assert response["Location"] == f"/people/{person.pk}/"
    assert "13800138000" in shown(client, f"/people/{person.pk}/")
    shown(client, f"/people/{person.pk}/apply/")
    applied = {"organisation": cast.county.name, "applied": "2020-03-01"}
    assert client.post(f"/people/{person.pk}/apply/", applied).status_code == 302
    assert client.post(f"/people/{person.pk}/apply/", applied).status_code == 409
    membership = Membership.objects.whole_network(reason=ALL).get()
    decide = f"/people/memberships/{membership.pk}/decide/"
    assert decide in shown(client, "/people/applications/")
    assert "欧阳娜娜" in shown(client, decide)
    assert client.post(decide, {"admit": "yes", "day": "2020-03-05"})["Location"] == "/people/applications/"
    assert "没有待审核的申请" in shown(client, "/people/applications/")
    office = f"/people/memberships/{membership.pk}/office/"
    shown(client, office)
    assert client.post(office, {"title": "president", "begin": "2020-03-05"}).status_code == 302
    held = Office.objects.whole_network(reason=ALL).get()
    page = shown(client, f"/people/{person.pk}/")
    for word in ("会长", "办理结束", "登记离任", "登记人员"):
        assert word in page, word
    shown(client, f"/people/offices/{held.pk}/end/")
    assert client.post(f"/people/offices/{held.pk}/end/", {"day": "2021-01-01"}).status_code == 302
    end = f"/people/memberships/{membership.pk}/end/"
    assert "组织注销" not in shown(client, end)
    assert client.post(end, {"ending": "left", "day": "2022-01-01"}).status_code == 302
    assert "本人退会" in shown(client, f"/people/{person.pk}/")


def test_declining_needs_a_reason(cast: Cast) -> None:
    membership = cast.applicant(cast.person("张伟明"), cast.county)
    client = cast.client("secretary")
    address = f"/people/memberships/{membership.pk}/decide/"
    refused = client.post(address, {"admit": "no", "day": "2020-03-05"})
    assert refused.status_code == 400
    assert "请写明原因" in refused.content.decode()
    assert client.post(address, {"admit": "no", "day": "2020-03-05", "reason": "材料不全"}).status_code == 302


@pytest.mark.parametrize("page", ["decide/", "end/", "office/"])
def test_membership_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    membership = cast.join(cast.person("张伟明"), cast.county)
    assert cast.client("neighbour").get(f"/people/memberships/{membership.pk}/{page}").status_code == 404
    office = actions.appoint_office(membership, by=SYSTEM, title="director", begin=date(2021, 1, 1))
    assert cast.client("neighbour").get(f"/people/offices/{office.pk}/end/").status_code == 404


def test_correction_keeps_the_timeline_without_personal_values(cast: Cast) -> None:
    person = cast.person("张伟明", mobile="13800138001")
    client = cast.client("secretary")
    address = f"/people/{person.pk}/correct/"
    assert 'value="13800138001"' in shown(client, address)
    response = client.post(address, typed(name="张伟民", reason="写错"))
    assert response.status_code == 302
    page = shown(client, f"/people/{person.pk}/")
    assert "写错" in page
    assert "张伟明" not in page
    assert client.post(address, typed(mobile="12", reason="x")).status_code == 400


def test_visiting_side_sees_the_person_but_may_not_correct(cast: Cast) -> None:
    person = cast.person("张伟明")
    cast.join(person, cast.neighbour)
    client = cast.client("neighbour")
    page = shown(client, f"/people/{person.pk}/")
    assert f"/people/{person.pk}/correct/" not in page
    assert cast.neighbour.name in page
    changed = typed(name="改名", place="430200", reason="x")
    assert client.post(f"/people/{person.pk}/correct/", changed).status_code == 403
