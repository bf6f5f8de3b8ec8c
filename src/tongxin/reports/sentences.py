"""Sentences of a paragraph, and where in them each figure stands: by its position, so that two equal figures stay apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tongxin.reports.paper import Paper, Paragraph

_SENTENCE: Final = re.compile(r"[^。！？；!?;]*[。！？；!?;]?")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What stands before and after a figure within its sentence; `written` is the sentence with a comma for each figure."""

    before: str
    after: str
    written: str


def spans(made: Paragraph) -> Iterator[tuple[int, int, set[str]]]:
    """Yield where each sentence of a paragraph begins and ends, with the ids of its figures."""
    starts = [(start, figure) for start, _, figure in placed(made)]
    for found in _SENTENCE.finditer(made.text):
        if found.group():
            yield (
                found.start(),
                found.end(),
                {figure for start, figure in starts if found.start() <= start < found.end()},
            )


def sentences(made: Paragraph) -> Iterator[tuple[str, set[str]]]:
    """Yield each sentence of a paragraph with the ids of its figures."""
    for start, end, ids in spans(made):
        yield made.text[start:end].strip(), ids


def placed(made: Paragraph) -> Iterator[tuple[int, int, str]]:
    """Yield where each figure of a paragraph begins and ends, with its id."""
    position = 0
    for run in made.runs:
        if run.figure:
            yield position, position + len(run.text), run.figure
        position += len(run.text)


def standings(paper: Paper) -> Mapping[str, Standing]:
    """Return where each figure of a paper stands in its sentence, by the figure's id; where it is stated first."""
    found: dict[str, Standing] = {}
    for made in paper.paragraphs():
        figures = list(placed(made))
        for first, last, _ in spans(made):
            within = [one for one in figures if first <= one[0] < last]
            ends = [first, *(end for _, end, _ in within)]
            starts = [*(start for start, _, _ in within), last]
            written = "，".join(made.text[end:start] for end, start in zip(ends, starts, strict=True))
            for start, end, identity in within:
                before, after = made.text[first:start].lstrip(), made.text[end:last].rstrip()
                found.setdefault(identity, Standing(before=before, after=after, written=written))
    return found
