"""The public version of figures about persons: looked up in the one table whose small cells are withheld.

A single public question is answered from the same table as a breakdown, so that asking one by one tells no more. Public
figures about persons that flow over time are given for single calendar years only, once they are over, and what is true on a
day for the last days of quarters only: tables of overlapping periods, or of two days, could be subtracted from each other.
What is withheld for how few stand behind it is said in one way, whether it is small or only protects a small one.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from tongxin.figures.answers import Answers, exactly
from tongxin.figures.disclosure import Node, Read, Suppression
from tongxin.figures.figure import Status, Value
from tongxin.figures.measures import Kind, Measure, Where
from tongxin.figures.plan import Piece, Plan, amount, person_column, plan_for, protecting
from tongxin.figures.question import Question, day_of
from tongxin.figures.register import COUNTRY_PLACE, Place
from tongxin.figures.registry import Registry
from tongxin.figures.releases import Release, Releases
from tongxin.figures.snapshot import Snapshot
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.period import Period, Step
from tongxin.kernel.places import COUNTRY, Level, parent_path

_LOGGER = logging.getLogger(__name__)
LEVELS: Final = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
CLOSED: Final = "不公开。"
NO_RATIOS: Final = "由个人数字相除得到的比率不公开。"
ONLY_YEARS: Final = "涉及个人的数字只按整年公开。"
ONLY_PAST: Final = "涉及个人的数字在这一年结束、快照更新之后公开。"
ONLY_QUARTERS: Final = "涉及个人的时点数只按季末公开。"
ONLY_DIVISIONS: Final = "涉及个人的数字只按省、市、县公开。"
RULES: Final = frozenset({NO_RATIOS, ONLY_YEARS, ONLY_PAST, ONLY_QUARTERS, ONLY_DIVISIONS})
"""Why a whole kind of public figure is withheld: says nothing of how few stand behind one."""


def is_protected(measure: Measure, *, registry: Registry) -> bool:
    """Tell whether persons stand behind the measure's cells, so that small ones must not be public."""
    parts = (part for part in registry.parts(measure) if part.kind is not Kind.COVERAGE)
    return any(part.roster or person_column(registry.fact(part.fact)) is not None for part in parts)


def behind(measure: Measure, *, plan: Plan, registry: Registry) -> Plan:
    """Return the plan of the persons disclosure control protects: those a plan counts, or of rosters its sums may be of."""
    if measure.roster is None:
        return protecting(plan)
    lines = registry.fact(measure.roster.fact)
    return protecting(replace(plan, fact=lines, where=measure.roster.where, value=None))


def is_of_persons(measure: Measure, *, registry: Registry) -> bool:
    """Tell whether a narrowed figure of the measure would speak of persons, known ones or only counted."""
    counted = (Kind.PERSONS, Kind.PERSON_TIMES)
    return is_protected(measure, registry=registry) or any(part.kind in counted for part in registry.parts(measure))


@dataclass(frozen=True, kw_only=True)
class Public:
    """A public table: values by place, and the snapshot they are of. `rest` is said of places that are not in it."""

    snapshot: str
    values: Mapping[int, Value]
    rest: Value


def public_day(day: date) -> date:
    """Return the last day up to this one on which stocks of persons are public: the end of a quarter."""
    quarter = Period.calendar(day, Step.QUARTER)
    return day if day == quarter.last else quarter.start - timedelta(days=1)


