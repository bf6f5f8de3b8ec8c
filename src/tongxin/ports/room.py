"""A room's entry in the one list of capabilities: what it declares to the rest of the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.urls import URLPattern, URLResolver

from tongxin.access.jobs import JobKind
from tongxin.access.schedule import Scheduled
from tongxin.figures import Fact, Measure
from tongxin.kernel.port import Port
from tongxin.ports.activity import ActivityCounts
from tongxin.ports.calendars import Calendar
from tongxin.ports.citations import Citations
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import PublicFollow, PublicForm
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.personal import Forget, PersonalRecords
from tongxin.ports.public import PublicPage
from tongxin.ports.purging import Purge
from tongxin.ports.reported import Reported
from tongxin.ports.sections import Moments, Sections
from tongxin.ports.subjects import Subject
from tongxin.ports.waiting import Waiting
from tongxin.web.menu import MenuItem


class NamedDoor(Protocol):
    """What is known of a door below the room of doors."""

    @property
    def name(self) -> str:
        """What it is called in addresses, commands and file names."""

    @property
    def label(self) -> str:
        """The kind of record in words."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """All that a capability hands up.

    `prefix` is where its `urls` module is mounted, ending with `/`; `pages` are addresses made from lives. `lives` are the
    lives of its records (`lifecycle.Life`), `doors` what they come in through (`intake.Door`). `activity` tells how
    active organisations were, from which their stage is computed; `personal` tells a person what the room holds about
    them, `forget` empties it when the person is erased; `reported` are the kinds of record units owe returns on; `citations` tells what was given out and rests on
    numbers restated since; `snapshots` names those that something of the room rests on, so that none is pruned; `marked` are
    tables of which a snapshot remembers the newest rows, so that later ones are told from it (`ports.marks`). `words`
    says in Chinese what the journal's codes of the room mean, where no act says it.

    A room brings its own world: `demo` loads its part of the demonstration network, `paragraphs` are its sentences in
    reports, `consents` the uses of personal data it asks people to agree to, `purge` deletes what was kept for a time,
    `sections` are its parts of pages of other rooms' records, by their tables or by what is mixed into those, `moments` what
    it adds to their 经过 in the same way, `public` what anybody may read by a code. `forms` are filled in without an account, and `follows` show whoever did how it stands;
    `calendar` is what of its records stands in public calendars, `programs` are OpenAPI descriptions of what programs may do
    beyond doors, by address below `/api/v1/`. `scheduled` is work the worker does every night or at an interval. `waiting` is
    work that waits for people, beyond what the lives of its records say of themselves.
    """

    name: str
    label: str
    facts: tuple[Fact, ...] = ()
    measures: tuple[Measure, ...] = ()
    lives: tuple[Any, ...] = ()
    doors: tuple[NamedDoor, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    prefix: str = ""
    urls: str | None = None
    pages: tuple[URLPattern | URLResolver, ...] = ()
    activity: ActivityCounts | None = None
    personal: PersonalRecords | None = None
    forget: Forget | None = None
    reported: tuple[Reported, ...] = ()
    citations: Citations | None = None
    snapshots: Callable[[], frozenset[str]] | None = None
    marked: tuple[type[Any], ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
    demo: Callable[[Any], None] | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    consents: tuple[ConsentText, ...] = ()
    purge: Purge | None = None
    subjects: tuple[Subject, ...] = ()
    public: tuple[PublicPage, ...] = ()
    forms: tuple[PublicForm, ...] = ()
    follows: tuple[PublicFollow, ...] = ()
    calendar: Calendar | None = None
    sections: Mapping[type[Any], Sections] = field(default_factory=dict, hash=False)
    moments: Mapping[type[Any], Moments] = field(default_factory=dict, hash=False)
    programs: Mapping[str, Any] = field(default_factory=dict, hash=False)


ROOMS: Port[Callable[[], tuple[Room, ...]]] = Port("ports.room.ROOMS")


def rooms() -> tuple[Room, ...]:
    """Return the installed rooms, in the order of the menu."""
    return ROOMS()()
