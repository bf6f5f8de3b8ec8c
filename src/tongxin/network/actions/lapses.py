"""Renewing memberships, and ending those the charter lets lapse. Both need the verb 人员信息."""

from datetime import date

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, require_past
from tongxin.network.actions.people import end_membership
from tongxin.network.models import Membership, Organisation
from tongxin.network.queries.lapses import lapsing


def renew_membership(membership: Membership, *, by: Actor, day: date) -> Membership:
    """Record that a member goes on; the time until the membership lapses begins anew on this day."""
    with act("network.membership.renew", membership, by=by) as doer:
        require_past(day, field="day", since=membership.renewed or membership.begin)
        return change(membership, by=doer, values={"renewed": day})


def lapse_memberships(organisation: Organisation, *, by: Actor, day: date) -> list[Membership]:
    """End every membership of an organisation that has lapsed by this day under the charter in force on it."""
    by.scope.require(Verb.MEMBERS, organisation.path)
    require_past(day, field="day", since=organisation.founded)
    ended = []
    with transaction.atomic():
        rows = Membership.objects.children_of(organisation)
        list(rows.filter(state=Membership.State.ADMITTED).select_for_update())
        for one in lapsing(organisation, day=day):
            reason = f"按章程，会籍 {one.years} 年内没有续期，逾期自动退会"
            ending = Membership.Ending.LAPSED
            ended.append(end_membership(one.membership, by=by, day=day, ending=ending, reason=reason))
    return ended
