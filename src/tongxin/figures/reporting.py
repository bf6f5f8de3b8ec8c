"""How complete the returns behind a figure are: which units owed one for its time, and what became of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Any

from tongxin.figures.facts import Column, Fact, Row, Type
from tongxin.figures.register import Place


class Standing(IntEnum):
    """What became of one return a unit owed: the value of the column `standing`."""

    MISSING = 0
    REPORTED = 1
    NIL = 2
    PENDING = 3
    """Not due yet, and not there yet."""
    REPORTED_APPROVED = 5
    NIL_APPROVED = 6


def standing_of(base: Standing, *, approved: bool) -> Standing:
    """Return the standing of a return that is there, approved up the tree or not yet."""
    return Standing(base + 4) if approved else base


def reporting_fact(code: str, *, label: str, stock: bool, page: str, rows: Callable[[str], Iterable[Row]]) -> Fact:
    """Return the fact of the returns of one kind of record: one row per unit and period it owes.

    A flow's row stands on the last day of its period. A stock's row speaks for the days from the last day of its
    period up to the last day of the next one. `page` must name the place, so that missing units can be told.
    """
    times = (
        (Column(name="begin", type=Type.BEGIN, label="起"), Column(name="end", type=Type.END, label="止"))
        if stock
        else (Column(name="day", type=Type.DAY, label="时期末日"),)
    )
    return Fact(
        code=code,
        label=label,
        record=code,
        page=page,
        rows=rows,
        columns=(
            Column(name="key", type=Type.KEY, label="应报编号"),
            Column(name="unit", type=Type.SUBJECT, label="上报单位", subject="organisation"),
            Column(name="place", type=Type.PLACE, label="所在地区"),
            *times,
            Column(name="standing", type=Type.COUNT, label="上报情况"),
        ),
    )


def is_reporting(fact: Fact) -> bool:
    """Tell whether a fact says who reported: it has the column of standings, and its page names the place."""
    return any(column.name == "standing" for column in fact.columns) and "place" in fact.page_columns


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """Returns owed for a figure's time at its place, counted in units × periods; `missing` are the units, by code.

    What is not due yet is `pending` and neither expected nor missing.
    """

    reported: int
    nil: int
    approved: int
    pending: int
    owed: int
    missing: tuple[Place, ...]

    @property
    def expected(self) -> int:
        """How many are due."""
        return self.there + self.owed

    @property
    def there(self) -> int:
        """How many are there, 零报告 included."""
        return self.reported + self.nil

    @property
    def rate(self) -> Fraction | None:
        """The share of those due that are there; None where none was due. A subset of those expected, so never above 1."""
        return Fraction(self.there, self.expected) if self.expected else None

    def json(self) -> dict[str, Any]:
        """Return counts and missing units as the public contract writes them."""
        return {
            "expected": self.expected,
            "reported": self.reported,
            "nil": self.nil,
            "approved": self.approved,
            "pending": self.pending,
            "missing": [{"code": place.code, "name": place.name} for place in self.missing],
        }


def reporting_of(standings: Iterable[tuple[int, Place]]) -> Reporting:
    """Fold rows of (standing, place) into counts."""
    counts = dict.fromkeys(Standing, 0)
    missing: dict[str, Place] = {}
    for number, place in standings:
        standing = Standing(number)
        counts[standing] += 1
        if standing is Standing.MISSING:
            missing[place.code] = place
    approved = counts[Standing.REPORTED_APPROVED] + counts[Standing.NIL_APPROVED]
    return Reporting(
        reported=counts[Standing.REPORTED] + counts[Standing.REPORTED_APPROVED],
        nil=counts[Standing.NIL] + counts[Standing.NIL_APPROVED],
        approved=approved,
        pending=counts[Standing.PENDING],
        owed=counts[Standing.MISSING],
        missing=tuple(place for _, place in sorted(missing.items())),
    )
