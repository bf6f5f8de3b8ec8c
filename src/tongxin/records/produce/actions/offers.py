"""Writes of offers: taken down or handed in, listed with consent, closed, withdrawn."""

from datetime import date
from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.evidence.queries import kept_files
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.records.produce.actions.contacts import OWN, keep_contact, release_contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer, Source
from tongxin.records.produce.queries.boards import contact_of, taken_of
from tongxin.records.produce.queries.holding import handed_in, hold, hold_open

State = Offer.State
OPEN = (State.DRAFT, State.RECEIVED, State.LISTED)
BY_SELF = "供货方撤回"


def record_offer(*, by: Actor, name: str = "", mobile: str = "", **details: Any) -> Offer:
    """Put an offer on record that somebody took down, as a draft."""
    with act("produce.offer.record", by=by, path=details["organiser"].path) as doer:
        if details.get("consented") is not None:
            require_past(details["consented"], field="consented")
        values = {**details, "path": details["organiser"].path, "received": today(), "state": State.DRAFT}
        offer = create(Offer(), by=doer, values=values)
        keep_contact(offer, by=doer, name=name, mobile=mobile)
        return offer


def receive_offer(link: BoardLink, *, by: Actor, token: str, listing: int, contact: int, **details: Any) -> str:
    """Take an offer from the public form; return the token to follow it by. The same sent twice is one."""
    own = by.under_name(OWN)
    with transaction.atomic():
        hold_open(link)
        if handed_in(token):
            return token
        who = {key: details.pop(key) for key in ("name", "mobile")}
        day = today()
        consent = {"consented": day, "consent_how": "网上表单", "consent_version": listing}
        offer = Offer(organiser=link.organiser, path=link.path, source=Source.LINK, state=State.RECEIVED, received=day)
        create(offer, by=own, values={**details, **consent}, action="produce.offer.receive")
        keep_contact(offer, by=own, token=token, version=contact, **who)
    return token


def correct_offer(offer: Offer, *, by: Actor, reason: str, **details: Any) -> Offer:
    """Correct what was written down wrongly."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("produce.offer.correct", offer, by=by, reason=require_reason(reason)) as doer:
        taken = taken_of(offer)
        if details["quantity"] < taken or (taken and details["unit"] != offer.unit):
            raise InputError(
                f"已经对接了 {taken}{offer.get_unit_display()}，数量不能更少，单位不能再改。", field="quantity"
            )
        change(offer, by=doer, values={**details, "path": details["organiser"].path})
        if offer.state == State.LISTED:
            _require_certificate(offer)
        _move_along(offer, by=doer)
        return offer


def record_consent(offer: Offer, *, by: Actor, day: date, how: str) -> Offer:
    """Say when and how the producer agreed to be listed."""
    with act("produce.offer.agree", offer, by=by) as doer:
        require_past(day, field="day")
        return change(offer, by=doer, values={"consented": day, "consent_how": how})


def list_offer(offer: Offer, *, by: Actor) -> Offer:
    """Show it on the board, once somebody has looked at it; needs the producer's consent and proof of a certificate."""
    with act("produce.offer.publish", offer, by=by) as doer:
        if offer.consented is None:
            raise ConflictError("供货方还没有同意公开，请先登记同意公开。")
        _require_certificate(offer)
        return change(offer, by=doer, values={"state": State.LISTED, "listed": today()})


def close_offer(offer: Offer, *, by: Actor, reason: str) -> Offer:
    """Take it off the board, sold out or for another reason; what was agreed stands."""
    why = require_reason(reason)
    with act("produce.offer.close", offer, by=by, reason=why) as doer:
        change(offer, by=doer, values={"state": State.CLOSED, "closed": today(), "close_reason": why})
        end_proposed(offer, by=doer, reason="供应已结束")
        release_contact(offer, by=doer)
        return offer


def withdraw_offer(offer: Offer, *, by: Actor, reason: str) -> Offer:
    """Take down that the producer withdraws the consent: it leaves the board at once, the contact is erased."""
    why = require_reason(reason)
    with act("produce.offer.withdraw", offer, by=by, reason=why) as doer:
        return _withdraw(offer, by=doer, reason=why)


def withdraw_own_offer(offer: Offer, *, by: Actor) -> Offer:
    """Withdraw it. Who may is decided by the address that leads here."""
    with transaction.atomic():
        hold(offer)
        if offer.state == State.WITHDRAWN:
            raise ConflictError("已经撤回，不需要再办理。")
        return _withdraw(offer, by=by.under_name(OWN), reason=BY_SELF, action="produce.offer.leave")


def end_proposed(record: Any, *, by: Actor, reason: str) -> None:
    """Decline what was only proposed for a record that is over; what was agreed stands."""
    rows = Handshake.objects.children_of(record).filter(state=Handshake.State.PROPOSED)
    for one in rows.order_by("pk").select_for_update():
        values = {"state": Handshake.State.DECLINED, "close_reason": reason}
        change(one, by=by, values=values, action="produce.handshake.end")


def _withdraw(offer: Offer, *, by: Actor, reason: str, action: str = "") -> Offer:
    day = today()
    values = {"state": State.WITHDRAWN, "consent_withdrawn": day, "closed": day, "close_reason": reason}
    change(offer, by=by, values=values, action=action)
    end_proposed(offer, by=by, reason="供货方已撤回")
    release_contact(offer, by=by, at_once=True)
    return offer


def _require_certificate(offer: Offer) -> None:
    if offer.certificate != Offer.Certificate.NONE and not kept_files(offer).exists():
        raise ConflictError(
            f"写了「{offer.get_certificate_display()}」，请先在本页「佐证材料」上传证书照片，或把认证改为「无」。"
        )


def _move_along(offer: Offer, *, by: Actor) -> None:
    """Take contact and handshakes along where somebody else looks after it now."""
    contact = contact_of(offer)
    if contact is not None:
        change(contact, by=by, values={"path": offer.path}, action="produce.contact.follow")
    for one in Handshake.objects.children_of(offer).exclude(path=offer.path).select_for_update():
        change(one, by=by, values={"path": offer.path}, action="produce.handshake.follow_record")
