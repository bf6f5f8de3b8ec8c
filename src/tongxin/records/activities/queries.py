"""Reads of activities: which a figure may be narrowed to, and what they are called."""

from collections.abc import Collection, Iterator

from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.activities.models import COUNTED, Activity


def activities_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these activities the scope may read."""
    found = Activity.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "title", "path")
    return {pk: Known(name=title, path=path) for pk, title, path in found}


def activities_named(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every activity that was held and the scope may read, with its short names and its days."""
    rows = Activity.objects.visible_to(scope).filter(state__in=COUNTED).order_by("pk")
    for pk, title, aliases, path, first, last in rows.values_list(
        "pk", "title", "aliases", "path", "first_day", "last_day"
    ):
        yield NamedRecord(id=pk, names=(title, *aliases), path=path, days=Period.between(first, last))
