"""The days of an occasion and its completion rule: opened, corrected, moved with the record."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.attendance.actions.completion import decide
from tongxin.attendance.actions.seats import give_seats_in, give_up_sessions
from tongxin.attendance.models import (
    Attendance,
    HeadCount,
    Occasion,
    Participation,
    Registration,
    Seat,
    Session,
    SignUp,
)
from tongxin.attendance.queries import roster
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import Doer, change, create, lock

MOST_DAYS = 100
_HANGING: tuple[type[Guarded], ...] = (Session, Participation, HeadCount, SignUp, Registration)
_ON_REGISTRATIONS: tuple[type[Guarded], ...] = (Seat, Attendance)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The days of an occasion and how many of them one must attend to complete it (None: two thirds, rounded up)."""

    first_day: date
    last_day: date
    field_days: tuple[date, ...] = ()
    days_needed: int | None = None

    @classmethod
    def taken_from(cls, details: dict[str, Any]) -> Self:
        """Take the programme out of the details of a record: what is left are the record's own columns."""
        field_days, days_needed = details.pop("field_days"), details.pop("days_needed")
        return cls(
            first_day=details["first_day"],
            last_day=details["last_day"],
            field_days=field_days,
            days_needed=days_needed,
        )

    def days(self) -> tuple[date, ...]:
        """Return every day, first to last; raise `InputError` when there is none, or more than a term of them."""
        count = (self.last_day - self.first_day).days + 1
        if count < 1:
            raise InputError("结束日期早于开始日期，请调换。", field="last_day")
        if count > MOST_DAYS:
            raise InputError(f"一期最长 {MOST_DAYS} 天，请核对开始和结束日期。", field="last_day")
        days = tuple(self.first_day + timedelta(days=index) for index in range(count))
        if outside := sorted(set(self.field_days) - set(days)):
            raise InputError(f"现场教学日期 {outside[0]} 不在起止日期之内，请改正。", field="field_days")
        return days

    def needed(self) -> int:
        """Return the number of days that completes it; raise `InputError` when that is more days than there are."""
        count = len(self.days())
        if self.days_needed is None:
            return -(-count * 2 // 3)
        if not 1 <= self.days_needed <= count:
            raise InputError(f"结业最少天数应在 1 至 {count} 之间，请改正。", field="days_needed")
        return self.days_needed


def open_occasion(*, by: Actor, kind: str, path: str, programme: Programme) -> Occasion:
    """Make the occasion of a new record of type `kind` at this place path, with its days and completion rule."""
    by.scope.require(Verb.RECORD, path)
    with transaction.atomic():
        occasion = Occasion(kind=kind, path=path, days_needed=programme.needed())
        create(occasion, by=by, action="attendance.open")
        _lay_out(occasion, by=by, programme=programme, is_new=True)
    return occasion


def correct_programme(occasion: Occasion, *, by: Doer, programme: Programme) -> Occasion:
    """Change days and completion rule; every participation is decided anew under the corrected rule."""
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        values = {"days_needed": programme.needed()}
        change(occasion, by=by, values=values, action="attendance.correct_programme")
        _lay_out(occasion, by=by, programme=programme, reason=by.reason)
        for row in roster(occasion):
            if row.meets_rule_of(occasion) != row.completed:
                decide(row, by=by, occasion=occasion)
    return occasion


def move_occasion(occasion: Occasion, *, by: Doer, path: str) -> Occasion:
    """Give the occasion with all that hangs on it to another place; needs the right to record at both."""
    by.scope.require(Verb.RECORD, occasion.path)
    by.scope.require(Verb.RECORD, path)
    if occasion.path == path:
        return occasion
    reason = by.reason
    with transaction.atomic():
        change(occasion, by=by, values={"path": path}, action="attendance.move")
        registered = Registration.objects.children_of(occasion).values("pk")
        further = [model.objects.children_of_numbered(Registration, registered) for model in _ON_REGISTRATIONS]
        for rows in [*(model.objects.children_of(occasion) for model in _HANGING), *further]:
            hanging: list[Any] = list(rows)
            befores = [journal.values_of(row) for row in hanging]
            for row in hanging:
                row.path = path
            rows.bulk_update(hanging, ["path"], batch_size=500)
            journal.write_many(hanging, by=by, action="attendance.move", befores=befores, reason=reason)
    return occasion


def _lay_out(occasion: Occasion, *, by: Actor, programme: Programme, reason: str = "", is_new: bool = False) -> None:
    """Make the days of the occasion those of the programme; days that stay keep their row and the seats in it."""
    field_days = set(programme.field_days)
    wanted = {day: Session.Form.FIELD if day in field_days else Session.Form.LECTURE for day in programme.days()}
    rows = Session.objects.children_of(occasion)
    present = [] if is_new else list(rows)
    gone = [row for row in present if row.day not in wanted]
    for row in present:
        if row.day in wanted:
            change(row, by=by, values={"form": wanted[row.day]}, action="attendance.change_day", reason=reason)
    kept = {row.day for row in present}
    if gone:
        give_up_sessions(gone, by=by, reason=reason)
        journal.write_removals(gone, by=by, action="attendance.drop_day", reason=reason)
        rows.filter(pk__in=[row.pk for row in gone]).delete()
    new = [
        Session(occasion=occasion, path=occasion.path, day=day, form=form)
        for day, form in wanted.items()
        if day not in kept
    ]
    Session.objects.bulk_create(new)
    journal.write_many(new, by=by, action="attendance.add_day", reason=reason)
    if not is_new:
        give_seats_in(new, occasion=occasion, by=by, reason=reason)
