"""The installed register as `Answers`: every measure of the catalogue under its Chinese names, computed when asked."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

from tongxin.claims.answers import COMPLETE, EMPTY, INCOMPLETE, UNAVAILABLE, Answer, Answers, Candidate
from tongxin.claims.divisions import gazetteer
from tongxin.claims.phrases import with_phrases
from tongxin.claims.said import Record
from tongxin.figures.desk import Desk
from tongxin.figures.figure import Figure, Status, decimal_text
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.narrowing import Of
from tongxin.figures.plan import counts_only
from tongxin.figures.question import Question, is_stock
from tongxin.kernel.divisions import divisions
from tongxin.kernel.errors import InputError, NotFoundError, UnavailableError
from tongxin.kernel.period import EARLIEST, Period
from tongxin.kernel.scope import Scope
from tongxin.ports.subjects import NamedRecord, Subject

_LATEST = date(2199, 12, 31)
_SHARES = (Kind.COVERAGE, Kind.RATIO)
Names = Callable[[], Iterable[tuple[Subject, NamedRecord]]]
"""The records a text may name, for the scope the answers are given in; asked for at most once a check."""


class RegisterAnswers:
    """Answers from one snapshot within one scope. A new measure joins by being declared in its own room.

    Where `names` hands over what the scope may know of, a name said in the text narrows what is asked.
    """

    def __init__(self, desk: Desk, *, scope: Scope, home: str, names: Names | None = None) -> None:
        self._desk = desk
        self._scope = scope
        self._home = gazetteer().innermost(home)
        measures = [measure for measure in desk.registry.measures if measure.public or scope.grants]
        self._measures = {measure.code: measure for measure in measures}
        self._candidates = tuple(self._candidate(measure) for measure in measures)
        self._narrowing = RegisterNarrowing(desk, home=self._home, names=names) if names else None

    @property
    def narrowing(self) -> "RegisterNarrowing | None":
        """The records a text may name, and what can be narrowed to them."""
        return self._narrowing

    @property
    def notice(self) -> str:
        """What has to be said of the snapshot, where it is not the one it should be."""
        return self._desk.notice

    def _candidate(self, measure: Measure) -> Candidate:
        return Candidate(
            key=measure.code,
            names=(measure.name, *measure.names),
            unit=measure.unit,
            day=is_stock(measure, registry=self._desk.registry),
            share=measure.kind in _SHARES,
            words=measure.words,
            definition=measure.definition,
            single=measure.single,
            since=measure.since,
            said_with=measure.said_with,
        )

    def candidates(self) -> Sequence[Candidate]:
        """List the measures."""
        return self._candidates

    def answer(self, candidate: Candidate, *, place: str, period: Period) -> Answer | None:
        """Compute the figure; None where the register knows no such place or the time is still to come."""
        question = question_of(candidate, place=place, period=period, home=self._home)
        try:
            figure = self._desk.figure(question, scope=self._scope, fingerprint=False)
        except InputError:
            return None
        except NotFoundError:
            return Answer(None, status=Status.WITHHELD.value) if candidate.of else None
        except UnavailableError:
            if candidate.of is None:
                raise
            return Answer(None, status=UNAVAILABLE)
        if figure.value is None:
            return Answer(None, status=figure.status.value, source=figure.snapshot)
        if figure.denominator is not None and figure.numerator is not None:
            above, below = Fraction(figure.numerator), Fraction(figure.denominator)
            return Answer(above / below, above, below, status=_completeness(figure), source=figure.snapshot)
        told = _completeness(figure) == COMPLETE  # every unit that owed a return has said that there was none
        if not figure.value and candidate.of is None and not told and self._is_empty(candidate, place, period):
            return Answer(Fraction(0), status=EMPTY, source=figure.snapshot)
        exact = Fraction(decimal_text(figure.value, measure=self._measures[candidate.key]))
        return Answer(exact, status=_completeness(figure), source=figure.snapshot)

    def _is_empty(self, candidate: Candidate, place: str, period: Period) -> bool:
        """Tell nothing recorded from none: a stock of nothing, or a time before the first or after the last record of a place."""
        if candidate.day:
            return True
        until, since = Period.between(EARLIEST, period.last), Period.between(period.start, _LATEST)
        return not all(self._recorded(candidate, place, one) for one in (until, since))

    def _recorded(self, candidate: Candidate, place: str, period: Period) -> bool:
        question = question_of(candidate, place=place, period=period, home=self._home)
        return bool(self._desk.figure(question, scope=self._scope, fingerprint=False).value)


def question_of(candidate: Candidate, *, place: str, period: Period, home: str) -> Question:
    """Return the question a candidate of the register stands for: at the place named, or where its one record is."""
    record = candidate.of
    return Question(
        measure=candidate.key,
        place=record.code if record and not record.everywhere else gazetteer().code(place, home=home),
        period=None if candidate.day else period,
        as_of=period.last if candidate.day else None,
        of=Of(subject=record.word, id=record.id) if record else None,
    )


class RegisterNarrowing:
    """The records of the register a text may name, and which measures can be asked for one of them alone."""

    def __init__(self, desk: Desk, *, home: str, names: Names) -> None:
        self._desk = desk
        self._names = names
        codes = gazetteer().codes.get(home, ())
        self._home = divisions()[codes[0]].path if len(codes) == 1 else None

    def named(self) -> Iterator[tuple[str, Record]]:
        """Yield every name with the record that bears it."""
        for subject, one in self._names():
            place = self._desk.register.known(one.path)
            record = Record(
                word=subject.word,
                label=subject.label,
                id=one.id,
                name=one.names[0],
                path=one.path,
                code=place.code if place else "",
                acts=subject.acts,
                home=one.path == self._home,
                days=one.days,
                begins=one.begins,
                everywhere=subject.everywhere,
                from_begin=subject.from_begin,
            )
            for name in one.names:
                yield name, record

    def narrowed(self, candidate: Candidate, record: Record) -> Candidate | None:
        """Return the candidate for this record alone, None where the measure cannot be asked so.

        It stays as it is where narrowing would count the record itself: X基地等实践创新基地 speaks of all of them.
        """
        registry = self._desk.registry
        measure = registry.measure(candidate.key)
        if record.word not in registry.narrowings(measure) or not record.code:
            return None
        of = Of(subject=record.word, id=record.id)
        if any(counts_only(part, fact=registry.fact(part.fact), of=of) for part in registry.parts(measure)):
            return candidate
        period = None if candidate.day else record.days
        place = None if record.everywhere else self._desk.register.place(record.code).name
        since = record.begins if record.from_begin else candidate.since
        return replace(candidate, of=record, place=place, period=period, since=since)


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
    from tongxin.claims.queries import phrases_for  # noqa: PLC0415 - needs Django set up
    from tongxin.ports.desk import current_desk  # noqa: PLC0415 - needs Django set up
    from tongxin.ports.narrowed import all_named  # noqa: PLC0415 - needs Django set up

    scope = Scope.everything()
    answers = RegisterAnswers(current_desk(), scope=scope, home=home, names=partial(all_named, scope))
    return with_phrases(answers, phrases_for(scope, table=False))
