"""Seats follow the days of their occasion: a day that goes takes its seats along, a new one gets them for whoever comes."""

from collections.abc import Sequence

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.models import Attendance, Occasion, Registration, Seat, Session, SignUp
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import chinese_date

_HOLDS = (Registration.State.REGISTERED, Registration.State.OFFERED)


def give_up_sessions(gone: Sequence[Session], *, by: Actor, reason: str) -> None:
    """Take away the seats of sessions about to be removed; raise `ConflictError` where somebody was already there."""
    attended = Attendance.objects.children_of(*gone).select_related("session").order_by("session__day").first()
    if attended is not None:
        day = chinese_date(attended.session.day)
        raise ConflictError(f"{day}这一场已有人签到，不能去掉这一天，请核对日期。", field="first_day")
    seats = Seat.objects.children_of(*gone)
    journal.write_removals(seats, by=by, action="attendance.seat.release", reason=reason)
    seats.delete()


def give_seats_in(new: Sequence[Session], *, occasion: Occasion, by: Actor, reason: str) -> None:
    """Give everybody registered a seat in sessions that were added, unless each chose the sessions to come to.

    Raises `ConflictError` where a new session has room for fewer than have registered.
    """
    if not new or SignUp.objects.children_of(occasion).filter(by_session=True).exists():
        return
    rows = Registration.objects.children_of(occasion).exclude(state=Registration.State.CANCELLED)
    coming = [(number, state in _HOLDS) for number, state in rows.values_list("pk", "state")]
    taken = sum(held for _, held in coming)
    for session in new:
        if session.capacity is not None and session.capacity < taken:
            raise ConflictError(f"已有 {taken} 人报名，「{session}」的名额不能少于 {taken}，请改正。", field="capacity")
    seats = [
        Seat(registration_id=number, session=session, path=occasion.path, held=held)
        for session in new
        for number, held in coming
    ]
    Seat.objects.insert_rows(seats)
    journal.write_many(seats, by=by, action="attendance.seat.take", reason=reason)
