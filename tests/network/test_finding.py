"""The search box on top: organisations, persons in scope and records on one page, in a bounded number of queries."""

import re
from typing import Any

from tests.cast import SYSTEM, Cast
from tests.lives import activity_details, class_details
from tests.network.test_organisation_pages import shown
from tongxin.network.queries.finding import searched_doors
from tongxin.records.activities import actions as activities
from tongxin.records.training import actions as training


def groups(page: str) -> dict[str, list[str]]:
    """Return what is found, by kind."""
    found = {}
    for section in re.findall(r"<section.*?</section>", page, re.DOTALL):
        title = re.findall(r"<h2[^>]*>(.*?)</h2>", section)[0]
        found[title] = re.findall(r'<td[^>]*data-label="(?!单位或地区)[^"]*"><a[^>]*>(.*?)</a>', section)
    return found


def test_box_on_top_finds_organisations_people_and_records(cast: Cast, django_assert_max_num_queries: Any) -> None:
    cast.person("宁乡香", mobile="13800138000", unit="甲律所")
    cast.person("宁乡远", "430200")
    training.plan_class(by=SYSTEM, **class_details(cast, title="宁乡骨干班（第一期）"))
    activities.plan_activity(by=SYSTEM, **activity_details(cast, title="宁乡沙龙"))
    client = cast.client("secretary")
    assert 'action="/search/"' in shown(client, "/people/")
    with django_assert_max_num_queries(3 + len(searched_doors(cast.actor("secretary").scope))):
        page = shown(client, "/search/?q=宁乡")
    assert groups(page) == {
        "组织": [cast.county.name], "人员": ["宁乡香"], "培训班次": ["宁乡骨干班（第一期）"], "活动": ["宁乡沙龙"],
    }  # fmt: skip
    assert "甲律所" in page
    assert groups(shown(client, "/search/?q=13800138000")) == {"人员": ["宁乡香"]}
    assert groups(shown(client, "/search/?q=甲律所")) == {"人员": ["宁乡香"]}
    assert groups(shown(client, "/search/?q=骨干班(第一期)")) == {"培训班次": ["宁乡骨干班（第一期）"]}
    assert "/training/?q=%E5%AE%81" in page


def test_persons_are_found_only_by_those_who_keep_members(cast: Cast) -> None:
    cast.person("宁乡香", mobile="13800138000")
    assert groups(shown(cast.client("city"), "/search/?q=13800138000")) == {}
    assert groups(shown(cast.client("neighbour"), "/search/?q=宁乡香")) == {}
    assert groups(shown(cast.client("member"), "/search/?q=宁乡")) == {}
    assert cast.client("stranger").get("/search/?q=x").status_code == 302


def test_nothing_is_found_in_words(cast: Cast) -> None:
    client = cast.client("registrar")
    assert "没有找到“12345678901”" in shown(client, "/search/?q=12345678901")
    assert "要找什么" in shown(client, "/search/")
    for number in range(6):
        cast.person(f"张{'一二三四五六'[number]}")
    page = shown(client, "/search/?q=zhang")
    assert page.count(">张") == 5
    assert "只列前 5 条" in page
