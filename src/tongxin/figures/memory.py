"""Remembering: a snapshot never changes, so what an engine once answered stays true for the life of the desk.

An answer is kept only where the files were what the manifest says before and after the reading: an error is never kept.
"""

from functools import lru_cache
from typing import Final

from tongxin.figures.grouping import Group, Grouping
from tongxin.figures.plan import Bucket, Engine, EvidenceRow, Plan, Tally

ANSWERS: Final = 1_024
"""How many answers of each kind are kept: those of a few boards."""


class RememberingEngine:
    """Asks another engine once for each plan. Evidence pages are not kept: they are long and seldom read twice."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tallies = lru_cache(ANSWERS)(engine.tallies)
        self._covered = lru_cache(ANSWERS)(engine.covered)
        self._kept = lru_cache(ANSWERS)(engine.kept)
        self._group_count = lru_cache(ANSWERS)(engine.group_count)
        self._evidence_hash = lru_cache(ANSWERS)(engine.evidence_hash)

    def tallies(self, plan: Plan) -> dict[Bucket, Tally]:
        """Return the tally of every cell that has rows."""
        return self._tallies(plan)

    def covered(self, plan: Plan) -> dict[int, frozenset[int]]:
        """Return the units that have a row, by piece of time."""
        return self._covered(plan)

    def kept(self, plan: Plan, *, column: str) -> dict[str, int]:
        """Return how many rows have evidence of which class."""
        return self._kept(plan, column=column)

    def evidence_hash(self, plan: Plan) -> tuple[int, str]:
        """Return the number of evidence rows and their fingerprint."""
        return self._evidence_hash(plan)

    def groups(self, plan: Plan, *, grouping: Grouping) -> list[Group]:
        """Return a stretch of the groups evidence rows fall into."""
        return self._engine.groups(plan, grouping=grouping)

    def group_count(self, plan: Plan, *, by: str) -> int:
        """Return how many groups there are."""
        return self._group_count(plan, by=by)

    def evidence(self, plan: Plan, *, after: int, limit: int) -> list[EvidenceRow]:
        """Return a page of evidence rows."""
        return self._engine.evidence(plan, after=after, limit=limit)
