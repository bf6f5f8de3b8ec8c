"""Rows of the board read under a lock, and what is refused of them: asked before anything is written."""

from datetime import date, timedelta
from typing import Any

from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.network.models.tokens import hashed
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Share, Wish
from tongxin.records.produce.queries.boards import left_of

KEPT_DAYS = 90
"""How long a contact is kept after what it belongs to is over."""
KEPT_OPEN_DAYS = 365
"""How long the contact of an offer is kept at most; then it is asked for anew."""


def hold(*rows: Any) -> None:
    """Read these very rows anew under a lock, in this order; needs a transaction."""
    for row in rows:
        row.refresh_from_db(from_queryset=type(row).objects.same_as(row).select_for_update())


def hold_open(link: BoardLink) -> None:
    """Hold a link, so that forms come one after another; raise `ConflictError` where it is closed."""
    hold(link)
    if link.state != BoardLink.State.OPEN:
        raise ConflictError("这个登记入口已经关闭，请向当地联谊组织索取新的链接。")


def handed_in(token: str) -> bool:
    """Tell whether a form with this token came in before."""
    return Contact.objects.with_secret(token_hash=hashed(token)).exists()


def last_day(record: Offer | Wish | Share) -> date:
    """Return the day until which the contact of a record is kept while that is open."""
    if isinstance(record, Offer):
        return today() + timedelta(days=KEPT_OPEN_DAYS)
    wish = record.wish if isinstance(record, Share) else record
    return max(wish.needed_by, today()) + timedelta(days=KEPT_DAYS)


def refuse_closed_group(wish: Wish) -> None:
    """Raise `ConflictError` where a group order takes nobody in any more."""
    if not wish.is_group or wish.state != Wish.State.LISTED or wish.needed_by < today():
        raise ConflictError("这次团购已经截止，不能再加入。")


def require_left(offer: Offer, quantity: int, *, own: int = 0, field: str = "quantity") -> None:
    """Raise `InputError` where less of an offer is left; `own` is what the handshake asked about takes of it already."""
    left = left_of(offer) + own
    if quantity > left:
        raise InputError(f"「{offer}」只剩 {left}{offer.get_unit_display()}，请把数量改少，或换一条供应。", field=field)
