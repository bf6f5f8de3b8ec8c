"""Reads of merges: where a merged record went, what was merged, who waits for an answer."""

from typing import Any

from django.db.models import QuerySet

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.network.queries.once import SIDES, Once, once_of

_LONGEST_CHAIN = 50


def kept_of(pk: int, *, once: Once, scope: Scope) -> Any:
    """Return the record a merged one lives on in, where this scope may read that one; None for anything else."""
    rows: QuerySet[Any] = once.model.objects.whole_network(
        reason="where a merged record went; only one of the scope is returned"
    )
    for _ in range(_LONGEST_CHAIN):
        into = rows.filter(pk=pk).values_list("merged_into_id", flat=True).first()
        if into is None:
            break
        pk = into
    else:
        return None
    return once.model.objects.visible_to(scope).filter(pk=pk).first()


def merges_into(record: Guarded, *, scope: Scope) -> QuerySet[Any]:
    """Return the merges whose kept record this is, newest first."""
    rows: QuerySet[Any] = once_of(record).merge.objects.visible_to(scope).filter(kept=record)
    return rows.defer("former").order_by("-id")


def requests(once: Once, scope: Scope) -> QuerySet[Any]:
    """Return the requests this scope has to answer or has asked, with both records."""
    rows: QuerySet[Any] = once.request.objects.visible_to(scope)
    heavy = {"mobile", "search_text"} & {one.name for one in once.model._meta.concrete_fields}
    left = [f"{side}__{name}" for side in SIDES for name in sorted(heavy)]
    return rows.select_related("kept__place", "merged__place").defer(*left)


def refuse_merged(person: Person) -> None:
    """Read under a lock whether the record was merged into another one meanwhile; raise `ConflictError` where it was."""
    rows = Person.objects.same_as(person).select_for_update()
    into = rows.values_list("merged_into_id", flat=True).first()
    if into is not None:
        raise ConflictError(f"这条人员记录已合并到人员 {into}，请在那条记录上办理。")
