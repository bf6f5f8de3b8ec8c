"""Journal lines in words: what an action's code means, which kind of record it is about, what changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.apps import apps
from django.db import models

from tongxin.access.fields import PathField
from tongxin.access.models import Entry
from tongxin.access.roles import ROLES
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.port import Port
from tongxin.kernel.scope import Verb
from tongxin.web.format import Kind, written

WORDS: Port[Callable[[], Mapping[str, str]]] = Port("access.wording.WORDS")
"""Answers with the Chinese word of every code the journal keeps."""
ROOM_LABELS: Port[Callable[[], Mapping[str, str]]] = Port("access.wording.ROOM_LABELS")
"""Answers with the name of every room in Chinese, by the first part of its codes."""


# Fields every record has, which carry no name of their own.
_LABELS: Final = {"id": "编号", "path": "地区", "source_path": "原来的地区", "wish_path": "心愿所在地区"}
# Made from others so that rows are found; they say nothing of their own.
_MADE: Final = frozenset({"search_text", "plain_name", "sound", "mobile_index"})
_OTHER: Final = "其他"
# Words of stored codes that are no choices of their columns, by table and column.
_CODED: Final[Mapping[str, Mapping[str, str]]] = {
    "access.grant.role": {one.code: one.label for one in ROLES},
    "access.token.verbs": {one.value: one.label for one in Verb},
}


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


def codes_meaning(word: str) -> list[str]:
    """Return the codes a word stands for."""
    return [code for code, known in WORDS()().items() if known == word]


def words_by_room() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the words of the journal below the names of the rooms they belong to, as the choices of a form."""
    rooms = ROOM_LABELS()()
    found: dict[str, set[str]] = {}
    for code, word in WORDS()().items():
        found.setdefault(rooms.get(code.partition(".")[0], _OTHER), set()).add(word)
    return [(label, [(word, word) for word in sorted(words)]) for label, words in sorted(found.items())]


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
    for name in (one for one in (*known, *others) if one not in _MADE):
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
    words = _CODED.get(f"{field.model._meta.label_lower}.{field.name}", {}) if field else {}
    if isinstance(value, list):
        return "、".join(words.get(one, str(one)) for one in value) or "无"
    if isinstance(value, dict):
        return "、".join(f"{name}：{one}" for name, one in value.items()) or "无"
    if isinstance(field, PathField) and isinstance(value, str):
        return name_of_path(value)
    if field and field.is_relation and isinstance(value, int):
        return f"编号 {value}"
    choices = words or (dict(field.flatchoices) if field and not field.many_to_many else {})
    known, kind = _read(field, choices.get(value, value))
    return written(known, kind=kind)


def _read(field: Any, value: Any) -> tuple[Any, Kind]:
    """Return a kept value as what it was, with how to write it: the journal keeps days and times as ISO texts."""
    if isinstance(value, str) and value and isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(value), Kind.TIME
    if isinstance(value, str) and value and isinstance(field, models.DateField):
        return date.fromisoformat(value), Kind.DATE
    return value, Kind.FLAG if isinstance(value, bool) else Kind.TEXT
