"""What a measure comes to over the live rows: the number a unit confirms is the figure a snapshot would give.

The vocabulary is the measure's own: the same `where`, subject, value and half-open time, on the same columns. A share of
places and a ratio are nothing one unit can confirm; a return that would state one is refused when the product starts.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from tongxin.access.guard import under
from tongxin.figures import Kind, Measure, Registry, RegistryError
from tongxin.figures.plan import counts_subjects
from tongxin.kernel.period import Period
from tongxin.lifecycle.facts import TableFact
from tongxin.ports.reported import Reported

_STATED = (Kind.COUNT, Kind.PERSON_TIMES, Kind.PERSONS, Kind.SUM, Kind.STOCK)


def numbers_now(fact: TableFact, measure: Measure, period: Period, *, units: Sequence[int]) -> Mapping[int, int]:
    """Return what a measure narrowed to each organisation comes to; those without a record then are left out. One query."""
    unit = fact.unit
    assert unit is not None  # checked at start-up  # noqa: S101
    column = f"column_{unit.name}"
    rows = _rows(fact, measure, period).filter(**{f"{column}__in": units}).order_by()
    counted = rows.annotate(counted_unit=F(column)).values("counted_unit").annotate(counted=_number(fact, measure))
    return dict(counted.values_list("counted_unit", "counted"))


def number_below(fact: TableFact, measure: Measure, period: Period, *, path: str) -> int:
    """Return what a measure comes to at and below a place path. One query."""
    place = str(fact.source.expressions[fact.place]).removesuffix("_id")
    rows = _rows(fact, measure, period).filter(under(path, lookup=f"{place}__path"))
    return rows.aggregate(counted=_number(fact, measure))["counted"] or 0


def check_reported(one: Reported, *, registry: Registry) -> None:
    """Raise `RegistryError` where a return would state what cannot be counted for one unit."""
    for code in one.measures:
        measure = registry.measure(code)
        fact = registry.fact(measure.fact) if measure.fact else None
        if measure.kind not in _STATED or measure.single:
            raise RegistryError(f"return {one.kind}: {code} is no number of one unit")
        if not isinstance(fact, TableFact) or fact.unit is None:
            raise RegistryError(f"return {one.kind}: the fact of {code} does not say whose a row is")
        if fact.is_stock != one.stock:
            raise RegistryError(f"return {one.kind}: {code} is of another kind of time")


def _rows(fact: TableFact, measure: Measure, period: Period) -> QuerySet[Any]:
    source = fact.source
    named = {name: source.expression(name) for name in fact.source.expressions}
    rows: QuerySet[Any] = source.query().alias(**{f"column_{name}": expression for name, expression in named.items()})
    for column, values in measure.where:
        rows = rows.filter(**{f"column_{column}__in": values})
    begin, end = fact.times
    if end is None:
        return rows.filter(**{f"column_{begin}__gte": period.start, f"column_{begin}__lt": period.end})
    lasts = Q(**{f"column_{end}__isnull": True}) | Q(**{f"column_{end}__gt": period.last})
    return rows.filter(lasts, **{f"column_{begin}__lte": period.last})


def _number(fact: TableFact, measure: Measure) -> Any:
    if measure.kind is Kind.SUM:
        return Sum(fact.source.expression(str(measure.value)), default=0)
    if counts_subjects(measure, fact=fact):
        return Count(fact.source.expression(str(measure.subject)), distinct=True)
    return Count("pk")
