"""Pages of reports, by who stands where."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import DAY, Draft
from tests.returns.stage import a_class
from tongxin.kernel.scope import Scope, Verb
from tongxin.reports.actions import issue_report, save_report
from tongxin.reports.models import Report
from tongxin.reports.queries.reports import reports

BODY = "全省举办培训班{{training.classes 430000 2021}}，另有志愿者300名。"


def text(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.content.decode()[:300]
    return response.content.decode()


def report_of(pk: int) -> Report:
    return Report.objects.whole_network(reason="the test looks at what was saved").get(pk=pk)


def test_list_names_state_and_number(cast: Cast, draft: Draft) -> None:
    client = cast.client("province")
    assert "还没有报告" in text(client, "/reports/")
    draft(BODY, title="草稿一份")
    issue_report(draft(BODY, title="签发一份", day=date(2020, 12, 31)), by=SYSTEM, version=1)
    html = text(client, "/reports/")
    assert "草稿一份" in html
    assert "湖南同心报〔2020〕1号" in html
    assert "签发一份" not in text(client, "/reports/?state=draft")
    assert "草稿一份" not in text(client, "/reports/?year=2020")
    assert "草稿一份" in text(client, "/reports/?q=草稿")


def test_reports_of_others_are_not_found(cast: Cast, draft: Draft) -> None:
    report = draft(BODY, organisation=cast.city, title="长沙的报告")
    issue_report(report, by=SYSTEM, version=1)
    assert "长沙的报告" in text(cast.client("province"), "/reports/")
    neighbour = cast.client("neighbour")
    assert "长沙的报告" not in text(neighbour, "/reports/")
    for page in ("", "edit/", "copy/", "withdraw/", "file/pdf/", "figure/f1/"):
        assert neighbour.get(f"/reports/{report.pk}/{page}").status_code == 404
    for page in ("issue/", "preview/"):
        assert neighbour.post(f"/reports/{report.pk}/{page}", {"version": 1}).status_code == 404
    assert cast.client("member").get(f"/reports/{report.pk}/").status_code == 403


def test_draft_shows_its_figures_and_what_to_look_at(cast: Cast, draft: Draft) -> None:
    report = draft(f"{BODY}\n{{{{写坏的}}}}")
    html = text(cast.client("province"), f"/reports/{report.pk}/")
    assert "2个班次" in html
    assert "还有 1 处要先改好才能签发" in html
    assert "「300名」是手工写的数字" in html
    assert ">签发</button>" not in html
    assert f"/reports/{report.pk}/figure/f1/" in html


def test_figure_of_a_report_leads_to_its_page(cast: Cast, draft: Draft) -> None:
    report = draft(BODY + "\n{{table training.classes 430000 2021 county}}")
    client = cast.client("province")
    found = client.get(f"/reports/{report.pk}/figure/f1/")
    assert found["Location"] == "/figures/training.classes?place=430000&from=2021-01-01&to=2021-12-31"
    issue_report(report, by=SYSTEM, version=1)
    page = client.get(f"/reports/{report.pk}/figure/f1/").content.decode()
    for shown in ("2个班次", "签发的数字", "/figures/training.classes?place=430000", "公开核验页"):
        assert shown in page
    assert "表或图" in client.get(f"/reports/{report.pk}/figure/t1/").content.decode()
    assert client.get(f"/reports/{report.pk}/figure/f9/").status_code == 404


def test_draft_is_read_by_those_who_write_or_issue_it(cast: Cast, draft: Draft) -> None:
    report = draft(BODY, organisation=cast.county)
    for name, status in (("secretary", 200), ("city", 200), ("province", 200), ("member", 403), ("neighbour", 404)):
        assert cast.client(name).get(f"/reports/{report.pk}/").status_code == status, name
    reader = Scope.of({cast.county.path: [Verb.VIEW]})
    assert not reports(reader).exists()
    issue_report(report, by=SYSTEM, version=1)
    assert reports(reader).get() == report


def test_draft_says_that_records_were_written_since_its_snapshot(
    cast: Cast, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = draft(BODY)
    page = cast.client("province").get(f"/reports/{report.pk}/").content.decode()
    assert "的快照。" in page
    assert "更新快照" not in page
    later = timezone.now() + timedelta(seconds=2)
    monkeypatch.setattr("tongxin.access.journal.timezone.now", lambda: later)
    a_class(cast.county, day=date(2021, 7, 7))
    monkeypatch.undo()
    page = cast.client("province").get(f"/reports/{report.pk}/").content.decode()
    assert re.search(r"，另有 \d+ 条新记录未计入（上次更新 \d+年\d+月\d+日 \d\d:\d\d）", page)
    assert "更新快照</button>" in page
    own = draft(BODY, organisation=cast.city)
    assert "省级更新快照后数字会跟着变" in cast.client("city").get(f"/reports/{own.pk}/").content.decode()
    elsewhere = draft(BODY, organisation=cast.neighbour)
    assert "新记录" not in text(cast.client("neighbour"), f"/reports/{elsewhere.pk}/")


def test_report_is_begun_from_a_pattern(cast: Cast) -> None:
    client = cast.client("province")
    html = text(client, "/reports/new/")
    assert "湖南省新的社会阶层人士联谊会" in html
    values = {
        "organisation": "湖南省新的社会阶层人士联谊会",
        "pattern": "summary",
        "place": "",
        "day": "2021-12-31",
        "title": "",
    }
    found = client.post("/reports/new/", values)
    report = report_of(int(found["Location"].split("/")[2]))
    assert found["Location"] == f"/reports/{report.pk}/edit/"
    assert report.title == "湖南省新的社会阶层人士统战工作综述（2021年）"
    assert "{{training.classes 430000 2021 exact}}" in report.body
    assert "{{network.associations 430000 @2021-12-31 exact}}" in report.body
    blank = client.post("/reports/new/", {**values, "pattern": "blank"})
    assert "空白报告请填写标题" in blank.content.decode()
    assert client.post("/reports/new/", {**values, "pattern": "blank", "title": "自己写"}).status_code == 302
    refused = client.post("/reports/new/", {**values, "organisation": "株洲市没有这家"})
    assert refused.status_code == 400


@pytest.mark.parametrize("pattern", ["summary", "bulletin", "one-page"])
@pytest.mark.parametrize("place", ["430000", "430100", "430182"])
def test_every_pattern_can_be_issued_at_every_level(cast: Cast, pattern: str, place: str) -> None:
    from tongxin.kernel.places import Level
    from tongxin.network.models import Place
    from tongxin.reports.actions import start_report
    from tongxin.reports.patterns import Subject
    from tongxin.reports.patterns import pattern as find

    at = Place.objects.get(code=place)
    subject = Subject(code=place, name=at.name, level=Level(at.level), day_of=DAY)
    chosen = find(pattern)
    report = start_report(
        cast.province, by=SYSTEM, title=chosen.title_for(subject), day=DAY, body=chosen.write(subject)
    )
    assert issue_report(report, by=SYSTEM, version=1).number


def test_report_is_copied_and_withdrawn(cast: Cast, draft: Draft) -> None:
    report = draft("{{training.classes 430000 2020}}", title="2020年综述", day=date(2020, 12, 31))
    client = cast.client("province")
    assert "2021年综述" in text(client, f"/reports/{report.pk}/copy/")
    found = client.post(f"/reports/{report.pk}/copy/", {"title": "2021年综述", "day": "2021-12-31"})
    assert report_of(int(found["Location"].split("/")[2])).body == "{{training.classes 430000 2021 exact}}"
    issue_report(report, by=SYSTEM, version=1)
    assert client.post(f"/reports/{report.pk}/withdraw/", {"reason": "口径有误"}).status_code == 302
    assert "口径有误" in text(client, f"/reports/{report.pk}/")
    unissued = draft(BODY)
    client.post(f"/reports/{unissued.pk}/withdraw/", {"reason": "没有签发"})
    assert report_of(unissued.pk).state == Report.State.DRAFT


# --- the editor -------------------------------------------------------------------------------------------------------


def typed(**more: Any) -> dict[str, Any]:
    return {"title": "工作综述", "day": "2021-12-31", "version": 1, "body": "写好的", **more}


def test_text_is_saved_and_shown_again(cast: Cast, draft: Draft) -> None:
    report, client = draft(BODY), cast.client("province")
    html = text(client, f"/reports/{report.pk}/edit/")
    assert "{{training.classes 430000 2021}}" in html
    assert '<optgroup label="培训">' in html
    assert '<option value="430182 宁乡市">' in html
    found = client.post(f"/reports/{report.pk}/edit/", typed())
    assert found["Location"] == f"/reports/{report.pk}/edit/?saved=1"
    assert report_of(report.pk).body == "写好的"
    assert "已保存" in text(client, f"/reports/{report.pk}/edit/?saved=1")


def test_two_writers_lose_nothing(cast: Cast, draft: Draft) -> None:
    report, client = draft("开头\n中间"), cast.client("province")
    save_report(report, by=SYSTEM, version=1, title="别人的题", day=DAY, body="开头\n别人写的\n中间")
    found = client.post(f"/reports/{report.pk}/edit/", typed(body="开头\n中间\n<b>我写的</b>"))
    html = found.content.decode()
    assert found.status_code == 409
    assert "布置刚刚保存过这份报告" in html
    assert "<span>别人写的</span>" in html
    assert "&lt;b&gt;我写的&lt;/b&gt;" in html
    assert '<input type="hidden" name="version" value="2"' in html
    assert client.post(f"/reports/{report.pk}/edit/", typed(version=2, body="合起来")).status_code == 302
    assert report_of(report.pk).body == "合起来"


def test_wrong_input_keeps_what_was_typed(cast: Cast, draft: Draft) -> None:
    report, client = draft(BODY), cast.client("province")
    for wrong in (typed(title=""), typed(title=" "), typed(day="x"), typed(body="字" * 200_001), typed(version="")):
        found = client.post(f"/reports/{report.pk}/edit/", wrong)
        assert found.status_code == 400
    assert "写好的" in client.post(f"/reports/{report.pk}/edit/", typed(title="")).content.decode()
    issue_report(report, by=SYSTEM, version=1)
    found = client.post(f"/reports/{report.pk}/edit/", typed())
    assert found.status_code == 409
    assert "写好的" in found.content.decode()


def test_preview_fills_in_what_was_not_saved(cast: Cast, draft: Draft) -> None:
    report, client = draft("旧的"), cast.client("province")
    body = (
        "培训{{training.person_times  430000 2021 more}}，<script>，{{写坏的}}，{{training.nothing 430000 2021}}{{estimate}}\n"
        "{{table training.classes 430000 2021 county}}"
    )
    found = client.post(f"/reports/{report.pk}/preview/", {"body": body}).json()
    assert "8人次" in found["article"]
    assert "<script>" not in found["article"]
    values = found["values"]
    assert values["{{training.person_times  430000 2021 more}}"]["text"] == "8人次"
    assert values["{{写坏的}}"]["broken"]
    assert "没有代码为" in values["{{training.nothing 430000 2021}}"]["title"]
    assert values["{{table training.classes 430000 2021 county}}"]["text"] == "表：培训班次"
    assert "estimate" in next(key for key in values if "estimate" in key)
    assert found["stops"] == 2
    assert "第 1 行" in found["remarks"]
    assert report_of(report.pk).body == "旧的"


def test_preview_of_too_much_says_so(cast: Cast, draft: Draft) -> None:
    report, client = draft("旧的"), cast.client("province")
    assert client.post(f"/reports/{report.pk}/preview/", {"body": "字" * 200_001}).status_code == 400
    many = "，".join(["{{training.classes 430000 2021}}"] * 300)
    assert client.post(f"/reports/{report.pk}/preview/", {"body": many}).json()["stops"] == 0


def test_editor_opens_before_the_first_snapshot(cast: Cast, draft: Draft, settings: Any, tmp_path: Any) -> None:
    report, client = draft(BODY), cast.client("province")
    settings.TONGXIN_SNAPSHOTS = tmp_path / "none"
    assert "全省举办" in text(client, f"/reports/{report.pk}/edit/")
    assert "还没有生成过快照" in text(client, f"/reports/{report.pk}/")
    found = client.post(f"/reports/{report.pk}/preview/", {"body": "一"})
    assert found.status_code == 503
    assert "快照" in found.json()["message"]


def test_words_offer_every_style_that_suits(cast: Cast) -> None:
    client = cast.client("province")
    found = client.get(
        "/reports/words/", {"measure": "training.person_times", "place": "430000", "time": "2021"}
    ).json()
    assert found["period"] == "2021年"
    assert {one["style"]: one["text"] for one in found["styles"]}["exact"] == "8人次"
    cover = client.get(
        "/reports/words/", {"measure": "network.county_coverage", "place": "430000", "time": "@2021-12-31"}
    )
    styles = {one["style"] for one in cover.json()["styles"]}
    assert "numerator" in styles
    assert "full" not in styles


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({}, "没有代码为"),
        ({"measure": "training.classes", "place": "430000", "time": "x"}, "时期应写成"),
        ({"measure": "training.classes", "place": "湖南", "time": "2021"}, "没有「湖南」这个地区"),
        ({"measure": "training.classes", "place": "110000", "time": "2021"}, "北京市不在本网络内"),
        ({"measure": "training.classes", "place": "999999", "time": "2021"}, "999999"),
        ({"measure": "training.person_times", "place": "430000", "time": "2021-07"}, "没有数值"),
    ],
)
def test_words_of_nothing_say_why(cast: Cast, query: dict[str, str], why: str) -> None:
    client = cast.client("neighbour")
    found = client.get("/reports/words/", query)
    assert 400 <= found.status_code < 500
    assert why in json.loads(found.content)["message"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_a_fixed_number_of_queries(
    cast: Cast, draft: Draft, number: int, django_assert_num_queries: Any
) -> None:
    for index in range(number):
        draft(BODY, title=f"第{index}份")
    client = cast.client("province")
    with django_assert_num_queries(4):  # session, account, grants, list
        text(client, "/reports/")


def test_conflict_shows_title_and_day_too_and_is_quick(cast: Cast, draft: Draft) -> None:
    report = draft("第一段。")
    client = cast.client("province")
    long = "\n".join(f"{number}段甲乙丙丁" for number in range(3_000))
    save_report(report, by=SYSTEM, version=1, title="别人的标题", day=DAY, body=long)
    other = "\n".join(f"{number}行子丑寅卯" for number in range(3_000))
    sent = {"title": "我的标题", "day": "2021-12-30", "version": 1, "body": other}
    page = client.post(f"/reports/{report.pk}/edit/", sent)
    assert page.status_code == 409
    html = page.content.decode()
    assert "标题：别人的标题" in html
    assert "报告日期：2021-12-31" in html


def test_draft_is_not_withdrawn(cast: Cast, draft: Draft) -> None:
    report = draft(BODY)
    answer = cast.client("province").post(f"/reports/{report.pk}/withdraw/", {"reason": "口径有误"})
    assert answer.status_code == 409
    assert "现在是「草稿」，不能撤回" in answer.content.decode()
