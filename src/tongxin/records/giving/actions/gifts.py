"""Gifts from the pledge to the receipt, and what takes one back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance.queries import match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.chain import new_salt
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.quantity import show_money
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_past, require_reason
from tongxin.network.actions.firms import firm_meant
from tongxin.network.models import Organisation, Place
from tongxin.network.models.organising import organised_values
from tongxin.network.models.readings import normal_name
from tongxin.network.queries.firms import firm_said
from tongxin.records.giving.actions.ledger import add_line, open_book
from tongxin.records.giving.models import CORRECTIONS, COUNTED, GIVEN_BACK, Gift, Giver, Line, Match, Recipient
from tongxin.records.giving.queries import lines_of, matches_of
from tongxin.records.giving.rules import balance

State, Booked = Gift.State, Line.Kind
_GOODS = ("quantity", "unit", "basis", "valuer")


def pledge(*, by: Actor, giver: str = "", reason: str = "", **details: Any) -> Gift:
    """Put a gift on record as promised; with the day it was received and the receipt, as received at once."""
    received, receipt = details.pop("received", None), details.pop("receipt", "")
    path = details["organiser"].path
    with act("giving.gift.pledge", by=by, path=path, reason=reason) as doer:
        require_past(details["pledged"], field="pledged")
        if details["giver_kind"] == Gift.GiverKind.FIRM and details["behalf"] is None and giver.strip():
            details["behalf"], giver = _firm(giver, by=doer, place=details["organiser"].place), ""
        gift = create(Gift(), by=doer, values=_values(details, by=doer))
        _name_giver(gift, by=doer, giver=giver)
        if received or receipt:
            if not (received and receipt):
                raise InputError("接收日期和收据号要一起填写。", field="receipt" if received else "received")
            receive(gift, by=doer, received=received, receipt=receipt, reason=reason)
        return gift


def receive(gift: Gift, *, by: Actor, received: date, receipt: str, reason: str = "") -> Gift:
    """Say that the recipient has it and gave a receipt. From the ledger's amount on, another person checks it first."""
    with act("giving.gift.receive", gift, by=by, reason=reason) as doer:
        require_past(received, field="received", since=gift.pledged)
        values = {"received": received, "receipt": receipt.strip(), "received_by": by.account_id}
        if gift.value >= open_book(gift.organiser, by=doer).four_eyes_from:
            return change(gift, by=doer, values={**values, "state": State.CHECKING})
        change(gift, by=doer, values={**values, "state": State.RECEIVED})
        _book(gift, by=doer)
        return gift


def check(gift: Gift, *, by: Actor, reason: str = "") -> Gift:
    """Say that somebody else has seen the receipt: only now it counts."""
    with act("giving.gift.check", gift, by=by, reason=reason) as doer:
        change(gift, by=doer, values={"state": State.RECEIVED})
        _book(gift, by=doer)
        return gift


def refuse(gift: Gift, *, by: Actor, reason: str) -> Gift:
    """Say that the receipt does not show what was entered: the gift is a pledge again."""
    with act("giving.gift.refuse", gift, by=by, reason=require_reason(reason)) as doer:
        return change(gift, by=doer, values={"state": State.PLEDGED, "received": None, "receipt": ""})


def allocate(gift: Gift, *, by: Actor, allocated: date, allocated_to: str) -> Gift:
    """Say to whom the recipient handed it on."""
    with act("giving.gift.allocate", gift, by=by) as doer:
        require_past(allocated, field="allocated", since=gift.received)
        values = {"state": State.ALLOCATED, "allocated": allocated, "allocated_to": allocated_to}
        return change(gift, by=doer, values=values)


def drop(gift: Gift, *, by: Actor, reason: str) -> Gift:
    """Say that a promised gift did not come."""
    with act("giving.gift.drop", gift, by=by, reason=require_reason(reason)) as doer:
        return change(gift, by=doer, values={"state": State.DROPPED, "drop_reason": doer.reason[:200]})


def reverse(gift: Gift, *, by: Actor, kind: str, reason: str) -> Gift:
    """Take a received gift back as entered by mistake, twice, or by the wrong body: it bears the day it was said to be of."""
    with act("giving.gift.reverse", gift, by=by, reason=require_reason(reason)) as doer:
        _refuse_tied(gift)
        if balance(lines_of(gift)).used:
            raise ConflictError("这笔捐赠已登记使用，请先冲销它的使用，再冲正。")
        for line in _standing(gift):
            _reverse(line, by=doer, kind=kind)
        return change(gift, by=doer, values={"state": State.REVERSED})


def give_back(gift: Gift, *, by: Actor, kind: str, day: date, value: int, reason: str) -> Gift:
    """Record a refund or goods that went back, in part or whole: it happened on a day of its own."""
    with act("giving.gift.give_back", gift, by=by, reason=require_reason(reason)) as doer:
        _refuse_tied(gift)
        require_past(day, field="day", since=gift.received)
        left = balance(lines_of(gift)).left
        if value > left:
            raise InputError(f"最多还能退 {show_money(left)}：其余已经使用或退回。", field="value")
        add_line(gift, by=doer, kind=kind, day=day, value=-value)
        return gift


