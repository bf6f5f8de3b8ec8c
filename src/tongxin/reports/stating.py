"""A computed figure as a paper states it: with the words, the definition, how complete it is."""

from tongxin.board.calendar import Time
from tongxin.figures import Figure, Place
from tongxin.figures.figure import decimal_text
from tongxin.reports import paper
from tongxin.reports.styles import SHARES, Style, unit_words


def number_of(figure: Figure, *, time: Time, style: Style, words: str) -> paper.Number:
    """Return a figure as a paper states it, not yet numbered, public nor in a sentence."""
    measure, question = figure.measure, figure.question
    shares = measure.kind in SHARES
    return paper.Number(
        id="",
        measure=measure.code,
        version=measure.version,
        name=measure.name,
        definition=measure.definition,
        unit=unit_words(measure),
        kind=measure.kind.value,
        place=_spot(figure.place),
        begin=question.period.start.isoformat() if question.period else None,
        end=question.period.last.isoformat() if question.period else None,
        as_of=question.as_of.isoformat() if question.as_of else None,
        period=time.label,
        style=style.value,
        text=words,
        status=figure.status.value,
        value=None if figure.value is None else decimal_text(figure.value, measure=measure),
        numerator=figure.numerator if shares else None,
        denominator=figure.denominator if shares else None,
        evidence_count=figure.evidence_count,
        evidence_hash=figure.evidence_hash,
        completeness=_reported(figure),
        estimated=not figure.is_earned,
        public=False,
        why_not="",
        sentence="",
    )


def _spot(place: Place) -> paper.Spot:
    return paper.Spot(code=place.code, name=place.name)


def _reported(figure: Figure) -> paper.Reported | None:
    complete = figure.completeness
    if complete is None:
        return None
    returns = complete.returns
    return paper.Reported(
        expected=returns.expected if returns else 0,
        reported=returns.there if returns else 0,
        nil=returns.nil if returns else 0,
        approved=returns.approved if returns else 0,
        pending=returns.pending if returns else 0,
        missing=tuple(_spot(place) for place in returns.missing) if returns else (),
        resolved=complete.resolved,
        participations=complete.participations,
    )
