"""How complete the records behind a plan are: whose person is known, which units have reported for its time."""

from datetime import timedelta

from tongxin.figures.answers import Answers
from tongxin.figures.figure import Completeness
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.plan import Engine, Piece, Plan, person_column
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
        self._reported: dict[Plan, Reporting] = {}

    def of(self, measure: Measure, *, plan: Plan) -> Completeness | None:
        """Return what is known of the people and the returns behind a plan; None where neither is asked of the measure."""
        of_persons = measure.kind in (Kind.PERSONS, Kind.PERSON_TIMES) and person_column(plan.fact)
        if not of_persons and not measure.expected:
            return None
        tally = self._answers.tally(plan) if of_persons else None
        return Completeness(
            resolved=tally.resolved if tally else None,
            participations=tally.rows if tally else None,
            returns=self._returns(measure.expected, plan=plan) if measure.expected else None,
        )

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
        if owed not in self._reported:
            register = self._answers.register
            rows = self._engine.evidence(owed, after=-1, limit=_EVERY_RETURN)
            self._reported[owed] = reporting_of((row.value or 0, register.of(row.links["place"])) for row in rows)
        return self._reported[owed]


def _whole_months(piece: Piece) -> Piece:
    """Return a stretch of days with the months it begins and ends in whole: their returns speak for its days, too."""
    start, end = piece
    return first_of(start, Step.MONTH), next_first(end - timedelta(days=1), Step.MONTH)
