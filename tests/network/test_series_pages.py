from datetime import date
from typing import Any

import pytest

from tests.cast import Cast, found
from tests.network.test_organisation_pages import shown
from tongxin.figures import Of
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.network import actions
from tongxin.network.forms.series import SeriesForm
from tongxin.network.models import Series
from tongxin.ports.narrowed import named

ALL = "the test reads every row"


def typed(**changes: Any) -> dict[str, Any]:
    values = {
        "name": "同心·助学", "organiser": "宁乡市新的社会阶层人士联谊会", "begin": "2019-03-01", "end": "", "parent": "",
    }  # fmt: skip
    return {**values, **changes}


def test_list_shows_the_series_of_the_scope(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    assert "还没有品牌系列" in shown(client, "/series/")
    assert "还没有品牌系列" in shown(cast.client("administrator"), "/series/")
    cast.series("株洲品牌", organiser=cast.neighbour)
    for names in (["甲"], ["乙", "丙"]):
        for name in names:
            cast.series(name)
        with django_assert_num_queries(4):  # session, account, grants, list
            page = shown(client, "/series/")
    assert page.count("<tr>") == 4
    assert "株洲品牌" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=tongxinzhu", {"同心·助学"}), ("?q=乡村", {"光彩·乡村"}), ("?q=宁乡", {"同心·助学"}), ("?place=430100", {"同心·助学", "光彩·乡村"}),
        ("?place=430182", {"同心·助学"}), ("?ended=with", {"同心·助学", "光彩·乡村", "旧品牌"}), ("?sort=-begin", {"同心·助学", "光彩·乡村"}),
    ],
)  # fmt: skip
def test_list_is_narrowed(cast: Cast, query: str, names: set[str]) -> None:
    cast.series("同心·助学")
    cast.series("光彩·乡村", organiser=cast.city)
    cast.series("旧品牌", end=date(2020, 1, 1))
    page = shown(cast.client("city"), f"/series/{query}")
    assert {name for name in ("同心·助学", "光彩·乡村", "旧品牌") if f">{name}<" in page} == names


def test_series_is_opened_corrected_and_closed_through_the_pages(cast: Cast) -> None:
    large = cast.series("同心", organiser=cast.province)
    client = cast.client("secretary")
    assert "/series/new/" in shown(client, "/series/")
    shown(client, "/series/new/")
    response = client.post("/series/new/", typed(parent="同心"))
    series = Series.objects.whole_network(reason=ALL).get(name="同心·助学")
    assert (response.status_code, response["Location"]) == (302, f"/series/{series.pk}/")
    page = shown(client, f"/series/{series.pk}/")
    assert f'href="/series/{large.pk}/"' in page
    assert "登记系列" in page
    correct = f"/series/{series.pk}/correct/"
    assert f"同心（编号{large.pk}）" in shown(client, correct)
    assert client.post(correct, typed(name="同心·助教", reason="名称写错")).status_code == 302
    assert "<ins>同心·助教</ins>" in shown(client, f"/series/{series.pk}/")
    close = f"/series/{series.pk}/close/"
    shown(client, close)
    assert client.post(close, {"day": "2021-01-01", "reason": "不再举办"}).status_code == 302
    page = shown(client, f"/series/{series.pk}/")
    assert "2021年1月1日" in page
    assert "不再举办" in page
    assert close not in page
    assert client.post(close, {"day": "2021-01-01", "reason": "不再举办"}).status_code == 409


def test_page_of_a_series_above_is_read_and_no_more(cast: Cast) -> None:
    large = cast.series("同心", organiser=cast.province)
    cast.series("同心·宁乡", parent=large)
    page = shown(cast.client("secretary"), f"/series/{large.pk}/")
    assert "同心·宁乡" in page
    assert f"/series/{large.pk}/correct/" not in page
    assert f"/organisations/{cast.province.pk}/" not in page
    assert cast.client("secretary").post(
        f"/series/{large.pk}/close/", {"day": "2021-01-01", "reason": "x"}
    ).status_code == 403  # fmt: skip
    page = shown(cast.client("province"), f"/series/{large.pk}/")
    assert f"/organisations/{cast.province.pk}/" in page
    assert f"/series/{large.pk}/correct/" in page


