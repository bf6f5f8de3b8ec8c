"""The place a page speaks of, and the places one can go to from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.figures import Place, PlaceRegister
from tongxin.figures.register import COUNTRY_PLACE
from tongxin.kernel.places import Level, ancestors
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.narrowed import Named

BELOW = {
    Level.COUNTRY: (Level.PROVINCE,),
    Level.PROVINCE: (Level.PREFECTURE, Level.COUNTY),
    Level.PREFECTURE: (Level.COUNTY,),
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A place among others: those above it (outermost first), those directly below, and the asker's own."""

    place: Place
    above: Sequence[Place]
    below: Sequence[Place]
    own: Sequence[Place]


def by_path(register: PlaceRegister, path: str) -> Place:
    """Return the place at a path; the country for the empty one or an unknown one."""
    for row in register.newest():
        if path and row.path == path:
            return register.of(row.place)
    return COUNTRY_PLACE


def read_place(
    code: str | None, *, register: PlaceRegister, scope: Scope, home: str, subject: Named | None = None
) -> Place:
    """Return the place of an address; without one that of the subject asked of, the asker's own first one, else home."""
    if code:
        return register.place(code)
    if subject is not None:
        return by_path(register, subject.path)
    prefixes = scope.prefixes(Verb.VIEW)
    narrow = [prefix for prefix in prefixes if prefix]
    return by_path(register, narrow[0] if narrow else home)


def level_below(place: Place, *, register: PlaceRegister, day: date) -> Level | None:
    """Return the level a place is broken down by; in 北京 counties stand right below, in 东莞 nothing does."""
    levels = BELOW.get(place.level, ())
    return next((level for level in levels if register.units(level=level, path=place.path, day=day)), None)


def children(place: Place, *, register: PlaceRegister, day: date) -> tuple[Place, ...]:
    """Return the places one level below on a day."""
    level = level_below(place, register=register, day=day)
    return register.units(level=level, path=place.path, day=day) if level else ()


def standing(place: Place, *, register: PlaceRegister, scope: Scope, day: date) -> Standing:
    """Return the place with its neighbours."""
    own = [by_path(register, prefix) for prefix in scope.prefixes(Verb.VIEW)]
    return Standing(
        place=place,
        above=_above(place, register=register),
        below=children(place, register=register, day=day),
        own=own,
    )


def _above(place: Place, *, register: PlaceRegister) -> list[Place]:
    found = {row.path: row.place for row in register.newest()}
    return [register.of(found[path]) for path in ancestors(place.path) if path in found]
