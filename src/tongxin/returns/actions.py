"""Writes of returns. Each is one transaction: check verb and scope, save, tell the journal."""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.guard import under
from tongxin.intake.closing import Touch
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import Period, Step, chinese_date, first_of
from tongxin.kernel.places import parent_path
from tongxin.kernel.scope import Verb
from tongxin.network.actions.writing import change, create, lock
from tongxin.network.models import Organisation, Place
from tongxin.network.models.rules import stated
from tongxin.returns.calendar import Phase, covers
from tongxin.returns.levels import deciding_path, first_awaiting, province_of
from tongxin.returns.models import AssertedFigure, CalendarRule, Duty, Restatement, Return
from tongxin.returns.queries.numbers import Numbers, numbers_of, numbers_of_returns, reportable, rules

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
        _require_open(duty, by=by, period=period)
        numbers = numbers_of(duty.kind, [duty.place_id], period)[duty.place_id]
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
        rows = Return.objects.whole_network(reason="the one return whose unit the action has just checked")
        found = rows.filter(duty=duty, last_day=period.last).first()
        action = "returns.nil" if nil else "returns.confirm"
        if found is None:
            made = Return(
                duty=duty,
                kind=duty.kind,
                place_id=duty.place_id,
                path=duty.path,
                first_day=period.start,
                last_day=period.last,
                **values,
            )
            return create(made, by=by, action=action)
        lock(found, by=by, verb=Verb.CONFIRM)
        if found.state in (State.APPROVED, State.LOCKED):
            raise ConflictError(f"这个时期{found.get_state_display()}，要改请先由上级退回，锁定的请办理更正。")
        return change(found, by=by, action=action, values=values)


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


def approve_return(one: Return, *, by: Actor) -> Return:
    """Approve at the level whose turn it is; the province's approval is the last. What changed meanwhile is refused."""
    with transaction.atomic():
        lock(one, by=by, verb=Verb.CONFIRM, path=deciding_path(one.path, one.awaiting))
        by.scope.require(Verb.CONFIRM, deciding_path(one.path, one.awaiting))
        if one.state != State.CONFIRMED:
            raise ConflictError(f"这份上报现在是「{one.get_state_display()}」，不能审核，请刷新后再看。")
        duty = one.duty
        if (
            rules().rule(duty.path, duty.step).second_person
            and by.account_id
            and one.confirmed_account_id == by.account_id
        ):
            raise ConflictError("上报和审核应是两个人：这份是您自己上报的，请由另一位同事审核。")
        if _now(one) != one.numbers:
            raise ConflictError("上报之后记录又有变动，数字已不一致，请退回由单位重新确认。")
        last = one.awaiting == Awaiting.PROVINCE
        values = {"awaiting": "" if last else Awaiting.PROVINCE, "state": State.APPROVED if last else State.CONFIRMED}
        return change(one, by=by, action="returns.approve", values=values)


def send_back(one: Return, *, by: Actor, reason: str) -> Return:
    """Give a return back to its unit, which confirms it again; a locked one is restated instead."""
    why = stated(reason)
    with transaction.atomic():
        lock(one, by=by, verb=Verb.CONFIRM, path=deciding_path(one.path, one.awaiting))
        if one.state not in (State.CONFIRMED, State.APPROVED):
            raise ConflictError(f"这份上报现在是「{one.get_state_display()}」，不能退回，请刷新后再看。")
        values = {"state": State.SENT_BACK, "awaiting": "", "note": why}
        return change(one, by=by, action="returns.send_back", values=values, reason=why)


def lock_returns(*, by: Actor, kind: str, path: str, period: Period) -> tuple[int, int]:
    """Lock what the province has approved of a period at a place and below; return how many, and how many were left.

    Left are those not approved yet and those whose records changed after the approval.
    """
    by.scope.require(Verb.CONFIRM, province_of(path))
    with transaction.atomic():
        rows = Return.objects.whole_network(
            reason="the returns of a subtree whose province the action has just checked"
        )
        found = list(
            rows.filter(under(path), kind=kind, first_day__gte=period.start, last_day__lte=period.last)
            .exclude(state=State.LOCKED)
            .select_for_update()
            .order_by("id")
        )
        now = numbers_of_returns(one for one in found if one.state == State.APPROVED)
        ready = [one for one in found if one.pk in now and now[one.pk] == one.numbers]
        for one in ready:
            change(one, by=by, action="returns.lock", values={"state": State.LOCKED})
    return len(ready), len(found) - len(ready)


