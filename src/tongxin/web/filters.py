"""What a list can be narrowed by: each filter is a field of the list's form and the condition it puts on the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet

from tongxin.kernel.characters import spellings

Narrow = Callable[[QuerySet[Any], Any], QuerySet[Any]]
_EVERYTHING = [("", "全部")]


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One way to narrow a list: the name in the address, the field to fill in, what becomes of the rows."""

    name: str
    field: Callable[[], forms.Field]
    narrow: Narrow


def text(*paths: str, label: str = "名称", name: str = "q") -> Filter:
    """Keep the rows in one of whose fields a text is found."""
    return Filter(
        name=name,
        field=lambda: forms.CharField(label=label, max_length=60, required=False),
        narrow=lambda rows, value: rows.filter(holds(paths, value)),
    )


def holds(paths: Sequence[str], said: str) -> Q:
    """Return the condition that a text is found in one of several fields, however its brackets and digits are written."""
    found = Q()
    for path in paths:
        for written in spellings(said):
            found |= Q(**{f"{path}__icontains": written})
    return found


def year(path: str, *, label: str = "年份") -> Filter:
    """Keep the rows whose day lies in a calendar year."""
    return Filter(
        name="year",
        field=lambda: forms.IntegerField(label=label, min_value=1949, max_value=2199, required=False),
        narrow=lambda rows, value: rows.filter(**{f"{path}__year": value}),
    )


def choice(
    name: str, choices: Callable[[], Sequence[tuple[str, str]]], *, label: str, narrow: Narrow | None = None
) -> Filter:
    """Keep the rows whose field holds one of several codes, or what `narrow` makes of the code."""
    return Filter(
        name=name,
        field=lambda: forms.ChoiceField(label=label, required=False, choices=[*_EVERYTHING, *choices()]),
        narrow=narrow or (lambda rows, value: rows.filter(**{name: value})),
    )


def coded(model: type[Model], name: str) -> Filter:
    """Keep the rows whose field holds one of its own choices."""
    found: Any = model._meta.get_field(name)
    return choice(name, lambda: found.flatchoices, label=str(found.verbose_name))


def form_of(filters: Sequence[Filter]) -> type[forms.Form]:
    """Return the form of a list's filters, in their order."""
    return type("FilterForm", (forms.Form,), {one.name: one.field() for one in filters})


def narrowed(rows: QuerySet[Any], filters: Sequence[Filter], values: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the rows that every filter with a value keeps."""
    for one in filters:
        if one.name in values:
            rows = one.narrow(rows, values[one.name])
    return rows
