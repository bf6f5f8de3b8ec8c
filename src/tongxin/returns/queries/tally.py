"""How many of the returns owed are there: counts that agree with those behind every figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongxin.figures import Place as FigurePlace
from tongxin.figures import Reporting, Standing
from tongxin.figures.reporting import reporting_of
from tongxin.kernel.places import Level
from tongxin.network.models import Place
from tongxin.returns.models import Return
from tongxin.returns.queries.owed import Owed


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts of units × periods, and each missing unit's place with its periods."""

    reporting: Reporting
    locked: int
    missing: Mapping[str, tuple[Place, Sequence[Owed]]]


def tally(owed: Iterable[Owed]) -> Tally:
    """Count returns owed; what is not due yet is pending."""
    every = list(owed)
    missing: dict[str, tuple[Place, list[Owed]]] = {}
    for one in every:
        if one.standing is Standing.MISSING:
            missing.setdefault(one.duty.place.code, (one.duty.place, []))[1].append(one)
    return Tally(
        reporting=reporting_of((one.standing, _figure_place(one.duty.place)) for one in every),
        locked=sum(one.found is not None and one.found.state == Return.State.LOCKED for one in every),
        missing=dict(sorted(missing.items())),
    )


def _figure_place(place: Place) -> FigurePlace:
    return FigurePlace(place.pk, place.code, place.name, Level(place.level), place.path)
