"""Feedback of a class: anonymous, counted in fives, never about a person."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import class_details
from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.attendance import actions as attendance
from tongxin.attendance.feedback import actions
from tongxin.attendance.feedback.forms import with_questions
from tongxin.attendance.feedback.queries import QUESTIONS, form_of, open_form, remarks_of, results_of
from tongxin.attendance.models import Feedback, FeedbackForm, Registration
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.lifecycle.writing import Doer
from tongxin.network.models import Person
from tongxin.network.queries.relations import relations_to
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


@pytest.fixture
def stage(db: None) -> Cast:
    return build()


@pytest.fixture
def one(stage: Cast) -> TrainingClass:
    return training.register_class(by=SYSTEM, signed_roster="档案", **class_details(stage))


@pytest.fixture
def form(one: TrainingClass) -> FeedbackForm:
    return actions.open_feedback(one.occasion, by=SYSTEM)


def hand_in(form: FeedbackForm, number: int, **answers: Any) -> str:
    return actions.hand_in_feedback(form, by=SYSTEM, token=f"t{number}", **{"overall": 5, **answers})


def test_form_is_opened_once_closed_and_opened_again_at_the_same_address(stage: Cast, one: TrainingClass) -> None:
    secretary = stage.actor("secretary")
    with pytest.raises(ForbiddenError):
        actions.open_feedback(one.occasion, by=stage.actor("neighbour"))
    made = actions.open_feedback(one.occasion, by=secretary)
    assert (len(made.token) >= 16, made.path, journal.of(made)[0].action) == (
        True,
        one.path,
        "attendance.feedback.open",
    )
    with pytest.raises(ConflictError, match="已经有反馈表"):
        actions.open_feedback(one.occasion, by=secretary)
    assert open_form(made.token) == made
    actions.close_feedback(made, by=secretary)
    with pytest.raises(ConflictError, match="已经关闭"):
        hand_in(made, 1)
    token = made.token
    actions.reopen_feedback(made, by=secretary)
    assert open_form(token).closed is None
    with pytest.raises(NotFoundError):
        open_form("nothing")


def test_form_of_what_has_not_begun_stays_shut(stage: Cast) -> None:
    later = class_details(stage, first_day=date(2199, 1, 1), last_day=date(2199, 1, 2))
    planned = training.plan_class(by=SYSTEM, **later)
    with pytest.raises(ConflictError, match="还没有开始"):
        actions.open_feedback(planned.occasion, by=SYSTEM)


def test_nothing_of_a_form_leads_to_who_filled_it_in(stage: Cast, form: FeedbackForm) -> None:
    actions.hand_in_feedback(form, by=stage.actor("secretary"), token="x", overall=2, remark=" 王例山讲得好 ")
    row = Feedback.objects.children_of(form.occasion).get()
    keys = {field.related_model for field in Feedback._meta.concrete_fields if field.is_relation}
    assert {model.__name__ for model in keys} == {"Occasion"}
    assert not [one for table in (Person, Registration) for one in relations_to(table) if one.model is Feedback]
    assert not [field for field in Feedback._meta.concrete_fields if "Date" in type(field).__name__]
    line = journal.of(row)[0]
    assert (line.actor, line.account_id, line.before, line.after) == ("匿名反馈", None, {}, {})
    lines = Entry.objects.whole_network(reason="the test reads every line")
    assert not [entry for entry in lines if "王例山" in f"{entry.after}{entry.reason}{entry.record_label}"]
    assert (row.remark, str(row)) == ("王例山讲得好", f"意见反馈 {row.pk}")


def test_form_sent_twice_is_kept_once_and_an_empty_one_not_at_all(form: FeedbackForm) -> None:
    assert hand_in(form, 1) == hand_in(form, 1) == "t1"
    assert Feedback.objects.children_of(form.occasion).count() == 1
    with pytest.raises(InputError, match="至少回答一个问题"):
        actions.hand_in_feedback(form, by=SYSTEM, token="t2", remark=" ")


def test_flood_is_refused(form: FeedbackForm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_FORMS", 1)
    hand_in(form, 1)
    with pytest.raises(ConflictError, match="不再接收"):
        hand_in(form, 2)


def test_counts_are_told_in_fives_so_that_none_is_one_persons_answer(form: FeedbackForm) -> None:
    for number in range(4):
        hand_in(form, number)
    assert (results_of(form.occasion).forms, results_of(form.occasion).questions) == (4, ())
    hand_in(form, 4, overall=1, useful=3)
    results = results_of(form.occasion)
    assert (results.forms, results.counted, [one.label for one in results.questions]) == (
        5, 5, ["内容对工作有用", "时间和日程安排合适", "场地和后勤服务周到", "通知和组织有序", "总体评价"],
    )  # fmt: skip
    assert results.questions[-1].given == {5: 4, 4: 0, 3: 0, 2: 0, 1: 1}
    assert (results.questions[0].given[3], results.questions[0].silent) == (1, 4)
    for number in range(5, 9):
        hand_in(form, number, overall=2)
        assert results_of(form.occasion).questions == results.questions
    hand_in(form, 9, overall=2)
    assert results_of(form.occasion).questions[-1].given == {5: 4, 4: 0, 3: 0, 2: 5, 1: 1}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({}, []), ({"overall": "5"}, []), ({"overall": "6"}, ["overall"]), ({"overall": "0"}, ["overall"]), ({"remark": "好" * 1_001}, ["remark"])],
)  # fmt: skip
def test_form_takes_one_to_five_or_nothing(typed: dict[str, str], wrong: list[str]) -> None:
    from django import forms

    filled = with_questions(forms.Form)(typed)
    assert sorted(filled.errors) == wrong
    if not wrong:
        assert {filled.cleaned_data[name] for name in QUESTIONS} <= {None, 5}


def test_stranger_fills_in_the_form_and_the_organisers_side_reads_it(stage: Cast, one: TrainingClass) -> None:
    client, stranger = stage.client("secretary"), Client()
    page = client.get(f"/training/{one.pk}/")
    section = next(part for part in page.context["sections"] if part.name == "feedback")
    assert (section.more.label, section.more.post) == ("开放意见反馈", True)
    answer = client.post(section.more.url)
    form = form_of(one.occasion)
    assert answer["Location"] == f"/feedback/{form.pk}/"
    where = next(fact for fact in client.get(answer["Location"]).context["facts"] if fact.label == "填写地址").link
    shown = stranger.get(where)
    assert shown.status_code == 200
    assert "不评价任何人" in shown.content.decode()
    for number in range(5):
        sent = {"overall": "4", "remark": f"意见{number}", "once": ""}
        done = stranger.post(where, sent, follow=True)
        assert "已收到，谢谢" in done.content.decode()
    shown = client.get(f"/feedback/{form.pk}/")
    sections = {part.name: part for part in shown.context["sections"]}
    assert [[cell.text for cell in row] for row in sections["feedback"].table.lines()][-1] == [
        "总体评价", "0", "5", "0", "0", "0", "0",
    ]  # fmt: skip
    assert {row.remark for row in sections["remarks"].table.rows} == {f"意见{number}" for number in range(5)}
    assert stranger.post(where, {"once": ""}).status_code == 400
    reader = stage.client("administrator").get(f"/feedback/{form.pk}/")
    assert "意见3" not in reader.content.decode()
    assert where not in reader.content.decode()
    assert remarks_of(one.occasion, scope=stage.actor("neighbour").scope) == []
    client.post(f"/feedback/{form.pk}/close/")
    assert stranger.get(where).status_code == 409
    section = next(part for part in client.get(f"/training/{one.pk}/").context["sections"] if part.name == "feedback")
    assert (section.more.label, section.note) == ("反馈表", "已收到 5 份，结果按前 5 份计")
    assert client.post("/occasions/0/feedback/").status_code == 404


def test_reader_and_cancelled_class_are_offered_no_form(stage: Cast, one: TrainingClass) -> None:
    shown = stage.client("administrator").get(f"/training/{one.pk}/").context["sections"]
    assert "feedback" not in {part.name for part in shown}
    dropped = training.plan_class(by=SYSTEM, **class_details(stage, title="不办的班"))
    training.cancel_class(dropped, by=SYSTEM, reason="不办")
    shown = stage.client("secretary").get(f"/training/{dropped.pk}/").context["sections"]
    assert "feedback" not in {part.name for part in shown}


def test_feedback_goes_along_when_the_class_moves(stage: Cast, one: TrainingClass, form: FeedbackForm) -> None:
    hand_in(form, 1)
    by = Doer(scope=SYSTEM.scope, name="甲", action="test.act", reason="市里主办")
    attendance.move_occasion(one.occasion, by=by, path=stage.city.path)
    assert Feedback.objects.children_of(one.occasion).get().path == stage.city.path
    assert form_of(one.occasion).path == stage.city.path
