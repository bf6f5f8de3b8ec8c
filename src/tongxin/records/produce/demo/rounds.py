"""The produce of the demonstration network: a month of yellow peaches by settlement, with other products and months beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tongxin.access import journal
from tongxin.attendance.demo import noon
from tongxin.network.demo import REASON, World
from tongxin.network.models import Organisation
from tongxin.records.produce.models import Naming, Platform, Product, Round, RoundLine, SheetLine, Unit
from tongxin.records.produce.queries.settlement import digest_of, told
from tongxin.records.produce.rules.reckoning import reckon

State = Round.State
PEACH = "炎陵黄桃"
_PRODUCTS = (
    (PEACH, Unit.CRATE, 2_500, "炎陵县"),
    ("茶陵白芷", Unit.JIN, 500, "茶陵县"),
    ("攸县香干", Unit.BOX, 750, "攸县"),
)


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """One round: by whom, when, of what, and the units of its sub-orders by what became of them."""

    title: str
    code: str
    opens: date
    product: str
    settled: tuple[int, ...]
    left: tuple[tuple[int, str, bool], ...] = ()
    """Units, stage and whether all was refunded, of sub-orders that were not settled or came back."""
    hosts: int = 3
    households: int = 20
    kind: str = Round.Kind.LIVE
    state: str = State.ENDED


_PLANS = (
    # 52,340 公斤 by settlement; 61,200 公斤 were ordered.
    _Plan(
        title="“百名网红助产业”直播带货（演示）", code="430200", opens=date(2022, 7, 8), product=PEACH,
        settled=tuple(209 + (index < 36) for index in range(100)), hosts=100, households=326,
        left=(*((354, "ordered", False),) * 4, *((354, "paid", False),) * 3, (354, "delivered", True), (354, "delivered", True),
              (358, "delivered", True)),
    ),
    _Plan(title="茶陵白芷直播（演示）", code="430200", opens=date(2022, 7, 16), product="茶陵白芷", settled=(40,) * 12),
    _Plan(title="炎陵黄桃收官直播（演示）", code="430225", opens=date(2022, 8, 6), product=PEACH, settled=(30,) * 12),
    _Plan(title="炎陵黄桃首场直播（演示）", code="430225", opens=date(2021, 7, 10), product=PEACH, settled=(24,) * 12),
    _Plan(
        title="长沙展销集市（演示）", code="430100", opens=date(2022, 6, 18), product="攸县香干", settled=(16,) * 8, hosts=0,
        kind=Round.Kind.FAIR, state=State.SETTLED,
    ),
    _Plan(title="中秋团购（演示）", code="430100", opens=date(2022, 9, 2), product="攸县香干", settled=(), kind=Round.Kind.GROUP, state=State.OPEN),
)  # fmt: skip
_PRICES = {PEACH: 3_980, "茶陵白芷": 2_600, "攸县香干": 1_990}


def load(world: World) -> None:
    """Write it."""
    units = {one.spot.code: world.organisations.of(one) for one in world.network.associations}
    home = next(iter(units.values()))
    products = Product.objects.insert_rows(
        Product(name=name, unit=unit, grams=grams, origin=origin, organiser=home, path=home.path)
        for name, unit, grams, origin in _PRODUCTS
    )
    journal.write_many(products, by=world.by, action="produce.product.name", reason=REASON)
    named = {one.name: one for one in products}
    plans = [one for one in _PLANS if one.code in units]
    rounds = Round.objects.insert_rows(_round(one, units[one.code]) for one in plans)
    journal.write_many(rounds, by=world.by, action="produce.round.plan", reason=REASON)
    sheets = [list(_sheets(one, plan)) for one, plan in zip(rounds, plans, strict=True)]
    lines = [_line(one, named[plan.product], rows) for one, plan, rows in zip(rounds, plans, sheets, strict=True)]
    RoundLine.objects.insert_rows(lines)
    journal.write_many(lines, by=world.by, action="produce.round.put_up", reason=REASON)
    written = SheetLine.objects.insert_rows(row for rows in sheets for row in rows)
    journal.write_many(written, by=world.by, action="produce.told.tell", reason=REASON)
    names = [Naming(path=one.path, platform=one.platform, item=f"【演示】{PEACH}", name=PEACH) for one in rounds[:1]]
    Naming.objects.insert_rows(names)
    journal.write_many(names, by=world.by, action="produce.naming", reason=REASON)


def _round(plan: _Plan, unit: Organisation) -> Round:
    counts = plan.state in (State.SETTLED, State.ENDED)
    settled = plan.opens + timedelta(days=38) if counts else None
    return Round(
        title=plan.title, organiser=unit, place_id=unit.place_id, path=unit.path, kind=plan.kind, opens=plan.opens,
        closes=plan.opens + timedelta(days=14), platform=Platform.DOUYIN if plan.kind == Round.Kind.LIVE else Platform.OTHER,
        hosts=plan.hosts, households=plan.households if counts else 0, villages=plan.households // 10 if counts else 0,
        settled=settled, ended=settled if plan.state == State.ENDED else None, state=plan.state, recorded_at=noon(plan.opens),
    )  # fmt: skip


def _line(one: Round, product: Product, rows: list[SheetLine]) -> RoundLine:
    sums = dict.fromkeys(("ordered", "paid", "delivered", "returned", "settled", "orders", "value"), 0)
    for number in dict.fromkeys(row.number for row in rows):
        found = reckon(told(vars(row)) for row in rows if row.number == number)
        sums = {name: value + getattr(found, name) for name, value in sums.items()}
    return RoundLine(
        round=one, product=product, name=product.name, unit=product.unit, grams=product.grams, path=one.path,
        price=_PRICES[product.name], **sums,
    )  # fmt: skip


def _sheets(one: Round, plan: _Plan) -> Iterator[SheetLine]:
    """Yield the order lines of a round, and the settlement lines of those that were settled."""
    every = [*((units, "delivered", False) for units in plan.settled), *plan.left]
    price = _PRICES[plan.product]
    for index, (units, stage, refunded) in enumerate(every):
        amount = units * price
        said: dict[str, Any] = {
            "number": f"9{one.opens:%Y%m%d}{one.pk:04}{index:06}",
            "quantity": units,
            "flow": "",
            "status": "",
        }
        happened, ended = one.opens + timedelta(days=index % 14), one.closes + timedelta(days=21)
        order = {
            "sheet": "order",
            "amount": amount,
            "refund": amount if refunded else 0,
            "stage": stage,
            "item": plan.product,
        }
        yield _told(one, **said, **order, happened=happened, told=ended)
        if index < len(plan.settled):
            settled = {"sheet": "settlement", "amount": amount * 95 // 100, "refund": 0, "stage": stage, "item": ""}
            yield _told(one, **said, **settled, happened=ended, told=ended)


def _told(one: Round, **said: Any) -> SheetLine:
    return SheetLine(round=one, path=one.path, digest=digest_of({"round": one, **said}), **said)
