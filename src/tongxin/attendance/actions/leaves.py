"""Written leave: granted to somebody on the roster or registered, and withdrawn."""

from collections.abc import Sequence
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.actions.completion import decide_anew
from tongxin.attendance.models import Leave, Participation, Registration, Session
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock

Holder: TypeAlias = Participation | Registration


def grant_leave(holder: Holder, *, by: Actor, sessions: Sequence[Session], reason: str = "", why: str = "") -> Leave:
    """Grant leave from these sessions; whoever grants it is kept with it. `why` is a word for the journal.

    `reason` is the reason of whoever asked: about a person, kept apart from the journal.
    """
    occasion = holder.occasion
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.MEMBERS)
        with act("attendance.leave.grant", by=by, path=occasion.path, reason=why) as doer:
            chosen = _chosen(holder, sessions)
            leave = Leave(
                occasion=occasion,
                path=occasion.path,
                participation=holder if isinstance(holder, Participation) else None,
                registration=holder if isinstance(holder, Registration) else None,
                reason=reason.strip(),
                granted_at=timezone.now(),
                granted_by=by.name,
            )
            create(leave, by=doer, values={"sessions": chosen})
            decide_anew(occasion, by=doer)
    return leave


def withdraw_leave(leave: Leave, *, by: Actor, reason: str = "") -> Leave:
    """Take leave back: whoever had it was there after all, or is expected again. What was kept with it stays."""
    with transaction.atomic():
        lock(leave.occasion, by=by, verb=Verb.MEMBERS)
        with act("attendance.leave.withdraw", leave, by=by, reason=reason) as doer:
            change(leave, by=doer, values={"withdrawn": timezone.now()})
            decide_anew(leave.occasion, by=doer)
    return leave


def _chosen(holder: Holder, sessions: Sequence[Session]) -> list[Session]:
    """Return the sessions leave is asked for; raise where there are none, of another occasion, or with leave already."""
    own = {one.pk: one for one in Session.objects.children_of(holder.occasion)}
    chosen = [own[one.pk] for one in sessions if one.pk in own]
    if not chosen or len(chosen) != len(sessions):
        raise InputError("请选择本期日程里的场次，至少一场。", field="sessions")
    rows = Leave.objects.children_of(holder).filter(withdrawn=None, sessions__in=[one.pk for one in chosen])
    if rows.exists():
        raise ConflictError("其中有的场次已经请过假，请去掉后再登记。", field="sessions")
    return chosen
