"""What a person does with the own record, through the account linked to it. Needs no role: it is one's own."""

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create
from tongxin.network.actions.accounts import OWN
from tongxin.network.actions.lapses import renew_membership
from tongxin.network.actions.people import end_membership
from tongxin.network.actions.rights import entitled
from tongxin.network.models import Consent, Membership, Person, PersonRequest
from tongxin.network.models.privacy import normal_mobile
from tongxin.network.models.readings import normal_name
from tongxin.network.queries.own import person_of
from tongxin.ports.agreed import current_text

CORRECTABLE = ("name", "mobile", "unit", "position", "group")


def give_consent(person: Person, *, by: Actor, purpose: str) -> Consent:
    """Agree to one purpose in its current wording: the person, or the home side that holds the signed paper."""
    actor = _acting(person, by=by)
    text = current_text(purpose)
    with transaction.atomic():
        consent = Consent(
            person=person, path=person.path, purpose=text.purpose, version=text.version, given=timezone.now()
        )
        return create(consent, by=actor, action="network.consent.give")


def withdraw_consent(person: Person, *, by: Actor, purpose: str) -> Consent:
    """Withdraw consent to one purpose; what it allowed stops with it."""
    actor = _acting(person, by=by)
    purpose = current_text(purpose).purpose
    with transaction.atomic():
        rows = Consent.objects.of_self(person)
        if (consent := rows.filter(purpose=purpose, withdrawn=None).first()) is None:
            raise ConflictError("这项用途没有同意过，或已经撤回。")
        return end_consent(consent, by=entitled(by=actor, path=consent.person.path))


def end_consent(consent: Consent, *, by: Actor, reason: str = "") -> Consent:
    """Withdraw this consent."""
    with act("network.consent.withdraw", consent, by=by, reason=reason) as doer:
        return change(consent, by=doer, values={"withdrawn": timezone.now()})


def enter_consent(person: Person, *, by: Actor, purpose: str, give: bool) -> Consent:
    """Enter what a person decided on paper: consent given, or withdrawn."""
    with act("network.person.consents", person, by=by) as doer:
        return (give_consent if give else withdraw_consent)(person, by=doer, purpose=purpose)


def ask_correction(person: Person, *, by: Actor, details: Mapping[str, str], reason: str = "") -> PersonRequest:
    """Ask the home side to correct the own record; only what differs is sent."""
    actor = _own(person, by=by)
    wished = _normal(details)
    proposed = {name: value for name, value in wished.items() if value != getattr(person, name)}
    if not proposed:
        raise InputError("没有改动，不需要提交。")
    return _ask(person, by=actor, kind=PersonRequest.Kind.CORRECT, reason=reason, proposed=json.dumps(proposed))


def ask_erasure(person: Person, *, by: Actor, reason: str = "") -> PersonRequest:
    """Ask the home side to erase the own record."""
    actor = _own(person, by=by)
    return _ask(person, by=actor, kind=PersonRequest.Kind.ERASE, reason=reason, proposed="")


def withdraw_request(request: PersonRequest, *, by: Actor) -> PersonRequest:
    """Take an own request back."""
    actor = _own(request.person, by=by)
    with transaction.atomic():
        rows = PersonRequest.objects.same_as(request)
        request.refresh_from_db(from_queryset=rows.select_for_update())
        if request.state != PersonRequest.State.WAITING:
            raise ConflictError(f"这份请求{request.get_state_display()}，不能撤回。")
        values = {"state": PersonRequest.State.WITHDRAWN, "proposed": "", "decided": today()}
        return change(request, by=actor, action="network.request.withdraw", values=values)


def leave_organisation(membership: Membership, *, by: Actor) -> Membership:
    """Leave an organisation today, without anybody's leave: the offices held there end with it."""
    actor = entitled(by=_own(membership.person, by=by), path=membership.path)
    return end_membership(membership, by=actor, day=today(), ending=Membership.Ending.LEFT)


def renew_own_membership(membership: Membership, *, by: Actor) -> Membership:
    """Say that one goes on as a member; the time until the membership lapses begins anew today."""
    actor = entitled(by=_own(membership.person, by=by), path=membership.path)
    return renew_membership(membership, by=actor, day=today())


def _own(person: Person, *, by: Actor) -> Actor:
    """Return the actor the journal names, without the person's name; raise `ForbiddenError` for somebody else."""
    own = person_of(by.account_id)
    if own is None or own.pk != person.pk:
        raise ForbiddenError("只能办理本人的事项。")
    return by.under_name(OWN)


def _acting(person: Person, *, by: Actor) -> Actor:
    return by if by.scope.may(Verb.MEMBERS, person.path) else _own(person, by=by)


def _ask(person: Person, *, by: Actor, kind: str, reason: str, proposed: str) -> PersonRequest:
    with transaction.atomic():
        request = PersonRequest(
            person=person, path=person.path, kind=kind, reason=reason.strip(), proposed=proposed, asked=today()
        )
        return create(request, by=by, action=f"network.request.{kind}")


def _normal(details: Mapping[str, str]) -> dict[str, str]:
    wished = {name: normal_name(details[name]) for name in CORRECTABLE if name not in ("mobile", "group")}
    if not wished["name"]:
        raise InputError("请填写姓名。", field="name")
    group = Person.Group(details["group"]).value if details["group"] else ""
    return {**wished, "mobile": normal_mobile(details["mobile"]), "group": group}
