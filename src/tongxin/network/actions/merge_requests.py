"""Merging across a border: one side asks, the other side accepts or declines."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_reason
from tongxin.network.actions.merging import Kept, unite
from tongxin.network.models.merges import Merge, Wish
from tongxin.network.queries.once import Once, once_of


def request_merge(kept: Kept, *, by: Actor, merged: Kept, reason: str, choose: Mapping[str, str] | None = None) -> Wish:
    """Ask the side of the record that is kept elsewhere to agree to a merge; `choose` as in `merge_records`."""
    once, why = once_of(kept), require_reason(reason)
    wish = dict(choose or {})
    once.refuse_unknown(wish)
    own = [record for record in (kept, merged) if by.scope.may(once.verb, record.path)]
    if not own:
        by.scope.require(once.verb, kept.path)
    if len(own) == 2:
        raise InputError("两边都在您的权限范围内，可以直接合并，不需要提出请求。")
    other = merged if own[0].pk == kept.pk else kept
    if why_not := once.refusal(kept, merged):
        raise ConflictError(why_not)
    with transaction.atomic():
        asked = once.request(
            kept=kept,
            merged=merged,
            path=other.path,
            asked_path=own[0].path,
            choose=wish,
            by=by.name,
            day=today(),
            reason=why,
        )
        request: Wish = create(asked, by=by, action=f"{once.merging}.ask", reason=why)
        return request


def accept_merge(request: Any, *, by: Actor, reason: str = "") -> Merge:
    """Agree: the right of the side that asked was checked when it asked, the right of this side is checked now."""
    once = once_of(request)
    with act(f"{once.merging}.accepted", request, by=by, reason=reason.strip()) as doer:
        _refuse_moved(once, request, by=doer)
        why = f"{request.reason}（{request.by}提出，{by.name}同意）"
        merge = unite(request.kept, merged=request.merged, by=doer, reason=why[:500], choose=request.choose)
        _answer(request, by=doer, state=Wish.State.ACCEPTED)
        return merge


def decline_merge(request: Any, *, by: Actor, reason: str) -> Wish:
    """Decline, saying why; both records stay as they are."""
    with act(f"{once_of(request).merging}.declined", request, by=by, reason=require_reason(reason)) as doer:
        return _answer(request, by=doer, state=Wish.State.DECLINED)


def _refuse_moved(once: Once, request: Any, *, by: Actor) -> None:
    """Refuse where either is kept elsewhere by now: the rights were those of the places at the time of asking."""
    sides = [request.kept, request.merged]
    homes = dict(once.model.objects.same_as(*sides).values_list("pk", "path"))
    asked = [path for path in homes.values() if path == request.asked_path]
    others = [path for path in homes.values() if path != request.asked_path]
    if not asked or any(not by.scope.may(once.verb, path) for path in others or asked):
        raise ConflictError("其中一条记录的归属地区已经变更，请由现在的归属地区重新提出合并请求。")


def _answer(request: Wish, *, by: Doer, state: str) -> Wish:
    values = {"state": state, "answered_by": by.name, "answered": today(), "answer": by.reason}
    return change(request, by=by, values=values)
