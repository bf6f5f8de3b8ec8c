"""Who may know of the organisations and bases that figures are narrowed to, and what they are called."""

from collections.abc import Collection

from django.db.models import Q

from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Base, Organisation
from tongxin.ports.subjects import Known


def organisations_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these organisations the scope may know of: its own, and every association, as the map shows all."""
    rows = Organisation.objects.public()
    open_to_it = Organisation.readable(scope, Verb.VIEW) | Q(kind=Organisation.Kind.ASSOCIATION)
    found = rows.filter(open_to_it, pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def bases_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these bases the scope may read."""
    found = Base.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}
