"""The sessions of an occasion: laid out from a programme, added, changed and removed one by one.

Sessions keep their rows where they can: what people hold in them, seats, leave, attendance, goes along when a session is
only moved or renamed. A session that would vanish with such things in it is refused.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import groupby
from typing import Any, Final, TypedDict, Unpack

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.attendance.actions.completion import decide_anew
from tongxin.attendance.actions.seats import give_seats_in, give_up_sessions
from tongxin.attendance.models import Leave, Occasion, Seat, Session
from tongxin.attendance.queries import days_of, line_of, owner_of
from tongxin.attendance.timetables import SessionLine, in_order
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, lock, require_reason

MOST_SESSIONS: Final = 300
_PARKED = 10_000  # added to the part of sessions that are being moved, so that none is in another's way


class SessionDetails(TypedDict):
    """What is known of one session."""

    day: date
    begins: time | None
    ends: time | None
    title: str
    venue: str
    capacity: int | None
    form: str


def add_session(occasion: Occasion, *, by: Actor, reason: str = "", **details: Unpack[SessionDetails]) -> Session:
    """Add a session to an occasion, on one of its days."""
    with act("attendance.session.add", by=by, path=occasion.path, reason=reason) as doer:
        lock(occasion, by=doer, verb=Verb.RECORD)
        _within(occasion, day=details["day"])
        rows = days_of(occasion)
        if len(rows) >= MOST_SESSIONS:
            raise ConflictError(f"日程最多 {MOST_SESSIONS} 场，请先合并。")
        (made,) = _write(occasion, rows, [*map(line_of, rows), _as_line(details)], by=doer, reason=doer.reason)
        give_seats_in([made], occasion=occasion, by=doer, reason=doer.reason)
        decide_anew(occasion, by=doer)
    return made


def change_session(session: Session, *, by: Actor, reason: str = "", **details: Unpack[SessionDetails]) -> Session:
    """Change a session: its day, times, name, room. Who holds something in it goes on holding it."""
    occasion = session.occasion
    with _held(occasion, by=by), act("attendance.session.change", session, by=by, reason=reason) as doer:
        _within(occasion, day=details["day"])
        rows = days_of(occasion)
        lines = [_as_line(details) if row.pk == session.pk else line_of(row) for row in rows]
        _place(rows, lines, by=doer, action=doer.action, reason=doer.reason)
        decide_anew(occasion, by=doer)
        return next(row for row in rows if row.pk == session.pk)


def remove_session(session: Session, *, by: Actor, reason: str) -> Session:
    """Take a session out of the programme; refused where somebody has a seat in it, leave from it, or was there."""
    occasion, why = session.occasion, require_reason(reason)
    with _held(occasion, by=by), act("attendance.session.remove", session, by=by, reason=why) as doer:
        left = [row for row in days_of(occasion) if row.pk != session.pk]
        if not left:
            raise ConflictError("这是最后一场，不能去掉：一期至少有一场。整期不办的，请取消这一期。")
        if len({row.day for row in left}) < occasion.days_needed and not occasion.goes_by_sessions:
            raise ConflictError(
                f"结业要参加 {occasion.days_needed} 天，去掉这一场后就不够了，请先更正结业最少天数。",
                field="days_needed",
            )
        _drop([session], by=doer, action=doer.action, reason=doer.reason)
        _place(left, [line_of(row) for row in left], by=doer, action="attendance.change_day", reason=doer.reason)
        decide_anew(occasion, by=doer)
    return session


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What sessions there are to be: on these days, some of them in the field; a timetable says more than the days."""

    days: Sequence[date]
    field_days: Sequence[date]
    timetable: Sequence[SessionLine] | None


@contextmanager
def _held(occasion: Occasion, *, by: Actor) -> Iterator[None]:
    """Hold the occasion before what hangs on it, as everybody does: two at once never wait for each other."""
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        yield


