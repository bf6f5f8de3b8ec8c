"""Writes of training."""

from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance import actions as attendance
from tongxin.attendance.actions import Programme
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
        return create(TrainingClass(occasion=occasion), by=doer, values=organised_values(details))


def register_class(
    *, by: Actor, roster: str, signed_roster: str, head_count: int | None, reason: str = "", **details: Any
) -> TrainingClass:
    """Record a class in one go: with a roster, or the place its signed roster is kept, as held; without, as planned."""
    with act("training.class.plan", by=by, path=details["organiser"].path, reason=reason) as doer:
        training_class = plan_class(by=doer, **details)
        if roster.strip() or signed_roster.strip():
            hold_class(
                training_class,
                by=doer,
                roster=roster,
                signed_roster=signed_roster,
                head_count=head_count,
                reason=reason,
            )
    return training_class


def hold_class(
    training_class: TrainingClass,
    *,
    by: Actor,
    roster: str = "",
    signed_roster: str = "",
    head_count: int | None = None,
    reason: str = "",
) -> TrainingClass:
    """Say that a planned class took place; needs someone who completed it, or where the signed roster is kept."""
    with act("training.class.hold", training_class, by=by, reason=reason) as doer:
        if training_class.last_day > today():
            day = chinese_date(training_class.last_day)
            raise ConflictError(f"这期培训班 {day} 才结业，请在结业后再登记为已举办。", field="last_day")
        attendance.add_lines(training_class.occasion, by=doer, roster=roster)
        if head_count is not None:
            attendance.count_heads(training_class.occasion, by=doer, number=head_count, method="据签到册清点")
        kept = signed_roster.strip()
        if not kept and not attendance.is_completed_by_anybody(training_class.occasion, by=doer):
            raise ConflictError(
                "还没有名册：请粘贴结业人员名册，或写明签到册存放在哪里，再登记为已举办。", field="roster"
            )
        return change(training_class, by=doer, values={"state": State.HELD, "signed_roster": kept})


def add_roster(training_class: TrainingClass, *, by: Actor, roster: str, reason: str = "") -> TrainingClass:
    """Add the lines of a pasted roster that are not there yet."""
    with act("training.class.roster", training_class, by=by, reason=reason) as doer:
        attendance.add_lines(training_class.occasion, by=doer, roster=roster)
    return training_class


def rematch_roster(training_class: TrainingClass, *, by: Actor) -> str:
    """Match the unresolved lines of the roster again; returns a sentence on how many were found."""
    with act("training.class.rematch", training_class, by=by, reason="重新核对名册") as doer:
        return f"新对上 {len(attendance.rematch_roster(training_class.occasion, by=doer))} 人。"


def close_class(training_class: TrainingClass, *, by: Actor) -> TrainingClass:
    """File a held class away; it goes on counting."""
    with act("training.class.close", training_class, by=by) as doer:
        return change(training_class, by=doer, values={"state": State.CLOSED})


def cancel_class(training_class: TrainingClass, *, by: Actor, reason: str) -> TrainingClass:
    """Say that a planned class will not take place, and why."""
    why = require_reason(reason)
    with act("training.class.cancel", training_class, by=by, reason=why) as doer:
        return change(training_class, by=doer, values={"state": State.CANCELLED, "cancel_reason": why})


def correct_class(training_class: TrainingClass, *, by: Actor, reason: str, **details: Any) -> TrainingClass:
    """Correct what was recorded wrongly, in any state; giving it to another organiser needs scope over both places.

    Roster lines are corrected one by one, each with its own reason, never by pasting the roster again.
    """
    path = details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("training.class.correct", training_class, by=by, reason=require_reason(reason)) as doer:
        if training_class.state in COUNTED and details["last_day"] > today():
            raise ConflictError("这期培训班已经举办，结业日期不能改到今天以后。", field="last_day")
        attendance.move_occasion(training_class.occasion, by=doer, path=path)
        attendance.correct_programme(training_class.occasion, by=doer, programme=Programme.taken_from(details))
        return change(training_class, by=doer, values=organised_values(details))
