"""Gifts told by two levels: decided by people to be one or two, remembered, undone."""

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import Doer, change, create, lock, require_reason
from tongxin.network.models import Place
from tongxin.records.giving.actions.ledger import add_line
from tongxin.records.giving.models import COUNTED, Gift, Line, Match
from tongxin.records.giving.queries import lines_of
from tongxin.records.giving.rules import balance, common_path

SAME, DIFFERENT = Match.State.SAME, Match.State.DIFFERENT


def decide(*, by: Actor, one: str, other: str, decision: str, reason: str) -> Match:
    """Say whether two gifts are one. The one of the smaller place stays; the other is taken out at their common place.

    At its own place each goes on counting: a county, its city and the province have each told of it.
    """
    rows = Gift.objects.visible_to(by.scope).select_related("organiser", "place")
    first: Gift = named_record(rows, one, by="title", field="one")
    second: Gift = named_record(rows, other, by="title", field="other")
    kept, taken = sorted((first, second), key=lambda gift: (-len(gift.path), gift.pk))
    path = common_path(kept.path, taken.path)
    with act("giving.match.decide", by=by, path=path, reason=require_reason(reason)) as doer:
        for gift in sorted((kept, taken), key=lambda gift: gift.pk):
            lock(gift, by=doer, verb=Verb.VIEW)
        _refuse_unlike(kept, taken, same=decision == SAME)
        made = create(Match(kept=kept, other=taken, path=path), by=doer, values={"state": decision})
        if decision == SAME:
            _take_out(taken, by=doer, path=path, kind=Line.Kind.MATCHED, sign=-1)
        return made


def undo(one: Match, *, by: Actor, reason: str) -> Match:
    """Take a decision back; where the two were one, both count again."""
    with act("giving.match.undo", one, by=by, reason=require_reason(reason)) as doer:
        if one.state == SAME:
            _take_out(one.other, by=doer, path=one.path, kind=Line.Kind.UNMATCHED, sign=1)
        return change(one, by=doer, values={"state": Match.State.UNDONE})


def _refuse_unlike(kept: Gift, taken: Gift, *, same: bool) -> None:
    if kept.pk == taken.pk:
        raise InputError("请填写两笔不同的捐赠。", field="other")
    if not same:
        return
    if kept.organiser_id == taken.organiser_id:
        raise ConflictError("同一个单位登记了两次的，请用「冲正」的「重复登记」。")
    for gift in (kept, taken):
        if gift.state not in COUNTED:
            raise ConflictError(f"「{gift}」现在是「{gift.get_state_display()}」，还没有计入，不用认定。")
    amounts = [balance(lines_of(gift)).received for gift in (kept, taken)]
    if amounts[0] != amounts[1] or kept.form != taken.form or kept.cause_id != taken.cause_id:
        raise ConflictError("两笔的金额、形式或缘由不同，请先核对更正，相同后再认定为同一笔。")


def _take_out(gift: Gift, *, by: Doer, path: str, kind: Line.Kind, sign: int) -> None:
    """Write the line that takes a gift out at the common place, or puts it back."""
    value = balance(lines_of(gift)).received
    place = Place.objects.get(path=path)
    add_line(gift, by=by, place=place, kind=kind, day=gift.received, value=sign * value, pieces=sign)
