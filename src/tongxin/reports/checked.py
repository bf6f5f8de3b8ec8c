"""What 核数 says of a report before it is issued: shown beside the text, never in the way of issuing."""

from collections.abc import Iterator
from datetime import date

from tongxin.claims.check import Check, check
from tongxin.claims.sources import register_of
from tongxin.figures import Desk
from tongxin.kernel.scope import Scope
from tongxin.reports.composing import Composition
from tongxin.reports.extracted import figured


def checked(found: Composition, *, desk: Desk, scope: Scope) -> Check:
    """Return a draft as 核数 checks it, in the places of the composition's text."""
    place = found.paper.place.name
    answers = register_of(desk, scope=scope, home=place)
    return check(found.text, date=date.fromisoformat(found.paper.day), home=place, answers=answers)


def objections(said: Check, *, found: Composition) -> Iterator[str]:
    """Yield a sentence for each disagreement of the text with itself that somebody wrote.

    Figures that stand in their places are what the records say, each of its own measure, place and time: nothing is guessed
    of them, and they do not contradict each other. Whether their sentence says so is told where it is read back.
    """
    spans = figured(list(found.paper.paragraphs()))
    for one in said.incoherences:
        if not one.spans or not all(_lives(span, spans) for span in one.spans):
            yield one.sentence


def _lives(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)
