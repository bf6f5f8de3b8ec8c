"""What anybody reads of gifts: the shape of 360Giving, persons rolled up, nobody unnamed named, and what is left out."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SYSTEM
from tests.records.giving.samples import cause, project_details, received_gift
from tests.records.giving.schema import faults
from tongxin.access.guard import UnscopedQueryError
from tongxin.records.giving import actions
from tongxin.records.giving.models import Gift, Use
from tongxin.records.giving.pages.open_data import yuan
from tongxin.web.memory import memory

PAGE, DATA = "/giving/2021/", "/giving/2021.json"
PERSON = {"giver_kind": "person", "behalf": None, "giver": "李例水"}


def data(address=DATA):
    return json.loads(Client().get(address).content, parse_float=Decimal)


def grants(address=DATA):
    return data(address)["grants"]


def left_out():
    return {one["what"]: one["gifts"] for one in data()["leftOut"]}


def persons(cast, number, **changes):
    for _ in range(number):
        received_gift(cast, **PERSON | changes)


def test_gift_of_an_organisation_is_a_grant(cast, received):
    project = actions.start_project(by=SYSTEM, **project_details(cast, title="茶园"))
    gift = received(value=380_050, project=project)
    (grant,) = grants()
    name = cast.county.name
    assert grant == {
        "id": f"360G-tongxin000000-gift-{gift.pk}",
        "title": f"{name}：疫情防控",
        "description": f"{name}，捐给市红十字会，缘由：疫情防控，限定项目：茶园",
        "currency": "CNY",
        "amountAwarded": Decimal("3800.5"),
        "awardDate": "2021-03-10",
        "fundingOrganization": [
            {
                "id": f"360G-tongxin000000-org-{cast.county.pk}",
                "name": name,
                "location": [{"name": cast.county.place.name, "countryCode": "CN", "geoCode": "430182"}],
            }
        ],
        "recipientOrganization": [{"id": f"360G-tongxin000000-recipient-{gift.recipient_id}", "name": "市红十字会"}],
        "grantProgramme": [{"code": f"cause-{gift.cause_id}", "title": "疫情防控"}],
    }


def test_every_kind_of_grant_is_in_the_shape_of_the_standard(cast, received):
    received()
    received(recipient="困难学生 12 人", cause=cause(cast, "助学"))
    persons(cast, 5)
    found = data()
    assert len(found["grants"]) == 3
    assert list(faults(found)) == []
    assert list(faults(found | {"version": "1.4.3"})) != []
    assert list(faults({**found, "grants": [{**found["grants"][0], "currency": "YUAN"}]})) != []
    (both,) = (one for one in found["grants"] if "recipientIndividual" in one)
    assert list(faults({**found, "grants": [{**both, "recipientOrganization": [both["recipientIndividual"]]}]})) != []


def test_people_who_were_given_to_are_one_group_and_few_are_not_numbered(received):
    received(recipient="困难学生 12 人")
    received(recipient="困难学生 4 人")
    received(recipient="5户")
    names = {one["recipientIndividual"]["name"] for one in grants()}
    assert names == {"困难学生12人", "困难学生（不足 5 人）", "5户"}


def test_gifts_of_persons_are_rolled_up_from_five_on(cast):
    persons(cast, 4, value=100)
    persons(cast, 5, value=200, recipient="县慈善会", received=date(2021, 4, 1))
    persons(cast, 1, value=300, recipient="县慈善会", received=date(2021, 4, 2))
    (grant,) = grants()
    assert (grant["amountAwarded"], grant["awardDate"]) == (13, "2021-04-02")
    assert grant["description"] == f"6 笔个人捐赠，经{cast.county.name}，捐给县慈善会，缘由：疫情防控"
    assert "李例水" not in str(data())
    assert left_out() == {"个人捐赠": "不足 5"}


def test_anonymous_gift_is_nowhere_and_few_of_them_are_not_numbered(received):
    received()
    hidden = received(giver_kind="anonymous", behalf=None, giver="张例火", value=7_777_00, recipient="山村小学")
    text = Client().get(DATA).content.decode() + Client().get(PAGE).content.decode()
    for said in ("张例火", "7777", "7,777", "山村小学", hidden.title):
        assert said not in text, said
    assert left_out() == {"匿名捐赠": "不足 5"}


def test_goods_and_firms_without_a_record_are_left_out_with_the_reason(received):
    received()
    for _ in range(5):
        received(form="goods", quantity=2, unit="箱", basis="market", valuer="市场")
    firm = received(giver_kind="firm", behalf=None, giver="例山公司")
    assert len(grants()) == 2
    Gift.objects.same_as(firm).update(behalf=None)  # as it was entered before firms were on record
    memory.clear()
    assert left_out() == {"物资和服务": "5", "未登记的捐赠企业": "不足 5"}
    assert len(grants()) == 1


def test_gift_told_by_two_levels_is_one_grant(cast, received):
    one, other = received(), received(organiser=cast.city, behalf=cast.city)
    match = actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="收据相同")
    assert [grant["fundingOrganization"][0]["name"] for grant in grants()] == [cast.county.name]
    assert data()["quality"][-1] == {"check": "这一年接收的捐赠在列", "passed": 1, "of": 1}
    actions.undo(match, by=SYSTEM, reason="两笔")
    memory.clear()
    assert len(grants()) == 2


def test_amount_is_net_and_what_went_back_whole_is_left_out(received):
    part, whole = received(value=30_000), received(value=50_000)
    actions.give_back(part, by=SYSTEM, kind="refund", day=date(2022, 1, 5), value=10_000, reason="多付")
    actions.give_back(whole, by=SYSTEM, kind="refund", day=date(2021, 4, 1), value=50_000, reason="取消")
    actions.reverse(received(value=70_000), by=SYSTEM, kind="duplicate", reason="重复")
    assert [grant["amountAwarded"] for grant in grants()] == [200]
    assert left_out() == {"已全部退回": "不足 5"}


def test_pledges_and_other_years_are_not_in_a_year(received, pledged):
    pledged()
    received(received=date(2022, 1, 1), pledged=date(2021, 12, 31))
    received(received=date(2021, 12, 31))
    assert [one["awardDate"] for one in grants()] == ["2021-12-31"]
    assert (left_out(), data()["quality"][-1]["of"]) == ({}, 1)
    assert [one["awardDate"] for one in grants("/giving/2022.json")] == ["2022-01-01"]


@pytest.mark.parametrize("address", ["/giving/2020.json", "/giving/2020/", "/giving/99999.json", "/giving/99999/"])
def test_year_without_gifts_is_not_found(received, address):
    received()
    assert Client().get(address).status_code == 404


def test_page_shows_total_quality_and_what_is_left_out(cast, received):
    received(value=380_000)
    received(value=100_000, recipient="困难学生 12 人")
    page = Client().get("/giving/").content.decode()
    for said in (
        "2021 年",
        "4,800.00元",
        "数据质量",
        "没有列入的",
        "不足 5 笔",
        "收据号、限定用途",
        "市红十字会",
        DATA,
    ):
        assert said in page, said
    quality = {one["check"]: (one["passed"], one["of"]) for one in data()["quality"]}
    assert quality["受赠单位有官方登记编号"] == (0, 1)
    assert quality["受赠的个人合并列出，不写姓名"] == (1, 1)
    assert "没有可以公开的捐赠" not in page


def test_page_without_any_gift_says_so(db):
    page = Client().get("/giving/").content.decode()
    assert "没有可以公开的捐赠" in page
    assert "下载数据" not in page


def test_home_page_leads_to_it(db):
    assert 'href="/giving/"' in Client().get("/").content.decode()


def test_page_and_data_take_five_queries_however_many_gifts(cast, received, django_assert_max_num_queries):
    client = Client()
    client.get("/giving/")
    for number in (1, 6):
        persons(cast, number)
        received()
        memory.delete("giving.public.2021")
        with django_assert_max_num_queries(5):
            client.get(PAGE)
        with django_assert_max_num_queries(5):
            client.get(DATA)


def test_data_is_kept_by_anybody_and_not_sent_twice(cast, received, django_assert_num_queries):
    received()
    first = Client().get(DATA)
    assert "public" in first["Cache-Control"]
    assert "max-age=300" in first["Cache-Control"]
    assert not first.cookies
    assert cast.client("secretary").get(DATA).content == first.content
    with django_assert_num_queries(0):
        again = Client().get(DATA, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_public_rows_are_those_of_named_organisations_and_a_table_without_has_none(received, pledged):
    shown = received()
    pledged(), received(giver_kind="anonymous", behalf=None)
    assert list(Gift.objects.published()) == [shown]
    with pytest.raises(UnscopedQueryError):
        Use.objects.published()


@given(st.integers(1, 10**13))
def test_amount_is_written_with_its_exact_decimals(fen):
    assert json.loads(json.dumps(yuan(fen)), parse_float=Decimal) * 100 == fen
