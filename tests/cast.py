"""The fixed cast of the network's stories: who stands where in Hunan, and what each may do.

Ningxiang is a county of Changsha, Zhuzhou the city next door. `cast()` builds it through the actions; pages are visited
with `cast.client("city")`, the others are `province`, `neighbour`, `secretary`, `member`, `administrator`, `stranger`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client

from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.access.scopes import actor_of
from tongxin.network import actions
from tongxin.network.models import Base, Membership, Organisation, Person, Place, Series
from tongxin.network.models.bases import State

PROVINCE, CITY, COUNTY, NEIGHBOUR = "43/", "43/4301/", "43/4301/430182/", "43/4302/"
POSTS = {
    "province": [("officer", PROVINCE), ("registrar", PROVINCE)],
    "city": [("officer", CITY)],
    "registrar": [("registrar", CITY)],
    "neighbour": [("officer", NEIGHBOUR), ("registrar", NEIGHBOUR)],
    "secretary": [("secretary", COUNTY)],
    "member": [],
    "administrator": [("administrator", PROVINCE)],
}
SYSTEM = Actor.system("布置")


def place(code: str) -> Place:
    return Place.objects.get(code=code)


def found(name: str, code: str, **more: Any) -> Organisation:
    values: dict[str, Any] = {
        "aliases": [],
        "kind": Organisation.Kind.ASSOCIATION,
        "parent": None,
        "founded": date(2016, 11, 18),
        "registered": None,
        **more,
    }
    return actions.found_organisation(by=SYSTEM, name=name, place=place(code), **values)


@dataclass
class Cast:
    """The organisations of the story and the accounts that act in it."""

    province: Organisation
    city: Organisation
    county: Organisation
    neighbour: Organisation
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        return Actor.nobody() if who == "stranger" else actor_of(self.accounts[who])

    def client(self, who: str) -> Client:
        client = Client()
        if who != "stranger":
            client.force_login(self.accounts[who], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def person(self, name: str, code: str = "430182", **more: Any) -> Person:
        values: dict[str, Any] = {"unit": "", "position": "", "group": "", "mobile": "", **more}
        return actions.register_person(by=SYSTEM, distinct=True, name=name, place=place(code), **values)

    def applicant(self, person: Person, organisation: Organisation, *, applied: date = date(2020, 3, 1)) -> Membership:
        return actions.apply_membership(person, by=SYSTEM, organisation=organisation, applied=applied)

    def join(self, person: Person, organisation: Organisation, *, begin: date = date(2020, 3, 5)) -> Membership:
        membership = self.applicant(person, organisation, applied=begin)
        return actions.admit_member(membership, by=SYSTEM, day=begin)

    def base(self, name: str, code: str = "430182", *, level: str = "prefecture", named: date | None = None) -> Base:
        host = found(f"{name}公司", code, kind=Organisation.Kind.FIRM)
        base = actions.apply_for_base(
            by=SYSTEM,
            name=name,
            aliases=[],
            host=host,
            association=self.county,
            place=place(code),
            level=level,
            applied=date(2019, 1, 1),
        )
        if named:
            for state in (State.REVIEWING, State.NAMED):
                actions.advance_base_state(base, by=SYSTEM, to=state, day=named)
        return base

    def series(self, name: str, **more: Any) -> Series:
        details = {"organiser": self.county, "begin": date(2019, 3, 1), "end": None, "parent": None, **more}
        return actions.open_series(by=SYSTEM, name=name, **details)


def cast() -> Cast:
    province = found("湖南省新的社会阶层人士联谊会", "430000", aliases=["省新联会"])
    city = found("长沙市新的社会阶层人士联谊会", "430100", parent=province)
    county = found("宁乡市新的社会阶层人士联谊会", "430182", parent=city, registered=date(2017, 1, 5))
    neighbour = found("株洲市新的社会阶层人士联谊会", "430200", parent=province)
    built = Cast(province=province, city=city, county=county, neighbour=neighbour)
    for who, posts in POSTS.items():
        account = Account.objects.create(username=who, first_name=who)
        for role, path in posts:
            Grant.objects.create(account=account, role=role, path=path, begin=date(2016, 1, 1))
        built.accounts[who] = account
    return built
