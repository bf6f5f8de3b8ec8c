"""Reads of the place register."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from django.db.models import Q, QuerySet

from tongxin.figures import PlaceRow
from tongxin.kernel.characters import name_of
from tongxin.kernel.divisions import Division, divisions
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.places import Level, check_code
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Place, PlaceVersion

CHUNK = 10_000
_CODED = re.compile(r"(\d{6})(?:\D.*)?")
_MOST_SAID = 4


def place_at(code: str, *, field: str = "place") -> Place:
    """Return the place that has, or once had, this code; raise `InputError` or `NotFoundError`."""
    check_code(code, field=field)
    place = Place.objects.filter(code=code).first()
    if place is None:
        version = PlaceVersion.objects.filter(code=code).select_related("place").order_by("-begin").first()
        place = version.place if version else None
    if place is None:
        raise NotFoundError(f"区划表里没有代码 {code}，请核对六位代码。", field=field)
    return place


def name_on(place: Place, day: date) -> str:
    """Return what the place was called on this day; its first name for a day before the register begins."""
    versions = PlaceVersion.objects.filter(place=place).order_by("begin")
    return next((v.name for v in reversed(versions) if v.begin <= day), versions[0].name)


def places_named(text: str) -> QuerySet[Place]:
    """Return the places whose code, name or short name, present or former, is this text."""
    former = PlaceVersion.objects.filter(Q(code=text) | Q(name=text))
    return Place.objects.filter(
        Q(code=text) | Q(name=text) | Q(short_name=text) | Q(pk__in=former.values("place"))
    ).order_by("path")


def places_said(text: str) -> list[Place]:
    """Return the places a text means, at most four: a code, a name, or a name after those above it, 长沙市雨花区."""
    coded = _CODED.fullmatch(text)
    said = coded[1] if coded else name_of(text)
    found = list(places_named(said).select_related("parent", "province")[:_MOST_SAID])
    return found or _named_in_full(said)


def _named_in_full(text: str) -> list[Place]:
    """Return the places whose name ends a text that begins with what stands above them."""
    ends = {text[start:] for start in range(1, len(text))}
    rows = Place.objects.filter(Q(name__in=ends) | Q(short_name__in=ends)).select_related("parent", "province")
    return [one for one in rows.order_by("path") if _begins(text, one)][:_MOST_SAID]


def _begins(text: str, place: Place) -> bool:
    above = [one for one in (place.parent, place.province) if one is not None]
    names = [name for one in above for name in (one.name, one.short_name)]
    whole = [f"{high}{near}" for high in names[2:] for near in names[:2]]
    return any(text == f"{before}{own}" for before in (*names, *whole) for own in (place.name, place.short_name))


def home_of(scope: Scope) -> str:
    """Return the path of the one place where somebody may write, empty where there are several or it is the whole network."""
    homes = {path for verb in (Verb.RECORD, Verb.MEMBERS) for path in scope.prefixes(verb)}
    return homes.pop() if len(homes) == 1 else ""


@cache
def _bearers() -> Counter[str]:
    return Counter(one.name for one in divisions().values())


def place_words(code: str, name: str) -> str:
    """Return how a place is written so that no other is meant: 宁乡市, but 长沙市雨花区, of which there are several."""
    register = divisions()
    one = register.get(code)
    if one is None or _bearers()[one.name] == 1:
        return name
    words, above, same = one.name, one.parent, [other for other in register.values() if other.name == one.name]
    while above and sum(_full(other).endswith(words) for other in same) > 1:
        words, above = f"{register[above].name}{words}", register[above].parent
    return words


def _full(one: Division) -> str:
    above = divisions().get(one.parent)
    return f"{_full(above) if above else ''}{one.name}"


def places_below(path: str) -> QuerySet[Place]:
    """Return the place at this path and every division and zone below it, in the order of paths."""
    return Place.objects.filter(path__startswith=path).order_by("path")


def divisions_below(path: str, *, level: Level) -> QuerySet[Place]:
    """Return the places of one level at or below this path, in the order of codes; zones only when asked for."""
    return Place.objects.filter(path__startswith=path, level=level).order_by("code")


def place_rows(using: str) -> Iterator[PlaceRow]:
    """Yield the register for the snapshot: every dated version of every place."""
    versions = PlaceVersion.objects.using(using).order_by("place_id", "begin")
    names = ("place_id", "code", "name", "level", "place__path", "begin", "end")
    for place, code, name, level, path, begin, end in versions.values_list(*names).iterator(chunk_size=CHUNK):
        yield PlaceRow(place=place, code=code, name=name, level=Level(level), path=path, begin=begin, end=end)
