"""Disclosure control: which public cells are withheld so that no small group of persons can be read or worked out.

A cell with fewer than k distinct persons behind it is withheld. Then, along the tree of places, more are withheld until
subtraction reveals nothing: a parent shown with one withheld child would give the child away, and so would children
shown below a withheld parent.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Node:
    """A place in a public table. `rows` records and `persons` distinct persons are behind its cell."""

    id: int
    parent: int | None
    rows: int
    persons: int


class Suppression:
    """Decides for one table - one measure, one time, every level of places - which cells are withheld."""

    def __init__(self, nodes: Iterable[Node], *, k: int) -> None:
        self._nodes = {node.id: node for node in nodes}
        self._k = k
        self._children: dict[int, list[Node]] = defaultdict(list)
        for node in self._nodes.values():
            if node.parent is not None and node.parent in self._nodes:
                self._children[node.parent].append(node)
        self.small = frozenset(node.id for node in self._nodes.values() if node.rows and node.persons < k)
        self._withheld = set(self.small)

    def withheld(self) -> frozenset[int]:
        """Return the ids of all withheld cells: the small ones and those that would give them away."""
        changed = True
        while changed:
            before = len(self._withheld)
            for parent in self._children:
                self._protect(parent)
            changed = len(self._withheld) > before
        return frozenset(self._withheld)

    def _protect(self, parent: int) -> None:
        children = [child for child in self._children[parent] if child.rows]
        hidden = [child for child in children if child.id in self._withheld]
        if parent in self._withheld:
            # Children that are all shown add up to their withheld parent.
            enough = bool(hidden) or not children
        else:
            # What is hidden must be at least two cells that together hold k persons.
            enough = not hidden or (len(hidden) > 1 and sum(child.persons for child in hidden) >= self._k)
        if enough:
            return
        shown = [child for child in children if child.id not in self._withheld]
        if shown:
            self._withheld.add(min(shown, key=lambda child: (child.persons, child.rows, child.id)).id)
        else:
            self._withheld.add(parent)
