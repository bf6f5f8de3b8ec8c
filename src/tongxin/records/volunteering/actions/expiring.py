"""What ends by itself: silent claims, and what was written of people, some days after the action."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.lifecycle.writing import change
from tongxin.network.models import Person
from tongxin.records.volunteering.actions.tasks import release_task
from tongxin.records.volunteering.models import ACTIVE, HelpRequest, Hold, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.queries import silent

_OF_ASKER = {"name": "", "mobile": "", "spot": "", "need": "", "answer": ""}
_OF_VOLUNTEER = {"name": "", "mobile": "", "skills": "", "record": "", "person": None}
_EXPIRED = "到期删除"


def purge(*, by: Actor, day: date) -> int:
    """Release silent claims and erase people of actions long over, every night; return how many rows changed."""
    Hold.objects.for_worker().filter(until__lt=timezone.now()).delete()
    return _release(by=by) + _erase(by=by, day=day)


def forget_volunteer(person_id: int, *, by: Actor, reason: str) -> None:
    """Empty the sign-ups of a person who is erased; whoever erases the person has been entitled to."""
    rows = Volunteer.objects.children_of_numbered(Person, [person_id])
    for one in rows.select_for_update():
        _emptied(one, by=by, reason=reason)


def _release(*, by: Actor) -> int:
    rows = silent(Task.objects.for_worker().select_related("action"), now=timezone.now()).order_by("pk")
    late = list(rows.filter(action__state__in=ACTIVE))
    for one in late:
        release_task(one, by=by, reason=f"{one.action.silent_days} 天没有消息，自动放回")
    return len(late)


def _erase(*, by: Actor, day: date) -> int:
    gone = 0
    days = VolunteerAction.objects.for_worker().order_by().values_list("keep_days", flat=True).distinct()
    for kept in list(days):
        over = VolunteerAction.objects.for_worker().filter(keep_days=kept, last_day__lt=day - timedelta(days=kept))
        with transaction.atomic():
            askers = HelpRequest.objects.for_worker().filter(action__in=over).exclude(state=HelpRequest.State.ERASED)
            for asker in askers.select_for_update(of=("self",)):
                values = {**_OF_ASKER, "state": HelpRequest.State.ERASED}
                change(asker, by=by, values=values, action="volunteering.request.erase", reason=_EXPIRED)
                gone += 1
            rows = Volunteer.objects.for_worker().filter(action__in=over).exclude(state=Volunteer.State.ERASED)
            for volunteer in rows.select_for_update(of=("self",)):
                _emptied(volunteer, by=by, reason=_EXPIRED)
                gone += 1
    return gone


def _emptied(one: Volunteer, *, by: Actor, reason: str) -> None:
    values = {**_OF_VOLUNTEER, "state": Volunteer.State.ERASED}
    change(one, by=by, values=values, action="volunteering.volunteer.erase", reason=reason)
