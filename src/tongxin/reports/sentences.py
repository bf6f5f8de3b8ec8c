"""Sentences of a paragraph, and where in them each figure stands: by its position, so that two equal figures stay apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tongxin.reports.paper import Paper, Paragraph

_SENTENCE: Final = re.compile(r"[^。！？；!?;]*[。！？；!?;]?")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What stands before and after a figure within its sentence."""

    before: str
    after: str


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
        for start, end, identity in placed(made):
            first, last = next((first, last) for first, last, _ in spans(made) if first <= start < last)
            standing = Standing(before=made.text[first:start].lstrip(), after=made.text[end:last].rstrip())
            found.setdefault(identity, standing)
    return found
