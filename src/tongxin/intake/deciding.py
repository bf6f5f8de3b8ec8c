"""What follows from a decision about rows that may be on record already."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tongxin.access.actor import Actor
from tongxin.intake.door import Door, every_door
from tongxin.intake.judging import IN_THE_FILE, Judge, Outcome
from tongxin.intake.lines import Line
from tongxin.intake.models import Batch, BatchRow
from tongxin.intake.packing import unpacked
from tongxin.kernel.errors import InputError

Kind, Choice = BatchRow.Kind, BatchRow.Choice
Decisions = Mapping[tuple[str, str, int, int], tuple[str, int | None, frozenset[int]]]
"""What was decided of a row, by door, sheet, line and table: the choice, the record chosen, the records it was one of."""


def decided(
    batch: Batch, rows: Sequence[int], *, by: Actor, choice: BatchRow.Choice, chosen: int | None
) -> tuple[int, dict[str, int]]:
    """Give rows the kind their decision makes them; return how many, and what the batch sums up to then.

    Runs inside a transaction.
    """
    every = BatchRow.objects.children_of(batch)
    undecided = [row for row in every.filter(pk__in=rows) if json.loads(row.content)["likely"]]
    deciding = _Deciding(by)
    for row in undecided:
        content = json.loads(row.content)
        likely = [one[0] for one in content["likely"]]
        target = chosen if chosen is not None else likely[0]
        if choice is Choice.SAME and target not in likely:
            raise InputError("只能选择列出的记录。", field="chosen")
        deciding.decide(row, content, choice=choice, target=target)
    _keep(undecided)
    return len(undecided), sums(batch)


def sums(batch: Batch) -> dict[str, int]:
    """Return how many rows of a batch do what, by the column that keeps it."""
    every = BatchRow.objects.children_of(batch)
    kinds = {"new": Kind.NEW, "changed": Kind.CHANGED, "unchanged": Kind.UNCHANGED}
    kinds |= {"duplicates": Kind.DUPLICATE, "errors": Kind.ERROR}
    return {name: every.filter(kind=kind).count() for name, kind in kinds.items()}


def decisions_of(batch: Batch) -> Decisions:
    """Return what was decided of the rows of a batch, before it is read again."""
    rows = BatchRow.objects.children_of(batch).exclude(choice="").exclude(content="")
    return {
        _key(row, content): (row.choice, row.chosen, _likely(content))
        for row in rows
        for content in (json.loads(row.content),)
    }


def decide_again(batch: Batch, decisions: Decisions, *, by: Actor) -> dict[str, int]:
    """Decide the rows read anew as they were decided before, where they are as doubtful as then; return the new sums."""
    if not decisions:
        return {}
    deciding, again = _Deciding(by), []
    for row in BatchRow.objects.children_of(batch).filter(kind=Kind.DUPLICATE):
        content = json.loads(row.content)
        choice, chosen, before = decisions.get(_key(row, content), ("", None, frozenset[int]()))
        likely = [one[0] for one in content["likely"]]
        if choice and likely and (chosen in likely if choice == Choice.SAME else before.issuperset(likely)):
            deciding.decide(row, content, choice=Choice(choice), target=likely[0] if chosen is None else chosen)
            again.append(row)
    _keep(again)
    return sums(batch)


def _keep(rows: Sequence[BatchRow]) -> None:
    columns = ["kind", "record", "choice", "chosen", "content"]
    BatchRow.objects.same_as(*rows).bulk_update(rows, columns, batch_size=500)


def _likely(content: Mapping[str, Any]) -> frozenset[int]:
    return frozenset(one[0] for one in content["likely"])


def _key(row: BatchRow, content: Mapping[str, Any]) -> tuple[str, str, int, int]:
    return row.door, row.sheet, row.number, content.get("block", 0)


class _Deciding:
    """Decides row after row for one asker; a record that two rows are said to be is told."""

    def __init__(self, by: Actor) -> None:
        self._by = by
        self._doors = every_door()
        self._judges: dict[str, Judge] = {}

    def decide(self, row: BatchRow, content: dict[str, Any], *, choice: BatchRow.Choice, target: int) -> None:
        """Give a row the kind its decision makes it, and its content what follows."""
        row.choice, row.chosen, row.record = choice, None, None
        content.setdefault("fresh", content["values"])  # a comparison takes their place until it is decided otherwise
        content |= {"values": content["fresh"], "same": None, "changes": [], "also": None, "problems": []}
        row.kind = Kind.DUPLICATE if choice is Choice.SKIP else Kind.NEW
        if choice is Choice.SAME:
            row.chosen = target
            self._is_same(row, content, target)
        row.content = json.dumps(content, ensure_ascii=False)

    def _is_same(self, row: BatchRow, content: dict[str, Any], target: int) -> None:
        """Compare a row with what it is about: a record in the file, one on record, or one that hangs on it."""
        door = self._doors[row.door]
        if target == IN_THE_FILE:
            row.kind = Kind.DUPLICATE
        elif not door.writes_sets:
            self._compare(row, content, self._compared(door, row, content, target))
        elif (joined := self._joined(door, content, target)) is not None:
            self._compare(row, content, self._compared(door, row, content, joined))
        else:
            content["same"] = target
            self._hang(door, row, content, target)

    def _compare(self, row: BatchRow, content: dict[str, Any], known: Outcome) -> None:
        row.kind, row.record = known.kind, known.record
        content["changes"], content["values"] = known.changes, known.packed_values()
        content["problems"] = [[one.letter, one.label, one.message, one.name] for one in known.line.problems]

    def _compared(self, door: Door, row: BatchRow, content: Mapping[str, Any], number: int) -> Outcome:
        judge = self._judges.setdefault(door.name, Judge(door, by=self._by))
        return judge.compared(Line(row.sheet, row.number, dict(content["texts"]), number))

    def _joined(self, door: Door, content: Mapping[str, Any], target: int) -> int | None:
        if door.joined is None:
            return None
        return door.joined([target], unpacked([content["values"]]), self._by.scope)[0]

    def _hang(self, door: Door, row: BatchRow, content: dict[str, Any], target: int) -> None:
        """Let a new record hang on one on record, correct that one by the row, and tell at once what will be refused."""
        if door.hangs_on:
            known = self._compared(self._doors[door.hangs_on], row, content, target)
            if known.changes and not known.line.problems:  # whoever may not correct it leaves it as it is
                content["also"] = {"changes": known.changes, "values": known.packed_values()}
        if door.refusals is not None:
            values = {**unpacked([content["values"]])[0], "same": target}
            for error in door.refusals([values], by=self._by).values():
                row.kind = Kind.ERROR
                content["problems"] = [["", "", error.message, error.field or ""]]
