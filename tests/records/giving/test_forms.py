import pytest
from django import forms as django_forms

from tests.records.giving.samples import cause
from tongxin.records.giving import forms
from tongxin.web.fields import MoneyField


class AmountForm(django_forms.Form):
    amount = MoneyField(label="金额")


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("3800", 380_000),
        ("3,800.50", 380_050),
        ("３８００．５元", 380_050),
        ("0.38万元", 380_000),
        (" 12 元", 1_200),
        ("0.01", 1),
    ],
)
def test_amount_is_read_exactly(written, fen):
    form = AmountForm({"amount": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == fen


@pytest.mark.parametrize("written", ["3.005", "0", "-5", "NaN", "1e5", "五千", "1000000000000", "12元整"])
def test_amount_that_is_none_or_finer_than_a_fen_is_refused(written):
    (said,) = AmountForm({"amount": written}).errors["amount"]
    assert said.endswith("。")


def test_amount_is_shown_in_yuan():
    assert [MoneyField(label="x").prepare_value(value) for value in (380_050, 1, "乱")] == ["3800.50", "0.01", "乱"]


def typed(cast, **changes):
    return {
        "title": "捐口罩", "organiser": cast.county.name, "cause": cause(cast).name, "recipient": "市红十字会",
        "giver_kind": "association", "behalf": cast.county.name, "form": "goods", "value": "3,800", "quantity": "200",
        "unit": "箱", "basis": "invoice", "valuer": "财务", "pledged": "2021-03-01",
    } | changes  # fmt: skip


def test_gift_is_read_as_it_is_written(cast):
    form = forms.NewGiftForm(typed(cast, restricted="on"))
    assert form.is_valid(), form.errors
    values = form.cleaned_data
    assert (values["value"], values["quantity"], values["restricted"], values["behalf"]) == (
        380_000,
        200,
        True,
        cast.county,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"cause": "没有"}, "cause"),
        ({"value": "3.005"}, "value"),
        ({"project": "没有"}, "project"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(cast, changes, field):
    assert list(forms.NewGiftForm(typed(cast, **changes)).errors) == [field]
