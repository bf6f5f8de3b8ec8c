"""Writes of lines of sheets: one by one, or a whole sheet at once; the numbers of their rounds follow."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, TongxinError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, lock, require_reason
from tongxin.records.produce.actions.rounds import recount
from tongxin.records.produce.models import SELLING, Round, SheetLine
from tongxin.records.produce.queries.settlement import digest_of

Values = Mapping[str, Any]


def tell(*, by: Actor, reason: str = "", **details: Any) -> SheetLine:
    """Put one line on record."""
    return tell_many([{**details, "reason": reason}], by=by)[0]


def tell_many(rows: Sequence[Values], *, by: Actor) -> list[SheetLine]:
    """Put the lines of a sheet on record, round by round. Raises `ConflictError` for a line on record already."""
    of_rounds: dict[Round, list[Values]] = defaultdict(list)
    for row in rows:
        of_rounds[row["round"]].append(row)
    made: dict[str, SheetLine] = {}
    for one in sorted(of_rounds, key=lambda one: one.pk):
        made |= {line.digest: line for line in _tell(one, of_rounds[one], by=by)}
    return [made[digest_of(row)] for row in rows]


def line_refusals(rows: Sequence[Values], *, by: Actor) -> dict[int, TongxinError]:
    """Return, by position, why a line would not be taken."""
    del by
    return {
        position: ConflictError(_refusal(row["round"]), field="round")
        for position, row in enumerate(rows)
        if row["round"].state not in SELLING
    }


def correct_line(line: SheetLine, *, by: Actor, reason: str, **details: Any) -> SheetLine:
    """Correct a line that was written down wrongly. It stays with its round."""
    with act("produce.told.correct", line, by=by, reason=require_reason(reason)) as doer:
        if details["round"].pk != line.round_id:
            raise ConflictError("结算行不能改到另一场，请撤销那一批导入后重新导入。", field="round")
        lock(line.round, by=doer, verb=Verb.RECORD)
        _require_selling(line.round)
        change(line, by=doer, values={**details, "digest": digest_of(details)})
        recount(line.round, by=doer)
        return line


def _tell(one: Round, rows: Sequence[Values], *, by: Actor) -> list[SheetLine]:
    reason = next((row["reason"] for row in rows if row.get("reason")), "")
    with act("produce.told.tell", by=by, path=one.path, reason=reason) as doer:
        lock(one, by=doer, verb=Verb.RECORD)
        _require_selling(one)
        lines = {line.digest: line for line in (_line(row) for row in rows)}
        if SheetLine.objects.children_of(one).filter(digest__in=list(lines)).exists():
            raise ConflictError("这些结算行已有登记过的，请刷新后重新读取。")
        written = SheetLine.objects.insert_rows(lines.values())
        journal.write_many(written, by=doer, action="produce.told.tell", reason=reason)
        recount(one, by=doer)
        return written


def _line(row: Values) -> SheetLine:
    columns = {name: value for name, value in row.items() if name not in ("reason", "same")}
    return SheetLine(**columns, path=row["round"].path, digest=digest_of(row))


def _refusal(one: Round) -> str:
    if one.state == Round.State.ENDED:
        return f"「{one}」的退货期已经结束，数字已定，不能再登记结算行。"
    return f"「{one}」现在是「{one.get_state_display()}」，开场以后才能登记订单和结算行。"


def _require_selling(one: Round) -> None:
    if one.state not in SELLING:
        raise ConflictError(_refusal(one), field="round")
