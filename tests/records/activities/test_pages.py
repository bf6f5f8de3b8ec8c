from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast
from tests.lifecycle.evidence.making import Streamed, picture
from tests.lives import class_details, visit_details
from tests.records.activities.conftest import Plan
from tests.toy import actions as toy
from tongxin.kernel.period import today
from tongxin.lifecycle.evidence import attach
from tongxin.records.activities import actions
from tongxin.records.activities.models import Activity
from tongxin.records.training import actions as training

TYPED = {
    "title": "宁乡沙龙", "organiser": "宁乡市新的社会阶层人士联谊会", "kind": "salon", "first_day": "2021-05-10",
}  # fmt: skip


@pytest.fixture
def secretary(stage: Cast) -> Client:
    return stage.client("secretary")


def only() -> Activity:
    return Activity.objects.whole_network(reason="the test reads what was written").get()


def facts(page: Any) -> dict[str, tuple[str, str]]:
    return {fact.label: (fact.text, fact.hint) for fact in page.context["facts"]}


def section(page: Any, name: str) -> Any:
    return next((one for one in page.context["sections"] if one.name == name), None)


def test_entry_is_one_page_that_begins_with_the_organiser_and_today(stage: Cast, secretary: Client) -> None:
    stage.base("灰汤基地")
    stage.series("同心·沙龙")
    page = secretary.get("/activities/new/")
    assert page.context["form"].initial == {"organiser": stage.county, "first_day": today()}
    groups = [(group.title, [field.name for field in fields]) for group, fields in page.context["groups"]]
    assert groups[:2] == [
        ("活动", ["title", "organiser", "kind", "first_day", "venue", "base"]),
        ("来了多少人", ["head_count", "head_evidence"]),
    ]
    text = page.content.decode()
    for listed in ("宁乡市新的社会阶层人士联谊会", "灰汤基地", "同心·沙龙"):
        assert f'<option value="{listed}">' in text
    assert 'inputmode="numeric"' in text


def test_activity_just_held_takes_one_page_and_leads_to_its_photos(stage: Cast, secretary: Client) -> None:
    response = secretary.post("/activities/new/", {**TYPED, "head_count": "１８６", "head_evidence": "host"})
    one = only()
    assert response.url == f"/activities/{one.pk}/#evidence"
    assert one.state == Activity.State.HELD
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["已登记活动。"]
    shown = facts(secretary.get(f"/activities/{one.pk}/"))
    assert shown["到场人数"] == ("186", "主办方清点：会场清点 186 人")
    assert shown["日期"][0] == "2021年5月10日"


def test_activity_still_to_be_held_leads_to_its_page(stage: Cast, secretary: Client) -> None:
    assert secretary.post("/activities/new/", TYPED).url == f"/activities/{only().pk}/"


def test_refused_number_keeps_everything_typed(stage: Cast, secretary: Client) -> None:
    response = secretary.post("/activities/new/", {**TYPED, "head_count": "近200"})
    text = response.content.decode()
    assert response.status_code == 400
    assert "请填写整数，例如 186" in text
    assert 'value="近200"' in text
    assert 'value="宁乡沙龙"' in text


def test_roster_can_be_looked_at_first(stage: Cast, secretary: Client) -> None:
    text = secretary.post("/activities/new/", {**TYPED, "roster": "王例山", "preview": "1"}).content.decode()
    assert "未对上：人员库中没有找到" in text
    assert not Activity.objects.whole_network(reason="test").exists()


@pytest.mark.parametrize(
    ("heads", "shown"),
    [
        ({"head_low": 190, "head_high": 200, "head_evidence": "estimate", "head_method": "从台上看"},
         ("200", "估计：从台上看 200 人，在 190 至 200 之间")),
        ({}, ("200", "主办方清点：会场清点 200 人")),
    ],
)  # fmt: skip
def test_page_says_how_the_number_is_known(
    held: Plan, secretary: Client, heads: dict[str, Any], shown: tuple[str, str]
) -> None:
    one = held(200, **heads)
    page = facts(secretary.get(f"/activities/{one.pk}/"))
    assert page["到场人数"] == shown
    assert "其中首次来的" not in page


