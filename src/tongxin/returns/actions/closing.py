"""What happens to locked numbers when records change after all: a reason, and a restatement that keeps both."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.intake.reportable import Touch
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb
from tongxin.network.actions.writing import change, create, lock
from tongxin.network.models.rules import stated
from tongxin.returns.models import Duty, Restatement, Return
from tongxin.returns.queries.numbers import Numbers, numbers_of, numbers_of_returns, reportables

State: TypeAlias = Return.State


def settle(kind: str, *, by: Actor, touches: Sequence[Touch], reason: str) -> None:
    """Restate the locked returns of these places and days whose numbers the records no longer bear out."""
    if not touches:
        return
    here = Q()
    for place, day in sorted({(touch.place, touch.day) for touch in touches}):
        here |= Q(place=place, first_day__lte=day, last_day__gte=day)
    rows = Return.objects.whole_network(reason="the returns a write of their own place has touched")
    _hold(Q(kind=kind, place__in={touch.place for touch in touches}))
    _settle(rows.filter(here, kind=kind), by=by, reason=reason)


def settle_below(path: str, *, by: Actor, reason: str) -> None:
    """Restate every locked return of a flow at or below a place whose numbers the records no longer bear out."""
    flows = [kind for kind, one in reportables().items() if not one.stock]
    rows = Return.objects.whole_network(reason="the returns a write of their own places may have touched")
    below = Q(path__startswith=path, kind__in=flows)
    _hold(below)
    _settle(rows.filter(below), by=by, reason=reason)


def _hold(which: Q) -> None:
    """Keep the units concerned from confirming until this write is done: what they confirm then holds it, too."""
    duties = Duty.objects.whole_network(reason="the duties of the places a write has touched").filter(which)
    list(duties.select_for_update().order_by("id").values_list("pk"))


def _settle(returns: QuerySet[Return], *, by: Actor, reason: str) -> None:
    # Whatever their state: one that is being locked at this moment is waited for, and one locked after this write sees it.
    touched: Iterable[Return] = returns.select_for_update().order_by("id")
    locked = [one for one in touched if one.state == State.LOCKED]
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
        now = numbers_of(one.kind, [one.place_id], one.period)[one.place_id]
        if now == one.numbers:
            raise ConflictError("现有记录与锁定的数字一致，没有要更正的。")
        _restate(one, by=by, now=now, reason=why)
    return one


def _restate(one: Return, *, by: Actor, now: Numbers, reason: str) -> None:
    """Keep both numbers. Not part of an import that causes it: undoing that restates once more, it erases no statement."""
    by = by.outside_batch()
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
    values = {"numbers": now, "nil": not any(now.values())}
    change(one, by=by, action="returns.restate", values=values, reason=reason)
