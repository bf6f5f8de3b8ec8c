from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tests.attendance.cast import OFFICER, SECRETARY
from tongxin.access.models import Account, Grant
from tongxin.access.roles import role
from tongxin.attendance import queries as attended
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.records.training import actions
from tongxin.records.training.models import TrainingClass

PLACES = {
    "secretary": ("secretary", "43/4301/430182/"),
    "officer": ("officer", "43/4301/"),
    "neighbour": ("officer", "43/4302/"),
    "reader": ("reader", "43/"),
}
TYPED = {
    "title": "宁乡班",
    "organiser": "宁乡市联谊会",
    "first_day": "2021-05-10",
    "last_day": "2021-05-12",
    "kind": "course",
}


@pytest.fixture
def as_(db):
    def signed_in(who: str) -> Client:
        client = Client()
        if who in PLACES:
            code, path = PLACES[who]
            account = Account.objects.create(username=who)
            Grant.objects.create(account=account, role=code, path=path, begin="2020-01-01")
            client.force_login(account)
        return client

    return signed_in


def only() -> TrainingClass:
    return TrainingClass.objects.whole_network(reason="test").get()


def test_roles_of_the_cast_are_those_of_the_product():
    assert role("secretary").verbs >= set(SECRETARY)
    assert role("officer").verbs >= set(OFFICER)
    assert Verb.MEMBERS not in role("officer").verbs


def test_list_takes_the_same_queries_for_one_class_and_for_three(as_, held, django_assert_num_queries):
    client = as_("secretary")
    held()
    client.get("/training/")  # fills the caches of site and sprite
    with django_assert_num_queries(4):
        assert client.get("/training/").content.decode().count("宁乡培训班") == 1
    held(), held()
    with django_assert_num_queries(4):
        assert client.get("/training/").content.decode().count("宁乡培训班") == 3


def test_empty_list_names_the_next_step_to_those_who_may_take_it(as_, cast):
    assert "登记培训班" in as_("secretary").get("/training/").content.decode()
    assert "登记培训班" not in as_("reader").get("/training/").content.decode()


@pytest.fixture
def three_classes(cast, plan, held):
    held(title="骨干班")
    plan(title="旧班", first_day=date(2020, 1, 1), last_day=date(2020, 1, 1))
    plan(title="长沙班", by=cast.city_secretary, organiser=cast.city, kind="field")


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=骨干", {"骨干班"}),
        ("year=2020", {"旧班"}),
        ("place=宁乡市", {"骨干班", "旧班"}),
        ("place=430182", {"骨干班", "旧班"}),
        ("state=planned", {"旧班", "长沙班"}),
        ("state=overdue", {"旧班", "长沙班"}),
        ("state=held", {"骨干班"}),
        ("kind=field", {"长沙班"}),
        ("year=2021&place=长沙市&sort=-last_day", {"骨干班", "长沙班"}),
    ],
)
def test_list_is_narrowed(as_, three_classes, query, seen):
    page = as_("officer").get(f"/training/?{query}").content.decode()
    assert {title for title in ("骨干班", "旧班", "长沙班") if f">{title}<" in page} == seen


