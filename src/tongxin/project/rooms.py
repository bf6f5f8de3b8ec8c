"""The one list of capabilities. A new capability adds its folder, its tests, and one line here."""

from functools import cache
from importlib import import_module

from tongxin.access.jobs import JobKind
from tongxin.figures import Registry
from tongxin.intake.room import Room
from tongxin.network.queries.places import place_rows
from tongxin.returns.queries.numbers import fact_of

ROOMS = (
    "tongxin.board.room",
    "tongxin.network.room",
    "tongxin.records.training.room",
    "tongxin.returns.room",
    "tongxin.reports.room",
    "tongxin.claims.room",
    "tongxin.intake.listing",
    "tongxin.project.administration",
)


@cache
def rooms() -> tuple[Room, ...]:
    """Return every installed room, in the order of the menu."""
    return tuple(import_module(name).ROOM for name in ROOMS)


@cache
def registry() -> Registry:
    """Return the frozen registry of facts and measures; a double code or unknown fact stops the start."""
    return Registry(
        facts=tuple(fact for room in rooms() for fact in room.facts)
        + tuple(fact_of(one) for room in rooms() for one in room.reportable),
        measures=tuple(measure for room in rooms() for measure in room.measures),
        places=place_rows,
    )


@cache
def job_kinds() -> dict[str, JobKind]:
    """Return the kinds of long work by code."""
    return {kind.code: kind for room in rooms() for kind in room.jobs}
