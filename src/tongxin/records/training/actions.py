"""Writes of training. Each is one transaction: check verb and scope, save, tell the journal."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance import actions as attendance
from tongxin.attendance import queries as attended
from tongxin.attendance.actions import Programme
from tongxin.attendance.models import Participation
from tongxin.attendance.rosters import parse_roster
from tongxin.intake.closing import settle
from tongxin.intake.reportable import Touch
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.network.actions.writing import change, create, lock
from tongxin.network.models import Organisation
from tongxin.network.models.rules import stated
from tongxin.records.training.models import OCCASION_KIND, RETURN_KIND, TrainingClass


class ClassDetails(TypedDict):
    """What is known of a class from the day it is planned."""

    title: str
    organiser: Organisation
    co_organisers: Sequence[Organisation]
    kind: str
    venue: str
    first_day: date
    last_day: date
    field_days: tuple[date, ...]
    days_needed: int | None


class CorrectedLine(TypedDict):
    """What is corrected of a roster line."""

    days_attended: int | None
    identity: str


def plan_class(*, by: Actor, **details: Unpack[ClassDetails]) -> TrainingClass:
    """Put a class on record before it is held. It belongs to the organiser's place."""
    organiser = details["organiser"]
    by.scope.require(Verb.RECORD, organiser.path)
    with transaction.atomic():
        occasion = attendance.open_occasion(
            by=by, kind=OCCASION_KIND, path=organiser.path, programme=_programme(details)
        )
        training_class = TrainingClass(occasion=occasion, **_values(details))
        create(training_class, by=by, action="training.class.plan")
        _set_joint(training_class, by=by, details=details)
    return training_class


def register_class(
    *,
    by: Actor,
    roster: str,
    signed_roster: str,
    head_count: int | None,
    reason: str = "",
    **details: Unpack[ClassDetails],
) -> TrainingClass:
    """Record a class in one go: with a roster, or the place its signed roster is kept, as held; without, as planned."""
    with transaction.atomic():
        training_class = plan_class(by=by, **details)
        if roster.strip() or signed_roster.strip():
            proof = {"roster": roster, "signed_roster": signed_roster, "reason": reason}
            hold_class(training_class, by=by, head_count=head_count, **proof)
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
    with transaction.atomic():
        _open(training_class, by=by, expected=TrainingClass.State.PLANNED)
        if training_class.last_day > today():
            day = chinese_date(training_class.last_day)
            raise ConflictError(f"这期培训班 {day} 才结业，请在结业后再登记为已举办。", field="last_day")
        add_participants(training_class, by=by, roster=roster)
        if head_count is not None:
            attendance.count_heads(training_class.occasion, by=by, number=head_count, method="据签到册清点")
        kept = signed_roster.strip()
        if not kept and not attended.roster(training_class.occasion).filter(completed=True).exists():
            raise ConflictError(
                "还没有名册：请粘贴结业人员名册，或写明签到册存放在哪里，再登记为已举办。", field="roster"
            )
        values = {"state": TrainingClass.State.HELD, "signed_roster": kept}
        change(training_class, by=by, action="training.class.hold", values=values, reason=reason)
        settle(RETURN_KIND, by=by, touches=[_touch(training_class)], reason=reason)
    return training_class


def add_participants(training_class: TrainingClass, *, by: Actor, roster: str, reason: str = "") -> TrainingClass:
    """Add the lines of a pasted roster that are not there yet."""
    with transaction.atomic():
        _open(training_class, by=by)
        if training_class.state == TrainingClass.State.CANCELLED:
            raise ConflictError("这期培训班已取消，不能再登记名册。", field="roster")
        matched = attended.match(parse_roster(roster), scope=by.scope)
        attendance.enter_roster(training_class.occasion, by=by, lines=matched)
        settle(RETURN_KIND, by=by, touches=[_touch(training_class)], reason=reason)
    return training_class


