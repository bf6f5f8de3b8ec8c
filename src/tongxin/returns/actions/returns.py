"""The way of a return: confirmed by the unit, approved level by level or sent back, locked by the province."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

from django.db import transaction
from django.utils import timezone

from tongxin.access import journal, site
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, TongxinError
from tongxin.kernel.period import Period, chinese_date
from tongxin.kernel.places import parent_path
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.lives import act_named
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.returns.calendar import Phase, covers
from tongxin.returns.levels import deciding_path, first_awaiting, province_of
from tongxin.returns.models import Duty, Return
from tongxin.returns.queries.numbers import Numbers, numbers_of, numbers_of_returns, reported, rules

_AT_ONCE = 5_000  # numbers of rows one statement names
State: TypeAlias = Return.State
Awaiting: TypeAlias = Return.Awaiting


def confirm_return(duty: Duty, *, by: Actor, period: Period, nil: bool = False) -> Return:
    """Say for a unit that the records of a period are all there, or (`nil`) that there was nothing.

    The numbers are computed here and now. Nothing at all needs the explicit nil; a nil over records is refused.
    """
    by.scope.require(Verb.CONFIRM, duty.path)
    if not covers(duty, period):
        raise InputError("这个单位在这个时期没有这项上报任务，请核对时期。", field="period")
    with transaction.atomic():
        # A long write into this place's records, an import say, is waited for: it found no return to hold against.
        Duty.objects.same_as(duty).select_for_update().get()
        _require_open(duty, by=by, period=period)
        numbers = numbers_of(duty.kind, [duty.organisation_id], period)[duty.organisation_id]
        _require_plain_speech(numbers, nil=nil)
        values = {
            "state": State.CONFIRMED,
            "awaiting": first_awaiting(duty.path),
            "nil": nil,
            "numbers": numbers,
            "confirmed_at": timezone.now(),
            "confirmed_by": by.name,
            "confirmed_account_id": by.account_id,
            "note": "",
        }
        found = Return.objects.children_of(duty).filter(last_day=period.last).first()
        with act("returns.nil" if nil else "returns.confirm", found, by=by, path=duty.path) as doer:
            if found is None:
                return create(Return.owed(duty, period), by=doer, values=values)
            if found.state == State.CONFIRMED and (found.numbers, found.nil) == (numbers, nil):
                raise ConflictError("这个时期刚才已经上报，数字没有变化，不用再报。")
            return change(found, by=doer, values=values)


def confirm(one: Return, *, by: Actor) -> str:
    """Confirm a return that is owed, there or not; returns a sentence on it."""
    confirm_return(one.duty, by=by, period=one.period)
    return f"{one.period.label}{reported(one.kind).label}已确认上报。"


def confirm_nil(one: Return, *, by: Actor) -> str:
    """Report nil for a return that is owed, there or not; returns a sentence on it."""
    confirm_return(one.duty, by=by, period=one.period, nil=True)
    return f"{one.period.label}{reported(one.kind).label}已零报告。"


def _require_open(duty: Duty, *, by: Actor, period: Period) -> None:
    deadline = rules().deadline(duty, period)
    phase = deadline.phase(period, day=site.current().day)
    if phase is Phase.RUNNING:
        raise ConflictError(f"{period.label}还没有结束，{chinese_date(period.end)}起才能上报。")
    above = parent_path(duty.path)
    if phase is Phase.CLOSED and above and not by.scope.may(Verb.CONFIRM, above):
        raise ConflictError(f"{period.label}的上报已于{chinese_date(deadline.closes)}关闭，请由上级代为补报。")


def _require_plain_speech(numbers: Numbers, *, nil: bool) -> None:
    if nil and any(numbers.values()):
        raise ConflictError("这个时期已有记录，不能零报告；请核对记录后点「确认上报」。")
    if not nil and not any(numbers.values()):
        raise ConflictError("这个时期没有记录。确实没有开展，请点「零报告」；开展了，请先补登记录。")


class Approval(NamedTuple):
    """How many returns were approved, and why others were not: a sentence by the return's number."""

    done: int
    refused: dict[int, str]


def approve_return(one: Return, *, by: Actor) -> Return:
    """Approve at the level whose turn it is; the province's approval is the last. What changed meanwhile is refused."""
    seen = one.awaiting
    try:
        with act("returns.approve", one, by=by) as doer:
            _require_unchanged(one, now=numbers_of_returns([one])[one.pk])
            return change(one, by=doer, values=_approved(one))
    except ForbiddenError:
        if one.awaiting == seen:
            raise
        raise ConflictError(_passed_on(one)) from None


