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
    if not gone:
        return
    attended = Attendance.objects.children_of(*gone).select_related("session").order_by("session__day").first()
    if attended is not None:
        day = chinese_date(attended.session.day)
        raise ConflictError(f"{day}这一场已有人签到，不能去掉这一天，请核对日期。", field="first_day")
    seats = Seat.objects.children_of(*gone)
    journal.write_removals(seats, by=by, action="attendance.seat.release", reason=reason)
    seats.delete()


def give_seats_in(new: Sequence[Session], *, occasion: Occasion, by: Actor, reason: str) -> None:
    """Give everybody registered a seat in sessions that were added, unless each chose the sessions to come to.

    A new session has no capacity yet, so that there is room for all.
    """
    if not new or SignUp.objects.children_of(occasion).filter(by_session=True).exists():
        return
    coming = Registration.objects.children_of(occasion).exclude(state=Registration.State.CANCELLED)
    seats = [
        Seat(registration_id=number, session=session, path=occasion.path, held=state in _HOLDS)
        for number, state in coming.values_list("pk", "state")
        for session in new
    ]
    Seat.objects.insert_rows(seats)
    journal.write_many(seats, by=by, action="attendance.seat.take", reason=reason)
