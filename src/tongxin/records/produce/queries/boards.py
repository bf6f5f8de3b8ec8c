"""Reads of the board: what is left of an offer, what a wish comes to, what may go together, who follows what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope
from tongxin.network.models.tokens import hashed
from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Share, Wish
from tongxin.records.produce.rules.matching import Asked, Reason, compare, goes_together, parts_of

OFFERS, WISHES, GROUPS, FOLLOWED = "produce-offers", "produce-wishes", "produce-groups", "produce"
"""Prefixes of the public addresses: pages and forms of offers and wishes, the form of a group order, where all is followed."""
State = Handshake.State
TAKING = (State.AGREED, State.CAME)
"""States in which a handshake takes of an offer."""
MOST_SHOWN = 50
_TAKEN = Sum(Case(When(state=State.AGREED, then=F("quantity")), default=F("came_quantity")))


def taken_of(offer: Offer) -> int:
    """Return how much of an offer handshakes take: what was agreed, once it came to something what was bought."""
    rows = Handshake.objects.children_of(offer).filter(state__in=TAKING)
    return rows.aggregate(taken=_TAKEN)["taken"] or 0


def left_of(offer: Offer) -> int:
    """Return how much of an offer is left."""
    return max(0, offer.quantity - taken_of(offer))


def with_left(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    """Add to each offer how much is `left`."""
    taking = Handshake.objects.counted().filter(offer=OuterRef("pk"), state__in=TAKING).order_by()
    taken = taking.values("offer").annotate(taken=_TAKEN).values("taken")
    return rows.annotate(left=F("quantity") - Coalesce(Subquery(taken), 0))


def with_wanted(rows: QuerySet[Wish]) -> QuerySet[Wish]:
    """Add to each wish what it comes to, `wanted`: its own quantity and the shares of a group order."""
    joined = Share.objects.counted().filter(wish=OuterRef("pk"), state=Share.State.JOINED).order_by()
    shares = joined.values("wish").annotate(shares=Sum("quantity")).values("shares")
    return rows.annotate(wanted=F("quantity") + Coalesce(Subquery(shares), 0))


def shares_of(wish: Wish) -> QuerySet[Share]:
    """Return who takes part in a group order, first come first."""
    return Share.objects.children_of(wish).filter(state=Share.State.JOINED).order_by("id")


def wanted_of(wish: Wish) -> int:
    """Return what a wish comes to."""
    return wish.quantity + (shares_of(wish).aggregate(shares=Sum("quantity"))["shares"] or 0)


def listed_offers() -> QuerySet[Offer]:
    """Return the offers on the board, with what is left of each."""
    return with_left(Offer.objects.published()).select_related("place", "organiser")


def listed_wishes() -> QuerySet[Wish]:
    """Return the wishes on the board that are still to come, with what each comes to."""
    rows = Wish.objects.published().filter(needed_by__gte=today())
    return with_wanted(rows).select_related("place", "organiser")


def open_links() -> QuerySet[BoardLink]:
    """Return the organisations that take in offers and wishes without account."""
    return BoardLink.objects.published().select_related("organiser", "place")


def link_with(token: str) -> BoardLink:
    """Return the open link with this token; raise `NotFoundError` for any other."""
    found = open_links().filter(token=token).first() if "\x00" not in token else None
    if found is None:
        raise NotFoundError("没有找到这个登记入口，可能已经关闭，请向当地联谊组织索取新的链接。")
    return found


def link_of(record: Offer | Wish) -> BoardLink | None:
    """Return the open link of whoever looks after a record."""
    return open_links().filter(organiser=record.organiser_id).first()


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """An offer and a wish that may go together, with what they were compared by and the reasons."""

    offer: Offer
    wish: Wish
    asked: Asked
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against it."""
        return goes_together(self.reasons)


