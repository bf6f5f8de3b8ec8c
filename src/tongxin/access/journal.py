"""The journal: one line for every write, in the same transaction as the write.

What somebody typed goes beside the lines, in a row the lines of one write share, with a commitment in each of them: it
may be deleted when a person is erased, and the lines stay as they were sealed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.access.bulk import insert_values
from tongxin.access.models import Account, Detail, Entry
from tongxin.access.typed import typed_columns
from tongxin.kernel.chain import new_salt

REDACTED = "（不记入日志）"
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})
_ENCODER = DjangoJSONEncoder()
_CHUNK: Final = 5_000
_LATEST: Final = 300
Change = tuple[Mapping[str, Any], Mapping[str, Any]]
"""The values before and after."""


class _Waiting(list[dict[str, Any]]):
    """The lines of one act until it is over. All of them are of one moment: by that it is known what belongs together."""

    at: datetime | None = None

    def moment(self) -> datetime:
        """Return the moment of the act: that of the first line told."""
        self.at = self.at or timezone.now()
        return self.at


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)
_written: ContextVar["Written | None"] = ContextVar("written", default=None)


@dataclass
class Written:
    """How many lines were written so far."""

    lines: int = 0


class OutsideTransactionError(RuntimeError):
    """A journal line was written outside the transaction of the write it tells of: a programming error."""


@contextmanager
def together() -> Iterator[None]:
    """Write the lines told inside with one statement, in their order, as the last write of the transaction they belong to.

    What fails inside tells nothing. One inside another writes its own lines, after those told before it.
    """
    if before := _waiting.get():
        _write_waiting(before)
    lines: _Waiting = _Waiting()
    token = _waiting.set(lines)
    try:
        yield
        _write_waiting(lines)
    finally:
        _waiting.reset(token)


@contextmanager
def part_of_it() -> Iterator[None]:
    """Tell, among the lines of what this is a part of, nothing of a part that fails."""
    waiting = _waiting.get()
    lines: list[dict[str, Any]] = [] if waiting is None else waiting
    told = len(lines)
    try:
        yield
    except BaseException:
        del lines[told:]
        raise


def moment_of_act() -> datetime:
    """Return the moment all lines of the act under way are of; of now where there is none."""
    waiting = _waiting.get()
    return timezone.now() if waiting is None else waiting.moment()


@contextmanager
def counting() -> Iterator[Written]:
    """Count the lines written inside: where there are none, nothing was changed."""
    counted = Written()
    token = _written.set(counted)
    try:
        yield counted
    finally:
        _written.reset(token)


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
    if isinstance(value, datetime):
        return value.isoformat()  # to the microsecond, so that a value can come back as it was
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
        "at": moment_of_act(),
        "batch": by.batch,
        "account_id": by.account_id,
        "actor": by.name,
        "action": action,
        "reason": reason,
    }
    told = (shared | _line(row, change, path=path) for row, change in changes)
    waiting = _waiting.get()
    if waiting is None:
        _insert(told)
    else:
        waiting += told


def _write_waiting(lines: list[dict[str, Any]]) -> None:
    _insert(lines)
    lines.clear()


def _insert(lines: Iterable[dict[str, Any]]) -> None:
    remaining = iter(lines)
    while chunk := list(islice(remaining, _CHUNK)):
        _put_apart(chunk)
        insert_values(Entry, chunk)
        if (counted := _written.get()) is not None:
            counted.lines += len(chunk)


def _put_apart(lines: list[dict[str, Any]]) -> None:
    """Take what was typed out of lines into rows beside them: one for all lines that say the same."""
    details: dict[tuple[str, str], Detail] = {}
    typed = [(line.pop("reason"), line.pop("said")) for line in lines]
    for line, (reason, said) in zip(lines, typed, strict=True):
        if (reason or said) and (reason, said) not in details:
            details[reason, said] = Detail(path=line["path"], reason=reason, said=said, salt=new_salt())
    if len(details) == 1:
        next(iter(details.values())).save(force_insert=True)
    else:
        Detail.objects.insert_rows(details.values())
    commitments = {key: one.commitment for key, one in details.items()}
    for line, key in zip(lines, typed, strict=True):
        line |= {"detail_id": details[key].pk if key in details else None, "commitment": commitments.get(key, "")}


def _line(record: models.Model, change: Change, *, path: str | None) -> dict[str, Any]:
    before, after = change
    if before and after:
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        before, after = ({name: one[name] for name in changed if name in one} for one in change)
    typed = typed_columns(type(record))
    said, before, after = _apart(typed, before, after) if typed else ("", before, after)
    return {
        "record_type": record._meta.label_lower,
        "record_id": record.pk,
        "record_label": _label(record, typed),
        "path": getattr(record, "path", "") if path is None else path,
        "before": before,
        "after": after,
        "said": said,
    }


def _apart(typed: frozenset[str], *values: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return as JSON what was typed of the values before and after, and both without it."""
    said = [{name: one[name] for name in typed & one.keys() if one[name] and one[name] != REDACTED} for one in values]
    before, after = ({**one, **dict.fromkeys(own, Entry.APART)} for one, own in zip(values, said, strict=True))
    found = {name: own for name, own in zip(("before", "after"), said, strict=True) if own}
    return json.dumps(found, ensure_ascii=False, sort_keys=True) if found else "", before, after


def _label(record: models.Model, typed: frozenset[str]) -> str:
    """Return what a record is called; one called by what somebody typed is called by its number."""
    label = str(record)
    if any((text := getattr(record, name)) and str(text) in label for name in typed):
        label = f"{record._meta.verbose_name} {record.pk}"
    return label[:200]


def lately_done(by: Actor) -> Counter[str]:
    """Return how often an account did what, by the journal's codes, among its latest lines; one query."""
    own = Entry.objects.children_of_numbered(Account, [] if by.account_id is None else [by.account_id])
    return Counter(own.order_by("-id").values_list("action", flat=True)[:_LATEST])


def of(record: models.Model) -> models.QuerySet[Entry]:
    """Return the lines about one record, newest first; for pages that already showed the asker may see the record."""
    return Entry.objects.about(record).select_related("detail").order_by("-id")


def of_many(table: type[models.Model], numbers: Iterable[int]) -> models.QuerySet[Entry]:
    """Return the lines about the rows of a table with these numbers, newest first; as `of`, for rows shown already."""
    return Entry.objects.about_numbered(table, numbers).select_related("detail").order_by("-id")
