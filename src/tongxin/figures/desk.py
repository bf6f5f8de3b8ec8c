"""The desk: where figures are asked. It applies both gates, runs the engine, and returns figures with their evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tongxin.figures.answers import Answers
from tongxin.figures.completing import Completing
from tongxin.figures.figure import Cell, Figure, Status, Value
from tongxin.figures.gate import Gate, gate_for
from tongxin.figures.grouping import Group, Grouping
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.memory import RememberingEngine
from tongxin.figures.plan import Engine, Piece, Plan, plan_for
from tongxin.figures.publication import Publication, behind, is_of_persons, is_protected
from tongxin.figures.question import Axis, Question, check_past, check_time, day_of, is_stock
from tongxin.figures.register import Place, PlaceRegister
from tongxin.figures.registry import Registry
from tongxin.figures.snapshot import Snapshot
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Step, first_of, today
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

_STOCK_PIECES = {Step.YEAR: 6, Step.MONTH: 13}
"""How many days a stock asked by year or month with only its date goes back to, that date included."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One record behind a figure: `record` names it, `page` is the address where a reader with the right sees it."""

    key: int
    record: str
    page: str


class Desk:
    """Answers questions on one snapshot. Safe to share between threads.

    `notice` is the sentence whoever shows a figure of it has to say, where it is not the snapshot it should be.
    """

    def __init__(self, *, registry: Registry, snapshot: Snapshot, engine: Engine, notice: str = "") -> None:
        self.registry = registry
        self.snapshot = snapshot
        self.notice = notice
        self._engine = RememberingEngine(engine)
        self._answers = Answers(registry=registry, register=snapshot.register, engine=self._engine)
        self._completing = Completing(self._answers, snapshot=snapshot, engine=self._engine)
        self._publications: dict[str, Publication] = {}
        self._first_days: dict[str, date | None] = {}

    @property
    def register(self) -> PlaceRegister:
        """The place register of the snapshot."""
        return self.snapshot.register

    def figure(self, question: Question, *, scope: Scope, fingerprint: bool = True) -> Figure:
        """Return the figure asked for, exact within the scope, else its public version.

        Raises `InputError` for a question its measure cannot answer, `NotFoundError` out of scope. `fingerprint=False`
        leaves out the evidence hash, which reads every evidence row.
        """
        measure, place, gate = self._checked(question, scope=scope)
        piece = _piece(question)
        result = self._value(measure, place=place, question=question, gate=gate)
        figure = Figure(
            measure=measure,
            question=question,
            place=place,
            result=result,
            snapshot=self._snapshot_of(measure, place=place, question=question, gate=gate),
            exact=not gate.public,
        )
        if result.status is Status.WITHHELD or measure.kind is Kind.RATIO or figure.snapshot != self.snapshot.id:
            return figure  # what is known of the records of an older release is of now, and not public yet
        if gate.public and measure.single and result.status is not Status.OK:
            return figure  # of one record nothing is said by several
        return self._with_evidence(figure, gate=gate, piece=piece, fingerprint=fingerprint)

    def value(self, question: Question, *, scope: Scope) -> Value:
        """Return the figure's value alone, without completeness and evidence: for many figures side by side."""
        measure, place, gate = self._checked(question, scope=scope)
        return self._value(measure, place=place, question=question, gate=gate)

    def _value(self, measure: Measure, *, place: Place, question: Question, gate: Gate) -> Value:
        if gate.public and is_protected(measure, registry=self.registry):
            return self._publication(measure).result(place, question=question)
        return self._answers.values(measure, place=place, pieces=(_piece(question),), gate=gate)[0]

    def _snapshot_of(self, measure: Measure, *, place: Place, question: Question, gate: Gate) -> str:
        if gate.public and is_protected(measure, registry=self.registry):
            return self._publication(measure).released(place, question=question)
        return self.snapshot.id

    def _publication(self, measure: Measure) -> Publication:
        """Return the public tables of a measure, worked out once for the snapshot."""
        made = Publication(self._answers, measure, snapshot=self.snapshot)
        return self._publications.setdefault(measure.code, made)

    def cells(self, question: Question, *, by: Axis, scope: Scope) -> tuple[Cell, ...]:
        """Return the figure broken down by places of a level, or by years or months.

        Places with nothing are there with 0. A stock asked by time with a period is read on each piece's last day.
        """
        if by.step is not None:
            return self._by_time(question, step=by.step, scope=scope)
        return self._by_place(question, level=Level(by.value), scope=scope)

    def _by_place(self, question: Question, *, level: Level, scope: Scope) -> tuple[Cell, ...]:
        measure, place, gate = self._checked(question, scope=scope)
        places = self.register.units(level=level, path=place.path, day=day_of(question))
        if not places:
            raise InputError(f"{place.name}不能按{level.label}展开，请选上一级地区。", field="by")
        if gate.public and is_protected(measure, registry=self.registry):
            publication = self._publication(measure)
            return tuple(Cell(result=publication.result(unit, question=question), place=unit) for unit in places)
        values = self._answers.by_place(
            measure, place=place, level=level, places=places, piece=_piece(question), gate=gate
        )
        return tuple(Cell(result=value, place=unit) for unit, value in zip(places, values, strict=True))

    def first_day(self, measure: Measure) -> date | None:
        """Return the day of the earliest record a measure is read from, wherever it is; None where there is none yet.

        Before it nothing was recorded, which is not the same as none. It says nothing of any one place or person.
        """
        if measure.code not in self._first_days:
            facts = [self.registry.fact(part.fact) for part in self.registry.parts(measure)]
            days = [day for day in map(self.snapshot.first_day, facts) if day is not None]
            self._first_days[measure.code] = min(days, default=None)
        return self._first_days[measure.code]

    def evidence(
        self, question: Question, *, scope: Scope, after: int = 0, limit: int = 100, record: int | None = None
    ) -> list[Evidence]:
        """Return rows behind the figure, by key, with `record` those one record shows; nothing for the public version or a ratio."""
        plan = self._plan_of_rows(question, scope=scope)
        if plan is None:
            return []
        if record is not None:
            plan = replace(plan, record=(plan.fact.record_column, record))
        return [
            Evidence(key=row.key, record=f"{plan.fact.record}:{row.key}", page=plan.fact.page.format(**row.links))
            for row in self._engine.evidence(plan, after=after, limit=limit)
        ]

    def groups(self, question: Question, *, scope: Scope, grouping: Grouping) -> tuple[int, list[Group]]:
        """Return how many groups the rows behind the figure fall into, and a stretch of them; nothing as in `evidence`."""
        plan = self._plan_of_rows(question, scope=scope)
        if plan is None:
            return 0, []
        if grouping.above is not None:
            plan = replace(plan, unplaced=(grouping.above,))
        self.snapshot.require(plan.fact, {grouping.by, grouping.unit or grouping.by})
        return self._engine.group_count(plan, by=grouping.by), self._engine.groups(plan, grouping=grouping)

    def _plan_of_rows(self, question: Question, *, scope: Scope) -> Plan | None:
        """Return the plan of the rows behind a figure, None where nobody may see them or there are none."""
        measure, place, gate = self._checked(question, scope=scope)
        if gate.public or measure.kind is Kind.RATIO:
            return None
        plan = self._plan(measure, place=place, piece=_piece(question), gate=gate)
        self.snapshot.require(plan.fact, plan.fact.page_columns)
        return plan

    def _named(self, question: Question, *, scope: Scope) -> tuple[Measure, Place, Gate]:
        measure = self.registry.measure(question.measure)
        self.registry.check_narrowing(measure, of=question.of)
        place = self.register.place(question.place)
        of_persons = is_of_persons(measure.outside_rosters, registry=self.registry)
        gate = gate_for(measure, place=place, scope=scope, of=question.of, of_persons=of_persons)
        measure = measure.outside_rosters if gate.public else measure
        self._require(measure, gate=gate)
        return measure, place, gate

    def _require(self, measure: Measure, *, gate: Gate) -> None:
        """Raise `UnavailableError` where the snapshot lacks a column this measure is read from, but for no other."""
        protected = gate.public and is_protected(measure, registry=self.registry)
        for part in self.registry.parts(measure):
            fact = self.registry.fact(part.fact)
            plan = plan_for(part, fact=fact, path="", pieces=(), allowed=None, of=gate.of)
            self.snapshot.require(fact, plan.columns)
            if protected:
                persons = behind(part, plan=plan, registry=self.registry)
                self.snapshot.require(persons.fact, persons.columns)

    def _checked(self, question: Question, *, scope: Scope) -> tuple[Measure, Place, Gate]:
        named = self._named(question, scope=scope)
        check_time(question, stock=is_stock(named[0], registry=self.registry))
        return named

    def _plan(self, measure: Measure, *, place: Place, piece: Piece, gate: Gate) -> Plan:
        fact = self.registry.fact(measure.fact)
        plan = plan_for(measure, fact=fact, path=place.path, pieces=(piece,), allowed=gate.allowed, of=gate.of)
        if measure.level is None:
            return plan
        return replace(plan, units=self._answers.unit_ids(measure.level, place=place, pieces=(piece,)))

    def _with_evidence(self, figure: Figure, *, gate: Gate, piece: Piece, fingerprint: bool) -> Figure:
        measure = figure.measure
        plan = self._plan(measure, place=figure.place, piece=piece, gate=gate)
        if measure.level is not None:
            figure = replace(
                figure,
                uncovered=self._answers.uncovered(
                    measure, level=measure.level, place=figure.place, piece=piece, gate=gate
                ),
            )
        figure = replace(figure, completeness=self._completing.of(measure, plan=plan, public=gate.public))
        if not fingerprint:
            return figure
        count, digest = self._engine.evidence_hash(plan)
        if gate.public and is_protected(measure, registry=self.registry):
            return replace(figure, evidence_count=count)  # whoever guesses who is behind it could see when he is right
        return replace(figure, evidence_count=count, evidence_hash=digest)

    def _by_time(self, question: Question, *, step: Step, scope: Scope) -> tuple[Cell, ...]:
        measure, place, gate = self._named(question, scope=scope)
        questions = _asked_by(step, question, stock=is_stock(measure, registry=self.registry))
        if gate.public and is_protected(measure, registry=self.registry):
            publication = self._publication(measure)
            values: Iterable[Value] = [publication.result(place, question=asked) for asked in questions]
        else:
            pieces = tuple(_piece(asked) for asked in questions)
            values = self._answers.values(measure, place=place, pieces=pieces, gate=gate)
        return tuple(
            Cell(result=value, period=asked.period, as_of=asked.as_of)
            for asked, value in zip(questions, values, strict=True)
        )


def _piece(question: Question) -> Piece:
    if question.period is not None:
        return question.period.start, question.period.end
    day = day_of(question)
    return day, day + timedelta(days=1)


def _asked_by(step: Step, question: Question, *, stock: bool) -> list[Question]:
    """Return the questions a breakdown by time consists of. Of stocks, a period stands for the last days of its pieces."""
    if stock and question.period is not None and question.as_of is None:
        check_past(question)
    else:
        check_time(question, stock=stock)
    if stock:
        return [replace(question, period=None, as_of=day) for day in _stock_days(question, step=step)]
    pieces = question.period.split(step) if question.period is not None else ()
    return [replace(question, period=piece) for piece in pieces]


def _stock_days(question: Question, *, step: Step) -> list[date]:
    """Return the days a stock is read on: the last day of each piece, never later than today or the day asked for."""
    if question.period is not None:
        return sorted({min(piece.last, today()) for piece in question.period.split(step) if piece.start <= today()})
    last = day_of(question)
    days = [last]
    while len(days) < _STOCK_PIECES[step]:
        days.append(first_of(days[-1], step) - timedelta(days=1))
    return sorted(days)
