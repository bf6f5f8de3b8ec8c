"""Registering and leaving: by the public link, by staff, by the address only the registered knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.models import Occasion, Registration, SignUp
from tongxin.attendance.registration.queries import (
    ACTIVE,
    awaited,
    expected_owner,
    group_of,
    in_state,
    is_over,
    refuse_closed,
    sessions_of,
)
from tongxin.attendance.registration.tickets import new_ticket, ticket_hash
from tongxin.attendance.registration.waiting import give_up, has_room, locked, settle, take_seats
from tongxin.kernel.errors import ConflictError, InputError, NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.network.models import Person
from tongxin.network.models.privacy import blind_index, normal_mobile
from tongxin.network.models.readings import normal_name
from tongxin.network.models.tokens import hashed, new_token
from tongxin.network.queries.recognition import same_person

State, Source = Registration.State, Registration.Source
OWN = "报名人"
"""What the journal calls those who register themselves: no name."""
CANCELLED_BY_SELF = "本人取消"
DECLINED_BY_SELF = "本人放弃递补"


@dataclass(frozen=True, kw_only=True)
class Comer:
    """Who means to come: as typed, or a person on record."""

    name: str = ""
    mobile: str = ""
    unit: str = ""
    person: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a registration came in. `token` is that of the address at which whoever registered follows it."""

    source: str
    token: str
    answers: str = ""
    consent_version: int | None = None


def register_by_link(
    sign_up: SignUp, *, by: Actor, comers: Sequence[Comer], sessions: Sequence[int] = (), entry: Entry
) -> str:
    """Register those who come through the public link; the first leads the others. Return the token to follow it by.

    The same sent twice, with the same token, is one registration. Raises `ConflictError` where somebody has registered
    before, and where nobody may register now.
    """
    own = by.under_name(OWN)
    with transaction.atomic():
        occasion = locked(sign_up.occasion)
        if _sent_before(occasion, entry.token, first=comers[0]):
            return entry.token
        rows = SignUp.objects.same_as(sign_up)
        sign_up.refresh_from_db(from_queryset=rows)
        refuse_closed(sign_up)
        if len(comers) > sign_up.most_together:
            raise InputError(f"一次最多报 {sign_up.most_together} 人，请分开报名。", field="name")
        known = [_recognised(one) for one in comers]
        _enter(occasion, by=own, comers=known, sessions=sessions if sign_up.by_session else (), entry=entry)
    return entry.token


def register_by_staff(*, by: Actor, occasion: int, name: str = "", **details: Any) -> Registration:
    """Register somebody for the occasion with this number: a person on record by number, or a name with mobile number and unit.

    The waiting list holds for staff too. `details` are `mobile`, `unit`, `person`, the `days` to come on (none: all) and
    the `source`.
    """
    found = Occasion.objects.visible_to(by.scope).filter(pk=occasion).first()
    if found is None:
        raise NotFoundError(f"没有找到编号为 {occasion} 的活动，可能不在您的权限范围内。", field="occasion")
    with act("attendance.registration.register", by=by, path=found.path) as doer:
        locked(found)
        comer = _comer(by, name, **{key: details.get(key) for key in ("mobile", "unit", "person")})
        entry = Entry(source=details.get("source") or Source.STAFF, token=new_token())
        sessions = _sessions_on(found, details.get("days") or ())
        (row,) = _enter(found, by=doer, comers=[comer], sessions=sessions, entry=entry)
    return row


def correct_registration(row: Registration, *, by: Actor, reason: str, name: str = "", **details: Any) -> Registration:
    """Correct who a registration is of."""
    with act("attendance.registration.correct", row, by=by, reason=require_reason(reason)) as doer:
        comer = _comer(by, name, **{key: details.get(key) for key in ("mobile", "unit", "person")})
        _refuse_twice(row.occasion, [comer], but=row)
        return change(row, by=doer, values=_columns(comer))


