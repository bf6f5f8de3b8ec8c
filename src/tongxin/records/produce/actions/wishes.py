"""Writes of wishes and group orders: taken down or handed in, listed, joined, closed."""

from datetime import date
from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.records.produce.actions.contacts import OWN, keep_contact, release_contact
from tongxin.records.produce.actions.offers import end_proposed
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer, Source
from tongxin.records.produce.models.wishes import Share, Wish
from tongxin.records.produce.queries.boards import contact_of, shares_of
from tongxin.records.produce.queries.holding import handed_in, hold, hold_open, refuse_closed_group

State, Outcome = Wish.State, Handshake.State
OPEN = (State.RECEIVED, State.LISTED)
BY_SELF = "本人撤回"
MOST_SHARES = 500


def record_wish(*, by: Actor, name: str = "", mobile: str = "", **details: Any) -> Wish:
    """Put a wish on record that somebody took down."""
    with act("produce.wish.record", by=by, path=details["organiser"].path) as doer:
        _require_to_come(details["needed_by"])
        wish = create(Wish(), by=doer, values={**details, "path": details["organiser"].path, "received": today()})
        keep_contact(wish, by=doer, name=name, mobile=mobile)
        return wish


def receive_wish(
    link: BoardLink, *, by: Actor, token: str, contact: int, offer: Offer | None = None, **details: Any
) -> str:
    """Take a wish from the public form; return the token to follow it by. The same sent twice is one."""
    own = by.under_name(OWN)
    with transaction.atomic():
        hold_open(link)
        if handed_in(token):
            return token
        _require_to_come(details["needed_by"])
        who = {key: details.pop(key) for key in ("name", "mobile")}
        wish = Wish(organiser=link.organiser, path=link.path, source=Source.LINK, received=today(), offer=offer)
        create(wish, by=own, values=details, action="produce.wish.receive")
        keep_contact(wish, by=own, token=token, version=contact, **who)
    return token


def correct_wish(wish: Wish, *, by: Actor, reason: str, **details: Any) -> Wish:
    """Correct what was written down wrongly; a day that was right stays, even where it is over by now."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("produce.wish.correct", wish, by=by, reason=require_reason(reason)) as doer:
        if details["needed_by"] != wish.needed_by:
            _require_to_come(details["needed_by"])
        if shares_of(wish).exists() and (not details["is_group"] or details["unit"] != wish.unit):
            raise InputError("已经有人参团，不能改单位，也不能改成不是团购。", field="is_group")
        change(wish, by=doer, values={**details, "path": details["organiser"].path})
        _move_along(wish, by=doer)
        return wish


def list_wish(wish: Wish, *, by: Actor) -> Wish:
    """Show it on the board, once somebody has looked at it."""
    with act("produce.wish.publish", wish, by=by) as doer:
        if wish.needed_by < today():
            raise ConflictError("最晚需要日期已经过了，不能上架，请先更正日期或结束。")
        return change(wish, by=doer, values={"state": State.LISTED})


def close_wish(wish: Wish, *, by: Actor, reason: str) -> Wish:
    """Close it and say why."""
    why = require_reason(reason)
    with act("produce.wish.close", wish, by=by, reason=why) as doer:
        return _close(wish, by=doer, reason=why)


def withdraw_own_wish(wish: Wish, *, by: Actor) -> Wish:
    """Withdraw it; name and number are erased. Who may is decided by the address that leads here."""
    own = by.under_name(OWN)
    with transaction.atomic():
        hold(wish)
        if wish.state == State.CLOSED:
            raise ConflictError("已经结束，不需要再办理。")
        _close(wish, by=own, reason=BY_SELF, action="produce.wish.leave")
        release_contact(wish, by=own, at_once=True)
    return wish


def join_group(wish: Wish, *, by: Actor, token: str, contact: int, quantity: int, **who: str) -> str:
    """Take part in a group order; return the token to follow it by. The same sent twice is one."""
    own = by.under_name(OWN)
    with transaction.atomic():
        hold(wish)
        if handed_in(token):
            return token
        refuse_closed_group(wish)
        if shares_of(wish).count() >= MOST_SHARES:
            raise ConflictError(f"这次团购已有 {MOST_SHARES} 份，不能再加入，请联系受理单位另开一次。")
        share = Share(wish=wish, path=wish.path, quantity=quantity, joined=today())
        create(share, by=own, action="produce.share.join")
        keep_contact(share, by=own, token=token, version=contact, **who)
    return token


def leave_group(share: Share, *, by: Actor) -> Share:
    """Leave a group order; name and number are erased. Who may is decided by the address that leads here."""
    own = by.under_name(OWN)
    with transaction.atomic():
        hold(share.wish, share)
        if share.state == Share.State.LEFT:
            raise ConflictError("已经退出，不需要再办理。")
        change(share, by=own, values={"state": Share.State.LEFT}, action="produce.share.leave")
        release_contact(share, by=own, at_once=True)
    return share


def settle_wish(wish: Wish, *, by: Actor, action: str) -> None:
    """Give a wish the state its handshakes say: one is under way, one came to something, or none did and it is listed again."""
    states = set(Handshake.objects.children_of(wish).values_list("state", flat=True))
    under_way = Outcome.AGREED in states
    came = State.FOLLOWED if Outcome.CAME in states else State.LISTED
    if wish.state != State.CLOSED:
        change(wish, by=by, values={"state": State.MATCHED if under_way else came}, action=action)


def _close(wish: Wish, *, by: Actor, reason: str, action: str = "") -> Wish:
    values = {"state": State.CLOSED, "closed": today(), "close_reason": reason}
    change(wish, by=by, values=values, action=action)
    end_proposed(wish, by=by, reason="心愿已结束")
    release_contact(wish, by=by)
    for share in shares_of(wish):
        release_contact(share, by=by)
    return wish


def _require_to_come(day: date) -> None:
    if day < today():
        raise InputError("最晚需要日期已经过了，请填写今天或以后的日期。", field="needed_by")


def _move_along(wish: Wish, *, by: Actor) -> None:
    """Take contacts, shares and handshakes along where somebody else looks after it now."""
    shares = list(Share.objects.children_of(wish))
    kept = [contact_of(wish), *map(contact_of, shares)]
    contacts: list[Contact] = [one for one in kept if one is not None]
    for row, action in (
        *((one, "produce.share.follow") for one in shares),
        *((one, "produce.contact.follow") for one in contacts),
    ):
        change(row, by=by, values={"path": wish.path}, action=action)
    for one in Handshake.objects.children_of(wish).exclude(wish_path=wish.path).select_for_update():
        change(one, by=by, values={"wish_path": wish.path}, action="produce.handshake.follow_record")