def approve_returns(returns: Sequence[Return], *, by: Actor) -> Approval:
    """Approve those of many that can be; statements grow with their periods, not with them."""
    for one in returns:
        by.scope.require(Verb.CONFIRM, deciding_path(one.path, one.awaiting))
    with transaction.atomic():
        found = list(
            Return.objects.same_as(*returns).select_for_update(of=("self",)).select_related("duty").order_by("id")
        )
        refused = _refusals(found, by=by)
        ready = [one for one in found if one.pk not in refused]
        turns = [[one for one in ready if one.awaiting == awaiting] for awaiting in Awaiting]
        for some in turns:
            _change_many(some, by=by, action="returns.approve")
    return Approval(done=len(ready), refused=refused)


def _refusals(returns: Sequence[Return], *, by: Actor) -> dict[int, str]:
    """Say which of many returns cannot be approved, and why, by the rules of the one act; the calendar is read once."""
    life, one_act = act_named("returns.approve")
    one_act = replace(one_act, by_another_than=rules().barred)
    now, refused = numbers_of_returns(returns), {}
    for one in returns:
        try:
            life.require(one_act, one, by=by)
            if not by.scope.may(one_act.verb, one_act.path(one)):
                raise ConflictError(_passed_on(one))  # the asker might decide when this was asked
            _require_unchanged(one, now=now[one.pk])
        except TongxinError as error:
            refused[one.pk] = error.message
    return refused


def _passed_on(one: Return) -> str:
    return f"这份上报刚才已经审核，现在等待{one.get_awaiting_display()}。"


def _require_unchanged(one: Return, *, now: Numbers) -> None:
    if now != one.numbers:
        raise ConflictError("上报之后记录又有变动，数字已不一致，请退回由单位重新确认。")


def _approved(one: Return) -> dict[str, Any]:
    """Return what approval at the level whose turn it is makes of a return."""
    if one.awaiting == Awaiting.PROVINCE:
        return {"awaiting": "", "state": State.APPROVED}
    return {"awaiting": Awaiting.PROVINCE, "state": State.CONFIRMED}


def _change_many(returns: Sequence[Return], *, by: Actor, action: str) -> None:
    """Approve or lock returns that stand alike, in a statement for thousands of them."""
    if not returns:
        return
    values = {"state": State.LOCKED} if action == "returns.lock" else _approved(returns[0])
    befores = [journal.values_of(one) for one in returns]
    for start in range(0, len(returns), _AT_ONCE):
        Return.objects.same_as(*returns[start : start + _AT_ONCE]).update(**values)
    for one in returns:
        for name, value in values.items():
            setattr(one, name, value)
    journal.write_many(returns, by=by, action=action, befores=befores)


def send_back(one: Return, *, by: Actor, reason: str) -> Return:
    """Give a return back to its unit, which confirms it again; a locked one is restated instead."""
    why = require_reason(reason)
    with act("returns.send_back", one, by=by, reason=why) as doer:
        return change(one, by=doer, values={"state": State.SENT_BACK, "awaiting": "", "note": why})


class Locking(NamedTuple):
    """How many returns were locked, and how many were left: not approved yet, or changed since the approval."""

    done: int
    waiting: int
    changed: int


def lock_returns(*, by: Actor, kind: str, path: str, period: Period) -> Locking:
    """Lock what the province has approved of a period at a place and below, in a constant number of writes."""
    by.scope.require(Verb.CONFIRM, province_of(path))
    with transaction.atomic():
        found = list(
            Return.objects.at_and_below(path)
            .filter(kind=kind, first_day__gte=period.start, last_day__lte=period.last)
            .exclude(state=State.LOCKED)
            .select_for_update(of=("self",))
            .select_related("duty")
            .order_by("id")
        )
        approved = [one for one in found if one.state == State.APPROVED]
        now = numbers_of_returns(approved)
        ready = [one for one in approved if now[one.pk] == one.numbers]
        _change_many(ready, by=by, action="returns.lock")
    return Locking(done=len(ready), waiting=len(found) - len(approved), changed=len(approved) - len(ready))


def lock(one: Return, *, by: Actor) -> Return:
    """Lock one approved return and no other. What changed since its approval is refused."""
    with act("returns.lock", one, by=by) as doer:
        _require_unchanged(one, now=numbers_of_returns([one])[one.pk])
        return change(one, by=doer, values={"state": State.LOCKED})
