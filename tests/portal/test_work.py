"""工作台: what waits for whom, what is put on record from here, and the menu beside it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import CITY, COUNTY, PROVINCE, SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import SAMPLES, class_details
from tests.network.life import linked
from tongxin.access import site
from tongxin.access.models import Account, Grant, Job
from tongxin.access.recovery import RESTARTED
from tongxin.access.roles import ROLES
from tongxin.access.site import SiteFacts
from tongxin.kernel.period import Period, Step
from tongxin.lifecycle.waiting import every_waiting
from tongxin.network import actions as network
from tongxin.portal.work import quick_entry, waiting_for
from tongxin.ports.waiting import MOST, up_to_most
from tongxin.project.connections import installed_rooms
from tongxin.records.training import actions as training
from tongxin.returns import actions as returns
from tongxin.web import menu

TODAY = date(2021, 8, 20)


@pytest.fixture
def cast(db: None) -> Cast:
    site.set_up(
        SiteFacts(name="测试网络", home_path="43/", home_code="430000", is_demo=True, reporting_day=TODAY), by=SYSTEM
    )
    built = build()
    for role in ROLES:
        account = Account.objects.create(username=f"as_{role.code}")
        Grant.objects.create(account=account, role=role.code, path=CITY, begin=date(2016, 1, 1))
        built.accounts[account.username] = account
    return built


def numbers(cast: Cast, who: str) -> dict[str, int]:
    return {one.waiting.code: one.number for one in waiting_for(cast.actor(who))}


def page_of(cast: Cast, who: str, path: str = "/work/") -> str:
    return cast.client(who).get(path).content.decode()


def returns_of(cast: Cast) -> None:
    """June was sent back, July is late, August is not due."""
    duty = returns.impose_duty(cast.county, by=SYSTEM, kind="training", step=Step.MONTH, begin=date(2021, 6, 1))
    june = returns.confirm_return(duty, by=SYSTEM, period=Period.parse("2021-06"), nil=True)
    returns.send_back(june, by=SYSTEM, reason="请核对")


def test_work_lists_what_waits_for_a_secretary_late_first(cast: Cast) -> None:
    returns_of(cast)
    training.plan_class(by=SYSTEM, **class_details(cast, title="过期班"))
    training.plan_class(by=SYSTEM, **class_details(cast, title="将来班", first_day=TODAY, last_day=TODAY))
    training.plan_class(by=SYSTEM, **class_details(cast, title="外地班", organiser=cast.neighbour))
    for name in ("甲例", "乙例"):
        cast.applicant(cast.person(name), cast.county)
    cast.applicant(cast.person("丙例", "430200"), cast.neighbour)
    assert numbers(cast, "secretary") == {
        "returns.overdue": 1,
        "returns.sent_back": 1,
        "training.class.overdue": 1,
        "network.applications": 2,
    }
    page = page_of(cast, "secretary")
    said = re.findall(
        r'<li><a href="([^"]+)"(?: class="is-late")?><span>.*?([^<>]+)</span><b class="tx-count">(\d+)', page
    )
    assert said == [
        ("/returns/", "逾期未报", "1"),
        ("/returns/", "被退回的上报", "1"),
        ("/training/?state=overdue", "培训班次：已过期待办", "1"),
        ("/people/applications/", "待审核的入会申请", "2"),
    ]
    overdue = page_of(cast, "secretary", "/training/?state=overdue")
    assert "过期班" in overdue
    assert "将来班" not in overdue


def test_work_tells_returns_to_whoever_decides_and_not_to_whoever_reports(cast: Cast) -> None:
    SAMPLES["returns"].make(cast)
    assert numbers(cast, "city") == {"returns.approve": 1}
    assert "returns.approve" not in numbers(cast, "secretary")
    assert numbers(cast, "neighbour") == {}


def test_work_leaves_out_what_one_did_oneself_and_another_must_do(cast: Cast) -> None:
    gift = SAMPLES["giving.gift"].make(cast)
    officer = cast.accounts["city"]
    type(gift).objects.whole_network(reason="the test puts it into any state").update(
        state="checking", received_by=officer.pk
    )
    assert "giving.gift.check" not in numbers(cast, "city")
    assert numbers(cast, "province")["giving.gift.check"] == 1


def test_names_nobody_matched_wait_for_whoever_may_read_them(cast: Cast) -> None:
    one = training.plan_class(by=SYSTEM, **class_details(cast, last_day=TODAY, first_day=TODAY))
    training.add_roster(one, by=SYSTEM, roster="王例山\n李例水")
    assert numbers(cast, "secretary") == {"attendance.unmatched": 2}
    assert numbers(cast, "city") == {}
    assert ">名册未对上<" in page_of(cast, "secretary")


def test_failed_job_waits_for_a_week_or_until_it_is_begun_again(cast: Cast) -> None:
    values = {"kind": "figures.snapshot", "path": PROVINCE, "account": cast.accounts["province"]}
    now = timezone.now()
    Job.objects.create(**values, state=Job.State.FAILED, finished=now)
    Job.objects.create(**values, state=Job.State.FAILED, finished=now, log=f"中断\n{RESTARTED}\n")
    Job.objects.create(**values, state=Job.State.FAILED, finished=now - timedelta(days=8))
    Job.objects.create(**values, state=Job.State.DONE, finished=now)
    assert numbers(cast, "province") == {"access.failed_jobs": 1}
    assert numbers(cast, "city") == {}


def test_work_that_waits_is_counted_to_99(cast: Cast) -> None:
    one = training.plan_class(by=SYSTEM, **class_details(cast, title="班"))
    rows = type(one).objects.counted()
    assert [menu.shown_count(number) for number in (1, 99, 100)] == ["1", "99", "99+"]
    with CaptureQueriesContext(connection) as seen:
        assert up_to_most(type(one).objects.at_and_below(COUNTY)) == rows.count() == 1
    assert f"LIMIT {MOST + 1}" in seen.captured_queries[0]["sql"]


@pytest.mark.parametrize("role", [f"as_{role.code}" for role in ROLES])
def test_every_kind_of_work_leads_each_role_it_concerns_to_a_page(cast: Cast, role: str) -> None:
    by, client = cast.actor(role), cast.client(role)
    for one in every_waiting():
        if one.concerns(by):
            assert one.count(by) == 0, one.code
            assert client.get(one.address()).status_code == 200, one.code


def test_every_kind_of_work_has_a_code_words_and_a_menu_entry_or_list_of_its_own() -> None:
    codes = [one.code for one in every_waiting()]
    assert len(codes) == len(set(codes))
    assert all(one.words and reverse(one.menu) for one in every_waiting())


def test_work_where_nothing_waits_says_the_next_step(cast: Cast) -> None:
    page = page_of(cast, "secretary")
    assert "现在没有等您办理的事" in page
    assert "刚办完培训或活动，就从下面登记" in page
    reader = page_of(cast, "as_reader")
    assert "可以到看板查看本地区的数字" in reader
    assert '<h2 id="quick">' not in reader


def test_quick_entry_begins_with_what_one_does_most(cast: Cast) -> None:
    secretary = cast.actor("secretary")
    labels = [link.label for link in quick_entry(secretary)]
    assert labels[0] == "登记培训班", labels
    before = labels.index("登记人员")
    assert before > 3, "records come before people"
    for name in ("王例", "李例"):
        network.register_person(
            by=secretary, distinct=True, name=name, place=cast.county.place, unit="", position="", group="", mobile=""
        )
    assert next(link.label for link in quick_entry(secretary)) == "登记人员"
    assert next(link.label for link in quick_entry(cast.actor("city"))) == labels[0], "what others do says nothing"


@pytest.mark.parametrize("role", [f"as_{role.code}" for role in ROLES])
def test_quick_entry_offers_only_what_the_role_may_open(cast: Cast, role: str) -> None:
    client = cast.client(role)
    links = quick_entry(cast.actor(role))
    assert bool(links) == (role != "as_reader")
    assert [link.url for link in links if client.get(link.url).status_code != 200] == []


def test_member_is_led_to_the_own_page(cast: Cast) -> None:
    answer = cast.client("member").get("/work/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_member_who_only_reads_figures_is_led_to_the_own_page(cast: Cast) -> None:
    account = cast.accounts["member"]
    Grant.objects.create(account=account, role="reader", path=COUNTY, begin=date(2020, 1, 1))
    assert cast.client("member").get("/work/").status_code == 200
    linked(cast, cast.person("会例员"))
    answer = cast.client("member").get("/work/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")


def test_stranger_is_sent_to_sign_in_and_back(cast: Cast) -> None:
    assert Client().get("/work/")["Location"] == "/accounts/login/?next=/work/"
    assert Client().get("/work/counts/").status_code == 302


def test_numbers_stand_beside_the_menu_until_something_is_done(cast: Cast) -> None:
    cast.applicant(cast.person("甲例"), cast.county)
    client = cast.client("secretary")
    cold = client.get("/manage/roles/").content.decode()
    assert 'data-menu-counts="/work/counts/"' in cold
    assert "tx-count" not in cold
    assert client.get("/work/counts/").json() == {"/people/applications/": "1"}
    warm = client.get("/manage/roles/").content.decode()
    assert "data-menu-counts" not in warm
    assert re.search(r'<summary>.{0,200}人员</span><b class="tx-count">1</b>', warm)
    assert re.search(r'href="/people/applications/">.{0,200}<b class="tx-count">1</b>', warm)
    client.post("/jobs/999999/")
    assert "data-menu-counts" in client.get("/manage/roles/").content.decode()


def test_numbers_of_one_account_are_shown_to_no_other(cast: Cast) -> None:
    cast.applicant(cast.person("甲例"), cast.county)
    waiting_for(cast.actor("secretary"))
    assert menu.remembered_counts(cast.accounts["secretary"].pk) == {"network:applications": 1}
    assert menu.remembered_counts(cast.accounts["neighbour"].pk) is None
    assert menu.remembered_counts(None) is None


def questions(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_work_asks_as_many_questions_however_much_waits(cast: Cast) -> None:
    client = cast.client("province")
    client.get("/manage/roles/")
    empty = questions(client, "/work/")
    returns_of(cast)
    for number in range(12):
        training.plan_class(by=SYSTEM, **class_details(cast, title=f"过期班 {number}"))
        cast.applicant(cast.person(f"甲例{chr(0x4E00 + number)}"), cast.county)
    full = questions(client, "/work/")
    assert full <= empty
    assert full <= 45


def test_menu_with_numbers_asks_nothing_more(cast: Cast) -> None:
    client = cast.client("province")
    client.get("/manage/roles/")
    cold = questions(client, "/manage/roles/")
    client.get("/work/")
    assert questions(client, "/manage/roles/") == cold


TOP = re.compile(r"<li>(?:<details|<a )")


@pytest.mark.parametrize("role", [*(f"as_{role.code}" for role in ROLES), "member", "province"])
def test_menu_has_at_most_12_entries_and_leads_everywhere_in_two_clicks(cast: Cast, role: str) -> None:
    page = page_of(cast, role, "/manage/roles/")
    nav = page.partition('<aside class="tx-side"')[2].partition("</aside>")[0]
    scope = cast.actor(role).scope
    may = [
        item for room in installed_rooms() for item in room.menu if item.verb is None or scope.may_anywhere(item.verb)
    ]
    groups = menu.groups(may)
    assert len(groups) <= 12
    assert nav.count("<summary>") == sum(bool(group.label) for group in groups)
    assert nav.count("<summary>") + sum(not group.label for group in groups) == len(groups)
    for item in may:
        way = (nav, f'href="{item.url}"') if item.listed else (page, f'action="{item.url}"')
        assert way[1] in way[0], item.label


def test_menu_opens_the_group_one_is_in(cast: Cast) -> None:
    page = page_of(cast, "secretary", "/training/")
    opened = re.findall(r'<details class="tx-side-group" name="menu" open><summary>.*?<span>([^<]+)</span>', page)
    assert opened == ["记录"]
    assert 'href="/training/" aria-current="page"' in page
