"""The installed register as `Answers`: every measure of the catalogue under its Chinese names, computed when asked."""

import os
from collections.abc import Sequence
from fractions import Fraction

from tongxin.claims.answers import COMPLETE, INCOMPLETE, Answer, Answers, Candidate
from tongxin.claims.divisions import gazetteer
from tongxin.figures.desk import Desk
from tongxin.figures.figure import Figure, decimal_text
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.question import Question, is_stock
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope

_SHARES = (Kind.COVERAGE, Kind.RATIO)


class RegisterAnswers:
    """Answers from one snapshot within one scope. A new measure joins by being declared in its own room."""

    def __init__(self, desk: Desk, *, scope: Scope, home: str) -> None:
        self._desk = desk
        self._scope = scope
        self._home = gazetteer().canonical(home)
        measures = [measure for measure in desk.registry.measures if measure.public or scope.grants]
        self._measures = {measure.code: measure for measure in measures}
        self._candidates = tuple(self._candidate(measure) for measure in measures)

    def _candidate(self, measure: Measure) -> Candidate:
        return Candidate(
            key=measure.code,
            names=(measure.name, *measure.names),
            unit=measure.unit,
            day=is_stock(measure, registry=self._desk.registry),
            share=measure.kind in _SHARES,
            words=measure.words,
            definition=measure.definition,
        )

    def candidates(self) -> Sequence[Candidate]:
        """List the measures."""
        return self._candidates

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        """Compute the figure; None where the register knows no such place or the time is still to come."""
        code = gazetteer().code(place, home=self._home)
        question = Question(
            measure=candidate.key,
            place=code,
            period=None if candidate.day else period,
            as_of=period.last if candidate.day else None,
        )
        try:
            figure = self._desk.figure(question, scope=self._scope, fingerprint=False)
        except (InputError, NotFoundError):
            return None
        if figure.value is None:
            return Answer(None, status=figure.status.value, source=figure.snapshot)
        if figure.denominator is not None and figure.numerator is not None:
            above, below = Fraction(figure.numerator), Fraction(figure.denominator)
            return Answer(above / below, above, below, status=_completeness(figure), source=figure.snapshot)
        exact = Fraction(decimal_text(figure.value, measure=self._measures[candidate.key]))
        return Answer(exact, status=_completeness(figure), source=figure.snapshot)


def _completeness(figure: Figure) -> str:
    """Return what is known of the returns behind a figure; nothing where nobody owed any."""
    returns = figure.completeness.returns if figure.completeness else None
    if not figure.is_earned:
        return INCOMPLETE
    return COMPLETE if returns is not None and returns.rate == 1 else ""


def register_answers(*, home: str) -> Answers:
    """Open the register for the command line: sets Django up, takes the newest snapshot, sees the whole network."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
    import django  # noqa: PLC0415 - the stand-alone check never pays for it

    django.setup()
    from tongxin.ports.desk import current_desk  # noqa: PLC0415 - needs Django set up

    return RegisterAnswers(current_desk(), scope=Scope.everything(), home=home)
