"""How offers and wishes are put in words, on every page alike."""

from tongxin.kernel.numerals import grouped
from tongxin.kernel.quantity import show_money
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.rounds import Unit
from tongxin.records.produce.models.wishes import Wish


def amount_words(number: int, unit: str) -> str:
    """Write how many units: 「2,000 斤」."""
    return f"{grouped(number)} {Unit(unit).label}"


def price_words(offer: Offer) -> str:
    """Write the price of an offer: 「5.00元/斤」, 「5.00元 至 8.00元/斤」."""
    unit = offer.get_unit_display()
    if offer.price_from == offer.price_to:
        return f"{show_money(offer.price_from)}/{unit}"
    return f"{show_money(offer.price_from)} 至 {show_money(offer.price_to)}/{unit}"


def most_words(wish: Wish) -> str:
    """Write the highest price of a wish; empty where nothing was said."""
    return f"{show_money(wish.price_most)}/{wish.get_unit_display()}" if wish.price_most else ""


def certificate_words(offer: Offer) -> str:
    """Write what an offer is certified as, with its number; empty for nothing."""
    if offer.certificate == Offer.Certificate.NONE:
        return ""
    return f"{offer.get_certificate_display()}（{offer.certificate_number}）"


def producer_words(offer: Offer) -> str:
    """Write who offers: a body by its name, a farmer by none."""
    return offer.producer_name or offer.get_producer_display()


def wisher_words(wish: Wish) -> str:
    """Write who wishes: a body by its name, a citizen by none."""
    return wish.wisher_name or wish.get_wisher_display()
