"""Paper keyed in: the rows signed on the printed roster become scans, by the same rules and against the same attendance."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.checkin.actions.scanning import Answer, Desk
from tongxin.attendance.checkin.items import Item
from tongxin.attendance.checkin.judging import Clock
from tongxin.attendance.checkin.paper import read_codes, rows_of
from tongxin.attendance.models import Occasion, Scan, Session
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import lock


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """A row code with what came of it; without an `answer` there is no such row."""

    code: str
    name: str = ""
    answer: Answer | None = None


def key_in(occasion: Occasion, *, by: Actor, session: Session, codes: str, decided: bool = False) -> Sequence[Keyed]:
    """Check in the rows that are signed on the printed roster, such as 「A3 A7 B12」; needs the right to read names.

    `decided` lets in those who are signed though they cancelled, waited or registered for another session.
    """
    wanted, now = read_codes(codes), timezone.now()
    by.scope.require(Verb.MEMBERS, occasion.path)
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        rows = {row.code: row for row in rows_of(occasion)}
        items = {
            code: Item(
                code=uuid4(),
                at=now,
                how=Scan.How.PAPER,
                session=session.pk,
                ticket=rows[code].registration.ticket_hash,
                decided=decided,
            )
            for code in wanted
            if code in rows
        }
        desk = Desk(occasion=occasion, clock=Clock(now=now), by=by)
        desk.take(list(items.values()))
    return [
        Keyed(code=code, name=rows[code].name, answer=Answer.to(desk.answered[items[code].code]))
        if code in items
        else Keyed(code=code)
        for code in wanted
    ]
