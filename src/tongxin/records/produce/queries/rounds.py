"""Reads of products and selling rounds."""

from collections.abc import Collection, Iterator

from django.db.models import Count, Q, QuerySet

from tongxin.kernel.scope import Scope
from tongxin.ports.subjects import Known, NamedRecord
from tongxin.records.produce.models import Naming, Product, Round, RoundLine, SheetLine


def products_known(scope: Scope, ids: Collection[int]) -> dict[int, Known]:
    """Return those of these products: they are known to all, and stand at the place they are kept at."""
    del scope
    found = Product.objects.public().filter(pk__in=ids).values_list("pk", "name", "path")
    return {pk: Known(name=name, path=path) for pk, name, path in found}


def every_product(scope: Scope) -> Iterator[NamedRecord]:
    """Yield every product."""
    del scope
    for pk, name, path in Product.objects.public().order_by("pk").values_list("pk", "name", "path"):
        yield NamedRecord(id=pk, names=(name,), path=path)


def lines_of(one: Round) -> QuerySet[RoundLine]:
    """Return what a round sells, in the order in which it was put up."""
    return RoundLine.objects.children_of(one).select_related("product").order_by("id")


def told_of(one: Round) -> QuerySet[SheetLine]:
    """Return the lines of sheets about a round."""
    return SheetLine.objects.children_of(one)


def settlements_of(one: Round) -> QuerySet[SheetLine]:
    """Return those of a settlement."""
    return told_of(one).filter(sheet=SheetLine.Sheet.SETTLEMENT)


def names_of(one: Round) -> dict[str, int]:
    """Return the number of the line of a round by every name its platform has for it: by hand over by name, name over code."""
    lines = list(lines_of(one))
    own = {line.name: line.pk for line in lines}
    codes = {line.product.code: line.pk for line in lines if line.product.code}
    said = Naming.objects.at_and_below(one.path).filter(path=one.path, platform=one.platform, shop=one.shop)
    by_hand = {item: own[name] for item, name in said.values_list("item", "name") if name in own}
    return codes | own | by_hand


def unmatched_of(one: Round) -> list[tuple[str, int]]:
    """Return what sheets call goods that are no line of the round, each with the number of lines, most first."""
    named = names_of(one)
    rows = told_of(one).exclude(item="").values("item").annotate(number=Count("pk")).order_by("-number", "item")
    return [(row["item"], row["number"]) for row in rows if row["item"] not in named]


def selling(path: str, *, platform: str) -> list[Round]:
    """Return the rounds of a place and below that sell on a platform and may have sheets."""
    rows = Round.objects.at_and_below(path).filter(platform=platform)
    return list(rows.exclude(Q(state=Round.State.PLANNED) | Q(state=Round.State.CANCELLED)).order_by("id"))
