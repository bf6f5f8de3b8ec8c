"""Loads gatherings with their rosters, in bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

from tongxin.access import journal
from tongxin.attendance.actions import Programme
from tongxin.attendance.demo.filling import filled
from tongxin.attendance.demo.planning import Attendee, Fate, Gathering, Programmes, that_do_not_count
from tongxin.attendance.models import Occasion, Participation, Session
from tongxin.network.demo import REASON, World, names
from tongxin.network.demo.people import chunks

_AT_ONCE = 100
# The first day of what was held lately, or is planned, by the hour; older ones are on record by days.
_OPENING: tuple[dict[str, Any], ...] = (
    {"begins": time(9), "ends": time(9, 30), "title": "开班式"},
    {"begins": time(9, 40), "ends": time(11, 30), "title": "专题课"},
    {"begins": time(14, 30), "ends": time(17), "title": "分组研讨"},
)


def load_gatherings(
    programmes: Programmes, *, world: World, kind: str, record: Callable[..., Any], action: str
) -> None:
    """Write records with their occasions, days, co-organisers and rosters: held, planned and cancelled ones.

    `record(one, occasion=…, organiser=…)` makes the row of a gathering; its table has `co_organisers`.
    """
    held = filled(world.network, programmes=programmes, years=world.years)
    others = that_do_not_count(world.network, programmes=programmes, years=world.years)
    gatherings: Iterable[Gathering] = chain(held, others)
    for some in chunks(gatherings, size=_AT_ONCE):
        occasions = Occasion.objects.insert_rows(_occasion(one, kind) for one in some)
        pairs = list(zip(some, occasions, strict=True))
        Session.objects.insert_rows(session for one, occasion in pairs for session in _sessions(one, occasion))
        made = [
            record(one, occasion=occasion, organiser=world.organisations.of(one.organiser)) for one, occasion in pairs
        ]
        rows = type(made[0]).objects.insert_rows(made)
        _link(some, rows, world=world)
        lines = [
            _line(attendee, one=one, occasion=occasion, people=world.people)
            for one, occasion in pairs
            for attendee in one.attendees
        ]
        Participation.objects.insert_rows(lines)
        journal.write_many(rows, by=world.by, action=action, reason=REASON)
        journal.write_many(lines, by=world.by, action="attendance.enter", reason=REASON)


def noon(day: date) -> datetime:
    """Return noon of a day in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def _link(gatherings: Sequence[Gathering], rows: Sequence[Any], *, world: World) -> None:
    """Name the co-organisers; those of what is still planned have not answered yet, all others have confirmed."""
    for name, fates in (("co_organisers", tuple(Fate)), ("confirmed", (Fate.HELD, Fate.CLOSED))):
        relation: Any = type(rows[0])._meta.get_field(name)
        joint = relation.remote_field.through
        joint.objects.bulk_create(
            joint(**{f"{relation.m2m_field_name()}_id": row.pk, "organisation_id": world.organisations.of(other).pk})
            for one, row in zip(gatherings, rows, strict=True)
            for other in one.joint
            if one.fate in fates
        )


def _programme(one: Gathering) -> Programme:
    return Programme(
        first_day=one.first_day, last_day=one.last_day, field_days=(one.last_day,) if one.field_day else ()
    )


def _occasion(one: Gathering, kind: str) -> Occasion:
    return Occasion(kind=kind, path=one.organiser.spot.path, days_needed=_programme(one).needed())


def _sessions(one: Gathering, occasion: Occasion) -> Iterator[Session]:
    programme = _programme(one)
    recent = one.fate in (Fate.PLANNED, Fate.HELD)
    for day in programme.days():
        form = Session.Form.FIELD if day in programme.field_days else Session.Form.LECTURE
        parts = _OPENING if recent and day == one.first_day else ({},)
        for part, said in enumerate(parts, start=1):
            yield Session(occasion=occasion, path=occasion.path, day=day, part=part, form=form, **said)


def _line(attendee: Attendee, *, one: Gathering, occasion: Occasion, people: Sequence[int]) -> Participation:
    guest = attendee.person is None
    return Participation(
        occasion=occasion,
        path=occasion.path,
        person_id=None if attendee.person is None else people[attendee.person],
        name=names.guest_name(attendee.guest) if guest else "",
        unit=names.unit_name(attendee.guest) if guest else "",
        evidence=one.evidence,
        days_attended=None if attendee.completed else 0,
        completed=attendee.completed,
        decided_at=noon(one.recorded),
        decided_by=REASON,
    )
