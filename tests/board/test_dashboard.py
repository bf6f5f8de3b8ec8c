"""看板: sentences, map, trends, switches, and who sees what."""

import re
from datetime import timedelta
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import found
from tongxin.access.models import Job
from tongxin.figures import Store

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def values(html: str) -> dict[str, str]:
    found = re.findall(r'bd-name">([^<]+)</span>\s*<span class="bd-value[^"]*">([^<]+)', html)
    return {name: value.strip() for name, value in found}


def test_summary_counts_as_one_would_by_hand(provincial: Client) -> None:
    html = text(provincial, "/board/?year=2021")
    assert values(html) == {
        "联谊组织": "3",
        "县级覆盖率": "50.00%",
        "培训班次": "2",
        "培训人数": "14",
        "内部班次": "2",
    }
    assert "截至2021年12月31日，湖南省有" in html
    assert "2/4" in html
    assert "已对上 14/15" in html


def test_present_year_speaks_of_the_sites_day(provincial: Client) -> None:
    html = text(provincial, "/board/")
    assert "截至2022年9月26日，湖南省有" in html
    assert "2022年以来，湖南省" in html
    assert values(html)["县级覆盖率"] == "75.00%"


def test_every_number_opens_to_its_figure_at_the_same_place_and_time(provincial: Client) -> None:
    html = text(provincial, "/board/?year=2021&place=430100")
    links = re.findall(r'bd-item" href="([^"]+)"', html)
    assert "/figures/network.associations?place=430100&amp;as_of=2021-12-31" in links
    assert "/figures/training.classes?place=430100&amp;from=2021-01-01&amp;to=2021-12-31" in links
    for link in links:
        assert provincial.get(link.replace("&amp;", "&")).status_code == 200


def test_stranger_sees_public_figures_only_with_small_cells_withheld(client: Client, board: Store) -> None:
    html = text(client, "/board/?year=2021&place=430200")
    assert "内部班次" not in html
    assert values(html)["培训班次"] == "1"
    assert "不公开" in values(html)["培训人数"]


def test_small_cell_cannot_be_had_by_subtraction_on_the_map(client: Client, board: Store) -> None:
    html = text(client, "/board/?year=2021&map=training.persons")
    tiles = re.findall(r'tx-tile tx-t(\w+)" href="[^"]+" title="([^"]+)"', html)
    assert len(tiles) == 4
    assert ("withheld", "荷塘区 不公开") in tiles or any(
        name.startswith("荷塘区") and "不公开" in name for _, name in tiles
    )


def test_page_names_its_one_address_to_strangers(client: Client, board: Store) -> None:
    html = text(client, "/board/?year=2021&map=training.persons&place=430200")
    assert '<link rel="canonical" href="http://testserver/board/?place=430200&amp;year=2021">' in html
    figure = text(client, "/figures/training.classes?after=3&place=430000&from=2021-01-01&to=2021-12-31")
    assert "canonical" not in figure  # robots.txt keeps figures, asked for in endless ways, from being listed
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").getvalue().decode().splitlines())  # type: ignore[attr-defined]  # a file is sent as a stream
    assert rules.can_fetch("*", "http://testserver/board/?place=430200&year=2021")
    assert not rules.can_fetch("*", "http://testserver/figures/training.classes?place=430000")


def test_place_outside_the_network_has_no_numbers_of_0(client: Client, board: Store) -> None:
    html = text(client, "/board/?place=420000")
    assert set(values(html).values()) == {"没有登记"}
    assert "湖北省不在本网络的登记范围内" in html
    assert set(values(text(client, "/board/?place=430100")).values()).isdisjoint({"没有登记"})


def test_county_reader_lands_on_its_own_place_with_exact_figures(county: Client) -> None:
    html = text(county, "/board/?year=2021")
    assert "<h1>荷塘区</h1>" in html
    assert values(html)["培训人数"] == "2"
    assert "县级覆盖率" not in values(html)
    assert 'id="map"' not in html


