"""Writes of training."""

from typing import Any, Unpack

from tongxin.access.actor import Actor
from tongxin.attendance import actions as attendance
from tongxin.attendance.actions import Programme
from tongxin.attendance.rosters import Proof, is_proof, taken_proof
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.records.training.models import COUNTED, TrainingClass

State = TrainingClass.State


def plan_class(*, by: Actor, **details: Any) -> TrainingClass:
    """Put a class on record before it is held. It belongs to the organiser's place."""
    path = details["organiser"].path
    with act("training.class.plan", by=by, path=path) as doer:
        programme = Programme.taken_from(details)
        occasion = attendance.open_occasion(by=doer, kind="training.class", path=path, programme=programme)
        return create(TrainingClass(occasion=occasion), by=doer, values=organised_values(details, by=doer))


def register_class(*, by: Actor, reason: str = "", **details: Any) -> TrainingClass:
    """Record a class in one go: with a roster, or the place its signed roster is kept, as held; without, as planned."""
    proof = taken_proof(details)
    with act("training.class.plan", by=by, path=details["organiser"].path, reason=reason) as doer:
        one = plan_class(by=doer, **details)
        return hold_class(one, by=doer, reason=reason, **proof) if is_proof(proof) else one


def hold_class(one: TrainingClass, *, by: Actor, reason: str = "", **proof: Unpack[Proof]) -> TrainingClass:
    """Say that a planned class took place; needs someone who completed it, or where the signed roster is kept."""
    with act("training.class.hold", one, by=by, reason=reason) as doer:
        if one.last_day > today():
            raise ConflictError(
                f"这期培训班 {chinese_date(one.last_day)} 才结业，请在结业后再登记为已举办。", field="last_day"
            )
        kept = attendance.prove_held(one.occasion, by=doer, **proof)
        return change(one, by=doer, values={"state": State.HELD, "signed_roster": kept})


def add_roster(one: TrainingClass, *, by: Actor, roster: str, reason: str = "") -> TrainingClass:
    """Add the lines of a pasted roster that are not there yet."""
    with act("training.class.roster", one, by=by, reason=reason) as doer:
        attendance.add_lines(one.occasion, by=doer, roster=roster)
    return one


def rematch_roster(one: TrainingClass, *, by: Actor) -> str:
    """Match the unresolved lines of the roster again; returns a sentence on how many were found."""
    with act("training.class.rematch", one, by=by, reason="重新核对名册") as doer:
        return f"新对上 {len(attendance.rematch_roster(one.occasion, by=doer))} 人。"


def close_class(one: TrainingClass, *, by: Actor) -> TrainingClass:
    """File a held class away; it goes on counting."""
    with act("training.class.close", one, by=by) as doer:
        return change(one, by=doer, values={"state": State.CLOSED})


def cancel_class(one: TrainingClass, *, by: Actor, reason: str) -> TrainingClass:
    """Say that a planned class will not take place, and why."""
    why = require_reason(reason)
    with act("training.class.cancel", one, by=by, reason=why) as doer:
        return change(one, by=doer, values={"state": State.CANCELLED, "cancel_reason": why})


def correct_class(one: TrainingClass, *, by: Actor, reason: str, **details: Any) -> TrainingClass:
    """Correct what was recorded wrongly, in any state; giving it to another organiser needs scope over both places.

    Roster lines are corrected one by one, each with its own reason, never by pasting the roster again.
    """
    path = details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("training.class.correct", one, by=by, reason=require_reason(reason)) as doer:
        if one.state in COUNTED and details["last_day"] > today():
            raise ConflictError("这期培训班已经举办，结业日期不能改到今天以后。", field="last_day")
        attendance.move_occasion(one.occasion, by=doer, path=path)
        attendance.correct_programme(one.occasion, by=doer, programme=Programme.taken_from(details))
        return change(one, by=doer, values=organised_values(details, by=doer, record=one))
