"""Merging across a border: one side asks, the other side accepts or declines."""

from collections.abc import Mapping

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_reason
from tongxin.network.actions.merging import unite
from tongxin.network.models import MergeRequest, Person, PersonMerge
from tongxin.network.queries.choices import refuse_unknown


def request_merge(
    kept: Person, *, by: Actor, merged: Person, reason: str, choose: Mapping[str, str] | None = None
) -> MergeRequest:
    """Ask the side of the person whose home is elsewhere to agree to a merge; `choose` as in `merge_persons`."""
    why = require_reason(reason)
    wish = dict(choose or {})
    refuse_unknown(wish)
    own = [person for person in (kept, merged) if by.scope.may(Verb.MEMBERS, person.path)]
    if not own:
        by.scope.require(Verb.MEMBERS, kept.path)
    if len(own) == 2:
        raise InputError("两边都在您的权限范围内，可以直接合并，不需要提出请求。")
    other = merged if own[0].pk == kept.pk else kept
    with transaction.atomic():
        asked = MergeRequest(
            kept=kept,
            merged=merged,
            path=other.path,
            asked_path=own[0].path,
            choose=wish,
            by=by.name,
            day=today(),
            reason=why,
        )
        return create(asked, by=by, action="network.merge.ask", reason=why)


def accept_merge(request: MergeRequest, *, by: Actor, reason: str = "") -> PersonMerge:
    """Agree: the right of the side that asked was checked when it asked, the right of this side is checked now."""
    with act("network.merge.accepted", request, by=by, reason=reason.strip()) as doer:
        _refuse_moved(request, by=doer)
        why = f"{request.reason}（{request.by}提出，{by.name}同意）"
        merge = unite(request.kept, merged=request.merged, by=doer, reason=why[:500], choose=request.choose)
        _answer(request, by=doer, state=MergeRequest.State.ACCEPTED)
        return merge


def decline_merge(request: MergeRequest, *, by: Actor, reason: str) -> MergeRequest:
    """Decline, saying why; both records stay as they are."""
    with act("network.merge.declined", request, by=by, reason=require_reason(reason)) as doer:
        return _answer(request, by=doer, state=MergeRequest.State.DECLINED)


def _refuse_moved(request: MergeRequest, *, by: Actor) -> None:
    """Refuse where either person lives elsewhere by now: the rights were those of the homes at the time of asking."""
    sides = [request.kept, request.merged]
    homes = dict(Person.objects.same_as(*sides).values_list("pk", "path"))
    asked = [path for path in homes.values() if path == request.asked_path]
    others = [path for path in homes.values() if path != request.asked_path]
    if not asked or any(not by.scope.may(Verb.MEMBERS, path) for path in others or asked):
        raise ConflictError("其中一人的归属地区已经变更，请由现在的归属地区重新提出合并请求。")


def _answer(request: MergeRequest, *, by: Doer, state: str) -> MergeRequest:
    values = {"state": state, "answered_by": by.name, "answered": today(), "answer": by.reason}
    return change(request, by=by, values=values)
