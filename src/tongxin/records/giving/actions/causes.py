"""What is given for."""

from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.records.giving.models import Cause


def name_cause(*, by: Actor, **details: Any) -> Cause:
    """Put a cause on record."""
    with act("giving.cause.name", by=by, path=details["organiser"].path) as doer:
        return create(Cause(path=details["organiser"].path), by=doer, values=details)


def correct_cause(one: Cause, *, by: Actor, reason: str, **details: Any) -> Cause:
    """Correct name, first day, or whose it is."""
    path = details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("giving.cause.correct", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={**details, "path": path})
