"""The figure page: value, breakdowns, evidence, exports, and what strangers are not told."""

import re
from io import BytesIO
from typing import Any
from unittest.mock import Mock

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.board.network import MEASURES
from tests.cast import found
from tongxin.board import figure_page
from tongxin.board.figure_page import Asked
from tongxin.figures import Status, Store, Value

pytestmark = pytest.mark.django_db
PERSONS = "/figures/training.persons?place=430000&from=2021-01-01&to=2021-12-31"


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def sheet(client: Client, address: str) -> list[list[Any]]:
    response = client.get(address)
    assert response.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    return book.get_sheet_by_index(0).to_python()


def test_coverage_shows_share_and_names_the_uncovered(client: Client, board: Store) -> None:
    html = text(client, "/figures/network.county_coverage?place=430000&as_of=2022-09-26")
    assert "75.00%" in html
    assert "3/4，还有 1 个未覆盖" in html
    assert "未覆盖的 1 个县市区" in html
    assert "<li>长沙县</li>" in html
    assert "有联谊组织的县市区数，除以全部县市区数。" in html


def test_default_place_and_time_are_the_sites(client: Client, board: Store) -> None:
    html = text(client, "/figures/network.associations")
    assert "湖南省 · 截至2022年9月26日" in html


def test_evidence_is_hashed_and_says_how_complete_it_is(provincial: Client) -> None:
    html = text(provincial, PERSONS)
    assert "14<small>人</small>" in html
    assert "14/15 条记录已对上人员，其余只计人次" in html
    assert re.search(r'bd-hash">[0-9a-f]{64}<', html)


def test_stranger_sees_no_record_and_no_small_cell(client: Client, board: Store) -> None:
    html = text(client, PERSONS)
    assert "record=20" not in html
    assert "公开数字不列出记录" in html
    zhuzhou = text(client, PERSONS.replace("430000", "430200"))
    assert "不公开" in zhuzhou
    assert "2<small>人</small>" not in zhuzhou


def test_city_officer_has_exact_figures_at_home_and_public_ones_elsewhere(municipal: Client) -> None:
    assert "record=20" in text(municipal, PERSONS.replace("430000", "430100"))
    assert "公开数字不列出记录" in text(municipal, PERSONS.replace("430000", "430200"))


def test_inner_measure_out_of_scope_is_not_found(client: Client, county: Client) -> None:
    address = "/figures/training.inner?place=430000&from=2021-01-01&to=2021-12-31"
    assert client.get(address).status_code == 404
    assert county.get(address).status_code == 404
    assert county.get(address.replace("430000", "430202")).status_code == 200


def test_breakdown_by_place_leads_down_and_by_year_leads_back(provincial: Client) -> None:
    html = text(provincial, "/figures/training.classes?place=430000&from=2021-01-01&to=2021-12-31")
    assert "/figures/training.classes?place=430100&amp;from=2021-01-01&amp;to=2021-12-31" in html
    assert "/figures/training.classes?place=430000&amp;from=2020-01-01&amp;to=2020-12-31" in html
    assert 'data-chart="chart-places"' in html
    assert 'data-chart="chart-years"' in html


@pytest.mark.parametrize(("code", "below"), [("000000", "湖南省"), ("110000", "东城区"), ("420000", "武汉市")])
def test_every_level_is_broken_down_by_what_stands_below(
    client: Client, board: Store, *, code: str, below: str
) -> None:
    assert below in text(client, f"/figures/network.associations?place={code}").partition('id="places"')[2]


def test_city_without_counties_has_no_breakdown(client: Client, board: Store) -> None:
    assert 'id="places"' not in text(client, "/figures/network.associations?place=441900")


def test_county_has_no_places_below(county: Client) -> None:
    html = text(county, "/figures/training.classes?place=430202&from=2021-01-01&to=2021-12-31")
    assert 'id="places"' not in html


def test_figure_without_any_record_draws_nothing(provincial: Client) -> None:
    html = text(provincial, "/figures/training.classes?place=430121&from=2021-01-01&to=2021-12-31")
    assert "data-chart" not in html
    assert "这个时间和地区没有记录。" in html


