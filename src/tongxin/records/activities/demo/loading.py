"""Loads the planned activities in bulk: occasions, days, counts, rosters, links, photos and their journal lines."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from tongxin.access import journal
from tongxin.attendance.demo import noon
from tongxin.attendance.models import HeadCount, Occasion, Participation, Session
from tongxin.lifecycle.evidence import About, attach
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.demo.drawn import Drawn
from tongxin.network.demo.people import chunks
from tongxin.network.demo.plan import Association
from tongxin.network.models import Base
from tongxin.network.models.bases import State as BaseState
from tongxin.records.activities.demo.planning import Planned, at_bases, elsewhere, remarkable
from tongxin.records.activities.models import COUNTED, Activity

_AT_ONCE = 500
_PHOTOS = 2  # each is looked at in a process of its own, as every file from outside


def load(world: World) -> None:
    """Write every activity, the same each time."""
    bases = _Bases(world)
    planned = chain(
        remarkable(world.network, years=world.years),
        at_bases(world.network, years=world.years, host_at=bases.at),
        elsewhere(world.network, years=world.years),
    )
    pictured: list[Activity] = []
    for some in chunks(planned, size=_AT_ONCE):
        rows = _write(some, world=world, bases=bases)
        pictured += [row for one, row in zip(some, rows, strict=True) if one.photo]
    for number, row in enumerate(pictured[:_PHOTOS]):
        about = About(purpose="活动现场，演示用的图样")
        attach(row, by=world.by, upload=Drawn(number=number, name="现场.png"), kind="photo", about=about)


class _Bases:
    """The named bases with the association that looks after each, in the order in which their turn comes."""

    def __init__(self, world: World) -> None:
        planned = {world.organisations.of(one).pk: one for one in world.network.associations}
        rows = Base.objects.public().filter(state=BaseState.NAMED).order_by("since", "id")
        self.rows = list(rows)
        self._province = world.network.associations[0]
        self._hosts: list[Association | None] = [planned.get(row.association_id or 0) for row in self.rows]

    def at(self, index: int, day: date) -> tuple[int, Association] | None:
        """Return the position of the base whose turn it is among those named by that day, and who looks after it.

        Where none was looked after by anybody yet the province is the host, at the first one.
        """
        named = sum(row.since <= day for row in self.rows) or 1
        for step in range(named):
            position = (index * 17 + step) % named
            host = self._hosts[position] if position < len(self.rows) else None
            if host is not None and host.founded <= day:
                return position, host
        return (0, self._province) if self.rows else None


def _write(planned: Sequence[Planned], *, world: World, bases: _Bases) -> list[Activity]:
    occasions = Occasion.objects.insert_rows(
        Occasion(kind="activities.activity", path=one.organiser.spot.path, days_needed=1) for one in planned
    )
    pairs = list(zip(planned, occasions, strict=True))
    Session.objects.insert_rows(session for one, occasion in pairs for session in _sessions(one, occasion))
    rows = Activity.objects.insert_rows(_record(one, occasion, world=world, bases=bases) for one, occasion in pairs)
    _link(planned, rows, world=world)
    counts = HeadCount.objects.insert_rows(count for one, occasion in pairs for count in _counts(one, occasion))
    lines = Participation.objects.insert_rows(
        line for one, occasion in pairs for line in _lines(one, occasion, world=world)
    )
    journal.write_many(rows, by=world.by, action="activities.activity.plan", reason=REASON)
    journal.write_many(counts, by=world.by, action="attendance.count", reason=REASON)
    journal.write_many(lines, by=world.by, action="attendance.enter", reason=REASON)
    return rows


def _record(one: Planned, occasion: Occasion, *, world: World, bases: _Bases) -> Activity:
    organiser = world.organisations.of(one.organiser)
    last = one.day + timedelta(days=one.days - 1)
    recorded = min(last + timedelta(days=2), REPORTING_DAY - timedelta(days=1))
    early = min(one.day, REPORTING_DAY) - timedelta(days=15)
    return Activity(
        title=one.title,
        aliases=list(one.aliases),
        kind=one.kind,
        organiser=organiser,
        place_id=organiser.place_id,
        path=organiser.path,
        online=one.online,
        venue=one.venue,
        base=None if one.base is None else bases.rows[one.base],
        series=world.series[one.series] if one.series else None,
        first_day=one.day,
        last_day=last,
        state=one.state,
        cancel_reason=one.reason,
        occasion=occasion,
        recorded_at=noon(recorded if one.state in COUNTED else early),
    )


def _sessions(one: Planned, occasion: Occasion) -> Iterator[Session]:
    form = Session.Form.FIELD if one.kind == Activity.Kind.FIELD_STUDY else Session.Form.LECTURE
    for day in range(one.days):
        yield Session(occasion=occasion, path=occasion.path, day=one.day + timedelta(days=day), form=form)


def _counts(one: Planned, occasion: Occasion) -> Iterator[HeadCount]:
    if one.came is not None:
        came = one.came
        yield HeadCount(
            occasion=occasion,
            path=occasion.path,
            number=came.number,
            low=came.low,
            high=came.high,
            first_time=came.first_time,
            evidence=came.evidence,
            method=came.method,
        )


def _lines(one: Planned, occasion: Occasion, *, world: World) -> Iterator[Participation]:
    """Yield the roster: members of the organiser, beginning with another one each day."""
    members = one.organiser.persons
    for step in range(min(one.listed, len(members))):
        position = members[(one.day.toordinal() * 7 + step) % len(members)]
        yield Participation(
            occasion=occasion,
            path=occasion.path,
            person_id=world.people[position],
            evidence="roster",
            completed=True,
            decided_at=noon(one.day),
            decided_by=REASON,
        )


def _link(planned: Sequence[Planned], rows: Sequence[Activity], *, world: World) -> None:
    joint: Any = Activity.co_organisers.through
    joint.objects.bulk_create(
        joint(activity_id=row.pk, organisation_id=world.organisations.of(other).pk)
        for one, row in zip(planned, rows, strict=True)
        for other in one.joint
    )
