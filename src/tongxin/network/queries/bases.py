"""Reads of bases."""

from django.db.models import QuerySet

from tongxin.kernel.places import ancestors
from tongxin.kernel.scope import Scope
from tongxin.network.models import Base, BaseStep, ChecklistLine, Organisation, Plaque
from tongxin.network.models.bases import State


def base_named(name: str) -> QuerySet[Base]:
    """Return the bases of this name, wherever they are."""
    return Base.objects.public().filter(name=name).select_related("place")


def open_bases_of(scope: Scope) -> QuerySet[Base]:
    """Return the bases this scope may read at which something can be held: those neither revoked nor withdrawn."""
    rows = Base.objects.visible_to(scope).exclude(state__in=(State.REVOKED, State.WITHDRAWN))
    return rows.order_by("path", "id")


def steps(base: Base) -> QuerySet[BaseStep]:
    """Return the states of a base, oldest first."""
    return BaseStep.objects.children_of(base).order_by("begin", "id")


def plaques(base: Base) -> QuerySet[Plaque]:
    """Return the plaques of a base, those taken down included."""
    return Plaque.objects.children_of(base).order_by("begin", "id")


def bases_of(organisation: Organisation) -> QuerySet[Base]:
    """Return the bases hosted by an organisation or looked after by it."""
    rows = Base.objects.public().select_related("place", "host")
    return (rows.filter(host=organisation) | rows.filter(association=organisation)).order_by("path", "id")


def checklist(path: str) -> list[ChecklistLine]:
    """Return the lines a base at this path is reviewed against: of one position, the line nearest to the base."""
    rows = ChecklistLine.objects.public()
    lines: dict[int, ChecklistLine] = {}
    for line in rows.filter(path__in=(*ancestors(path), path)).order_by("path"):
        lines[line.position] = line
    return [line for _, line in sorted(lines.items()) if line.active]
