"""The days of an occasion and its completion rule: opened, corrected, moved with the record."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, Final, Self

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.attendance.actions.completion import decide_anew
from tongxin.attendance.actions.timetables import Wanted, lay_out
from tongxin.attendance.models import (
    Attendance,
    Feedback,
    FeedbackForm,
    HeadCount,
    Leave,
    Occasion,
    Participation,
    Registration,
    Seat,
    Session,
    SignUp,
)
from tongxin.attendance.timetables import SessionLine, parse_timetable
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import Doer, change, create, lock

MOST_DAYS: Final = 100
TWO_THIRDS: Final = Fraction(2, 3)
_HANGING: tuple[type[Guarded], ...] = (
    Session,
    Participation,
    HeadCount,
    SignUp,
    Registration,
    Leave,
    FeedbackForm,
    Feedback,
)
_ON_REGISTRATIONS: tuple[type[Guarded], ...] = (Seat, Attendance)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The days of an occasion, its timetable, and how much of it one must attend to complete it.

    `days_needed` None: two thirds of the days, rounded up. An empty `timetable` is one session a day; None leaves the
    sessions of the days that stay as they are. `rule`, `share` and `leave_counts` None leave what was said before.
    """

    first_day: date
    last_day: date
    field_days: tuple[date, ...] = ()
    days_needed: int | None = None
    timetable: tuple[SessionLine, ...] | None = None
    rule: str | None = None
    share: Fraction | None = None
    leave_counts: int | None = None

    @classmethod
    def taken_from(cls, details: dict[str, Any]) -> Self:
        """Take the programme out of the details of a record: what is left are the record's own columns."""
        field_days, days_needed = details.pop("field_days"), details.pop("days_needed")
        text, share = details.pop("timetable", None), details.pop("share", None)
        first_day, last_day = details["first_day"], details["last_day"]
        return cls(
            first_day=first_day,
            last_day=last_day,
            field_days=field_days,
            days_needed=days_needed,
            timetable=None if text is None else parse_timetable(text, first_day=first_day, last_day=last_day),
            rule=details.pop("rule", None) or None,
            share=Fraction(share) if share else None,
            leave_counts=details.pop("leave_counts", None),
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
        """Return the number of days that completes it; raise `InputError` when that is more days than there are.

        Days without anything in the timetable are no days of it.
        """
        days = self.days()
        count = len({line.day for line in self.timetable}) if self.timetable else len(days)
        if self.days_needed is None:
            return ceil(TWO_THIRDS * count)
        if not 1 <= self.days_needed <= count:
            raise InputError(f"结业最少天数应在 1 至 {count} 之间，请改正。", field="days_needed")
        return self.days_needed

    def wanted(self) -> Wanted:
        """Return the sessions there are to be."""
        return Wanted(days=self.days(), field_days=self.field_days, timetable=self.timetable)

    def columns(self) -> dict[str, Any]:
        """Return what the occasion keeps of it."""
        columns: dict[str, Any] = {"days_needed": self.needed()}
        if self.rule is not None:
            columns["rule"] = Occasion.Rule(self.rule)
        if self.share is not None:
            columns |= {"share_part": self.share.numerator, "share_whole": self.share.denominator}
        if self.leave_counts is not None:
            columns["leave_counts"] = self.leave_counts
        return columns


def open_occasion(*, by: Actor, kind: str, path: str, programme: Programme) -> Occasion:
    """Make the occasion of a new record of type `kind` at this place path, with its days and completion rule."""
    by.scope.require(Verb.RECORD, path)
    with transaction.atomic():
        occasion = Occasion(kind=kind, path=path, **programme.columns())
        create(occasion, by=by, action="attendance.open")
        lay_out(occasion, by=by, wanted=programme.wanted(), is_new=True)
    return occasion


def correct_programme(occasion: Occasion, *, by: Doer, programme: Programme) -> Occasion:
    """Change days and completion rule; every participation is decided anew under the corrected rule."""
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        change(occasion, by=by, values=programme.columns(), action="attendance.correct_programme")
        lay_out(occasion, by=by, wanted=programme.wanted(), reason=by.reason)
        decide_anew(occasion, by=by)
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
