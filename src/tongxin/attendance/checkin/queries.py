"""What is on record for the door: of one scan in a single statement, of a batch in a constant number of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from tongxin.attendance.checkin.items import Item
from tongxin.attendance.checkin.judging import Earlier, Known, Ticket
from tongxin.attendance.checkin.prepared import Prepared
from tongxin.attendance.models import Attendance, Device, Occasion, Registration, Scan, Seat, Session
from tongxin.kernel.errors import ForbiddenError, UnknownAskerError
from tongxin.kernel.scope import Scope
from tongxin.network.models.tokens import hashed
from tongxin.web.format import moment

_LONGEST_SECRET = 60
_NOBODY = "-"  # the hash of nothing
_TOKEN, _TICKET, _SESSION, _CODE = "<token>", "<ticket>", -1, UUID(int=1)
"""What stands in the prepared query for the device's hash, the ticket's hash, the session, the code of the scan."""
_DEVICE = ("id", "path", "label", "with_names", "begins", "expires", "revoked", "account_id", "occasion_id")
_OCCASION = ("occasion__id", "occasion__path", "occasion__kind")


def device_with(secret: str, *, now: datetime) -> Device:
    """Return the device that holds this secret; raises as `admit` does."""
    return admit(_rows_with(secret).select_related("occasion").order_by().first(), now=now)


def admit(device: Device | None, *, now: datetime) -> Device:
    """Return a device that may check people in now.

    Raises `UnknownAskerError` for one that is not known or whose time is over, `ForbiddenError` for a revoked one.
    """
    if device is None:
        raise UnknownAskerError("这台设备没有开通签到，请用主办方在记录页新开的链接或二维码打开。")
    if device.revoked is not None:
        raise ForbiddenError("这台设备的签到已被主办方停用，没有上传的签到还在设备上，请主办方重新开通后再传。")
    if not device.works_at(now):
        raise UnknownAskerError(
            f"这台设备的签到已于 {moment(device.expires)} 到期，没有上传的签到还在设备上，请主办方重新开通后再传。"
        )
    return device


@dataclass(frozen=True, kw_only=True)
class KnownOfOne:
    """The device, the scan of the same code where there was one, and what is on record about the scan at hand."""

    device: Device
    scan: int | None
    known: Known


def known_of_one(item: Item, *, secret: str, now: datetime) -> KnownOfOne:
    """Return the device and all that one scan is judged by, in one statement."""
    prepared = _prepared(connection.vendor)
    session = item.session or 0
    row = prepared.first(
        {
            _TOKEN: _hash_of(secret),
            _TICKET: item.ticket or _NOBODY,
            _SESSION: session,
            _stored(_CODE): _stored(item.code),
        }
    )
    device = admit(_device(row) if row else None, now=now)
    known = Known(occasion=device.occasion_id)
    assert row is not None  # the device was found in it  # noqa: S101
    if row["of_session"] is not None:
        known.days[session] = row["of_session"]
    if row["of_ticket"] is not None:
        known.tickets[item.ticket] = found = _ticket(row["of_ticket"], session=session)
        if row["since"] is not None:
            known.earlier[session, found.registration] = Earlier(since=row["since"], device=row["at"] or "")
    return KnownOfOne(device=device, scan=row["of_scan"], known=known)


def known_of(items: Sequence[Item], *, occasion: Occasion) -> Known:
    """Return what many scans at one occasion are judged by."""
    hashes = {item.ticket for item in items if item.ticket}
    own = Registration.objects.children_of(occasion).filter(ticket_hash__in=hashes)
    rows = {ticket: (pk, state) for pk, ticket, state in own.values_list("pk", "ticket_hash", "state")}
    numbers = [pk for pk, _ in rows.values()]
    seats: dict[int, set[int]] = {pk: set() for pk in numbers}
    for pk, session in Seat.objects.children_of_numbered(Registration, numbers).values_list("registration", "session"):
        seats[pk].add(session)
    tickets = {
        ticket: Ticket(registration=pk, occasion=occasion.pk, state=state, seats=frozenset(seats[pk]))
        for ticket, (pk, state) in rows.items()
    }
    for ticket in hashes - tickets.keys():
        if (foreign := Registration.objects.with_secret(ticket_hash=ticket).first()) is not None:
            tickets[ticket] = Ticket(registration=foreign.pk, occasion=foreign.occasion_id, state=foreign.state)
    days = dict(Session.objects.children_of(occasion).values_list("pk", "day"))
    return Known(occasion=occasion.pk, days=days, tickets=tickets, earlier=_earlier(numbers))


def scans_with(codes: Iterable[UUID], *, occasion: Occasion) -> dict[UUID, Scan]:
    """Return the scans of an occasion with these codes, by code."""
    return {scan.code: scan for scan in Scan.objects.children_of(occasion).filter(code__in=list(codes))}


def devices(occasion: Occasion, *, scope: Scope) -> list[Device]:
    """Return the devices opened for an occasion, the newest first."""
    return list(Device.objects.visible_to(scope).filter(occasion=occasion).order_by("-id"))


@dataclass(frozen=True, kw_only=True)
class SessionNumbers:
    """How many are registered for a session and how many have come. Of nobody by name."""

    session: Session
    expected: int
    present: int


def label_of(session: Session) -> str:
    """Return what a session is called at the door: 「5月10日 第1场 开班式」, without the part where a day has one."""
    words = [f"{session.day.month}月{session.day.day}日"]
    if session.begins is not None:
        words.append(f"{session.begins:%H:%M}")
    if session.title:
        words.append(session.title)
    elif session.part > 1 or session.begins is not None:
        words.append(f"第{session.part}场")
    return " ".join(words)


def session_numbers(occasion: Occasion) -> list[SessionNumbers]:
    """Return the numbers of every session, in order; four statements."""
    sessions = list(Session.objects.children_of(occasion).order_by("day", "part"))
    registered = Registration.objects.children_of(occasion).filter(state=Registration.State.REGISTERED)
    everybody = registered.count()
    numbers = [one.pk for one in sessions]
    seats = Seat.objects.children_of_numbered(Session, numbers)
    seated = dict(
        seats.filter(registration__state=Registration.State.REGISTERED).values_list("session").annotate(Count("id"))
    )
    here = Attendance.objects.children_of_numbered(Session, numbers)
    present = dict(here.values_list("session").annotate(Count("id")))
    return [
        SessionNumbers(
            session=one,
            expected=seated.get(one.pk, 0) if seated else everybody,
            present=present.get(one.pk, 0),
        )
        for one in sessions
    ]


def tickets_of(occasion: Occasion) -> list[dict[str, Any]]:
    """Return what a device holds to judge by without network: hashes and states, of nobody a name."""
    rows = Registration.objects.children_of(occasion).order_by("id")
    seats: dict[int, list[int]] = {}
    for pk, session in Seat.objects.children_of_numbered(Registration, rows.values("pk")).values_list(
        "registration", "session"
    ):
        seats.setdefault(pk, []).append(session)
    here: dict[int, list[int]] = {}
    for pk, session in Attendance.objects.children_of_numbered(Registration, rows.values("pk")).values_list(
        "registration", "session"
    ):
        here.setdefault(pk, []).append(session)
    return [
        {"hash": ticket, "state": state, "seats": seats.get(pk, []), "here": here.get(pk, [])}
        for pk, ticket, state in rows.values_list("pk", "ticket_hash", "state")
    ]


def names_of(occasion: Occasion) -> list[dict[str, str]]:
    """Return who has registered, for a device that may hold the list: name, unit, the hash of the ticket."""
    rows = Registration.objects.children_of(occasion).exclude(state=Registration.State.CANCELLED)
    rows = rows.select_related("person").order_by("id")
    return [
        {
            "name": one.name or (one.person.name if one.person else ""),
            "unit": one.unit or (one.person.unit if one.person else ""),
            "hash": one.ticket_hash,
        }
        for one in rows
    ]


def _rows_with(secret: str) -> Any:
    return Device.objects.with_secret(token_hash=_hash_of(secret))


def _hash_of(secret: str) -> str:
    return hashed(secret) if 0 < len(secret) <= _LONGEST_SECRET else _NOBODY


@cache
def _prepared(vendor: str) -> Prepared:
    """Return the query of `known_of_one` for a kind of database."""
    del vendor  # the same query in another dialect
    of_this = OuterRef("occasion")
    tickets = Registration.objects.with_secret(ticket_hash=_TICKET)
    seats = Seat.objects.children_of_numbered(Registration, [OuterRef("pk")])  # type: ignore[list-item]  # of the row around
    sessions = Session.objects.children_of_numbered(Occasion, [of_this])  # type: ignore[list-item]  # as above
    scans = Scan.objects.children_of_numbered(Occasion, [of_this])  # type: ignore[list-item]  # as above
    attended = Attendance.objects.counted().filter(session=_SESSION, registration__ticket_hash=_TICKET)
    admitted = scans.filter(outcome=Scan.Outcome.ADMITTED, session=_SESSION, registration__ticket_hash=_TICKET)
    facts = JSONObject(
        id="id",
        occasion="occasion_id",
        state="state",
        seated=Exists(seats),
        here=Exists(seats.filter(session=_SESSION)),
    )
    rows = Device.objects.with_secret(token_hash=_TOKEN).annotate(
        of_ticket=Subquery(tickets.values(facts=facts)[:1]),
        of_session=Subquery(sessions.filter(pk=_SESSION).values("day")[:1]),
        of_scan=Subquery(scans.filter(code=_CODE).values("pk")[:1]),
        since=Subquery(attended.values("since")[:1]),
        at=Subquery(admitted.order_by("-id").values("device__label")[:1]),
    )
    return Prepared.of(rows, *_DEVICE, *_OCCASION, "of_ticket", "of_session", "of_scan", "since", "at")


def _device(row: dict[str, Any]) -> Device:
    """Return the device of a row, with its occasion."""
    device = Device(**{name: row[name] for name in _DEVICE})
    device.occasion = Occasion(**{name.removeprefix("occasion__"): row[name] for name in _OCCASION})
    return device


def _stored(code: UUID) -> Any:
    """Return a code as the database takes it."""
    return Scan._meta.get_field("code").get_db_prep_value(code, connection)


def _ticket(facts: dict[str, Any], *, session: int) -> Ticket:
    """Return a ticket of which only is known whether it holds any seat, and one in the session at hand."""
    elsewhere = frozenset({0}) if facts["seated"] else frozenset()
    seats = frozenset({session}) if facts["here"] else elsewhere
    return Ticket(registration=facts["id"], occasion=facts["occasion"], state=facts["state"], seats=seats)


def _earlier(registrations: Sequence[int]) -> dict[tuple[int, int], Earlier]:
    admitted = Q(outcome=Scan.Outcome.ADMITTED)
    scans = Scan.objects.children_of_numbered(Registration, registrations).filter(admitted).order_by("id")
    at = {
        (session, registration): label or ""
        for session, registration, label in scans.values_list("session", "registration", "device__label")
    }
    rows = Attendance.objects.children_of_numbered(Registration, registrations)
    return {
        (session, registration): Earlier(since=since, device=at.get((session, registration), ""))
        for session, registration, since in rows.values_list("session", "registration", "since")
    }
