"""The journal: one line for every write, in the same transaction as the write."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.access.bulk import insert_values
from tongxin.access.models import Entry

REDACTED = "（不记入日志）"
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})
_ENCODER = DjangoJSONEncoder()
Change = tuple[Mapping[str, Any], Mapping[str, Any]]
"""The values before and after."""
_waiting: ContextVar[list[dict[str, Any]] | None] = ContextVar("waiting", default=None)


class OutsideTransactionError(RuntimeError):
    """A journal line was written outside the transaction of the write it tells of: a programming error."""


@contextmanager
def together() -> Iterator[None]:
    """Write the lines told inside with one statement, in their order, as the last write of the transaction they belong to.

    What fails inside tells nothing. One inside another writes its own lines, after those told before it.
    """
    if before := _waiting.get():
        _write_waiting(before)
    lines: list[dict[str, Any]] = []
    token = _waiting.set(lines)
    try:
        yield
        _write_waiting(lines)
    finally:
        _waiting.reset(token)


@contextmanager
def part_of_it() -> Iterator[None]:
    """Tell, among the lines of what this is a part of, nothing of a part that fails."""
    lines = _waiting.get() or []
    told = len(lines)
    try:
        yield
    except BaseException:
        del lines[told:]
        raise


def values_of(record: models.Model) -> dict[str, Any]:
    """Return the stored values of a record as JSON values; fields marked `keeps_secret` are redacted."""
    return {
        name: REDACTED if secret else value if type(value := getattr(record, name)) in _AS_THEY_ARE else _plain(value)
        for name, secret in _columns(type(record))
    }


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, bool]]:
    """Return the columns of a table and whether each is kept out of the journal."""
    return [
        (one.attname, one.name == "password" or getattr(one, "keeps_secret", False))
        for one in model._meta.concrete_fields
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str | list | dict) else _ENCODER.default(value)


def write(
    record: models.Model,
    *,
    by: Actor,
    action: str,
    path: str | None = None,
    before: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Tell of one write. `before` holds `values_of` the record before it changed, empty for a new one.

    `path` defaults to the record's own place path. Only changed fields are kept.
    """
    write_many([record], by=by, action=action, path=path, befores=[before or {}], reason=reason)


def write_change(record: models.Model, change: Change, *, by: Actor, action: str, reason: str) -> None:
    """Tell of one write whose values before and after hold more than the record's own columns: its links to many."""
    _tell([(record, change)], by=by, action=action, path=None, reason=reason)


def write_many(
    records: Iterable[models.Model],
    *,
    by: Actor,
    action: str,
    path: str | None = None,
    befores: Iterable[Mapping[str, Any]] | None = None,
    reason: str = "",
) -> None:
    """Tell of many writes of one kind, a line per record, in a constant number of statements per thousand lines."""
    rows = list(records)
    earlier: Iterable[Mapping[str, Any]] = befores if befores is not None else ({} for _ in rows)
    changes = ((row, (before, values_of(row))) for row, before in zip(rows, earlier, strict=True))
    _tell(changes, by=by, action=action, path=path, reason=reason)


def write_removals(records: Iterable[models.Model], *, by: Actor, action: str, reason: str = "") -> None:
    """Tell of rows about to be removed, a line per record with all it held, as `write_many` does."""
    _tell(((row, (values_of(row), {})) for row in records), by=by, action=action, path=None, reason=reason)


def _tell(
    changes: Iterable[tuple[models.Model, Change]], *, by: Actor, action: str, path: str | None, reason: str
) -> None:
    if not connection.in_atomic_block:
        msg = "a journal line belongs into the transaction of the write it tells of"
        raise OutsideTransactionError(msg)
    shared = {
        "at": timezone.now(),
        "batch": by.batch,
        "account_id": by.account_id,
        "actor": by.name,
        "action": action,
        "reason": reason,
    }
    told = (shared | _line(row, change, path=path) for row, change in changes)
    waiting = _waiting.get()
    if waiting is None:
        insert_values(Entry, told)
    else:
        waiting += told


def _write_waiting(lines: list[dict[str, Any]]) -> None:
    insert_values(Entry, lines)
    lines.clear()


def _line(record: models.Model, change: Change, *, path: str | None) -> dict[str, Any]:
    before, after = change
    if before and after:
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        before, after = ({name: one[name] for name in changed if name in one} for one in change)
    return {
        "record_type": record._meta.label_lower,
        "record_id": record.pk,
        "record_label": str(record)[:200],
        "path": getattr(record, "path", "") if path is None else path,
        "before": before,
        "after": after,
    }


def of(record: models.Model) -> models.QuerySet[Entry]:
    """Return the lines about one record, newest first; for pages that already showed the asker may see the record."""
    return Entry.objects.about(record).order_by("-id")
