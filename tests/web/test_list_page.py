"""The list page: paging, sorting, filtering, columns, export, and what garbage in the address does."""

import re
from base64 import urlsafe_b64encode
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from python_calamine import CalamineWorkbook

from tongxin.web import keyset

pytestmark = pytest.mark.django_db


def names(html: str) -> list[str]:
    return re.findall(r'<a href="/groups/\d+/">([^<]+)</a>', html)


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def link(html: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    assert found, f"no {rel} link"
    return found[1].replace("&amp;", "&")


def test_empty_list_names_the_next_step(client: Client, kit_site: None) -> None:
    html = text(client, "/groups/")
    assert "还没有组织" in html
    assert 'href="/groups/new/"' in html


@pytest.mark.parametrize("count", [1, 3, 9])
def test_list_costs_one_query_and_one_to_count_what_lies_beyond_the_page(
    client: Client, kit_site: None, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        Group.objects.create(name=f"会{number}")
    with django_assert_num_queries(1 if count == 1 else 2):
        html = text(client, "/groups/")
    assert f"共 {count} 条" in html


def test_list_counts_only_as_far_as_it_pays(
    client: Client, kit_site: None, three_groups: list[Group], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongxin.web.pages.list.COUNTED", 2)
    assert "共 2 条以上" in text(client, "/groups/")
    monkeypatch.setattr("tongxin.web.pages.list.COUNTED", 3)
    assert "共 3 条" in text(client, "/groups/")
    assert "共 3 条" in text(client, "/groups/" + link(text(client, "/groups/"), "next"))


def test_pages_follow_each_other_and_lead_back(client: Client, three_groups: list[Group]) -> None:
    first = text(client, "/groups/")
    assert names(first) == ["丙会", "乙会"]
    second = text(client, "/groups/" + link(first, "next"))
    assert names(second) == ["甲会"]
    assert 'rel="next"' not in second
    back = text(client, "/groups/" + link(second, "prev"))
    assert names(back) == ["丙会", "乙会"]
    assert 'rel="prev"' not in back


def test_row_added_before_the_cursor_does_not_shift_the_next_page(client: Client, three_groups: list[Group]) -> None:
    first = text(client, "/groups/")
    Group.objects.create(name="丁会之前一")
    assert names(text(client, "/groups/" + link(first, "next"))) == ["甲会"]


def test_cursor_is_read_before_every_other_bound(three_groups: list[Group], django_assert_num_queries: Any) -> None:
    rows = Group.objects.filter(name__gte="一", pk__gt=0)
    first = keyset.page(rows, order=("name",), size=1)
    with django_assert_num_queries(1) as captured:
        second = keyset.page(rows, order=("name",), size=1, after=first.after or "")
    condition = captured.captured_queries[0]["sql"].partition("WHERE")[2]
    assert condition.index("丙会") < condition.index("一")
    assert [group.name for group in second.rows] == ["乙会"]


def test_order_by_a_field_that_may_be_null_is_a_fault_of_ours(django_user_model: Any) -> None:
    with pytest.raises(ValueError, match="last_login"):
        keyset.page(django_user_model.objects.all(), order=("-last_login",), size=1)


def test_sorting_turns_round_and_keeps_its_order_over_pages(client: Client, three_groups: list[Group]) -> None:
    first = text(client, "/groups/?sort=-number")
    assert names(first) == ["丙会", "乙会"]
    assert 'aria-sort="descending"' in first
    assert names(text(client, "/groups/" + link(first, "next"))) == ["甲会"]


def test_filter_shows_a_chip_that_takes_it_off(client: Client, three_groups: list[Group]) -> None:
    html = text(client, "/groups/?q=甲&kind=a")
    assert names(html) == ["甲会"]
    assert "名称：甲" in html
    assert "类别：联谊会" in html
    assert "全部清除" in html


def test_filter_without_result_says_so(client: Client, three_groups: list[Group]) -> None:
    assert "没有符合条件的记录" in text(client, "/groups/?q=无")


def test_filter_that_cannot_be_understood_is_refused_in_place(client: Client, three_groups: list[Group]) -> None:
    html = text(client, "/groups/?kind=zzz", 400)
    assert "筛选条件有误" in html
    assert "is-invalid" in html
    assert not names(html)


def test_hidden_column_is_shown_on_request(client: Client, three_groups: list[Group]) -> None:
    assert "备注" not in text(client, "/groups/").split("<tbody>")[1]
    chosen = text(client, "/groups/?columns=name&columns=note")
    assert f"备注{three_groups[2].pk}" in chosen
    assert ">编号<" not in chosen.split("<thead>")[1].split("</thead>")[0]


def test_export_holds_every_row_and_column_of_the_filtered_list(client: Client, three_groups: list[Group]) -> None:
    response = client.get("/groups/?q=会&sort=number&export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[1][0] == "湖南省"
    assert [line[0] for line in lines[-3:]] == ["甲会", "乙会", "丙会"]
    assert lines[-4] == ["名称", "编号", "备注"]


def test_list_is_offered_as_csv_too(client: Client, three_groups: list[Group]) -> None:
    assert "export=csv" in text(client, "/groups/?sort=-number")
    response = client.get("/groups/?sort=-number&export=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert [line.split(",")[0] for line in lines] == ["名称", "丙会", "乙会", "甲会"]


def encoded(text_: str) -> str:
    return urlsafe_b64encode(text_.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%ff",
        "界" * 10,
        "A" * 5000,
        encoded("[]"),
        encoded('["甲会"]'),
        encoded('["甲会", null]'),
        encoded('["甲会", "x"]'),
        encoded('["甲会", 1e999]'),
        encoded('["甲会", true]'),
        encoded('["a\\u0000b", 1]'),
        encoded('["甲会", 99999999999999999999999999]'),
        encoded("[[1], 2]"),
        encoded("{}"),
        encoded("[" * 400),
    ],
)
@pytest.mark.parametrize("direction", ["after", "before"])
def test_cursor_nobody_gave_out_is_refused(
    client: Client, three_groups: list[Group], cursor: str, direction: str
) -> None:
    assert "请从第一页重新翻" in text(client, f"/groups/?{direction}={cursor}", 400)


def test_cursor_beyond_the_last_row_shows_the_way_back(client: Client, three_groups: list[Group]) -> None:
    last = encoded('["龥", 2147483647]')
    html = text(client, f"/groups/?after={last}")
    assert "没有符合条件的记录" in html


def test_unknown_sorting_is_refused(client: Client, kit_site: None) -> None:
    assert "不能按「password」排序" in text(client, "/groups/?sort=password", 400)


@pytest.mark.parametrize("query", ["page=99999999999999999999", "columns=zzz", "export=pdf", "q=%00"])
def test_other_garbage_never_breaks_the_page(client: Client, three_groups: list[Group], query: str) -> None:
    assert client.get(f"/groups/?{query}").status_code in {200, 400}