def test_county_reader_sees_the_rest_as_a_stranger_does(county: Client) -> None:
    html = text(county, "/board/?place=430000&year=2021")
    assert "不公开" not in values(html)["培训班次"]


def test_city_officer_drills_from_city_to_county(municipal: Client) -> None:
    html = text(municipal, "/board/")
    assert "<h1>长沙市</h1>" in html
    assert 'class="tx-tile tx-tnone" href="/board/?place=430121&amp;year=2022"' in html
    assert "<h1>长沙县</h1>" in text(municipal, "/board/?place=430121&year=2022")


def test_map_stands_as_on_the_map_only_where_all_positions_are_known(provincial: Client) -> None:
    html = text(provincial, "/board/")
    assert "tx-map-placed" in html
    assert "tx-at-c4 tx-at-r2" in html


def test_county_right_below_its_province_stands_in_a_block_of_its_own(client: Client, board: Store) -> None:
    html = text(client, "/board/?place=420000")
    assert "<span>省直辖</span>" in html
    assert "仙桃" in html
    assert "tx-map-placed" not in html


def test_province_without_prefectures_shows_its_counties_large(client: Client, board: Store) -> None:
    html = text(client, "/board/?place=110000")
    assert "tx-map-large" in html
    assert "省直辖" not in html
    assert "东城区" in html


@pytest.mark.parametrize("code", ["000000", "441900", "430121"])
def test_place_without_counties_below_has_no_map(client: Client, board: Store, code: str) -> None:
    assert 'id="map"' not in text(client, f"/board/?place={code}")


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("place=123", 400, "六位数字"),
        ("place=999999", 404, "没有代码"),
        ("year=2031", 400, "年份应为"),
        ("year=99999999999999999999", 400, "年份应为"),
        ("year=二〇二一", 400, "年份应为"),
        ("map=nothing", 400, "地图不能显示"),
    ],
)
def test_garbage_is_answered_with_a_sentence(
    client: Client, board: Store, *, query: str, status: int, sentence: str
) -> None:
    assert sentence in text(client, f"/board/?{query}", status)


def test_map_of_an_inner_measure_is_not_offered_to_strangers(client: Client, board: Store) -> None:
    assert "地图不能显示" in text(client, "/board/?map=training.inner", 400)


def test_dashboard_costs_few_queries(
    client: Client, provincial: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    text(client, "/board/")
    with django_assert_num_queries(0):
        text(client, "/board/")
    with django_assert_max_num_queries(4):
        text(provincial, "/board/")


def test_records_not_counted_yet_are_told_to_those_who_see_the_place(
    client: Client, provincial: Client, county: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(seconds=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    found("长沙市联谊会", "430100")
    monkeypatch.undo()
    for address in ("/board/?", "/figures/training.classes?"):
        assert "另有 1 条新记录未计入（上次更新 " in text(provincial, f"{address}place=430000")
        assert "新记录" not in text(client, f"{address}place=430000")
        assert "新记录" not in text(county, f"{address}place=430202")


def test_before_the_first_snapshot_the_page_names_the_next_step(client: Client, empty_board: Store) -> None:
    html = text(client, "/board/", 503)
    assert "tongxin snapshot" in html
    assert "更新快照</button>" not in html


def test_officer_renews_the_snapshot_by_a_button(provincial: Client, board: Store) -> None:
    assert "更新快照" in text(provincial, "/board/")
    response = provincial.post("/board/snapshot/")
    job = Job.objects.whole_network(reason="the test reads what was queued").get()
    assert response["Location"] == f"/jobs/{job.pk}/"
    assert job.kind == "figures.snapshot"


@pytest.mark.parametrize("who", ["client", "county"])
def test_others_may_not_renew_it(request: pytest.FixtureRequest, board: Store, who: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert "更新快照" not in text(client, "/board/")
    assert client.post("/board/snapshot/").status_code == 403
    assert client.get("/board/snapshot/").status_code == 405
