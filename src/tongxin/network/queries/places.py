"""Reads of the place register."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from tongxin.figures import PlaceRow
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.places import Level, check_code
from tongxin.network.models import Place, PlaceVersion

CHUNK = 10_000


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
