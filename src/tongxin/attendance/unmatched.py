"""Roster lines of which nobody knows who they are: over all classes of a scope, by place, and who they may be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, QuerySet

from tongxin.attendance.models import Participation
from tongxin.kernel.characters import same_name
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.scope import Scope
from tongxin.network.models import Person
from tongxin.network.models.readings import name_sound
from tongxin.network.queries.likeness import plain_unit

_MOST_OFFERED: Final = 5  # nobody chooses among more
_MOST_READ: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person on record who may be meant, and why it is thought so."""

    person: Person
    why: str


@dataclass(frozen=True, kw_only=True)
class PlaceCount:
    """How many lines of a place nobody knows."""

    code: str
    name: str
    number: int


def unmatched(scope: Scope) -> QuerySet[Participation]:
    """Return the unresolved lines whose names this scope may read; none without 人员信息."""
    return Participation.objects.visible_to(scope).filter(person=None)


def counts_by_place(scope: Scope) -> list[PlaceCount]:
    """Return how many there are in each place, in the order of places; one query."""
    rows = unmatched(scope).order_by("path").values_list("path").annotate(number=Count("id"))
    return [
        PlaceCount(code=path.rstrip("/").rpartition("/")[2].ljust(6, "0"), name=name_of_path(path), number=number)
        for path, number in rows
    ]


def candidates_of(lines: Sequence[Participation], *, scope: Scope) -> dict[int, list[Candidate]]:
    """Return whom of the persons this scope may read each line may mean, the likeliest first, at most five; one query.

    Someone is a candidate by a name that is the same or sounds alike; whoever has the line's unit, then the line's place, comes first.
    """
    sounds = {line.pk: name_sound(line.name) for line in lines}
    found: dict[str, list[Person]] = defaultdict(list)
    rows = Person.objects.visible_to(scope).filter(sound__in=set(sounds.values()), merged_into=None)
    for person in rows.select_related("place").defer("mobile", "search_text").order_by("pk")[:_MOST_READ]:
        found[person.sound].append(person)
    return {line.pk: _likeliest(line, found[sounds[line.pk]]) for line in lines}


def _likeliest(line: Participation, persons: Sequence[Person]) -> list[Candidate]:
    name, unit = same_name(line.name), plain_unit(line.unit)

    def distance(person: Person) -> tuple[bool, bool, bool, int]:
        other = plain_unit(person.unit)
        return same_name(person.name) != name, not (unit and other == unit), person.path != line.path, person.pk

    nearest = sorted(persons, key=distance)[:_MOST_OFFERED]
    return [Candidate(person=person, why=_why(distance(person))) for person in nearest]


def _why(distance: tuple[bool, bool, bool, int]) -> str:
    other_name, other_unit, other_place, _ = distance
    said = ["姓名读音相同" if other_name else "姓名相同"]
    said += [] if other_unit else ["单位相同"]
    return "、".join([*said, *([] if other_place else ["同一地区"])])
