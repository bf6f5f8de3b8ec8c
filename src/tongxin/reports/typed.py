"""Numbers somebody typed into a paragraph instead of letting a figure stand there: found by the grammar of 核数."""

from collections.abc import Iterator

from tongxin.claims.extract import extract
from tongxin.reports.paper import Paragraph


def typed_numbers(paragraph: Paragraph) -> Iterator[str]:
    """Yield the words of every checkable number that no figure of the paragraph stands behind."""
    spans, position = [], 0
    for run in paragraph.runs:
        if run.figure:
            spans.append((position, position + len(run.text)))
        position += len(run.text)
    for claim in extract(paragraph.text):
        if not any(start < claim.end and claim.start < end for start, end in spans):
            yield claim.text
