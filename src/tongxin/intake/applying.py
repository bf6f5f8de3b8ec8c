"""Put a previewed file on record: all of it in one transaction, or nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.intake.door import ACT_HEADING, Door
from tongxin.intake.judging import do_act, shown
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.packing import unpacked
from tongxin.intake.preview import door_named
from tongxin.intake.validation import Validator
from tongxin.kernel.errors import ConflictError, InputError, TongxinError
from tongxin.lifecycle.life import Act
from tongxin.ports.locked import UNSAID

Kind = BatchRow.Kind
_CHUNK: Final = 5_000


class RefusedError(ConflictError):
    """Rows that cannot be written any more: why, by the number of the row. Nothing of the batch was written."""

    def __init__(self, first: BatchRow, refused: Mapping[int, str]) -> None:
        others = f"另有 {len(refused) - 1} 行也是。" if len(refused) > 1 else ""
        super().__init__(
            f"{first}现在不能导入：{refused[first.pk]}{others}整批都没有写入，原因已写在各行；改正、去掉或重新读取后再导入。"
        )
        self.refused = refused
        self.kept = f"{first}{f'等 {len(refused)} 行' if len(refused) > 1 else ''}现在不能导入，整批都没有写入，原因已写在各行。"
        """What may stand on the batch: why may name somebody, and stands sealed in the rows."""


@dataclass(frozen=True)
class _Correction:
    """What a row corrects: a record, its changes as the preview showed them, the values of its form, an act to do."""

    row: BatchRow
    record: int
    changes: Sequence[Sequence[str]]
    values: Mapping[str, Any]
    act: str = ""


def apply_rows(batch: Batch, *, by: Actor) -> int:
    """Write every row that is new or changed and return their number. Runs inside a transaction.

    Rows that cannot be written any more, because something changed since the preview, stop the whole batch: raises
    `RefusedError` naming every one.
    """
    applying = _Applying(batch, by)
    written = 0
    for name in dict.fromkeys(_rows(batch).order_by("id").values_list("door", flat=True)):
        door = door_named(name)
        for rows in _chunks(batch, name):
            applying.create(door, [row for row in rows if row.kind == Kind.NEW])
            applying.correct(door, [_correction(row) for row in rows if row.kind == Kind.CHANGED])
            written += len(rows)
    if applying.refused:
        first = _rows(batch).get(pk=min(applying.refused))
        raise RefusedError(first, applying.refused)
    return written


def mark_refused(batch: Batch, refused: Mapping[int, str]) -> None:
    """Make rows that could not be written errors that say why; what was decided of them stays. Needs a transaction."""
    rows = list(_rows(batch).filter(pk__in=refused))
    for row in rows:
        content = json.loads(row.content)
        content["problems"] = [["", "", refused[row.pk], ""]]
        row.kind, row.content = Kind.ERROR, json.dumps(content, ensure_ascii=False)
    BatchRow.objects.same_as(*rows).bulk_update(rows, ["kind", "content"], batch_size=500)


def tables_of(batch: Batch) -> list[type[Guarded]]:
    """Return the tables a batch writes."""
    names = _rows(batch).order_by().values_list("door", flat=True).distinct()
    return [model for name in names if (model := door_named(name).model) is not None]


def _asks_why_late(door: Door) -> bool:
    field = door.form.base_fields.get("reason")
    return field is not None and not field.required


def _rows(batch: Batch) -> Any:
    return BatchRow.objects.children_of(batch)


def _chunks(batch: Batch, door: str) -> Iterator[list[BatchRow]]:
    last = 0
    wanted = _rows(batch).filter(door=door, kind__in=(Kind.NEW, Kind.CHANGED)).order_by("id")
    while rows := list(wanted.filter(pk__gt=last)[:_CHUNK]):
        yield rows
        last = rows[-1].pk


def _correction(row: BatchRow) -> _Correction:
    content = json.loads(row.content)
    changes = [change for change in content["changes"] if change[0] != ACT_HEADING]
    return _Correction(row, row.record or 0, changes, content["values"], content.get("act", ""))


class _Applying:
    """Writes rows for one asker, going on after one that is refused so that all of them are told."""

    def __init__(self, batch: Batch, by: Actor) -> None:
        self.batch, self.by = batch, by
        self.refused: dict[int, str] = {}

    def create(self, door: Door, rows: Sequence[BatchRow]) -> None:
        """Put new records on file."""
        contents = [json.loads(row.content) for row in rows]
        if not door.writes_sets:
            self._one_by_one(door, rows, [content["texts"] for content in contents])
        elif door.create_many is not None and rows:
            values = unpacked([content["values"] for content in contents])
            for value, content in zip(values, contents, strict=True):
                value["same"] = content["same"]
            refused = door.refusals(values, by=self.by) if door.refusals else {}
            self.refused |= {rows[position].pk: error.message for position, error in refused.items()}
            if not refused:
                door.create_many(values, by=self.by)
            self._correct_what_they_hang_on(door, rows, contents)

    def _one_by_one(self, door: Door, rows: Sequence[BatchRow], texts: Sequence[Mapping[str, str]]) -> None:
        """Write row by row, each read by the form anew: a row may name a record that an earlier one made."""
        validator = Validator(door.form)
        for row, typed in zip(rows, texts, strict=True):
            cleaned, errors = validator.clean(typed)
            if errors:
                self.refused[row.pk] = "".join(next(iter(errors.values())))
                continue
            if self.batch.reason and _asks_why_late(door) and not cleaned["reason"]:
                cleaned = {**cleaned, "reason": self.batch.reason}
            other = door.create_other if row.choice == BatchRow.Choice.OTHER else None
            with self._told(row):
                (other or door.create)(by=self.by, **cleaned)
                validator.forget()

    def _correct_what_they_hang_on(
        self, door: Door, rows: Sequence[BatchRow], contents: Sequence[Mapping[str, Any]]
    ) -> None:
        also = [
            _Correction(row, content["same"], content["also"]["changes"], content["also"]["values"])
            for row, content in zip(rows, contents, strict=True)
            if content.get("also") and row.pk not in self.refused
        ]
        if also:
            self.correct(door_named(door.hangs_on), also)

    def correct(self, door: Door, corrections: Sequence[_Correction]) -> None:
        """Change only the fields the preview showed as changed, and only where they still hold what it showed."""
        if not corrections or door.correct is None:
            return
        held_rows = door.rows(self.by.scope, verb=door.verb).select_for_update(of=("self",))
        records = {one.pk: one for one in held_rows.filter(pk__in=[one.record for one in corrections])}
        now = dict(zip(records, door.values_of_many(list(records.values())), strict=True))
        values = unpacked([one.values for one in corrections])
        for one, value in zip(corrections, values, strict=True):
            held = now.get(one.record)
            if held is None:
                self.refused[one.row.pk] = "记录已不在您的权限范围内。"
            elif any(
                shown(door.correcting.base_fields[name], held.get(name)) != was for name, _, was, _ in one.changes
            ):
                self.refused[one.row.pk] = "记录在预览以后有人改过，请重新读取。"
            else:
                self._correct_one(
                    door, one, records[one.record], held | {name: value[name] for name, *_ in one.changes}
                )

    def _correct_one(self, door: Door, one: _Correction, record: Any, merged: Mapping[str, Any]) -> None:
        act = door.sheet_acts.get(one.act)
        reason = self._explained(act) if act is not None else ""
        with self._told(one.row):
            if one.changes and door.correct is not None:
                values = {name: merged.get(name) for name in door.correcting.base_fields}
                door.correct(record, by=self.by, reason=self.batch.reason or UNSAID, **values)
            if act is not None:
                do_act(act, record, by=self.by, reason=reason)

    def _explained(self, act: Act) -> str:
        """Return the reason of a batch; what needs one is not done with words nobody wrote."""
        if act.form is not None and not self.batch.reason.strip():
            raise InputError(f"「{act.label}」要写明原因，请在导入时填写。", field="reason")
        return self.batch.reason

    @contextmanager
    def _told(self, row: BatchRow) -> Iterator[None]:
        """Go on after a row that is refused, leaving nothing of it behind."""
        try:
            with transaction.atomic():
                yield
        except TongxinError as error:
            if (
                isinstance(error, ConflictError) and error.field == "reason"
            ):  # the row is right as it is: one reason, of the batch, is all that is missing
                raise
            self.refused[row.pk] = error.message
