import pytest

from tests.records.volunteering.samples import task_details
from tongxin.records.volunteering.forms import (
    ActionForm,
    CloseForm,
    FinishForm,
    ProgressForm,
    SignUpForm,
    TaskForm,
)
from tongxin.records.volunteering.models import Task

SENT = {"title": "送水", "kind": "delivery", "needed": "12.5", "unit": "箱"}


@pytest.mark.parametrize(
    ("typed", "kept"), [("3", 300), ("12.5", 1250), ("0.25", 25), ("１２", 1200), ("1,200", 120_000), ("0.01", 1)]
)
def test_amount_is_kept_exactly(typed, kept):
    form = TaskForm(SENT | {"needed": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["needed"] == kept
    assert TaskForm(initial={"needed": 1250})["needed"].value() == "12.5"


@pytest.mark.parametrize("typed", ["3.005", "-1", "0", "", "三箱", "1e3", "NaN", "9999999999"])
def test_amount_that_is_none_is_refused_in_one_sentence(typed):
    form = TaskForm(SENT | {"needed": typed})
    assert not form.is_valid()
    assert len(form.errors["needed"]) == 1


def test_urgency_left_empty_is_the_usual():
    assert TaskForm(SENT).fields["urgency"].clean("") == 1
    assert TaskForm(SENT).fields["urgency"].clean("3") == 3
    assert not TaskForm(SENT | {"urgency": "4"}).is_valid()


def test_progress_may_be_nothing_but_a_word():
    form = ProgressForm({"quantity": "", "note": "路上"})
    assert form.is_valid()
    assert form.cleaned_data == {"quantity": 0, "note": "路上"}
    assert not FinishForm({"day": "2021-07-02", "quantity": "-2", "proof": "signed"}).is_valid()


def test_action_of_one_day_ends_on_it_and_keeps_the_usual_days(cast):
    form = ActionForm({"title": "抗洪", "organiser": cast.county.name, "kind": "flood", "first_day": "2021-07-01"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["last_day"] == form.cleaned_data["first_day"]
    assert [form.cleaned_data[name] for name in ("silent_days", "keep_days")] == [3, 30]
    assert "invalid" in str(ActionForm({"silent_days": "31"}).errors.as_json()) or not ActionForm({}).is_valid()


def test_reasons_for_ending_without_work_are_told():
    labels = {label for _, label in CloseForm().fields["closing"].choices}
    assert {"已由他人完成", "不再需要帮助", "重复", "无法到达"} <= labels


def test_sign_up_that_a_program_filled_in_is_refused():
    sent = {"kind": "person", "name": "例", "mobile": "13912345678"}
    assert SignUpForm(sent).is_valid()
    assert not SignUpForm(sent | {SignUpForm.TRAP: "http://"}).is_valid()


def test_every_field_of_a_sample_is_asked_for():
    assert set(task_details()) == set(TaskForm.base_fields)
    assert {field.name for field in Task._meta.fields} >= set(TaskForm.base_fields)
