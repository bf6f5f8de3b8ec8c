"""What was written of those who registered is erased some time after the occasion; offers that are over are ended."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.models import Occasion, Registration, Session
from tongxin.attendance.registration.waiting import locked, settle
from tongxin.lifecycle.writing import change
from tongxin.network.models import Person

KEPT_DAYS = 90
_ERASED = {"name": "", "unit": "", "mobile": "", "answers": "", "ticket": ""}


def purge(*, by: Actor, day: date) -> int:
    """End the offers that are over, offer what is free, erase what was written for occasions long past; return how many rows changed.

    Who is a person on record stays registered as that person.
    """
    return _end_offers(by=by, day=day) + _erase(by=by, day=day)


def forget_registered(person_id: int, *, by: Actor, reason: str) -> None:
    """Empty what a person who is erased wrote to register; whoever erases the person has been entitled to."""
    rows = Registration.objects.children_of_numbered(Person, [person_id]).order_by("pk")
    for row in rows.select_for_update():
        change(row, by=by, values=_ERASED, action="attendance.registration.erase", reason=reason)


def _end_offers(*, by: Actor, day: date) -> int:
    """Settle every occasion with an offer that is over, or with somebody waiting: a timetable may have made room."""
    registered = Registration.objects.for_worker()
    rows = registered.filter(state=Registration.State.OFFERED, offered_until__lte=timezone.now())
    to_come = Session.objects.for_worker().filter(day__gte=day).values("occasion")
    waiting = registered.filter(state=Registration.State.WAITING, occasion__in=to_come)
    numbers = {number for found in (rows, waiting) for number in found.values_list("occasion", flat=True)}
    over = rows.count()
    for occasion in Occasion.objects.for_worker().filter(pk__in=numbers).order_by("pk"):
        with transaction.atomic():
            settle(locked(occasion), by=by)
    return over


def _erase(*, by: Actor, day: date) -> int:
    last_days = Session.objects.for_worker().order_by().values("occasion").annotate(last=Max("day"))
    past = last_days.filter(last__lt=day - timedelta(days=KEPT_DAYS)).values("occasion")
    gone = 0
    with transaction.atomic():
        rows = Registration.objects.for_worker().filter(occasion__in=past).exclude(ticket="")
        for row in rows.order_by("pk").select_for_update():
            change(row, by=by, values=_ERASED, action="attendance.registration.erase", reason="到期删除")
            gone += 1
    return gone
