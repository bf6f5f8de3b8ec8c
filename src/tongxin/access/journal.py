"""The journal: one line for every write, in the same transaction as the write."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from tongxin.access.actor import Actor
from tongxin.access.models import Entry

REDACTED = "（不记入日志）"
_BATCH = 2_000
_ENCODER = DjangoJSONEncoder()


class OutsideTransactionError(RuntimeError):
    """A journal line was written outside the transaction of the write it tells of: a programming error."""


def values_of(record: models.Model) -> dict[str, Any]:
    """Return the stored values of a record as JSON values; fields marked `keeps_secret` are redacted."""
    return {
        field.attname: REDACTED
        if field.name == "password" or getattr(field, "keeps_secret", False)
        else _plain(field.value_from_object(record))
        for field in record._meta.concrete_fields
    }


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str | list | dict) else _ENCODER.default(value)


_Change = tuple[Mapping[str, Any], Mapping[str, Any]]  # the values before and after


def _line(record: models.Model, *, by: Actor, action: str, path: str, change: _Change, reason: str) -> Entry:
    before, after = change
    changed = {*before, *after}
    if before and after:
        changed = {name for name in changed if before.get(name) != after.get(name)}
    return Entry(
        batch=by.batch,
        account_id=by.account_id,
        actor=by.name,
        action=action,
        record_type=record._meta.label_lower,
        record_id=record.pk,
        record_label=str(record)[:200],
        path=path,
        reason=reason,
        before={name: value for name, value in before.items() if name in changed},
        after={name: value for name, value in after.items() if name in changed},
    )


def write(
    record: models.Model,
    *,
    by: Actor,
    action: str,
    path: str | None = None,
    before: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Tell of one write. `before` holds `values_of` the record before it changed, empty for a new one.

    `path` defaults to the record's own place path. Only changed fields are kept.
    """
    return write_many([record], by=by, action=action, path=path, befores=[before or {}], reason=reason)[0]


def write_many(
    records: Iterable[models.Model],
    *,
    by: Actor,
    action: str,
    path: str | None = None,
    befores: Iterable[Mapping[str, Any]] | None = None,
    reason: str = "",
) -> list[Entry]:
    """Tell of many writes of one kind, a line per record, in a constant number of statements per thousand lines."""
    _refuse_outside_transaction()
    rows = list(records)
    earlier: list[Mapping[str, Any]] = list(befores) if befores is not None else [{}] * len(rows)
    lines = [
        _line(
            row,
            by=by,
            action=action,
            path=getattr(row, "path", "") if path is None else path,
            change=(before, values_of(row)),
            reason=reason,
        )
        for row, before in zip(rows, earlier, strict=True)
    ]
    return Entry.objects.bulk_create(lines, batch_size=_BATCH)


def write_removals(records: Iterable[models.Model], *, by: Actor, action: str, reason: str = "") -> list[Entry]:
    """Tell of rows about to be removed, a line per record with all it held, as `write_many` does."""
    _refuse_outside_transaction()
    lines = [
        _line(row, by=by, action=action, path=getattr(row, "path", ""), change=(values_of(row), {}), reason=reason)
        for row in records
    ]
    return Entry.objects.bulk_create(lines, batch_size=_BATCH)


def _refuse_outside_transaction() -> None:
    if not connection.in_atomic_block:
        msg = "a journal line belongs into the transaction of the write it tells of"
        raise OutsideTransactionError(msg)


def of(record: models.Model) -> models.QuerySet[Entry]:
    """Return the lines about one record, newest first; for pages that already showed the asker may see the record."""
    return (
        Entry.objects.whole_network(reason="the caller has already read this record through its scope")
        .filter(
            record_type=record._meta.label_lower,
            record_id=record.pk,
        )
        .order_by("-id")
    )
