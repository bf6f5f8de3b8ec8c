"""Opening, changing and closing a sign-up; how many each session takes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.models import Occasion, SignUp
from tongxin.attendance.registration.queries import Room, expected_owner, rooms_of, sign_up_of
from tongxin.attendance.registration.waiting import locked, settle
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import chinese_date
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create
from tongxin.network.models.tokens import new_token


class Terms(TypedDict):
    """How one registers. `capacities` are the seats of each session by its number, None for as many as come."""

    opens: datetime
    closes: datetime
    open_to_all: bool
    most_together: int
    by_session: bool
    offer_hours: int
    questions: list[dict[str, Any]]
    capacities: Mapping[int, int | None]


def open_sign_up(*, by: Actor, occasion: Occasion, **terms: Unpack[Terms]) -> SignUp:
    """Open the sign-up of an occasion; its public address comes with it."""
    with act("attendance.sign_up.open", by=by, path=occasion.path) as doer:
        locked(occasion)
        expected_owner(occasion)
        if sign_up_of(occasion) is not None:
            raise ConflictError("这项活动已经开放报名，请在活动页面修改。")
        sign_up = SignUp(occasion=occasion, path=occasion.path, token=new_token())
        return _write(sign_up, by=doer, terms=terms)


def change_sign_up(sign_up: SignUp, *, by: Actor, **terms: Unpack[Terms]) -> SignUp:
    """Change how one registers; where there are more seats than before, who waits is offered them."""
    with act("attendance.sign_up.change", sign_up, by=by) as doer:
        expected_owner(sign_up.occasion)
        return _write(sign_up, by=doer, terms=terms)


def close_sign_up(sign_up: SignUp, *, by: Actor) -> SignUp:
    """Take no more registrations through the public link; the waiting list goes on."""
    with act("attendance.sign_up.close", sign_up, by=by) as doer:
        return change(sign_up, by=doer, values={"closed": timezone.now()})


def reopen_sign_up(sign_up: SignUp, *, by: Actor) -> SignUp:
    """Take registrations again, until the moment set."""
    with act("attendance.sign_up.reopen", sign_up, by=by) as doer:
        expected_owner(sign_up.occasion)
        return change(sign_up, by=doer, values={"closed": None})


def _write(sign_up: SignUp, *, by: Doer, terms: Terms) -> SignUp:
    values: dict[str, Any] = {**terms}
    capacities: Mapping[int, int | None] = values.pop("capacities")
    if terms["closes"] <= terms["opens"]:
        raise InputError("截止报名时间应晚于开始报名时间，请核对。", field="closes")
    occasion = sign_up.occasion
    write = create if sign_up.pk is None else change
    write(sign_up, by=by, values=values)
    for room in [one for one in rooms_of(occasion) if one.session.pk in capacities]:
        _resize(room, by=by, capacity=capacities[room.session.pk])
    settle(occasion, by=by)
    return sign_up


def _resize(room: Room, *, by: Doer, capacity: int | None) -> None:
    if capacity is not None and capacity < room.held:
        day = chinese_date(room.session.day)
        raise ConflictError(f"{day}这一场已占用 {room.held} 个名额，不能改为 {capacity} 个。", field="capacity")
    change(room.session, by=by, values={"capacity": capacity}, action="attendance.session.resize")
