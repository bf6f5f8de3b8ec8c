"""Why an offer and a wish may go together: product, season, quantity, price, place, each in words. No score, no rank."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import takewhile

from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.period import chinese_date
from tongxin.kernel.quantity import UNITS
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.rounds import Unit
from tongxin.records.produce.models.wishes import Wish
from tongxin.records.produce.rules.seasons import months_until, season_words
from tongxin.records.produce.rules.wording import amount_words, most_words, price_words


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing two records are compared by; `fits` is None where nothing says whether it does."""

    about: str
    words: str
    fits: bool | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is left of an offer, what a wish comes to, and the day they are compared on."""

    left: int
    wanted: int
    day: date


def compare(offer: Offer, wish: Wish, *, asked: Asked) -> tuple[Reason, ...]:
    """Return the reasons for and against, always the same five in the same order."""
    return (
        _product(offer, wish),
        _season(offer, wish, day=asked.day),
        _quantity(offer, wish, asked=asked),
        _price(offer, wish),
        _place(offer, wish),
    )


def goes_together(reasons: Sequence[Reason]) -> bool:
    """Tell whether nothing speaks against it."""
    return all(one.fits is not False for one in reasons)


def plain_name(product: str) -> str:
    """Return the name of a product as names are compared: without blanks, in one width and case."""
    return "".join(unicodedata.normalize("NFKC", product).casefold().split())


def parts_of(product: str) -> frozenset[str]:
    """Return every part of a name of two characters and more, the name itself included: what a shorter name may be."""
    return frozenset(
        product[start:end]
        for start in range(len(product))
        for end in range(start + min(2, len(product)), len(product) + 1)
    )


def grams_each(unit: str, net_weight: int = 0) -> int:
    """Return what one unit weighs in grams, 0 where nobody has said."""
    word = Unit(unit).label
    return UNITS[word].size if word in UNITS else net_weight


def _product(offer: Offer, wish: Wish) -> Reason:
    one, other = plain_name(offer.product), plain_name(wish.product)
    if one == other:
        return Reason(about="品名", words=f"都是{wish.product}", fits=True)
    alike = one in other or other in one
    return Reason(
        about="品名", words=f"供应{offer.product}，想要{wish.product}", fits=alike or wish.offer_id == offer.pk
    )


def _season(offer: Offer, wish: Wish, *, day: date) -> Reason:
    fits = bool(offer.months & months_until(day, wish.needed_by))
    words = f"{season_words(offer.months)}供应，{chinese_date(wish.needed_by)}前要"
    return Reason(about="季节", words=words, fits=fits)


def _quantity(offer: Offer, wish: Wish, *, asked: Asked) -> Reason:
    has, wants = amount_words(asked.left, offer.unit), amount_words(asked.wanted, wish.unit)
    words = f"还有 {has}，要 {wants}"
    if not asked.left:
        return Reason(about="数量", words="已经订完", fits=False)
    ratio = _units_in(offer, wish)
    if ratio is None:
        return Reason(about="数量", words=f"{words}，单位不同", fits=None)
    enough = asked.left * ratio >= asked.wanted
    return Reason(about="数量", words=words if enough else f"{words}，只够一部分", fits=True if enough else None)


def _price(offer: Offer, wish: Wish) -> Reason:
    asks = price_words(offer)
    if not wish.price_most:
        return Reason(about="价格", words=f"{asks}，对方没有写价格", fits=None)
    words = f"{asks}，最高 {most_words(wish)}"
    ratio = _units_in(offer, wish)
    if ratio is None:
        return Reason(about="价格", words=f"{words}，单位不同", fits=None)
    return Reason(about="价格", words=words, fits=offer.price_from <= wish.price_most * ratio)


def _place(offer: Offer, wish: Wish) -> Reason:
    shared = _shared_path(offer.place.path, wish.place.path)
    if not shared:
        return Reason(about="地区", words=f"产地{offer.place.name}，送到{wish.place.name}", fits=None)
    return Reason(about="地区", words=f"同在{name_of_path(shared)}", fits=True)


def _units_in(offer: Offer, wish: Wish) -> Fraction | None:
    """Return how many units of the wish one unit of the offer is, exactly; None where nobody can say."""
    if offer.unit == wish.unit:
        return Fraction(1)
    one, other = grams_each(offer.unit, offer.net_weight), grams_each(wish.unit)
    return Fraction(one, other) if one and other else None


def _shared_path(one: str, other: str) -> str:
    """Return the smallest place both lie in, as far as a province; empty where there is none."""
    both = zip(one.split("/"), other.split("/"), strict=False)
    return "".join(f"{mine}/" for mine, _ in takewhile(lambda pair: pair[0] and pair[0] == pair[1], both))
