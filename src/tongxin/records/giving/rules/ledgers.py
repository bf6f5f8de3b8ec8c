"""What the lines of ledgers come to, and which place two tellings of a gift share."""

from collections.abc import Iterable
from dataclasses import dataclass

from tongxin.records.giving.models import BETWEEN_LEVELS, OF_USE, Line

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
        if line.kind in OF_USE:
            used += line.value
        elif line.kind not in BETWEEN_LEVELS:
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


def follow(line: Line, last: Line | None) -> None:
    """Give a line what its ledger comes to with it; `last` is the line before, None for the first of a ledger."""
    before = (last.received, last.used, last.gifts) if last is not None else (0, 0, 0)
    line.received, line.used, line.gifts = totals_with(before, kind=line.kind, value=line.value, pieces=line.pieces)


def totals_with(totals: tuple[int, int, int], *, kind: str, value: int, pieces: int) -> tuple[int, int, int]:
    """Return what a ledger comes to with one more line: received and used in fen, and gifts."""
    received, used, gifts = totals
    if kind in OF_USE:
        return received, used + value, gifts
    if kind in BETWEEN_LEVELS:
        return totals
    return received + value, used, gifts + pieces
