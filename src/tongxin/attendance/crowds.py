"""How many came to an occasion, as expressions over a record's own table: from its roster, else from its head-count, never both.

Each is worked out where it is asked for, in lists, figures and returns alike; nothing of it is stored beside the rows.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Field,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from tongxin.attendance.models import Evidence, HeadCount, Occasion, Participation

NO_NUMBER = "none"
"""The class of a record of which nobody said how many came."""
CLASSES = {NO_NUMBER: "没有人数", **dict(Evidence.choices)}
KNOWN = tuple(Evidence.values)
_WEAKEST_FIRST = tuple(reversed(Evidence.values))


def attended() -> Combinable:
    """Return how many came: those of the roster who were there, else the number counted, else 0."""
    return Coalesce(_listed(), _counted("number"), Value(0))


def attended_low() -> Combinable:
    """Return how many came at least."""
    return Coalesce(_listed(), _counted("low"), Value(0))


def attended_high() -> Combinable:
    """Return how many came at most."""
    return Coalesce(_listed(), _counted("high"), Value(0))


def attended_class() -> Combinable:
    """Return on what ground the number is known: a key of `CLASSES`; of a roster, that of its weakest line."""
    weakness = Case(
        *(When(evidence=code, then=Value(rank)) for rank, code in enumerate(_WEAKEST_FIRST)),
        output_field=IntegerField(),
    )
    weakest = Subquery(_lines().order_by(weakness).values("evidence")[:1])
    return Coalesce(weakest, _newest("evidence", CharField()), Value(NO_NUMBER))


def first_comers() -> Combinable:
    """Return how many came for the first time, as the host said of those he counted.

    No roster bounds it: it is public of every day and place, and would be the roster's number where that is smaller.
    """
    return Coalesce(_counted("first_time"), Value(0))


def listed() -> Combinable:
    """Tell whether the number of those who came is a roster's."""
    return Exists(_lines())


def with_attended(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return records each with `attended` and `attended_ground`; by index, whatever the number of rows."""
    found: QuerySet[Any] = rows.annotate(attended=attended(), attended_ground=attended_class())
    return found


def newest_count(occasion: Occasion) -> HeadCount | None:
    """Return the head-count that holds."""
    return HeadCount.objects.children_of(occasion).order_by("-id").first()


def newest_counts(occasions: Iterable[int]) -> dict[int, HeadCount]:
    """Return the head-counts that hold, by occasion; one query."""
    rows = HeadCount.objects.children_of_numbered(Occasion, occasions).order_by("id")
    return {row.occasion_id: row for row in rows}


def written_count(count: HeadCount | None) -> dict[str, Any]:
    """Return what a form with a head-count holds of a head-count; bounds that say no more than the number are left empty."""
    if count is None:
        return {}
    exact = count.low == count.number == count.high
    return {
        "head_count": count.number,
        "head_evidence": count.evidence,
        "head_low": None if exact else count.low,
        "head_high": None if exact else count.high,
        "head_first_time": count.first_time or None,
        "head_method": count.method,
    }


def _lines() -> QuerySet[Participation]:
    rows: QuerySet[Participation] = Participation.objects.counted().filter(
        occasion=OuterRef("occasion"), completed=True
    )
    return rows


def _listed() -> Subquery:
    """Return how many of the roster were there; null where nobody of a roster was."""
    numbers = _lines().order_by().values("occasion").annotate(number=Count("id")).values("number")
    return Subquery(numbers, output_field=IntegerField())


def _counted(column: str) -> Subquery:
    return _newest(column, IntegerField())


def _newest(column: str, field: Field[Any, Any]) -> Subquery:
    """Return a column of the head-count that holds; null where nobody counted."""
    counts = HeadCount.objects.counted().filter(occasion=OuterRef("occasion")).order_by("-id")
    return Subquery(counts.values(column)[:1], output_field=field)
