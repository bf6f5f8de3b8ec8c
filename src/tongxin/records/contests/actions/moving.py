"""What hangs on a contest goes along when the contest is given to an organiser of another place."""

from typing import Any

from tongxin.access import journal
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import Doer, change
from tongxin.records.contests.models import (
    Award,
    Contest,
    Criterion,
    Entrant,
    Entry,
    HallScreen,
    Judge,
    Objection,
    Recusal,
    Result,
    Round,
    ScoreSheet,
    SheetVersion,
)
from tongxin.records.contests.queries import every_entry

# What hangs on the contest directly, then what hangs on that, then what hangs on that again.
_HANGING: tuple[tuple[type[Any], type[Any]], ...] = (
    (Round, Contest),
    (Judge, Contest),
    (Objection, Contest),
    (Award, Contest),
    (HallScreen, Contest),
    (Criterion, Round),
    (Result, Round),
    (ScoreSheet, Round),
    (Entrant, Entry),
    (Recusal, Judge),
    (SheetVersion, ScoreSheet),
)


def move(contest: Contest, *, by: Doer, path: str) -> None:
    """Give all that hangs on a contest the path of another place; needs the right to record at both."""
    by.scope.require(Verb.RECORD, path)
    if contest.path == path:
        return
    for entry in every_entry(contest):
        change(entry, by=by, values={"path": path}, action="contests.move")  # its files follow
    numbers: dict[type[Any], list[int]] = {
        Contest: [contest.pk],
        Entry: [entry.pk for entry in every_entry(contest)],
    }
    for table, parent in _HANGING:
        rows = table.objects.children_of_numbered(parent, numbers[parent])
        hanging = list(rows)
        numbers[table] = [row.pk for row in hanging]
        befores = [journal.values_of(row) for row in hanging]
        for row in hanging:
            row.path = path
        rows.bulk_update(hanging, ["path"], batch_size=500)
        journal.write_many(hanging, by=by, action="contests.move", befores=befores, reason=by.reason)
