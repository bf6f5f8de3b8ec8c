"""Persons and firms once: two records of one become one, and two again where that was a mistake.

Needs, on both sides, the verb of the kind of record: 人员信息 for persons, 登记 for firms.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.affected import affected_by_subjects
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.actions.moving import Move, put_back
from tongxin.network.models import Organisation, Person, PersonMerge
from tongxin.network.models.merges import Merge, Remark
from tongxin.network.queries.once import Once, once_of
from tongxin.ports.locked import LOCKED_RETURNS

Kept = Person | Organisation
_CONTRADICTION = "有记录同时写了这两边，合并后自相矛盾，请先更正那条记录再合并。"


def mark_distinct(one: Kept, *, by: Actor, other: Kept, reason: str = "") -> Remark:
    """Remember that two records are two, so that nobody is asked again. Needs the right on one of the two sides."""
    once = once_of(one)
    first, second = sorted((one, other), key=lambda record: record.pk)
    _refuse_same(once, one, other)
    with transaction.atomic():
        _lock(once, first, second)
        if not any(by.scope.may(once.verb, record.path) for record in (first, second)):
            by.scope.require(once.verb, first.path)
        pair = once.distinct(
            first=first, second=second, path=first.path, by=by.name, day=today(), reason=reason.strip()
        )
        remark: Remark = create(pair, by=by, action=f"{once.code}.distinct", reason=reason)
        return remark


def merge_records(
    kept: Kept, *, by: Actor, merged: Kept, reason: str, choose: Mapping[str, str] | None = None
) -> Merge:
    """Make two records one: all that hangs on `merged` goes to `kept`, the old address leads there.

    `choose` says by field (`Once.choices`) whose value stays, "kept" or "merged"; a field not named keeps what the kept
    record says, or takes the other's where that is empty.
    """
    once, why = once_of(kept), require_reason(reason)
    with transaction.atomic():
        _lock(once, kept, merged)
        for record in (kept, merged):
            by.scope.require(once.verb, record.path)
        return unite(kept, merged=merged, by=by, reason=why, choose=choose or {})


def unite(kept: Any, *, merged: Any, by: Actor, reason: str, choose: Mapping[str, str]) -> Merge:
    """Merge for a caller who has checked both sides: the asker's own right, or a request the other side accepted."""
    once = once_of(kept)
    _refuse_same(once, kept, merged)
    once.refuse_unknown(choose)
    with transaction.atomic():
        _lock(once, kept, merged)
        if why_not := once.refusal(kept, merged):
            raise ConflictError(why_not)
        move = _moved(once, kept, merged, by=by, reason=reason, choose=choose)
        LOCKED_RETURNS().restate(set(affected_by_subjects(once.subject, (kept.pk, merged.pk))), by=by, reason=reason)
        merge = once.merge(
            kept=kept,
            merged=merged,
            path=kept.path,
            merged_path=merged.path,
            moved=move.links,
            former=json.dumps(move.steps, ensure_ascii=False),
            by=by.name,
            day=today(),
            reason=reason,
        )
        done: Merge = create(merge, by=by, action=f"{once.merging}.do", reason=reason)
        return done


def undo_merge(merge: Any, *, by: Actor, reason: str) -> Merge:
    """Make one record two again, exactly as they were; refused, naming it, where later work depends on the merge."""
    once, why = once_of(merge), require_reason(reason)
    with transaction.atomic():
        rows = once.merge.objects.same_as(merge)
        merge.refresh_from_db(from_queryset=rows.select_for_update())
        by.scope.require(once.verb, merge.path)
        if merge.state != Merge.State.DONE:
            raise ConflictError("这次合并已经撤销，不需要再办理。")
        kept = once.model.objects.same_as(merge.kept).select_for_update().get()
        for path in (kept.path, merge.merged_path):
            by.scope.require(once.verb, path)
        _refuse_further(once, kept, merge)
        _put_back(merge, by=by, reason=why, kept=kept)
        concerned = affected_by_subjects(once.subject, (kept.pk, merge.merged_id))
        LOCKED_RETURNS().restate(set(concerned), by=by, reason=why)
        # What undoing needed is needed no more, and it may be personal.
        values = {"state": Merge.State.UNDONE, "former": ""}
        undone: Merge = change(merge, by=by, action=f"{once.merging}.undo", values=values, reason=why)
        return undone


def forget_merged(person: Person, *, by: Actor, reason: str) -> None:
    """Erase what records merged into a person, however long ago, still say about them; for whoever erases the person.

    The rows stay without a name, so that old addresses lead on; their merges can no longer be undone.
    """
    by.scope.require(Verb.MEMBERS, person.path)
    with transaction.atomic():
        _forget(person, by=by, reason=reason)


def _moved(once: Once, kept: Any, merged: Any, *, by: Actor, reason: str, choose: Mapping[str, str]) -> Move:
    """Let all go over. The merged record leaves first: what only one record may bear is free for the other."""
    move, path, values = Move(once, by=by, reason=reason), kept.path, once.chosen(kept, merged, choose=choose)
    try:
        with transaction.atomic():
            move.alter(merged, {"merged_into_id": kept.pk}, action=f"{once.code}.merged")
            move.alter(kept, values, action=f"{once.code}.merge")
            if kept.path != path:
                move.settle(kept)
            move.follow(merged, kept)
    except IntegrityError as error:
        raise ConflictError(_CONTRADICTION) from error
    for pair in _pairs(once, kept, merged):
        move.put_aside(pair)
    return move


def _refuse_further(once: Once, kept: Any, merge: Any) -> None:
    if kept.merged_into_id is not None:
        raise ConflictError(f"保留的{once.label}后来又并入{once.label} {kept.merged_into_id}，请先撤销那次合并。")
    if not merge.former:
        raise ConflictError("合并前的内容已按本人要求删除，不能撤销合并。")


def _forget(person: Person, *, by: Actor, reason: str) -> None:
    merges = PersonMerge.objects.children_of(person, field="kept")
    for merge in merges.filter(state=PersonMerge.State.DONE).select_related("merged"):
        change(merge.merged, by=by, action="network.person.erase", values=merge.merged.nameless, reason=reason)
        change(merge, by=by, action="network.merge.forget", values={"former": ""}, reason=reason)
        _forget(merge.merged, by=by, reason=reason)


def _put_back(merge: Any, *, by: Actor, reason: str, kept: Any) -> None:
    try:
        with transaction.atomic():
            put_back(json.loads(merge.former), by=by, reason=reason, kept=kept)
    except IntegrityError as error:
        raise ConflictError("合并之后登记的内容与合并前的内容冲突（例如职务已由他人担任），请先改正再撤销。") from error


def _refuse_same(once: Once, one: Any, other: Any) -> None:
    if one.pk == other.pk:
        raise InputError(f"请选择{once.two}。")


def _lock(once: Once, one: Any, other: Any) -> None:
    """Read both anew under a lock, in one order for everybody; refuse records that were merged meanwhile."""
    rows = once.model.objects.same_as(one, other)
    for record in sorted((one, other), key=lambda record: record.pk):
        record.refresh_from_db(from_queryset=rows.select_for_update())
        if record.merged_into_id is not None:
            label = once.label
            raise ConflictError(f"{label} {record.pk} 刚才已并入{label} {record.merged_into_id}，请刷新后再看。")


def _pairs(once: Once, kept: Any, merged: Any) -> list[Any]:
    """Return the remark that the two are two: who merges them knows better, and undoing brings it back."""
    first, second = sorted((kept.pk, merged.pk))
    remarks = once.distinct.objects.children_of_numbered(once.model, [first], field="first")
    return list(remarks.filter(second=second))
