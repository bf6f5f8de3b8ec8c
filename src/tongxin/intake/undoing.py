"""Take an import back: the former state exactly, or a sentence saying which later work rests on it."""

import json
from collections import defaultdict
from typing import Final

from django.apps import apps
from django.db.models import Q

from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.intake.models import Batch, EarlierValues
from tongxin.kernel.errors import ConflictError
from tongxin.lifecycle.undoing import (
    Undoing,
    Written,
    called,
    chunks,
    lines_about,
    lines_written,
    refuse_what_rests,
    restore_kept,
    standing,
    take_back,
    written_by,
)
from tongxin.ports.desk import UNDONE
from tongxin.web.format import moment

_REFUSED: Final = "不能撤销："


def undo_rows(batch: Batch, *, by: Actor, reason: str) -> int:
    """Take back every row the import wrote, the last first, and return their number. Runs inside a transaction."""
    undoing = Undoing(by=by, action=UNDONE, reason=reason, refused=_REFUSED, origin="导入")
    every = lines_written(Q(batch=batch.pk)).order_by("id")
    lines = [one for one in every if one.before or one.after]  # of secrets alone what was kept tells
    written = written_by(lines)
    _refuse_later_work(batch, written=written)
    refuse_what_rests(written, undoing=undoing)
    take_back(written, undoing=undoing)
    _restore_kept(batch, written=written)
    return written.count


def _refuse_later_work(batch: Batch, *, written: Written) -> None:
    """Refuse where something else was written later about a record of this import and stands."""
    touched: dict[str, set[int]] = defaultdict(set)
    for name, numbers in written.touched.items():
        touched[name].update(numbers)
    # A line about secret values alone names no column, but what was kept does.
    kept = EarlierValues.objects.children_of(batch)
    for name, number in kept.values_list("record_type", "record"):
        touched[name].add(number)
    last = lines_written(Q(batch=batch.pk)).order_by("-id").values_list("pk", flat=True).first() or 0
    undone = Batch.objects.counted().filter(state=Batch.State.UNDONE)
    for name, every in touched.items():
        for chunk in chunks(sorted(every)):
            found: dict[int, list[Entry]] = defaultdict(list)
            for line in lines_about(name, chunk, after=last).exclude(batch__in=undone.values("pk")).order_by("-id"):
                found[line.record_id].append(line)
            for later in filter(None, map(standing, found.values())):
                raise ConflictError(
                    f"{_REFUSED}{called(name)}「{later.record_label}」在导入以后由 {later.actor} 于 {moment(later.at)} 改过，"
                    "请先处理这条记录。"
                )


def _restore_kept(batch: Batch, *, written: Written) -> None:
    """Put back, as they were stored, the values the journal does not hold."""
    born = {(name, number) for name, numbers in written.created.items() for number in numbers}
    for earlier in EarlierValues.objects.children_of(batch).order_by("-id"):
        if (earlier.record_type, earlier.record) not in born:
            restore_kept(apps.get_model(earlier.record_type), earlier.record, json.loads(earlier.content))
