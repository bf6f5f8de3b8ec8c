"""Links, offers, wishes and handshakes in any of their states, and values for each of their acts: what `tests.lives` asks for."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast, found
from tongxin.access.actor import Actor
from tongxin.kernel.period import today
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.produce.actions import handshakes, links, offers, wishes
from tongxin.records.produce.models import BoardLink, Contact, Handshake, Offer, Wish
from tongxin.records.produce.rules.seasons import months_in

ROWS = "the test reads what was written"
_NUMBERS = count(1)
DAY = date(2021, 6, 1)


def offer_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "product": "黄桃", "organiser": cast.county, "place": cast.county.place, "village": "示例村", "producer": "farmer",
        "producer_name": "", "months": months_in("全年"), "quantity": 2_000, "unit": "jin", "price_from": 500,
        "price_to": 800, "net_weight": 0, "certificate": "none", "certificate_number": "", "note": "",
    } | changes  # fmt: skip


def wish_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "product": "黄桃", "organiser": cast.county, "place": cast.county.place, "wisher": "firm", "wisher_name": "示例食品公司",
        "is_group": False, "quantity": 500, "unit": "jin", "price_most": 600, "needed_by": today() + timedelta(days=20),
        "note": "",
    } | changes  # fmt: skip


def waiting_offer(cast: Cast, **changes: Any) -> Offer:
    consent = {"consented": DAY, "consent_how": "电话", "name": "王例山", "mobile": "13800138001"}
    return offers.record_offer(by=SYSTEM, **offer_details(cast, **(consent | changes)))


def listed_offer(cast: Cast, **changes: Any) -> Offer:
    return offers.list_offer(waiting_offer(cast, **changes), by=SYSTEM)


def waiting_wish(cast: Cast, **changes: Any) -> Wish:
    who = {"name": "李例水", "mobile": "13800138002"}
    return wishes.record_wish(by=SYSTEM, **wish_details(cast, **(who | changes)))


def listed_wish(cast: Cast, **changes: Any) -> Wish:
    return wishes.list_wish(waiting_wish(cast, **changes), by=SYSTEM)


def named(record: Offer | Wish) -> str:
    return f"{record.product}（编号{record.pk}）"


def proposed(offer: Offer, wish: Wish, *, quantity: int = 500, by: Actor = SYSTEM) -> Handshake:
    return handshakes.propose_handshake(by=by, offer=named(offer), wish=named(wish), quantity=quantity)


def agreed(offer: Offer, wish: Wish, *, quantity: int = 500) -> Handshake:
    one = proposed(offer, wish, quantity=quantity)
    handshakes.agree_for_offer(one, by=SYSTEM, reason="电话")
    return handshakes.agree_for_wish(one, by=SYSTEM, reason="电话")


def outcome(**changes: Any) -> dict[str, Any]:
    return {"result": "came", "followed": today(), "came_quantity": 450, "came_value": 247_500, "why_not": ""} | changes


def opened_link(cast: Cast) -> BoardLink:
    return links.open_link(by=SYSTEM, organiser=cast.county)


def followed_with(record: Any) -> str:
    """Give the contact of a record a known token and return it."""
    token = new_token()
    key = type(record).__name__.lower()
    Contact.objects.whole_network(reason=ROWS).filter(**{key: record}).update(token_hash=hashed(token))
    return token


def again(record: Any) -> Any:
    return type(record).objects.whole_network(reason=ROWS).get(pk=record.pk)


def put_handshake(one: Handshake, state: str) -> None:
    """Put a handshake into a state, agreed to by both only where it has come so far."""
    both = state in ("agreed", "came", "nothing")
    rows = Handshake.objects.whole_network(reason=ROWS).filter(pk=one.pk)
    day = today() if both else None
    rows.update(state=state, offer_agreed=day, wish_agreed=day)
    one.refresh_from_db(from_queryset=rows)


def _offer(cast: Cast) -> Offer:
    return waiting_offer(cast, product=f"黄桃{next(_NUMBERS)}")


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def _outcome(_cast: Cast, _record: Any) -> dict[str, Any]:
    return outcome()


SAMPLES: dict[str, dict[str, Any]] = {
    "produce.link": {
        "make": lambda cast: links.open_link(by=SYSTEM, organiser=found(f"入口联谊会{next(_NUMBERS)}", "430182"))
    },
    "produce.offer": {
        "make": _offer,
        "values": {
            "agree": lambda _cast, _one: {"day": DAY, "how": "书面"},
            "correct": lambda cast, one: {
                **offer_details(cast, product=one.product, village="改过的村"),
                "reason": "写错",
            },
            "close": _reason,
            "withdraw": _reason,
        },
    },
    "produce.wish": {
        "make": lambda cast: waiting_wish(cast, product=f"黄桃{next(_NUMBERS)}"),
        "values": {
            "correct": lambda cast, one: {**wish_details(cast, product=one.product, quantity=501), "reason": "写错"},
            "close": _reason,
        },
    },
    "produce.handshake": {
        "make": lambda cast: proposed(listed_offer(cast), listed_wish(cast)),
        "put": put_handshake,
        "values": {
            "agree_offer": _reason,
            "agree_wish": _reason,
            "decline": _reason,
            "follow": _outcome,
            "correct": lambda _cast, _one: {**outcome(came_quantity=440), "reason": "写错"},
        },
    },
}
