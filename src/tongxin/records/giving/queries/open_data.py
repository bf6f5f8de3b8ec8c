"""What anybody may read of gifts of a year: those of organisations one by one, those of persons rolled up, the rest left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from tongxin.network.models import Organisation
from tongxin.records.giving.models import BETWEEN_LEVELS, COUNTED, IN_VALUE, Gift, Line, Match

FEWEST = 5
"""Of fewer persons or gifts nothing is said apart."""
_CODE = "gift__organiser__place__code"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One gift of an organisation, or several of persons to one recipient: `value` in fen, net of what went back."""

    number: str
    giver: str
    giver_number: str
    place: tuple[str, str]
    """Code and name of the place of the giver."""
    recipient: str
    recipient_number: int
    cause: str
    cause_number: int
    project: str
    day: date
    value: int
    gifts: int = 1
    of_persons: bool = False


@dataclass(frozen=True, kw_only=True)
class Published:
    """The grants of a year, latest first, and how many gifts there are in all; `left_out` by why."""

    year: int
    grants: Sequence[Grant]
    every: int
    left_out: dict[str, int]

    @property
    def value(self) -> int:
        """What the grants come to, in fen."""
        return sum(one.value for one in self.grants)

    @property
    def gifts(self) -> int:
        """How many gifts the grants stand for."""
        return sum(one.gifts for one in self.grants)


def published_years() -> list[int]:
    """Return the years with gifts anybody may read, the latest first: one query."""
    return [day.year for day in Gift.objects.published().dates("received", "year", order="DESC")]


def published(year: int) -> Published:
    """Return what is published of a year: four queries. A gift two levels told of stands once, as the smaller place told it."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    of_year = Q(gift__received__gte=first, gift__received__lt=after, gift__state__in=COUNTED)
    lines = Line.objects.counted().filter(of_year, kind__in=IN_VALUE)
    groups = list(
        lines.values("gift__form", "gift__giver_kind", named=Q(gift__behalf__isnull=False)).annotate(many=Sum("pieces"))
    )
    grants = [*_of_organisations(lines, first=first, after=after), *_of_persons(lines)]
    grants.sort(key=lambda one: (one.day, one.number), reverse=True)
    return Published(
        year=year, grants=grants, every=sum(one["many"] for one in groups), left_out=_left_out(groups, grants)
    )


def _of_organisations(lines: QuerySet[Line], *, first: date, after: date) -> list[Grant]:
    rows = (
        Gift.objects.published()
        .filter(received__gte=first, received__lt=after, form=Gift.Form.CASH)
        .exclude(pk__in=_told_elsewhere())
        .select_related("behalf__place", "recipient", "cause", "project")
    )
    own = lines.exclude(kind__in=BETWEEN_LEVELS).filter(gift__form=Gift.Form.CASH, gift__behalf__isnull=False)
    value_of = dict(own.values("gift").annotate(value=Sum("value")).values_list("gift", "value"))
    return [
        _grant(one, value=value_of[one.pk], giver=one.behalf) for one in rows if one.behalf and value_of.get(one.pk)
    ]


def _grant(one: Gift, *, value: int, giver: Organisation) -> Grant:
    assert one.received is not None  # noqa: S101 - it counts
    return Grant(
        number=f"gift-{one.pk}", giver=giver.name, giver_number=f"org-{giver.pk}", place=(giver.place.code, giver.place.name),
        recipient=one.recipient.name, recipient_number=one.recipient_id, cause=one.cause.name, cause_number=one.cause_id,
        project=one.project.title if one.project else "", day=one.received, value=value,
    )  # fmt: skip


def _of_persons(lines: QuerySet[Line]) -> list[Grant]:
    """Return the gifts of persons by association, recipient and cause, where there are enough that nobody stands alone."""
    through, to, cause = "gift__organiser", "gift__recipient", "gift__cause"
    rows = (
        lines.filter(gift__giver_kind=Gift.GiverKind.PERSON, gift__form=Gift.Form.CASH, gift__behalf__isnull=True)
        .exclude(gift__in=_told_elsewhere())
        .values(through, to, cause, *(f"{one}__name" for one in (through, f"{through}__place", to, cause)), _CODE)
        .annotate(total=Sum("value"), number=Sum("pieces"), latest=Max("gift__received"))
        .filter(number__gte=FEWEST, total__gt=0)
    )
    return [
        Grant(
            number=f"persons-{one[through]}-{one[to]}-{one[cause]}-{one['latest'].year}", giver=one[f"{through}__name"],
            giver_number=f"org-{one[through]}", place=(one[_CODE], one[f"{through}__place__name"]),
            recipient=one[f"{to}__name"], recipient_number=one[to], cause=one[f"{cause}__name"], cause_number=one[cause],
            project="", day=one["latest"], value=one["total"], gifts=one["number"], of_persons=True,
        )
        for one in rows
    ]  # fmt: skip


def _told_elsewhere() -> QuerySet[Match, Any]:
    """Return the gifts that another level told of, too: to narrow a query by."""
    return Match.objects.counted().filter(state=Match.State.SAME).values("other")


def _left_out(groups: Sequence[Any], grants: Sequence[Grant]) -> dict[str, int]:
    """Return how many gifts are not published, by why; a gift is left out for one reason."""
    rolled_up = sum(one.gifts for one in grants if one.of_persons)
    found = {"goods": 0, "anonymous": 0, "persons": -rolled_up, "unregistered": 0, "nothing": 0}
    for one in groups:
        found[_why(one)] = found.get(_why(one), 0) + one["many"]
    found["nothing"] = found.pop("published", 0) - sum(not one.of_persons for one in grants)
    return {why: number for why, number in found.items() if number > 0}


def _why(group: Mapping[str, Any]) -> str:
    """Return why gifts of one form and kind of giver are not published; `published` where they are."""
    form, giver, named = (group[name] for name in ("gift__form", "gift__giver_kind", "named"))
    if giver == Gift.GiverKind.ANONYMOUS:
        return "anonymous"
    if form != Gift.Form.CASH:
        return "goods"
    if named:
        return "published"
    return "persons" if giver == Gift.GiverKind.PERSON else "unregistered"
