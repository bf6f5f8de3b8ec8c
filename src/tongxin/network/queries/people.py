"""Reads of people. Everything here goes through the verb 人员信息."""

from datetime import date

from django.db.models import QuerySet

from tongxin.access.guard import within
from tongxin.kernel.characters import plain
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Membership, Office, Organisation, Person
from tongxin.network.models.privacy import blind_index, normal_mobile
from tongxin.network.queries.search import found

# A list never decrypts anything.
_HEAVY = ("mobile", "mobile_index", "search_text")
_MOBILE_DIGITS = 11


def people(scope: Scope) -> QuerySet[Person]:
    """Return the persons this scope may read, for lists: the home place at hand, encrypted values left behind."""
    return Person.objects.visible_to(scope).select_related("place").defer(*_HEAVY)


def at_home(scope: Scope) -> QuerySet[Person]:
    """Narrow `people` to those on record inside the scope. This is what a list pages through, by the index on paths."""
    return people(scope).filter(within(scope, Verb.MEMBERS))


def visiting(scope: Scope) -> QuerySet[Person]:
    """Narrow `people` to those on record elsewhere who joined an organisation inside the scope."""
    joined = Membership.objects.visible_to(scope).filter(away=True)
    return people(scope).filter(~within(scope, Verb.MEMBERS), pk__in=joined.values("person"))


def found_people(rows: QuerySet[Person], asked: str) -> QuerySet[Person]:
    """Narrow rows of the asker to a name, a reading of it, an employer, or a whole mobile number, found by its keyed hash.

    Raises `InputError` for eleven digits that are no number.
    """
    digits = "".join(character for character in plain(asked) if character not in " -+()")
    if digits.isascii() and digits.isdigit() and len(digits) >= _MOBILE_DIGITS:
        return rows.filter(mobile_index=blind_index(normal_mobile(asked)))
    return found(rows, asked)


def memberships(person: Person, *, scope: Scope) -> QuerySet[Membership]:
    """Return a person's memberships this scope may read, newest first."""
    rows = Membership.objects.visible_to(scope).filter(person=person)
    return rows.select_related("organisation").order_by("-applied", "-id")


def offices_of(person: Person, *, scope: Scope) -> QuerySet[Office]:
    """Return the offices of a person this scope may read, newest first."""
    return Office.objects.visible_to(scope).filter(person=person).select_related("organisation").order_by("-begin")


def offices_in(organisation: Organisation, *, scope: Scope) -> QuerySet[Office]:
    """Return who holds an office in an organisation now, as far as this scope may read names."""
    rows = Office.objects.visible_to(scope).filter(organisation=organisation, end=None)
    return rows.select_related("person").defer(*(f"person__{name}" for name in _HEAVY)).order_by("id")


def overdue_terms(organisation: Organisation, *, day: date) -> int:
    """Return how many offices run beyond their term on this day: a number without names."""
    rows = Office.objects.counted()
    return rows.filter(organisation=organisation, end=None, due__lte=day).count()


def applications(scope: Scope) -> QuerySet[Membership]:
    """Return the applications that wait for a decision, oldest first."""
    rows = Membership.objects.visible_to(scope).filter(state=Membership.State.APPLIED)
    return rows.select_related("person", "person__place", "organisation").defer(*(f"person__{name}" for name in _HEAVY))
