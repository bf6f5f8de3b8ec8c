"""Who owes returns, from when until when, and by which day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import under
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import Period, Step, first_of
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Organisation, Place
from tongxin.returns.levels import above
from tongxin.returns.models import CalendarRule, Duty, Return
from tongxin.returns.queries.numbers import reported


def impose_duty(organisation: Organisation, *, by: Actor, kind: str, step: Step, begin: date) -> Duty:
    """Have a unit report one kind of record from the calendar unit on that contains a day."""
    with act("returns.duty.impose", by=by, path=above(organisation.path)) as doer:
        duty = _duty(organisation, kind=kind, step=step, begin=begin)
        rows = Duty.objects.children_of(organisation)
        if rows.filter(kind=kind, end__gt=duty.begin).exists():
            raise ConflictError("这个单位在这段时间已有上报任务，起始时期请选在它结束以后。", field="begin")
        return create(duty, by=doer, action="returns.duty")


def impose(*, by: Actor, organisation: Organisation, kind: str, step: Step, begin: date) -> Duty:
    """Have a unit that the asker may see report one kind of record."""
    rows = Organisation.objects.visible_to(by.scope)
    if not rows.filter(pk=organisation.pk).exists():
        raise InputError("没有找到这个组织，或不在您的权限范围内。", field="organisation")
    return impose_duty(organisation, by=by, kind=kind, step=step, begin=begin)


def impose_duties(place: Place, *, by: Actor, kind: str, step: Step, begin: date) -> Sequence[Duty]:
    """Have every association at and below a place that does not report this kind yet do so; constant statements.

    One founded later owes from its founding on. The place's own association is left out where only somebody above
    may set its duties.
    """
    by.scope.require(Verb.CONFIRM, place.path)
    with transaction.atomic():
        made = [
            _duty(one, kind=kind, step=step, begin=max(begin, one.beginning))
            for one in _free(place, kind=kind)
            if by.scope.may(Verb.CONFIRM, above(one.path))
        ]
        try:
            with transaction.atomic():
                Duty.objects.insert_rows(made)
        except IntegrityError as error:  # somebody else was faster
            raise ConflictError("刚才已有人设置了其中的上报任务，请刷新后再看。") from error
        journal.write_many(made, by=by, action="returns.duty")
    return made


def _free(place: Place, *, kind: str) -> QuerySet[Organisation]:
    there = Duty.objects.counted()
    rows = Organisation.objects.public()
    rows = rows.filter(under(place.path), kind=Organisation.Kind.ASSOCIATION, closed=None)
    return rows.exclude(pk__in=there.filter(kind=kind, end=None).values("organisation")).order_by("path", "id")


def _duty(organisation: Organisation, *, kind: str, step: Step, begin: date) -> Duty:
    if organisation.is_partner:
        label = organisation.get_kind_display()
        raise InputError(f"「{organisation.name}」是{label}，没有上报任务，请改选联谊组织。", field="organisation")
    return Duty(
        organisation=organisation,
        place_id=organisation.place_id,
        path=organisation.path,
        kind=reported(kind).kind,
        step=step,
        begin=first_of(begin, step),
    )


def end_duty(duty: Duty, *, by: Actor, day: date, reason: str) -> Duty:
    """Let a duty end: the calendar unit that contains the day is the last one owed."""
    with act("returns.duty.end", duty, by=by, reason=require_reason(reason)) as doer:
        last = Period.calendar(max(day, duty.begin), Step(duty.step))
        rows = Return.objects.children_of(duty)
        if rows.filter(first_day__gte=last.end).exists():
            raise ConflictError("这个日期以后的时期已经上报，任务不能在那之前结束。", field="day")
        return change(duty, by=doer, values={"end": last.end})


def set_calendar(
    *, by: Actor, path: str, step: Step, due_days: int, close_days: int, second_person: bool
) -> CalendarRule:
    """Say when returns of a step are due at a place and below."""
    by.scope.require(Verb.CONFIRM, path)
    with transaction.atomic():
        rows = CalendarRule.objects.public()
        values: dict[str, Any] = {"due_days": due_days, "close_days": close_days, "second_person": second_person}
        found = rows.filter(path=path, step=step).select_for_update().first()
        if found is None:
            return create(CalendarRule(path=path, step=step, **values), by=by, action="returns.calendar")
        return change(found, by=by, action="returns.calendar", values=values)
