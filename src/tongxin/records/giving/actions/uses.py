"""What gifts were used for, and the projects they were given to."""

from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.quantity import show_money
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import Doer, change, create, require_past, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.records.giving.actions.ledger import add_line
from tongxin.records.giving.models import Gift, Line, Use, VillageProject
from tongxin.records.giving.queries import lines_of
from tongxin.records.giving.rules import balance

State = Gift.State


def use(gift: Gift, *, by: Actor, reason: str = "", **details: Any) -> Gift:
    """Record from the page of a gift what a part of it was spent on."""
    with act("giving.gift.use", gift, by=by, reason=reason) as doer:
        _use(gift, by=doer, **details)
        return gift


def report_use(*, by: Actor, gift: str, reason: str = "", **details: Any) -> Use:
    """Record what a part of the gift named was spent on."""
    one: Gift = named_record(Gift.objects.visible_to(by.scope), gift, by="title", field="gift")
    with (
        act("giving.use.report", by=by, path=one.path, reason=reason) as outer,
        act("giving.gift.use", one, by=outer, reason=reason) as doer,
    ):
        return _use(one, by=doer, **details)


def void_use(one: Use, *, by: Actor, reason: str) -> Use:
    """Take back a use that was entered wrongly."""
    with act("giving.use.void", one, by=by, reason=require_reason(reason)) as doer:
        add_line(one.gift, by=doer, kind=Line.Kind.USE_VOIDED, day=one.day, value=-one.value, use=one)
        _follow(one.gift, by=doer)
        return change(one, by=doer, values={"state": Use.State.VOIDED})


def correct_use(one: Use, *, by: Actor, reason: str, **details: Any) -> Use:
    """Correct what was recorded wrongly; an amount or a day is taken back in the ledger and entered anew."""
    with act("giving.use.correct", one, by=by, reason=require_reason(reason)) as doer:
        require_past(details["day"], field="day", since=one.gift.received)
        _refuse_beyond(one.gift, **details)
        booked = (details["day"], details["value"]) != (one.day, one.value)
        left = balance(lines_of(one.gift)).left + one.value
        if details["value"] > left:
            raise InputError(f"这笔捐赠最多可用 {show_money(left)}，请核对金额。", field="value")
        if booked:
            add_line(one.gift, by=doer, kind=Line.Kind.USE_VOIDED, day=one.day, value=-one.value, use=one)
        change(one, by=doer, values=details)
        if booked:
            add_line(one.gift, by=doer, kind=Line.Kind.USED, day=one.day, value=one.value, use=one)
            _follow(one.gift, by=doer)
        return one


def start_project(*, by: Actor, **details: Any) -> VillageProject:
    """Put a village project on record."""
    with act("giving.project.start", by=by, path=details["organiser"].path) as doer:
        return create(VillageProject(), by=doer, values=organised_values(details, by=doer))


def correct_project(one: VillageProject, *, by: Actor, reason: str, **details: Any) -> VillageProject:
    """Correct what was recorded wrongly of a project."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("giving.project.correct", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values=organised_values(details, by=doer, record=one))


def finish_project(one: VillageProject, *, by: Actor, ends: date, results: str) -> VillageProject:
    """Say that a project is finished, and what came of it."""
    with act("giving.project.finish", one, by=by) as doer:
        require_past(ends, field="ends", since=one.begins)
        values = {"state": VillageProject.State.FINISHED, "ends": ends, "results": results}
        return change(one, by=doer, values=values)


def _use(gift: Gift, *, by: Doer, **details: Any) -> Use:
    require_past(details["day"], field="day", since=gift.received)
    _refuse_beyond(gift, **details)
    left = balance(lines_of(gift)).left
    if details["value"] > left:
        raise InputError(f"这笔捐赠只剩 {show_money(left)}没有使用，请核对金额。", field="value")
    row = create(Use(gift=gift, path=gift.path), by=by, values=details, action="giving.use.report")
    add_line(gift, by=by, kind=Line.Kind.USED, day=row.day, value=row.value, use=row)
    _follow(gift, by=by)
    return row


def _follow(gift: Gift, *, by: Doer) -> None:
    """Make the state of a gift follow what is left of it."""
    before = State.ALLOCATED if gift.allocated else State.RECEIVED
    change(gift, by=by, values={"state": before if balance(lines_of(gift)).left else State.APPLIED})


def _refuse_beyond(gift: Gift, **details: Any) -> None:
    """Hold a restricted gift to what it was given for."""
    if not gift.restricted:
        return
    if gift.project_id is not None and details["project"] != gift.project:
        raise ConflictError(f"这笔捐赠限定用于项目「{gift.project}」，不能用于别处。", field="project")
    if details["cause"] != gift.cause:
        raise ConflictError(f"这笔捐赠限定用于「{gift.cause}」，不能用于「{details['cause']}」。", field="cause")
