"""The cast of the records' stories: associations in two neighbouring cities, who speaks for them, and their members."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from tongxin.access.actor import Actor
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Organisation, Person, Place

SECRETARY = (Verb.VIEW, Verb.RECORD, Verb.CONFIRM, Verb.IMPORT, Verb.MEMBERS)
OFFICER = (Verb.VIEW, Verb.RECORD, Verb.CONFIRM)


def actor(name: str, path: str, *verbs: Verb) -> Actor:
    return Actor(scope=Scope.of({path: verbs}), name=name)


@dataclass
class Cast:
    """Ningxiang is a county of Changsha; Zhuzhou is the city next door."""

    county: Organisation
    city: Organisation
    neighbour: Organisation
    secretary: Actor = field(default_factory=lambda: actor("宁乡秘书", "43/4301/430182/", *SECRETARY))
    city_secretary: Actor = field(default_factory=lambda: actor("长沙秘书", "43/4301/", *SECRETARY))
    officer: Actor = field(default_factory=lambda: actor("长沙干部", "43/4301/", *OFFICER))
    neighbour_officer: Actor = field(default_factory=lambda: actor("株洲干部", "43/4302/", *OFFICER, Verb.MEMBERS))
    reader: Actor = field(default_factory=lambda: actor("查阅", "43/", Verb.VIEW))
    stranger: Actor = field(default_factory=Actor.nobody)

    def member(self, name: str, *, at: Organisation | None = None, mobile: str = "", unit: str = "") -> Person:
        home = at or self.county
        return Person.objects.create(name=name, place=home.place, path=home.path, mobile=mobile, unit=unit)


def association(code: str) -> Organisation:
    place = Place.objects.get(code=code)
    return Organisation.objects.create(
        name=f"{place.name}联谊会",
        kind=Organisation.Kind.ASSOCIATION,
        level=place.level,
        place=place,
        path=place.path,
        founded=date(2016, 11, 18),
    )


def associations() -> Cast:
    return Cast(county=association("430182"), city=association("430100"), neighbour=association("430200"))


@pytest.fixture
def cast(db) -> Cast:
    return associations()
