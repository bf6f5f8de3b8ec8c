"""Between JSON and a form: nothing a program sends reaches the form in a shape it does not know."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import Group

from tongxin.intake.api import schema
from tongxin.intake.api.values import RefusedError, errors_of, form_data, read_json, to_json
from tongxin.kernel.errors import InputError


class Toy(forms.Form):
    name = forms.CharField(label="名称", max_length=10)
    day = forms.DateField(label="日期", help_text="哪一天。")
    open = forms.BooleanField(label="公开", required=False)
    number = forms.IntegerField(label="数量", min_value=1, required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "未填"), ("a", "甲")])
    kinds = forms.MultipleChoiceField(label="几类", choices=[("a", "甲"), ("b", "乙")])
    note = forms.CharField(label="备注", required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("name") == values.get("note"):
            raise forms.ValidationError("名称和备注不能相同。")
        return values


def test_values_become_json() -> None:
    values = {"name": "例", "day": date(2021, 5, 12), "open": True, "number": 3, "kinds": ("a", "b"), "note": None}
    assert to_json(Toy, values) == {
        "name": "例",
        "day": "2021-05-12",
        "open": True,
        "number": 3,
        "kinds": ["a", "b"],
        "note": None,
    }


def test_records_and_other_values_become_text() -> None:
    assert to_json(Toy, {"name": Group(pk=7, name="甲"), "note": 1 + 2j}) == {"name": "7", "note": "(1+2j)"}


def test_json_becomes_what_the_form_takes() -> None:
    sent = {"name": ["甲", "乙"], "day": "2021-05-12", "open": True, "number": 3, "kinds": ["a", 1], "note": None}
    assert form_data(Toy, sent) == {
        "name": "甲\n乙",
        "day": "2021-05-12",
        "open": True,
        "number": "3",
        "kinds": ["a", "1"],
        "note": "",
    }
    assert form_data(Toy, {"kinds": "a"}) == {"kinds": "a"}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"name": {"first": "甲"}}, "name"),
        ({"name": True}, "name"),
        ({"name": [["甲"]]}, "name"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_json_of_no_use_is_refused_at_its_field(sent: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        form_data(Toy, sent)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"\xff", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 100_000],
    ids=["nothing", "half", "list", "text", "bytes", "nan", "half-character", "deep"],
)
def test_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(InputError, match="JSON"):
        read_json(body)


def test_error_of_the_whole_form_has_no_field() -> None:
    form = Toy(form_data(Toy, {"name": "例", "note": "例", "day": "2021-05-12", "kinds": ["a"]}))
    assert not form.is_valid()
    assert errors_of(RefusedError(form)) == [{"field": None, "label": "", "message": "名称和备注不能相同。"}]


def test_error_of_an_action_takes_the_label_of_its_field() -> None:
    assert errors_of(InputError("不对。", field="day"), Toy)[0]["label"] == "日期"
    assert errors_of(InputError("不对。", field="x"), Toy)[0]["label"] == ""
    assert errors_of(InputError("不对。"))[0] == {"field": None, "label": "", "message": "不对。"}


def test_schema_says_types_limits_choices_and_labels() -> None:
    described = schema.form_schema(Toy)
    assert described["required"] == ["name", "day", "kinds"]
    fields = described["properties"]
    assert fields["name"] == {"type": "string", "maxLength": 10, "title": "名称", "description": "名称。"}
    assert fields["day"] == {"type": "string", "format": "date", "title": "日期", "description": "日期。哪一天。"}
    assert fields["open"]["type"] == "boolean"
    assert fields["number"] == {"type": ["integer", "null"], "minimum": 1, "title": "数量", "description": "数量。"}
    assert fields["kind"]["enum"] == ["", "a"]
    assert fields["kinds"]["items"] == {"type": "string", "enum": ["a", "b"], "x-labels": {"a": "甲", "b": "乙"}}
    assert "required" not in schema.form_schema(Toy, required=False)