def correct(gift: Gift, *, by: Actor, reason: str, **details: Any) -> Gift:
    """Correct what was recorded wrongly. Of a received gift, amount, form and day are reversed and entered anew in one act."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("giving.gift.correct", gift, by=by, reason=require_reason(reason)) as doer:
        if gift.state not in COUNTED:
            if details["received"] != gift.received or details["receipt"] != gift.receipt:
                raise InputError("这笔捐赠还没有接收，请用「登记接收」填写接收日期和收据号。", field="received")
            return change(gift, by=doer, values=_values(details, by=doer, record=gift))
        _require_received(gift, details)
        values = _values(details, by=doer, record=gift)
        booked = any(values[name] != getattr(gift, name) for name in ("value", "form", "received"))
        if booked:
            _refuse_tied(gift)
            if balance(lines_of(gift)).used > details["value"]:
                raise InputError("更正后的价值少于已登记的使用，请先冲销多出的使用。", field="value")
            for line in _standing(gift):
                _reverse(line, by=doer, kind=Booked.ENTRY_ERROR)
        change(gift, by=doer, values=values)
        if booked:
            _book(gift, by=doer)
        return gift


def _require_received(gift: Gift, details: Mapping[str, Any]) -> None:
    if details["organiser"].pk != gift.organiser_id:
        raise InputError(
            "已接收的捐赠不能改登记单位，请用「冲正」的「单位错误」，再由正确的单位登记。", field="organiser"
        )
    if not (details["received"] and details["receipt"]):
        raise InputError("已接收的捐赠要写明接收日期和收据号。", field="receipt")
    require_past(details["received"], field="received", since=details["pledged"])


def _values(details: Mapping[str, Any], *, by: Doer, record: Gift | None = None) -> dict[str, Any]:
    """Return the columns of a gift; money carries no quantity, and a gift to a project is restricted to it."""
    values = organised_values(details, by=by, record=record)
    values["recipient"] = _recipient(details["recipient"], by=by, path=values["path"])
    if values["behalf"] is not None and values["recipient"].name == values["behalf"].name:
        raise InputError("受赠方和捐赠方不能是同一家，请核对。", field="recipient")
    if values["behalf"] is not None and details["giver_kind"] == Gift.GiverKind.ANONYMOUS:
        raise InputError("匿名捐赠不写以谁的名义，请清空或改选捐赠方类别。", field="behalf")
    if details["form"] == Gift.Form.CASH:
        values |= {"quantity": None, "unit": "", "basis": "", "valuer": ""}
    elif missing := next((name for name in _GOODS if not details[name]), ""):
        raise InputError("物资和服务要写明数量、单位、计价依据和计价人。", field=missing)
    values["restricted"] = details["restricted"] or details["project"] is not None
    return values


def _recipient(name: str, *, by: Doer, path: str) -> Recipient:
    """Return the recipient of this name, put on record where it is new."""
    plain = normal_name(name)
    if not plain:
        raise InputError("请填写受赠方。", field="recipient")
    found = Recipient.objects.public().filter(name=plain).first()
    return found or create(Recipient(path=path), by=by, values={"name": plain}, action="giving.recipient")


def _firm(said: str, *, by: Doer, place: Place) -> Organisation:
    """Return the firm a text means, put on record at the place of the gift where it is new."""
    try:
        return firm_meant(firm_said(said), place=place, by=by)
    except InputError as error:
        raise InputError(error.message, field="giver") from error


def _name_giver(gift: Gift, *, by: Doer, giver: str) -> None:
    """Keep who gave, where that was said: a member found by name and mobile number, else the name as written."""
    if not giver.strip():
        if gift.giver_kind != Gift.GiverKind.ANONYMOUS and gift.behalf is None:
            raise InputError("请写明捐赠方，不愿留名的选「匿名」。", field="giver")
        return
    person = None
    if gift.giver_kind == Gift.GiverKind.PERSON:
        found = match(parse_roster(giver), scope=by.scope)
        person = found[0].person_id if len(found) == 1 else None
    name = "" if person else giver.strip()
    row = Giver(gift=gift, path=gift.path, person_id=person, name=name, salt=new_salt() if name else "")
    create(row, by=by, action="giving.giver")


def _book(gift: Gift, *, by: Doer) -> None:
    add_line(gift, by=by, kind=Booked.RECEIVED, day=gift.received, value=gift.value, pieces=1)


def _standing(gift: Gift) -> list[Line]:
    """Return the lines by which a gift was received, that no line has reversed."""
    lines = list(lines_of(gift))
    reversed_ones = {line.reverses_id for line in lines}
    return [one for one in lines if one.kind == Booked.RECEIVED and one.pk not in reversed_ones]


def _reverse(line: Line, *, by: Doer, kind: str) -> None:
    if kind not in CORRECTIONS:
        raise InputError("请选择冲正的原因：登记错误、重复登记或单位错误。", field="kind")
    if any(one.kind in GIVEN_BACK for one in lines_of(line.gift)):
        raise ConflictError("这笔捐赠已有退回，不能再整笔冲正或更正金额。")
    said: dict[str, Any] = {"form": line.form, "day": line.day, "value": -line.value, "pieces": -line.pieces}
    add_line(line.gift, by=by, kind=kind, reverses=line, **said)


def _refuse_tied(gift: Gift) -> None:
    if matches_of(gift).filter(state=Match.State.SAME).exists():
        raise ConflictError("这笔捐赠已认定与另一级登记的是同一笔，请先撤销认定，再更正或冲正。")
