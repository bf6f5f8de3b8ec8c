"""What each place's return on its organisations, members and bases states, from the records as they are now."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongxin.intake.reportable import Told
from tongxin.kernel.period import Period
from tongxin.network.models import BaseStep, Membership, Organisation
from tongxin.network.models.bases import State

_NUMBERS = "numbers of a place's own return, without names"


def told(places: Sequence[int], period: Period) -> Iterator[Told]:
    """Yield what stood at each place on the last day of a period: associations, members, bases; three queries."""
    day = period.last
    counted = (
        ("network.associations", _associations(places, day), "place", Count("id")),
        ("network.members", _members(places, day), "organisation__place", Count("person", distinct=True)),
        ("network.bases", _bases(places, day), "base__place", Count("base", distinct=True)),
    )
    for measure, rows, place, number in counted:
        for place_id, count in rows.order_by().values_list(place).annotate(number=number):
            yield Told(place=place_id, measure=measure, number=count)


def _standing(day: date, *, begin: str = "begin", end: str = "end") -> Q:
    return Q(**{f"{begin}__lte": day}) & (Q(**{end: None}) | Q(**{f"{end}__gt": day}))


def _associations(places: Sequence[int], day: date) -> QuerySet[Any]:
    rows = Organisation.objects.whole_network(reason=_NUMBERS)
    return rows.filter(
        _standing(day, begin="founded", end="closed"), kind=Organisation.Kind.ASSOCIATION, place__in=places
    )


def _members(places: Sequence[int], day: date) -> QuerySet[Any]:
    rows = Membership.objects.whole_network(reason=_NUMBERS)
    admitted = (Membership.State.ADMITTED, Membership.State.ENDED)
    return rows.filter(_standing(day), state__in=admitted, organisation__place__in=places)


def _bases(places: Sequence[int], day: date) -> QuerySet[Any]:
    rows = BaseStep.objects.whole_network(reason=_NUMBERS)
    return rows.filter(_standing(day), state=State.NAMED, base__place__in=places)
