"""What follows from a decision about rows that may be on record already."""

import json
from collections.abc import Sequence

from tongxin.access.actor import Actor
from tongxin.intake.judging import Judge
from tongxin.intake.lines import Line
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.preview import door_named
from tongxin.kernel.errors import InputError

Kind, Choice = BatchRow.Kind, BatchRow.Choice


def decided(
    batch: Batch, rows: Sequence[int], *, by: Actor, choice: BatchRow.Choice, chosen: int | None
) -> tuple[int, dict[str, int]]:
    """Give rows the kind their decision makes them; return how many, and what the batch sums up to then.

    Runs inside a transaction.
    """
    every = BatchRow.objects.children_of(batch)
    undecided = [row for row in every.filter(pk__in=rows) if json.loads(row.content)["likely"]]
    for row in undecided:
        content = json.loads(row.content)
        likely = [one[0] for one in content["likely"]]
        target = chosen if chosen is not None else likely[0]
        if choice is Choice.SAME and target not in likely:
            raise InputError("只能选择列出的记录。", field="chosen")
        _decide(row, content, by=by, choice=choice, target=target)
    BatchRow.objects.same_as(*undecided).bulk_update(
        undecided, ["kind", "record", "choice", "chosen", "content"], batch_size=500
    )
    kinds = {"new": Kind.NEW, "changed": Kind.CHANGED, "unchanged": Kind.UNCHANGED}
    kinds |= {"duplicates": Kind.DUPLICATE, "errors": Kind.ERROR}
    return len(undecided), {name: every.filter(kind=kind).count() for name, kind in kinds.items()}


def _decide(row: BatchRow, content: dict[str, object], *, by: Actor, choice: BatchRow.Choice, target: int) -> None:
    row.choice, row.chosen, row.record = choice, None, None
    content["same"], content["changes"] = None, []
    row.kind = Kind.DUPLICATE if choice is Choice.SKIP else Kind.NEW
    if choice is Choice.SAME:
        row.chosen = target
        door = door_named(row.door)
        if door.writes_sets:
            content["same"] = target
        else:
            texts = content["texts"]
            assert isinstance(texts, dict)  # noqa: S101 - written by the preview
            known = Judge(door, by=by).compared(Line(row.sheet, row.number, texts, target))
            row.kind, row.record = known.kind, known.record
            content["changes"], content["values"] = known.changes, known.packed_values()
            content["problems"] = [[one.letter, one.label, one.message] for one in known.line.problems]
    row.content = json.dumps(content, ensure_ascii=False)
