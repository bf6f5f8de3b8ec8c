"""Taking scans: each is answered, kept and told to the journal; sent again it is answered again and nothing is written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from threading import Lock
from typing import Any, Final, Self
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.bulk import insert_values
from tongxin.access.durability import soon_on_disk
from tongxin.attendance.checkin import queries
from tongxin.attendance.checkin.items import Item, Sent, Unread
from tongxin.attendance.checkin.judging import Clock, Earlier, Known, Outcome
from tongxin.attendance.models import Attendance, Device, Occasion, Registration, Scan
from tongxin.attendance.registration.tickets import new_ticket, ticket_hash
from tongxin.kernel.errors import UnavailableError
from tongxin.kernel.scope import Scope
from tongxin.network.models.tokens import hashed, new_token

TRIES: Final = 3
ACTION: Final = "attendance.scan"
_TURN: Final = Lock()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a device is told of one scan. An empty `outcome` means that it could not be read: `message` says why."""

    id: str
    outcome: str
    label: str
    message: str
    when: datetime | None = None
    clock_off: bool = False

    @classmethod
    def to(cls, scan: Scan) -> Self:
        """Return the answer to a scan: the same whenever it is asked for."""
        return cls(
            id=str(scan.code),
            outcome=scan.outcome,
            label=scan.get_outcome_display(),
            message=scan.reason,
            when=scan.when,
            clock_off=scan.clock_off,
        )

    def json(self) -> dict[str, Any]:
        """Return it as a JSON value."""
        return {**vars(self), "when": self.when.isoformat() if self.when else None}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where scans of one occasion are taken: at a device, or by somebody signed in who keys paper in."""

    occasion: Occasion
    clock: Clock
    by: Actor
    device: Device | None = None
    answered: dict[UUID, Scan] = field(default_factory=dict)

    @classmethod
    def at(cls, device: Device, *, clock: Clock) -> Self:
        """Return the desk of a device; it acts for the account that opened it and may do nothing else."""
        by = Actor(scope=Scope(), name=f"签到设备 {device.pk}", account_id=device.account_id)
        return cls(occasion=device.occasion, clock=clock, by=by, device=device)

    def judged(self, item: Item, known: Known) -> Scan:
        """Return the scan a plain item makes, not yet kept; it is known from now on that its registration is in."""
        when, clock_off = self.clock.counted(item.at, device=self.device)
        outcome, why = known.judge(item, when=when)
        ticket = known.tickets.get(item.ticket)
        registration = ticket.registration if ticket else None
        session = item.session if item.session in known.days else None
        if outcome is Outcome.ADMITTED and registration and session:
            known.earlier[session, registration] = Earlier(since=when, device=self.device.label if self.device else "")
        return self.scan(
            item, outcome=outcome, reason=why, registration_id=registration, session_id=session, when=when,
            clock_off=clock_off,
        )  # fmt: skip

    def scan(self, item: Item, **values: Any) -> Scan:
        """Return a scan of this desk, not yet kept."""
        scan = Scan(
            code=item.code,
            occasion=self.occasion,
            path=self.occasion.path,
            device=self.device,
            how=item.how,
            decided=item.decided,
            device_time=item.at,
            server_time=self.clock.now,
            **values,
        )
        self.answered[item.code] = scan
        return scan

    def attendance(self, scan: Scan) -> dict[str, Any]:
        """Return the values of the row that says somebody is in."""
        place = {"session_id": scan.session_id, "registration_id": scan.registration_id}
        return {**place, "path": self.occasion.path, "since": scan.when}

    def take(self, items: Sequence[Item]) -> None:
        """Take many scans at a desk, in order. Batches of one occasion come one after the other; needs a transaction."""
        Occasion.objects.same_as(self.occasion).select_for_update().get()
        self.answered.update(queries.scans_with((item.code for item in items), occasion=self.occasion))
        new = {
            item.code: item for item in reversed(items) if item.code not in self.answered
        }  # of two alike the first counts
        for plain, run in groupby(reversed(new.values()), key=lambda item: item.is_plain):
            if plain:
                _take_plain(list(run), desk=self)
            else:
                for item in run:
                    (_take_back if item.undoes else _take_walk_in)(item, desk=self)


def check_in(sent: Sent, *, by: str) -> list[Answer]:
    """Take the scans of the device with the secret `by`; answers stand in the order of what was sent.

    Raises what `queries.admit` raises where the device may not. One scan takes four statements. Of two devices that scan
    one ticket at once, or two senders of one batch, the later finds what the earlier wrote.
    """
    for _ in range(TRIES):
        try:
            with _in_turn(), transaction.atomic():
                return _answers(sent, secret=by, now=timezone.now())
        except IntegrityError:
            continue
        except OperationalError:  # waited for others too long
            break
    raise UnavailableError("同一时刻签到的太多，这一批没有记下，稍后会自动重传。")


@contextmanager
def _in_turn() -> Iterator[None]:
    """Let the threads of a process come one after the other on SQLite: waiting for its one writer, they are served at random.

    Nor does a queue at the door wait for the disk at each scan: a check-in would take four times as long.
    """
    with _TURN if connection.vendor == "sqlite" else nullcontext(), soon_on_disk():
        yield


def _answers(sent: Sent, *, secret: str, now: datetime) -> list[Answer]:
    items = [one for one in sent.items if isinstance(one, Item)]
    clock = Clock(now=now, said=sent.now)
    if len(items) == 1 and items[0].is_plain:
        desk = _take_one(items[0], secret=secret, clock=clock)
    else:
        desk = Desk.at(queries.device_with(secret, now=now), clock=clock)
        desk.take(items)
    return [_answer(one, desk=desk) for one in sent.items]


def _answer(one: Item | Unread, *, desk: Desk) -> Answer:
    if isinstance(one, Unread):
        return Answer(id=one.sent, outcome="", label="没有读懂", message=one.message)
    return Answer.to(desk.answered[one.code])


def _take_one(item: Item, *, secret: str, clock: Clock) -> Desk:
    found = queries.known_of_one(item, secret=secret, now=clock.now)
    desk = Desk.at(found.device, clock=clock)
    if found.scan is not None:
        desk.answered[item.code] = Scan.objects.children_of(found.device.occasion).get(pk=found.scan)
        return desk
    scan = desk.judged(item, found.known)
    scan.save()
    if scan.outcome == Outcome.ADMITTED:
        insert_values(Attendance, [desk.attendance(scan)])
    journal.write(scan, by=desk.by, action=ACTION)
    return desk


def _take_plain(items: Sequence[Item], *, desk: Desk) -> None:
    known = queries.known_of(items, occasion=desk.occasion)
    scans = [desk.judged(item, known) for item in items]
    admitted = [desk.attendance(scan) for scan in scans if scan.outcome == Outcome.ADMITTED]
    Scan.objects.insert_rows(scans)
    insert_values(Attendance, admitted)
    journal.write_many(scans, by=desk.by, action=ACTION)


def _take_walk_in(item: Item, *, desk: Desk) -> None:
    """Register somebody who stands at the door, and let them in."""
    known = queries.known_of([item], occasion=desk.occasion)
    when, clock_off = desk.clock.counted(item.at, device=desk.device)
    refused = known.refuse_session(item, when=when)
    outcome, why = refused or (Outcome.ADMITTED, "")
    registered = None if refused else _registered(item, desk=desk, when=when)
    session = item.session if item.session in known.days else None
    scan = desk.scan(
        item, outcome=outcome, reason=why, registration=registered, session_id=session, when=when, clock_off=clock_off
    )
    scan.save()
    if registered is not None:
        insert_values(Attendance, [desk.attendance(scan)])
    journal.write(scan, by=desk.by, action=ACTION)


def _registered(item: Item, *, desk: Desk, when: datetime) -> Registration:
    ticket = new_ticket()
    row = Registration(
        occasion=desk.occasion,
        path=desk.occasion.path,
        name=item.name,
        unit=item.unit,
        source=Registration.Source.DOOR,
        received=when,
        ticket=ticket,
        ticket_hash=ticket_hash(ticket),
        token_hash=hashed(new_token()),
    )
    row.save()
    journal.write(row, by=desk.by, action="attendance.walk_in")
    return row


def _take_back(item: Item, *, desk: Desk) -> None:
    """Take a check-in back: the scan stays, whoever it let in is out again, and a walk-in is no registration any more."""
    when, clock_off = desk.clock.counted(item.at, device=desk.device)
    admitted = Scan.objects.children_of(desk.occasion).filter(outcome=Outcome.ADMITTED)
    target = admitted.filter(code=item.undoes).select_related("registration").first() if item.undoes else None
    present = _let_in_by(target, desk=desk)
    if target is None or target.registration is None or present is None:
        why = "这次签到没有成功，或已经撤销"
        scan = desk.scan(item, outcome=Outcome.NOTHING, reason=why, when=when, clock_off=clock_off)
        scan.save()
    else:
        scan = desk.scan(
            item, outcome=Outcome.UNDONE, undoes=target, registration=target.registration, when=when,
            session_id=target.session_id, clock_off=clock_off,
        )  # fmt: skip
        scan.save()
        Attendance.objects.same_as(present).delete()
        if target.how == Scan.How.DOOR:
            _not_registered(target.registration, desk=desk)
    journal.write(scan, by=desk.by, action=ACTION)


def _let_in_by(scan: Scan | None, *, desk: Desk) -> Attendance | None:
    """Return the attendance that stands on a scan; None where it was taken back."""
    if scan is None or scan.registration is None or _was_taken_back(scan, desk=desk):
        return None
    return Attendance.objects.children_of(scan.registration).filter(session=scan.session_id).first()


def _was_taken_back(scan: Scan, *, desk: Desk) -> bool:
    return Scan.objects.children_of(desk.occasion).filter(undoes=scan).exists()


def _not_registered(row: Registration, *, desk: Desk) -> None:
    before = journal.values_of(row)
    row.state, row.cancel_reason = Registration.State.CANCELLED, "现场登记后撤销"
    row.save(update_fields=["state", "cancel_reason"])
    journal.write(row, by=desk.by, action="attendance.walk_out", before=before)
