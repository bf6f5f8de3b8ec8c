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
from tongxin.intake.deciding import decide_again, decisions_of
from tongxin.intake.door import Door, every_door
from tongxin.intake.headings import Columns, find_columns, is_understood, missing
from tongxin.intake.judging import Judge, Outcome
from tongxin.intake.lines import Line, SheetLines
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.said import Said, said_of
from tongxin.intake.samples import excerpt_of
from tongxin.intake.words import Remembered, remembered
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.office.sheet import Sheet, column_letters
from tongxin.office.spreadsheets import read_sheets

_MOST_NOTES: Final = 40
_KEPT: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Part:
    """A sheet, the door its rows go through, how its columns are read, and what was said beforehand."""

    sheet: Sheet
    door: Door
    columns: Columns
    said: Said

    @property
    def missing(self) -> list[str]:
        """The labels of required fields that neither a column nor anybody gives."""
        return missing(self.columns, self.door, constants=self.said.constants)


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


def parts(sheets: Sequence[Sheet], batch: Batch) -> tuple[list[Part], list[str]]:
    """Return how each sheet is to be read, doors in order, and a note for each sheet that is not.

    The door chosen for the batch is meant, whatever its sheets are called; where one of them bears that door's own label,
    the others go through the doors they are called after. Without a choice titles tell, then headings.
    """
    reader = _Reader(batch)
    titled = {one.label: one for one in doors().values()}
    chosen = door_named(batch.door) if batch.door else None
    by_title = chosen is None or any(sheet.name == chosen.label for sheet in sheets)
    read: list[Part] = []
    for sheet in sheets:
        wanted = (titled.get(sheet.name) if by_title else None) or chosen
        part = reader.through(sheet, wanted) if wanted else reader.guessed(sheet)
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
    made: dict[str, dict[int, Line]] = {}
    for part in found:
        judge = judges.setdefault(part.door.name, Judge(part.door, by=by, made=made))
        sheet = SheetLines(part.sheet, part.columns, door=part.door, said=part.said)
        yield from ((part, outcome) for outcome in judge.judge(sheet, progress=progress))
        notes += sheet.notes


def read_batch(batch: Batch, content: bytes, *, by: Actor, progress: Progress) -> Batch:
    """Read the file and keep the outcome of each row; what a dry run had to write is taken back.

    Rows are kept as they are judged, so that a long file needs little memory; they mean nothing before the state says
    that the file was read, and are dropped when it is read again.
    """
    try:
        found, notes = parts(read_sheets(content, name=batch.filename), batch)
        batch.headings = [_as_read(part) for part in found]
        batch.excerpt = excerpt_of([(part.sheet, part.columns) for part in found])
        _refuse_incomplete(found)
    except InputError as error:
        batch.message = error.message[:500]
        return _finish(batch, state=Batch.State.UNREADABLE)
    decisions = decisions_of(batch)
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
    for name, number in decide_again(batch, decisions, by=by).items():
        setattr(batch, name, number)
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


class _Reader:
    """Reads the sheets of one batch; what was said of the words of a door is asked once."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._known: dict[str, tuple[Remembered, Said]] = {}

    def through(self, sheet: Sheet, door: Door) -> Part:
        """Return the sheet read through a door."""
        if door.translate is not None:
            sheet = door.translate(sheet, filename=self._batch.filename, path=self._batch.path) or sheet
        known, said = self._said(door)
        columns = find_columns(sheet, door, remembered=known.headings)
        return Part(sheet=sheet, door=door, columns=columns, said=said)

    def guessed(self, sheet: Sheet) -> Part | None:
        """Return the sheet read through the door whose headings it has most of, first where nothing needed is missing."""
        read = [self.through(sheet, door) for door in doors().values()]
        understood = [part for part in read if is_understood(part.columns, part.door)]
        fitting = [part for part in understood if not part.missing]
        return max(fitting or understood, key=lambda part: len(part.columns.fields), default=None)

    def _said(self, door: Door) -> tuple[Remembered, Said]:
        if door.name not in self._known:
            known = remembered(door, self._batch.path)
            presumed = door.presumed(self._batch.path) if door.presumed is not None else {}
            said = said_of(self._batch, door=door.name, presumed=presumed, words=known.words)
            self._known[door.name] = (known, said)
        return self._known[door.name]


def _refuse_incomplete(found: Sequence[Part]) -> None:
    for part in found:
        if part.missing:
            raise InputError(
                f"工作表「{part.sheet.name}」缺少必填的列：{'、'.join(part.missing)}；请在“列的对应”里指定是哪一列，"
                "表里没有的可以统一填一个值。",
                field="headings",
            )


def _as_read(part: Part) -> dict[str, Any]:
    """Return how the columns of a sheet were read, for the page on which this is mended."""
    fields = {**part.columns.fields}
    for one in part.columns.beside:
        fields |= one.fields
    return {
        "sheet": part.sheet.name,
        "door": part.door.name,
        "beside": len(part.columns.beside),
        "columns": [
            [column_letters(position), text[:60], fields.get(position, "")]
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
            "block": line.block,
            "told": line.told,
            "unlisted": line.unlisted,
            "likely": [[one.record, one.label, one.strength, one.reasons] for one in outcome.likely],
            "same": outcome.same,
            "act": line.act.code if line.act is not None else "",
            "problems": [[one.letter, one.label, one.message, one.name] for one in line.problems],
        },
        ensure_ascii=False,
    )