@pytest.mark.parametrize("page", ["", "correct/", "close/"])
def test_series_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    series = cast.series("甲")
    assert cast.client("neighbour").get(f"/series/{series.pk}/{page}").status_code == 404
    assert cast.client("stranger").get(f"/series/{series.pk}/{page}").status_code == 302
    assert cast.client("secretary").get(f"/series/{2**70}/{page}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"parent": "没有的"}, "parent", "没有找到名称为「没有的」的品牌系列"),
        ({"parent": "同名"}, "parent", "叫「同名」的品牌系列不止一条"),
        ({"parent": "同名（编号999）"}, "parent", "没有找到"),
        ({"organiser": "没有的"}, "organiser", "没有找到名称为「没有的」的组织"),
        ({"name": ""}, "name", "必填"),
        ({"begin": "2019-02-30"}, "begin", "日期应写成"),
    ],
)
def test_field_that_cannot_be_read_gets_a_sentence(cast: Cast, changes: dict[str, str], field: str, says: str) -> None:
    for organiser in (cast.county, cast.city):
        cast.series("同名", organiser=organiser)
    form = SeriesForm(typed(**changes))
    assert not form.is_valid()
    assert says in "".join(map(str, form.errors[field]))


def test_series_of_one_name_are_told_apart_by_number(cast: Cast) -> None:
    one, other = (cast.series("同名", organiser=organiser) for organiser in (cast.county, cast.city))
    for series in (one, other):
        form = SeriesForm(typed(parent=f"同名（编号{series.pk}）"))
        assert form.is_valid(), form.errors
        assert form.cleaned_data["parent"] == series
    assert SeriesForm(typed()).fields["parent"].prepare_value("同名") == "同名"


def test_program_reads_opens_and_corrects_series(cast: Cast) -> None:
    cast.series("同心", organiser=cast.province)
    client = cast.client("secretary")
    address = "/api/v1/records/campaigns"
    sent = {"name": "同心·助学", "organiser": cast.county.name, "begin": "2019-03-01", "parent": "同心"}
    made = client.post(address, sent, content_type="application/json")
    assert made.status_code == 201, made.content.decode()
    url = made.json()["url"]
    values = client.get(url).json()["values"]
    assert (values["name"], values["end"]) == ("同心·助学", None)
    assert values["parent"].startswith("同心（编号")
    changed = client.patch(url, {"end": "2021-01-01", "reason": "不再举办"}, content_type="application/json")
    assert changed.status_code == 200, changed.content.decode()
    assert client.get(url).json()["values"]["end"] == "2021-01-01"
    found_by_name = client.get(f"{address}?q=txzx").json()["records"]
    assert [row["values"]["name"] for row in found_by_name] == ["同心·助学"]


def test_series_narrows_figures_for_those_who_may_read_it(cast: Cast) -> None:
    series = cast.series("同心·助学", organiser=found("某联谊会", "430182"))
    of = Of(subject="series", id=series.pk)
    seen = named(of, scope=cast.actor("secretary").scope)
    assert (seen.name, seen.label, seen.url) == ("同心·助学", "品牌系列", f"/series/{series.pk}/")
    for scope in (cast.actor("neighbour").scope, Scope()):
        with pytest.raises(NotFoundError, match="品牌系列"):
            named(of, scope=scope)


def test_search_follows_the_name(cast: Cast) -> None:
    series = cast.series("同心·助学")
    actions.correct_series(
        series, by=cast.actor("secretary"), reason="改名", name="光彩", organiser=cast.county, begin=series.begin,
        end=None, parent=None,
    )  # fmt: skip
    client = cast.client("secretary")
    assert ">光彩<" in shown(client, "/series/?q=guangcai")
    assert ">光彩<" not in shown(client, "/series/?q=tongxin")
