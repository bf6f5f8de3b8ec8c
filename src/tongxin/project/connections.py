"""Every call upward, in one place: which room above answers what a room below asks."""

from functools import cache
from importlib import import_module

from tongxin.access.jobs import JOB_KINDS, JobKind
from tongxin.access.schedule import SCHEDULE, Scheduled
from tongxin.access.wording import ROOM_LABELS, WORDS
from tongxin.figures import Registry
from tongxin.intake.earlier import earlier_content, keep_earlier_values
from tongxin.lifecycle.addresses import with_page
from tongxin.lifecycle.lives import words
from tongxin.lifecycle.numbers import check_reported
from tongxin.network.queries.places import place_rows
from tongxin.ports.desk import REGISTRY
from tongxin.ports.locked import LOCKED_RETURNS
from tongxin.ports.room import ROOMS, Room, rooms
from tongxin.ports.undoing import EARLIER_CONTENT, KEEP_EARLIER_VALUES
from tongxin.project import rooms as listed
from tongxin.returns.actions import LockedNumbers
from tongxin.returns.queries.numbers import fact_of


def connect() -> None:
    """Connect all ports; called once at start-up."""
    ROOMS.connect(installed_rooms)
    REGISTRY.connect(registry)
    JOB_KINDS.connect(job_kinds)
    SCHEDULE.connect(schedule)
    WORDS.connect(words)
    ROOM_LABELS.connect(lambda: {room.name: room.label for room in rooms()})
    LOCKED_RETURNS.connect(LockedNumbers())
    KEEP_EARLIER_VALUES.connect(keep_earlier_values)
    EARLIER_CONTENT.connect(earlier_content)


@cache
def installed_rooms() -> tuple[Room, ...]:
    """Return the room every listed module declares."""
    return tuple(import_module(name).ROOM for name in listed.ROOMS)


@cache
def registry() -> Registry:
    """Return the frozen registry of facts and measures; a double code or unknown fact stops the start."""
    every_reported = [one for room in rooms() for one in room.reported]
    found = Registry(
        facts=[with_page(fact) for room in rooms() for fact in room.facts] + [fact_of(one) for one in every_reported],
        measures=[measure for room in rooms() for measure in room.measures],
        places=place_rows,
    )
    for one in every_reported:
        check_reported(one, registry=found)
    return found


@cache
def job_kinds() -> dict[str, JobKind]:
    """Return the kinds of long work by code."""
    return {kind.code: kind for room in rooms() for kind in room.jobs}


@cache
def schedule() -> tuple[Scheduled, ...]:
    """Return the scheduled work of all rooms, in the order of the day; a double code stops the start."""
    found = sorted((one for room in rooms() for one in room.scheduled), key=lambda one: (one.at, one.code))
    if len({one.code for one in found}) < len(found):
        raise ValueError(f"scheduled twice: {[one.code for one in found]}")
    return tuple(found)
