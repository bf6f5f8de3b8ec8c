"""Reads of figures of the past without records."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from tongxin.figures import Kind, Measure, whole_value
from tongxin.figures.figure import decimal_text
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period, chinese_date
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import registry
from tongxin.returns.models import AssertedFigure
from tongxin.web.format import number, percent


def asserted(scope: Scope) -> QuerySet[AssertedFigure]:
    """Return the asserted figures this scope may read."""
    return AssertedFigure.objects.visible_to(scope).select_related("place")


def asserted_of(measure: str, *, place: str, scope: Scope) -> list[AssertedFigure]:
    """Return what documents state of a measure at the place of a code, newest first; for comparison only."""
    return list(asserted(scope).filter(measure=measure, place__code=place).order_by("-last_day", "id"))


def measure_of(code: str) -> Measure | None:
    """Return the measure of a stored code; None for one that is declared no longer."""
    try:
        return registry().measure(code)
    except InputError:
        return None


def asserted_values(records: Sequence[AssertedFigure]) -> list[dict[str, Any]]:
    """Return what the form holds for each record."""
    names = ("measure", "place", "first_day", "last_day", "denominator", "source")
    return [{**{name: getattr(one, name) for name in names}, "value": plain_value(one)} for one in records]


def plain_value(one: AssertedFigure) -> str:
    """Return the value in its measure's unit, of a share the numerator, as the form takes it."""
    measure = measure_of(one.measure)
    if measure is None or measure.kind in (Kind.COVERAGE, Kind.RATIO):
        return str(one.value)
    return decimal_text(one.value, measure=measure)


def normal_value(text: str, *, measure: Measure) -> str:
    """Return a typed value as it is read back; raise `InputError` for one the measure cannot have."""
    whole = whole_value(text, measure=measure)
    return str(whole) if measure.kind in (Kind.COVERAGE, Kind.RATIO) else decimal_text(whole, measure=measure)


def shown_value(one: AssertedFigure) -> str:
    """Return the value as pages write it: with thousands grouped, its unit, and the fraction behind a share."""
    if one.denominator:
        share = percent(Fraction(one.value, one.denominator))
        return f"{share}（{number(one.value)}/{number(one.denominator)}）"
    measure = measure_of(one.measure)
    return amount(plain_value(one), unit=measure.unit if measure else "")


def period_words(one: AssertedFigure) -> str:
    """Return the time it speaks of: a period, or the one day of a stock."""
    if one.first_day == one.last_day:
        return f"截至{chinese_date(one.last_day)}"
    return Period.between(one.first_day, one.last_day).label


def amount(text: str, *, unit: str) -> str:
    """Write a plain decimal with grouped thousands and its unit."""
    whole, dot, rest = text.partition(".")
    return f"{number(int(whole))}{dot}{rest} {unit}".strip()
