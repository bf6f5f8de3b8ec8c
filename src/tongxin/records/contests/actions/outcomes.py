"""After the seal: publication, objections, prizes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.attendance.certificates.actions import revoke_certificates
from tongxin.attendance.certificates.queries import of_record
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock, require_past, require_reason
from tongxin.records.contests.models import Award, Contest, Entry, Objection
from tongxin.records.contests.queries import last_outcome, numbered, objections_of
from tongxin.records.contests.rules import Level, read_levels

_WITHOUT_A_PLACE = "还没有已封存的名次，不能评定奖项。"


def publish_result(contest: Contest, *, by: Actor, objections_until: date, reason: str = "") -> Contest:
    """Publish the sealed result: from now on the contest counts, and until that day one may object."""
    with act("contests.contest.publish", contest, by=by, reason=reason) as doer:
        day = today()
        if contest.last_day > day:
            raise ConflictError(
                f"这项赛事 {chinese_date(contest.last_day)} 才结束，请在结束后公布，或先更正结束日期。",
                field="objections_until",
            )
        if objections_until < day:
            raise InputError("异议截止日期不能早于今天，请改正。", field="objections_until")
        values = {"state": Contest.State.PUBLISHED, "published_on": day, "objections_until": objections_until}
        return change(contest, by=doer, values=values)


def object_to(
    contest: Contest, *, by: Actor, text: str, entry: int | None = None, raised_by: str = "", received: date
) -> Contest:
    """Take down an objection that came in until the last day for it."""
    with act("contests.contest.object", contest, by=by) as doer:
        require_past(received, field="received", since=contest.published_on)
        if contest.objections_until is not None and received > contest.objections_until:
            raise ConflictError(
                f"异议期到 {chinese_date(contest.objections_until)} 为止，以后收到的不再受理。", field="received"
            )
        found = _entry(contest, entry) if entry is not None else None
        values = {
            "text": text, "entry": found, "raised_by": raised_by, "received": received, "taken_by": by.account_id,
        }  # fmt: skip
        create(Objection(contest=contest, path=contest.path), by=doer, values=values)
    return contest


def decide_objection(objection: Objection, *, by: Actor, upheld: bool, decision: str) -> Objection:
    """Decide about an objection; somebody else than the one who took it down."""
    with act("contests.objection.decide", objection, by=by) as doer:
        state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
        return change(objection, by=doer, values={"state": state, "decision": decision, "decided_on": today()})


def award_prizes(contest: Contest, *, by: Actor, levels: str) -> Contest:
    """Give prizes in the order of the result, so many of each level; never one of two entries that share a place."""
    wanted = read_levels(levels)
    with act("contests.contest.award", contest, by=by) as doer:
        if objections_of(contest).filter(state=Objection.State.OPEN).exists():
            raise ConflictError("还有异议没有处理，处理完再评定奖项。")
        if Award.objects.children_of(contest).filter(state=Award.State.GIVEN).exists():
            raise ConflictError("这项赛事已经评定过奖项；要改的，请先撤销原来的奖项。")
        places = [one for one in last_outcome(contest).get("places", ()) if one["rank"] is not None]
        if not places:
            raise ConflictError(_WITHOUT_A_PLACE)
        entries = numbered(contest, [one["entry"] for one in places])
        for position, level, number in _shared_out(wanted, places):
            values = {"entry": entries[number], "position": position, "level": level, "given_on": today()}
            create(Award(contest=contest, path=contest.path), by=doer, values=values)
    return contest


def revoke_award(award: Award, *, by: Actor, reason: str) -> Award:
    """Take a prize back, and say why; the row stays."""
    why = require_reason(reason)
    with transaction.atomic():
        lock(award.contest, by=by, verb=Verb.RECORD)
        with act("contests.award.revoke", award, by=by, reason=why) as doer:
            if of_record(award).exists():  # certificates name people: whoever takes a prize back revokes them with it
                revoke_certificates(award, by=doer, reason=why)
            return change(award, by=doer, values={"state": Award.State.REVOKED, "revoke_reason": why})


def _shared_out(levels: Sequence[Level], places: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, int]]:
    """Yield position, level and entry of every prize; raise `InputError` where a level would part a shared place."""
    taken = 0
    for position, level in enumerate(levels, start=1):
        chosen = places[taken : taken + level.number]
        taken += level.number
        if taken < len(places) and chosen and places[taken]["rank"] == chosen[-1]["rank"]:
            rank = chosen[-1]["rank"]
            number = sum(one["rank"] == rank for one in places)
            raise InputError(
                f"第 {rank} 名有 {number} 件作品并列，「{level.title}」的名额分不开，请调整。", field="levels"
            )
        yield from ((position, level.title, one["entry"]) for one in chosen)


def _entry(contest: Contest, number: int) -> Entry:
    found = numbered(contest, [number]).get(number)
    if found is None:
        raise InputError(f"没有 {number} 号作品，请核对参赛编号。", field="entry")
    return found
