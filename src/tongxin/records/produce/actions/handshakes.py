"""Writes of handshakes: proposed, confirmed by each side for itself, and what came of it.

Every writer locks the offer, then the wish, then the handshake: so what is left of an offer is never taken twice.
"""

from datetime import date
from typing import Any, Final

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.records.produce.actions.contacts import OWN
from tongxin.records.produce.actions.wishes import settle_wish
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.wishes import Wish
from tongxin.records.produce.queries.boards import left_of
from tongxin.records.produce.queries.holding import hold, require_left

State = Handshake.State
OFFER, WISH = "offer", "wish"
_OTHER: Final = {OFFER: WISH, WISH: OFFER}
_SETTLE = "produce.wish.settle"


def propose_handshake(*, by: Actor, offer: str, wish: str, quantity: int) -> Handshake:
    """Propose that an offer and a wish go together; whoever looks after either of them may."""
    one = named_record(
        Offer.objects.published() | Offer.objects.visible_to(by.scope).filter(state=Offer.State.LISTED),
        offer,
        by="product",
        field="offer",
    )
    open_to = (Wish.State.LISTED, Wish.State.MATCHED)
    rows = Wish.objects.published() | Wish.objects.visible_to(by.scope).filter(state__in=open_to)
    other = named_record(rows, wish, by="product", field="wish")
    path = one.path if by.scope.may(Verb.RECORD, one.path) else other.path
    with transaction.atomic():
        hold(one, other)
        with act("produce.handshake.propose", by=by, path=path) as doer:
            if one.state != Offer.State.LISTED or other.state not in open_to:
                raise ConflictError("供应或心愿刚才已经下架，请刷新后再看。")
            require_left(one, quantity)
            handshake = Handshake(offer=one, wish=other, path=one.path, wish_path=other.path)
            return create(handshake, by=doer, values={"quantity": quantity, "proposed": today()})


def agree_for_offer(handshake: Handshake, *, by: Actor, reason: str) -> Handshake:
    """Take down that the producer agrees, who said so to whoever looks after the offer."""
    with transaction.atomic():
        hold(handshake.offer, handshake.wish)
        with act("produce.handshake.agree_offer", handshake, by=by, reason=require_reason(reason)) as doer:
            return _agree(handshake, by=doer, side=OFFER)


def agree_for_wish(handshake: Handshake, *, by: Actor, reason: str) -> Handshake:
    """Take down that whoever wishes agrees, who said so to whoever looks after the wish."""
    with transaction.atomic():
        hold(handshake.offer, handshake.wish)
        with act("produce.handshake.agree_wish", handshake, by=by, reason=require_reason(reason)) as doer:
            return _agree(handshake, by=doer, side=WISH)


def agree_own(handshake: Handshake, *, by: Actor, side: str) -> Handshake:
    """Agree for oneself. Who may, and for which side, is decided by the address that leads here."""
    with transaction.atomic():
        hold(handshake.offer, handshake.wish, handshake)
        _require_proposed(handshake)
        return _agree(handshake, by=by.under_name(OWN), side=side, action="produce.handshake.say_yes")


def decline_own(handshake: Handshake, *, by: Actor, side: str) -> Handshake:
    """Decline for oneself. Who may, and for which side, is decided by the address that leads here."""
    with transaction.atomic():
        hold(handshake.offer, handshake.wish, handshake)
        _require_proposed(handshake)
        reason = "供方不同意" if side == OFFER else "需方不同意"
        values = {"state": State.DECLINED, "close_reason": reason}
        return change(handshake, by=by.under_name(OWN), values=values, action="produce.handshake.say_no")


def decline_handshake(handshake: Handshake, *, by: Actor, reason: str) -> Handshake:
    """Take down that one side does not want it."""
    why = require_reason(reason)
    with transaction.atomic():
        hold(handshake.offer, handshake.wish)
        with act("produce.handshake.decline", handshake, by=by, reason=why) as doer:
            return change(handshake, by=doer, values={"state": State.DECLINED, "close_reason": why})


def follow_up(handshake: Handshake, *, by: Actor, **outcome: Any) -> Handshake:
    """Record what came of it: quantity and value, or why nothing did."""
    with transaction.atomic():
        hold(handshake.offer, handshake.wish)
        with act("produce.handshake.follow", handshake, by=by) as doer:
            return _outcome(handshake, by=doer, **outcome)


def correct_outcome(handshake: Handshake, *, by: Actor, reason: str, **outcome: Any) -> Handshake:
    """Correct what was recorded wrongly of what came of it."""
    with transaction.atomic():
        hold(handshake.offer, handshake.wish)
        with act("produce.handshake.correct", handshake, by=by, reason=require_reason(reason)) as doer:
            return _outcome(handshake, by=doer, **outcome)


def _require_proposed(handshake: Handshake) -> None:
    if handshake.state != State.PROPOSED:
        raise ConflictError(f"这次对接{handshake.get_state_display()}，不需要再办理。")


def _agree(handshake: Handshake, *, by: Actor, side: str, action: str = "") -> Handshake:
    """Write down that one side agrees; with the second one the quantity is taken, if it is still there."""
    if getattr(handshake, f"{side}_agreed") is not None:
        raise ConflictError("这一方已经确认过，等另一方确认。")
    both = getattr(handshake, f"{_OTHER[side]}_agreed") is not None
    if both and handshake.quantity > (left := left_of(handshake.offer)):
        raise ConflictError(
            f"刚才已被别人订走，只剩 {left}{handshake.offer.get_unit_display()}，请联系受理单位重新对接。"
        )
    values: dict[str, Any] = {f"{side}_agreed": today(), f"{side}_agreed_by": by.account_id}
    change(handshake, by=by, values={**values, **({"state": State.AGREED} if both else {})}, action=action)
    if both:
        settle_wish(handshake.wish, by=by, action=_SETTLE)
    return handshake


def _outcome(handshake: Handshake, *, by: Actor, result: str, followed: date, **came: Any) -> Handshake:
    require_past(followed, field="followed", since=max(handshake.offer_agreed, handshake.wish_agreed))  # type: ignore[type-var]  # both are given, the database holds
    taken = handshake.quantity if handshake.state == State.AGREED else handshake.came_quantity
    require_left(handshake.offer, came["came_quantity"], own=taken, field="came_quantity")
    change(handshake, by=by, values={"state": result, "followed": followed, **came})
    settle_wish(handshake.wish, by=by, action=_SETTLE)
    return handshake
