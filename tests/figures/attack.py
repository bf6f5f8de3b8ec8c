"""An attacker with pencil and paper: solves exactly what follows from the published cells of a tree of places."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

Equation = dict[int, Fraction]
Sum = tuple[Hashable, Sequence[Hashable], bool]


def determined(unknowns: Iterable[int], equations: Iterable[Mapping[int, int]]) -> set[int]:
    """Return the unknowns whose value follows from the equations: each maps an unknown to its factor.

    Gauss and Jordan over fractions: an unknown is determined exactly when its reduced row holds nothing else.
    """
    rows: list[Equation] = [{name: Fraction(factor) for name, factor in row.items() if factor} for row in equations]
    solved: list[tuple[int, Equation]] = []
    for name in unknowns:
        pivot = next((row for row in rows if row.get(name)), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = {other: factor / pivot[name] for other, factor in pivot.items()}
        rows = [_less(row, pivot, name) for row in rows]
        solved = [(first, _less(row, pivot, name)) for first, row in solved]
        solved.append((name, pivot))
    return {name for name, row in solved if set(row) == {name}}


def _less(row: Equation, pivot: Equation, name: int) -> Equation:
    factor = row.get(name, Fraction(0))
    if not factor:
        return row
    names = row.keys() | pivot.keys()
    left = {other: row.get(other, Fraction(0)) - factor * pivot.get(other, Fraction(0)) for other in names}
    return {other: value for other, value in left.items() if value}


ANY = 10**9
Bounds = dict[Hashable, tuple[int, int]]


def bounded(known: Bounds, *, sums: Iterable[Sum], grows: Iterable[tuple[Hashable, Hashable]] = ()) -> Bounds:
    """Return what whole numbers between bounds can still be, read again and again until nothing more follows.

    `sums` are a whole with its parts, exactly or at most their sum; of two that `grows` pairs the second is no smaller.
    """
    found, before = dict(known), {}
    sums, grows = list(sums), list(grows)
    while found != before:
        before = dict(found)
        for less, more in grows:
            found[less] = found[less][0], min(found[less][1], found[more][1])
            found[more] = max(found[more][0], found[less][0]), found[more][1]
        for whole, parts, exact in sums:
            low, high = found[whole]
            lows, highs = sum(found[part][0] for part in parts), sum(found[part][1] for part in parts)
            largest = max(found[part][0] for part in parts)
            low, high = max(low, lows if exact else largest), min(high, highs)
            assert low <= high, f"what is known of {whole} contradicts itself"
            found[whole] = low, high
            for part in parts:
                own = found[part]
                most = high - (lows - own[0]) if exact else high
                found[part] = max(own[0], low - (highs - own[1])), min(own[1], most)
                lows, highs = lows + found[part][0] - own[0], highs + found[part][1] - own[1]
    return found
