"""Disclosure control: which public cells are withheld so that no small group of persons can be read or worked out.

A cell with fewer than k distinct persons behind it is withheld. Then, along the tree of places, more are withheld until
subtraction reveals nothing. What can be worked out below a shown cell is the sum of its finest hidden cells: its value
less everything shown. That sum must join at least two cells and at least k persons. Records that hang at a place itself
and at none of its parts - a class held by the prefecture - are a hidden cell like any other, though never a shown one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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


class Suppression:
    """Decides for one table - one measure, one time, every level of places - which cells are withheld."""

    def __init__(self, nodes: Iterable[Node], *, k: int) -> None:
        self._nodes = {node.id: node for node in nodes if node.rows}
        self._k = k
        self._children: dict[int | None, list[Node]] = defaultdict(list)
        for node in self._nodes.values():
            self._children[node.parent].append(node)
        self._hidden = {node.id for node in self._nodes.values() if node.remainder or node.persons < k}
        self.small = frozenset(node_id for node_id in self._hidden if not self._nodes[node_id].remainder)

    def withheld(self) -> frozenset[int]:
        """Return the ids of all withheld cells: the small ones and those that would give them away."""
        unsafe = True
        while unsafe:
            before = len(self._hidden)
            for node in self._nodes.values():
                self._protect(node)
            unsafe = len(self._hidden) > before
        return frozenset(node_id for node_id in self._hidden if not self._nodes[node_id].remainder)

    def _protect(self, node: Node) -> None:
        """Hide one more cell where what is shown gives away what is hidden at this node or below it."""
        if self._is_safe(node):
            return
        parts = [part for part in self._children[node.id] if part.id not in self._hidden]
        candidates = parts or [part for part in self._frontier(node) if part.id not in self._hidden] or [node]
        self._hidden.add(min(candidates, key=lambda cell: (cell.persons, cell.rows, cell.id)).id)

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