def test_citation_names_all_that_is_needed_to_compute_it_again(provincial: Client, board: Store) -> None:
    html = text(provincial, "/figures/network.county_coverage?place=430000&as_of=2022-09-26")
    cited = re.search(r'id="citation">([^<]+)<', html)
    assert cited
    for part in (
        "湖南省县级覆盖率 75.00%（3/4）",
        "截至2022年9月26日",
        "第 1 版",
        f"快照 {board.current_id()}",
        "sha256",
    ):
        assert part in cited[1]


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/figures/nothing.here", 400, "没有代码为「nothing.here」的指标"),
        ("/figures/training.classes?place=430000&as_of=2021-01-01", 400, "时期数"),
        ("/figures/network.associations?place=430000&from=2021-01-01&to=2021-12-31", 400, "时点数"),
        ("/figures/network.associations?place=430000&as_of=2021-02-30", 400, "日期应写成"),
        ("/figures/network.associations?place=430000&as_of=2199-01-01", 400, "还没有到"),
        ("/figures/training.classes?from=2021-12-31&to=2021-01-01", 400, "请调换"),
        ("/figures/training.classes?from=2021-01-01", 400, "同时给出起止日期"),
        ("/figures/training.classes?from=2021-01-01&to=2021-12-31&as_of=2021-01-01", 400, "只能给一个"),
        ("/figures/network.associations?place=%01", 400, "六位数字"),
    ],
)
def test_question_that_cannot_be_answered_gets_a_sentence(
    client: Client, board: Store, *, address: str, status: int, sentence: str
) -> None:
    assert sentence in text(client, address, status)


def test_every_table_exports_with_its_source(provincial: Client, board: Store) -> None:
    base = "/figures/network.county_coverage/export?place=430000&as_of=2022-09-26&table="
    lines = sheet(provincial, base + "places")
    head = [line[0] for line in lines]
    assert head[1] == "演示数据，全部为合成内容"
    assert head[2] == "湖南省　截至2022年9月26日"
    assert str(board.current_id()) in head[3]
    assert [line[0] for line in lines[-3:]] == ["长沙市", "株洲市", "合计"]
    assert lines[-3][1] == pytest.approx(2 / 3)
    assert [line[2:4] for line in lines[-3:]] == [[2, 3], [1, 1], [3, 4]]
    assert sheet(provincial, base + "uncovered")[-1] == ["430121", "长沙县"]
    assert sheet(provincial, base + "years")[-1][0] == "截至2017年12月31日"
    assert len(sheet(provincial, base + "evidence")) > 6


def test_withheld_cells_stay_withheld_in_the_export(client: Client, board: Store) -> None:
    lines = sheet(client, "/figures/training.persons/export?place=430000&from=2021-01-01&to=2021-12-31&table=places")
    shown = {line[0]: line[1] for line in lines[-3:]}
    assert "不公开" in str(shown["株洲市"])


def test_unknown_table_is_refused(client: Client, board: Store) -> None:
    assert "table 应为" in text(client, "/figures/network.associations/export?table=zzz", 400)


def test_what_hangs_at_the_place_itself_stands_in_the_breakdown_and_adds_up(client: Client, board: Store) -> None:
    """What a page says is in its file, too: 各地 and 本级 are the figure."""
    address = "/figures/network.associations?place=430000&as_of=2022-09-26"
    html = text(client, address)
    assert "湖南省本级" in html
    assert "不在下列各地之内" not in html
    lines = sheet(client, address.replace("?", "/export?") + "&table=places")
    assert [line[:2] for line in lines[-4:]] == [["长沙市", 2], ["株洲市", 1], ["湖南省本级", 1], ["合计", 4]]
    assert "本级" not in text(client, "/figures/network.county_coverage?place=430000").partition('id="places"')[2]
    assert "本级" not in text(client, "/figures/network.associations?place=430100").partition('id="places"')[2]