def test_page_of_a_roster_says_that_the_count_is_not_added(stage: Cast, held: Plan, secretary: Client) -> None:
    stage.person("王例山")
    one = held(30, head_first_time=3, roster="王例山\n李例水")
    page = secretary.get(f"/activities/{one.pk}/")
    shown = facts(page)
    assert shown["到场人数"] == ("2", "按名册计；另有会场清点 30 人，不与名册相加")
    assert (shown["对上人员"][0], shown["其中首次来的"][0]) == ("1 / 2", "3")
    assert [line.shown_name for line in section(page, "roster").table.rows] == ["王例山", "李例水"]
    assert section(stage.client("administrator").get(f"/activities/{one.pk}/"), "roster") is None
    other = held(None, roster="王例山")
    assert facts(secretary.get(f"/activities/{other.pk}/"))["到场人数"] == ("1", "按名册计")


def test_page_of_a_photo_alone_says_that_nobody_counted(plan: Plan, secretary: Client) -> None:
    one = plan()
    assert "到场人数" not in facts(secretary.get(f"/activities/{one.pk}/"))
    attach(one, by=SYSTEM, upload=Streamed(picture()), kind="photo")
    actions.hold_activity(one, by=SYSTEM)
    assert facts(secretary.get(f"/activities/{one.pk}/"))["到场人数"][0] == "没有人数，参加人次按 0 计"
    assert section(secretary.get(f"/activities/{one.pk}/"), "roster") is None


def test_page_names_base_series_days_and_what_it_is_called(stage: Cast, plan: Plan, secretary: Client) -> None:
    base, series = stage.base("灰汤基地"), stage.series("同心·沙龙")
    one = plan(
        base=base, series=series, aliases=["灰汤沙龙"], online=True, venue="二楼", last_day=date(2021, 5, 12),
        co_organisers=[stage.city],
    )  # fmt: skip
    shown = facts(secretary.get(f"/activities/{one.pk}/"))
    assert {label: shown[label][0] for label in ("所在基地", "所属品牌系列", "简称", "形式", "举办地点", "日期")} == {
        "所在基地": "灰汤基地", "所属品牌系列": "同心·沙龙", "简称": "灰汤沙龙", "形式": "线上", "举办地点": "二楼",
        "日期": "2021年5月10日至2021年5月12日",
    }  # fmt: skip
    assert shown["合办单位"][0] == f"{stage.city.name}（待确认）"


def test_planned_activity_goes_its_way_on_pages(stage: Cast, plan: Plan, secretary: Client) -> None:
    one = plan()
    detail = f"/activities/{one.pk}/"
    assert "已过期" in secretary.get(detail).content.decode()
    assert secretary.post(f"{detail}hold/", {}).status_code == 409
    assert secretary.post(f"{detail}hold/", {"head_count": "30", "head_evidence": "estimate"}).url == detail
    assert secretary.post(f"{detail}count/", {"head_count": "31"}).status_code == 400
    assert secretary.post(f"{detail}count/", {"head_count": "31", "reason": "数错"}).url == detail
    begun = secretary.get(f"{detail}correct/").context["form"].initial
    assert (begun["head_count"], begun["head_low"], begun["head_evidence"]) == (31, None, "host")
    assert secretary.post(f"{detail}close/").url == detail
    assert only().state == Activity.State.CLOSED


def test_cancelled_activity_says_why(plan: Plan, secretary: Client) -> None:
    one = actions.cancel_activity(plan(), by=SYSTEM, reason="疫情防控")
    assert facts(secretary.get(f"/activities/{one.pk}/"))["状态"] == ("已取消", "疫情防控")


