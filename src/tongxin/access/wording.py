"""Journal lines in words: what an action's code means, which kind of record it is about, what changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.db import models

from tongxin.access.models import Entry
from tongxin.kernel.port import Port
from tongxin.web.format import Kind, written

WORDS: Port[Callable[[], Mapping[str, str]]] = Port("access.wording.WORDS")
"""Answers with the Chinese word of every code the journal keeps."""


# Fields every record has, which carry no name of their own.
_LABELS: Final = {"id": "编号", "path": "地区路径"}


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One value a write changed, under its name in Chinese.

    `is_link` where it is the number of another record, `is_document` where it is made for programs.
    """

    label: str
    before: str
    after: str
    is_link: bool = False
    is_document: bool = False


def word_of(action: str) -> str:
    """Return what a code means; one that no room knows any more is shown as it was kept."""
    return WORDS()().get(action, action)


def codes_meaning(text: str) -> list[str]:
    """Return the codes whose words hold a text."""
    return [code for code, word in WORDS()().items() if text in word]


def kind_of(entry: Entry) -> str:
    """Return the kind of the record in words."""
    model = _model(entry)
    return str(model._meta.verbose_name) if model else entry.record_type


def changes_of(entry: Entry) -> Iterator[Changed]:
    """Yield what a write changed, in the order of the record's fields; what is no field any more comes last."""
    fields = _fields(entry)
    earlier, later = entry.values
    known = [name for name in fields if name in earlier or name in later]
    others = sorted({*earlier, *later} - set(known))
    for name in (*known, *others):
        field = fields.get(name)
        yield Changed(
            label=_LABELS.get(name) or (str(field.verbose_name) if field else name),
            before=_written(field, earlier.get(name)),
            after=_written(field, later.get(name)),
            is_link=bool(field and field.is_relation and not field.many_to_many),
            is_document=isinstance(field, models.JSONField),
        )


def _model(entry: Entry) -> type[models.Model] | None:
    try:
        return apps.get_model(entry.record_type)
    except (LookupError, ValueError):
        return None


def _fields(entry: Entry) -> dict[str, Any]:
    model = _model(entry)
    if model is None:
        return {}
    return {
        one.name if one.many_to_many else one.attname: one
        for one in (*model._meta.concrete_fields, *model._meta.many_to_many)
    }


def _written(field: Any, value: Any) -> str:
    if value == Entry.APART:
        return Entry.ERASED
    if isinstance(value, list):
        return "、".join(map(str, value)) or "无"
    if isinstance(value, dict):
        return "、".join(f"{name}：{one}" for name, one in value.items()) or "无"
    choices = dict(field.flatchoices) if field and not field.many_to_many else {}
    known, kind = _read(field, choices.get(value, value))
    return written(known, kind=kind)


def _read(field: Any, value: Any) -> tuple[Any, Kind]:
    """Return a kept value as what it was, with how to write it: the journal keeps days and times as ISO texts."""
    if isinstance(value, str) and value and isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(value), Kind.TIME
    if isinstance(value, str) and value and isinstance(field, models.DateField):
        return date.fromisoformat(value), Kind.DATE
    return value, Kind.FLAG if isinstance(value, bool) else Kind.TEXT
