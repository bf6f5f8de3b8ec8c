"""Series side by side: which cells share a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongxin.reports.paper import Cell, Series


@dataclass(frozen=True, kw_only=True)
class Box:
    """A cell of a series; `index` is its place in the series, from 0."""

    series: Series
    index: int
    cell: Cell


@dataclass(frozen=True, kw_only=True)
class Line:
    """A place or piece of time, with one box for each series; None where a series has no cell for it."""

    name: str
    boxes: Sequence[Box | None]


def side_by_side(series: Sequence[Series]) -> tuple[Line, ...]:
    """Join the cells of series by code: lines in the order of the first series, then what only later ones have."""
    names: dict[str, str] = {}
    columns: list[dict[str, Box]] = []
    for one in series:
        boxes = {cell.code: Box(series=one, index=index, cell=cell) for index, cell in enumerate(one.cells)}
        for code, box in boxes.items():
            names.setdefault(code, box.cell.name)
        columns.append(boxes)
    return tuple(Line(name=name, boxes=tuple(boxes.get(code) for boxes in columns)) for code, name in names.items())
