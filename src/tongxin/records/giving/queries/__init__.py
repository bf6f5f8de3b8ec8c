"""Reads of giving."""

from tongxin.records.giving.queries.open_data import FEWEST, Grant, Published, published, published_years
from tongxin.records.giving.queries.records import (
    Candidate,
    Candidates,
    Totals,
    book_of,
    books,
    broken,
    candidates,
    causes_known,
    every_cause,
    given_by,
    giver_of,
    lines_of,
    matches_of,
    totals_of,
    uses_of,
)

__all__ = [
    "FEWEST",
    "Candidate",
    "Candidates",
    "Grant",
    "Published",
    "Totals",
    "book_of",
    "books",
    "broken",
    "candidates",
    "causes_known",
    "every_cause",
    "given_by",
    "giver_of",
    "lines_of",
    "matches_of",
    "published",
    "published_years",
    "totals_of",
    "uses_of",
]
