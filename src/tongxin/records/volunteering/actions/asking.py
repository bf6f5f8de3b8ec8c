"""Writes of requests for help: handed in by a form, made into a task, or not taken up, with a reason."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models.privacy import normal_mobile
from tongxin.network.models.tokens import hashed
from tongxin.records.volunteering.actions.tasks import put_on_list
from tongxin.records.volunteering.models import HelpRequest, Task, VolunteerAction
from tongxin.records.volunteering.queries import refuse_over
from tongxin.records.volunteering.rules import refuse_private

State = HelpRequest.State
OWN = "求助人"


def ask_for_help(subject: VolunteerAction, *, by: Actor, token: str, **values: Any) -> str:
    """Keep what was asked by the public form; return the token to follow it by. The same sent twice is one."""
    if HelpRequest.objects.with_secret(token_hash=hashed(token)).exists():
        return token
    columns = {name: values[name].strip() for name in ("name", "spot", "need")}
    columns["mobile"] = normal_mobile(values["mobile"])
    with transaction.atomic():
        refuse_over(subject)
        row = HelpRequest(
            action=subject,
            path=subject.path,
            consent_version=values["consent"],
            received=timezone.now(),
            token_hash=hashed(token),
        )
        create(row, by=by.under_name(OWN), values=columns, action="volunteering.request.hand_in")
    return token


def accept_request(one: HelpRequest, *, by: Actor, **details: Any) -> HelpRequest:
    """Make a task of it; the task says what is needed, never who asked."""
    with act("volunteering.request.accept", one, by=by) as doer:
        refuse_private(*((name, details.get(name) or "") for name in ("title", "spot")), of=[(one.name, one.mobile)])
        task = put_on_list(one.action, by=doer, **details)
        return change(one, by=doer, values={"state": State.TAKEN, "task": task})


def link_request(one: HelpRequest, *, by: Actor, task: str) -> HelpRequest:
    """Note that a task on the list answers it, too: the same was asked before."""
    with act("volunteering.request.link", one, by=by) as doer:
        rows = Task.objects.children_of(one.action)
        found: Task = named_record(rows, task, by="title", field="task")
        if one.name and one.name in found.title:
            raise InputError("这件任务的名称里写了求助人的姓名，请先更正任务。", field="task")
        return change(one, by=doer, values={"state": State.TAKEN, "task": found})


def decline_request(one: HelpRequest, *, by: Actor, reason: str) -> HelpRequest:
    """Say why it is not taken up; whoever asked reads it."""
    with act("volunteering.request.decline", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.DECLINED, "answer": doer.reason[:200]})


def withdraw_request(one: HelpRequest, *, by: Actor) -> HelpRequest:
    """Take it back through the own address: who asked, where and what for is erased at once."""
    with transaction.atomic():
        one.refresh_from_db(from_queryset=HelpRequest.objects.same_as(one).select_for_update())
        if one.state != State.RECEIVED:
            raise ConflictError("已经在办理，不能撤回；不再需要的，请告诉联系您的人。")
        values = {"state": State.DECLINED, "answer": "本人撤回", "name": "", "mobile": "", "spot": "", "need": ""}
        return change(one, by=by.under_name(OWN), values=values, action="volunteering.request.withdraw")
