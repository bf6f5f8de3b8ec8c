"""Reads of merges: where a merged record went, what was merged, who waits for an answer."""

from django.db.models import QuerySet

from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Scope
from tongxin.network.models import MergeRequest, Person, PersonMerge

_LONGEST_CHAIN = 50


def kept_of(pk: int, *, scope: Scope) -> Person | None:
    """Return the person a merged record lives on in, where this scope may read that one; None for anything else."""
    rows = Person.objects.whole_network(reason="where a merged record went; only a person of the scope is returned")
    for _ in range(_LONGEST_CHAIN):
        into = rows.filter(pk=pk).values_list("merged_into_id", flat=True).first()
        if into is None:
            break
        pk = into
    else:
        return None
    return Person.objects.visible_to(scope).filter(pk=pk).first()


def merges_into(person: Person, *, scope: Scope) -> QuerySet[PersonMerge]:
    """Return the merges whose kept record this person is, newest first."""
    return PersonMerge.objects.visible_to(scope).filter(kept=person).defer("former").order_by("-id")


def requests(scope: Scope) -> QuerySet[MergeRequest]:
    """Return the requests this scope has to answer or has asked, with both persons."""
    rows = MergeRequest.objects.visible_to(scope).select_related("kept", "merged", "kept__place", "merged__place")
    return rows.defer("kept__mobile", "kept__search_text", "merged__mobile", "merged__search_text")


def refuse_merged(person: Person) -> None:
    """Read under a lock whether the record was merged into another one meanwhile; raise `ConflictError` where it was."""
    rows = Person.objects.same_as(person).select_for_update()
    into = rows.values_list("merged_into_id", flat=True).first()
    if into is not None:
        raise ConflictError(f"这条人员记录已合并到人员 {into}，请在那条记录上办理。")