def test_list_shows_one_number_an_activity_whatever_their_number(held: Plan, plan: Plan, secretary: Client) -> None:
    held(200, title="清点的")
    secretary.get("/activities/")
    counts = []
    for again in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = secretary.get("/activities/")
        counts.append(len(queries))
        if not again:
            held(99, roster="王例山\n李例水", title="有名册的")
            plan(title="没办的")
    assert counts[0] == counts[1]
    table = page.context["table"]
    assert {row.title: row.attended for row in table.rows} == {"清点的": 200, "有名册的": 2, "没办的": 0}
    only_held = secretary.get("/activities/?state=held").content.decode()
    assert "没办的" not in only_held


def test_neighbour_does_not_find_it(stage: Cast, held: Plan) -> None:
    one = held()
    assert stage.client("neighbour").get(f"/activities/{one.pk}/").status_code == 404
    assert stage.client("stranger").get(f"/activities/{one.pk}/").status_code == 302
    assert stage.client("administrator").get(f"/activities/{one.pk}/correct/").status_code == 403


def test_series_and_base_show_what_belongs_to_them(stage: Cast, held: Plan, plan: Plan, secretary: Client) -> None:
    base, series = stage.base("灰汤基地"), stage.series("同心·沙龙")
    held(9, title="成了", base=base, series=series)
    plan(title="计划", series=series)
    held(9, title="别的")
    page = secretary.get(f"/series/{series.pk}/")
    shown = section(page, "activities-activity-series")
    assert [row.title for row in shown.table.rows] == ["计划", "成了"]
    assert shown.note == "共 2 条，其中计入数字的 1 条"
    assert "/activities/" in page.content.decode()
    shown = section(secretary.get(f"/bases/{base.pk}/"), "activities-activity-base")
    assert ([row.title for row in shown.table.rows], shown.note) == (["成了"], "共 1 条，其中计入数字的 1 条")
    empty = stage.series("同心·讲坛")
    assert section(secretary.get(f"/series/{empty.pk}/"), "activities-activity-series") is None


def test_page_of_a_series_collects_records_of_every_capability_in_constant_queries(
    stage: Cast, held: Plan, secretary: Client
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    series = stage.series("同心·沙龙")

    def one_of_each(number: int) -> None:
        held(9, series=series)
        training.plan_class(by=SYSTEM, **class_details(stage, title=f"班 {number}", series=series))
        toy.plan_visit(by=SYSTEM, **visit_details(stage, title=f"走访 {number}", series=series))

    one_of_each(1)
    secretary.get(f"/series/{series.pk}/")  # what is read once for all pages
    counts = []
    for number in (2, 3):
        with CaptureQueriesContext(connection) as queries:
            page = secretary.get(f"/series/{series.pk}/")
        counts.append(len(queries))
        one_of_each(number)
    assert counts[0] == counts[1]
    titles = [one.title for one in page.context["sections"]]
    assert [title for title in titles if title in ("培训班次", "活动", "走访")] == ["培训班次", "活动", "走访"]
    neighbour = stage.client("neighbour").get(f"/series/{series.pk}/")
    assert neighbour.status_code == 404


@pytest.mark.parametrize("act", ["hold", "roster"])
def test_roster_pasted_into_an_act_is_shown_before_it_is_kept(secretary: Client, plan: Plan, act: str) -> None:
    one = plan()
    pasted = "王例山 13800001111\n小计 1人"
    page = secretary.post(f"/activities/{one.pk}/{act}/", {"roster": pasted})
    assert [line.matched.line.name for line in page.context["preview"].lines] == ["王例山"]
    assert only().state == Activity.State.PLANNED


def test_nobody_is_certified_to_have_completed_an_activity(stage: Cast, held: Plan) -> None:
    one = held(None, roster="王例山")
    secretary = stage.client("secretary")
    assert section(secretary.get(f"/activities/{one.pk}/"), "certificates") is None
    answer = secretary.get(f"/certificates/issue/{one.occasion_id}/")
    assert answer.status_code == 409
    assert "只有培训班" in answer.content.decode()
