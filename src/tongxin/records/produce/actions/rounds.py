"""Writes of products and selling rounds."""

from collections import defaultdict
from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock, require_past, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.records.produce.models import Naming, Product, Round, RoundLine, Unit
from tongxin.records.produce.queries.rounds import lines_of, names_of, settlements_of, told_of, unmatched_of
from tongxin.records.produce.queries.settlement import told
from tongxin.records.produce.rules.reckoning import Reckoned, Told, reckon

State = Round.State
_FIXED = {Unit.JIN: 500, Unit.KILO: 1_000}
_SUMMED = ("ordered", "paid", "delivered", "returned", "settled", "orders", "value")
_TOLD = ("sheet", "told", "flow", "item", "quantity", "amount", "refund", "stage", "status", "happened")


def weight_of(unit: str, grams: int | None) -> int:
    """Return the net weight of one unit in grams: exact for 斤 and 公斤, as declared otherwise; raises `InputError`."""
    fixed = _FIXED.get(Unit(unit))
    if fixed is None and not grams:
        raise InputError(
            f"按{Unit(unit).label}卖的要写明每{Unit(unit).label}的净重（克），否则算不出斤数。", field="grams"
        )
    if fixed is not None and grams not in (None, 0, fixed):
        raise InputError(f"1{Unit(unit).label}就是 {fixed} 克，净重请留空；别的包装请选件、箱或盒。", field="grams")
    return fixed or grams or 0


def name_product(*, by: Actor, **details: Any) -> Product:
    """Put a product on record."""
    with act("produce.product.name", by=by, path=details["organiser"].path) as doer:
        return create(Product(), by=doer, values=_product_values(details))


def correct_product(one: Product, *, by: Actor, reason: str, **details: Any) -> Product:
    """Correct what was recorded wrongly of a product; what rounds have frozen stays."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("produce.product.correct", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values=_product_values(details))


def plan_round(*, by: Actor, **details: Any) -> Round:
    """Put a selling round on record."""
    with act("produce.round.plan", by=by, path=details["organiser"].path) as doer:
        return create(Round(), by=doer, values=organised_values(_round_values(details), by=doer))


def correct_round(one: Round, *, by: Actor, reason: str, **details: Any) -> Round:
    """Correct what was recorded wrongly of a round."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("produce.round.correct", one, by=by, reason=require_reason(reason)) as doer:
        if details["organiser"].pk != one.organiser_id and lines_of(one).exists():
            raise ConflictError("已有上架产品的场次不能改主办单位，请取消后由正确的单位登记。", field="organiser")
        change(one, by=doer, values=organised_values(_round_values(details), by=doer, record=one))
        recount(one, by=doer)  # another platform or shop may call things otherwise
        return one


def list_product(one: Round, *, by: Actor, product: Product, price: int, **said: Any) -> Round:
    """Put a product up: name, unit, net weight and price are frozen on the line. Before the round opens it may be put up anew."""
    name = said.get("name") or product.name
    unit = said.get("unit") or product.unit
    grams = said.get("grams") or (product.grams if unit == product.unit and unit not in _FIXED else None)
    with act("produce.round.list", one, by=by) as doer:
        values = {"product": product, "unit": unit, "grams": weight_of(unit, grams), "price": price}
        known = lines_of(one).filter(name=name).first()
        if known is None:
            create(RoundLine(round=one, path=one.path), by=doer, values={"name": name, **values})
        elif one.state != State.PLANNED:
            raise ConflictError(
                f"「{name}」已经上架并开卖，规格和价格不能再改；换了规格的请用另一个上架名称。", field="name"
            )
        else:
            change(known, by=doer, values=values)
        recount(one, by=doer)
        return one


def open_round(one: Round, *, by: Actor) -> Round:
    """Say that it sells."""
    with act("produce.round.open", one, by=by) as doer:
        if not lines_of(one).exists():
            raise ConflictError("还没有上架产品，请先上架再开场。")
        return change(one, by=doer, values={"state": State.OPEN})


def close_round(one: Round, *, by: Actor) -> Round:
    """Say that it sells no more."""
    with act("produce.round.close", one, by=by) as doer:
        return change(one, by=doer, values={"state": State.CLOSED})


