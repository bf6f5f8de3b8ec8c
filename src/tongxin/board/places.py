"""The place a page speaks of, and the places one can go to from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.figures import Place, PlaceRegister
from tongxin.figures.register import COUNTRY_PLACE
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.places import Level, ancestors
from tongxin.kernel.scope import Scope, Verb

BELOW = {
    Level.COUNTRY: Level.PROVINCE,
    Level.PROVINCE: Level.PREFECTURE,
    Level.PREFECTURE: Level.COUNTY,
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


def read_place(code: str | None, *, register: PlaceRegister, scope: Scope, home: str) -> Place:
    """Return the place of an address; without one the asker's own first place, else the site's home."""
    if code:
        return register.place(code)
    prefixes = scope.prefixes(Verb.VIEW)
    narrow = [prefix for prefix in prefixes if prefix]
    return by_path(register, narrow[0] if narrow else home)


def children(place: Place, *, register: PlaceRegister, day: date) -> tuple[Place, ...]:
    """Return the places one level below on a day; below a province also the counties that answer straight to it."""
    level = BELOW.get(place.level)
    if level is None:
        return ()
    return register.units(level=level, path=place.path, day=day)


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


def deeper(place: Place) -> Level:
    """Return the level a breakdown of this place is by; refuses a place that has nothing below it."""
    level = BELOW.get(place.level)
    if level is None:
        raise NotFoundError("这个地区没有下级区划。", field="place")
    return level
