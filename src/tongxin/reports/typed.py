"""Numbers somebody typed into a paragraph instead of letting a figure stand there: found by the grammar of 核数."""

from collections.abc import Iterator, Sequence

from tongxin.claims.claim import Claim
from tongxin.reports.paper import Paragraph
from tongxin.reports.sentences import placed


def typed_numbers(paragraph: Paragraph, *, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Yield every checkable number of a paragraph, of its `claims`, that no figure stands behind."""
    spans = list(placed(paragraph))
    for claim in claims:
        if not any(start < claim.end and claim.start < end for start, end, _ in spans):
            yield claim
