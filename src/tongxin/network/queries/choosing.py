"""What a field offers while one types: places, organisations, firms, bases and series, those of the asker first.

At most twenty of each, in at most two queries.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db.models import BooleanField, Case, QuerySet, Value, When

from tongxin.access.guard import within
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.naming import numbered_name
from tongxin.network.models import Base, Organisation, Place, PlaceVersion, Series
from tongxin.network.models.organisations import PARTNERS
from tongxin.network.models.readings import search_text, search_words
from tongxin.network.queries.places import place_words
from tongxin.network.queries.search import found

MOST: Final = 20
_ALIKE: Final = Value(0)
_LEVELS: Final = {level.value: rank for rank, level in enumerate((Level.PROVINCE, Level.PREFECTURE, Level.COUNTY))}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing to choose: what the field then holds, what it is called, and what tells it from others."""

    value: str
    label: str
    hint: str = ""


def places(scope: Scope, asked: str) -> Sequence[Choice]:
    """Return places by name, former name, short name, pinyin or initials; nothing asked gives the asker's own and what is below."""
    rows = Place.objects.values_list("pk", "code", "name", "short_name", "level", "path", "parent__name", named=True)
    phrases = search_words(asked)
    near = scope.prefixes(Verb.VIEW)
    if not phrases:
        kept = [one for one in rows if any(_at_or_just_below(one.path, home) for home in near if home)]
    else:
        former = _former()
        kept = [one for one in rows if _holds(phrases, (one.name, one.short_name, *former.get(one.pk, ())))]
    kept.sort(
        key=lambda one: (
            not one.path.startswith(near or ("-",)),
            not one.name.startswith(asked.strip()),
            _LEVELS.get(one.level, len(_LEVELS)),
            one.path,
        )
    )
    return [
        Choice(value=place_words(one.code, one.name), label=one.name, hint=one.parent__name or "")
        for one in kept[:MOST]
    ]


def organisations(scope: Scope, asked: str) -> Sequence[Choice]:
    """Return organisations of any kind that still exist, the network's own before firms."""
    rows = Organisation.objects.public().filter(closed=None, merged_into=None).select_related("place")
    return _named(rows, scope, asked, first=Case(When(kind__in=PARTNERS, then=1), default=0))


def firms(scope: Scope, asked: str) -> Sequence[Choice]:
    """Return firms and village collectives."""
    rows = Organisation.objects.public().filter(closed=None, merged_into=None, kind__in=PARTNERS)
    return _named(rows.select_related("place"), scope, asked)


def bases(scope: Scope, asked: str) -> Sequence[Choice]:
    """Return bases."""
    return _named(Base.objects.public().select_related("place"), scope, asked)


def series(scope: Scope, asked: str) -> Sequence[Choice]:
    """Return series that go on."""
    rows = Series.objects.public().filter(end=None).select_related("organiser")
    return _named(rows, scope, asked, hint=lambda one: str(one.organiser))


KINDS: Final[Mapping[str, Callable[[Scope, str], Sequence[Choice]]]] = {
    "place": places,
    "organisation": organisations,
    "firm": firms,
    "base": bases,
    "series": series,
}


def _named(
    rows: QuerySet[Any],
    scope: Scope,
    asked: str,
    *,
    first: Any = _ALIKE,
    hint: Callable[[Any], str] = lambda one: str(one.place),
) -> Sequence[Choice]:
    """Return rows found by their names: those of the asker first, others after them where something is asked."""
    own = within(scope, Verb.VIEW)
    kept = found(rows, asked) if asked.strip() else rows.filter(own)
    kept = kept.annotate(own=Case(When(own, then=True), default=False, output_field=BooleanField()), first=first)
    shown = list(kept.order_by("-own", "first", "path", "id").defer("search_text")[:MOST])
    bearers = _bearers(rows, {one.name for one in shown})
    return [
        Choice(value=numbered_name(one) if bearers[one.name] > 1 else one.name, label=one.name, hint=hint(one))
        for one in shown
    ]


def _bearers(rows: QuerySet[Any], names: Iterable[str]) -> Counter[str]:
    same = rows.model.objects.public().filter(name__in=names).order_by()
    return Counter(same.values_list("name", flat=True))


def _at_or_just_below(path: str, home: str) -> bool:
    return path.startswith(home) and path[len(home) :].count("/") <= 1


def _former() -> Mapping[int, Sequence[str]]:
    """Return what places were called before."""
    names: dict[int, list[str]] = {}
    for place, name in PlaceVersion.objects.exclude(end=None).values_list("place_id", "name"):
        names.setdefault(place, []).append(name)
    return names


@lru_cache(maxsize=5_000)
def _search_text(names: tuple[str, ...]) -> str:
    return f" {search_text(names)} "


def _holds(phrases: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> bool:
    """Tell whether names hold every phrase, as the index of the database would."""
    text = _search_text(names)
    return all(f" {' '.join(one)}{'' if one[0].isascii() else ' '}" in text for one in phrases)
