"""Plain arithmetic and geography of gifts: what is left of one, and which place two tellings of it share."""

from collections.abc import Iterable
from dataclasses import dataclass

from tongxin.records.giving.models import IN_VALUE, Line

FOUR_EYES_FROM = 10_000_000
"""From 100,000 yuan on, a gift is checked by another person, unless the organisation has said otherwise. In fen."""


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What the lines of gifts come to, in fen: received (net of what was reversed and given back) and used."""

    received: int = 0
    used: int = 0

    @property
    def left(self) -> int:
        """What may still be used or given back."""
        return self.received - self.used


def balance(lines: Iterable[Line]) -> Balance:
    """Return what lines come to; those that say that two levels told of one gift take nothing from the gift itself."""
    received = used = 0
    for line in lines:
        if line.kind in (Line.Kind.USED, Line.Kind.USE_VOIDED):
            used += line.value
        elif line.kind in IN_VALUE and line.kind not in (Line.Kind.MATCHED, Line.Kind.UNMATCHED):
            received += line.value
    return Balance(received=received, used=used)


def common_path(one: str, other: str) -> str:
    """Return the path of the smallest place that holds both."""
    shared = []
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right or not left:
            break
        shared.append(left)
    return "".join(f"{step}/" for step in shared)
