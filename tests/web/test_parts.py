"""Menu, assets, charts and template tags."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from tongxin.kernel.scope import Verb
from tongxin.web import assets, charts, menu
from tongxin.web.assets import VENDOR, NodeModulesFinder
from tongxin.web.menu import MenuItem


def render(source: str, **values: Any) -> str:
    return Template("{% load tongxin %}" + source).render(Context(values))


def item(label: str, order: int, section: str = "") -> MenuItem:
    return MenuItem(label=label, url_name="groups", order=order, section=section, verb=Verb.VIEW)


def test_menu_has_one_group_a_section_at_its_first_entry_and_none_for_an_only_one() -> None:
    found = menu.groups([item("日志", 91, "管理"), item("看板", 1), item("培训", 40, "记录"), item("账号", 30, "管理")])
    assert [(group.label, [one.label for one in group.items]) for group in found] == [
        ("", ["看板"]),
        ("管理", ["账号", "日志"]),
        ("", ["培训"]),
    ]
    assert [group.icon for group in found] == ["dot"] * 3


def test_menu_counts_what_waits_behind_a_group() -> None:
    (group,) = menu.groups(
        MenuItem(label="x", url_name="groups", section="管理", count=number) for number in (0, 40, 60)
    )
    assert menu.shown_count(group.count) == "99+"
    assert render("{{ number|waiting_count }}", number=7) == "7"


@pytest.fixture
def packages(tmp_path: Path, settings: Any) -> Path:
    settings.TONGXIN_NODE_MODULES = tmp_path
    return tmp_path


def test_only_listed_files_of_packages_are_collected(packages: Path) -> None:
    for source in [*VENDOR.values(), "@tabler/core/dist/css/tabler.css", "echarts/package.json"]:
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_text("x", encoding="ascii")
    finder = NodeModulesFinder()
    assert [name for name, _ in finder.list(None)] == list(VENDOR)
    assert finder.find("vendor/echarts/echarts.common.min.js") == str(packages / "echarts/dist/echarts.common.min.js")
    assert finder.find("vendor/echarts/echarts.common.min.js", find_all=True)
    assert finder.find("vendor/echarts/package.json") == []
    assert finder.find("../echarts/package.json") == []


def test_missing_packages_leave_pages_plain(packages: Path) -> None:
    assert list(NodeModulesFinder().list(None)) == []
    assert assets.address_of("vendor/echarts/echarts.common.min.js") is None
    assert (
        render('{% script "vendor/echarts/echarts.common.min.js" %}{% stylesheet "vendor/tabler/tabler.min.css" %}')
        == ""
    )


def test_file_of_ours_has_an_address() -> None:
    assert assets.address_of("web/site.css") == "/static/web/site.css"


def test_file_the_manifest_does_not_list_has_none(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    assert assets.address_of("web/site.css") is None


@pytest.mark.parametrize(
    ("source", "values", "text"),
    [
        ("{{ v|number }}", {"v": 4236}, "4,236"),
        ("{{ v|number:2 }}", {"v": Fraction(1, 3)}, "0.33"),
        ("{{ v|number }}", {"v": None}, "—"),
        ("{{ v|percent }}", {"v": Fraction(104, 122)}, "85.25%"),
        ("{{ v|percent }}", {"v": None}, "—"),
        ("{{ v|day }}", {"v": None}, "—"),
        ("{{ v|moment }}", {"v": None}, "—"),
        ("{{ v|money }}", {"v": 3_800_000_000}, "3,800.00万元"),
        ("{{ v|weight }}", {"v": 52_340_000}, "52,340公斤（104,680斤）"),
        ("{% source_link '#e' %}", {}, '<a class="tx-source" href="#e" title="依据">据</a>'),
        (
            "{% figure_link '/f' v '家' %}",
            {"v": 1190},
            '<a class="tx-figure" href="/f"><span class="tx-num">1,190</span><span class="tx-unit">家</span></a>',
        ),
        ("{% quantity v '家' %}", {"v": 119}, '<span class="tx-num">119</span><span class="tx-unit">家</span>'),
    ],
)
def test_value_is_written_by_its_tag(source: str, values: dict[str, Any], text: str) -> None:
    assert render(source, **values) == text


@pytest.mark.parametrize(("code", "word"), [("fit", "相符"), ("contradicted", "不符"), ("loose", "偏松"), ("新", "新")])
def test_verdict_carries_its_word_beside_icon_and_colour(code: str, word: str) -> None:
    html = render("{% verdict v %}", v=code)
    assert word in html
    assert "<svg" in html


def test_completeness_names_who_is_missing() -> None:
    html = render("{% completeness 12 14 names %}", names=["娄底市", "湘西州"])
    assert 'value="12" max="14"' in html
    assert "85.71%" in html
    assert "娄底市、湘西州" in html


@pytest.mark.parametrize("values", [(None, 14), (3, None), (0, 0)])
def test_completeness_says_nothing_where_nothing_is_expected(values: tuple[int | None, int | None]) -> None:
    assert "progress" not in render("{% completeness a b %}", a=values[0], b=values[1])


def test_icon_speaks_only_where_no_word_stands_beside_it() -> None:
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    assert 'aria-label="完成"' in render('{% icon "check" "完成" %}')


def test_day_is_filled_in_as_browsers_expect() -> None:
    class Days(forms.Form):
        day = forms.DateField(label="日期", widget=forms.DateInput({"type": "date"}))

    html = render("{% field bound %}", bound=Days(initial={"day": date(2022, 9, 26)})["day"])
    assert 'value="2022-09-26"' in html


def test_chart_carries_every_number_as_text() -> None:
    shown = charts.bar(
        "places",
        title="各市州",
        categories=["长沙市", "株洲市", "湘潭市"],
        series=charts.Series(name="班次", values=[1234, None, Fraction(2, 3)]),
        unit="个",
        links=["/a/", "/b/", "/c/"],
    )
    html = render("{% chart shown %}", shown=shown)
    assert "<tr><th>长沙市<td>1,234 个<tr><th>株洲市<td>—<tr>" in html
    assert 'data-chart="chart-places" aria-label="各市州"' in html
    data = '{"kind":"bar","unit":"个","links":["/a/","/b/","/c/"],"values":[[1234,null,0.666667]],"running":false}'
    assert f'<script type="application/json">{data}</script>' in html


def test_chart_fetches_its_library_only_where_it_is_installed(packages: Path) -> None:
    assert 'data-library="" defer' in render("{% chart_scripts %}")


def test_chart_data_cannot_break_out_of_its_block() -> None:
    series = charts.Series(name="</script><b>", values=[1], texts=["1"])
    html = render("{% chart shown %}", shown=charts.trend("x", title="t", categories=["<b>"], series=[series, series]))
    assert "</script><b>" not in html
    assert "<b>" not in html


def test_many_bars_make_a_tall_chart() -> None:
    series = charts.Series(name="n", values=list(range(9)))
    names = [str(number) for number in range(9)]
    assert charts.bar("a", title="t", categories=names, series=series).height == "is-tall"
    assert charts.columns("b", title="t", categories=names, series=series).height == ""
