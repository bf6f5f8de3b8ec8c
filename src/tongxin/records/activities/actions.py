"""Writes of activities."""

from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance import actions as attendance
from tongxin.attendance.actions import Heads, Programme
from tongxin.attendance.crowds import newest_count
from tongxin.attendance.queries import roster as roster_of
from tongxin.attendance.registration.queries import numbers_of
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.evidence import files_of
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.writing import Doer, change, create, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.records.activities.models import COUNTED, NAMELESS, Activity

State = Activity.State


def plan_activity(*, by: Actor, **details: Any) -> Activity:
    """Put an activity on record before it is held. It belongs to the organiser's place."""
    path = details["organiser"].path
    with act("activities.activity.plan", by=by, path=path) as doer:
        occasion = attendance.open_occasion(
            by=doer, kind="activities.activity", path=path, programme=_programme(details)
        )
        return create(Activity(occasion=occasion), by=doer, values=organised_values(details, by=doer))


def register_activity(*, by: Actor, roster: str = "", reason: str = "", **details: Any) -> Activity:
    """Record an activity in one go: with a roster or a head-count as held; without, as planned."""
    heads = Heads.taken_from(details)
    with act("activities.activity.plan", by=by, path=details["organiser"].path, reason=reason) as doer:
        one = plan_activity(by=doer, **details)
        came = heads is not None or roster.strip()
        return _held(one, by=doer, reason=reason, roster=roster, heads=heads) if came else one


def hold_activity(one: Activity, *, by: Actor, roster: str = "", reason: str = "", **came: Any) -> Activity:
    """Say that a planned activity took place; needs a head-count, somebody on a roster or checked in, or a photo on file.

    A photo proves that it took place, not how many came: without a number it counts with 0 人次.
    """
    return _held(one, by=by, reason=reason, roster=roster, heads=Heads.taken_from(came))


def add_roster(one: Activity, *, by: Actor, roster: str, reason: str = "") -> Activity:
    """Add the lines of a pasted roster that are not there yet. From then on those listed count, not the head-count."""
    with act("activities.activity.roster", one, by=by, reason=reason) as doer:
        _list(one, by=doer, roster=roster)
    return one


def count_activity(one: Activity, *, by: Actor, reason: str = "", **came: Any) -> Activity:
    """Say how many came to an activity that was held; what was said before stays on record, and needs a reason to change."""
    heads = Heads.taken_from(came)
    if heads is None:
        raise InputError("请填写来了多少人。", field="head_count")
    with act("activities.activity.count", one, by=by, reason=reason) as doer:
        before = newest_count(one.occasion)
        after = attendance.count_heads(one.occasion, by=doer, heads=heads)
        if before is not None and before.pk != after.pk:
            require_reason(reason)
    return one


def rematch_roster(one: Activity, *, by: Actor) -> str:
    """Match the unresolved lines of the roster again; returns a sentence on how many were found."""
    with act("activities.activity.rematch", one, by=by, reason="重新核对名册") as doer:
        return f"新对上 {len(attendance.rematch_roster(one.occasion, by=doer))} 人。"


def close_activity(one: Activity, *, by: Actor) -> Activity:
    """File a held activity away; it goes on counting."""
    with act("activities.activity.close", one, by=by) as doer:
        return change(one, by=doer, values={"state": State.CLOSED})


def cancel_activity(one: Activity, *, by: Actor, reason: str) -> Activity:
    """Say that a planned activity will not take place, and why."""
    why = require_reason(reason)
    with act("activities.activity.cancel", one, by=by, reason=why) as doer:
        return change(one, by=doer, values={"state": State.CANCELLED, "cancel_reason": why})


def correct_activity(one: Activity, *, by: Actor, reason: str, **details: Any) -> Activity:
    """Correct what was recorded wrongly, in any state; giving it to another organiser needs scope over both places.

    The head-count is corrected with it: one left empty says that nobody had counted.
    """
    heads, path = Heads.taken_from(details), details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("activities.activity.correct", one, by=by, reason=require_reason(reason)) as doer:
        if one.state in COUNTED and details["last_day"] > today():
            raise ConflictError("这场活动已经举办，结束日期不能改到今天以后。", field="last_day")
        _refuse_names(details["kind"], listed=roster_of(one.occasion).exists())
        if details["kind"] in NAMELESS and numbers_of(one.occasion):
            raise ConflictError(
                "已有人为这场活动报名或签到；党建和社会治理活动不登记姓名，类别不能这样改。", field="kind"
            )
        attendance.move_occasion(one.occasion, by=doer, path=path)
        attendance.correct_programme(one.occasion, by=doer, programme=_programme(details))
        _recount(one, by=doer, heads=heads)
        return change(one, by=doer, values=organised_values(details, by=doer, record=one))


def _held(one: Activity, *, by: Actor, reason: str, roster: str, heads: Heads | None) -> Activity:
    with act("activities.activity.hold", one, by=by, reason=reason) as doer:
        if one.last_day > today():
            raise ConflictError(f"这场活动 {chinese_date(one.last_day)} 才结束，请在结束后再登记。", field="last_day")
        _list(one, by=doer, roster=roster)
        if heads is not None:
            attendance.count_heads(one.occasion, by=doer, heads=heads)
        elif not doer.has_made(one.occasion):  # a few who were checked in never stand for a crowd that was counted
            attendance.fold(one.occasion, by=doer)
        _require_proof(one)
        return change(one, by=doer, values={"state": State.HELD})


def _list(one: Activity, *, by: Doer, roster: str) -> None:
    if roster.strip():
        _refuse_names(one.kind, listed=True)
        attendance.add_lines(one.occasion, by=by, roster=roster)


def _recount(one: Activity, *, by: Doer, heads: Heads | None) -> None:
    if heads is not None:
        attendance.count_heads(one.occasion, by=by, heads=heads)
    elif newest_count(one.occasion) is not None:
        attendance.drop_counts(one.occasion, by=by, reason=by.reason)
        if one.state in COUNTED:
            _require_proof(one)


def _require_proof(one: Activity) -> None:
    """Raise `ConflictError` where nothing on record shows that it took place."""
    photos = files_of(one).filter(kind=EvidenceFile.Kind.PHOTO, withdrawn_at=None, removed_at=None)
    if (
        newest_count(one.occasion) is None
        and not roster_of(one.occasion).filter(completed=True).exists()
        and not photos.exists()
    ):
        raise ConflictError(
            "还没有依据：请填写来了多少人，或粘贴名册，或先上传现场照片，再登记为已举办。", field="head_count"
        )


def _refuse_names(kind: str, *, listed: bool) -> None:
    if listed and kind in NAMELESS:
        raise InputError("党建和社会治理活动只登记人数，不登记名册，请去掉名册。", field="roster")


def _programme(details: dict[str, Any]) -> Programme:
    """Return the days of an activity: whoever was there on one of them was there."""
    return Programme(first_day=details["first_day"], last_day=details["last_day"], days_needed=1)
