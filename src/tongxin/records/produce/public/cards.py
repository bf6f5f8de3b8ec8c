"""What anybody reads of an offer and a wish."""

from typing import Any

from tongxin.kernel.numerals import grouped
from tongxin.records.produce.rules.seasons import season_words
from tongxin.records.produce.rules.wording import (
    amount_words,
    certificate_words,
    most_words,
    price_words,
    producer_words,
    wisher_words,
)
from tongxin.web.format import Kind
from tongxin.web.pages import Fact


def offer_facts(offer: Any) -> tuple[Fact, ...]:
    """Return what anybody reads of an offer that is listed; `left` was added to it."""
    shown = (
        Fact(label="产地", value=f"{offer.place.name}{offer.village}"),
        Fact(label="供货方", value=producer_words(offer)),
        Fact(label="供应月份", value=season_words(offer.months)),
        Fact(label="价格", value=price_words(offer)),
        Fact(label="还有", value=amount_words(offer.left, offer.unit), hint=f"每{offer.get_unit_display()}净重 {grouped(offer.net_weight)} 克" if offer.net_weight else ""),
        Fact(label="认证", value=certificate_words(offer)),
        Fact(label="说明", value=offer.note),
        Fact(label="受理单位", value=offer.organiser.name),
    )  # fmt: skip
    return tuple(one for one in shown if one.value)


def wish_facts(wish: Any) -> tuple[Fact, ...]:
    """Return what anybody reads of a wish that is listed; `wanted` was added to it."""
    shown = (
        Fact(label="数量", value=amount_words(wish.wanted, wish.unit), hint="含已参团的" if wish.is_group else ""),
        Fact(label="最高单价", value=most_words(wish)),
        Fact(label="最晚需要", value=wish.needed_by, kind=Kind.DATE),
        Fact(label="送达地", value=wish.place.name),
        Fact(label="需求方", value=wisher_words(wish)),
        Fact(label="说明", value=wish.note),
        Fact(label="受理单位", value=wish.organiser.name),
    )
    return tuple(one for one in shown if one.value)
