"""Disclosure control: which public cells are withheld so that no small group of persons can be read or worked out.

A cell with fewer than k distinct persons behind it is withheld. Then, along the tree of places, more are withheld until
subtraction reveals nothing. What can be worked out below a shown cell is the sum of its finest hidden cells: its value
less everything shown. That sum must join at least two cells and at least k persons. Records that hang at a place itself
and at none of its parts - a class held by the prefecture - are a hidden cell like any other, though never a shown one.

Last, whole numbers are bounded: of two hidden cells that share 8, each small, both are 4. So a table is read once more by a
reader who sees persons and records and even knows which cells are small (1 to k-1) and which only protect others (k or
more); while he could tell what is behind a small one, more is withheld. He may hold several releases of one table beside
each other, each no smaller than the one before.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tongxin.figures.inference import ANY, NoLess, Range, Relation, Sum, narrowed

Table = Sequence["Read"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A cell of a public table. `rows` records and `persons` distinct persons are behind it.

    `remainder` marks the records of a place that hang at none of its parts: a cell nobody is shown.
    """

    id: int
    parent: int | None
    rows: int
    persons: int
    remainder: bool = False


@dataclass(frozen=True, kw_only=True)
class Read:
    """A cell as that reader knows it: between what its persons and records lie, and whether it is a small hidden one."""

    id: int
    parent: int | None
    persons: Range
    rows: Range
    small: bool


class Suppression:
    """Decides for one table - one measure, one time, every level of places - which cells are withheld."""

    def __init__(self, nodes: Iterable[Node], *, k: int) -> None:
        self._nodes = {node.id: node for node in nodes if node.rows}
        self._k = k
        self._children: dict[int | None, list[Node]] = defaultdict(list)
        for node in self._nodes.values():
            self._children[node.parent].append(node)
        self._hidden = {node.id for node in self._nodes.values() if node.remainder or node.persons < k}

    def withheld(self) -> frozenset[int]:
        """Return the ids of all withheld cells: the small ones and those that would give them away."""
        self._protect_all()
        while any(self._hide_beside(self._nodes[number]) for _, number in given_away([self.reading()])):
            self._protect_all()
        return frozenset(node_id for node_id in self._hidden if not self._nodes[node_id].remainder)

    def reading(self) -> Table:
        """Return the table as its reader knows it now."""
        return [
            Read(
                id=node.id,
                parent=node.parent,
                persons=self._thinkable(node, node.persons),
                rows=self._thinkable(node, node.rows),
                small=node.id in self._hidden and node.persons < self._k,
            )
            for node in self._nodes.values()
        ]

    def _thinkable(self, node: Node, value: int) -> Range:
        if node.id not in self._hidden:
            return value, value
        if node.persons < self._k:
            return min(value, 1), self._k - 1 if value < self._k else ANY
        return self._k, ANY

    def _protect_all(self) -> None:
        unsafe = True
        while unsafe:
            before = len(self._hidden)
            for node in self._nodes.values():
                self._protect(node)
            unsafe = len(self._hidden) > before

    def _hide_beside(self, node: Node) -> bool:
        """Hide one more cell near a hidden one that could be worked out; tell whether there was one."""
        parent = node.parent
        while parent in self._nodes:
            above = self._nodes[parent]
            near = [part for part in self._children[above.id] if part.id not in self._hidden]
            near = near or [part for part in (*self._frontier(above), above) if part.id not in self._hidden]
            if near:
                self._hidden.add(_least(near))
                return True
            parent = above.parent
        return False

    def _protect(self, node: Node) -> None:
        """Hide one more cell where what is shown gives away what is hidden at this node or below it."""
        if self._is_safe(node):
            return
        parts = [part for part in self._children[node.id] if part.id not in self._hidden]
        candidates = parts or [part for part in self._frontier(node) if part.id not in self._hidden] or [node]
        self._hidden.add(_least(candidates))

    def _is_safe(self, node: Node) -> bool:
        hidden = [part for part in self._children[node.id] if part.id in self._hidden]
        if node.id in self._hidden:
            # Parts that are all shown would add up to their withheld whole.
            return bool(hidden) or not self._children[node.id]
        if not hidden:
            return True
        alone = len(hidden) == 1
        return self._persons_at_least(node) >= self._k and not (alone and not hidden[0].remainder)

    def _persons_at_least(self, node: Node) -> int:
        """Return a lower bound of the distinct persons behind the finest hidden cells below a shown one."""
        frontier = list(self._frontier(node))
        shown = sum(cell.persons for cell in frontier if cell.id not in self._hidden)
        largest = max(cell.persons for cell in frontier if cell.id in self._hidden)
        return max(largest, node.persons - shown)

    def _frontier(self, node: Node) -> Iterator[Node]:
        """Yield the shown cells just below a node or its hidden parts, and the finest hidden ones."""
        for part in self._children[node.id]:
            if part.id in self._hidden and self._children[part.id]:
                yield from self._frontier(part)
            else:
                yield part


def given_away(tables: Sequence[Table]) -> list[tuple[int, int]]:
    """Return the small hidden cells whose persons or records follow from these releases of one table, oldest first.

    Each is the number of its release and its id.
    """
    known: dict[Hashable, Range] = {}
    for number, table in enumerate(tables):
        known |= {(number, cell.id, "persons"): cell.persons for cell in table}
        known |= {(number, cell.id, "rows"): cell.rows for cell in table}
    found = narrowed(list(_relations(tables)), known)
    fixed = {key for key, (low, high) in found.items() if low == high}
    return [
        (number, cell.id)
        for number, table in enumerate(tables)
        for cell in table
        if cell.small and fixed & {(number, cell.id, "persons"), (number, cell.id, "rows")}
    ]


def _relations(tables: Sequence[Table]) -> Iterator[Relation]:
    for number, table in enumerate(tables):
        yield from _within(table, number=number)
    for number, (earlier, later) in enumerate(pairwise(tables)):
        for one in {cell.id for cell in earlier} & {cell.id for cell in later}:
            for column in ("rows", "persons"):
                yield NoLess(less=(number, one, column), more=(number + 1, one, column))


def _within(table: Table, *, number: int) -> Iterator[Relation]:
    """Yield what holds in one release: records of parts add up, and nobody has less than one."""
    parts: dict[int | None, list[int]] = defaultdict(list)
    for cell in table:
        parts[cell.parent].append(cell.id)
        yield NoLess(less=(number, cell.id, "persons"), more=(number, cell.id, "rows"))
    for cell in table:
        for column, exact in (("rows", True), ("persons", False)):
            if below := tuple((number, part, column) for part in parts[cell.id]):
                yield Sum(whole=(number, cell.id, column), parts=below, exact=exact)


def _least(cells: Iterable[Node]) -> int:
    """Return the cell that is missed least."""
    return min(cells, key=lambda cell: (cell.persons, cell.rows, cell.id)).id
