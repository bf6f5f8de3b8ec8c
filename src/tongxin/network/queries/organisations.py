"""Reads of organisations."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Q, QuerySet

from tongxin.access.guard import under
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Charter, Membership, Organisation, ParentLink
from tongxin.network.models.organisations import OFFICIAL
from tongxin.network.models.readings import plain_name
from tongxin.network.queries.search import found

_MOST_CALLED, _MOST_NEAR = 4, 50
_LONGEST = 120


def recording_for(scope: Scope) -> QuerySet[Organisation]:
    """Return the organisations this scope may put work on record for: those that hold classes and activities."""
    kinds = (Organisation.Kind.ASSOCIATION, Organisation.Kind.COMMITTEE, *OFFICIAL)
    rows = Organisation.objects.visible_to(scope, verb=Verb.RECORD).filter(closed=None, kind__in=kinds)
    return rows.order_by("path", "id")


def open_on(rows: QuerySet[Organisation], day: date) -> QuerySet[Organisation]:
    """Narrow to those that exist on this day."""
    return rows.filter(Q(closed=None) | Q(closed__gt=day), founded__lte=day)


def named(name: str) -> QuerySet[Organisation]:
    """Return the organisations with this legal name, wherever they are; records merged into others are left out."""
    return Organisation.objects.public().filter(name=name, merged_into=None)


def called(text: str) -> list[Organisation]:
    """Return the organisations a text means, at most four: their legal name, else the same in other signs, else an alias."""
    exact = list(named(text).select_related("place")[:_MOST_CALLED])
    if exact:
        return exact
    wanted, rows = plain_name(text), Organisation.objects.public().filter(merged_into=None).select_related("place")
    same = list(rows.filter(plain_name=wanted[:_LONGEST]).order_by("path", "id")[:_MOST_CALLED]) if wanted else []
    if same or not wanted:
        return same
    near = found(rows.exclude(aliases=[]), text).order_by("path", "id")[:_MOST_NEAR]
    return [one for one in near if wanted in map(plain_name, one.aliases)][:_MOST_CALLED]


def sole_association(path: str) -> Organisation | None:
    """Return the association of this very place, where there is exactly one now."""
    rows = Organisation.objects.public().filter(path=path, kind=Organisation.Kind.ASSOCIATION, closed=None)
    found = list(rows.filter(merged_into=None)[:2])
    return found[0] if len(found) == 1 else None


def children(organisation: Organisation) -> QuerySet[Organisation]:
    """Return what stands directly under an organisation now."""
    rows = Organisation.objects.children_of(organisation, field="parent")
    return rows.filter(closed=None).select_related("place").order_by("path", "id")


def parents_of(organisation: Organisation) -> QuerySet[ParentLink]:
    """Return under whom an organisation stood, oldest first; links corrected away are left out."""
    rows = ParentLink.objects.children_of(organisation, field="organisation")
    links = rows.select_related("parent").order_by("begin", "id")
    return links.exclude(end__isnull=False, end=F("begin"))


def charter_of(organisation: Organisation) -> Charter | None:
    """Return the charter settings in force now."""
    return Charter.objects.children_of(organisation).filter(end=None).first()


def members_on(organisation: Organisation, day: date) -> int:
    """Return how many members an organisation has on this day: a number, open to whoever may read the organisation."""
    rows = Membership.objects.counted()
    rows = rows.filter(organisation=organisation, state__in=("admitted", "ended"), begin__lte=day)
    return rows.filter(Q(end=None) | Q(end__gt=day)).count()


def associations_at(path: str, *, day: date) -> dict[int, Sequence[Organisation]]:
    """Return the associations that exist on this day at and below a place path, by place id: the public map."""
    rows = Organisation.objects.public().filter(under(path), kind=Organisation.Kind.ASSOCIATION)
    by_place: dict[int, list[Organisation]] = {}
    for row in open_on(rows, day).order_by("id"):
        by_place.setdefault(row.place_id, []).append(row)
    return dict(by_place)
