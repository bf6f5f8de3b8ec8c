"""How complete the records behind a plan are: whose person is known, who has reported, what is on file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache, partial

from tongxin.figures.answers import Answers
from tongxin.figures.facts import ANY_GROUND, NO_EVIDENCE, UNKNOWN_GROUND
from tongxin.figures.figure import Bounds, Completeness, EvidenceKept, Ground, KeptOf
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.memory import ANSWERS
from tongxin.figures.plan import Engine, Piece, Plan, person_column
from tongxin.figures.register import PlaceRegister
from tongxin.figures.reporting import Reporting, reporting_of
from tongxin.figures.snapshot import Snapshot
from tongxin.kernel.period import Step, first_of, next_first

_EVERY_RETURN = 10_000_000


class Completing:
    """Answers for one snapshot; who reported where and when is remembered."""

    def __init__(self, answers: Answers, *, snapshot: Snapshot, engine: Engine) -> None:
        self._answers = answers
        self._snapshot = snapshot
        self._engine = engine
        self._reported = lru_cache(ANSWERS)(partial(_reporting, register=answers.register, engine=engine))

    def of(self, measure: Measure, *, plan: Plan, public: bool) -> Completeness | None:
        """Return what is known of the people, the returns and the evidence behind a plan; None where nothing can be.

        Beside a `public` figure about persons no class of the evidence of each is told, nor of a sum over rosters on which ground
        which part is known: it would cut the cell into smaller ones.
        """
        of_persons = person_column(plan.fact) is not None
        counted = of_persons and measure.kind in (Kind.PERSONS, Kind.PERSON_TIMES)
        tally = self._answers.tally(plan) if counted else None
        found = Completeness(
            resolved=tally.resolved if tally else None,
            participations=tally.rows if tally else None,
            returns=self._returns(measure.expected, plan=plan) if measure.expected else None,
            evidence=None if public and of_persons else self._evidence(plan),
            bounds=None if public and of_persons else self._bounds(measure, plan=plan, public=public),
        )
        return found if counted or measure.expected or found.evidence or found.bounds else None

    def _bounds(self, measure: Measure, *, plan: Plan, public: bool) -> Bounds | None:
        """Return between what a sum lies and how its parts are known: the same sums over the same rows, by other columns."""
        if measure.bounds is None or not self._snapshot.holds(plan.fact, (*measure.bounds, measure.grounds)):
            return None
        low, high = (self._answers.tally(replace(plan, value=name)).total for name in measure.bounds)
        grounds = []
        for code, label in plan.fact.column(measure.grounds).choices.items():
            tally = self._answers.tally(replace(plan, where=(*plan.where, (measure.grounds, (code,)))))
            if tally.rows:
                grounds.append(Ground(code, label, tally.total, tally.rows))
        return Bounds(low=low, high=high, grounds=tuple(_one_ground(grounds) if public and measure.roster else grounds))

    def _evidence(self, plan: Plan) -> EvidenceKept | None:
        """Return what is on file for the records of a plan; None where the fact or the older snapshot does not say."""
        column = plan.fact.evidence
        if column is None or not self._snapshot.holds(plan.fact, (column.name,)):
            return None
        rows = self._engine.kept(plan, column=column.name)
        there = ((code, label) for code, label in column.choices.items() if code != NO_EVIDENCE and rows.get(code))
        classes = tuple(KeptOf(code, label, rows[code]) for code, label in there)
        return EvidenceKept(records=sum(rows.values()), classes=classes)

    def _returns(self, code: str, *, plan: Plan) -> Reporting | None:
        """Return who reported at the place and time of a plan: of a narrowed one, what its subject owed itself.

        None where the snapshot is older than the returns, or where they are not told by such a subject.
        """
        fact = self._answers.registry.fact(code)
        of = None
        if plan.of is not None:
            column = fact.narrowings.get(plan.fact.column(plan.of[0]).subject)
            if column is None:
                return None
            of = column.name, plan.of[1]
        owed = Plan(
            fact=fact,
            subject=None,
            distinct=False,
            resolved=False,
            value="standing",
            where=(),
            path=plan.path,
            allowed=plan.allowed,
            pieces=plan.pieces if fact.is_stock else tuple(_whole_months(piece) for piece in plan.pieces),
            stock=fact.is_stock,
            of=of,
        )
        if not self._snapshot.holds(fact, (*owed.columns, *fact.page_columns)):
            return None
        return self._reported(owed)


def _reporting(owed: Plan, *, register: PlaceRegister, engine: Engine) -> Reporting:
    rows = engine.evidence(owed, after=-1, limit=_EVERY_RETURN)
    return reporting_of((row.value or 0, register.of(row.links["place"])) for row in rows)


def _one_ground(grounds: list[Ground]) -> Iterator[Ground]:
    """Yield what is known on any ground as one, and what is not known."""
    known = [one for one in grounds if one.code != UNKNOWN_GROUND]
    if known:
        amount, records = sum(one.amount for one in known), sum(one.records for one in known)
        yield Ground(ANY_GROUND, "有人数", amount, records)
    yield from (one for one in grounds if one.code == UNKNOWN_GROUND)


def _whole_months(piece: Piece) -> Piece:
    """Return a stretch of days with the months it begins and ends in whole: their returns speak for its days, too."""
    start, end = piece
    return first_of(start, Step.MONTH), next_first(end - timedelta(days=1), Step.MONTH)
