"""Lists and single reports."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tongxin.kernel.scope import Scope, Verb
from tongxin.reports.models import Issue, Report


def reports(scope: Scope) -> QuerySet[Report]:
    """Return the reports this scope may read, each with `number`, None while it is a draft.

    A draft is read by those who may write or issue it, what was issued by everybody who sees its place.
    """
    issued = Issue.objects.counted().filter(report=OuterRef("pk")).values("number")
    drafting = Q(pk__in=Report.objects.visible_to(scope, verb=Verb.RECORD).values("pk"))
    drafting |= Q(pk__in=Report.objects.visible_to(scope, verb=Verb.PUBLISH).values("pk"))
    issued_once = Q(state__in=[Report.State.ISSUED, Report.State.WITHDRAWN])
    rows = Report.objects.visible_to(scope).filter(issued_once | drafting)
    rows = rows.select_related("organisation__place")
    return rows.annotate(number=Subquery(issued))


def listing(scope: Scope) -> list[dict[str, Any]]:
    """Return id, title, state and number of every report, the last changed first."""
    rows: QuerySet[Any] = reports(scope)
    return list(rows.order_by("-changed", "-id").values("id", "title", "state", "number"))


def issue_for(report: Report) -> Issue | None:
    """Return what a report was issued as."""
    return Issue.objects.children_of(report).select_related("organisation").first()


def issued_snapshots() -> frozenset[str]:
    """Return the snapshots issued reports rest on: they are never pruned."""
    rows = Issue.objects.whole_network(reason="snapshots that issued reports rest on are kept for ever")
    return frozenset(rows.values_list("snapshot", flat=True).distinct())
