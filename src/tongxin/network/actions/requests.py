"""What the home side does with a person's requests: correct the record, or erase it. Needs the verb 人员信息."""

import json

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, lock, require_reason
from tongxin.network.actions.accounts import end_person_account
from tongxin.network.actions.forgetting import forget_typed
from tongxin.network.actions.merging import forget_merged
from tongxin.network.actions.own import end_consent
from tongxin.network.actions.people import correct_person, decline_member, end_membership
from tongxin.network.actions.rights import entitled
from tongxin.network.actions.transfers import withdraw_transfer
from tongxin.network.models import (
    Consent,
    EventIdentity,
    Membership,
    Person,
    PersonAccount,
    PersonRequest,
    Transfer,
)
from tongxin.network.models.rules import PersonDetails
from tongxin.network.queries.charters import where_decided
from tongxin.network.queries.erasing import erased_as
from tongxin.ports.room import rooms

ASKED = "本人请求"


def decide_request(request: PersonRequest, *, by: Actor, accept: bool, reason: str = "") -> PersonRequest:
    """Do what a person asked for, or refuse with a reason the person reads. Home side only."""
    answer = reason.strip() if accept else require_reason(reason)
    with transaction.atomic():
        lock(request.person, by=by, verb=Verb.MEMBERS)  # first, as whoever erases the person
        with act("network.request.decide", request, by=by) as doer:
            state = PersonRequest.State.DONE if accept else PersonRequest.State.DECLINED
            proposed: dict[str, str] = json.loads(request.proposed or "{}")
            change(request, by=doer, values={"state": state, "proposed": "", "answer": answer, "decided": today()})
            if accept and request.kind == PersonRequest.Kind.ERASE:
                erase_person(request.person, by=doer, reason=ASKED)
            elif accept:
                _correct(request.person, by=doer, proposed=proposed)
    return request


def erase_person(person: Person, *, by: Actor, reason: str) -> Person:
    """Erase all that says who a person is. The row stays without a name, so that figures of past days stay what they were.

    Memberships everywhere end today, as by leaving: the home side acts for the person, whose right this is. Past
    memberships, offices and trainings go on counting one person nobody can name.
    """
    with transaction.atomic():
        lock(person, by=by, verb=Verb.MEMBERS)
        erased = erased_as(person)
        why = erased.without(require_reason(reason))
        _end_memberships(person, by=by, reason=why)
        _end_rows(person, by=by, reason=why)
        forget_typed(person, by=by, erased=erased)
        forget_merged(person, by=by, reason=why)
        for room in rooms():
            if room.forget is not None:
                room.forget(person.pk, by=by, reason=why)
        return change(person, by=by, action="network.person.erase", values=person.nameless, reason=why)


def _correct(person: Person, *, by: Actor, proposed: dict[str, str]) -> None:
    details: PersonDetails = {
        "name": proposed.get("name", person.name),
        "unit": proposed.get("unit", person.unit),
        "position": proposed.get("position", person.position),
        "group": proposed.get("group", person.group),
        "mobile": proposed.get("mobile", person.mobile),
        "place": person.place,
    }
    correct_person(person, by=by, reason=ASKED, **details)


def _end_memberships(person: Person, *, by: Actor, reason: str) -> None:
    rows = Membership.objects.children_of(person)
    transfers = Transfer.objects.children_of_numbered(Membership, rows.values("pk"), field="membership")
    for transfer in transfers.filter(state=Transfer.State.WAITING):
        withdraw_transfer(transfer, by=entitled(by=by, path=transfer.source_path))
    for membership in rows.filter(state=Membership.State.APPLIED):
        there = entitled(by=by, path=where_decided(membership.organisation, day=today()))
        decline_member(membership, by=there, day=today(), reason=reason)
    for membership in rows.filter(state=Membership.State.ADMITTED):
        there = entitled(by=by, path=membership.path)
        end_membership(membership, by=there, day=today(), ending=Membership.Ending.LEFT, reason=reason)


def _end_rows(person: Person, *, by: Actor, reason: str) -> None:
    """Withdraw consents, take the account away, empty what the person wrote, delete identity numbers."""
    for consent in Consent.objects.children_of(person).filter(withdrawn=None):
        end_consent(consent, by=by, reason=reason)
    for link in PersonAccount.objects.children_of(person).filter(ended=None):
        end_person_account(link, by=by, reason=reason)
    for request in PersonRequest.objects.children_of(person):
        state = PersonRequest.State.DONE if request.state == PersonRequest.State.WAITING else request.state
        values = {"state": state, "proposed": "", "reason": "", "answer": ""}
        change(request, by=by, action="network.request.erase", values=values)
    for identity in EventIdentity.objects.children_of(person):
        journal.write_removals([identity], by=by, action="network.identity.delete", reason=reason)
        identity.delete()
