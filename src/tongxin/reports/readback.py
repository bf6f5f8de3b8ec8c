"""Reading a report back as 核数 reads it: a sentence that says one time and states the figure of another is caught."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tongxin.claims.context import Context, Reader
from tongxin.claims.extract import extract
from tongxin.claims.periods import Kind, Mention
from tongxin.kernel.period import Period
from tongxin.reports.paper import Number, Paragraph

_YEAR = re.compile(r"\d{4}年")


@dataclass(frozen=True, kw_only=True)
class Mistimed:
    """A figure whose sentence says another time. `plainly` where it names a year in which the figure has no day."""

    number: Number
    said: str
    plainly: bool


def mistimed(paragraphs: Sequence[Paragraph], numbers: Sequence[Number], *, day: date, home: str) -> Iterator[Mistimed]:
    """Yield the figures that the words around them date otherwise. `day` is the report's, `home` its place's name."""
    text, spans, known = "", {}, {one.id: one for one in numbers}
    for paragraph in paragraphs:
        for run in paragraph.runs:
            if run.figure:
                spans[len(text), len(text) + len(run.text)] = known[run.figure]
            text += run.text
        text += "\n"
    claims = extract(text)
    reader = Reader(text, claims, published=day, home=home, places=frozenset())
    for index, claim in enumerate(claims):
        number = next((one for (start, end), one in spans.items() if start < claim.end and claim.start < end), None)
        mention = _mention(reader.context(index), since=reader.sentence_start(index)) if number else None
        if number and mention and not _agree(mention, number):
            words = reader.text[mention.start : mention.end]
            apart = not _overlap(mention.period, _period_of(number))
            yield Mistimed(number=number, said=words, plainly=apart and bool(_YEAR.search(words)))


def _mention(context: Context, *, since: int) -> Mention | None:
    """Return the time the figure's own sentence gives it; one from a sentence before may have ended with it."""
    mention = context.mention
    if mention is None or mention.start < since or mention.compared or mention.kind in (Kind.EARLIER, Kind.YEARLY):
        return None
    return mention


def _agree(mention: Mention, number: Number) -> bool:
    period = _period_of(number)
    if number.as_of or mention.kind in (Kind.AS_OF, Kind.DAY):
        return mention.period.last == period.last
    return mention.period == period


def _period_of(number: Number) -> Period:
    first, last = (number.as_of, number.as_of) if number.as_of else (number.begin, number.end)
    return Period.between(date.fromisoformat(str(first)), date.fromisoformat(str(last)))


def _overlap(first: Period, second: Period) -> bool:
    return first.start < second.end and second.start < first.end
