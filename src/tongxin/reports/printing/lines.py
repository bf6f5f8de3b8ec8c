"""Series side by side: which cells share a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tongxin.reports.paper import Cell, Series

_ROLES: Final = ("", "own", "total")


@dataclass(frozen=True, kw_only=True)
class Box:
    """A cell of a series; `index` is its place in the series, from 0."""

    series: Series
    index: int
    cell: Cell


@dataclass(frozen=True, kw_only=True)
class Line:
    """A place or piece of time, with one box for each series; None where a series has no cell for it.

    `role` is `own` or `total` for the lines that close a table.
    """

    name: str
    boxes: Sequence[Box | None]
    role: str = ""


def side_by_side(series: Sequence[Series]) -> tuple[Line, ...]:
    """Join the cells of series by code: lines in the order of the first series, then what only later ones have.

    What closes a table, 省本级 and 合计, stands at its end.
    """
    names: dict[str, Cell] = {}
    columns: list[dict[str, Box]] = []
    for one in series:
        boxes = {cell.code: Box(series=one, index=index, cell=cell) for index, cell in enumerate(one.cells)}
        for code, box in boxes.items():
            names.setdefault(code, box.cell)
        columns.append(boxes)
    codes = sorted(names, key=lambda code: _ROLES.index(names[code].role))
    return tuple(
        Line(name=names[code].name, boxes=tuple(boxes.get(code) for boxes in columns), role=names[code].role)
        for code in codes
    )
