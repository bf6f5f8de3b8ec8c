"""Taking a role back: grants are records of `access`, which lies below the room of acts."""

from tongxin.access.actor import Actor
from tongxin.access.models import Grant
from tongxin.kernel.period import today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, require_reason


def end_role(grant: Grant, *, by: Actor, reason: str) -> Grant:
    """End a grant today. The row stays: the journal can always say who could do what when."""
    with act("access.grant.end", grant, by=by, reason=require_reason(reason)) as doer:
        return change(grant, by=doer, values={"end": max(today(), grant.begin)})
