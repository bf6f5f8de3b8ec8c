"""Put a previewed file on record: all of it in one transaction, or nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tongxin.access.actor import Actor
from tongxin.intake.door import ACT_HEADING, Door
from tongxin.intake.judging import DEFAULT_REASON, do_act, shown
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.packing import unpacked
from tongxin.intake.preview import door_named
from tongxin.intake.validation import Validator
from tongxin.kernel.errors import ConflictError, InputError, TongxinError
from tongxin.lifecycle.life import Act

Kind = BatchRow.Kind
_CHUNK: Final = 5_000


def apply_rows(batch: Batch, *, by: Actor) -> int:
    """Write every row that is new or changed and return their number. Runs inside a transaction.

    A row that cannot be written any more, because something changed since the preview, stops the whole batch.
    """
    written = 0
    for name in dict.fromkeys(_rows(batch).order_by("id").values_list("door", flat=True)):
        door = door_named(name)
        for rows in _chunks(batch, name):
            _create(door, [row for row in rows if row.kind == Kind.NEW], by=by)
            _correct(batch, door, [row for row in rows if row.kind == Kind.CHANGED], by=by)
            written += len(rows)
    return written


def _rows(batch: Batch) -> Any:
    return BatchRow.objects.children_of(batch)


def _chunks(batch: Batch, door: str) -> Iterator[list[BatchRow]]:
    last = 0
    wanted = _rows(batch).filter(door=door, kind__in=(Kind.NEW, Kind.CHANGED)).order_by("id")
    while rows := list(wanted.filter(pk__gt=last)[:_CHUNK]):
        yield rows
        last = rows[-1].pk


def _create(door: Door, rows: Sequence[BatchRow], *, by: Actor) -> None:
    contents = [json.loads(row.content) for row in rows]
    if not door.writes_sets:
        _create_one_by_one(door, rows, [content["texts"] for content in contents], by=by)
    elif door.create_many is not None and rows:
        values = unpacked([content["values"] for content in contents])
        for value, content in zip(values, contents, strict=True):
            value["same"] = content["same"]
        refused = door.refusals(values, by=by) if door.refusals else {}
        for position, error in refused.items():
            raise _stopped(rows[position], error)
        door.create_many(values, by=by)


def _create_one_by_one(door: Door, rows: Sequence[BatchRow], texts: Sequence[Mapping[str, str]], *, by: Actor) -> None:
    """Write row by row, each read by the form anew: a row may name a record that an earlier one made."""
    validator = Validator(door.form)
    for row, typed in zip(rows, texts, strict=True):
        cleaned, errors = validator.clean(typed)
        if errors:
            raise ConflictError(f"{row}现在不能导入：{next(iter(errors.values()))[0]}整批都没有写入，请重新预览。")
        try:
            door.create(by=by, **cleaned)
        except TongxinError as error:
            raise _stopped(row, error) from error
        validator.forget()


def _correct(batch: Batch, door: Door, rows: Sequence[BatchRow], *, by: Actor) -> None:
    """Change only the fields the preview showed as changed, and only where they still hold what it showed."""
    if not rows or door.correct is None:
        return
    held_rows = door.rows(by.scope, verb=door.verb).select_for_update(of=("self",))
    records = {one.pk: one for one in held_rows.filter(pk__in=[row.record for row in rows])}
    now = dict(zip(records, door.values_of_many(list(records.values())), strict=True))
    contents = [json.loads(row.content) for row in rows]
    values = unpacked([content["values"] for content in contents])
    fields = door.correcting.base_fields
    for row, content, value in zip(rows, contents, values, strict=True):
        held = now.get(row.record or 0)
        if held is None:
            raise ConflictError(f"{row}的记录已不在您的权限范围内，整批都没有写入，请重新预览。")
        changes = [change for change in content["changes"] if change[0] != ACT_HEADING]
        names = [name for name, *_ in changes]
        if any(shown(fields[name], held.get(name)) != before for name, _, before, _ in changes):
            raise ConflictError(f"{row}的记录在预览以后有人改过，整批都没有写入，请重新预览。")
        record = records[row.record or 0]
        merged = {name: held.get(name) for name in fields} | {name: value[name] for name in names}
        try:
            if names:
                door.correct(record, by=by, reason=batch.reason or DEFAULT_REASON, **merged)
            if act := door.sheet_acts.get(content.get("act", "")):
                do_act(act, record, by=by, reason=_explained(act, batch))
        except TongxinError as error:
            raise _stopped(row, error) from error


def _explained(act: Act, batch: Batch) -> str:
    """Return the reason of a batch; what needs one is not done with words nobody wrote."""
    if act.form is not None and not batch.reason.strip():
        raise InputError(f"「{act.label}」要写明原因，请在导入时填写。", field="reason")
    return batch.reason


def _stopped(row: BatchRow, error: TongxinError) -> ConflictError:
    return ConflictError(f"{row}现在不能导入：{error.message}整批都没有写入，请重新预览。")