def settle(kind: str, *, by: Actor, touches: Sequence[Touch], reason: str) -> None:
    """Restate the locked returns of these places and days whose numbers the records no longer bear out."""
    if not touches:
        return
    here = Q()
    for place, day in sorted({(touch.place, touch.day) for touch in touches}):
        here |= Q(place=place, first_day__lte=day, last_day__gte=day)
    rows = Return.objects.whole_network(reason="the locked returns a write of their own place has touched")
    locked = list(rows.filter(here, kind=kind, state=State.LOCKED).select_for_update().order_by("id"))
    now = numbers_of_returns(locked)
    changed = [one for one in locked if now[one.pk] != one.numbers]
    if changed and not reason.strip():
        labels = "、".join(sorted({one.period.label for one in changed}))
        raise ConflictError(f"{labels}的上报已锁定，这次改动会改变已锁定的数字，请写明原因后再保存。", field="reason")
    for one in changed:
        _restate(one, by=by, now=now[one.pk], reason=reason.strip())


def restate_return(one: Return, *, by: Actor, reason: str) -> Return:
    """Put the numbers the records now come to in the place of locked ones, with the reason, and keep both."""
    why = stated(reason)
    with transaction.atomic():
        lock(one, by=by, verb=Verb.CONFIRM)
        if one.state != State.LOCKED:
            raise ConflictError("没有锁定的上报不用更正：退回或重新确认即可。")
        now = _now(one)
        if now == one.numbers:
            raise ConflictError("现有记录与锁定的数字一致，没有要更正的。")
        _restate(one, by=by, now=now, reason=why)
    return one


def _now(one: Return) -> Numbers:
    return numbers_of(one.kind, [one.place_id], one.period)[one.place_id]


def _restate(one: Return, *, by: Actor, now: Numbers, reason: str) -> None:
    made = Restatement(
        of=one,
        kind=one.kind,
        path=one.path,
        first_day=one.first_day,
        last_day=one.last_day,
        at=timezone.now(),
        actor=by.name,
        reason=reason,
        before=one.numbers,
        after=now,
    )
    create(made, by=by, action="returns.restatement", reason=reason)
    change(one, by=by, action="returns.restate", values={"numbers": now}, reason=reason)


def impose_duty(organisation: Organisation, *, by: Actor, kind: str, step: Step, begin: date) -> Duty:
    """Have a unit report one kind of record from the calendar unit on that contains a day."""
    _require_above(organisation.path, by=by)
    duty = Duty(
        organisation=organisation,
        place_id=organisation.place_id,
        path=organisation.path,
        kind=reportable(kind).kind,
        step=step,
        begin=first_of(begin, step),
    )
    with transaction.atomic():
        return create(duty, by=by, action="returns.duty")


def end_duty(duty: Duty, *, by: Actor, day: date, reason: str) -> Duty:
    """Let a duty end: the calendar unit that contains the day is the last one owed."""
    _require_above(duty.path, by=by)
    with transaction.atomic():
        lock(duty, by=by, verb=Verb.CONFIRM)
        if duty.end is not None:
            raise ConflictError("这项上报任务已经结束。")
        last = Period.calendar(max(day, duty.begin), Step(duty.step))
        return change(duty, by=by, action="returns.duty.end", values={"end": last.end}, reason=stated(reason))


def _require_above(path: str, *, by: Actor) -> None:
    """Require the right to confirm above a unit: nobody sets his own duties, but a province, which has nobody above."""
    by.scope.require(Verb.CONFIRM, parent_path(path) or province_of(path))


def set_calendar(
    *, by: Actor, path: str, step: Step, due_days: int, close_days: int, second_person: bool
) -> CalendarRule:
    """Say when returns of a step are due at a place and below."""
    by.scope.require(Verb.CONFIRM, path)
    with transaction.atomic():
        rows = CalendarRule.objects.whole_network(reason="the one line of a place the action has just checked")
        values = {"due_days": due_days, "close_days": close_days, "second_person": second_person}
        found = rows.filter(path=path, step=step).select_for_update().first()
        if found is None:
            return create(CalendarRule(path=path, step=step, **values), by=by, action="returns.calendar")
        return change(found, by=by, action="returns.calendar", values=values)


def assert_figure(
    *, by: Actor, measure: str, place: Place, period: Period, value: tuple[int, int | None], source: str
) -> AssertedFigure:
    """Keep a figure of the past without records under the document that states it; `value` with its denominator."""
    by.scope.require(Verb.RECORD, place.path)
    made = AssertedFigure(
        measure=measure,
        place=place,
        path=place.path,
        first_day=period.start,
        last_day=period.last,
        value=value[0],
        denominator=value[1],
        source=stated(source),
    )
    with transaction.atomic():
        return create(made, by=by, action="returns.assert")
