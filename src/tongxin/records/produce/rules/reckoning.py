"""What the lines of sheets about one sub-order come to: the same whatever order they came in, and however often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

_RANKS: Final = {"ordered": 0, "paid": 1, "delivered": 2}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one line says of a sub-order: amounts in fen, those of a settlement signed, `refund` never negative."""

    sheet: str
    told: date
    flow: str = ""
    item: str = ""
    quantity: int = 0
    amount: int = 0
    refund: int = 0
    stage: str = "delivered"
    status: str = ""
    happened: date | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """By which a line told again is recognised: money moves once, whichever sheets tell of it."""
        told = None if self.sheet == "settlement" else self.told
        return (
            self.sheet, told, self.flow, self.item, self.quantity, self.amount, self.refund, self.stage, self.status,
            self.happened,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """What a sub-order comes to, in units and fen: returned <= delivered <= paid <= ordered.

    `settled` units were delivered, not returned, and paid for by the platform; `over` says that more was refunded than sold.
    """

    item: str = ""
    ordered: int = 0
    paid: int = 0
    delivered: int = 0
    returned: int = 0
    settled: int = 0
    orders: int = 0
    value: int = 0
    over: bool = False


def reckon(lines: Iterable[Told]) -> Reckoned:
    """Return what the lines of one sub-order come to.

    The latest order line says how many and how far; refunds of an after-sale add up, each as last told; rows of a settlement add
    up, refunds negative. Goods count as returned where the whole amount was refunded: a part of it is money, not fruit.
    """
    rows = list({one.identity: one for one in lines}.values())
    order = max((one for one in rows if one.sheet == "order"), key=_recency, default=None)
    settlements = [one for one in rows if one.sheet == "settlement"]
    earned = sum(one.amount for one in settlements if one.amount > 0)
    given_back = -sum(one.amount for one in settlements if one.amount < 0)
    sold = order.amount if order else earned
    refund = max(order.refund if order else 0, _refunded(rows))
    whole = (0 < sold <= refund) or (0 < earned <= given_back)
    stage = "delivered" if earned else order.stage if order else "ordered"
    ordered = order.quantity if order else max((one.quantity for one in settlements), default=0)
    paid = ordered if _RANKS[stage] or refund else 0
    delivered = ordered if stage == "delivered" else 0
    returned = delivered if whole else 0
    settled = delivered - returned if earned else 0
    return Reckoned(
        item=_item(order, rows),
        ordered=ordered,
        paid=paid,
        delivered=delivered,
        returned=returned,
        settled=settled,
        orders=int(settled > 0),
        value=earned - given_back,
        over=given_back > earned or refund > sold > 0,
    )


def _recency(one: Told) -> tuple[date, int, int, int, int, str]:
    """Order the tellings of one day by how far they had come, so that it does not matter which came in first."""
    return one.told, _RANKS[one.stage], one.refund, one.quantity, one.amount, one.item


def _refunded(rows: Iterable[Told]) -> int:
    latest: dict[str, Told] = {}
    for one in sorted((one for one in rows if one.sheet == "aftersale"), key=_recency):
        latest[one.flow] = one
    return sum(one.refund for one in latest.values())


def _item(order: Told | None, rows: Iterable[Told]) -> str:
    named = sorted(one.item for one in rows if one.item)
    return order.item if order and order.item else next(iter(named), "")
