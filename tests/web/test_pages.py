"""Detail, job and error pages, and the layout around them."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from python_calamine import CalamineWorkbook

from tests.web.site import GroupJob
from tongxin.web import errors

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_detail_shows_facts_sections_and_timeline(client: Client, three_groups: list[Group]) -> None:
    html = text(client, f"/groups/{three_groups[0].pk}/")
    assert "2022年7月21日" in html
    assert "—" in html
    assert "还没有记录。" in html
    assert "原因：写错" in html
    assert "<del>旧名</del>" in html


def test_table_of_a_section_exports(client: Client, three_groups: list[Group]) -> None:
    address = f"/groups/{three_groups[0].pk}/"
    assert 'href="?export=names"' in text(client, address)
    response = client.get(f"{address}?export=names")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    assert book.get_sheet_by_index(0).to_python()[-1] == ["甲会"]
    assert "没有这张表" in text(client, f"{address}?export=bases", 400)


@pytest.mark.parametrize("pk", ["0", "99", "99999999999999999999999"])
def test_record_outside_is_not_found_in_one_sentence(client: Client, kit_site: None, pk: str) -> None:
    assert "没有找到这条记录" in text(client, f"/groups/{pk}/", 404)


def test_running_job_asks_again_and_can_be_cancelled(client: Client, kit_site: None) -> None:
    html = text(client, "/jobs/running/")
    assert 'hx-trigger="every 1s"' in html
    assert 'value="40"' in html
    assert "读取组织" in html
    assert "取消任务" in html
    GroupJob.cancelled = False
    assert client.post("/jobs/running/").status_code == 302
    assert GroupJob.cancelled


def test_part_asked_for_again_is_the_job_alone(client: Client, kit_site: None) -> None:
    html = client.get("/jobs/running/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "读取组织" in html


def test_finished_job_stops_asking_and_leads_on(client: Client, kit_site: None) -> None:
    html = text(client, "/jobs/done/")
    assert "hx-trigger" not in html
    assert "看结果" in html
    assert "取消任务" not in html
    assert "看结果" not in text(client, "/jobs/failed/")


def test_layout_marks_demonstration_data_and_lets_strangers_sign_in(client: Client, kit_site: None) -> None:
    html = text(client, "/groups/")
    assert "演示数据" in html
    assert "跳到正文" in html
    assert 'href="/account_login/"' in html
    assert "tx-side" not in html
    assert "style=" not in html
    assert "<style" not in html


def test_signed_in_reader_has_the_bar_with_the_present_page_marked(
    client: Client, kit_site: None, django_user_model: type
) -> None:
    client.force_login(django_user_model.objects.create_user("张某"))
    html = text(client, "/groups/")
    assert "tx-side" in html
    assert 'href="/groups/" aria-current="page"' in html
    assert "搜索组织" in html


def test_unknown_address_gets_a_chinese_page(client: Client, kit_site: None) -> None:
    html = text(client, "/nowhere/", 404)
    assert "没有找到这个页面" in html
    assert "登录后再试" in html


def test_errors_below_api_are_json() -> None:
    request = RequestFactory().get("/api/v1/nothing")
    assert errors.not_found(request).headers["Content-Type"] == "application/json"
    assert b'"field": null' in errors.server_error(request).content


def test_fault_has_a_page_that_needs_nothing() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "服务器出错" in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(errors.bad_request, 400), (errors.forbidden, 403)])
def test_refusals_answer_with_their_status(kit_site: None, view: object, status: int) -> None:
    request = RequestFactory().get("/api/x")
    assert view(request).status_code == status  # type: ignore[operator]


def test_more_than_any_form_takes_is_refused_with_a_sentence(rf: RequestFactory) -> None:
    answer = errors.bad_request(rf.post("/"), RequestDataTooBig("6 MB"))
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.content.decode()
    assert errors.bad_request(rf.post("/")).status_code == 400


def refused(client: Client, status: int, path: str = "/groups/7/close/", **said: Any) -> str:
    request = getattr(RequestFactory(), said.pop("method", "post"))(path, headers=said)
    request.user = AnonymousUser()
    return errors.page(request, status=status, message="不能这样做。").content.decode()


def test_refusal_leads_back_to_the_page_one_came_from(client: Client, kit_site: None) -> None:
    back = '<a class="btn" href="/groups/7/?tab=2">'
    assert back in refused(client, 400, referer="http://testserver/groups/7/?tab=2")
    assert "返回上一页" not in refused(client, 400)
    assert "返回上一页" not in refused(client, 400, referer="https://example.org/groups/7/?tab=2")
    assert "返回上一页" not in refused(client, 400, referer="http://testserver/groups/", path="/groups/", method="get")
    assert '<a class="btn" href="/groups/">' in refused(
        client, 400, referer="http://testserver/groups/", path="/groups/"
    )
    conflict = refused(client, 409, referer="http://testserver/groups/7/")
    assert conflict.count('href="/groups/7/"') == 1, "the record is where one came from"
    assert "返回上一页" not in conflict


def test_refusal_is_headed_by_words_and_not_by_its_code(client: Client, kit_site: None) -> None:
    for status, words in ((400, "请求有误"), (403, "没有权限"), (404, "没有找到"), (409, "情况有变"), (429, "请稍等")):
        page = refused(client, status)
        assert re.findall(r"<h1>(.*?)</h1>", page) == [words]
        assert page.index("<h1>") < page.index(f"代码 {status}")
        assert f"<title>\n{words}" in page or f"<title>{words}" in page


def test_refusal_of_a_stranger_leads_through_sign_in_to_the_page_asked_for(client: Client, kit_site: None) -> None:
    page = refused(client, 404, path="/groups/9/?x=1", method="get")
    assert "?next=/groups/9/%3Fx%3D1" in page
    assert "?next=" not in refused(client, 403)
    assert "登录后再试" not in refused(client, 409)
