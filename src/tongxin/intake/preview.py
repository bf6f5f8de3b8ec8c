"""Read a file that was handed in and keep what each of its rows does, before anything is on record."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.access.bulk import insert_values
from tongxin.figures.store import Progress
from tongxin.intake.door import Door, every_door
from tongxin.intake.headings import Columns, find_columns, is_understood, missing
from tongxin.intake.judging import Judge, Outcome
from tongxin.intake.lines import SheetLines
from tongxin.intake.models import Batch, BatchRow, Heading
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.places import ancestors
from tongxin.office.sheet import Sheet, column_letters
from tongxin.office.spreadsheets import read_sheets

_MOST_NOTES: Final = 40
_KEPT: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Part:
    """A sheet, the door its rows go through, and how its columns are read."""

    sheet: Sheet
    door: Door
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class _Source:
    """Where a sheet comes from: the place it was handed in for, and what its file is called."""

    path: str
    filename: str


def doors() -> dict[str, Door]:
    """Return the doors of the installed rooms by name, in the order in which their records depend on each other."""
    return every_door()


def door_named(name: str) -> Door:
    """Return the door with this name or raise `InputError` naming those there are."""
    try:
        return doors()[name]
    except KeyError:
        known = "、".join(doors())
        raise InputError(f"没有「{name[:30]}」这种内容，可用的有：{known}。", field="door") from None


def parts(sheets: Sequence[Sheet], *, door: str, path: str, filename: str = "") -> tuple[list[Part], list[str]]:
    """Return how each sheet is to be read, doors in order, and a note for each sheet that is not.

    `door` names what was chosen; a sheet whose title is a door's own label goes through that one.
    """
    source = _Source(path=path, filename=filename)
    titled = {one.label: one for one in doors().values()}
    read: list[Part] = []
    for sheet in sheets:
        wanted = titled.get(sheet.name) or (door_named(door) if door else None)
        part = _read_as(sheet, wanted, source) if wanted else _guessed(sheet, source)
        read += [part] if part else []
    # Beside a sheet that is understood, one of which nothing is understood is only notes or choices.
    understood = [part for part in read if is_understood(part.columns, part.door)]
    found = understood or read
    kept = {part.sheet.name for part in found}
    notes = [f"工作表「{sheet.name}」没有找到表头，未读入。" for sheet in sheets if sheet.name not in kept]
    if not found:
        raise InputError(
            "没有一张工作表的表头能读懂：请在上传时选择内容，或下载模板填写；表头应在前 15 行内。", field="file"
        )
    order = list(doors())
    return sorted(found, key=lambda part: order.index(part.door.name)), notes


Judged = tuple[Part, Outcome]


def judged(found: Sequence[Part], *, by: Actor, progress: Progress, notes: list[str]) -> Iterator[Judged]:
    """Yield the outcome of every line of every part, adding to `notes` what to tell about them.

    The lines of doors without sets are written on the way.
    """
    judges: dict[str, Judge] = {}
    for part in found:
        judge = judges.setdefault(part.door.name, Judge(part.door, by=by))
        sheet = SheetLines(part.sheet, part.columns, door=part.door)
        yield from ((part, outcome) for outcome in judge.judge(sheet, progress=progress))
        notes += sheet.notes


def read_batch(batch: Batch, content: bytes, *, by: Actor, progress: Progress) -> Batch:
    """Read the file and keep the outcome of each row; what a dry run had to write is taken back.

    Rows are kept as they are judged, so that a long file needs little memory; they mean nothing before the state says
    that the file was read, and are dropped when it is read again.
    """
    try:
        found, notes = parts(
            read_sheets(content, name=batch.filename), door=batch.door, path=batch.path, filename=batch.filename
        )
        batch.headings = [_as_read(part) for part in found]
        _refuse_incomplete(found)
    except InputError as error:
        batch.message = error.message[:500]
        return _finish(batch, state=Batch.State.UNREADABLE)
    BatchRow.objects.children_of(batch).delete()
    if all(part.door.writes_sets for part in found):
        counts = _keep(batch, judged(found, by=by, progress=progress, notes=notes))
    else:
        with transaction.atomic():
            outcomes = list(judged(found, by=by, progress=_silent, notes=notes))
            transaction.set_rollback(True)
        counts = _keep(batch, outcomes)
    kinds = BatchRow.Kind
    batch.new, batch.changed, batch.unchanged = counts[kinds.NEW], counts[kinds.CHANGED], counts[kinds.UNCHANGED]
    batch.errors, batch.duplicates = counts[kinds.ERROR], counts[kinds.DUPLICATE]
    batch.notes, batch.message = notes[:_MOST_NOTES], ""
    return _finish(batch, state=Batch.State.PREVIEWED)


def _finish(batch: Batch, *, state: Batch.State) -> Batch:
    """Store what was read, if nothing else happened to the batch meanwhile."""
    with transaction.atomic():
        _require_current(batch)
        batch.state, batch.read = state, timezone.now()
        batch.save()
    return batch


def _require_current(batch: Batch) -> None:
    """Raise `ConflictError` where the batch was read anew, imported or given up since this reading began."""
    current = Batch.objects.same_as(batch).select_for_update().get()
    if (current.state, current.reading) != (Batch.State.RECEIVED, batch.reading):
        raise ConflictError("这一批在读取期间已另行处理，这次读取作废。")


def _silent(done: int, total: int) -> None:
    """Progress told inside a transaction would be rolled back with it."""


def _read_as(sheet: Sheet, door: Door, source: _Source) -> Part:
    if door.translate is not None:
        sheet = door.translate(sheet, filename=source.filename, path=source.path) or sheet
    remembered = _remembered(door, source.path)
    return Part(sheet=sheet, door=door, columns=find_columns(sheet, door, remembered=remembered))


def _guessed(sheet: Sheet, source: _Source) -> Part | None:
    """Return the sheet read through the door whose headings it has most of, where all that is needed is there."""
    read = [_read_as(sheet, door, source) for door in doors().values()]
    fitting = [part for part in read if is_understood(part.columns, part.door) and not missing(part.columns, part.door)]
    return max(fitting, key=lambda part: len(part.columns.fields), default=None)


def _refuse_incomplete(found: Sequence[Part]) -> None:
    for part in found:
        if absent := missing(part.columns, part.door):
            raise InputError(
                f"工作表「{part.sheet.name}」缺少必填的列：{'、'.join(absent)}；列名不同的，请指定“列的对应”后重新读取。",
                field="headings",
            )


def _remembered(door: Door, path: str) -> dict[str, str]:
    """Return what headings were said to mean for this place; nearer places win."""
    rows = Heading.objects.whole_network(reason="headings said for the batch's own place and those above it")
    lines = rows.filter(door=door.name, path__in=[*ancestors(path), path]).order_by("path")
    return {line.text: line.field for line in lines}


def _as_read(part: Part) -> dict[str, Any]:
    """Return how the columns of a sheet were read, for the page on which this is mended."""
    return {
        "sheet": part.sheet.name,
        "door": part.door.name,
        "columns": [
            [column_letters(position), text[:60], part.columns.fields.get(position, "")]
            for position, text in part.columns.headings.items()
            if text.strip() and position not in (part.columns.record, part.columns.act)
        ],
    }


def _keep(batch: Batch, outcomes: Iterable[Judged]) -> Counter[BatchRow.Kind]:
    """Write what each row does and return how many do what."""
    shared = {"batch_id": batch.pk, "path": batch.path, "choice": "", "chosen": None}
    counts: Counter[BatchRow.Kind] = Counter()
    remaining = iter(outcomes)
    while chunk := list(islice(remaining, _KEPT)):
        rows = [
            shared
            | {
                "door": part.door.name,
                "sheet": outcome.line.sheet[:31],
                "number": outcome.line.number,
                "kind": str(outcome.kind),
                "record": outcome.record,
                "content": sealed(outcome),
            }
            for part, outcome in chunk
        ]
        counts.update(outcome.kind for _, outcome in chunk)
        with transaction.atomic():
            _require_current(batch)
            insert_values(BatchRow, rows)
    return counts


def sealed(outcome: Outcome) -> str:
    """Return what a row holds as JSON text."""
    line = outcome.line
    return json.dumps(
        {
            "texts": line.texts,
            "values": outcome.packed_values(),
            "changes": outcome.changes,
            "likely": [[one.record, one.label, one.strength, one.reasons] for one in outcome.likely],
            "same": outcome.same,
            "act": line.act.code if line.act is not None else "",
            "problems": [[one.letter, one.label, one.message] for one in line.problems],
        },
        ensure_ascii=False,
    )
