"""Members of an organisation on any day, and what hangs on their memberships."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tongxin.kernel.scope import Scope
from tongxin.network.models import Application, Candidacy, Election, JoiningLink, Membership, Organisation, Transfer
from tongxin.network.models.tokens import hashed

_HEAVY = ("person__mobile", "person__mobile_index", "person__search_text")


def members_of(organisation: Organisation, *, scope: Scope) -> QuerySet[Membership]:
    """Return who is or was a member of an organisation, as far as this scope may read names."""
    rows = Membership.objects.visible_to(scope).filter(organisation=organisation, state__in=("admitted", "ended"))
    return rows.select_related("person__place").defer(*_HEAVY)


def held_on(day: date) -> Q:
    """Return the condition that a membership held on this day."""
    return (Q(end=None) | Q(end__gt=day)) & Q(begin__lte=day)


def named_members(organisation: Organisation, names: Iterable[str]) -> dict[str, list[Membership]]:
    """Return the members with these names, by name, for an action that checks the scope of the organisation."""
    rows = Membership.objects.children_of(organisation)
    held = rows.filter(state=Membership.State.ADMITTED, person__name__in=set(names))
    found: dict[str, list[Membership]] = {}
    for row in held.select_related("person").order_by("id"):
        found.setdefault(row.person.name, []).append(row)
    return found


def link_with(token: str) -> JoiningLink | None:
    """Return the open link with this token, of an organisation that still exists."""
    open_ones = JoiningLink.objects.with_secret(token=token).filter(closed=None, organisation__closed=None)
    return open_ones.select_related("organisation__place", "organisation__parent").first()


def open_link(organisation: Organisation, *, scope: Scope) -> JoiningLink | None:
    """Return the open link of an organisation, for those who keep its members."""
    return JoiningLink.objects.visible_to(scope).filter(organisation=organisation, closed=None).first()


def application_with(token: str) -> Application | None:
    """Return the application whose status address has this token."""
    rows = Application.objects.with_secret(token_hash=hashed(token))
    return rows.select_related("organisation").first()


def waiting_forms(scope: Scope) -> QuerySet[Application]:
    """Return the application forms that wait for a review, oldest first."""
    rows = Application.objects.visible_to(scope).filter(state=Application.State.WAITING)
    return rows.select_related("organisation").defer("mobile", "mobile_index")


def waiting_transfers(scope: Scope) -> QuerySet[Transfer]:
    """Return the transfers that wait, those to be taken in and those asked for."""
    rows = Transfer.objects.visible_to(scope).filter(state=Transfer.State.WAITING)
    related = rows.select_related("membership__person", "membership__organisation", "target__parent")
    return related.defer(*(f"membership__{name}" for name in _HEAVY))


def elections_of(organisation: Organisation) -> QuerySet[Election]:
    """Return the elections of an organisation the asker has read, newest first: numbers without names."""
    return Election.objects.children_of(organisation).order_by("-held", "-id")


def candidacies(election: Election, *, scope: Scope) -> QuerySet[Candidacy]:
    """Return the count of an election, as far as this scope may read names."""
    rows = Candidacy.objects.visible_to(scope).filter(election=election).order_by("id")
    return rows.select_related("membership__person").defer(*(f"membership__{name}" for name in _HEAVY))
