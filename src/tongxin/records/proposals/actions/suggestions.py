"""Suggestion boxes, and what is handed in without an account: taken up as a draft, refused with an answer, or withdrawn."""

from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Base, Organisation
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.proposals.actions.papers import draft
from tongxin.records.proposals.models import Proposal, Suggestion, SuggestionBox
from tongxin.records.proposals.queries import box_with

MOST_WAITING = 500
"""More than so many suggestions do not wait in one box."""
OWN = "提意见的人"
State = Suggestion.State


def open_box(*, by: Actor, organiser: Organisation, base: Base | None = None) -> SuggestionBox:
    """Open the box of an organisation, or of a base in its place."""
    with act("proposals.box.open", by=by, path=organiser.path) as doer:
        if base is not None and not base.path.startswith(organiser.path):
            raise InputError(f"「{base}」不在{organiser}的地区，请由当地组织开设。", field="base")
        box = SuggestionBox(organiser=organiser, base=base, path=organiser.path, token=new_token())
        return create(box, by=doer)


def close_box(box: SuggestionBox, *, by: Actor) -> SuggestionBox:
    """Take no more; what was handed in stays, and is followed at its address."""
    with act("proposals.box.close", box, by=by) as doer:
        return change(box, by=doer, values={"state": SuggestionBox.State.CLOSED})


def reopen_box(box: SuggestionBox, *, by: Actor) -> SuggestionBox:
    """Take suggestions again, at the same address."""
    with act("proposals.box.reopen", box, by=by) as doer:
        return change(box, by=doer, values={"state": SuggestionBox.State.OPEN})


def hand_in(subject: SuggestionBox, *, by: Actor, token: str, **written: Any) -> str:
    """Keep what somebody without an account has written; return the token to follow it by. Sent twice it is kept once.

    Whoever is signed in is not told to the journal either.
    """
    del by
    one = Suggestion(box=subject, path=subject.path, received=today(), text=written["text"], sent=hashed(token))
    with transaction.atomic():
        box_with(subject.token)  # it may have been closed while somebody wrote
        if Suggestion.objects.with_secret(sent=one.sent).exists():
            return token
        waiting = Suggestion.objects.counted().filter(box=subject, state=State.RECEIVED).count()
        if waiting >= MOST_WAITING:
            raise ConflictError("意见箱里待处理的已经很多，暂时不再接收，请过些日子再提交。")
        create(one, by=Actor.nobody().under_name(OWN), action="proposals.suggestion.hand_in")
    return token


def take_up(one: Suggestion, *, by: Actor, title: str) -> Suggestion:
    """Make a draft paper of a suggestion; whoever handed it in reads at the address what becomes of it."""
    with act("proposals.suggestion.take_up", one, by=by) as doer:
        details: dict[str, Any] = {
            "title": title,
            "organiser": one.box.organiser,
            "received": one.received,
            "text": one.text,
        }
        paper = draft(by=doer, kind=Proposal.Kind.SUGGESTION, **details)
        return change(one, by=doer, values={"state": State.TAKEN_UP, "proposal": paper})


def refuse_suggestion(one: Suggestion, *, by: Actor, reason: str) -> Suggestion:
    """Say why nothing is made of it; whoever handed it in reads the answer."""
    with act("proposals.suggestion.refuse", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.REFUSED, "answer": doer.reason[:300]})


def withdraw_suggestion(one: Suggestion, *, by: Actor) -> Suggestion:
    """Take back what one has handed in oneself, while nothing was made of it: its text is erased."""
    with transaction.atomic():
        one.refresh_from_db(from_queryset=Suggestion.objects.same_as(one).select_for_update())
        if one.state != State.RECEIVED:
            raise ConflictError("这条意见已经办理，不能再撤回，请刷新后看办理结果。")
        values = {"state": State.WITHDRAWN, "text": ""}
        return change(one, by=by.under_name(OWN), values=values, action="proposals.suggestion.withdraw")