def settle_round(one: Round, *, by: Actor, reason: str = "", **said: Any) -> Round:
    """Say that the platform has settled: from here on the round counts. Its sheets must be in and leave nothing open."""
    with act("produce.round.settle", one, by=by, reason=reason) as doer:
        require_past(said["settled"], field="settled", since=one.opens)
        if not settlements_of(one).exists():
            raise ConflictError("还没有导入平台的结算表：结算数要以结算表为据，请先导入，再登记结算。")
        if open_items := unmatched_of(one):
            raise ConflictError(
                f"「{open_items[0][0]}」等 {len(open_items)} 种商品还没有对应到上架产品，请先在本页「对应商品」。"
            )
        if over := recount(one, by=doer):
            raise ConflictError(f"子订单 {over[0]} 等 {len(over)} 单的退款比成交还多，请核对平台的表后再结算。")
        change(one, by=doer, values={"state": State.SETTLED, **said})
        return one


def end_returns(one: Round, *, by: Actor, ended: date, reason: str = "") -> Round:
    """Say that nothing can be sent back any more: the figure is closed."""
    with act("produce.round.end", one, by=by, reason=reason) as doer:
        require_past(ended, field="ended", since=one.settled)
        if one.returns_until is not None and ended <= one.returns_until:
            raise ConflictError(f"退货要到 {chinese_date(one.returns_until)}才截止，过后再结束退货期。", field="ended")
        return change(one, by=doer, values={"state": State.ENDED, "ended": ended})


def cancel_round(one: Round, *, by: Actor, reason: str) -> Round:
    """Say that it does not sell."""
    with act("produce.round.cancel", one, by=by, reason=require_reason(reason)) as doer:
        if told_of(one).exists():
            raise ConflictError("这一场已有平台的订单或结算行，不能取消；卖完请收场。")
        return change(one, by=doer, values={"state": State.CANCELLED, "drop_reason": doer.reason})


def match_item(one: Round, *, by: Actor, item: str, name: str, reason: str = "") -> Round:
    """Say what goods of the platform are here; remembered for every later sheet of the platform and shop at this place."""
    with act("produce.round.match", one, by=by, reason=reason) as doer:
        if not lines_of(one).filter(name=name).exists():
            listed = "、".join(lines_of(one).values_list("name", flat=True))
            raise InputError(f"这一场没有上架「{name[:30]}」，已上架：{listed or '（还没有）'}。", field="name")
        whose = {"platform": one.platform, "shop": one.shop, "item": item}
        known = Naming.objects.at_and_below(one.path).filter(path=one.path, **whose).first()
        if known is None:
            create(Naming(path=one.path, **whose), by=doer, values={"name": name}, action="produce.naming")
        else:
            change(known, by=doer, values={"name": name}, action="produce.naming")
        recount(one, by=doer)
        return one


def recount(one: Round, *, by: Doer) -> list[str]:
    """Make the numbers of a round's lines what its sheets come to; return the sub-orders of which more was refunded than sold."""
    lines = {line.pk: line for line in lines_of(one)}
    sums: dict[int, dict[str, int]] = {pk: dict.fromkeys(_SUMMED, 0) for pk in lines}
    named, over = names_of(one), []
    for number, found in reckoned(one).items():
        over += [number] if found.over else []
        # Where a round sells one thing, what names no goods is about that.
        line = named.get(found.item) if found.item else next(iter(lines)) if len(lines) == 1 else None
        for name in _SUMMED if line is not None else ():
            sums[line or 0][name] += getattr(found, name)
    for pk, values in sums.items():
        lock(lines[pk], by=by, verb=Verb.RECORD)
        change(lines[pk], by=by, values=values)
    return sorted(over)


def reckoned(one: Round) -> dict[str, Reckoned]:
    """Return what the sheets say of each sub-order of a round."""
    by_number: dict[str, list[Told]] = defaultdict(list)
    for row in told_of(one).values("number", *_TOLD).iterator(chunk_size=5_000):
        by_number[row["number"]].append(told(row))
    return {number: reckon(rows) for number, rows in by_number.items()}


def _product_values(details: dict[str, Any]) -> dict[str, Any]:
    grams = weight_of(details["unit"], details["grams"])
    return {**details, "grams": grams, "code": details["code"].strip(), "path": details["organiser"].path}


def _round_values(details: dict[str, Any]) -> dict[str, Any]:
    if details["closes"] < details["opens"]:
        raise InputError("结束日期不能早于开始日期，请核对。", field="closes")
    return {**details, "hosts": details.get("hosts") or 0}