def lay_out(occasion: Occasion, *, by: Actor, wanted: Wanted, reason: str = "", is_new: bool = False) -> None:
    """Make the sessions of an occasion those that are wanted; those that stay keep their rows, and the seats in them."""
    rows = [] if is_new else days_of(occasion)
    new = _write(occasion, rows, list(_lines(rows, wanted)), by=by, reason=reason)
    if new and not is_new:
        give_seats_in(new, occasion=occasion, by=by, reason=reason)


def _lines(rows: Sequence[Session], wanted: Wanted) -> Iterator[SessionLine]:
    """Yield the sessions wanted; without a word about them the present ones stay as they are."""
    in_field = set(wanted.field_days)
    if wanted.timetable:
        for line in wanted.timetable:
            yield replace(line, in_field=line.in_field or line.day in in_field)
        return
    if wanted.timetable is None and rows:
        kept = _kept(rows, wanted.days)
    else:
        kept = [SessionLine(day=day) for day in wanted.days]
    for day, group in groupby(kept, key=lambda line: line.day):
        lines = list(group)
        some = any(line.in_field for line in lines)
        for line in lines:
            yield replace(line, in_field=day in in_field and (line.in_field or not some))


def _kept(rows: Sequence[Session], days: Sequence[date]) -> list[SessionLine]:
    """Return the present sessions on the days there are to be: what stood on a day that goes moves to one that comes."""
    present = sorted({row.day for row in rows})
    fresh = [day for day in days if day not in present]
    moved = dict(zip([day for day in present if day not in days], fresh, strict=False))
    lines = [line_of(row) for row in rows]
    staying = [
        replace(line, day=moved.get(line.day, line.day)) for line in lines if line.day in days or line.day in moved
    ]
    plain = all(replace(line, day=present[0], in_field=False) == SessionLine(day=present[0]) for line in lines)
    taken = {line.day for line in staying}
    added = [SessionLine(day=day) for day in days if day not in taken] if plain or not staying else []
    return sorted([*staying, *added], key=lambda line: line.day)


def _write(
    occasion: Occasion, rows: Sequence[Session], lines: Sequence[SessionLine], *, by: Actor, reason: str
) -> list[Session]:
    """Make the sessions those of the lines; return the new ones. What fits is kept, then moved, then added or dropped."""
    wanted = dict(_numbered(lines))
    left = [row for row in rows if (row.day, row.part) not in wanted]
    open_keys = [key for key in wanted if key not in {(row.day, row.part) for row in rows}]
    chosen = {row.pk: (row.day, row.part) for row in rows if (row.day, row.part) in wanted}
    chosen |= {row.pk: key for row, key in zip(left, open_keys, strict=False)}
    gone = left[len(open_keys) :]
    if gone:
        give_up_sessions(gone, by=by, reason=reason)
        _drop(gone, by=by, action="attendance.drop_day", reason=reason)
    staying = [row for row in rows if row.pk in chosen]
    targets = [(chosen[row.pk], wanted[chosen[row.pk]]) for row in staying]
    _change(staying, targets, by=by, action="attendance.change_day", reason=reason)
    new = [
        Session(occasion=occasion, path=occasion.path, part=part, **_columns(wanted[day, part]))
        for day, part in open_keys[len(left) :]
    ]
    Session.objects.bulk_create(new)
    journal.write_many(new, by=by, action="attendance.add_day", reason=reason)
    return new


def _place(rows: Sequence[Session], lines: Sequence[SessionLine], *, by: Doer, action: str, reason: str) -> None:
    """Give each row its line, and number the parts of every day by time."""
    order = sorted(range(len(rows)), key=lambda at: (lines[at].day, lines[at].begins or time.min, rows[at].part))
    keys = [key for key, _ in _numbered([lines[at] for at in order])]
    targets = [(key, lines[at]) for key, at in zip(keys, order, strict=True)]
    _change([rows[at] for at in order], targets, by=by, action=action, reason=reason)


