"""Likely pairs among firms and village collectives on record, page by page; pairs found to be two are left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact

from tongxin.access.guard import within
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import FirmDistinct, Organisation
from tongxin.network.models.firm_names import core_name
from tongxin.network.models.organisations import PARTNERS
from tongxin.network.models.readings import plain_name
from tongxin.network.queries.firms import firms_known, partners
from tongxin.network.queries.likeness import Likeness

_FIRM = Organisation.Kind.FIRM
_MOST_ALIASES = 5_000  # bearers of former and short names that are compared, the latest first


@dataclass(frozen=True, kw_only=True)
class FirmPair:
    """Two records that may be of one firm, the older one first. The likeness is the pair's."""

    first: Organisation
    second: Organisation
    likeness: Likeness


def likely_firms(scope: Scope) -> QuerySet[Organisation]:
    """Return the firms this scope may record that look like one on record anywhere; `firm_pairs` says like which.

    One pair is found once: at the later of the two, or where the other one lies outside the scope.
    """
    recurring = Organisation.objects.counted().filter(kind__in=PARTNERS, merged_into=None)
    sounds = recurring.order_by().values("sound").annotate(number=Count("pk")).filter(number__gt=1)
    others = _others(scope).filter(sound=OuterRef("sound"))
    others = others.filter(Q(unified_code="") | Exact(OuterRef("unified_code"), ""))
    others = others.filter((Q(kind=_FIRM) & Exact(OuterRef("kind"), _FIRM)) | Q(place=OuterRef("place")))
    formerly = {plain_name(name) for one in _bearers() for name in one.aliases}
    same = Q(sound__in=sounds.values("sound")) & Exists(others)
    return firms_known(scope).filter(within(scope, Verb.RECORD)).filter(same | Q(plain_name__in=formerly))


def firm_pairs(firms: Sequence[Organisation], *, scope: Scope) -> list[FirmPair]:
    """Return the pairs these firms make with others on record, best first for each: four queries."""
    bearers = _bearers()
    rows = partners().filter(sound__in={one.sound for one in firms}).select_related("place").defer("search_text")
    near = {one.pk: one for one in (*rows, *bearers)}
    decided = _decided(firms)
    found: dict[tuple[int, int], FirmPair] = {}
    for one in firms:
        told = [other for other in near.values() if _is_told(one, other, decided=decided, scope=scope)]
        pairs = [pair for other in told if (pair := _pair(one, other))]
        for pair in sorted(pairs, key=lambda pair: (-pair.likeness.score, pair.first.pk, pair.second.pk)):
            found.setdefault((pair.first.pk, pair.second.pk), pair)
    return list(found.values())


def match(one: Organisation, other: Organisation) -> tuple[int, tuple[str, ...]] | None:
    """Return score and reasons of a pair, None where nothing says it is one firm.

    Two different unified codes keep firms of one name apart; so do two places villages of one name.
    """
    if one.unified_code and other.unified_code:
        return None
    here = one.place_id == other.place_id
    if not here and Organisation.Kind.VILLAGE in {one.kind, other.kind}:
        return None
    where = "同在一个地区" if here else "不在同一地区"
    if one.plain_name == other.plain_name:
        return (90 if here else 80), ("名称相同", where)
    if other.plain_name in map(plain_name, one.aliases) or one.plain_name in map(plain_name, other.aliases):
        return (85 if here else 75), ("与曾用名或简称相同", where)
    if core_name(one.name) == core_name(other.name):
        return (75 if here else 65), ("去掉地名和公司类型后名称相同", where)
    return (55, ("名称读音相同", where)) if one.sound == other.sound else None


def _others(scope: Scope) -> QuerySet[Organisation]:
    """Return what a firm is compared with: not itself, not what was found to be another, one of a pair in the scope alone."""
    decided = FirmDistinct.objects.counted()
    outer = OuterRef(OuterRef("pk"))
    rows = partners().exclude(pk=OuterRef("pk")).order_by()
    rows = rows.filter(Q(pk__lt=OuterRef("pk")) | ~within(scope, Verb.RECORD))
    return rows.filter(
        ~Exists(decided.filter(first=OuterRef("pk"), second=outer)),
        ~Exists(decided.filter(first=outer, second=OuterRef("pk"))),
    )


def _bearers() -> list[Organisation]:
    rows = partners().exclude(aliases=[]).select_related("place").defer("search_text").order_by("-pk")
    return list(rows[:_MOST_ALIASES])


def _is_told(one: Organisation, other: Organisation, *, decided: set[tuple[int, int]], scope: Scope) -> bool:
    if other.pk == one.pk or (min(one.pk, other.pk), max(one.pk, other.pk)) in decided:
        return False
    return other.pk < one.pk or not scope.may(Verb.RECORD, other.path) or _bears(other, one)


def _bears(other: Organisation, one: Organisation) -> bool:
    """Tell whether a later record bears the earlier one's name as an alias: such a pair is found at the earlier one."""
    return one.sound != other.sound and one.plain_name in map(plain_name, other.aliases)


def _pair(one: Organisation, other: Organisation) -> FirmPair | None:
    graded = match(one, other)
    if graded is None:
        return None
    first, second = sorted((one, other), key=lambda firm: firm.pk)
    return FirmPair(
        first=first, second=second, likeness=Likeness(person=first.pk, score=graded[0], reasons=graded[1], two="同一家")
    )


def _decided(firms: Iterable[Organisation]) -> set[tuple[int, int]]:
    numbers = [one.pk for one in firms]
    return {
        pair
        for field in ("first", "second")
        for pair in FirmDistinct.objects.children_of_numbered(Organisation, numbers, field=field).values_list(
            "first_id", "second_id"
        )
    }
