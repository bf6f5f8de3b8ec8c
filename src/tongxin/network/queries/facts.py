"""Rows for the snapshot: integers, dates and codes only."""

from collections.abc import Iterator

from django.db.models import Case, F, Value, When

from tongxin.network.models import BaseStep, Membership, Organisation
from tongxin.network.queries.places import CHUNK

_WHOLE = "facts are written whole; the engine applies the scope"
NO_GROUP = "unspecified"


def association_rows(using: str) -> Iterator[tuple[object, ...]]:
    """Yield id, place, founded, closed, level of every association."""
    rows = Organisation.objects.whole_network(reason=_WHOLE, using=using)
    return (
        rows.filter(kind=Organisation.Kind.ASSOCIATION)
        .order_by("id")
        .values_list("id", "place_id", "founded", "closed", "level")
        .iterator(chunk_size=CHUNK)
    )


def membership_rows(using: str) -> Iterator[tuple[object, ...]]:
    """Yield id, person, organisation, place, begin, end, group of every membership that was formally admitted."""
    group = Case(When(person__group="", then=Value(NO_GROUP)), default=F("person__group"))
    rows = Membership.objects.whole_network(reason=_WHOLE, using=using)
    return (
        rows.filter(state__in=(Membership.State.ADMITTED, Membership.State.ENDED))
        .order_by("id")
        .values_list("id", "person_id", "organisation_id", "organisation__place_id", "begin", "end", group)
        .iterator(chunk_size=CHUNK)
    )


def base_rows(using: str) -> Iterator[tuple[object, ...]]:
    """Yield id, base, place, begin, end, state, naming level of every step of every base."""
    rows = BaseStep.objects.whole_network(reason=_WHOLE, using=using)
    return (
        rows.order_by("id")
        .values_list("id", "base_id", "base__place_id", "begin", "end", "state", "base__level")
        .iterator(chunk_size=CHUNK)
    )