def _change(
    rows: Sequence[Session],
    targets: Sequence[tuple[tuple[date, int], SessionLine]],
    *,
    by: Actor,
    action: str,
    reason: str,
) -> None:
    for row, (_, line) in zip(rows, targets, strict=True):
        _refuse_fewer_than_taken(row, capacity=line.capacity)
    moving = [row.pk for row, (key, _) in zip(rows, targets, strict=True) if (row.day, row.part) != key]
    parked = Session.objects.children_of_numbered(Occasion, {row.occasion_id for row in rows})
    for row in parked.filter(pk__in=moving):
        parked.filter(pk=row.pk).update(part=_PARKED + row.part)
    for row, ((_, part), line) in zip(rows, targets, strict=True):
        change(row, by=by, values={"part": part, **_columns(line)}, action=action, reason=reason)


def _refuse_fewer_than_taken(session: Session, *, capacity: int | None) -> None:
    if capacity is None or (session.capacity is not None and capacity >= session.capacity):
        return
    taken = Seat.objects.counted().filter(session=session, held=True).count()
    if taken > capacity:
        raise ConflictError(f"「{session}」已有 {taken} 人占用名额，名额不能少于 {taken}，请改正。", field="capacity")


def _numbered(lines: Iterable[SessionLine]) -> Iterator[tuple[tuple[date, int], SessionLine]]:
    """Yield the sessions in order, each with its day and which one of the day it is."""
    for day, group in groupby(in_order(lines), key=lambda line: line.day):
        for part, line in enumerate(group, start=1):
            yield (day, part), line


def _as_line(details: SessionDetails) -> SessionLine:
    begins, ends = details["begins"], details["ends"]
    if ends is not None and (begins is None or ends <= begins):
        raise InputError("结束时间应晚于开始时间，请改正。", field="ends")
    return SessionLine(
        day=details["day"],
        begins=begins,
        ends=ends,
        title=details["title"].strip(),
        venue=details["venue"].strip(),
        capacity=details["capacity"],
        in_field=Session.Form(details["form"]) == Session.Form.FIELD,
    )


def _columns(line: SessionLine) -> dict[str, Any]:
    return {
        "day": line.day,
        "begins": line.begins,
        "ends": line.ends,
        "title": line.title,
        "venue": line.venue,
        "capacity": line.capacity,
        "form": Session.Form.FIELD if line.in_field else Session.Form.LECTURE,
    }


def _within(occasion: Occasion, *, day: date) -> None:
    owner = owner_of(occasion)
    if not owner.first_day <= day <= owner.last_day:
        raise InputError(
            f"{chinese_date(day)}不在{chinese_date(owner.first_day)}至{chinese_date(owner.last_day)}之内，请改正。",
            field="day",
        )


def _drop(sessions: Sequence[Session], *, by: Actor, action: str, reason: str) -> None:
    """Remove sessions; raise `ConflictError` naming the first that somebody holds something in."""
    for session in sessions:
        if held := _held_in(session):
            raise ConflictError(
                f"「{session}」已有{held}，不能去掉：请先处理，或只更改它的日期和时间。", field="timetable"
            )
    journal.write_removals(sessions, by=by, action=action, reason=reason)
    rows = Session.objects.children_of_numbered(Occasion, {session.occasion_id for session in sessions})
    rows.filter(pk__in=[session.pk for session in sessions]).delete()


def _held_in(session: Session) -> str:
    """Return what somebody holds in a session, in a word: whatever table points to it, and leave from it."""
    if Leave.objects.counted().filter(sessions=session).exists():
        return str(Leave._meta.verbose_name)
    relations: list[Any] = [one for one in Session._meta.get_fields(include_hidden=True) if one.auto_created]
    for relation in relations:
        model = relation.related_model
        guarded = relation.one_to_many and issubclass(model, Guarded)
        if guarded and model.objects.children_of(session, field=relation.field.name).exists():
            return str(model._meta.verbose_name)
    return ""
