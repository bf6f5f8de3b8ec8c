"""Evidence put together: the records behind a figure by the class, the organisation or the day they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongxin.kernel.places import Level


class Order(StrEnum):
    """What groups are sorted by; those that are alike follow by what they are grouped by."""

    DAY = "day"
    UNIT = "unit"
    ROWS = "rows"


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """By which column evidence is put together, in which order, and which stretch of the groups is wanted.

    `unit` is the column that numbers the organisation a row belongs to, where there is one. `above` leaves the rows that
    hang at no place of this level: what the place asked of has beside its parts.
    """

    by: str
    unit: str | None = None
    above: Level | None = None
    order: Order = Order.DAY
    descending: bool = False
    offset: int = 0
    limit: int = 60


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows that belong together: `of` is the number, or the day, they share; None for rows that have none.

    `total` is their sum where the measure sums; `first` and `last` are the days they lie on, of a stock on which they
    began. `unit` is the organisation they belong to (the first of several), `links` the numbers in the address of the
    first row's page.
    """

    of: int | date | None
    rows: int
    total: int | None
    first: date
    last: date
    unit: int | None
    links: Mapping[str, int]
