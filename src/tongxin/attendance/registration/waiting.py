"""The waiting list: seats that become free are offered in its order, offers end, seats are given up.

Everything here runs under the lock of the occasion's row, which `locked` takes.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.models import Occasion, Registration, Seat
from tongxin.attendance.registration.queries import (
    Room,
    expected_owner,
    in_state,
    offer_ends,
    rooms_of,
    sign_up_of,
    wanted_by,
)
from tongxin.kernel.errors import NotFoundError, TongxinError
from tongxin.lifecycle.writing import change

State = Registration.State
LAPSED = "递补到期未确认"
_USUAL_HOURS = 24
Group = list[Registration]


def locked(occasion: Occasion) -> Occasion:
    """Read the occasion anew under its lock: whoever writes seats comes after whoever does so now. Needs a transaction."""
    try:
        occasion.refresh_from_db(from_queryset=Occasion.objects.same_as(occasion).select_for_update())
    except ObjectDoesNotExist:
        raise NotFoundError("这项活动已被删除，不能再报名，请向主办单位询问。") from None
    return occasion


def settle(occasion: Occasion, *, by: Actor, expected: bool = False) -> list[Room]:
    """End the offers whose time is over, then offer what is free to those who wait, strictly in order.

    Nobody is passed over: who wants a session that somebody earlier waits for goes on waiting. Called by whoever writes
    next, and every night. `expected` says that the record is known to take place. Returns how full each session is then.
    """
    now = timezone.now()
    over = list(in_state(occasion, State.OFFERED).filter(offered_until__lte=now))
    give_up(over, by=by, reason=LAPSED, action="attendance.registration.lapse")
    rooms = rooms_of(occasion)
    if all(one.free == 0 for one in rooms) or not (expected or _takes_place(occasion)):
        return rooms  # nobody is offered a seat in what is cancelled or over
    offered = _next_in_line(list(in_state(occasion, State.WAITING)), rooms)
    for group, wanted in offered:
        _offer(group, occasion=occasion, by=by, until=_until(occasion, rooms, wanted=wanted, now=now))
    return rooms_of(occasion) if offered else rooms


def _takes_place(occasion: Occasion) -> bool:
    try:
        expected_owner(occasion)
    except TongxinError:
        return False
    return True


def give_up(rows: Sequence[Registration], *, by: Actor, reason: str, action: str = "") -> None:
    """Cancel registrations and free the seats they hold or wait for. Without `action` the act under way names it."""
    for row in rows:
        values = {"state": State.CANCELLED, "cancel_reason": reason, "offered_until": None}
        change(row, by=by, values=values, action=action)
    if rows:
        seats = Seat.objects.children_of(*rows)
        journal.write_removals(seats, by=by, action="attendance.seat.release", reason=reason)
        seats.delete()


def take_seats(rows: Sequence[Registration], sessions: Sequence[int], *, by: Actor, held: bool) -> None:
    """Give each registration a seat in each session, held or waited for."""
    seats = [
        Seat(registration=row, session_id=session, path=row.path, held=held) for row in rows for session in sessions
    ]
    Seat.objects.insert_rows(seats)
    journal.write_many(seats, by=by, action="attendance.seat.take")


def _next_in_line(waiting: Sequence[Registration], rooms: Sequence[Room]) -> list[tuple[Group, set[int]]]:
    """Return the groups of the list there is room for by now, and the sessions each wants."""
    free = {one.session.pk: one.free for one in rooms}
    wishes = wanted_by(waiting)
    groups: dict[int, Group] = {}
    for row in waiting:
        groups.setdefault(row.leader_id or row.pk, []).append(row)
    found, taken = [], set[int]()
    for group in groups.values():
        wanted = set().union(*(wishes[row.pk] for row in group))
        if wanted & taken or not has_room(free, wanted, number=len(group)):
            taken |= wanted
            continue
        found.append((group, wanted))
        free |= {number: left - len(group) for number in wanted if (left := free[number]) is not None}
    return found


def has_room(free: dict[int, int | None], wanted: set[int], *, number: int) -> bool:
    """Tell whether so many fit into all the sessions wanted."""
    return all(left is None or left >= number for session in wanted for left in (free[session],))


def _offer(group: Group, *, occasion: Occasion, by: Actor, until: datetime) -> None:
    for row in group:
        values = {"state": State.OFFERED, "offered_until": until}
        change(row, by=by, values=values, action="attendance.registration.offer")
    seats = Seat.objects.children_of(*group).filter(held=False)
    before = list(seats)
    seats.update(held=True)
    befores = [journal.values_of(seat) for seat in before]
    for seat in before:
        seat.held = True
    journal.write_many(before, by=by, action="attendance.seat.take", path=occasion.path, befores=befores)


def _until(occasion: Occasion, rooms: Sequence[Room], *, wanted: set[int], now: datetime) -> datetime:
    sign_up = sign_up_of(occasion)
    hours = sign_up.offer_hours if sign_up is not None else _USUAL_HOURS
    return offer_ends([one.session for one in rooms if one.session.pk in wanted], now=now, hours=hours)
