"""The evidence of a figure ends at a record: grouped, sorted, paged, in a file, and line by line."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.board.test_figure_page import sheet, text
from tongxin.board import evidence
from tongxin.board.evidence import Sorting, read_after, ways
from tongxin.figures import Store
from tongxin.kernel.errors import InputError

pytestmark = pytest.mark.django_db
TIMES = "/figures/training.persons?place=430000&from=2021-01-01&to=2022-12-31"
STOCK = "/figures/network.associations?place=430000&as_of=2022-09-26"
CLASSES = "/figures/training.classes?place=430000&from=2021-01-01&to=2022-12-31"


def section(html: str) -> str:
    return unescape(html.partition('id="evidence"')[2])


def rows(html: str) -> list[list[str]]:
    """The cells of the evidence, row by row."""
    body = section(html).partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", line) for line in body.split("</tr>") if "<td" in line]


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', section(html))


def test_person_times_lead_to_a_line_of_a_class_in_two_clicks(provincial: Client) -> None:
    page = text(provincial, TIMES)
    assert rows(page) == [
        ["班次 20", "2021年5月10日", "—", "13"],
        ["班次 22", "2021年6月10日", "—", "2"],
        ["班次 21", "2022年5月10日", "—", "12"],
    ]
    (first,) = [one for one in links(page) if "record=20" in one]
    lines = text(provincial, first)
    assert re.findall(r'href="(/training/20/#p\d+)"', lines)[:2] == ["/training/20/#p100", "/training/20/#p101"]
    assert "14 人" in lines
    assert 'href="/training/20/"' in lines


def test_records_that_are_their_own_rows_are_opened_at_once(provincial: Client) -> None:
    page = text(provincial, CLASSES)
    assert [row[0] for row in rows(page)] == ["培训班次 20", "培训班次 22", "培训班次 21"]
    assert "/training/20/" in links(page)
    assert "record=" not in section(page)


def test_line_of_the_place_itself_leads_to_what_is_recorded_there_alone(provincial: Client, client: Client) -> None:
    page = text(provincial, STOCK)
    own = re.search(r'<a href="([^"]+)">湖南省本级</a>', unescape(page))
    assert own
    assert own[1].endswith("&own=1#evidence")
    beside = text(provincial, own[1])
    assert [row[0] for row in rows(beside)] == ["联谊组织 10"]
    assert "只列湖南省本级的 1 行" in section(beside)
    assert "逐条导出" not in section(beside)
    lines = sheet(provincial, STOCK.replace("?", "/export?") + "&table=evidence&own=1")
    assert [line[0] for line in lines if str(line[0]).startswith("联谊组织 ")] == ["联谊组织 10"]
    by_unit = text(provincial, own[1].replace("#evidence", "&group=unit"))
    assert any("of=organisation%3A10&own=1#evidence" in one for one in links(by_unit))
    whole = [one for one in links(beside) if "own=1" not in one and "group=record" in one]
    assert len(rows(text(provincial, whole[0]))) == 4
    assert re.search(r"<td[^>]*>湖南省本级", text(client, STOCK))


def test_chart_draws_the_place_itself_beside_its_parts(provincial: Client) -> None:
    chart = unescape(text(provincial, STOCK)).partition("联谊组织按地区")[2].partition("</section>")[0]
    assert "湖南省本级" in chart.partition("</details>")[0]


@pytest.mark.parametrize(
    ("sort", "classes"),
    [("day", [20, 22, 21]), ("-day", [21, 22, 20]), ("rows", [22, 21, 20]), ("-rows", [20, 21, 22])],
)
def test_evidence_is_sorted_by_its_heads(provincial: Client, sort: str, classes: list[int]) -> None:
    page = text(provincial, f"{TIMES}&sort={sort}")
    assert [row[0] for row in rows(page)] == [f"班次 {number}" for number in classes]
    name = sort.removeprefix("-")
    turned = name if sort.startswith("-") else f"-{name}"
    assert any(f"sort={turned}" in one for one in links(page))
    assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in section(page)


def test_evidence_is_summed_up_by_organisation_and_by_day(provincial: Client) -> None:
    page = text(provincial, f"{TIMES}&group=unit")
    assert [row[-1] for row in rows(page)] == ["13", "12", "2"]
    assert any("of=organisation%3A11" in one for one in links(page))
    days = text(provincial, f"{TIMES}&group=day")
    assert rows(days) == [["2021年5月10日", "13"], ["2021年6月10日", "2"], ["2022年5月10日", "12"]]
    assert any("from=2021-05-10&to=2021-05-10" in one for one in links(days))
    assert 'aria-current="true">按日期' in section(days)


def test_evidence_is_paged(provincial: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.board.views.evidence.SHOWN", 1)
    monkeypatch.setattr(evidence.trail, "__kwdefaults__", {"limit": 1, "named": True})
    seen, page = [], text(provincial, TIMES)
    while True:
        seen += [row[0] for row in rows(page)]
        following = re.search(r'rel="next" href="([^"]+)#evidence"', section(page))
        if following is None:
            break
        page = text(provincial, following[1])
    assert seen == ["班次 20", "班次 22", "班次 21"]
    before = re.search(r'rel="prev" href="([^"]+)#evidence"', section(page))
    assert before
    assert rows(text(provincial, before[1]))[0][0] == "班次 22"
    assert "第一页" in section(page)


def test_lines_are_paged_by_key(provincial: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "LINES_SHOWN", 10)
    address = TIMES.replace("?", "/lines?") + "&record=20"
    first = text(provincial, address)
    assert "#p109" in first
    assert "#p110" not in first
    second = text(provincial, f"{address}&after=109")
    assert "#p110" in second
    assert "#p109" not in second
    assert "第一页" in second


def test_files_hold_the_evidence_grouped_and_line_by_line(provincial: Client) -> None:
    address = TIMES.replace("?", "/export?")
    grouped = sheet(provincial, f"{address}&table=evidence&sort=-rows")
    assert [line[:4] for line in grouped[-3:]] == [
        ["班次 20", "2021年5月10日", "", 13],
        ["班次 21", "2022年5月10日", "", 12],
        ["班次 22", "2021年6月10日", "", 2],
    ]
    assert grouped[-3][4].startswith("/figures/training.persons/lines?")
    lines = sheet(provincial, f"{address}&table=lines")
    assert lines[-1] == ["培训参加 151", "/training/22/#p151", "training.participation:151"]


def test_evidence_of_a_rate_is_that_of_its_parts(provincial: Client) -> None:
    rates = [
        one
        for one in ("training.completion", "training.average")
        if provincial.get(f"/figures/{one}").status_code == 200
    ]
    for code in rates:
        assert "比例由两个指标相除得到" in text(provincial, f"/figures/{code}")
        assert "没有自己的记录" in text(provincial, f"/figures/{code}/export?table=evidence", 400)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("group=person", "group 应为 record、unit 或 day"),
        ("sort=name", "sort 应为 day、unit 或 rows"),
        ("start=x", "请从第一页重新翻"),
        ("start=-1", "请从第一页重新翻"),
        ("start=99999999999999999999999999", "请从第一页重新翻"),
        ("start=１", "请从第一页重新翻"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(provincial: Client, query: str, sentence: str) -> None:
    assert sentence in text(provincial, f"{TIMES}&{query}", 400)


def test_lines_of_nothing_or_out_of_scope_are_not_found(provincial: Client, county: Client, client: Client) -> None:
    address = TIMES.replace("?", "/lines?")
    for asker, record in ((provincial, 999), (client, 20), (county, 20)):
        assert "没有来自这条记录的条目" in text(asker, f"{address}&record={record}", 404)
    assert "记录编号无效，请回数字页再选" in text(provincial, f"{address}&record=x", 400)


def test_stranger_sees_no_evidence_in_any_form(client: Client, board: Store) -> None:
    assert "公开数字不列出记录" in text(client, TIMES)
    assert "班次 20" not in text(client, f"{TIMES}&group=unit")


def test_nothing_can_be_put_together_without_a_fact() -> None:
    assert ways(None) == ["record"]
    assert Sorting.read({}, fact=None) == Sorting()
    with pytest.raises(InputError, match="group 应为"):
        Sorting.read({"group": "day"}, fact=None)
    assert (read_after(None), read_after("7")) == (0, 7)
