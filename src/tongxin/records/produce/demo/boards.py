"""The board of the demonstration network: a few offers, wishes and handshakes in every state; nobody's name or number."""

from datetime import date, timedelta

from tongxin.access import journal
from tongxin.kernel.places import Level
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.records.produce.models import BoardLink, Handshake, Offer, Wish
from tongxin.records.produce.rules.seasons import months_in

_LINKS = 12
_FIRST = REPORTING_DAY - timedelta(days=200)
_YEAR = 2030
"""In which year wishes of the demonstration are to be met: it is looked at years after its records."""
_OFFERS = (
    ("黄桃", "7-8月", "crate", 2_500, 3_800, 5_800, "origin"),
    ("茶油", "全年", "jin", 0, 4_500, 6_800, "green"),
    ("腊肉", "11-2月", "jin", 0, 3_200, 4_200, "none"),
    ("冰糖橙", "11-1月", "jin", 0, 300, 450, "green"),
    ("黑茶", "全年", "box", 500, 6_800, 12_800, "origin"),
    ("小籽花生", "9-12月", "jin", 0, 900, 1_200, "none"),
    ("葛根粉", "全年", "crate", 1_000, 5_000, 5_000, "organic"),
    ("红薯", "10-12月", "kilo", 0, 240, 320, "none"),
)
_PRODUCERS = ("farmer", "cooperative", "village")
_STATES = (Offer.State.LISTED, Offer.State.LISTED, Offer.State.RECEIVED, Offer.State.LISTED, Offer.State.CLOSED)


def load(world: World) -> None:
    """Write links, offers, wishes and handshakes."""
    units = [world.organisations.of(one) for one in world.network.associations if one.spot.level is Level.COUNTY][
        :_LINKS
    ]
    links = BoardLink.objects.insert_rows(
        BoardLink(organiser=unit, place_id=unit.place_id, path=unit.path, opened=_FIRST, token=f"demo-{number}")
        for number, unit in enumerate(units)
    )
    journal.write_many(links, by=world.by, action="produce.link.open", reason=REASON)
    offers = Offer.objects.insert_rows(_offer(unit, number) for number, unit in enumerate(units * 2))
    journal.write_many(offers, by=world.by, action="produce.offer.record", reason=REASON)
    wishes = Wish.objects.insert_rows(
        _wish(offer, units[-1 - number % len(units)], number) for number, offer in enumerate(offers[:16])
    )
    journal.write_many(wishes, by=world.by, action="produce.wish.record", reason=REASON)
    shaken = Handshake.objects.insert_rows(
        _handshake(offers[number], wish) for number, wish in enumerate(wishes) if wish.state != Wish.State.LISTED
    )
    journal.write_many(shaken, by=world.by, action="produce.handshake.propose", reason=REASON)


def _offer(unit: Organisation, number: int) -> Offer:
    product, months, measure, weight, lowest, highest, certificate = _OFFERS[number % len(_OFFERS)]
    producer, state = _PRODUCERS[number % 3], _STATES[number % 5]
    day = _FIRST + timedelta(days=7 * number)
    shown = state != Offer.State.RECEIVED
    proven = "none" if shown else certificate  # what is listed has its proof on file
    return Offer(
        product=product, organiser=unit, place_id=unit.place_id, path=unit.path, village=f"示例{number + 1}村",
        producer=producer, producer_name="" if producer == "farmer" else f"{unit.place.name}{product}{'合作社' if producer == 'cooperative' else '村集体'}（演示）",
        months=months_in(months), price_from=lowest, price_to=highest, quantity=800 + 150 * number, unit=measure,
        net_weight=weight, certificate=proven, certificate_number="" if proven == "none" else f"演示-{number + 1:03d}",
        note="演示数据", received=day, listed=day if shown else None, state=state, consented=day, consent_how="演示",
        close_reason="演示：已售完" if state == Offer.State.CLOSED else "", closed=day if state == Offer.State.CLOSED else None,
        code=f"demo-offer-{number}",
    )  # fmt: skip


def _wish(offer: Offer, unit: Organisation, number: int) -> Wish:
    states = (Wish.State.LISTED, Wish.State.FOLLOWED, Wish.State.LISTED, Wish.State.MATCHED)
    group = number % 4 == 2
    return Wish(
        product=offer.product, organiser=unit, place_id=unit.place_id, path=unit.path, wisher="citizen" if group else "canteen",
        wisher_name="" if group else f"{unit.place.name}示例食堂（演示）", is_group=group, quantity=100 + 20 * number,
        unit=offer.unit, price_most=offer.price_to, needed_by=date(_YEAR, 1 + number % 12, 20), note="演示数据", received=offer.received,
        state=states[number % 4], code=f"demo-wish-{number}",
    )  # fmt: skip


def _handshake(offer: Offer, wish: Wish) -> Handshake:
    came = wish.state == Wish.State.FOLLOWED
    day = offer.received + timedelta(days=3)
    return Handshake(
        offer=offer, wish=wish, path=offer.path, wish_path=wish.path, quantity=wish.quantity, proposed=day, offer_agreed=day,
        wish_agreed=day, state=Handshake.State.CAME if came else Handshake.State.AGREED,
        followed=day + timedelta(days=20) if came else None, came_quantity=wish.quantity - 10 if came else 0,
        came_value=(wish.quantity - 10) * offer.price_from if came else 0,
    )  # fmt: skip
