"""Who may know of the organisations and bases that figures are narrowed to, and what they are called."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Base, Organisation
from tongxin.ports.subjects import Known, NamedRecord


def organisations_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these organisations the scope may know of."""
    found = _organisations(scope).filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def organisations_named(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every organisation the scope may know of, with its short and former names."""
    return _named(_organisations(scope))


def bases_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these bases the scope may read."""
    found = Base.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def bases_named(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every base the scope may read, with its short and former names."""
    return _named(Base.objects.visible_to(scope))


def _organisations(scope: Scope) -> QuerySet[Organisation]:
    """Return the scope's own organisations, and every association, as the map shows all."""
    rows = Organisation.objects.public()
    return rows.filter(Organisation.readable(scope, Verb.VIEW) | Q(kind=Organisation.Kind.ASSOCIATION))


def _named(rows: QuerySet[Organisation] | QuerySet[Base]) -> Iterator[NamedRecord]:
    for pk, name, aliases, path in rows.order_by("pk").values_list("pk", "name", "aliases", "path"):
        yield NamedRecord(id=pk, names=(name, *aliases), path=path)
