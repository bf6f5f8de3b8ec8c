import pytest

from tests.cast import SYSTEM
from tests.records.proposals.samples import call_details
from tongxin.records.proposals import actions, forms

PAPER = {
    "title": "关于青年就业的建议",
    "organiser": "宁乡市新的社会阶层人士联谊会",
    "received": "2021年3月1日",
    "kind": "advice",
}


@pytest.fixture
def call(cast):
    return actions.open_call(by=SYSTEM, **call_details(cast))


@pytest.mark.parametrize("written", ["助力乡村振兴", "助力乡村振兴（编号{}）"])
def test_call_is_found_by_title_and_by_number(call, cast, written):
    form = forms.ProposalForm(PAPER | {"organiser": cast.county.name, "call": written.format(call.pk)})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["call"] == call
    assert form.fields["call"].prepare_value(call) == f"助力乡村振兴（编号{call.pk}）"


def test_call_nobody_opened_is_refused_in_one_sentence(cast):
    form = forms.ProposalForm(PAPER | {"organiser": cast.county.name, "call": "没有的征集"})
    assert form.errors == {"call": ["没有找到名称为「没有的征集」的建言征集，请写登记的名称。"]}


def test_call_of_several_organisers_asks_which(call, cast):
    other = actions.open_call(by=SYSTEM, **call_details(cast, organiser=cast.neighbour))
    form = forms.ProposalForm(PAPER | {"organiser": cast.county.name, "call": call.title})
    (said,) = form.errors["call"]
    assert f"（编号{call.pk}）" in said
    assert f"（编号{other.pk}）由{cast.neighbour.name}主办" in said


@pytest.mark.parametrize("missing", ["channel", "body", "delivered", "receipt"])
def test_delivery_asks_for_everything_that_shows_it(missing):
    given = {"channel": "congress", "body": "市人大", "delivered": "2021-03-10", "receipt": "第1号"}
    form = forms.DeliveryForm({name: value for name, value in given.items() if name != missing})
    assert list(form.errors) == [missing]


def test_grade_outside_the_three_classes_is_refused():
    assert "grade" in forms.GradeForm({"grade": "D"}).errors
    assert forms.AnswerForm({"body": "市人社局", "day": "2021-05-20"}).is_valid()


def test_fields_stand_in_the_order_they_are_asked_for():
    assert list(forms.NewProposalForm().fields) == [
        "title", "organiser", "received", "kind", "authors", "call", "series", "co_organisers", "text",
    ]  # fmt: skip
    assert list(forms.NewAnswerForm().fields) == ["proposal", "body", "day", "grade", "text", "reason"]
