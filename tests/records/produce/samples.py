"""Products, selling rounds and lines of sheets in any of their states: what `tests.lives` asks for."""

from datetime import date
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.records.produce.actions import rounds, settlement
from tongxin.records.produce.models import Product, Round, SheetLine
from tongxin.records.produce.queries.rounds import lines_of, told_of

_NUMBERS = count(1)


def product(cast: Cast, name: str = "炎陵黄桃", **changes: Any) -> Product:
    """A crate of five 斤."""
    details = {"name": name, "code": "", "unit": "crate", "grams": 2_500, "origin": "炎陵县", "organiser": cast.county}
    found = Product.objects.public().filter(name=name).first()
    return found or rounds.name_product(by=SYSTEM, **(details | changes))


def product_details(cast: Cast) -> dict[str, Any]:
    name = f"产品{next(_NUMBERS)}"
    return {"name": name, "code": "", "unit": "jin", "grams": None, "origin": "", "organiser": cast.county}


def round_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"第{next(_NUMBERS)}场直播",
        "organiser": cast.county,
        "kind": "live",
        "platform": "douyin",
        "shop": "示例店",
        "opens": date(2021, 7, 8),
        "closes": date(2021, 7, 20),
        "returns_until": None,
        "hosts": 3,
        "audience": "",
        "co_organisers": [],
        "series": None,
    } | changes


def planned_round(cast: Cast, **changes: Any) -> Round:
    """A round with one crate put up at 39.80 元."""
    one = rounds.plan_round(by=SYSTEM, **round_details(cast, **changes))
    return rounds.list_product(one, by=SYSTEM, product=product(cast), price=3_980)


def open_round(cast: Cast, **changes: Any) -> Round:
    return rounds.open_round(planned_round(cast, **changes), by=SYSTEM)


def line_details(one: Round, **changes: Any) -> dict[str, Any]:
    return {
        "round": one,
        "sheet": "settlement",
        "number": f"90{next(_NUMBERS)}",
        "flow": "",
        "item": "炎陵黄桃",
        "quantity": 2,
        "amount": 7_500,
        "refund": 0,
        "stage": "delivered",
        "status": "",
        "happened": date(2021, 8, 1),
        "told": date(2021, 8, 2),
    } | changes


def told(one: Round, **changes: Any) -> SheetLine:
    return settlement.tell(by=SYSTEM, **line_details(one, **changes))


def closed_round(cast: Cast, **changes: Any) -> Round:
    """A round whose sheets say that two crates were settled."""
    one = open_round(cast, **changes)
    told(one)
    one.refresh_from_db(from_queryset=Round.objects.same_as(one))
    return rounds.close_round(one, by=SYSTEM)


SETTLED = {"settled": date(2021, 8, 15), "households": 12, "villages": 2}


def sold_round(cast: Cast, **changes: Any) -> Round:
    return rounds.settle_round(closed_round(cast, **changes), by=SYSTEM, **SETTLED)


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def _put(one: Round, state: str) -> None:
    """Put a round into a state: settled on a day, with a line of its settlement, where it has come so far."""
    late = state in ("settled", "ended")
    rows = Round.objects.whole_network(reason="the test puts a record into any state").filter(pk=one.pk)
    rows.update(state="open")
    one.state = "open"
    if state == "closed" or late:
        told(one)
    rows.update(state=state, settled=date(2021, 8, 15) if late else None)
    one.refresh_from_db(from_queryset=rows)


SAMPLES: dict[str, dict[str, Any]] = {
    "produce.product": {
        "put": lambda _product, _state: None,
        "make": lambda cast: product(cast, f"产品{next(_NUMBERS)}"),
        "values": {"correct": lambda cast, _product: {**product_details(cast), "reason": "写错"}},
    },
    "produce.round": {
        "make": lambda cast: planned_round(cast, co_organisers=[cast.neighbour]),
        "put": _put,
        "values": {
            "list": lambda cast, _round: {"product": product(cast), "name": f"规格{next(_NUMBERS)}", "price": 100},
            "match": lambda _cast, _round: {"item": "黄桃五斤装", "name": "炎陵黄桃"},
            "settle": lambda _cast, _round: SETTLED,
            "end": lambda _cast, _round: {"ended": date(2021, 9, 1)},
            "correct": lambda cast, _round: {**round_details(cast), "reason": "写错"},
            "cancel": _reason,
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
        },
    },
    "produce.line": {"make": lambda cast: lines_of(planned_round(cast)).first(), "put": lambda _line, _state: None},
    "produce.told": {
        "make": lambda cast: told_of(closed_round(cast)).first(),
        "put": lambda _line, _state: None,
        "values": {
            "correct": lambda _cast, line: {**line_details(line.round, number=f"91{line.pk}"), "reason": "写错"}
        },
    },
}
