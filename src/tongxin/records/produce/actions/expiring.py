"""What the board forgets by itself: contacts whose time is over, and offers nobody can be called about any more."""

from datetime import date

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.lifecycle.writing import change
from tongxin.records.produce.actions.contacts import erase_expired
from tongxin.records.produce.actions.offers import OPEN, end_proposed
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.offers import Offer

_WHY = "联系方式已到期，请供货方重新登记"


def purge(*, by: Actor, day: date) -> int:
    """Close the offers whose contact is over, erase the contacts; return how many rows changed."""
    with transaction.atomic():
        over = Contact.objects.for_worker().filter(kept_until__lt=day).values("offer")
        rows = Offer.objects.for_worker().filter(pk__in=over, state__in=OPEN).order_by("pk")
        closed = list(rows.select_for_update())
        for offer in closed:
            values = {"state": Offer.State.CLOSED, "closed": day, "close_reason": _WHY}
            change(offer, by=by, values=values, action="produce.offer.expire", reason="到期")
            end_proposed(offer, by=by, reason="供应已结束")
        return len(closed) + erase_expired(by=by, day=day)