def cancel_registration(row: Registration, *, by: Actor, reason: str) -> Registration:
    """Cancel at the request of whoever is registered, or for a reason of the organiser; who waits is offered the seat."""
    why = require_reason(reason)
    with act("attendance.registration.cancel", row, by=by, reason=why) as doer:
        give_up([row], by=doer, reason=why)
        settle(row.occasion, by=by)  # whoever is offered the seat has nothing to do with the reason
    return row


def accept_offer(row: Registration, *, by: Actor) -> Registration:
    """Say on behalf of whoever was offered seats that they are taken; those registered together take them together."""
    with act("attendance.registration.accept", row, by=by) as doer:
        if is_over(row):
            raise ConflictError("这次递补已过保留时间，名额会递补给下一位；请重新登记报名。")
        _accept(row, by=doer, action=doer.action)
    return row


def renew_address(row: Registration, *, by: Actor) -> str:
    """Give a registration a new address to follow it by, for whoever lost the old one, and return its token."""
    token = new_token()
    with transaction.atomic():
        lock(row, by=by, verb=Verb.MEMBERS)
        if row.state == State.CANCELLED:
            raise ConflictError("这份报名已取消，不用再查询；仍想参加的请重新登记报名。")
        change(row, by=by, values={"token_hash": hashed(token)}, action="attendance.registration.renew")
    return token


def cancel_own(row: Registration, *, by: Actor, only: int | None = None) -> None:
    """Cancel what was registered together, or one of those; who may is decided by the address that leads here."""
    own = by.under_name(OWN)
    with transaction.atomic():
        locked(row.occasion)
        leaving = [one for one in group_of(row) if only in (None, one.pk)]
        if not leaving:
            raise ConflictError("报名已经取消，不需要再办理。")
        offered = leaving[0].state == State.OFFERED
        give_up(
            leaving,
            by=own,
            reason=DECLINED_BY_SELF if offered else CANCELLED_BY_SELF,
            action="attendance.registration.leave",
        )
        settle(row.occasion, by=own)


def accept_own(row: Registration, *, by: Actor) -> None:
    """Take the seats offered; raise `ConflictError` where the offer is over or was none."""
    own = by.under_name(OWN)
    with transaction.atomic():
        locked(row.occasion)
        settle(row.occasion, by=own)
        row.refresh_from_db(from_queryset=Registration.objects.same_as(row))
        offered = row.state == State.OFFERED
        if offered:
            _accept(row, by=own, action="attendance.registration.take")
    if not offered:  # said after the offers that are over were ended, so that this stands
        raise ConflictError("这次递补已过保留时间或已经办理，请刷新后再看。")


def _accept(row: Registration, *, by: Actor, action: str) -> None:
    for one in [each for each in group_of(row) if each.state == State.OFFERED]:
        change(one, by=by, values={"state": State.REGISTERED, "offered_until": None}, action=action)
    row.refresh_from_db(from_queryset=Registration.objects.same_as(row))


def _enter(
    occasion: Occasion, *, by: Actor, comers: Sequence[Comer], sessions: Sequence[int], entry: Entry
) -> list[Registration]:
    """Write registrations that hold their seats or wait; the occasion is locked."""
    expected_owner(occasion)
    rooms = {one.session.pk: one for one in settle(occasion, by=by, expected=True)}
    _refuse_twice(occasion, comers)
    if not set(sessions) <= set(rooms):
        raise ConflictError("所选场次刚才有变动，请刷新后重新选择。", field="sessions")
    wanted = set(sessions) or set(rooms)
    fits = not wanted & awaited(list(rooms.values())) and has_room(
        {pk: one.free for pk, one in rooms.items()}, wanted, number=len(comers)
    )
    rows: list[Registration] = []
    for comer in comers:
        state = State.REGISTERED if fits else State.WAITING
        rows.append(_row(occasion, comer, by=by, entry=entry, state=state, leader=rows[0] if rows else None))
    take_seats(rows, sorted(wanted), by=by, held=fits)
    return rows


