"""How fields are shown by their names alone, and what list and page of a record make of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django import forms

from tests.cast import SYSTEM, Cast, cast
from tests.lives import class_details, visit_details
from tests.returns.stage import stand_on
from tests.toy import actions
from tests.toy.life import LIFE
from tests.toy.models import Visit
from tests.toy.pages import VisitList
from tongxin.attendance.models import HeadCount, Participation
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.pages import column_of, only, shown_fact, state_filter, state_words, timeline
from tongxin.lifecycle.pages.record import button
from tongxin.network.models import Organisation
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.reports.models import Issue
from tongxin.web.format import Kind
from tongxin.web.pages import Link


def test_column_takes_label_kind_and_words_from_the_field() -> None:
    kind = column_of(Visit, "kind")
    assert (kind.name, kind.label, kind.kind, kind.personal) == ("kind", "类别", Kind.TEXT, False)
    assert kind.of(Visit(kind="hardship")) == "困难帮扶"
    households = column_of(Visit, "households", hidden=True, unit="户")
    assert (households.kind, households.hidden, households.heading) == (Kind.NUMBER, True, "户数（户）")
    assert households.of(Visit(households=3)) == 3
    organiser = column_of(Visit, "organiser")
    assert organiser.of(Visit()) == ""
    assert organiser.of(Visit(organiser=Organisation(pk=1, name="宁乡市联谊会"))) == "宁乡市联谊会"


@pytest.mark.parametrize(
    ("model", "name", "kind"),
    [
        (Visit, "day", Kind.DATE),
        (Visit, "recorded_at", Kind.TIME),
        (Participation, "completed", Kind.FLAG),
        (HeadCount, "number", Kind.NUMBER),
        (Visit, "organiser", Kind.TEXT),
        (Visit, "title", Kind.TEXT),
    ],
)
def test_kind_of_a_field_is_that_of_its_values(model: Any, name: str, kind: Kind) -> None:
    assert column_of(model, name).kind is kind


@pytest.mark.parametrize(
    ("model", "name", "sorts"),
    [
        (Visit, "day", True),  # an index of its own
        (Visit, "id", True),  # unique
        (Visit, "title", False),
        (Visit, "organiser", False),
        (Visit, "made_by", False),
        (TrainingClass, "last_day", True),
        (Issue, "issued_at", True),  # second of an index that begins with the path
        (TrainingClass, "first_day", False),
        (EvidenceFile, "record_type", True),  # first of an index
        (EvidenceFile, "record_id", False),  # second
        (EvidenceFile, "consent_until", False),
    ],
)
def test_list_is_sorted_by_what_an_index_serves(model: Any, name: str, sorts: bool) -> None:
    assert column_of(model, name).order == ((name,) if sorts else ())


@pytest.fixture
def stage(db: None) -> Cast:
    return cast()


def visit(stage: Cast, **more: Any) -> Visit:
    return actions.plan_visit(by=SYSTEM, **visit_details(stage, **more))


def test_row_is_found_among_the_askers_own(stage: Cast) -> None:
    one = visit(stage)
    rows = Visit.objects.visible_to(stage.actor("secretary").scope)
    assert only(rows, one.pk, missing="没有") == one
    for pk in (one.pk + 1, 2**80):
        with pytest.raises(NotFoundError, match="没有"):
            only(rows, pk, missing="没有")


def test_fact_of_a_field_is_said_in_words_and_linked_where_it_has_a_page(stage: Cast) -> None:
    one = visit(stage, co_organisers=[stage.city, stage.neighbour])
    organiser = shown_fact(one, "organiser")
    assert (organiser.label, organiser.value, organiser.link) == (
        "主办单位",
        stage.county.name,
        f"/organisations/{stage.county.pk}/",
    )
    assert shown_fact(one, "place").link == ""
    assert set(shown_fact(one, "co_organisers").value.split("、")) == {
        f"{one.name}（待确认）" for one in (stage.city, stage.neighbour)
    }
    assert (shown_fact(one, "day").value, shown_fact(one, "day").kind) == (date(2021, 5, 10), Kind.DATE)
    assert (shown_fact(one, "kind").value, shown_fact(one, "kind").link) == ("节日慰问", "")


@pytest.mark.parametrize(
    ("day", "words"), [(date(2021, 5, 10), "计划中"), (date(2021, 5, 11), "计划中（已过期，请登记结果）")]
)
def test_state_says_that_a_record_is_late(stage: Cast, day: date, words: str) -> None:
    stand_on(day)
    one = visit(stage)
    assert state_words(one) == shown_fact(one, "state").value == column_of(Visit, "state").of(one) == words
    assert shown_fact(one, "state").label == "状态"


def test_timeline_says_what_changed_in_words_newest_first(stage: Cast) -> None:
    one = visit(stage)
    changed = visit_details(
        stage, kind="hardship", day=date(2021, 5, 11), co_organisers=[stage.city], organiser=stage.city
    )
    actions.correct_visit(one, by=SYSTEM, reason="写错", **(changed | {"organiser": stage.county}))
    last, first = timeline(one)
    assert (last.what, last.why, last.who) == ("更正", "写错", SYSTEM.name)
    assert last.changes == [
        ("类别", "节日慰问", "困难帮扶"),
        ("走访日期", "2021年5月10日", "2021年5月11日"),
        ("合办单位", "无", stage.city.name),
    ]
    assert (first.what, first.why, first.changes) == ("登记走访", "", [])


def test_button_of_an_act_says_and_shows_what_it_does() -> None:
    one = Visit(pk=7)
    assert button(LIFE.act("make"), one) == Link(
        label="登记为已走访", url="/visits/7/make/", icon="check", primary=True
    )
    assert button(LIFE.act("check"), one) == Link(label="复核", url="/visits/7/check/", icon="check", post=True)
    assert button(LIFE.act("correct"), one) == Link(label="更正", url="/visits/7/correct/", icon="edit")
    assert button(LIFE.act("drop"), one) == Link(label="取消", url="/visits/7/drop/")
    assert button(Act(code="drop", label="丢", do=print, icon="close", corrects=True), one).icon == "close"


def page(stage: Cast, address: str, who: str = "secretary") -> Any:
    return stage.client(who).get(address).context


def test_page_offers_what_state_and_right_allow_and_leaves_out_what_is_empty(stage: Cast) -> None:
    one = visit(stage)
    shown = page(stage, f"/visits/{one.pk}/")
    assert [link.label for link in shown["view"].links()] == ["登记为已走访", "更正", "取消"]
    assert [fact.label for fact in shown["facts"]] == ["状态", "主办单位", "所属地区", "走访日期", "类别", "户数"]
    assert page(stage, f"/visits/{one.pk}/", "administrator")["view"].links() == []
    assert [moment.what for moment in shown["timeline"]] == ["登记走访"]


def test_act_that_stands_elsewhere_on_the_page_has_no_button_above(stage: Cast) -> None:
    one = training.hold_class(training.plan_class(by=SYSTEM, **class_details(stage)), by=SYSTEM, roster="王例山")
    shown = page(stage, f"/training/{one.pk}/")
    assert [link.label for link in shown["view"].links()] == ["补充名册", "更正", "归档"]
    assert [section.name for section in shown["sections"]] == [
        "roster",
        "days",
        "checkin",
        "feedback",
        "certificates",
        "evidence",
    ]
    assert shown["sections"][0].more == Link(
        label="重新对人员", url=f"/training/{one.pk}/rematch/", icon="refresh", post=True
    )


def test_list_offers_entry_to_those_who_may_and_names_the_next_step(stage: Cast) -> None:
    entry = Link(label="登记走访", url="/visits/new/", icon="plus", primary=True)
    shown = page(stage, "/visits/")
    assert list(shown["view"].links()) == [entry]
    assert (shown["empty"].title, shown["empty"].link) == ("还没有走访", entry)
    shown = page(stage, "/visits/", "administrator")
    assert (list(shown["view"].links()), shown["empty"].link) == ([], None)
    assert shown["view"].title == "走访"
    assert VisitList().verb is Verb.VIEW


def test_first_column_of_a_list_leads_to_the_record(stage: Cast, django_assert_max_num_queries: Any) -> None:
    one, _ = visit(stage), visit(stage, title="长沙走访", organiser=stage.city)
    shown = page(stage, "/visits/")
    (line,) = shown["table"].lines()
    assert line[0].link == f"/visits/{one.pk}/"
    assert [cell.link for cell in line[1:]] == [None] * (len(line) - 1)
    assert [cell.column.name for cell in line] == ["title", "organiser", "place", "day", "kind", "households", "state"]
    client = stage.client("province")
    client.get("/visits/")
    with django_assert_max_num_queries(4):
        assert len(list(client.get("/visits/").context["table"].lines())) == 2


def test_state_filter_offers_every_state_and_the_late_ones_by_the_sites_day(stage: Cast) -> None:
    stand_on(date(2021, 5, 11))
    late, _ = visit(stage), visit(stage, title="还早", day=date(2021, 5, 11))
    form = VisitList().filter_form
    assert form is not None
    assert form().fields["state"].label == "状态"
    assert form().fields["state"].choices[1:] == [*LIFE.choices(), ("overdue", "已过期，请登记结果")]
    assert list(page(stage, "/visits/?state=overdue")["table"].rows) == [late]
    assert len(page(stage, "/visits/?state=planned")["table"].rows) == 2


def test_state_filter_of_a_kind_that_is_never_late_offers_no_late_ones(stage: Cast) -> None:
    punctual = state_filter(replace(LIFE, overdue=None))
    field = punctual.field()
    assert isinstance(field, forms.ChoiceField)
    assert [code for code, _ in field.choices] == ["", "planned", "made", "checked", "dropped"]
    visit(stage)
    assert not punctual.narrow(Visit.objects.visible_to(SYSTEM.scope), "overdue").exists()


def test_correction_asks_why_and_other_acts_only_what_their_form_asks(stage: Cast) -> None:
    one = visit(stage)
    form = page(stage, f"/visits/{one.pk}/correct/")["form"]
    assert form.fields["reason"].label == "更正原因"
    assert form.fields["reason"].required
    assert form.fields["reason"].max_length == 500
    assert form.initial["title"] == "宁乡走访"
    drop = page(stage, f"/visits/{one.pk}/drop/")
    assert list(drop["form"].fields) == ["reason"]
    assert drop["view"].heading() == "取消：宁乡走访"
    buttons = {name: page(stage, f"/visits/{one.pk}/{name}/")["view"].button for name in ("drop", "correct")}
    assert buttons == {"drop": "取消", "correct": "保存更正"}
    assert page(stage, "/visits/new/")["view"].button == "登记"
    assert page(stage, "/visits/new/")["view"].heading() == "登记走访"
    assert page(stage, "/visits/new/")["view"].cancel_url() == "/visits/"
    assert drop["view"].cancel_url() == f"/visits/{one.pk}/"


def test_what_was_done_is_said(stage: Cast) -> None:
    one, client = visit(stage), stage.client("secretary")
    done = [
        client.post(f"/visits/{one.pk}/make/", {"households": "2"}, follow=True),
        stage.client("city").post(f"/visits/{one.pk}/check/", follow=True),
    ]
    said = [[str(message) for message in answer.context["messages"]] for answer in done]
    assert said == [["已登记为已走访。"], ["已复核。"]]
