"""What stands on the sheet, in order. A printer sets these parts and never looks into a paper's blocks itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any, Final

from tongxin.kernel.numerals import chinese
from tongxin.reports.paper import Chart, Heading, Number, Paper, Paragraph, Run, Series, Table
from tongxin.reports.printing.chart import draw, series_name, unfinished
from tongxin.reports.printing.drawing import Drawing
from tongxin.reports.printing.lines import Line, side_by_side

_LEVELS: Final = 3
_CHINESE: Final = "[一二三四五六七八九十百零〇]+"
_NUMBERED: Final = re.compile(rf"\s*(?:{_CHINESE}、|[（(]{_CHINESE}[）)]|\d+[.．、](?!\d))")
_LABELLED: Final = re.compile(r"\s*[图表]\s*[0-9０-９一二三四五六七八九十]")
# What XML cannot hold, and half characters.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Title:
    """A heading with its number."""

    level: int
    text: str
    kind: str = "title"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of text; `number` is the figure it states and `address` that figure's public page.

    `is_first` tells that the figure was not stated before.
    """

    text: str
    number: Number | None = None
    address: str = ""
    is_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Words:
    """A paragraph."""

    pieces: Sequence[Piece]
    kind: str = "words"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table. `note` says the place and period that all columns share; `fresh` are the series no table had before."""

    caption: str
    note: str
    heads: Sequence[str]
    lines: Sequence[Line]
    fresh: frozenset[str]
    kind: str = "grid"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A chart as drawings; empty where there is nothing to draw. `words` say it to whoever cannot see it."""

    caption: str
    note: str
    words: str
    drawings: Sequence[Drawing]
    kind: str = "picture"


Part = Title | Words | Grid | Picture


def parts(paper: Paper) -> tuple[Part, ...]:
    """Return the parts of the text. A chart stands alone: who wants its numbers as a table, too, puts one there."""
    return tuple(_Setter(paper).parts())


def printable(paper: Paper) -> Paper:
    """Return the paper with every character that no file can hold replaced by �."""
    return Paper.from_json(_cleaned(paper.json())) if _soiled(paper) else paper


def _soiled(value: Any) -> bool:
    if isinstance(value, str):
        return _UNPRINTABLE.search(value) is not None
    if isinstance(value, list | tuple):
        return any(_soiled(one) for one in value)
    return is_dataclass(value) and any(_soiled(one) for one in vars(value).values())


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list | tuple) else value


class _Setter:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.numbers = {one.id: one for one in paper.numbers}
        self.series = {one.id: one for one in paper.series}
        self.shown: set[str] = set()
        self.counts = [0] * _LEVELS
        self.labels = {"表": 0, "图": 0}

    def parts(self) -> Iterator[Part]:
        for block in self.paper.blocks:
            match block:
                case Heading():
                    yield self._title(block)
                case Paragraph():
                    yield self._words(block)
                case Table():
                    yield self._grid(block.series, caption=self._labelled("表", block.caption), corner=block.heading)
                case Chart():
                    yield self._chart(block)

    def _title(self, heading: Heading) -> Title:
        level = min(max(heading.level, 1), _LEVELS)
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (_LEVELS - level)
        if _NUMBERED.match(heading.text):
            return Title(level=level, text=heading.text)
        count = self.counts[level - 1]
        number = (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}.")[level - 1]
        return Title(level=level, text=number + heading.text)

    def _words(self, paragraph: Paragraph) -> Words:
        pieces = [self._piece(run) if run.figure else Piece(text=run.text) for run in paragraph.runs]
        return Words(pieces=pieces)

    def _piece(self, run: Run) -> Piece:
        number, address = self.numbers[run.figure], self.paper.figure_address(run.figure)
        return Piece(text=run.text, number=number, address=address, is_first=bool(self._fresh([run.figure])))

    def _fresh(self, identities: Sequence[str]) -> frozenset[str]:
        """Return which of these figures or series are shown for the first time, and remember them."""
        fresh = frozenset(identities) - self.shown
        self.shown |= fresh
        return fresh

    def _chart(self, chart: Chart) -> Picture:
        series = [self.series[one] for one in chart.series]
        caption = self._labelled("图", chart.caption)
        drawings = draw(chart.shape, series=series)
        return Picture(caption=caption, note=_shared(series), words=_told(caption, series), drawings=drawings)

    def _grid(self, identities: Sequence[str], *, caption: str, corner: str) -> Grid:
        series = [self.series[one] for one in identities]
        names = [series_name(one, among=series) for one in series]
        heads = [f"{name}（{one.unit}）" if one.unit else name for name, one in zip(names, series, strict=True)]
        return Grid(
            caption=caption,
            note=_shared(series),
            heads=(corner, *heads),
            lines=side_by_side(series),
            fresh=self._fresh(identities),
        )

    def _labelled(self, word: str, caption: str) -> str:
        """Number a caption, unless its writer did."""
        self.labels[word] += 1
        return caption if _LABELLED.match(caption) else f"{word}{self.labels[word]}　{caption}"


def _told(caption: str, series: Sequence[Series]) -> str:
    """Say a chart with every number of it."""
    lines = [f"{line.name} {'、'.join(box.cell.text for box in line.boxes if box)}" for line in side_by_side(series)]
    return f"{caption}：{'；'.join(lines)}"


def _shared(series: Sequence[Series]) -> str:
    """Say the place and period the series share."""
    places = {one.place.name for one in series}
    periods = {one.period for one in series}
    said = "，".join(next(iter(shared)) for shared in (places, periods) if len(shared) == 1 and shared != {""})
    running = unfinished(series)
    return f"{said}；{running[:4]}年只到{running.partition('至')[2]}，未满一年" if running else said
