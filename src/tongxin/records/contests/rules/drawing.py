"""Drawing blind numbers: by lot, yet the same again for whoever knows the seed."""

from collections.abc import Iterable
from hashlib import sha256


def draw(entries: Iterable[int], *, seed: str) -> dict[int, int]:
    """Return the blind number of every entry, 1, 2, 3 …: in the order of the hashes of seed and entry."""
    lots = sorted(entries, key=lambda entry: sha256(f"{seed}:{entry}".encode()).hexdigest())
    return {entry: number for number, entry in enumerate(lots, start=1)}
