"""The pages of returns, as each of the cast sees them."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import SYSTEM, Cast, found
from tests.returns.stage import JULY, JUNE, a_class, approved, confirmed, locked, owes, restatements, returns, stand_on
from tongxin.kernel.period import Period, Step
from tongxin.network.models import Place
from tongxin.returns import actions
from tongxin.returns.calendar import number_of
from tongxin.returns.models import Duty

Q2 = Period.parse("2021Q2")


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def sent(client: Client, address: str, **values: Any) -> str:
    response = client.post(address, values, follow=True)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def at(duty: Duty, period: Period = JUNE, page: str = "") -> str:
    return f"/returns/at/{duty.place_id}/{number_of(duty.pk, period)}/{page}"


def test_secretary_confirms_what_the_system_counted(cast: Cast) -> None:
    a_class(cast.county)
    duty, client = owes(cast.county, begin=JUNE.start), cast.client("secretary")
    page = text(client, "/returns/")
    assert "培训 · 2021年6月" in page
    assert "已逾期 10 天" in page
    when = "from=2021-06-01&amp;to=2021-06-30"
    figure = f"/figures/training.person_times?place=430182&amp;{when}&amp;of=organisation%3A{cast.county.pk}"
    assert f'href="{figure}">2<small>人次</small>' in page
    action = re.search(r'href="(/returns/at/\d+/\d+/confirm/)\?back=home"', page)
    assert action
    after = sent(client, action[1], back="home")
    assert "2021年6月培训已确认上报。" in after
    assert "没有要上报的" in after
    assert returns().get().duty_id == duty.pk


def test_zero_is_reported_as_nil(cast: Cast) -> None:
    duty = owes(cast.county, begin=JUNE.start)
    page = text(cast.client("secretary"), "/returns/")
    assert "零报告" in page
    assert "确认上报</a>" not in page
    assert "已零报告" in sent(cast.client("secretary"), at(duty, page="nil/"))
    assert returns().get().nil


def test_stock_opens_its_figure_on_the_last_day(cast: Cast) -> None:
    owes(cast.county, kind="network", step=Step.QUARTER, begin=Q2.start)
    page = text(cast.client("secretary"), "/returns/")
    assert "/figures/network.associations?place=430182&amp;as_of=2021-06-30" in page
    assert "确认上报</a>" in page


def test_sent_back_return_stands_on_top_with_its_reason(cast: Cast) -> None:
    owes(cast.county, kind="network", step=Step.QUARTER, begin=Q2.start)
    back = confirmed(owes(cast.county, begin=JUNE.start))
    actions.send_back(back, by=SYSTEM, reason="少一个<b>班</b>")
    page = text(cast.client("secretary"), "/returns/")
    assert "上级退回：少一个&lt;b&gt;班&lt;/b&gt;" in page
    assert page.index("上级退回") < page.index("组织和会员 · 2021年第2季度")


def test_sent_back_return_shows_what_was_confirmed_before_until_and_after_it_is_confirmed_again(cast: Cast) -> None:
    a_class(cast.county)
    duty, client = owes(cast.county, begin=JUNE.start), cast.client("secretary")
    assert "上次确认" not in text(client, "/returns/")
    actions.send_back(confirmed(duty), by=SYSTEM, reason="少一个班")
    a_class(cast.county, day=date(2021, 6, 20))
    home, page = text(client, "/returns/"), text(client, at(duty))
    assert '>4<small>人次</small></a> <small class="rt-before">上次确认：2</small>' in home
    assert "培训人次 4 人次（上次确认：2）" in text(client, at(duty, page="confirm/"))
    assert "上次确认" in page.partition("现有记录")[0].rpartition("<thead")[2]
    assert "尚未重新上报" in page
    assert "不一致" not in page
    sent(client, at(duty, page="confirm/"), back="home")
    after = text(client, at(duty))
    assert "上次确认" not in after
    history = re.sub(r"<[^>]+>", " ", after.partition('id="timeline"')[2] or after)
    assert re.search(r"培训人次\W+2\W+4\b", history)


def test_city_officer_approves_one_or_all_that_are_ticked(cast: Cast) -> None:
    duty = owes(cast.county, begin=JUNE.start)
    one = confirmed(duty, by=cast.actor("secretary"))
    client = cast.client("city")
    page = text(client, "/returns/")
    assert "等待我审核的" in page
    assert f'name="return" value="{one.pk}"' in page
    assert " checked" not in page  # nobody approves by one click what nobody looked at
    assert "data-check-all" in page
    assert "审核通过 1 份。" in sent(client, "/returns/approve/", **{"return": [one.pk]})
    one.refresh_from_db(from_queryset=returns())
    assert one.awaiting == "province"
    assert "没有勾选待审核的上报" in sent(client, "/returns/approve/", only=one.pk)
    assert "审核通过 1 份。" in sent(cast.client("province"), "/returns/approve/", only=one.pk)
    assert client.post("/returns/approve/", {"return": "界"}).status_code == 400
    assert cast.client("member").post("/returns/approve/").status_code == 403


def test_changed_and_own_returns_are_not_offered_for_approval(cast: Cast) -> None:
    one = confirmed(owes(cast.county, begin=JUNE.start))
    a_class(cast.county)
    own = confirmed(owes(cast.city, begin=JUNE.start), by=cast.actor("province"))
    city, province = text(cast.client("city"), "/returns/"), text(cast.client("province"), "/returns/")
    assert "上报之后记录有变动，请退回" in city
    assert f'name="only" value="{one.pk}"' not in city
    assert "请另一位同事审核" in province
    assert f'name="only" value="{own.pk}"' not in province
    said = sent(cast.client("province"), "/returns/approve/", only=own.pk)
    assert "1 份没有通过：审核通过应由另一个人办理" in said


def test_reader_without_anything_to_do_is_told_where_to_look(cast: Cast) -> None:
    owes(cast.county)
    assert "没有等待您处理的上报" in text(cast.client("administrator"), "/returns/")


def test_many_waiting_are_shown_in_portions(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.returns.views.home.SHOWN", 1)
    for unit in (cast.city, cast.neighbour):
        confirmed(owes(unit, begin=JUNE.start))
    page = text(cast.client("province"), "/returns/")
    assert '等待我审核的 <span class="tx-sub">2 份</span>' in page
    assert "先列出 1 份，审核后接着列出其余的。" in page
    assert page.count("通过</button>") == 1


@pytest.mark.parametrize("units", [1, 3])
def test_home_asks_the_same_number_of_queries(cast: Cast, units: int, django_assert_num_queries: Any) -> None:
    for unit in (cast.city, cast.neighbour, cast.county)[:units]:
        confirmed(owes(unit, begin=JUNE.start))
    actions.approve_returns(list(returns().filter(awaiting="prefecture")), by=SYSTEM)
    client = cast.client("province")
    with django_assert_num_queries(
        11
    ):  # session, account, grants; own: duties, returns, calendar; waiting, its three numbers
        assert text(client, "/returns/").count("通过</button>") == units


def test_grid_shows_units_by_periods_with_counts(cast: Cast) -> None:
    a_class(cast.county)
    duty = owes(cast.county, begin=JUNE.start)
    locked(duty)
    confirmed(owes(cast.city, begin=JUNE.start))
    actions.send_back(confirmed(owes(cast.neighbour, begin=JUNE.start)), by=SYSTEM, reason="核对")
    page = text(cast.client("province"), "/returns/grid/?kind=training&year=2021")
    for word in ("锁定", "零报", "退回", "未到"):
        assert f">{word}</a>" in page
    assert "2/3 已报（66.67%） · 缺 株洲市" in page
    assert f'href="{at(duty)}"' in page
    assert '<th scope="row" title="宁乡市新的社会阶层人士联谊会">宁乡市</th>' in page
    assert re.search(r'<th scope="rowgroup">\s*长沙市', page)
    assert '<option value="2021">2021年</option><option value="2021-06">2021年6月</option>' in page


def test_units_of_one_place_are_told_apart_by_name(cast: Cast) -> None:
    other = found("宁乡第二联谊会", "430182")
    owes(cast.county, begin=JUNE.start)
    actions.end_duty(owes(other, begin=date(2021, 5, 1)), by=SYSTEM, day=date(2021, 5, 5), reason="并入")
    page = text(cast.client("secretary"), "/returns/grid/?kind=training")
    assert ">宁乡第二联谊会</th>" in page
    assert "不用报" in page
    assert "锁定已审核的" not in page


@pytest.mark.parametrize("units", [1, 3])
def test_grid_asks_the_same_number_of_queries(cast: Cast, units: int, django_assert_num_queries: Any) -> None:
    for unit in (cast.county, cast.city, cast.neighbour)[:units]:
        confirmed(owes(unit))
    client = cast.client("province")
    # session, account, grants; the place by path and by name with its former names; duties, returns, calendar; names
    with django_assert_num_queries(9):
        assert text(client, "/returns/grid/?kind=training&year=2021").count('<th scope="row"') == units


def test_grid_is_exported_with_its_counts(cast: Cast) -> None:
    confirmed(owes(cast.county, begin=JUNE.start))
    response = cast.client("city").get("/returns/grid/?kind=training&year=2021&place=430100&export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    rows = book.get_sheet_by_index(0).to_python()
    assert "应报 1，已报 0，零报告 1，缺报 0，未到期 1" in [cell for row in rows for cell in row]
    assert rows[-1] == ["长沙市", "宁乡市新的社会阶层人士联谊会", "宁乡市", "零报", "未到"]


@pytest.mark.parametrize("query", ["kind=fly", "year=x", "place=没有的市", "kind=training&year=1"])
def test_grid_refuses_what_it_does_not_know(cast: Cast, query: str) -> None:
    assert "条件有误" in text(cast.client("province"), f"/returns/grid/?{query}", status=400)


def test_year_without_duties_names_the_next_step(cast: Cast) -> None:
    assert "这一年没有上报任务" in text(cast.client("province"), "/returns/grid/?year=2019")


def test_province_locks_a_period_and_is_told_what_is_left(cast: Cast) -> None:
    approved(owes(cast.county)), approved(owes(cast.city)), confirmed(owes(cast.neighbour))
    a_class(cast.city)
    client, values = cast.client("province"), {"kind": "training", "place": "430000", "period": "2021"}
    page = sent(client, "/returns/lock/", **values)
    assert "2021年已锁定 1 份。" in page
    assert "1 份没有锁定：还没有审核完" in page
    assert "1 份没有锁定：审核以后记录又有变动" in page
    again = sent(client, "/returns/lock/", **{**values, "place": "430182"})
    assert "已锁定 0 份。" in again
    assert "没有锁定" not in again
    assert client.post("/returns/lock/", {**values, "period": "去年"}).status_code == 400
    assert cast.client("city").post("/returns/lock/", {**values, "place": "430100"}).status_code == 403
    assert cast.client("neighbour").post("/returns/lock/", {**values, "place": "430100"}).status_code == 404


def test_neighbour_finds_neither_return_nor_grid_nor_reminders(cast: Cast) -> None:
    duty = owes(cast.county)
    one, client = confirmed(duty), cast.client("neighbour")
    text(client, at(duty), status=404)
    for page in ("confirm/", "nil/", "approve/"):
        assert client.post(at(duty, page=page)).status_code == 404
    for page in ("send-back/", "restate/"):
        text(client, at(duty, page=page), status=404)
    for page in ("grid", "late"):
        text(client, f"/returns/{page}/?place=430182", status=404)
    assert "宁乡" not in text(client, "/returns/") + text(client, "/returns/late/") + text(client, "/returns/duties/")
    text(client, f"/returns/duties/{duty.pk}/end/", status=404)
    assert returns().get(pk=one.pk).state == "confirmed"


@pytest.mark.parametrize(
    "address",
    ["1/1/", f"{10**30}/{10**30}/", "0/0/"],
)
def test_address_of_nothing_is_not_found(cast: Cast, address: str) -> None:
    text(cast.client("province"), f"/returns/at/{address}", status=404)


def test_address_of_a_period_not_owed_is_not_found(cast: Cast) -> None:
    duty = owes(cast.county, kind="network", step=Step.QUARTER, begin=Q2.start)
    for period in ("2021Q1", "2021-05", "2022Q1"):
        text(cast.client("secretary"), at(duty, Period.parse(period)), status=404)
    text(cast.client("secretary"), at(duty, Q2))


def test_return_not_there_yet_shows_what_the_records_say(cast: Cast) -> None:
    a_class(cast.county)
    duty = owes(cast.county)
    page = text(cast.client("secretary"), at(duty))
    assert "宁乡市新的社会阶层人士联谊会 2021年6月培训上报" in page
    assert "尚未上报" in page
    assert "确认上报</a>" in page
    assert "逾期 10 天" in page
    assert 'href="/returns/grid/?kind=training&amp;year=2021&amp;place=430100"' in page
    running = text(cast.client("secretary"), at(duty, JULY))
    assert "时期还没有结束" in running
    assert "</button></form>" not in running.split("tx-actions")[1].split("</div>")[0]
    assert cast.client("city").post(at(duty, page="approve/")).status_code == 404


def test_buttons_are_for_those_who_may(cast: Cast) -> None:
    duty = owes(cast.county)
    confirmed(duty, by=cast.actor("secretary"))
    buttons = {who: text(cast.client(who), at(duty)) for who in ("secretary", "city", "province", "administrator")}
    assert {who: "审核通过</button>" in page for who, page in buttons.items()} == {
        "secretary": False, "city": True, "province": True, "administrator": False,
    }  # fmt: skip
    assert {who: "退回</a>" in page for who, page in buttons.items()} == {
        "secretary": False, "city": True, "province": True, "administrator": False,
    }  # fmt: skip
    assert "审核通过。" in sent(cast.client("city"), at(duty, page="approve/"))
    assert "等待" in text(cast.client("secretary"), at(duty))
    assert "<strong>零报告</strong>" in text(cast.client("secretary"), at(duty))
    assert "等待：<del>市级审核</del> → <ins>省级审核</ins>" in text(cast.client("secretary"), at(duty))


def test_officer_sends_back_with_a_reason(cast: Cast) -> None:
    duty = owes(cast.county)
    confirmed(duty)
    client = cast.client("city")
    assert client.post(at(duty, page="send-back/"), {"reason": ""}).status_code == 400
    page = sent(client, at(duty, page="send-back/"), reason="少一个班")
    assert "已退回，单位会在填报页看到原因。" in page
    assert "退回待改" in page
    assert cast.client("province").post(at(duty, page="send-back/"), {"reason": "再"}).status_code == 409
    text(client, at(owes(cast.city), page="send-back/"), status=404)


def test_difference_is_marked_and_the_way_out_named(cast: Cast) -> None:
    duty = owes(cast.county)
    confirmed(duty)
    a_class(cast.county)
    assert "由单位核对后重新确认" in text(cast.client("city"), at(duty))
    page = text(cast.client("secretary"), at(duty))
    assert "单位核对后重新「确认上报」即可" in page
    assert "不一致" in page
    assert "确认上报</a>" in page


def test_locked_return_is_restated_with_a_reason_and_shows_both_numbers(cast: Cast) -> None:
    duty = owes(cast.county, kind="network", step=Step.QUARTER, begin=Q2.start)
    locked(duty, Q2)
    assert "办理更正" not in text(cast.client("secretary"), at(duty, Q2))
    cast.join(cast.person("例甲"), cast.county)
    page = text(cast.client("secretary"), at(duty, Q2))
    assert "请核实后「办理更正」" in page
    assert "办理更正</a>" in page
    page = sent(cast.client("secretary"), at(duty, Q2, "restate/"), reason="补登会员")
    assert "已更正" in page
    assert "补登会员" in page
    assert "不一致" not in page
    assert restatements().count() == 1
    exported = cast.client("secretary").get(at(duty, Q2) + "?export=restated")
    assert b"".join(exported.streaming_content).startswith(b"PK")  # type: ignore[arg-type]


def test_closed_period_is_offered_to_the_level_above_only(cast: Cast) -> None:
    duty, own = owes(cast.county, begin=JUNE.start), owes(cast.province, begin=JUNE.start)
    stand_on(date(2021, 12, 1))
    assert "零报告</a>" not in text(cast.client("secretary"), at(duty))
    assert "零报告</a>" in text(cast.client("city"), at(duty))
    assert "零报告</a>" in text(cast.client("province"), at(own))
    assert cast.client("secretary").post(at(duty, page="nil/")).status_code == 409


def test_return_asks_a_fixed_number_of_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    duty = owes(cast.county)
    confirmed(duty)
    client = cast.client("city")
    with django_assert_num_queries(12):
        text(client, at(duty))


def test_closed_own_period_is_counted_and_left_to_the_level_above(cast: Cast) -> None:
    owes(cast.county, begin=date(2021, 3, 1))
    page = text(cast.client("secretary"), "/returns/")
    assert "培训 · 2021年5月" in page
    assert "培训 · 2021年4月" not in page
    assert "另有 2 份已过关闭日期，由上级代为补报" in page


def test_grid_names_ten_of_the_missing_and_counts_the_rest(cast: Cast) -> None:
    for one in Place.objects.filter(path__startswith="43/4303/").exclude(level="zone")[:2]:
        owes(found(f"{one.name}联谊会", one.code), begin=JUNE.start)
    for one in Place.objects.filter(path__startswith="43/4304/").exclude(level="zone"):
        owes(found(f"{one.name}联谊会", one.code), begin=JUNE.start)
    page = text(cast.client("province"), "/returns/grid/?kind=training&year=2021")
    assert re.search(r"缺 (\S+、){9}\S+等 1\d 个", page)


def test_those_above_hear_of_what_was_restated(cast: Cast) -> None:
    duty = owes(cast.county, begin=JUNE.start)
    locked(duty)
    assert "近一个月的更正" not in text(cast.client("province"), "/returns/")
    a_class(cast.county, reason="漏登一个班")
    page = text(cast.client("province"), "/returns/")
    assert "近一个月的更正" in page
    assert "漏登一个班" in page
    assert at(duty) in page
    assert "漏登一个班" not in text(cast.client("neighbour"), "/returns/")
