"""Writes of contacts: kept with what they belong to, found again by a token, erased when their time is over."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock
from tongxin.network.models.privacy import normal_mobile
from tongxin.network.models.readings import normal_name
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.wishes import Share, Wish
from tongxin.records.produce.queries.holding import KEPT_DAYS, last_day

OWN = "登记人"
"""What the journal calls those who filled in a form or follow it: no name."""
_ERASED = {"name": "", "mobile": ""}


def keep_contact(
    record: Offer | Wish | Share, *, by: Actor, token: str = "", version: int | None = None, **who: str
) -> None:
    """Keep name and mobile number of whoever is behind a new record; without a name nothing is kept."""
    name, mobile = normal_name(who.get("name", "")), normal_mobile(who.get("mobile", ""))
    if not name and not mobile:
        return
    values: dict[str, Any] = {
        type(record).__name__.lower(): record,
        "path": record.path,
        "name": name,
        "mobile": mobile,
        "consent_version": version,
        "kept_until": last_day(record),
        "token_hash": hashed(token or new_token()),
    }
    create(Contact(), by=by, values=values, action="produce.contact.keep")


def release_contact(record: Offer | Wish | Share, *, by: Actor, at_once: bool = False) -> None:
    """Keep the contact of what is over only a while longer, or erase it at once."""
    contact = Contact.objects.children_of(record).select_for_update().first()
    if contact is None:
        return
    if at_once:
        change(contact, by=by, values=_ERASED, action="produce.contact.erase")
        return
    until = min(contact.kept_until, today() + timedelta(days=KEPT_DAYS))
    change(contact, by=by, values={"kept_until": until}, action="produce.contact.release")


def renew_address(contact: Contact, *, by: Actor) -> str:
    """Give a contact a new address to follow it by, for whoever has none or lost it, and return its token."""
    token = new_token()
    with transaction.atomic():
        lock(contact, by=by, verb=Verb.MEMBERS)
        if not contact.name:
            raise ConflictError("联系方式已经删除，不能再发查询地址。")
        change(contact, by=by, values={"token_hash": hashed(token)}, action="produce.contact.renew")
    return token


def erase_expired(*, by: Actor, day: date) -> int:
    """Erase the contacts whose time is over; return how many."""
    with transaction.atomic():
        rows = Contact.objects.for_worker().filter(kept_until__lt=day).exclude(name="", mobile="")
        expired = list(rows.order_by("pk").select_for_update())
        for one in expired:
            change(one, by=by, values=_ERASED, action="produce.contact.erase", reason="到期删除")
    return len(expired)