@pytest.mark.parametrize("query", ["year=x", "place=没有的市", "state=x", "kind=x", "sort=x", "after=x"])
def test_list_refuses_a_wrong_filter_in_words(as_, cast, query):
    response = as_("officer").get(f"/training/?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "Traceback" not in response.content.decode()


@pytest.fixture
def held_with_member(cast, held):
    cast.member("王例山")
    return held("王例山\n李例水 甲所")


@pytest.mark.parametrize(
    ("who", "status"), [("secretary", 200), ("officer", 200), ("reader", 200), ("neighbour", 404), ("nobody", 302)]
)
def test_class_shows_sums_to_those_above_and_names_only_to_its_own_side(as_, held_with_member, who, status):
    response = as_(who).get(f"/training/{held_with_member.pk}/")
    page = response.content.decode()
    assert response.status_code == status
    assert ("签到名册 2 人次" in page) == (status == HTTPStatus.OK)
    assert {name for name in ("王例山", "李例水", "甲所") if name in page} == (
        {"王例山", "李例水", "甲所"} if who == "secretary" else set()
    )


def facts(response) -> dict[str, tuple[str, str]]:
    """What the card of a record says: value and hint by label."""
    return {fact.label: (str(fact.value), fact.hint) for fact in response.context["facts"]}


def test_class_page_says_days_rule_and_what_the_roster_comes_to(as_, cast, held):
    cast.member("王例山")
    one = held("王例山\n李例水\n张例火 1天", venue="党校")
    shown = facts(as_("secretary").get(f"/training/{one.pk}/"))
    assert shown["日期"] == ("2021年5月10日至2021年5月12日", "")
    assert shown["结业要求"] == ("共 3 天，参加 2 天及以上", "")
    assert (shown["结业人次"], shown["对上人员"], shown["依据"]) == (
        ("2", "名册 3 人"),
        ("1 / 2", ""),
        ("签到名册 2 人次", ""),
    )
    assert (shown["举办地点"][0], shown["类别"][0], shown["状态"]) == ("党校", "集中培训", ("已举办", ""))
    assert shown["登记时间"][1] == "结业两个月后补录"
    assert "清点人数" not in shown


def test_class_of_one_day_shows_one_day_and_its_count(as_, cast, plan):
    day = today()
    one = plan(first_day=day, last_day=day)
    actions.hold_class(one, by=cast.secretary, signed_roster="档案 3", head_count=36)
    shown = facts(as_("secretary").get(f"/training/{one.pk}/"))
    assert (shown["日期"][0], shown["清点人数"][0], shown["登记时间"][1]) == (chinese_date(day), "36", "")
    assert shown["签到册存放处"][0] == "档案 3"
    assert "对上人员" not in shown


@pytest.mark.parametrize(("days", "hint"), [(60, ""), (61, "结业两个月后补录")])
def test_class_recorded_two_months_late_says_so(as_, plan, days, hint):
    day = today() - timedelta(days=days)
    one = plan(first_day=day, last_day=day)
    assert facts(as_("secretary").get(f"/training/{one.pk}/"))["登记时间"][1] == hint


def test_cancelled_class_says_why(as_, cast, plan):
    one = actions.cancel_class(plan(), by=cast.secretary, reason="疫情防控")
    assert facts(as_("secretary").get(f"/training/{one.pk}/"))["状态"] == ("已取消", "疫情防控")


def test_days_are_listed_in_order_to_everybody_who_sees_the_class(as_, held):
    one = held(field_days=(date(2021, 5, 11),))
    (days, *_) = (
        section for section in as_("reader").get(f"/training/{one.pk}/").context["sections"] if section.name == "days"
    )
    assert [str(row) for row in days.table.rows] == [
        "2021-05-10 课堂教学", "2021-05-11 现场教学", "2021-05-12 课堂教学",
    ]  # fmt: skip


def test_evidence_address_leads_to_the_line(as_, held):
    one = held()
    line = attended.roster(one.occasion).first()
    assert f'id="p{line.pk}"' in as_("secretary").get(f"/training/{one.pk}/").content.decode()


@pytest.mark.parametrize("who", ["neighbour", "reader"])
@pytest.mark.parametrize("name", ["correct", "hold", "roster", "cancel"])
def test_pages_that_write_do_not_let_others_write(as_, plan, who, name):
    one = plan()
    response = as_(who).post(
        reverse(f"training.class.{name}", args=[one.pk]), {**TYPED, "reason": "测试", "roster": "张例火"}
    )
    assert response.status_code == (HTTPStatus.NOT_FOUND if who == "neighbour" else HTTPStatus.FORBIDDEN)
    assert not attended.roster(one.occasion).exists()
    assert only().state == TrainingClass.State.PLANNED


def test_entry_asks_for_the_class_then_the_roster_then_the_rest(as_, cast):
    groups = as_("secretary").get("/training/new/").context["groups"]
    assert [(group.title, [field.name for field in fields]) for group, fields in groups] == [
        ("班次", ["title", "organiser", "first_day", "last_day", "venue"]),
        ("名册", ["roster"]),
        ("补充（可以不填）", ["signed_roster", "head_count", "kind", "series", "co_organisers"]),
        ("日程与结业（可以不填）", ["timetable", "field_days", "rule", "days_needed", "share", "leave_counts"]),
        ("", ["reason"]),
    ]


def test_class_just_held_takes_one_page(as_, cast):
    member = cast.member("王例山")
    client = as_("secretary")
    assert 'value="宁乡市联谊会"' in client.get("/training/new/").content.decode()
    response = client.post("/training/new/", {**TYPED, "roster": "姓名 单位\n王例山 甲所\n李例水"})
    one = only()
    assert response.url == f"/training/{one.pk}/"
    assert one.state == TrainingClass.State.HELD
    assert [line.person_id for line in attended.roster(one.occasion).order_by("id")] == [member.pk, None]
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["已登记培训班。"]


def test_preview_shows_how_the_roster_is_understood_and_writes_nothing(as_, cast):
    cast.member("王例山", unit="甲所")
    page = as_("secretary").post("/training/new/", {**TYPED, "roster": "王例山\n李例水 2天", "preview": "1"})
    text = page.content.decode()
    assert page.status_code == HTTPStatus.OK
    assert "甲所" in text
    assert "未对上：人员库中没有找到" in text
    assert 'name="roster-days" value="2"' in text
    assert not TrainingClass.objects.whole_network(reason="test").exists()


@pytest.mark.parametrize(("roster", "said"), [("12345", "第 1 行"), ("", "没有读出名册")])
def test_preview_of_what_cannot_be_read_keeps_everything_typed(as_, cast, roster, said):
    text = as_("secretary").post("/training/new/", {**TYPED, "roster": roster, "preview": "1"}).content.decode()
    assert said in text
    assert 'value="宁乡班"' in text


def test_refused_entry_keeps_everything_typed(as_, cast):
    response = as_("secretary").post("/training/new/", {**TYPED, "last_day": "2021-05-01", "roster": "王例山"})
    text = response.content.decode()
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "结束日期早于开始日期" in text
    assert "王例山" in text


def test_officer_cannot_enter_for_another_city(as_, cast):
    response = as_("neighbour").post("/training/new/", {**TYPED, "roster": "王例山"})
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "没有「登记」权限" in response.content.decode()


def test_planned_class_goes_its_way_on_pages(as_, plan):
    one, client = plan(), as_("secretary")
    detail = f"/training/{one.pk}/"
    assert "已过期" in client.get(detail).content.decode()
    assert client.get(f"{detail}hold/").status_code == HTTPStatus.OK
    assert client.post(f"{detail}hold/", {}).status_code == HTTPStatus.CONFLICT
    assert client.post(f"{detail}hold/", {"roster": "王例山"}).url == detail
    assert client.post(f"{detail}roster/", {"roster": "李例水 1天"}).url == detail
    assert client.post(f"{detail}cancel/", {"reason": "不办"}).status_code == HTTPStatus.CONFLICT
    assert client.post(f"{detail}close/").url == detail
    page = client.get(detail).content.decode()
    assert all(word in page for word in ("登记培训班", "登记为已举办", "归档"))


def test_planned_class_is_cancelled_on_its_page(as_, plan):
    one, client = plan(), as_("secretary")
    assert client.post(f"/training/{one.pk}/cancel/", {"reason": "疫情防控"}).url == f"/training/{one.pk}/"
    assert "疫情防控" in client.get(f"/training/{one.pk}/").content.decode()


def test_correction_begins_with_what_is_recorded(as_, cast, plan):
    one = plan(co_organisers=[cast.city], field_days=(date(2021, 5, 12),), days_needed=3)
    client = as_("secretary")
    page = client.get(f"/training/{one.pk}/correct/").content.decode()
    for value in ("宁乡培训班", "宁乡市联谊会", "长沙市联谊会", "2021-05-12"):
        assert f'value="{value}"' in page
    response = client.post(f"/training/{one.pk}/correct/", {**TYPED, "title": "宁乡骨干班", "reason": "写错"})
    assert response.url == f"/training/{one.pk}/"
    assert only().title == "宁乡骨干班"


def test_roster_line_is_corrected_by_those_who_may_see_it(as_, cast, held):
    one = held("王例山\n李例水")
    line = attended.roster(one.occasion).order_by("id").first()
    address = f"/roster-lines/{line.pk}/correct/"
    assert as_("officer").get(address).status_code == HTTPStatus.NOT_FOUND
    client = as_("secretary")
    assert address in client.get(f"/training/{one.pk}/").content.decode()
    assert "王例山" in client.get(address).content.decode()
    assert client.post(address, {"days_attended": "1", "reason": "早退"}).url == f"/training/{one.pk}/#p{line.pk}"
    line.refresh_from_db(from_queryset=attended.roster(one.occasion))
    assert not line.completed


def test_members_added_later_are_matched_at_the_press_of_a_button(as_, cast, held):
    one, client = held("王例山\n李例水"), as_("secretary")
    assert "重新对人员" in client.get(f"/training/{one.pk}/").content.decode()
    cast.member("王例山")
    cast.member("李例水")
    page = client.post(f"/training/{one.pk}/rematch/", follow=True).content.decode()
    assert "新对上 2 人" in page
    assert "重新对人员" not in page


def test_export_holds_no_formula_from_a_title(as_, held):
    held(title="=1+1")
    response = as_("secretary").get("/training/?export=xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(response.streaming_content)[:2] == b"PK"