class Publication:
    """The public tables of one protected measure on one snapshot."""

    def __init__(self, answers: Answers, measure: Measure, *, snapshot: Snapshot) -> None:
        self._answers = answers
        self._measure = measure
        self._snapshot = snapshot
        self._tables: dict[Piece, Public] = {}

    def result(self, place: Place, *, question: Question) -> Value:
        """Return the public value of a place at the question's time."""
        if rule := self._rule(place, question=question):
            return _withheld(rule)
        table = self._table(question)
        return table.values.get(place.id, table.rest)

    def released(self, place: Place, *, question: Question) -> str:
        """Return the id of the snapshot a public figure is of: an older one where a newer might give somebody away."""
        closed = self._rule(place, question=question)
        return self._snapshot.id if closed else self._table(question).snapshot

    def _rule(self, place: Place, *, question: Question) -> str:
        """Return the rule that closes every figure of this kind, empty where none does."""
        if self._measure.kind is Kind.RATIO:
            return NO_RATIOS
        if place.level not in (*LEVELS, Level.COUNTRY):
            return ONLY_DIVISIONS
        if question.period is not None and question.period.step is not Step.YEAR:
            return ONLY_YEARS
        taken = self._snapshot.latest_day
        # A snapshot is taken within its day: a year is over on the next one, a stock of that day is what it is.
        if day_of(question) > taken or (question.period is not None and question.period.end > taken):
            return ONLY_PAST
        if question.period is None and public_day(day_of(question)) != day_of(question):
            return ONLY_QUARTERS
        return ""

    def _table(self, question: Question) -> "Public":
        if question.period is not None:
            piece = question.period.start, question.period.end
        else:
            piece = day_of(question), day_of(question) + timedelta(days=1)
        if piece not in self._tables:
            try:
                self._tables[piece] = self._public(piece)
            except UnavailableError as error:  # what cannot be remembered is not shown, until it can be
                _LOGGER.warning("%s", error.message)
                return Public(snapshot=self._snapshot.id, values={}, rest=_withheld(CLOSED))
        return self._tables[piece]

    def _public(self, piece: Piece) -> "Public":
        """Return the release that stands for this snapshot."""
        plan, k = self._behind(self._measure, piece), self._measure.public_k
        suppression = Suppression([*self._cells(plan), *self._remainders(plan)], k=k)
        hidden = suppression.withheld()
        candidate = Release(
            snapshot=self._snapshot.id,
            table=suppression.reading(),
            values={_key(one): dict(self._shown(one, piece, hidden=hidden)) for one in self._beside()},
        )
        name = f"{plan.fact.code} {plan.where} {k} {piece[0]} {piece[1]}"
        standing = Releases(self._snapshot.objects.parent, name=name).standing(candidate)
        if _key(self._measure) not in standing.values:  # it was made before there was this measure
            if not self._measure.roster or _by_place(standing) != _by_place(candidate):
                return Public(snapshot=standing.snapshot, values={}, rest=_withheld(CLOSED))
            standing = candidate  # of those listed a reader knows the same, and the others are a crowd
        values = {cell.id: _withheld(CLOSED) for cell in standing.table}
        values |= {place: exactly(value) for place, value in standing.values[_key(self._measure)].items()}
        return Public(snapshot=standing.snapshot, values=values, rest=exactly(0))

    def _beside(self) -> Iterator[Measure]:
        """Yield the measures whose public values are given away or protected together: the same persons, other columns."""
        for one in self._answers.registry.measures:
            if _persons(one) == _persons(self._measure) and one.public and one.level is None and not one.single:
                yield one

    def _behind(self, measure: Measure, piece: Piece) -> Plan:
        return behind(measure, plan=self._plan(measure, piece), registry=self._answers.registry)

    def _plan(self, measure: Measure, piece: Piece) -> Plan:
        fact = self._answers.registry.fact(measure.fact)
        return plan_for(measure, fact=fact, path=COUNTRY, pieces=(piece,), allowed=None)

    def _shown(self, measure: Measure, piece: Piece, *, hidden: frozenset[int]) -> Iterator[tuple[int, int]]:
        plan = self._plan(measure, piece)
        for level in (Level.COUNTRY, *LEVELS):
            for place_id, tally in self._answers.tallies_by_place(plan, level=level).items():
                if place_id not in hidden:
                    yield place_id, amount(measure, tally, fact=plan.fact)

    def _cells(self, behind: Plan) -> Iterator[Node]:
        for level in (Level.COUNTRY, *LEVELS):
            for place_id, tally in self._answers.tallies_by_place(behind, level=level).items():
                yield Node(id=place_id, parent=self._parent(place_id), rows=tally.rows, persons=tally.subjects)

    def _remainders(self, behind: Plan) -> Iterator[Node]:
        """Yield what hangs at provinces and prefectures themselves, under numbers no place has."""
        for level, below in ((Level.PROVINCE, LEVELS[1:]), (Level.PREFECTURE, LEVELS[2:])):
            for place_id, tally in self._answers.tallies_by_place(replace(behind, unplaced=below), level=level).items():
                yield Node(id=-place_id - 1, parent=place_id, rows=tally.rows, persons=tally.subjects, remainder=True)

    def _parent(self, place_id: int) -> int | None:
        if place_id == COUNTRY_PLACE.id:
            return None
        register = self._answers.register
        return register.at(parent_path(register.of(place_id).path)).id


def _withheld(reason: str) -> Value:
    return Value(status=Status.WITHHELD, reason=reason)


def _persons(measure: Measure) -> tuple[str, Where, int]:
    """Return whom disclosure control protects in a measure's tables, and how well."""
    lines = measure.roster or measure
    return lines.fact, lines.where, measure.public_k


def _by_place(release: Release) -> dict[int, Read]:
    return {cell.id: cell for cell in release.table}


def _key(measure: Measure) -> str:
    return f"{measure.code}@{measure.version}"
