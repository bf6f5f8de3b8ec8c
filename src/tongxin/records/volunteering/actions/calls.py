"""Writes of actions: called for, published, held with a number of people and hours, closed."""

from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance import actions as attendance
from tongxin.attendance.actions import Heads, Programme
from tongxin.attendance.crowds import newest_count
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.network.models.tokens import new_token
from tongxin.records.volunteering.models import COUNTED, DONE, WAITING, Task, VolunteerAction
from tongxin.records.volunteering.queries import has_photo, tasks_of
from tongxin.records.volunteering.rules import refuse_private

State = VolunteerAction.State


def call_action(*, by: Actor, reason: str = "", **details: Any) -> VolunteerAction:
    """Put an action on record; with a number of people it is one that took place."""
    heads, hours = Heads.taken_from(details), details.pop("hours", None) or 0
    path = details["organiser"].path
    with act("volunteering.action.call", by=by, path=path, reason=reason) as doer:
        _refuse_private(details)
        occasion = attendance.open_occasion(
            by=doer, kind="volunteering.action", path=path, programme=_programme(details)
        )
        one = create(VolunteerAction(occasion=occasion), by=doer, values=organised_values(details, by=doer))
        return one if heads is None else _held(one, by=doer, reason=reason, heads=heads, hours=hours)


def publish_action(one: VolunteerAction, *, by: Actor) -> VolunteerAction:
    """Let anybody read the call, sign up and ask for help at an address of its own; a second time changes nothing."""
    with act("volunteering.action.publish", one, by=by) as doer:
        return change(one, by=doer, values={"public_code": one.public_code or new_token()})


def hide_action(one: VolunteerAction, *, by: Actor, reason: str) -> VolunteerAction:
    """Take the public page back; its address leads nowhere from now on."""
    with act("volunteering.action.hide", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"public_code": ""})


def hold_action(one: VolunteerAction, *, by: Actor, hours: int | None = None, reason: str = "", **came: Any) -> Any:
    """Say that it took place; needs a number of people, a finished task, or a photo on file."""
    return _held(one, by=by, reason=reason, heads=Heads.taken_from(came), hours=hours or 0)


def count_action(
    one: VolunteerAction, *, by: Actor, hours: int | None = None, reason: str = "", **came: Any
) -> VolunteerAction:
    """Say how many helped and for how many hours in all; what was said before needs a reason to change."""
    heads = Heads.taken_from(came)
    if heads is None and hours is None:
        raise InputError("请填写来了多少人，或一共多少小时。", field="head_count")
    with act("volunteering.action.count", one, by=by, reason=reason) as doer:
        before, hours_before = newest_count(one.occasion), one.hours
        after = attendance.count_heads(one.occasion, by=doer, heads=heads) if heads else before
        if (before and after and before.pk != after.pk) or (hours is not None and hours_before not in (0, hours)):
            require_reason(reason)
        return one if hours is None else change(one, by=doer, values={"hours": hours})


def close_action(one: VolunteerAction, *, by: Actor) -> VolunteerAction:
    """File it away; every task must have come to an end."""
    with act("volunteering.action.close", one, by=by) as doer:
        _refuse_waiting(one)
        return change(one, by=doer, values={"state": State.CLOSED})


def cancel_action(one: VolunteerAction, *, by: Actor, reason: str) -> VolunteerAction:
    """Say that it will not take place, and why."""
    with act("volunteering.action.cancel", one, by=by, reason=require_reason(reason)) as doer:
        _refuse_waiting(one)
        if tasks_of(one).filter(state__in=DONE).exists():
            raise ConflictError("已有任务完成，这次志愿服务应登记为已开展，不能取消。")
        return change(one, by=doer, values={"state": State.CANCELLED, "cancel_reason": doer.reason})


def correct_action(one: VolunteerAction, *, by: Actor, reason: str, **details: Any) -> VolunteerAction:
    """Correct what was recorded wrongly, with the number of people and the hours: left empty, nobody had counted."""
    heads, path = Heads.taken_from(details), details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("volunteering.action.correct", one, by=by, reason=require_reason(reason)) as doer:
        if one.state in COUNTED and details["last_day"] > today():
            raise ConflictError("已经开展的志愿服务，结束日期不能改到今天以后。", field="last_day")
        if path != one.path and tasks_of(one).exists():
            raise ConflictError("已有任务的志愿服务不能改主办单位，请取消后由正确的单位登记。", field="organiser")
        _refuse_private(details)
        attendance.move_occasion(one.occasion, by=doer, path=path)
        attendance.correct_programme(one.occasion, by=doer, programme=_programme(details))
        if heads is not None:
            attendance.count_heads(one.occasion, by=doer, heads=heads)
        elif newest_count(one.occasion) is not None:
            attendance.drop_counts(one.occasion, by=doer, reason=doer.reason)
        details["hours"] = details.get("hours") or 0
        if one.state in COUNTED and heads is None and not _is_proven(one):
            raise ConflictError("已经开展的志愿服务要有依据：请填写来了多少人，或先上传现场照片。", field="head_count")
        return change(one, by=doer, values=organised_values(details, by=doer, record=one))


def open_with_first_task(one: VolunteerAction, *, by: Doer) -> None:
    """Note that tasks are being given out."""
    if one.state == State.CALLED:
        change(one, by=by, values={"state": State.OPEN}, action="volunteering.open")


def _held(one: VolunteerAction, *, by: Actor, reason: str, heads: Heads | None, hours: int) -> VolunteerAction:
    with act("volunteering.action.hold", one, by=by, reason=reason) as doer:
        if one.last_day > today():
            raise ConflictError(
                f"这次志愿服务 {chinese_date(one.last_day)} 才结束，请在结束后再登记。", field="last_day"
            )
        if heads is not None:
            attendance.count_heads(one.occasion, by=doer, heads=heads)
        elif not _is_proven(one):
            raise InputError("请填写来了多少人；没有清点的，先上传现场照片，或登记完成的任务。", field="head_count")
        return change(one, by=doer, values={"state": State.HELD, "hours": hours})


def _is_proven(one: VolunteerAction) -> bool:
    return has_photo(one) or tasks_of(one).filter(state__in=DONE).exists()


def _refuse_waiting(one: VolunteerAction) -> None:
    waiting = Task.objects.children_of(one).filter(state__in=WAITING).count()
    if waiting:
        raise ConflictError(f"还有 {waiting} 件任务没有办完，请先登记完成或写明原因结束。")


def _refuse_private(details: dict[str, Any]) -> None:
    refuse_private(*((name, details.get(name) or "") for name in ("title", "call", "venue")))


def _programme(details: dict[str, Any]) -> Programme:
    return Programme(first_day=details["first_day"], last_day=details["last_day"], days_needed=1)
