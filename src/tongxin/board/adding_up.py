"""Making a breakdown by place add up: what hangs at the place itself stands beside the places below it."""

from collections.abc import Sequence
from dataclasses import replace

from tongxin.figures import Cell, Figure, Kind, Measure, Status, Value


def own_level(figure: Figure, cells: Sequence[Cell], *, direct: bool) -> Cell | None:
    """Return the cell of what belongs to the place and to none of the places it was broken down to.

    `direct` says that those stand right below it. None where they add up without it, where a part is withheld, and for
    what cannot be added: rates, and persons, who are counted once however many places know them.
    """
    parts = [cell.result.value for cell in cells]
    if figure.value is None or None in parts or not adds_up(figure.measure):
        return None
    rest = figure.value - sum(part for part in parts if part is not None)
    if rest <= 0:
        return None
    name = f"{figure.place.name}{'' if direct else '至上一级'}本级"
    result = Value(status=Status.OK, numerator=int(rest))
    return Cell(result=result, place=replace(figure.place, name=name))


def adds_up(measure: Measure) -> bool:
    """Tell whether the values of places may be added."""
    if measure.kind in (Kind.COVERAGE, Kind.RATIO):
        return False
    return measure.subject != "person" or measure.kind is Kind.PERSON_TIMES
