"""Writes of those who help: signing up without an account or as a member, claiming, letting go, asking for a service record."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_reason
from tongxin.network.models import Person
from tongxin.network.models.privacy import normal_mobile
from tongxin.network.models.readings import normal_name
from tongxin.network.models.tokens import hashed, new_token
from tongxin.network.queries.recognition import same_person
from tongxin.records.volunteering.actions.tasks import released, taken
from tongxin.records.volunteering.models import COUNTED, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.queries import claims_of, refuse_over, signed_up

State = Volunteer.State
OWN = "志愿者"
"""What the journal calls those who act through the address only they know: no name."""


def sign_up(subject: VolunteerAction, *, by: Actor, token: str, **values: Any) -> str:
    """Sign a person or a team up through the public form; return the token to follow it by. The same sent twice is one."""
    name, mobile = normal_name(values["name"]), normal_mobile(values["mobile"])
    if not name:
        raise InputError("请填写姓名或队名。", field="name")
    own = by.under_name(OWN)
    known = same_person(name=name, mobile=mobile) if values["kind"] == Volunteer.Kind.PERSON else None
    columns = {name: values[name] for name in ("kind", "skills")}
    columns |= {"name": name, "mobile": mobile, "person": known, "size": values["size"] or 1}
    if _sent_before(subject, token, name=name, mobile=mobile):
        return token
    try:
        with transaction.atomic():
            refuse_over(subject)
            row = _row(subject, token=token, consent_version=values["consent"])
            create(row, by=own, values=columns, action="volunteering.volunteer.sign_up")
    except ConflictError:  # the very same form a moment ago, or somebody who signed up before
        if not _sent_before(subject, token, name=name, mobile=mobile):
            raise
    return token


def join_as_member(subject: VolunteerAction, *, by: Actor, person: Person, skills: str = "") -> str:
    """Sign a member up from the own account; who has signed up before gets a new address. Return its token."""
    token, own = new_token(), by.under_name(OWN)
    with transaction.atomic():
        Person.objects.same_as(person).select_for_update().get()  # pressed twice, it is one
        row = signed_up(person, subject)
        if row is not None:
            change(row, by=own, values={"token_hash": hashed(token)}, action="volunteering.volunteer.renew")
            return token
        refuse_over(subject)
        columns = {"name": person.name, "mobile": person.mobile, "person": person, "skills": skills}
        row = _row(subject, token=token, consent_version=None)
        create(row, by=own, values=columns, action="volunteering.volunteer.sign_up")
    return token


def claim_own(volunteer: Volunteer, task: Task, *, by: Actor) -> Task:
    """Take a task through the own address; of two at once one gets it."""
    with transaction.atomic():
        _locked(task)
        if task.action_id != volunteer.action_id or not volunteer.is_in:
            raise NotFoundError("这次志愿服务里没有这件任务，请刷新后再看。")
        if task.state not in (Task.State.OPEN, Task.State.CLAIMED):
            raise ConflictError(f"「{task}」现在是「{task.get_state_display()}」，不能再认领。")
        return taken(task, by=_own(by, "volunteering.task.take"), taker=volunteer)


def hear_own(volunteer: Volunteer, task: Task, *, by: Actor) -> Task:
    """Say through the own address that the work goes on: it is not silent."""
    with transaction.atomic():
        _own_claim(volunteer, task)
        return change(task, by=_own(by, "volunteering.task.hear"), values={"heard": timezone.now()})


def release_own(volunteer: Volunteer, task: Task, *, by: Actor) -> Task:
    """Let a task go through the own address; raises `ForbiddenError` for one that somebody else has."""
    with transaction.atomic():
        _own_claim(volunteer, task)
        return released(task, by=_own(by, "volunteering.task.let_go"))


def withdraw_own(volunteer: Volunteer, *, by: Actor) -> Volunteer:
    """Leave through the own address; what was claimed is free again."""
    return _withdrawn(volunteer, by=_own(by, "volunteering.volunteer.leave"))


def withdraw_volunteer(volunteer: Volunteer, *, by: Actor, reason: str) -> Volunteer:
    """Take a sign-up out at the wish of whoever signed up; what was claimed is free again."""
    with act("volunteering.volunteer.withdraw", volunteer, by=by, reason=require_reason(reason)) as doer:
        return _withdrawn(volunteer, by=doer)


def ask_for_record(volunteer: Volunteer, *, by: Actor) -> Volunteer:
    """Ask for the service record of this one action."""
    with transaction.atomic():
        volunteer.refresh_from_db(from_queryset=Volunteer.objects.same_as(volunteer).select_for_update(of=("self",)))
        if volunteer.action.state not in COUNTED or volunteer.state != State.SIGNED_UP:
            raise ConflictError("现在不能申请：行动登记为已开展后，每份报名可以申请一次服务记录。")
        return change(volunteer, by=by.under_name(OWN), values={"state": State.ASKED}, action="volunteering.record.ask")


def issue_record(volunteer: Volunteer, *, by: Actor, record: str) -> Volunteer:
    """Write what a volunteer did in this action, for the document that was asked for."""
    with act("volunteering.volunteer.issue", volunteer, by=by) as doer:
        return change(volunteer, by=doer, values={"state": State.ISSUED, "record": record.strip()})


def _withdrawn(volunteer: Volunteer, *, by: Doer) -> Volunteer:
    with transaction.atomic():
        for task in claims_of(volunteer).select_for_update(of=("self",)):
            released(task, by=by)
        return change(volunteer, by=by, values={"state": State.WITHDRAWN})


def _locked(task: Task) -> None:
    rows = Task.objects.same_as(task).select_related("action")
    task.refresh_from_db(from_queryset=rows.select_for_update(of=("self",)))


def _own_claim(volunteer: Volunteer, task: Task) -> None:
    _locked(task)
    if task.state != Task.State.CLAIMED or task.claimant_id != volunteer.pk:
        raise ForbiddenError(f"「{task}」不是您认领的，请刷新后再看。")


def _own(by: Actor, action: str) -> Doer:
    """Return whoever acts through an address; none of these acts changes a figure, so no locked return is asked."""
    own = by.under_name(OWN)
    return Doer(scope=own.scope, name=own.name, account_id=own.account_id, batch=None, action=action)


def _row(one: VolunteerAction, *, token: str, consent_version: int | None) -> Volunteer:
    return Volunteer(
        action=one,
        path=one.path,
        consent_version=consent_version,
        received=timezone.now(),
        token_hash=hashed(token),
    )


def _sent_before(one: VolunteerAction, token: str, *, name: str, mobile: str) -> bool:
    row = Volunteer.objects.with_secret(token_hash=hashed(token)).first()
    if row is None:
        return False
    if (row.action_id, row.name, row.mobile) != (one.pk, name, mobile):
        raise ConflictError("这一页已经用来报过名，请刷新后再为别人报名。", field="name")
    return True
