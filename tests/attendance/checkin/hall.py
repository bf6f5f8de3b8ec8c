"""A class held today, people registered for it with tickets, and a phone at the door."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tongxin.attendance.checkin.actions import Answer, Opened, check_in, open_device
from tongxin.attendance.checkin.items import Item, Sent
from tongxin.attendance.models import Attendance, Occasion, Registration, Scan, Session
from tongxin.attendance.registration.tickets import new_ticket, ticket_hash
from tongxin.kernel.period import today
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

STATE = Registration.State


@dataclass
class Hall:
    """Where people are checked in. `days` of the class, the first of them today unless said otherwise."""

    held: TrainingClass
    opened: Opened

    @property
    def occasion(self) -> Occasion:
        return self.held.occasion

    @property
    def sessions(self) -> list[Session]:
        return list(Session.objects.children_of(self.occasion).order_by("day", "part"))

    @property
    def secret(self) -> str:
        return self.opened.secret

    def registered(self, name: str, **more: Any) -> Registration:
        return registered(self.occasion, name, **more)

    def item(self, one: Registration | str, **more: Any) -> Item:
        ticket = ticket_hash(one) if isinstance(one, str) else one.ticket_hash
        values = {"code": uuid4(), "at": timezone.now(), "session": self.sessions[0].pk, "ticket": ticket}
        return Item(**(values | more))

    def scan(self, *items: Item, by: str = "", now: datetime | None = None) -> list[Answer]:
        return check_in(Sent(now=now, items=items), by=by or self.secret)

    def outcomes(self, *items: Item, **more: Any) -> list[str]:
        return [one.outcome for one in self.scan(*items, **more)]

    def present(self) -> set[tuple[int, int]]:
        return {(one.session_id, one.registration_id) for one in rows(Attendance)}

    def post(self, scans: Iterable[dict[str, Any]], *, secret: str = "", now: datetime | None = None) -> Any:
        body = {"now": (now or timezone.now()).isoformat(), "scans": list(scans)}
        return send(body, secret=secret or self.secret)


def send(body: Any, *, secret: str, path: str = "/api/v1/scans", client: Client | None = None) -> Any:
    given = body if isinstance(body, str | bytes) else json.dumps(body)
    return (client or Client()).post(
        path, given, content_type="application/json", headers={"Authorization": f"Device {secret}"}
    )


def read(path: str, *, secret: str) -> Any:
    return Client().get(path, headers={"Authorization": f"Device {secret}"})


def as_sent(item: Item, **more: Any) -> dict[str, Any]:
    """Return an item as a device would write it."""
    values = {"id": str(item.code), "at": item.at.isoformat(), "session": item.session, "how": str(item.how)}
    return values | {"hash": item.ticket} | more


def registered(occasion: Occasion, name: str, **more: Any) -> Registration:
    ticket = new_ticket()
    values = {"source": Registration.Source.LINK, "received": timezone.now(), **more}
    return Registration.objects.create(
        occasion=occasion, path=occasion.path, name=name, ticket=ticket, ticket_hash=ticket_hash(ticket),
        token_hash=uuid4().hex, **values,
    )  # fmt: skip


def hall(cast: Cast, *, days: int = 1, since: int = 0, **more: Any) -> Hall:
    """Plan a class that begins today, or `since` days ago, and open a phone for it."""
    first = today() - timedelta(days=since)
    details: dict[str, Any] = {
        "title": "宁乡签到班", "organiser": cast.county, "co_organisers": [], "kind": "course", "venue": "",
        "first_day": first, "last_day": first + timedelta(days=days - 1), "field_days": (), "days_needed": None,
    }  # fmt: skip
    held = training.plan_class(by=SYSTEM, **(details | more))
    return Hall(held=held, opened=open_device(held.occasion, by=cast.actor("secretary"), label="东门手机"))


def rows(model: type[Any]) -> Any:
    return model.objects.whole_network(reason="the test reads every row").order_by("id")


def scan_of(code: UUID) -> Scan:
    found: Scan = rows(Scan).get(code=code)
    return found


LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
