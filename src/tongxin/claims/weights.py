"""Every weight of the matching, in one table: what speaks for a reading and how much. Set on the development corpora.

Set on the two development corpora of the tests, where nothing else is said: match 0.996 and 0.969, error F1 1.000 and 0.983.
Change one only with both.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Scores run from 0 (says nothing of it) to about 1 (says it in full)."""

    accept: float = 0.36
    """Below this the text is silent."""
    taken: float = 0.95
    """How much of the owner's score another sentence must reach to speak of the same record."""
    equal: float = 0.03
    """Two readings nearer than this are not told apart by their scores alone."""
    even: float = 0.1
    """Nor by their own words, where the contrast is smaller than this."""
    close: float = 0.3
    contrast: float = 0.45
    hopeless: float = 0.4
    """Of very many candidates those are looked at closely of whose names at least this part of the best is heard near."""
    far: float = 0.6
    lonely: float = 0.18
    alone: float = 0.15
    attached: float = 0.1
    same_unit: float = 0.03
    sole_unit: float = 0.1
    noun: float = 0.12
    short_for: float = 0.25
    limit: float = 0.1
    """A limit (不超过) for a name that says 最大 or 上限."""
    named: float = 1.5
    """An event that is named outweighs whatever else is heard."""
    nearest: float = 0.5
    """How much of a name must be heard to tell a reader of it, though it answers nothing."""
    left_over: float = 0.1
    """What claim and record that are left over must at least have in common."""
    own: float = 0.6
    """A record whose name has less of the figure's own words than this accuses nobody where another fits, or it is far off."""
    in_full: float = 0.85
    """A name of which at least this part is heard is meant, however far off its value."""
    off: Fraction = Fraction(2)
    """So many times as much, or as little, is far off. Set, as `own` and `in_full`, on the sets of unseen reports (ADR 54)."""
    ahead: float = 0.04
    """How far ahead of all others that are left over they must be for each other."""


WEIGHTS: Final = Weights()
SHOWN: Final = 4
"""Readings a finding shows."""
