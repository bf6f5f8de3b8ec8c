"""The public version of figures about persons: looked up in the one table whose small cells are withheld.

A single public question is answered from the same table as a breakdown, so that asking one by one tells no more. Public
figures about persons that flow over time are given for single calendar years only: tables of overlapping periods could
be subtracted from each other.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from tongxin.figures.answers import Answers, exactly
from tongxin.figures.disclosure import Node, Suppression
from tongxin.figures.figure import Status, Value
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.plan import Piece, Plan, amount, person_column, plan_for, protecting
from tongxin.figures.question import Question, day_of
from tongxin.figures.register import COUNTRY_PLACE, Place
from tongxin.figures.registry import Registry
from tongxin.kernel.period import Step
from tongxin.kernel.places import COUNTRY, Level, parent_path

LEVELS: Final = (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY)
SMALL = "涉及不足 {k} 人，不公开。"
DERIVABLE = "可由公开数字推算出不足 {k} 人的单元，不公开。"
NO_RATIOS = "由个人数字相除得到的比率不公开。"
ONLY_YEARS = "涉及个人的数字只按整年公开。"
ONLY_DIVISIONS = "涉及个人的数字只按省、市、县公开。"


def is_protected(measure: Measure, *, registry: Registry) -> bool:
    """Tell whether persons stand behind the measure's cells, so that small ones must not be public."""
    parts = registry.parts(measure)
    return any(part.kind is not Kind.COVERAGE and person_column(registry.fact(part.fact)) is not None for part in parts)


def is_of_persons(measure: Measure, *, registry: Registry) -> bool:
    """Tell whether a narrowed figure of the measure would speak of persons, known ones or only counted."""
    counted = (Kind.PERSONS, Kind.PERSON_TIMES)
    return is_protected(measure, registry=registry) or any(part.kind in counted for part in registry.parts(measure))


class Publication:
    """The public tables of one protected measure."""

    def __init__(self, answers: Answers, measure: Measure) -> None:
        self._answers = answers
        self._measure = measure
        self._tables: dict[Piece, dict[int, Value]] = {}

    def result(self, place: Place, *, question: Question) -> Value:
        """Return the public value of a place at the question's time."""
        if self._measure.kind is Kind.RATIO:
            return _withheld(NO_RATIOS)
        if place.level not in (*LEVELS, Level.COUNTRY):
            return _withheld(ONLY_DIVISIONS)
        if question.period is not None and question.period.step is not Step.YEAR:
            return _withheld(ONLY_YEARS)
        if question.period is not None:
            piece = question.period.start, question.period.end
        else:
            piece = day_of(question), day_of(question) + timedelta(days=1)
        if piece not in self._tables:
            self._tables[piece] = self._table(piece)
        return self._tables[piece].get(place.id, exactly(0))

    def _table(self, piece: Piece) -> dict[int, Value]:
        fact = self._answers.registry.fact(self._measure.fact)
        plan = plan_for(self._measure, fact=fact, path=COUNTRY, pieces=(piece,), allowed=None)
        behind = protecting(plan)
        values = {}
        for level in (Level.COUNTRY, *LEVELS):
            for place_id, tally in self._answers.tallies_by_place(plan, level=level).items():
                values[place_id] = exactly(amount(self._measure, tally, fact=fact))
        k = self._measure.public_k
        suppression = Suppression([*self._cells(behind), *self._remainders(behind)], k=k)
        for place_id in suppression.withheld():
            values[place_id] = _withheld((SMALL if place_id in suppression.small else DERIVABLE).format(k=k))
        return values

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
