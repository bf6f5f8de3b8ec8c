"""Plans: what an engine is asked to compute. One plan, one predicate, for the value and for its evidence."""

import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Protocol

from tongxin.figures.facts import Fact, Type
from tongxin.figures.grouping import Group, Grouping
from tongxin.figures.measures import Kind, Measure, Where
from tongxin.figures.narrowing import PERSON, Of
from tongxin.kernel.places import Level

Piece = tuple[date, date]
"""Half-open days for a flow; for a stock the day itself and the day after."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One computation over one fact.

    `path` keeps rows at or below a place; `allowed` are the scope's prefixes, None for the whole network (Gate 2).
    `of` keeps the rows of one subject: the name of the column that numbers it, and its number.
    `pieces` are the stretches of time to compute, each on its own. `group` groups by the ancestor place of a level.
    `unit_level` makes the plan a coverage: the place of this level is what is counted, and rows outside `units` are left
    out, where given. `distinct` asks for the number of distinct subjects, `resolved` for the rows that have one:
    both read a column that counting rows does not. `record` keeps the rows one record shows, as `of` those of a subject. `unplaced` keeps rows that hang at no place of these levels.
    """

    fact: Fact
    subject: str | None
    distinct: bool
    resolved: bool
    value: str | None
    where: Where
    path: str
    allowed: tuple[str, ...] | None
    pieces: tuple[Piece, ...]
    stock: bool
    group: Level | None = None
    unit_level: Level | None = None
    units: frozenset[int] | None = None
    unplaced: tuple[Level, ...] = ()
    of: tuple[str, int] | None = None
    record: tuple[str, int] | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Names of the fact's columns that value and evidence hash are read from."""
        named = (self.subject, self.value, *self.fact.times, self.of and self.of[0], self.record and self.record[0])
        read = {self.fact.key, self.fact.place, *(name for name, _ in self.where)}
        return frozenset(read | {name for name in named if name})


@dataclass(frozen=True)
class Tally:
    """What an engine counts in one cell: rows, distinct subjects, rows with a subject, and the exact sum; 0 if not asked."""

    rows: int = 0
    subjects: int = 0
    resolved: int = 0
    total: int = 0


@dataclass(frozen=True)
class EvidenceRow:
    """One record behind a figure: its key, its subject or unit (None when unknown), its value (None when not a sum)."""

    key: int
    subject: int | None
    value: int | None
    links: Mapping[str, int]
    """The integer columns the record's page address is made of."""


Bucket = tuple[int, int | None]
"""Index of the piece of time, and the place grouped by (None without grouping, or where a row has no such place)."""


class Engine(Protocol):
    """A way to run plans over one snapshot. Engines must agree on every answer, row and hash."""

    def tallies(self, plan: Plan) -> dict[Bucket, Tally]:
        """Return the tally of every cell that has rows."""

    def evidence_hash(self, plan: Plan) -> tuple[int, str]:
        """Return the number of evidence rows of a one-piece plan, and their sha256 (see `fingerprint`)."""

    def evidence(self, plan: Plan, *, after: int, limit: int) -> list[EvidenceRow]:
        """Return up to `limit` evidence rows of a one-piece plan with keys above `after`, by key."""

    def groups(self, plan: Plan, *, grouping: Grouping) -> list[Group]:
        """Return a stretch of the groups the evidence rows of a one-piece plan fall into."""

    def group_count(self, plan: Plan, *, by: str) -> int:
        """Return how many groups there are."""

    def covered(self, plan: Plan) -> dict[int, frozenset[int]]:
        """Return the units that have a row, by piece of time, for a coverage plan."""

    def kept(self, plan: Plan, *, column: str) -> dict[str, int]:
        """Return how many rows of a one-piece plan have evidence of which class, as the column of classes tells."""


def plan_for(
    measure: Measure,
    *,
    fact: Fact,
    path: str,
    pieces: tuple[Piece, ...],
    allowed: tuple[str, ...] | None,
    of: Of | None = None,
) -> Plan:
    """Return the plan of a measure that is no ratio, without grouping; the fact can be narrowed by `of`."""
    own = measure.subject if counts_subjects(measure, fact=fact) else None
    return Plan(
        fact=fact,
        subject=own or person_column(fact),
        distinct=own is not None,
        resolved=measure.kind in (Kind.PERSONS, Kind.PERSON_TIMES),
        value=measure.value,
        where=measure.where,
        path=path,
        allowed=allowed,
        pieces=pieces,
        stock=fact.is_stock,
        unit_level=measure.level,
        of=(fact.narrowings[of.subject].name, of.id) if of else None,
    )


def protecting(plan: Plan) -> Plan:
    """Return the plan that counts the distinct persons behind each cell of another one: what disclosure control needs."""
    return replace(plan, subject=person_column(plan.fact) or plan.subject, distinct=True)


def person_column(fact: Fact) -> str | None:
    """Return the column that numbers persons: what disclosure control protects."""
    for column in fact.columns:
        if column.type is Type.SUBJECT and column.subject == PERSON:
            return column.name
    return None


def amount(measure: Measure, tally: Tally, *, fact: Fact) -> int:
    """Return what a measure's value is in a tally."""
    if measure.kind is Kind.SUM:
        return tally.total
    return tally.subjects if counts_subjects(measure, fact=fact) else tally.rows


def counts_subjects(measure: Measure, *, fact: Fact) -> bool:
    """Tell whether a measure counts distinct subjects rather than rows."""
    by_rows = measure.kind in (Kind.PERSON_TIMES, Kind.SUM) or measure.subject == fact.key
    return measure.subject is not None and not by_rows


def counts_only(measure: Measure, *, fact: Fact, of: Of) -> bool:
    """Tell whether a measure narrowed so can count nothing but the subject itself: one or none."""
    counted = measure.subject if counts_subjects(measure, fact=fact) else fact.key
    summed = measure.kind in (Kind.PERSON_TIMES, Kind.SUM)
    return not summed and fact.narrowings[of.subject].name == counted


def fingerprint(rows: list[tuple[int, int | None, int | None]]) -> str:
    """Return the sha256 of evidence rows sorted by key: all keys, then all subjects, then all values.

    Each number is a little-endian signed 64-bit integer; an unknown subject or value is the smallest such number.
    """
    digest = sha256()
    for column in zip(*rows, strict=True):
        numbers = array("q", (UNKNOWN if number is None else number for number in column))
        if sys.byteorder == "big":
            numbers.byteswap()
        digest.update(numbers.tobytes())
    return digest.hexdigest()


UNKNOWN = -(2**63)