def wishes_for(offer: Offer, *, day: date) -> Sequence[Proposed]:
    """Return the listed wishes for the product of an offer: first those nothing speaks against, then by day needed."""
    rows = listed_wishes().filter(_named_like(offer.product) | Q(offer=offer)).exclude(_open_with(offer=offer))
    left = left_of(offer)
    found = [
        _proposed(offer, wish, asked=Asked(left=left, wanted=wish.wanted, day=day))  # type: ignore[attr-defined]  # annotated
        for wish in rows.order_by("needed_by", "id")[:MOST_SHOWN]
    ]
    return sorted(found, key=lambda one: not one.fits)


def offers_for(wish: Wish, *, day: date) -> Sequence[Proposed]:
    """Return the listed offers of the product of a wish: first those nothing speaks against, then as they came in."""
    rows = listed_offers().filter(_named_like(wish.product) | Q(pk=wish.offer_id)).exclude(_open_with(wish=wish))
    wanted = wanted_of(wish)
    found = [
        _proposed(offer, wish, asked=Asked(left=offer.left, wanted=wanted, day=day))  # type: ignore[attr-defined]  # annotated
        for offer in rows.order_by("received", "id")[:MOST_SHOWN]
    ]
    return sorted(found, key=lambda one: not one.fits)


def handshakes_of(record: Offer | Wish, *, scope: Scope) -> QuerySet[Handshake]:
    """Return the handshakes of an offer or wish the scope may read, newest first."""
    shown = Handshake.objects.visible_to(scope).values("pk")
    rows = Handshake.objects.children_of(record).filter(pk__in=shown)
    return rows.select_related("offer__place", "wish__place").order_by("-id")


def contact_of(record: Offer | Wish | Share) -> Contact | None:
    """Return how to reach whoever is behind a record that was read or checked."""
    return Contact.objects.children_of(record).first()


def contact_with(token: str) -> Contact:
    """Return the contact that is followed with this token; raise `NotFoundError` for any other."""
    rows = Contact.objects.with_secret(token_hash=hashed(token))
    found = rows.select_related("offer__place", "wish__place", "share__wish__place").first()
    if found is None:
        raise NotFoundError("没有找到这条登记，请核对地址是否完整。")
    return found


def _proposed(offer: Offer, wish: Wish, *, asked: Asked) -> Proposed:
    return Proposed(offer=offer, wish=wish, asked=asked, reasons=compare(offer, wish, asked=asked))


def _named_like(product: str) -> Q:
    """Return the condition that a product is called so, or longer, or shorter: 黄桃, 炎陵黄桃."""
    return Q(product__icontains=product) | Q(product__in=parts_of(product))


def _open_with(**of: Offer | Wish) -> Q:
    """Return the condition that a record is being brought together with this one already."""
    ((name, record),) = of.items()
    other = "wish" if name == "offer" else "offer"
    under_way = Handshake.objects.children_of(record).filter(state__in=(State.PROPOSED, State.AGREED))
    return Q(pk__in=under_way.values(other))


def every_handshake_of(record: Offer | Wish) -> QuerySet[Handshake]:
    """Return the handshakes of a record whose holder follows it, newest first."""
    rows = Handshake.objects.children_of(record).select_related("offer__place", "wish__place")
    return rows.order_by("-id")[:MOST_SHOWN]


def contacts_beyond(shaken: Sequence[Handshake], *, side: str) -> dict[int, Contact]:
    """Return whom to call on the other side of the handshakes both sides agreed to, by handshake; of no other one."""
    other = "wish" if side == "offer" else "offer"
    table = Wish if side == "offer" else Offer
    agreed = {one.pk: getattr(one, f"{other}_id") for one in shaken if one.state == State.AGREED}
    rows = Contact.objects.children_of_numbered(table, list(agreed.values()))
    by_record = {getattr(one, f"{other}_id"): one for one in rows}
    return {pk: by_record[number] for pk, number in agreed.items() if number in by_record}
