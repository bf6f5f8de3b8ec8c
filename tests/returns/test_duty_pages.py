"""Duties, the calendar and figures of the past on their pages."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.cast import SYSTEM, Cast, found
from tests.returns.stage import owes
from tests.returns.test_pages import sent, text
from tongxin.ports.desk import registry
from tongxin.returns import actions
from tongxin.returns.forms import AssertedForm, MeasureField
from tongxin.returns.models import AssertedFigure, CalendarRule, Duty


def duties() -> Any:
    return Duty.objects.whole_network(reason="the test looks at what was written")


def test_list_of_duties_is_narrowed(cast: Cast) -> None:
    owes(cast.county), owes(cast.city, kind="network")
    actions.end_duty(owes(cast.neighbour), by=SYSTEM, day=date(2021, 6, 1), reason="并入")
    client = cast.client("province")
    assert "株洲" not in text(client, "/returns/duties/")
    assert "株洲" in text(client, "/returns/duties/?ended=with")
    assert "宁乡" not in text(client, "/returns/duties/?kind=network")
    assert "组织和会员" in text(client, "/returns/duties/?place=长沙市")
    assert "设置任务" not in text(cast.client("administrator"), "/returns/duties/")


@pytest.mark.parametrize("units", [1, 3])
def test_list_of_duties_asks_the_same_number_of_queries(cast: Cast, units: int, django_assert_num_queries: Any) -> None:
    for unit in (cast.county, cast.city, cast.neighbour)[:units]:
        owes(unit)
    client = cast.client("province")
    with django_assert_num_queries(4):  # session, account, grants, list
        assert text(client, "/returns/duties/").count(">结束</a>") == units


def test_duty_of_a_kind_no_room_reports_on_any_more_is_still_listed(cast: Cast) -> None:
    duty = owes(cast.county)
    duties().filter(pk=duty.pk).update(kind="gone")
    assert ">gone</td>" in text(cast.client("city"), "/returns/duties/")


def test_officer_sets_a_duty_and_ends_it(cast: Cast) -> None:
    client = cast.client("city")
    values = {"organisation": cast.county.name, "kind": "training", "step": "month", "begin": "2021-05-17"}
    assert "还没有上报任务" in text(client, "/returns/duties/")
    assert "已设置。" in sent(client, "/returns/duties/new/", **values)
    assert client.post("/returns/duties/new/", values).status_code == 409
    refused = client.post("/returns/duties/new/", {**values, "organisation": cast.neighbour.name})
    assert "不在您的权限范围内" in refused.content.decode()
    duty = duties().get()
    end = f"/returns/duties/{duty.pk}/end/"
    assert "结束上报任务：宁乡市新的社会阶层人士联谊会 培训" in text(client, end)
    assert client.post(end, {"day": "2021-08-01", "reason": ""}).status_code == 400
    assert "已结束。" in sent(client, end, day="2021-08-01", reason="并入")
    assert duties().get().end == date(2021, 9, 1)


def test_officer_sets_the_duty_of_every_association(cast: Cast) -> None:
    found("浏阳市新的社会阶层人士联谊会", "430181")
    values = {"place": "长沙市", "kind": "training", "step": "month", "begin": "2021-05-17"}
    page = sent(cast.client("city"), "/returns/duties/all/", **values)
    assert "新设置 2 项任务，已有的没有改动。" in page
    assert cast.client("neighbour").post("/returns/duties/all/", values).status_code == 403
    assert cast.client("administrator").get("/returns/duties/all/").status_code == 403


def test_calendar_shows_what_holds_and_takes_a_line(cast: Cast) -> None:
    client = cast.client("city")
    page = text(client, "/returns/calendar/")
    assert page.count("系统默认") == 4
    values = {"place": "430100", "step": "month", "due_days": "5", "close_days": "20"}
    assert "长沙市" in sent(client, "/returns/calendar/", **values)
    rule = CalendarRule.objects.whole_network(reason="the test looks at what was written").get()
    assert (rule.path, rule.due_days, rule.second_person) == ("43/4301/", 5, False)
    assert client.post("/returns/calendar/", {**values, "place": "430200"}).status_code == 403


def figures() -> Any:
    return AssertedFigure.objects.whole_network(reason="the test looks at what was written")


PAST = {
    "measure": "培训班次", "place": "宁乡市", "first_day": "2010-01-01", "last_day": "2010-12-31", "value": "1,203",
    "source": "《2010年工作总结》",
}  # fmt: skip


def test_figure_of_the_past_is_entered_listed_and_corrected(cast: Cast) -> None:
    client = cast.client("secretary")
    assert "还没有历史数字" in text(client, "/returns/asserted/")
    page = sent(client, "/returns/asserted/new/", **PAST)
    assert "1,203 班次" in page
    assert "2010年" in page
    one = figures().get()
    correct = f"/returns/asserted/{one.pk}/correct/"
    form = text(client, correct)
    assert 'value="training.classes 培训班次"' in form
    assert 'value="1203"' in form
    assert "已更正。" in sent(client, correct, **{**PAST, "value": "12", "reason": "看错"})
    assert figures().get().value == 12
    assert "没有历史数字" in text(cast.client("neighbour"), "/returns/asserted/")
    text(cast.client("neighbour"), correct, status=404)
    assert "登记历史数字" not in text(cast.client("administrator"), "/returns/asserted/")


def test_list_of_the_past_is_narrowed(cast: Cast) -> None:
    client = cast.client("secretary")
    sent(client, "/returns/asserted/new/", **PAST)
    share = {
        "measure": "network.county_coverage",
        "first_day": "",
        "last_day": "2011-12-31",
        "value": "3",
        "denominator": "9",
    }
    page = sent(client, "/returns/asserted/new/", **{**PAST, **share})
    assert "33.33%（3/9）" in page
    assert "截至2011年12月31日" in page
    for query, shown in (
        ("year=2010", True),
        ("year=2011", False),
        ("place=430182", True),
        ("measure=县级覆盖率", False),
    ):
        assert ("1,203" in text(client, f"/returns/asserted/?{query}")) is shown, query
    assert "条件有误" in text(client, "/returns/asserted/?measure=没有", status=400)


def test_figure_of_a_measure_declared_no_longer_stays_as_it_is(cast: Cast) -> None:
    sent(cast.client("secretary"), "/returns/asserted/new/", **PAST)
    figures().update(measure="gone.gone")
    page = text(cast.client("secretary"), "/returns/asserted/")
    assert "gone.gone" in page
    assert ">1,203</td>" in page


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"measure": "没有的"}, "measure", "没有叫「没有的」的指标"),
        ({"measure": "no.such"}, "measure", "没有代码为「no.such」"),
        ({"measure": "联谊组织"}, "first_day", "时点数，只填「止」"),
        ({"first_day": ""}, "first_day", "请填写时期的第一天"),
        ({"first_day": "2011-01-01"}, "first_day", "请调换"),
        ({"value": "1.5"}, "value", "更细"),
        ({"last_day": ""}, "last_day", "必填"),
        ({"measure": ""}, "measure", "必填"),
        ({"value": ""}, "value", "必填"),
    ],
)
def test_form_of_the_past_refuses_in_place(cast: Cast, changes: dict[str, str], field: str, says: str) -> None:
    form = AssertedForm({**PAST, **changes})
    assert not form.is_valid()
    assert says in "".join(form.errors[field])


def test_measure_is_named_by_code_name_or_further_name() -> None:
    field = MeasureField()
    assert {
        field.clean(text) for text in ("training.classes", "training.classes 培训班次", "培训班次", "培训班期数")
    } == {"training.classes"}
    assert field.prepare_value("培训班") == "培训班"
    assert field.prepare_value(None) is None


def test_name_of_several_measures_is_refused_with_their_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    one = registry().measure("training.classes")
    twins = SimpleNamespace(measures=(one, replace(one, code="training.others")))
    monkeypatch.setattr("tongxin.returns.forms.registry", lambda: twins)
    with pytest.raises(ValidationError, match=r"training\.classes 培训班次、training\.others 培训班次"):
        MeasureField().clean("培训班次")
