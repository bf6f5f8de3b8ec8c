"""Loads the training classes with their rosters, in bounded memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.actions import Programme
from tongxin.attendance.models import Occasion, Participation, Session
from tongxin.project.demo import names
from tongxin.project.demo.classes import Attendee, PlannedClass
from tongxin.project.demo.organisations import REASON, Organisations
from tongxin.project.demo.people import chunks
from tongxin.records.training.models import TrainingClass

_CLASSES_AT_ONCE = 100


def load_classes(
    planned: Iterable[PlannedClass], *, organisations: Organisations, people: "Sequence[int] | array[int]", by: Actor
) -> None:
    """Write classes, days, co-organisers and rosters. `people` holds the person id at every position."""
    for some in chunks(planned, size=_CLASSES_AT_ONCE):
        occasions = Occasion.objects.insert_rows(_occasion(one) for one in some)
        Session.objects.insert_rows(
            session for one, occasion in zip(some, occasions, strict=True) for session in _sessions(one, occasion)
        )
        rows = TrainingClass.objects.insert_rows(
            _class(one, occasion=occasion, organisations=organisations)
            for one, occasion in zip(some, occasions, strict=True)
        )
        joint = TrainingClass.co_organisers.through
        joint.objects.bulk_create(
            joint(trainingclass_id=row.pk, organisation_id=organisations.of(other).pk)
            for one, row in zip(some, rows, strict=True)
            for other in one.joint
        )
        lines = [
            _line(attendee, one=one, occasion=occasion, people=people)
            for one, occasion in zip(some, occasions, strict=True)
            for attendee in one.attendees
        ]
        Participation.objects.insert_rows(lines)
        journal.write_many(rows, by=by, action="training.class.plan", reason=REASON)
        journal.write_many(lines, by=by, action="attendance.enter", reason=REASON)


def _programme(one: PlannedClass) -> Programme:
    return Programme(
        first_day=one.first_day, last_day=one.last_day, field_days=(one.last_day,) if one.field_day else ()
    )


def _occasion(one: PlannedClass) -> Occasion:
    return Occasion(kind="training.class", path=one.organiser.spot.path, days_needed=_programme(one).needed())


def _sessions(one: PlannedClass, occasion: Occasion) -> Iterator[Session]:
    programme = _programme(one)
    for day in programme.days():
        form = Session.Form.FIELD if day in programme.field_days else Session.Form.LECTURE
        yield Session(occasion=occasion, path=occasion.path, day=day, form=form)


def _class(one: PlannedClass, *, occasion: Occasion, organisations: Organisations) -> TrainingClass:
    organiser = organisations.of(one.organiser)
    return TrainingClass(
        title=one.title,
        organiser=organiser,
        place_id=organiser.place_id,
        path=organiser.path,
        venue="示例会场",
        kind=one.kind,
        first_day=one.first_day,
        last_day=one.last_day,
        state=one.fate.value,
        cancel_reason=one.reason,
        occasion=occasion,
        recorded_at=_noon(one.recorded),
    )


def _line(
    attendee: Attendee, *, one: PlannedClass, occasion: Occasion, people: "Sequence[int] | array[int]"
) -> Participation:
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
        decided_at=_noon(one.recorded),
        decided_by=REASON,
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)  # noon in Asia/Shanghai
