"""Likely pairs among the persons on record, page by page; pairs found to be two people are left out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact, In

from tongxin.kernel.scope import Scope
from tongxin.network.models import Distinct, Membership, Person
from tongxin.network.models.readings import plain_name
from tongxin.network.queries.likeness import NO_UNIT, Face, Likeness, match, plain_unit

_LIVING = (Membership.State.APPLIED, Membership.State.ADMITTED)
_BLANK = ("", *sorted(NO_UNIT))


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two records that may be of one person, the older one first. The likeness is the pair's."""

    first: Person
    second: Person
    likeness: Likeness


def likely_pairs(scope: Scope) -> QuerySet[Person]:
    """Return the persons this scope may read that look like one entered earlier; `pairs_of` says like whom.

    One statement joins the register with itself: by mobile number, by the sound of the name and the employer, and by
    name inside one organisation. Numbers or employers that contradict each other keep two people apart.
    """
    earlier = Person.objects.visible_to(scope).filter(pk__lt=OuterRef("pk")).order_by()
    decided = Distinct.objects.counted()
    earlier = earlier.filter(~Exists(decided.filter(first=OuterRef("pk"), second=OuterRef(OuterRef("pk")))))
    same_mobile = Exists(earlier.filter(mobile_index=OuterRef("mobile_index")))
    silent = Q(mobile_index="") | Exact(OuterRef("mobile_index"), "")
    alike = earlier.filter(silent, sound=OuterRef("sound"))
    same_unit = Exists(alike.filter(unit=OuterRef("unit")))
    unit_open = Q(unit__in=_BLANK) | In(OuterRef("unit"), _BLANK)
    # Not narrowed to the scope here, for the planner's sake: `pairs_of` shows what organisations the scope may read.
    joined = Membership.objects.counted().filter(state__in=_LIVING)
    own = joined.filter(person=OuterRef(OuterRef(OuterRef("pk")))).order_by()
    colleagues = joined.filter(person=OuterRef("pk"), organisation__in=own.values("organisation"))
    same_organisation = Exists(alike.filter(unit_open, Exists(colleagues), name=OuterRef("name")))
    mobiles, units, blanks = _recurring()
    return Person.objects.visible_to(scope).filter(
        (Q(mobile_index__in=mobiles) & same_mobile)
        | (~Q(unit__in=_BLANK) & Q(sound__in=units) & same_unit)
        | (Q(sound__in=blanks) & same_organisation)
    )


def _recurring() -> tuple[QuerySet[Person, Any], QuerySet[Person, Any], QuerySet[Person, Any]]:
    """Return the numbers that stand twice, and the sounds that stand twice beside one employer, or beside none.

    Each is one pass over an index alone; only persons among these are compared with others one by one.
    """
    rows = Person.objects.counted().order_by()
    many = Q(number__gt=1)
    mobiles = rows.exclude(mobile_index="").values("mobile_index").annotate(number=Count("pk")).filter(many)
    units = rows.exclude(unit="").values("sound", "unit").annotate(number=Count("pk")).filter(many)
    blank = rows.filter(unit__in=_BLANK).values("sound")
    sounds = rows.filter(sound__in=blank).values("sound").annotate(number=Count("pk")).filter(many)
    return mobiles.values("mobile_index"), units.values("sound"), sounds.values("sound")


def pairs_of(persons: Sequence[Person], *, scope: Scope) -> list[Pair]:
    """Return the pairs these persons make with others entered earlier, best first for each: three queries."""
    near = _near(persons, scope=scope)
    joined = _joined([*persons, *near], scope=scope)
    decided = _decided(persons)
    found: list[Pair] = []
    for person in persons:
        face, pairs = _face(person), []
        for other in near:
            together = bool(joined[person.pk] & joined[other.pk])
            graded = match(face, _face(other), together=together) if other.pk < person.pk else None
            if graded and (other.pk, person.pk) not in decided:
                likeness = Likeness(person=other.pk, score=graded[0], reasons=graded[1])
                pairs.append(Pair(first=other, second=person, likeness=likeness))
        found += sorted(pairs, key=lambda pair: (-pair.likeness.score, pair.first.pk))
    return found


def _near(persons: Sequence[Person], *, scope: Scope) -> list[Person]:
    mobiles = {person.mobile_index for person in persons} - {""}
    wanted = Q(mobile_index__in=mobiles) | Q(sound__in={person.sound for person in persons})
    rows = Person.objects.visible_to(scope).filter(wanted).select_related("place")
    return list(rows.defer("mobile", "search_text").order_by("pk"))


def _joined(persons: Sequence[Person], *, scope: Scope) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.visible_to(scope).filter(person__in={person.pk for person in persons}, state__in=_LIVING)
    for person, organisation in rows.order_by().values_list("person_id", "organisation_id"):
        found[person].add(organisation)
    return found


def _decided(persons: Sequence[Person]) -> set[tuple[int, int]]:
    rows = Distinct.objects.children_of_numbered(Person, [person.pk for person in persons], field="second")
    return set(rows.order_by().values_list("first_id", "second_id"))


def _face(person: Person) -> Face:
    return Face(
        name=plain_name(person.name),
        sound=person.sound,
        unit=plain_unit(person.unit),
        mobile_index=person.mobile_index,
    )
