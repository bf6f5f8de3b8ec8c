import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import SYSTEM, Cast, found
from tongxin.access import journal
from tongxin.network import actions
from tongxin.network.models import Membership, Organisation, Place, StageRule

ALL = "the test reads every row"


def shown(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode() if not response.streaming else ""


def filled(organisation: Organisation, **changes: str) -> dict[str, str]:
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "place": organisation.place.code,
        "founded": organisation.founded.isoformat(),
        "registered": organisation.registered.isoformat() if organisation.registered else "",
        "parent": organisation.parent.name if organisation.parent else "",
        "aliases": "\n".join(organisation.aliases),
        **changes,
    }


def test_county_list_shows_its_own(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    shown(client, "/organisations/")
    for more in (0, 2):
        for number in range(more):
            found(f"宁乡市第{number}商会联谊会", "430182")
        with django_assert_num_queries(4):  # session, account, grants, list
            page = shown(client, "/organisations/")
        assert page.count("<tr>") == 1 + 1 + more
    assert cast.city.name not in page.partition("<tbody>")[2].replace("下级", "")
    assert cast.neighbour.name not in page


def test_stage_is_shown_on_request(cast: Cast) -> None:
    client = cast.client("province")
    assert "未达到" not in shown(client, "/organisations/").partition("<tbody>")[2]
    found("某专委会", "430182", kind="committee")
    lines = shown(client, "/organisations/?columns=name,stage").partition("<tbody>")[2].split("<tr>")[1:]
    assert [("未达到" in line, "建起来</td>" in line) for line in lines] == [
        (True, False), (True, False), (False, True), (False, False), (True, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"province", "city", "county", "neighbour"}),
        ("?q=ningxiang", {"county"}),
        ("?q=省新联会", {"province"}),
        ("?place=430100", {"city", "county"}),
        ("?place=宁乡县", {"county"}),
        ("?level=prefecture", {"city", "neighbour"}),
        ("?stage=set_up", {"county"}),
        ("?stage=none", {"province", "city", "neighbour"}),
        ("?kind=committee", set()),
        ("?sort=-founded&q=zhuzhou", {"neighbour"}),
    ],
)
def test_list_is_narrowed(cast: Cast, query: str, names: set[str]) -> None:
    page = shown(cast.client("province"), f"/organisations/{query}")
    for name in ("province", "city", "county", "neighbour"):
        address = f'href="/organisations/{getattr(cast, name).pk}/"'
        assert (address in page) == (name in names), name


def test_filter_that_cannot_be_understood_says_so(cast: Cast) -> None:
    client = cast.client("province")
    assert "没有叫「火星」的地区" in shown(client, "/organisations/?place=火星", 400)
    assert "不止一个" in shown(client, "/organisations/?place=长沙", 400)


def test_closed_organisations_are_listed_only_when_asked_for(cast: Cast) -> None:
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="并入市会")
    client = cast.client("secretary")
    assert cast.county.name not in shown(client, "/organisations/")
    assert cast.county.name in shown(client, "/organisations/?closed=with")
    page = shown(client, f"/organisations/{cast.county.pk}/")
    assert "并入市会" in page
    own = f"/organisations/{cast.county.pk}/"
    assert [name for name in ("move/", "charter/", "close/", "correct/") if f'"{own}{name}"' in page] == ["correct/"]
    client = cast.client("city")
    for name in ("move/", "charter/", "close/"):
        refused = client.get(own + name)
        assert refused.status_code == 409
        assert "现在是「已注销」，不能" in refused.content.decode()
        assert client.post(own + name, {"day": "2022-01-02", "reason": "x"}).status_code == 409


def test_empty_list_names_the_next_step(cast: Cast) -> None:
    Organisation.objects.whole_network(reason=ALL).filter(pk=cast.county.pk).update(kind="firm", path="44/")
    page = shown(cast.client("secretary"), "/organisations/")
    assert "还没有组织" in page
    assert "登记组织" in page


