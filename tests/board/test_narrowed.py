"""Figures of one organisation: the page, its exports, the API and the command, and who may see them."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.board import network
from tests.board.test_asserted import HEAD, asserted
from tests.board.test_figure_page import sheet, text
from tongxin.figures import Of, Registry, Store
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Organisation, Place, Series
from tongxin.ports.narrowed import named, own_figures, own_section

pytestmark = pytest.mark.django_db
YEAR = "from=2021-01-01&to=2021-12-31"
CLASSES = f"/figures/training.classes?{YEAR}&of=organisation:11"
API = "/api/v1/figures/"
NAME = "芙蓉区新的社会阶层人士联谊会"


def organisation(pk: int, name: str, code: str, kind: str) -> Organisation:
    place = Place.objects.get(code=code)
    return Organisation.objects.create(
        pk=pk, name=name, kind=kind, place=place, path=place.path, level=place.level, founded=date(2018, 3, 1)
    )


@pytest.fixture
def organisations(board: Store) -> None:
    """Put the organisations on file that held the classes of the snapshot."""
    organisation(11, NAME, "430102", "association")
    organisation(13, "荷塘区新的社会阶层人士联谊会", "430202", "association")
    organisation(30, "芙蓉某企业", "430102", "firm")


@pytest.fixture
def document(organisations: None) -> Callable[..., Any]:
    """Ask the API for a document."""

    def ask(client: Client, address: str, status: int = 200) -> Any:
        response = client.get(f"{API}{address}")
        assert response.status_code == status, response.content.decode()
        return json.loads(response.content)

    return ask


def test_page_shows_whose_figure_it_is_and_leads_back_to_the_whole(provincial: Client, organisations: None) -> None:
    html = text(provincial, f"{CLASSES}&place=430000")
    assert f"<h1>{NAME} 的 培训班次</h1>" in html
    assert "1<small>班次</small>" in html
    assert f"组织：{NAME}" in html
    chip = re.search(r'class="tx-chip" href="([^"]+)"', html)
    assert chip
    assert chip[1] == "/figures/training.classes?place=430000&amp;from=2021-01-01&amp;to=2021-12-31"
    assert 'href="/organisations/11/"' in html
    assert '<input type="hidden" name="of" value="organisation:11">' in html
    assert re.findall(r'href="(/training/\d+/)"', html) == ["/training/20/"]


def test_every_link_of_a_narrowed_page_stays_narrowed(provincial: Client, organisations: None) -> None:
    html = text(provincial, f"{CLASSES}&place=430000")
    links = [one.replace("&amp;", "&") for one in re.findall(r'href="(/(?:api/v1/)?figures/[^"]+)"', html)]
    whole = [one for one in links if "of=organisation%3A11" not in one]
    assert whole == ["/figures/training.classes?place=430000&from=2021-01-01&to=2021-12-31"]
    assert any("/export?" in one for one in links)
    assert any(one.startswith("/api/") for one in links)
    assert any("place=430100" in one for one in links)
    assert any("from=2020-01-01" in one for one in links)
    for link in links:
        assert sheet(provincial, link) if "/export?" in link else provincial.get(link).status_code == 200, link


def test_breakdowns_and_citation_are_narrowed(provincial: Client, organisations: None) -> None:
    html = text(provincial, f"{CLASSES}&place=430000")
    cited = re.search(r'id="citation">([^<]+)<', html)
    assert cited
    assert cited[1].startswith(f"湖南省{NAME} 的 培训班次 1 班次；2021年；")
    lines = sheet(provincial, f"/figures/training.classes/export?place=430000&{YEAR}&of=organisation:11&table=places")
    assert [line[:2] for line in lines[-3:]] == [["长沙市", 1], ["株洲市", 0], ["合计", 1]]
    assert f"组织：{NAME}" in [line[0] for line in lines]
    assert NAME in lines[0][0]
    evidence = sheet(provincial, f"/figures/training.classes/export?{YEAR}&of=organisation:11&table=lines")
    assert evidence[-1][2] == "training.class:20"
    assert [line[2] for line in evidence].count("training.class:22") == 0


def test_figure_without_a_place_is_asked_at_the_subjects_own(provincial: Client, organisations: None) -> None:
    assert "芙蓉区 · 2021年" in text(provincial, CLASSES)


def test_page_says_how_many_records_have_evidence(provincial: Client, organisations: None) -> None:
    html = text(provincial, f"/figures/training.classes?place=430000&{YEAR}")
    assert "1/2 条记录有佐证材料（签到表 1）" in html
    assert "0/1 条记录有佐证材料。" in text(provincial, f"/figures/training.classes?{YEAR}&of=organisation:13")
    assert "佐证材料" not in text(provincial, f"/figures/training.classes?{YEAR}&of=organisation:30")


def test_document_names_the_subject(provincial: Client, document: Callable[..., Any]) -> None:
    found = document(provincial, f"training.classes?{YEAR}&of=organisation:11&by=year&evidence=5")
    assert found["of"] == {"subject": "organisation", "id": 11, "name": NAME}
    assert (found["value"], found["place"]["code"], found["evidence_count"]) == ("1", "430102", 1)
    assert [row["record"] for row in found["evidence"]] == ["training.class:20"]
    assert [cell["value"] for cell in found["cells"]] == ["1"]
    assert found["completeness"]["evidence"] == {
        "records": 1, "kept": 1, "classes": [{"code": "sheet", "label": "签到表", "records": 1}],
    }  # fmt: skip
    whole = document(provincial, f"training.classes?place=430102&{YEAR}")
    assert whole["of"] is None
    assert whole["evidence_hash"] == found["evidence_hash"]


def test_association_is_public_as_it_is_on_the_map_but_its_people_are_not(
    client: Client, document: Callable[..., Any]
) -> None:
    found = document(client, f"training.classes?{YEAR}&of=organisation:11&evidence=5")
    assert (found["value"], found["of"]["name"], found["evidence"]) == ("1", NAME, [])
    refused = document(client, f"training.persons?{YEAR}&of=organisation:11", 404)
    assert "没有找到这个数字" in refused["message"]
    page = text(client, CLASSES)
    assert "1<small>班次</small>" in page
    assert "/organisations/11/" not in page


def test_people_of_an_organisation_are_counted_within_the_scope(
    municipal: Client, county: Client, document: Callable[..., Any]
) -> None:
    address = f"training.persons?{YEAR}&of=organisation:11"
    assert document(municipal, address)["value"] == "12"
    document(county, address, 404)


@pytest.mark.parametrize("number", [30, 99, 2**63 - 1])
def test_organisation_the_asker_may_not_see_is_not_found(
    county: Client, document: Callable[..., Any], number: int
) -> None:
    refused = document(county, f"training.classes?{YEAR}&of=organisation:{number}", 404)
    assert refused == {"message": f"没有找到编号 {number} 的组织，或不在您的权限范围内。", "field": "of"}
    assert county.get(f"/figures/training.classes?{YEAR}&of=organisation:{number}").status_code == 404
    assert (
        county.get(f"/figures/training.classes/export?{YEAR}&of=organisation:{number}&table=years").status_code == 404
    )


def test_firm_is_seen_where_its_place_is(municipal: Client, document: Callable[..., Any]) -> None:
    found = document(municipal, "training.classes?from=2022-01-01&to=2022-09-01&of=organisation:30")
    assert (found["value"], found["of"]["name"]) == ("1", "芙蓉某企业")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (f"training.persons?{YEAR}&of=person:1000", "数字不能收窄到个人"),
        (f"training.classes?{YEAR}&of=village:1", "可用的有：organisation（组织）、base（基地）、series（品牌系列）"),
        (f"training.classes?{YEAR}&of=base:1", "没有找到编号 1 的基地"),
        (f"training.classes?{YEAR}&of=organisation", "organisation:12"),
        (f"training.classes?{YEAR}&of=%01", "organisation:12"),
        ("network.county_coverage?as_of=2022-01-01&of=organisation:11", "只能按地区查看"),
    ],
)
def test_narrowing_that_cannot_be_answered_gets_a_sentence(
    provincial: Client, document: Callable[..., Any], address: str, sentence: str
) -> None:
    refused = document(provincial, address, 404 if "base" in address else 400)
    assert sentence in refused["message"]
    assert refused["field"] == "of"


def test_documents_are_not_set_beside_a_narrowed_figure(provincial: Client, organisations: None) -> None:
    asserted()
    assert HEAD in text(provincial, f"/figures/training.classes?place=430000&{YEAR}")
    assert HEAD not in text(provincial, f"{CLASSES}&place=430000")


def test_command_narrows(organisations: None, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["figure", "training.classes", "--from", "2021-01-01", "--to", "2021-12-31", "--of", "organisation:11"]
    call_command(*asked)
    assert capsys.readouterr().out.startswith(f"芙蓉区 2021年 {NAME} 的 培训班次：1 班次\n")
    call_command(*asked, "--json")
    assert json.loads(capsys.readouterr().out)["of"]["id"] == 11


# --- the subject's own page -----------------------------------------------------------------------------------------------
CHANGSHA = Scope.of({"43/4301/": [Verb.VIEW]})
FURONG = "43/4301/430102/"


def own(number: int, *, path: str = FURONG, scope: Scope = CHANGSHA) -> list[tuple[str, str, str]]:
    rows = own_figures(Of(subject="organisation", id=number), path=path, scope=scope)
    return [(row.measure.code, row.text, row.time) for row in rows]


def test_own_figures_are_of_the_sites_year_and_more_than_nothing(organisations: None) -> None:
    assert own(30) == [
        ("training.classes", "1 班次", "2022年"),
        ("training.persons", "12 人", "2022年"),
        ("training.inner", "1 班次", "2022年"),
    ]
    assert own(11) == []  # an association is one association: nothing to tell


def test_own_figures_ask_the_database_nothing(organisations: None, django_assert_num_queries: Any) -> None:
    own(30)
    with django_assert_num_queries(0):
        assert len(own(30)) == 3


def test_own_figures_out_of_scope_are_the_public_ones(organisations: None) -> None:
    assert own(30, scope=Scope()) == [("training.classes", "1 班次", "2022年")]


def test_own_figures_need_a_snapshot_that_knows_the_place(empty_board: Store) -> None:
    assert own(30) == []


def test_place_younger_than_the_snapshot_has_no_figures_yet(organisations: None) -> None:
    assert own(30, path="43/4301/430199/") == []
    nowhere = Organisation(pk=30, path="43/4301/430199/")
    assert own_section("network.organisation.detail", nowhere, scope=CHANGSHA) is None
    assert own_section("training.class.detail", nowhere, scope=CHANGSHA) is None


def test_measure_younger_than_the_snapshot_is_left_out(organisations: None, board: Store) -> None:
    then = [fact for fact in network.FACTS if fact.code != "training.participation"]
    board.take(Registry(facts=then, measures=(), places=lambda _alias: network.PLACES), alias="default")
    assert [code for code, _, _ in own(30)] == ["training.classes", "training.inner"]


def test_own_figures_lead_to_the_narrowed_page(municipal: Client, organisations: None) -> None:
    (row, *_) = own_figures(Of(subject="organisation", id=30), path=FURONG, scope=CHANGSHA)
    assert row.url == "/figures/training.classes?place=430102&from=2022-01-01&to=2022-12-31&of=organisation%3A30"
    assert "芙蓉某企业 的 培训班次" in text(municipal, row.url)


def test_page_of_the_organisation_shows_its_own_figures(municipal: Client, organisations: None) -> None:
    html = text(municipal, "/organisations/30/")
    section = html.partition('id="figures"')[2].partition("</section>")[0]
    assert "培训班次" in section
    assert "1 班次" in section
    assert "of=organisation%3A30" in section
    assert 'id="figures"' not in text(municipal, "/organisations/11/")


def test_page_of_a_series_shows_its_own_figures(municipal: Client, organisations: None) -> None:
    holder = Organisation.objects.whole_network(reason="the one put on file above").get(pk=11)
    Series.objects.create(pk=5, name="同心·助学", organiser=holder, path=holder.path, begin=date(2020, 1, 1))
    section = text(municipal, "/series/5/").partition('id="figures"')[2].partition("</section>")[0]
    assert "1 班次" in section
    assert "of=series%3A5" in section
    html = text(municipal, f"/figures/training.classes?place=430000&{YEAR}&of=series:5")
    assert "同心·助学 的 培训班次" in html
    assert "1<small>班次</small>" in html


def test_subject_is_named_with_its_page() -> None:
    with pytest.raises(InputError, match="不能收窄到「firm」"):
        named(Of(subject="firm", id=1), scope=Scope.everything())
    with pytest.raises(NotFoundError, match="编号 77 的组织"):
        named(Of(subject="organisation", id=77), scope=Scope.everything())
    organisation(11, NAME, "430102", "association")
    found = named(Of(subject="organisation", id=11), scope=Scope())
    assert (found.name, found.label, found.path, found.url) == (NAME, "组织", FURONG, "/organisations/11/")
