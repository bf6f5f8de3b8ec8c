"""Soft locks: who is working on a task this minute. They warn, they forbid nothing, and they end by themselves."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ForbiddenError
from tongxin.kernel.scope import Verb
from tongxin.records.volunteering.models import Hold, Task

HELD_FOR = timedelta(minutes=5)


def hold_task(task: Task, *, by: Actor) -> Hold:
    """Say that this account works on a task for the next minutes; return who does: another one, where it was first.

    No journal line: it is over in minutes, decides nothing and is kept nowhere.
    """
    by.scope.require(Verb.RECORD, task.path)
    if by.account_id is None:
        raise ForbiddenError("请用自己的账号处理任务。")
    now = timezone.now()
    try:
        with transaction.atomic():
            rows = Hold.objects.children_of(task).select_related("account").select_for_update(of=("self",))
            found = rows.first()
            if found is not None and found.account_id != by.account_id and found.until > now:
                return found
            one = found or Hold(task=task)
            one.path, one.account_id, one.until = task.path, by.account_id, now + HELD_FOR
            one.save()
            return one
    except IntegrityError:  # somebody else took it between the two
        return Hold.objects.children_of(task).select_related("account").get()
