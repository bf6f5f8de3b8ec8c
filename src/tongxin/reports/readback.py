"""Reading a report back as 核数 reads it: a sentence that says one time or place and states the figure of another is caught."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tongxin.claims.context import Context, Reader
from tongxin.claims.divisions import gazetteer
from tongxin.claims.legible import legible
from tongxin.claims.periods import Kind, Mention
from tongxin.kernel.period import Period
from tongxin.reports.extracted import Extracted
from tongxin.reports.paper import Number
from tongxin.reports.sentences import placed

_HERE: Final = ("全", "我")


@dataclass(frozen=True, kw_only=True)
class Misread:
    """A figure whose sentence speaks of another time or place: `said` are its words, `stated` what the figure is of."""

    number: Number
    said: str
    stated: str


def misread(read: Extracted, numbers: Sequence[Number], *, day: date, home: str) -> Iterator[Misread]:
    """Yield the figures that the words around them date or place otherwise. `day` is the report's, `home` its place's name.

    What 核数 understands of spans, terms and places is all that is known here: as it reads better, so does this.
    """
    known = {one.id: one for one in numbers}
    spans: dict[tuple[int, int], Number] = {}
    for since, paragraph in zip(read.starts, read.paragraphs, strict=True):
        spans |= {(since + start, since + end): known[one] for start, end, one in placed(paragraph)}
    reader = Reader(legible(read.text), list(read.claims), published=day, home=home, places=frozenset())
    for index, claim in enumerate(read.claims):
        number = next((one for (start, end), one in spans.items() if start < claim.end and claim.start < end), None)
        if number is None:
            continue
        context, since = reader.context(index), reader.sentence_start(index)
        mention = _mention(context, since=since)
        if mention and not _agree(mention, number):
            yield Misread(number=number, said=reader.text[mention.start : mention.end], stated=number.period)
        if said := _elsewhere(reader, index, context=context, number=number):
            yield Misread(number=number, said=said, stated=number.place.name)


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


def _elsewhere(reader: Reader, index: int, *, context: Context, number: Number) -> str:
    """Return the words of the figure's own sentence that name another place than the figure's, empty where none do."""
    if _is_called(number, context.place, home=reader.governing.home):
        return ""
    since, claim = reader.sentence_start(index), reader.claims[index]
    until = since + len(reader.whole_sentence(claim))
    for found in reader.governing.named:
        if found.name == context.place and since <= found.start < until:
            return reader.text[found.start : found.end]
    if context.place == reader.governing.home:  # 全省, 我市
        before = reader.text[since : claim.start]
        return next((word for word in (f"{one}{context.place[-1]}" for one in _HERE) if word in before), "")
    return ""


def _is_called(number: Number, name: str, *, home: str) -> bool:
    """Tell whether a name is the figure's place: by code, too, for places that were called otherwise."""
    lookup = gazetteer()
    return name == lookup.canonical(number.place.name) or lookup.code(name, home=home) == number.place.code
