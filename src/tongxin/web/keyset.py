"""Paging without OFFSET or count(*): a page is what follows the last row seen, in one stable order.

A cursor is the ordered values of a row, its primary key last. It is opaque to readers but not secret: whatever it
says, the rows stay inside the query set it is applied to. Every value is checked against its field before use.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP

from tongxin.kernel.errors import InputError

MAX_CURSOR = 600
_LARGEST = 2**63 - 1
_BROKEN = "翻页位置无效，请从第一页重新翻。"


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page: its rows, and the cursors of the pages before and after it, None at either end."""

    rows: list[Any]
    before: str | None
    after: str | None


def page(rows: QuerySet[Any], *, order: Sequence[str], size: int, after: str = "", before: str = "") -> Slice:
    """Return one page in the given order (`name` up, `-name` down; fields that are never null).

    The primary key is appended so that no two rows are equal. Raises `InputError` for a cursor this order did not make.
    """
    fields = _with_key(order)
    if nullable := [name for name in fields if getattr(_field(rows.model, name.lstrip("-")), "null", False)]:
        msg = f"a stable order needs fields that are never null: {', '.join(nullable)}"
        raise ValueError(msg)
    cursor, backward = (before, True) if before else (after, False)
    if cursor:
        values = _read(cursor, model=rows.model, fields=fields)
        rows = _first(rows, _beyond(fields, values, backward=backward))
    found = list(rows.order_by(*(_flip(name) for name in fields) if backward else fields)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    has_before, has_after = (more, True) if backward else (bool(cursor), more)
    return Slice(
        rows=found,
        before=_write(found[0], fields) if found and has_before else None,
        after=_write(found[-1], fields) if found and has_after else None,
    )


def _first(rows: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """Filter by the cursor before all that is filtered already.

    SQLite begins an index scan at the first lower bound it reads: with `path >= prefix` of the scope before the cursor,
    a page far down a million rows took 145 times as long as with the cursor before it.
    """
    narrowed = rows.filter(condition)
    children = narrowed.query.where.children
    already = len(rows.query.where.children)
    children[:] = children[already:] + children[:already]
    return narrowed


def _with_key(order: Sequence[str]) -> tuple[str, ...]:
    names = [name for name in order if name not in {"pk", "-pk", "id", "-id"}]
    key = next((name for name in order if name.lstrip("-") in {"pk", "id"}), None)
    if key is None:
        key = "-pk" if names and names[0].startswith("-") else "pk"
    return (*names, key)


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(fields: Sequence[str], values: Sequence[Any], *, backward: bool) -> Q:
    """Rows after the cursor. The leading `a >= x` is implied by the rest; it lets an index find the first row at once."""
    condition = Q()
    for name, value in reversed(list(zip(fields, values, strict=True))):
        lookup = "lt" if name.startswith("-") != backward else "gt"
        field = name.lstrip("-")
        further = Q(**{f"{field}__{lookup}": value})
        condition = Q(**{f"{field}__{lookup}e": value}) & (further | condition) if condition else further
    return condition


def _value(row: Any, name: str) -> Any:
    for step in name.lstrip("-").split(LOOKUP_SEP):
        row = getattr(row, step)
    return row


def _write(row: Any, fields: Sequence[str]) -> str:
    text = json.dumps([_value(row, name) for name in fields], default=str, ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, *, model: type[Model], fields: Sequence[str]) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = json.loads(urlsafe_b64decode(padded)) if len(cursor) <= MAX_CURSOR else None
    except (ValueError, RecursionError):  # not ASCII, base64, UTF-8 or JSON
        values = None
    if not isinstance(values, list) or len(values) != len(fields):
        raise InputError(_BROKEN, field="after")
    return [_checked(value, field=_field(model, name.lstrip("-"))) for name, value in zip(fields, values, strict=True)]


def _field(model: type[Model], name: str) -> "Field[Any, Any] | None":
    """Return the model's field behind an ordering name; None for an annotation, which is compared as it is."""
    found: Any = None
    for step in name.split(LOOKUP_SEP):
        try:
            found = model._meta.pk if step == "pk" else model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found if isinstance(found, Field) else None


def _fits(value: Any) -> bool:
    """Whether every database can compare with this value at all."""
    return abs(value) <= _LARGEST if isinstance(value, int) else isinstance(value, str) and "\0" not in value


def _checked(value: Any, *, field: "Field[Any, Any] | None") -> Any:
    if isinstance(value, bool) or not _fits(value):
        raise InputError(_BROKEN, field="after")
    if field is None:
        return value
    try:
        value = field.to_python(value)
        field.run_validators(value)
    except ValidationError:
        raise InputError(_BROKEN, field="after") from None
    return value
