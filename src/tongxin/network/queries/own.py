"""What a person may read about the own record, and what others may read: roles and places, never officers' names."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tongxin.access.models import Account, Grant
from tongxin.access.roles import role
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Consent, Membership, Office, Person, PersonAccount, PersonRequest
from tongxin.network.models.tokens import hashed


@dataclass(frozen=True, kw_only=True)
class Onlooker:
    """Who can see a person: a role at a place, how many accounts hold it, and through which organisations or home."""

    role: str
    place: str
    accounts: int
    through: str


def person_of(account_id: int | None) -> Person | None:
    """Return the person this account is linked to now."""
    if account_id is None:
        return None
    links = PersonAccount.objects.children_of_numbered(Account, [account_id])
    found = links.filter(ended=None, account__is_active=True)
    link = found.select_related("person__place").first()
    return link.person if link else None


def own_memberships(person: Person) -> QuerySet[Membership]:
    """Return all memberships of a person, newest first."""
    rows = Membership.objects.of_self(person)
    return rows.select_related("organisation").order_by("-applied", "-id")


def own_offices(person: Person) -> QuerySet[Office]:
    """Return all offices of a person, newest first."""
    rows = Office.objects.of_self(person)
    return rows.select_related("organisation").order_by("-begin", "-id")


def own_consents(person: Person) -> QuerySet[Consent]:
    """Return all a person agreed to, newest first."""
    return Consent.objects.of_self(person).order_by("-given", "-id")


def consents_of(person: Person, *, scope: Scope) -> QuerySet[Consent]:
    """Return what a person agreed to, for those who may read the person."""
    return Consent.objects.visible_to(scope).filter(person=person).order_by("-given", "-id")


def own_requests(person: Person) -> QuerySet[PersonRequest]:
    """Return what a person asked for, newest first."""
    return PersonRequest.objects.of_self(person).order_by("-id")


def invitation(token: str) -> PersonAccount | None:
    """Return the open invitation with this token."""
    rows = PersonAccount.objects.with_secret(token_hash=hashed(token))
    open_ones = rows.filter(account=None, ended=None, expires__gte=today())
    return open_ones.select_related("person").first()


def account_of(person: Person, *, scope: Scope) -> PersonAccount | None:
    """Return the open invitation or linked account of a person this scope may read."""
    rows = PersonAccount.objects.visible_to(scope).filter(person=person, ended=None)
    return rows.select_related("account", "person").first()


def requests(scope: Scope) -> QuerySet[PersonRequest]:
    """Return the requests that wait and that this scope's home side may decide."""
    rows = PersonRequest.objects.visible_to(scope).filter(state=PersonRequest.State.WAITING)
    return rows.select_related("person__place").defer("person__mobile", "person__search_text")


def with_consent(persons: Iterable[int], purpose: str) -> set[int]:
    """Return those of these persons who agreed to a purpose and did not withdraw it."""
    rows = Consent.objects.children_of_numbered(Person, persons)
    return set(rows.filter(purpose=purpose, withdrawn=None).values_list("person_id", flat=True))


def refused(persons: Iterable[int], purpose: str) -> set[int]:
    """Return those of these persons who withdrew consent to a purpose; those never asked are not among them."""
    ids = list(persons)
    rows = Consent.objects.children_of_numbered(Person, ids)
    asked = set(rows.filter(purpose=purpose).values_list("person_id", flat=True))
    return asked - with_consent(ids, purpose)


def onlookers(person: Person) -> list[Onlooker]:
    """Return which roles where can see this person today: computed from the grants over every path the person is at."""
    joined = Membership.objects.of_self(person).filter(away=True)
    paths = {
        person.path: "登记地区",
        **{row.path: row.organisation.name for row in joined.select_related("organisation")},
    }
    day = today()
    rows = Grant.objects.counted().filter(
        Q(end=None) | Q(end__gt=day), begin__lte=day, path__in=_prefixes(paths), account__is_active=True
    )
    seen = rows.order_by("path", "role").values_list("role", "path").annotate(accounts=Count("account", distinct=True))
    return [
        Onlooker(
            role=role(code).label,
            place=name_of_path(path),
            accounts=accounts,
            through="、".join(dict.fromkeys(label for at, label in paths.items() if at.startswith(path))),
        )
        for code, path, accounts in seen
        if Verb.MEMBERS in role(code).verbs
    ]


def _prefixes(paths: Iterable[str]) -> set[str]:
    """Return every place path at or above these."""
    found = {""}
    for path in paths:
        steps = path.rstrip("/").split("/")
        found |= {"/".join(steps[: count + 1]) + "/" for count in range(len(steps))}
    return found