def correct_line(
    line: Participation, *, by: Actor, training_class: TrainingClass, reason: str, **corrected: Unpack[CorrectedLine]
) -> Participation:
    """Correct one line of a class's roster."""
    with transaction.atomic():
        _open(training_class, by=by)  # read anew: it may have been moved to another period meanwhile
        attendance.correct_participation(line, by=by, reason=reason, **corrected)
        settle(RETURN_KIND, by=by, touches=[_touch(training_class)], reason=reason)
    return line


def close_class(training_class: TrainingClass, *, by: Actor) -> TrainingClass:
    """File a held class away; it goes on counting."""
    with transaction.atomic():
        _open(training_class, by=by, expected=TrainingClass.State.HELD)
        values = {"state": TrainingClass.State.CLOSED}
        return change(training_class, by=by, action="training.class.close", values=values)


def cancel_class(training_class: TrainingClass, *, by: Actor, reason: str) -> TrainingClass:
    """Say that a planned class will not take place, and why."""
    why = stated(reason)
    with transaction.atomic():
        _open(training_class, by=by, expected=TrainingClass.State.PLANNED)
        values = {"state": TrainingClass.State.CANCELLED, "cancel_reason": why}
        return change(training_class, by=by, action="training.class.cancel", values=values, reason=why)


def correct_class(
    training_class: TrainingClass, *, by: Actor, reason: str, **details: Unpack[ClassDetails]
) -> TrainingClass:
    """Correct what was recorded wrongly, in any state; giving it to another organiser needs scope over both places.

    Roster lines are corrected one by one, each with its own reason, never by pasting the roster again.
    """
    organiser = details["organiser"]
    by.scope.require(Verb.RECORD, organiser.path)
    why = stated(reason)
    with transaction.atomic():
        _open(training_class, by=by)
        if training_class.counts and details["last_day"] > today():
            raise ConflictError("这期培训班已经举办，结业日期不能改到今天以后。", field="last_day")
        before = _touch(training_class)
        occasion = training_class.occasion
        attendance.move_occasion(occasion, by=by, path=organiser.path, reason=why)
        attendance.correct_programme(occasion, by=by, programme=_programme(details), reason=why)
        change(training_class, by=by, action="training.class.correct", values=_values(details), reason=why)
        _set_joint(training_class, by=by, details=details, reason=why)
        settle(RETURN_KIND, by=by, touches=[before, _touch(training_class)], reason=why)
    return training_class


def _touch(training_class: TrainingClass) -> Touch:
    return Touch(place=training_class.place_id, day=training_class.last_day)


def _programme(details: ClassDetails) -> Programme:
    return Programme(
        first_day=details["first_day"],
        last_day=details["last_day"],
        field_days=details["field_days"],
        days_needed=details["days_needed"],
    )


def _values(details: ClassDetails) -> dict[str, Any]:
    organiser = details["organiser"]
    return {
        "title": details["title"],
        "organiser": organiser,
        "place_id": organiser.place_id,
        "path": organiser.path,
        "kind": details["kind"],
        "venue": details["venue"],
        "first_day": details["first_day"],
        "last_day": details["last_day"],
    }


def _set_joint(training_class: TrainingClass, *, by: Actor, details: ClassDetails, reason: str = "") -> None:
    """Name the co-organisers, never the organiser itself; a change of names goes into the journal's own line."""
    wanted = {one.pk: one.name for one in details["co_organisers"] if one.pk != details["organiser"].pk}
    present = dict(training_class.co_organisers.values_list("pk", "name"))
    if wanted == present:
        return
    training_class.co_organisers.set(wanted)
    names = f"合办单位：{'、'.join(present.values()) or '无'} → {'、'.join(wanted.values()) or '无'}"
    before = journal.values_of(training_class)
    journal.write(
        training_class, by=by, action="training.class.join", before=before, reason=f"{reason} {names}".strip()
    )


def _open(training_class: TrainingClass, *, by: Actor, expected: str | None = None) -> None:
    """Check the scope and read the class anew under a lock; raise `ConflictError` unless it is in the expected state."""
    lock(training_class, by=by, verb=Verb.RECORD)
    if expected is not None and training_class.state != expected:
        raise ConflictError(f"这期培训班现在是「{training_class.get_state_display()}」，不能这样做，请刷新后再看。")