def _row(
    occasion: Occasion, comer: Comer, *, by: Actor, entry: Entry, state: str, leader: Registration | None
) -> Registration:
    ticket = new_ticket()
    row = Registration(
        occasion=occasion,
        path=occasion.path,
        leader=leader,
        state=state,
        source=entry.source,
        answers="" if leader else entry.answers,
        consent_version=entry.consent_version,
        received=timezone.now(),
        ticket=ticket,
        ticket_hash=ticket_hash(ticket),
        token_hash=hashed(new_token() if leader else entry.token),
    )
    return create(row, by=by, values=_columns(comer), action="attendance.registration.register")


def _columns(comer: Comer) -> dict[str, Any]:
    return {"person": comer.person, "name": comer.name, "mobile": comer.mobile, "unit": comer.unit}


def _comer(by: Actor, name: str, *, mobile: str | None, unit: str | None, person: int | None) -> Comer:
    """Return who staff mean: the person with this number in their scope, or the one with this name and mobile number."""
    if person is not None:
        found = Person.objects.visible_to(by.scope).filter(pk=person, merged_into=None).first()
        if found is None:
            raise InputError(f"没有编号为 {person} 的人员，可能不在您的权限范围内，请核对。", field="person")
        return Comer(name=found.name, mobile=found.mobile, unit=unit or found.unit, person=found)
    if not name.strip():
        raise InputError("请填写姓名，或人员编号。", field="name")
    return _recognised(Comer(name=name, mobile=mobile or "", unit=unit or ""))


def _sessions_on(occasion: Occasion, days: Sequence[date]) -> list[int]:
    """Return the sessions of these days by their numbers; raise `InputError` for a day there is none on."""
    sessions = sessions_of(occasion) if days else []
    if missing := sorted(set(days) - {one.day for one in sessions}):
        raise InputError(f"{missing[0]} 没有安排，请核对参加日期。", field="days")
    return [one.pk for one in sessions if one.day in days]


def _recognised(comer: Comer) -> Comer:
    """Return who it is, in the spelling of the register: known where name and mobile number are one person's."""
    name, mobile = normal_name(comer.name), normal_mobile(comer.mobile)
    if not name:
        raise InputError("请填写姓名。", field="name")
    return Comer(name=name, mobile=mobile, unit=comer.unit.strip(), person=_known(name, mobile))


def _known(name: str, mobile: str) -> Person | None:
    """Return the one person this is, locked: whoever merges that record comes before or after us."""
    found = same_person(name=name, mobile=mobile)
    if found is None:
        return None
    found.refresh_from_db(from_queryset=Person.objects.same_as(found).select_for_update())
    return found if found.merged_into_id is None else None


def _refuse_twice(occasion: Occasion, comers: Sequence[Comer], *, but: Registration | None = None) -> None:
    """Raise `ConflictError` where one of these is registered, or is named twice."""
    named = [(one.mobile, one.name) for one in comers if one.mobile]
    if len(set(named)) < len(named):
        raise InputError("同一个人写了两次，请删去一个。", field="name")
    registered = in_state(occasion, *ACTIVE)
    rows = registered.exclude(pk=but.pk) if but else registered
    for one in comers:
        same = Q(mobile_index=blind_index(one.mobile), name=one.name) if one.mobile else Q(pk__in=())
        if rows.filter(same | Q(person=one.person, person__isnull=False)).exists():
            raise ConflictError(
                f"{one.name}已经报过名，不用再报：请打开报名时保存的查询地址，找不到的请联系主办单位重发。",
                field="name",
            )


def _sent_before(occasion: Occasion, token: str, *, first: Comer) -> bool:
    """Tell whether this very form was handed in before: sent twice, or the answer got lost on the way."""
    row = Registration.objects.with_secret(token_hash=hashed(token)).first()
    if row is None:
        return False
    same = row.occasion_id == occasion.pk and row.name == normal_name(first.name)
    if not same or row.mobile != normal_mobile(first.mobile):
        raise ConflictError("这一页已经用来报过名，请刷新后再为别人报名。", field="name")
    return True
