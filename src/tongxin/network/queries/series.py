"""Reads of series."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from tongxin.kernel.scope import Scope
from tongxin.network.models import Series
from tongxin.ports.subjects import Known, NamedRecord


def series_of(scope: Scope) -> QuerySet[Series]:
    """Return the series this scope may read, with organiser and parent at hand."""
    return Series.objects.visible_to(scope).select_related("organiser__place", "parent")


def open_series_of(scope: Scope) -> QuerySet[Series]:
    """Return the series a new record of this scope may join: those it may read that have not ended."""
    return Series.objects.visible_to(scope).filter(end=None).order_by("path", "id")


def below(series: Series) -> QuerySet[Series]:
    """Return what belongs directly to a series, ended ones included."""
    rows = Series.objects.children_of(series, field="parent")
    return rows.select_related("organiser").order_by("path", "id")


def series_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these series the scope may read."""
    found = Series.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def all_series_named(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every series the scope may read."""
    for pk, name, path in Series.objects.visible_to(scope).order_by("pk").values_list("pk", "name", "path"):
        yield NamedRecord(id=pk, names=(name,), path=path)
