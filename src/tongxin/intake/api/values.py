"""Between JSON and a form: what a field holds as a JSON value, and what a program sent as form data."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model

from tongxin.intake.door import Values
from tongxin.kernel.characters import can_be_kept
from tongxin.kernel.errors import InputError, TongxinError

_SIMPLE = (str, int, float)
_BROKEN = '请求内容应为 JSON，形如 {"字段": "值"}，请检查后重发。'


class RefusedError(TongxinError):
    """A form refused what was sent: a sentence per field, in the order of the form."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        self.errors = [
            {"field": name if name in form.fields else None, "label": _label(form, name), "message": str(message)}
            for name, messages in form.errors.items()
            for message in messages
        ]
        super().__init__(f"有 {len(self.errors)} 处需要改正。")


def errors_of(error: TongxinError, form: type[forms.Form] | None = None) -> list[dict[str, Any]]:
    """Return the list of errors an answer holds, with the label of the field where the form knows it."""
    if isinstance(error, RefusedError):
        return error.errors
    field = form.base_fields.get(error.field or "") if form else None
    return [{"field": error.field, "label": str(field.label) if field else "", "message": error.message}]


def to_json(form: type[forms.Form], values: Values) -> dict[str, Any]:
    """Return cleaned values by field name as JSON values; fields the values do not speak of are left out."""
    return {
        name: _plain(field.prepare_value(values[name])) for name, field in form.base_fields.items() if name in values
    }


def read_json(body: bytes) -> dict[str, Any]:
    """Return the object a program sent; raises `InputError` for anything else."""
    try:
        sent = json.loads(body, parse_constant=_refuse_constant)
        json.dumps(sent, ensure_ascii=False).encode()  # refuses half characters, which no database takes
    except (ValueError, RecursionError):
        raise InputError(_BROKEN) from None
    if not isinstance(sent, dict):
        raise InputError(_BROKEN)
    return sent


def form_data(form: type[forms.Form], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form takes as its data; raises `InputError` for unknown fields and values of no use."""
    if unknown := [name for name in sent if name not in form.base_fields]:
        known = "、".join(form.base_fields)
        raise InputError(f"没有「{unknown[0][:30]}」这个字段，可用的字段有：{known}。", field=unknown[0][:30])
    return {name: _typed(form.base_fields[name], value, name=name) for name, value in sent.items()}


def is_multiple(field: forms.Field) -> bool:
    """Whether the field takes a list of choices."""
    return isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, _SIMPLE):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    return str(value)


def _typed(field: forms.Field, value: Any, *, name: str) -> Any:
    if isinstance(value, bool) and isinstance(field, forms.BooleanField):
        return value
    items = value if isinstance(value, list) else [value]
    if not all(one is None or (isinstance(one, _SIMPLE) and not isinstance(one, bool)) for one in items):
        raise InputError(f"「{field.label}」应填文字、数字，或它们的列表，请改正。", field=name)
    texts = ["" if one is None else str(one) for one in items]
    if not all(map(can_be_kept, texts)):
        raise InputError(f"「{field.label}」含有无法保存的空字符，请去掉。", field=name)
    return texts if is_multiple(field) and isinstance(value, list) else "\n".join(texts)


def _label(form: forms.Form, name: str) -> str:
    return str(form.fields[name].label) if name in form.fields else ""


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
