"""Finding out: triage, the same claim twice, sources, the right of reply, and the finding handed to a second person."""

from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.evidence import files_of
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import change, create, require_past, require_reason
from tongxin.records.factchecks.models import FactCheck, Source
from tongxin.records.factchecks.queries import require_sources, sources_of, standing_sources

State = FactCheck.State


def accept(one: FactCheck, *, by: Actor) -> FactCheck:
    """Decide that the claim can be checked."""
    with act("factchecks.check.accept", one, by=by) as doer:
        return change(one, by=doer, values={"state": State.RESEARCHING})


def set_aside(one: FactCheck, *, by: Actor, ground: str, reason: str) -> FactCheck:
    """Decide that it is not checked - an opinion, a private matter, no whole claim - and say why."""
    with act("factchecks.check.set_aside", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.SET_ASIDE, "ground": ground, "answered": today()})


def reopen(one: FactCheck, *, by: Actor, reason: str) -> FactCheck:
    """Check it after all."""
    with act("factchecks.check.reopen", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.RESEARCHING, "ground": "", "answered": None})


def link(one: FactCheck, *, by: Actor, same_as: str) -> FactCheck:
    """Say that it is the claim of another check. Both stay in the state they are in."""
    with act("factchecks.check.link", one, by=by) as doer:
        found: FactCheck = named_record(FactCheck.objects.visible_to(by.scope), same_as, by="title", field="same_as")
        first = found.same_as or found
        if one.pk in (found.pk, first.pk):
            raise InputError("不能与它自己关联，请填写另一条核查的题目。", field="same_as")
        if FactCheck.objects.children_of(one, field="same_as").exists():
            raise ConflictError("已有别的线索关联到这一条，请从另一条线索关联过来。", field="same_as")
        return change(one, by=doer, values={"same_as": first})


def unlink(one: FactCheck, *, by: Actor, reason: str) -> FactCheck:
    """Take that back."""
    with act("factchecks.check.unlink", one, by=by, reason=require_reason(reason)) as doer:
        if one.same_as is None:
            raise ConflictError("这条线索没有关联别的核查，不用取消。")
        return change(one, by=doer, values={"same_as": None})


def add_source(one: FactCheck, *, by: Actor, file: str, seen: date, **said: Any) -> FactCheck:
    """Say what the check rests on. The copy that is kept is a file of this record; each source has its own."""
    with act("factchecks.check.source", one, by=by) as doer:
        require_past(seen, field="seen")
        copy = next((kept for kept in files_of(one) if str(kept.pk) == file), None)
        if copy is None or copy.is_withdrawn or copy.is_removed:
            raise InputError("请先在本页「佐证」上传这个来源的存档（网页截图或文件），再选它。", field="file")
        if sources_of(one).filter(file=copy, voided=False).exists():
            raise ConflictError("这份存档已用于另一个来源，请上传这个来源自己的存档。", field="file")
        row = Source(factcheck=one, path=one.path, file=copy, seen=seen)
        create(row, by=doer, values=said)
    return one


def void_source(one: FactCheck, *, by: Actor, source: str, reason: str) -> FactCheck:
    """Rest on a source no longer that was not yet shown to the public; the line stays and says so."""
    with act("factchecks.check.void_source", one, by=by, reason=require_reason(reason)) as doer:
        row = next((row for row in standing_sources(one) if str(row.pk) == source), None)
        if row is None or row.since is not None:
            raise ConflictError("没有这个未公开的来源，可能刚才已作废；已公开的来源不能作废，请在修订说明里写明。")
        change(row, by=doer, values={"voided": True})
    return one


def ask_reply(one: FactCheck, *, by: Actor, reply_party: str, reply_asked: date, reply_until: date) -> FactCheck:
    """Record that whom the claim is about was asked for a reply, and until when it is waited for."""
    with act("factchecks.check.ask_reply", one, by=by) as doer:
        require_past(reply_asked, field="reply_asked", since=one.received)
        if reply_until <= reply_asked:
            raise InputError("答复截止日期应晚于征求日期，请核对。", field="reply_until")
        values = {
            "reply_party": reply_party,
            "reply_asked": reply_asked,
            "reply_until": reply_until,
            "reply_waived": "",
        }
        return change(one, by=doer, values=values)


def record_reply(one: FactCheck, *, by: Actor, reply_received: date, reply: str) -> FactCheck:
    """Record the reply word by word: it is printed in full."""
    with act("factchecks.check.reply", one, by=by) as doer:
        if one.reply_asked is None:
            raise ConflictError("还没有登记向谁征求答复，请先「征求答复」。")
        require_past(reply_received, field="reply_received", since=one.reply_asked)
        return change(one, by=doer, values={"reply_received": reply_received, "reply": reply})


def submit(one: FactCheck, *, by: Actor, reply_waived: str = "", **finding: Any) -> FactCheck:
    """Hand the finding to somebody else to review."""
    with act("factchecks.check.submit", one, by=by) as doer:
        if one.reply_asked is None and not reply_waived.strip():
            raise ConflictError(
                "还没有征求答复：请先「征求答复」，没有可征求的单位就写明不征求的原因。", field="reply_waived"
            )
        require_sources(one, exception=finding["exception"])
        waived = "" if one.reply_asked else reply_waived
        values = {**finding, "reply_waived": waived, "state": State.REVIEW, "submitted_by": by.account_id}
        return change(one, by=doer, values=values)


def send_back(one: FactCheck, *, by: Actor, reason: str) -> FactCheck:
    """Give it back to be worked on, and say why."""
    with act("factchecks.check.send_back", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.RESEARCHING})
