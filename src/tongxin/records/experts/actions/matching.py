"""Proposing an expert for a request, and what either side says to it: never one for the other."""

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.experts.models import Match, Request
from tongxin.records.experts.queries import suggested

Word, State = Match.Word, Match.State


def propose(one: Request, *, by: Actor, expert: str) -> Request:
    """Propose one of the experts on the list, with the reasons as the list shows them; both sides are asked."""
    with act("experts.request.propose", one, by=by) as doer:
        chosen = next((pair for pair in suggested(one, scope=by.scope) if str(pair[0].pk) == expert), None)
        if chosen is None:
            raise InputError("这位专家不在名册上，或不在任期内，请从列表里选。", field="expert")
        listed, why = chosen
        if why.barred:
            raise InputError(f"不能推荐这位专家：{'；'.join(why.barred)}。", field="expert")
        row = Match(request=one, expert=listed, path=one.path, reasons=list(why.reasons))
        create(row, by=doer, action="experts.match.propose")
        return change(one, by=doer, values={"state": Request.State.MATCHED})


def accept_as_expert(one: Match, *, by: Actor) -> Match:
    """Record that the expert has accepted; whoever recorded the firm's word does not."""
    with act("experts.match.expert_accepts", one, by=by) as doer:
        return say(one, by=doer, side="expert", word=Word.ACCEPTED)


def decline_as_expert(one: Match, *, by: Actor) -> Match:
    """Record that the expert has declined."""
    with act("experts.match.expert_declines", one, by=by) as doer:
        return say(one, by=doer, side="expert", word=Word.DECLINED)


def accept_as_firm(one: Match, *, by: Actor) -> Match:
    """Record that the firm has accepted; whoever recorded the expert's word does not, nor does the expert."""
    with act("experts.match.firm_accepts", one, by=by) as doer:
        return say(one, by=doer, side="firm", word=Word.ACCEPTED)


def decline_as_firm(one: Match, *, by: Actor) -> Match:
    """Record that the firm has declined."""
    with act("experts.match.firm_declines", one, by=by) as doer:
        return say(one, by=doer, side="firm", word=Word.DECLINED)


def address_for_expert(one: Match, *, by: Actor) -> str:
    """Make a new address at which the expert answers and return its token: told once, the earlier one is closed."""
    token = new_token()
    with act("experts.match.address", one, by=by) as doer:
        change(one, by=doer, values={"token_hash": hashed(token)})
    return token


def say(one: Match, *, by: Actor, side: str, word: str) -> Match:
    """Write the word of one side, and what follows for the proposal and the request; the caller knows whose word it is."""
    if getattr(one, f"{side}_word") != Word.WAITING:
        raise ConflictError("这一方已经答复过，请刷新后再看。")
    values: dict[str, object] = {f"{side}_word": word, f"{side}_by": by.account_id}
    other = one.firm_word if side == "expert" else one.expert_word
    if word == Word.DECLINED:
        values["state"] = State.DECLINED
    elif other == Word.ACCEPTED:
        values["state"] = State.ACCEPTED
    change(
        one, by=by, values=values, action=f"experts.match.{side}_{'accepts' if word == Word.ACCEPTED else 'declines'}"
    )
    after = {State.DECLINED: Request.State.TRIAGED, State.ACCEPTED: Request.State.ACCEPTED}.get(State(one.state))
    if after is not None:
        change(one.request, by=by, values={"state": after}, action="experts.request.both_said")
    return one