def test_export_is_a_workbook_of_the_same_rows(cast: Cast) -> None:
    response = cast.client("city").get("/organisations/?export=xlsx")
    content = b"".join(response.streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert {cast.city.name, cast.county.name} <= {row[0] for row in rows}
    assert cast.neighbour.name not in {row[0] for row in rows}


def test_page_shows_stage_members_bases_children_and_what_was_written(cast: Cast) -> None:
    cast.join(cast.person("张伟明"), cast.county)
    cast.base("醴瓷荟基地", named=date(2020, 1, 1))
    actions.set_charter(cast.county, by=SYSTEM, day=date(2019, 1, 1), approver="own", yearly_quota=10, term_years=5)
    page = shown(cast.client("city"), f"/organisations/{cast.county.pk}/")
    for word in ("阶段：建起来", "会员（人）", "醴瓷荟基地", "登记组织", "每年 10 人", "历任上级", cast.city.name):
        assert word in page, word
    assert cast.county.name in shown(cast.client("city"), f"/organisations/{cast.city.pk}/")


def test_names_of_office_holders_only_for_those_who_may_read_them(cast: Cast) -> None:
    membership = cast.join(cast.person("欧阳娜娜"), cast.county, begin=date(2018, 1, 1))
    actions.appoint_office(membership, by=SYSTEM, title="president", begin=date(2018, 1, 1), due=date(2020, 1, 1))
    address = f"/organisations/{cast.county.pk}/"
    assert "欧阳娜娜" in shown(cast.client("secretary"), address)
    for who in ("city", "administrator"):
        page = shown(cast.client(who), address)
        assert "欧阳娜娜" not in page
        assert "有 1 个职务任期已满" in page


@pytest.mark.parametrize("address", ["", "correct/", "move/", "close/", "charter/"])
def test_organisation_elsewhere_is_not_found(cast: Cast, address: str) -> None:
    client = cast.client("neighbour")
    assert client.get(f"/organisations/{cast.county.pk}/{address}").status_code == 404
    if address:
        assert client.post(f"/organisations/{cast.county.pk}/{address}", {}).status_code == 404
    assert cast.client("stranger").get(f"/organisations/{cast.county.pk}/{address}").status_code == 302


def test_secretary_registers_an_organisation_in_one_page(cast: Cast) -> None:
    client = cast.client("secretary")
    assert "组织名称" in shown(client, "/organisations/new/")
    response = client.post(
        "/organisations/new/",
        {"name": "宁乡市新媒体专委会", "kind": "committee", "place": "宁乡市", "founded": "2020-05-04", "parent": cast.county.name,
         "aliases": "新媒体专委会\n专委会"},
    )  # fmt: skip
    made = Organisation.objects.whole_network(reason=ALL).get(name="宁乡市新媒体专委会")
    assert response["Location"] == f"/organisations/{made.pk}/"
    assert (made.parent, made.aliases) == (cast.county, ["新媒体专委会", "专委会"])


def test_wrong_entry_keeps_what_was_typed(cast: Cast) -> None:
    client = cast.client("secretary")
    elsewhere = client.post("/organisations/new/", filled(cast.neighbour, name="外地会", parent=""))
    assert elsewhere.status_code == 403
    assert "外地会" in elsewhere.content.decode()
    wrong = {
        "founded": "2999-01-01",
        "parent": "没有这个会",
        "aliases": "、".join("某" * 3 for _ in range(11)),
        "registered": "1066-01-01",
    }
    refused = client.post("/organisations/new/", filled(cast.county, **wrong))
    page = refused.content.decode()
    assert refused.status_code == 400
    for sentence in ("年份应在", "没有找到名称为「没有这个会」的组织", "最多写 10 个名称"):
        assert sentence in page
    assert Organisation.objects.whole_network(reason=ALL).count() == 4


def test_organisations_of_one_name_are_told_apart(cast: Cast) -> None:
    twin = found(cast.city.name, "430104")
    client = cast.client("city")
    asked = client.post("/organisations/new/", filled(cast.county, name="甲会", parent=twin.name)).content.decode()
    assert f"{twin.name}（编号{twin.pk}）在岳麓区" in asked
    client.post("/organisations/new/", filled(cast.county, name="甲会", parent=f"{twin.name}（编号{twin.pk}）"))
    assert Organisation.objects.whole_network(reason=ALL).get(name="甲会").parent == twin


def test_correction_shows_values_and_asks_for_the_reason(cast: Cast) -> None:
    client = cast.client("city")
    page = shown(client, f"/organisations/{cast.county.pk}/correct/")
    assert cast.county.name in page
    assert "更正原因" in page
    assert 'name="place" value="宁乡市"' in page
    assert 'value="2016-11-18"' in page
    address = f"/organisations/{cast.county.pk}/correct/"
    assert client.post(address, filled(cast.county, name="新名")).status_code == 400
    client.post(address, filled(cast.county, name="新名", reason="证书如此"))
    page = shown(client, f"/organisations/{cast.county.pk}/")
    assert "证书如此" in page
    assert "<del>宁乡市新的社会阶层人士联谊会</del> → <ins>新名</ins>" in page


def test_parent_charter_and_closing_from_the_page(cast: Cast) -> None:
    client = cast.client("province")
    address = f"/organisations/{cast.county.pk}/"
    for page in ("move/", "charter/", "close/"):
        shown(client, address + page)
    move = {"parent": cast.neighbour.name, "day": "2021-06-01", "reason": "划归"}
    assert client.post(address + "move/", move).status_code == 302
    charter = {
        "day": "2021-06-01", "approver": "own", "yearly_quota": "5", "term_years": "4", "quorum": "two_thirds",
        "majority": "half", "notice_days": "7", "required_fields": ["mobile"], "lapse_years": "",
    }  # fmt: skip
    assert client.post(address + "charter/", charter).status_code == 302
    assert 'value="4"' in shown(client, address + "charter/")
    assert client.post(address + "close/", {"day": "2022-01-01", "reason": "并入"}).status_code == 302
    assert client.post(address + "close/", {"day": "2022-01-01", "reason": "并入"}).status_code == 409
    cast.county.refresh_from_db()
    assert (cast.county.parent, cast.county.closed) == (cast.neighbour, date(2022, 1, 1))


def test_zone_is_added_and_an_association_put_there(cast: Cast) -> None:
    client = cast.client("city")
    shown(client, "/organisations/zones/new/")
    response = client.post("/organisations/zones/new/", {"code": "430171", "name": "长沙高新区", "parent": "430100"})
    assert response["Location"] == "/organisations/new/?place=430171"
    assert 'value="430171"' in shown(client, response["Location"])
    client.post("/organisations/new/", filled(cast.county, name="高新区新联会", place="430171", registered=""))
    made = Organisation.objects.whole_network(reason=ALL).get(name="高新区新联会")
    assert (made.level, made.path) == ("zone", "43/4301/430171/")
    page = shown(cast.client("stranger"), "/organisations/map/?place=430000")
    assert "长沙高新区" in page
    assert "122个县市区中，1个建有联谊组织" in page


def test_map_is_open_to_everyone_and_names_who_is_missing(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("stranger")
    shown(client, "/organisations/map/")
    with django_assert_num_queries(5):
        page = shown(client, "/organisations/map/?place=430182")
    assert "湖南省组织地图" in page
    assert "121 个" in page
    assert "长沙市望城区" in page
    assert "没有代码 439999" in shown(client, "/organisations/map/?place=439999", 404)
    assert "六位数字" in shown(client, "/organisations/map/?place=火星", 400)
    assert "湖北省组织地图" in shown(client, "/organisations/map/?place=420000")
    assert "110101" not in shown(client, "/organisations/map/?place=110000")


def test_every_tile_of_the_map_leads_where_its_reader_may_go(cast: Cast) -> None:
    stranger = cast.client("stranger")
    page = shown(stranger, "/organisations/map/?place=430182")
    assert '<link rel="canonical" href="http://testserver/organisations/map/?place=430000">' in page
    tiles = re.findall(r'class="tx-tile tx-t4" href="([^"]+)"', page)
    assert tiles == ["/board/?place=430182"]
    for address in re.findall(r'tx-map-head"><a href="([^"]+)"', page)[:1] + tiles:
        assert stranger.get(address).status_code in {200, 503}  # no snapshot here; never a page to sign in
    own = shown(cast.client("city"), "/organisations/map/")
    assert 'class="tx-tile tx-t4" href="/organisations/?place=430182"' in own
    assert '<h3 class="tx-map-head"><a href="/board/?place=430200"' in own  # another city's
    assert "canonical" not in own


def test_place_without_a_province_has_no_map(cast: Cast) -> None:
    Place.objects.filter(code="430000").update(province=None)
    assert "没有组织地图" in shown(cast.client("stranger"), "/organisations/map/?place=430000", 404)


def test_administrator_adjusts_the_checklist_for_his_province(cast: Cast) -> None:
    rule = StageRule.objects.whole_network(reason=ALL).get(stage="set_up", signal="registered")
    administrator = cast.client("administrator")
    assert "已登记" in shown(administrator, "/organisations/stages/")
    address = f"/organisations/stages/{rule.pk}/"
    shown(administrator, address)
    assert administrator.post(
        address, {"stage": "set_up", "signal": "registered", "at_least": "1", "reason": "省里不要求登记"}
    )["Location"] == ("/organisations/stages/")
    made = StageRule.objects.whole_network(reason=ALL).get(path="43/")
    assert (made.stage, made.signal, made.at_least, made.required) == ("set_up", "registered", 1, False)
    assert journal.of(made).get().action == "network.stage_rule.set"
    assert journal.of(rule).count() == 0
    assert f"/organisations/{cast.neighbour.pk}/" in shown(cast.client("province"), "/organisations/?stage=set_up")
    for who in ("secretary", "city", "province"):
        shown(cast.client(who), "/organisations/stages/")
        assert cast.client(who).get(address).status_code == 403
    shown(administrator, "/organisations/stages/new/")
    assert administrator.get("/organisations/stages/999999/").status_code == 404


def test_nothing_was_written_by_looking(cast: Cast) -> None:
    before = journal.of(cast.county).count()
    shown(cast.client("province"), f"/organisations/{cast.county.pk}/")
    assert journal.of(cast.county).count() == before
    assert not Membership.objects.whole_network(reason=ALL).exists()
