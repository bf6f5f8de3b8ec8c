"""Persons once: two records of one person become one, and two again where that was a mistake. Needs 人员信息 on both sides."""

import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.affected import affected_by_persons
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.actions.moving import Move, put_back
from tongxin.network.models import Distinct, Person, PersonMerge
from tongxin.network.queries.choices import chosen, refuse_unknown
from tongxin.ports.locked import LOCKED_RETURNS


def mark_distinct(one: Person, *, by: Actor, other: Person, reason: str = "") -> Distinct:
    """Remember that two records are two people, so that nobody is asked again. Needs the right on one of the two sides."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    if first.pk == second.pk:
        raise InputError("请选择两条不同的人员记录。")
    with transaction.atomic():
        _lock(first, second)
        if not any(by.scope.may(Verb.MEMBERS, person.path) for person in (first, second)):
            by.scope.require(Verb.MEMBERS, first.path)
        pair = Distinct(first=first, second=second, path=first.path, by=by.name, day=today(), reason=reason.strip())
        return create(pair, by=by, action="network.person.distinct", reason=reason)


def merge_persons(
    kept: Person, *, by: Actor, merged: Person, reason: str, choose: Mapping[str, str] | None = None
) -> PersonMerge:
    """Make two records one: all that hangs on `merged` goes to `kept`, the old address leads there.

    `choose` says by field (`CHOICES`) whose value stays, "kept" or "merged"; a field not named keeps what the kept
    record says, or takes the other's where that is empty.
    """
    why = require_reason(reason)
    with transaction.atomic():
        _lock(kept, merged)
        for person in (kept, merged):
            by.scope.require(Verb.MEMBERS, person.path)
        return unite(kept, merged=merged, by=by, reason=why, choose=choose or {})


def unite(kept: Person, *, merged: Person, by: Actor, reason: str, choose: Mapping[str, str]) -> PersonMerge:
    """Merge for a caller who has checked both sides: the asker's own right, or a request the other side accepted."""
    if kept.pk == merged.pk:
        raise InputError("请选择两条不同的人员记录。")
    refuse_unknown(choose)
    with transaction.atomic():
        _lock(kept, merged)
        move = Move(by=by, reason=reason)
        path = kept.path
        move.alter(kept, chosen(kept, merged, choose=choose), action="network.person.merge")
        if kept.path != path:
            move.settle(kept)
        move.follow(merged, kept)
        for pair in _pairs(kept, merged):
            move.put_aside(pair)
        move.alter(merged, {"merged_into_id": kept.pk}, action="network.person.merged")
        LOCKED_RETURNS().restate(set(affected_by_persons((kept.pk, merged.pk))), by=by, reason=reason)
        merge = PersonMerge(
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
        return create(merge, by=by, action="network.merge.do", reason=reason)


def undo_merge(merge: PersonMerge, *, by: Actor, reason: str) -> PersonMerge:
    """Make one record two again, exactly as they were; refused, naming it, where later work depends on the merge."""
    why = require_reason(reason)
    with transaction.atomic():
        rows = PersonMerge.objects.same_as(merge)
        merge.refresh_from_db(from_queryset=rows.select_for_update())
        by.scope.require(Verb.MEMBERS, merge.path)
        if merge.state != PersonMerge.State.DONE:
            raise ConflictError("这次合并已经撤销，不需要再办理。")
        kept = _locked(merge.kept)
        for path in (kept.path, merge.merged_path):
            by.scope.require(Verb.MEMBERS, path)
        if kept.merged_into_id is not None:
            raise ConflictError(f"保留的人员后来又并入人员 {kept.merged_into_id}，请先撤销那次合并。")
        if not merge.former:
            raise ConflictError("合并前的内容已按本人要求删除，不能撤销合并。")
        _put_back(merge, by=by, reason=why, kept=kept)
        LOCKED_RETURNS().restate(set(affected_by_persons((kept.pk, merge.merged_id))), by=by, reason=why)
        # What undoing needed is needed no more, and it is personal.
        values = {"state": PersonMerge.State.UNDONE, "former": ""}
        return change(merge, by=by, action="network.merge.undo", values=values, reason=why)


def forget_merged(person: Person, *, by: Actor, reason: str) -> None:
    """Erase what records merged into a person, however long ago, still say about them; for whoever erases the person.

    The rows stay without a name, so that old addresses lead on; their merges can no longer be undone.
    """
    by.scope.require(Verb.MEMBERS, person.path)
    with transaction.atomic():
        _forget(person, by=by, reason=reason)


def _forget(person: Person, *, by: Actor, reason: str) -> None:
    merges = PersonMerge.objects.children_of(person, field="kept")
    for merge in merges.filter(state=PersonMerge.State.DONE).select_related("merged"):
        change(merge.merged, by=by, action="network.person.erase", values=merge.merged.nameless, reason=reason)
        change(merge, by=by, action="network.merge.forget", values={"former": ""}, reason=reason)
        _forget(merge.merged, by=by, reason=reason)


def _put_back(merge: PersonMerge, *, by: Actor, reason: str, kept: Person) -> None:
    try:
        with transaction.atomic():
            put_back(json.loads(merge.former), by=by, reason=reason, kept=kept)
    except IntegrityError as error:
        raise ConflictError("合并之后登记的内容与合并前的内容冲突（例如职务已由他人担任），请先改正再撤销。") from error


def _locked(person: Person) -> Person:
    return Person.objects.same_as(person).select_for_update().get()


def _lock(one: Person, other: Person) -> None:
    """Read both anew under a lock, in one order for everybody; refuse records that were merged meanwhile."""
    rows = Person.objects.same_as(one, other)
    for person in sorted((one, other), key=lambda person: person.pk):
        person.refresh_from_db(from_queryset=rows.select_for_update())
        if person.merged_into_id is not None:
            raise ConflictError(f"人员 {person.pk} 刚才已并入人员 {person.merged_into_id}，请刷新后再看。")


def _pairs(kept: Person, merged: Person) -> list[Distinct]:
    """Return the remark that the two are two people: who merges them knows better, and undoing brings it back."""
    first, second = sorted((kept.pk, merged.pk))
    return list(Distinct.objects.children_of_numbered(Person, [first], field="first").filter(second=second))
