"""The paragraphs of a report as 核数 extracts their numbers: once for all who ask of it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

from tongxin.claims.claim import Claim
from tongxin.claims.extract import extract
from tongxin.reports.paper import Paragraph
from tongxin.reports.sentences import placed


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """Paragraphs a line each, the claims of their text in order, and where each paragraph begins in it."""

    text: str
    claims: Sequence[Claim]
    paragraphs: Sequence[Paragraph]
    starts: Sequence[int]

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph]) -> Self:
        """Extract the claims of paragraphs."""
        starts = starts_of(paragraphs)
        text = "".join(one.text.replace("\n", " ") + "\n" for one in paragraphs)
        return cls(text=text, claims=extract(text), paragraphs=paragraphs, starts=starts)

    def within(self, index: int) -> list[Claim]:
        """Return the claims of one paragraph, told in its own places."""
        since = self.starts[index]
        return [
            replace(one, start=one.start - since, end=one.end - since)
            for one in self.claims
            if bisect_right(self.starts, one.start) == index + 1
        ]


def starts_of(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Return where each of paragraphs, a line each, begins in their text."""
    return list(accumulate((len(one.text) + 1 for one in paragraphs[:-1]), initial=0))[: len(paragraphs)]


def figured(paragraphs: Sequence[Paragraph]) -> list[tuple[int, int]]:
    """Return where figures stand in the text of paragraphs, a line each."""
    started = zip(starts_of(paragraphs), paragraphs, strict=True)
    return [(since + start, since + end) for since, one in started for start, end, _ in placed(one)]
