"""A room's entry in the one list of capabilities: what it declares to the rest of the product."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from tongxin.access.jobs import JobKind
from tongxin.figures import Fact, Measure
from tongxin.intake.about import About
from tongxin.intake.citing import Cites
from tongxin.intake.deeds import Deeds
from tongxin.intake.door import Door
from tongxin.intake.reportable import Reportable
from tongxin.intake.subjects import Subject
from tongxin.web.menu import MenuItem


@dataclass(frozen=True, kw_only=True)
class Room:
    """All that a capability hands up.

    `prefix` is where its `urls` module is mounted, ending with `/`. `deeds` tells how active organisations were, from
    which their stage is computed; `about` tells a person what the room holds about them; `reportable` are the kinds of
    record units owe returns on; `cites` tells what was given out and rests on numbers restated since; `snapshots` names those that something of the room rests on, so that none is pruned. `subjects` are the kinds of record figures can be narrowed to.
    """

    name: str
    label: str
    facts: tuple[Fact, ...] = ()
    measures: tuple[Measure, ...] = ()
    doors: tuple[Door, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    prefix: str = ""
    urls: str | None = None
    deeds: Deeds | None = None
    about: About | None = None
    reportable: tuple[Reportable, ...] = ()
    cites: Cites | None = None
    snapshots: Callable[[], frozenset[str]] | None = None
    subjects: tuple[Subject, ...] = ()


@cache
def rooms() -> tuple[Room, ...]:
    """Return the installed rooms. Lower rooms reach the list by the setting `TONGXIN_ROOMS`, never by import."""
    listed: Callable[[], tuple[Room, ...]] = import_string(settings.TONGXIN_ROOMS)
    return listed()
