"""An attacker with pencil and paper: solves exactly what follows from the published cells of a tree of places."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

Equation = dict[int, Fraction]


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
