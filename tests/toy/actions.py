"""Writes of visits."""

from typing import Any

from tests.toy.models import COUNTED, Visit
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models.organising import organised_values

State = Visit.State


def plan_visit(*, by: Actor, **details: Any) -> Visit:
    """Put a visit on record."""
    with act("toy.visit.plan", by=by, path=details["organiser"].path) as doer:
        return create(Visit(), by=doer, values=organised_values(details, by=doer))


def make_visit(visit: Visit, *, by: Actor, households: int, reason: str = "") -> Visit:
    """Say that it was made, and at how many doors."""
    with act("toy.visit.make", visit, by=by, reason=reason) as doer:
        if visit.day > today():
            raise ConflictError("走访的日子还没有到。", field="day")
        return change(visit, by=doer, values={"state": State.MADE, "households": households, "made_by": by.account_id})


def check_visit(visit: Visit, *, by: Actor) -> Visit:
    """Say that somebody else has checked it."""
    with act("toy.visit.check", visit, by=by) as doer:
        return change(visit, by=doer, values={"state": State.CHECKED})


def drop_visit(visit: Visit, *, by: Actor, reason: str) -> Visit:
    """Say that it will not be made."""
    with act("toy.visit.drop", visit, by=by, reason=require_reason(reason)) as doer:
        return change(visit, by=doer, values={"state": State.DROPPED, "drop_reason": doer.reason})


def correct_visit(visit: Visit, *, by: Actor, reason: str, **details: Any) -> Visit:
    """Correct what was recorded wrongly."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("toy.visit.correct", visit, by=by, reason=require_reason(reason)) as doer:
        if visit.state in COUNTED and details["day"] > today():
            raise ConflictError("已走访的日子不能改到今天以后。", field="day")
        return change(visit, by=doer, values=organised_values(details, by=doer, record=visit))