def test_files_say_how_complete_the_figure_is_and_what_is_not_counted_yet(provincial: Client) -> None:
    found("长沙县新联会", "430121")
    lines = [line[0] for line in sheet(provincial, PERSONS.replace("?", "/export?") + "&table=places")]
    assert "完整度：14/15 条记录已对上人员，其余只计人次。" in lines
    assert any(str(line).startswith("另有 1 条新记录未计入（上次更新 20") for line in lines)
    assert any("年" in str(line) and "月" in str(line) for line in lines if "上次更新" in str(line))


def test_page_says_that_distinct_persons_do_not_add_up() -> None:
    measure = MEASURES[3]
    assert measure.code == "training.persons"
    asked = Asked(asking=Mock(), measure=measure, place=Mock(), time=Mock())
    lines = [Mock(cell=Mock(result=Value(status=Status.OK, numerator=number))) for number in (12, 5)]
    asked.place.name = "湖南省"
    assert "所以各地相加不等于合计" in figure_page.place_note(asked, Mock(value=14), lines)
    assert "另有在湖南省本级登记的" in figure_page.place_note(asked, Mock(value=20), lines)
    assert not figure_page.place_note(asked, Mock(value=17), lines)
    assert not figure_page.place_note(asked, Mock(value=None), lines)


OUTSIDE = "湖北省不在本网络的登记范围内"


@pytest.mark.parametrize(
    "address",
    [
        "/figures/network.associations?place=420000&as_of=2021-12-31",
        "/figures/network.county_coverage?place=420000&as_of=2021-12-31",
        "/figures/training.classes?place=420000&from=2021-01-01&to=2021-12-31",
        "/figures/training.persons?place=420000&from=2021-01-01&to=2021-12-31",
    ],
)
def test_place_outside_the_network_is_told_and_never_said_to_have_none(
    client: Client, board: Store, address: str
) -> None:
    html = text(client, address)
    assert '<p class="bd-large is-unknown">没有登记</p>' in html
    assert OUTSIDE in html
    assert f"没有登记（{OUTSIDE}）" in html  # as it is cited
    assert not re.search(r">0(?:\.00%)?<", html)
    assert "未覆盖的" not in html


def test_time_before_the_first_record_is_told_and_never_said_to_have_none(provincial: Client) -> None:
    before = text(provincial, "/figures/training.classes?place=430000&from=2020-01-01&to=2020-12-31")
    assert '<p class="bd-large is-unknown">没有登记</p>' in before
    assert "本网络从2021年5月10日起有这类记录" in before
    without = text(provincial, "/figures/training.classes?place=430103&from=2021-01-01&to=2021-12-31")
    assert "0<small>班次</small>" in without  # in the year of the first record none is none
    stock = text(provincial, "/figures/network.associations?place=430000&as_of=2015-02-28")
    assert "本网络从2015年3月1日起有这类记录" in stock
    assert "1<small>家</small>" in text(provincial, "/figures/network.associations?place=430000&as_of=2015-03-01")


def test_years_are_drawn_from_the_first_record_on_and_the_running_one_is_marked(provincial: Client) -> None:
    html = text(provincial, "/figures/training.classes?place=430000")
    drawn = re.search(r'data-chart="chart-years".*?</figure>', html, re.DOTALL)
    assert drawn
    assert '"values":[[null,null,null,null,2,1]],"running":true' in drawn[0]
    assert "<tr><th>2020<td>—<tr><th>2021<td>2 班次<tr><th>2022 至今<td>1 班次" in drawn[0]
    assert "2022年（至今）</a>" in html
    past = text(provincial, "/figures/training.classes?place=430000&from=2021-01-01&to=2021-12-31")
    assert '"running":false' in past
    assert "至今" not in past.partition('id="years"')[2]


def test_stock_of_the_running_year_is_marked_but_for_its_last_day(provincial: Client) -> None:
    html = text(provincial, "/figures/network.associations?place=430000")
    assert "<tr><th>2021<td>3 家<tr><th>2022 至今<td>4 家" in html
    assert '"running":true' in html
