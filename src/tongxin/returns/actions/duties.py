"""Who owes returns, from when until when, and by which day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import under
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import Period, Step, first_of
from tongxin.kernel.places import parent_path
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.network.models import Organisation, Place
from tongxin.returns.levels import province_of
from tongxin.returns.models import CalendarRule, Duty, Return
from tongxin.returns.queries.numbers import reported


def impose_duty(organisation: Organisation, *, by: Actor, kind: str, step: Step, begin: date) -> Duty:
    """Have a unit report one kind of record from the calendar unit on that contains a day."""
    _require_above(organisation.path, by=by)
    with transaction.atomic():
        duty = _duty(organisation, kind=kind, step=step, begin=begin)
        rows = Duty.objects.children_of(organisation)
        if rows.filter(kind=kind, end__gt=duty.begin).exists():
            raise ConflictError("这个单位在这段时间已有上报任务，起始时期请选在它结束以后。", field="begin")
        return create(duty, by=by, action="returns.duty")


def impose_duties(place: Place, *, by: Actor, kind: str, step: Step, begin: date) -> Sequence[Duty]:
    """Have every association at and below a place that does not report this kind yet do so; constant statements.

    One founded later owes from its founding on. The place's own association is left out where only somebody above
    may set its duties.
    """
    by.scope.require(Verb.CONFIRM, place.path)
    with transaction.atomic():
        made = [
            _duty(one, kind=kind, step=step, begin=max(begin, one.founded))
            for one in _free(place, kind=kind)
            if _may_above(one.path, by=by)
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
    _require_above(duty.path, by=by)
    with transaction.atomic():
        lock(duty, by=by, verb=Verb.CONFIRM)
        if duty.end is not None:
            raise ConflictError("这项上报任务已经结束。")
        last = Period.calendar(max(day, duty.begin), Step(duty.step))
        rows = Return.objects.children_of(duty)
        if rows.filter(first_day__gte=last.end).exists():
            raise ConflictError("这个日期以后的时期已经上报，任务不能在那之前结束。", field="day")
        return change(duty, by=by, action="returns.duty.end", values={"end": last.end}, reason=require_reason(reason))


def _above(path: str) -> str:
    """Return where one must confirm to set a unit's duties: above it, but a province, which has nobody above, sets its own."""
    return parent_path(path) or province_of(path)


def _may_above(path: str, *, by: Actor) -> bool:
    return by.scope.may(Verb.CONFIRM, _above(path))


def _require_above(path: str, *, by: Actor) -> None:
    by.scope.require(Verb.CONFIRM, _above(path))


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
