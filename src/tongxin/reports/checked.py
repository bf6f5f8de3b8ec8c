"""What 核数 says of a report before it is issued: shown beside the text, never in the way of issuing."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from tongxin.claims.check import check
from tongxin.claims.explain import reason
from tongxin.claims.sources import register_of
from tongxin.claims.verdict import Verdict
from tongxin.figures import Desk
from tongxin.kernel.scope import Scope
from tongxin.reports.paper import Paper

_SAID: Final = frozenset({Verdict.CONTRADICTED, Verdict.STALE, Verdict.AMBIGUOUS, Verdict.LOOSE})
"""What somebody should look at: not what fits, and not what no record speaks of."""


def objections(paper: Paper, *, desk: Desk, scope: Scope) -> Iterator[str]:
    """Yield a sentence for each figure of the text that does not agree with the records as 核数 reads it, then for what does not add up."""
    text = "\n".join(one.text for one in paper.paragraphs())
    answers = register_of(desk, scope=scope, home=paper.place.name)
    found = check(text, date=date.fromisoformat(paper.day), home=paper.place.name, answers=answers)
    yield from dict.fromkeys(reason(one) for one in found.findings if one.verdict in _SAID)
    yield from (one.sentence for one in found.incoherences)
