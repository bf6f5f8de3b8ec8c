"""What comes of a scan, given what is on record: plain rules, the same for one scan and for a batch of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tongxin.attendance.checkin.items import Item
from tongxin.attendance.models import Device, Registration, Scan
from tongxin.kernel.period import SHANGHAI, chinese_date

Outcome = Scan.Outcome
State = Registration.State
LARGEST_OFFSET = timedelta(minutes=10)
_SLACK = timedelta(minutes=10)
_NIGHT_ENDS = time(6)  # what goes on past midnight still belongs to the day it began on
LET_IN_ANYWAY = frozenset({Outcome.CANCELLED, Outcome.WAITING, Outcome.OTHER_SESSION})
"""What the host at the door may overrule."""


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """A registration as far as the door needs it. `seats` are the sessions it holds a place in; none where there are no seats."""

    registration: int
    occasion: int
    state: str
    seats: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """That the registration was checked in before: when, and at which device."""

    since: datetime
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What is known of the device's clock when a batch arrives at `now`: by how much it is behind."""

    now: datetime
    said: datetime | None = None

    @property
    def offset(self) -> timedelta:
        """What is added to the device's time; nothing where it did not say what its clock shows."""
        return self.now - self.said if self.said is not None else timedelta()

    def counted(self, at: datetime, *, device: Device | None) -> tuple[datetime, bool]:
        """Return the time that counts for a scan, and whether the device's clock was off.

        A time before the device was opened, or still to come, is out of the question: then the time of receipt counts.
        """
        shown = at + self.offset
        earliest = device.begins if device is not None else self.now
        if not earliest - _SLACK <= shown <= self.now + _SLACK:
            return self.now, True
        return min(shown, self.now), abs(self.offset) > LARGEST_OFFSET


@dataclass(kw_only=True)
class Known:
    """What is on record about the scans at hand: sessions of the occasion by number, tickets by hash, who is in already."""

    occasion: int
    days: dict[int, date] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    earlier: dict[tuple[int, int], Earlier] = field(default_factory=dict)

    def judge(self, item: Item, *, when: datetime) -> tuple[Outcome, str]:
        """Return what comes of a scan made at this time, and what the host is told beside it."""
        outcome, why = self._judge(item, when=when)
        if item.decided and outcome in LET_IN_ANYWAY:
            return Outcome.ADMITTED, f"{outcome.label}，主办方放行"
        return outcome, why

    def refuse_session(self, item: Item, *, when: datetime) -> tuple[Outcome, str] | None:
        """Return why nobody is checked in at the session of a scan: it is none, or of another day. Paper is keyed in later."""
        session = item.session or 0
        if session not in self.days:
            return Outcome.NO_SESSION, "这一节日程已取消或改期，请刷新后重新选择"
        if item.how is not Scan.How.PAPER and not _is_on(self.days[session], when):
            return Outcome.OTHER_DAY, f"所选日程是{chinese_date(self.days[session])}的"
        return None

    def _judge(self, item: Item, *, when: datetime) -> tuple[Outcome, str]:
        if refused := self.refuse_session(item, when=when):
            return refused
        ticket = self.tickets.get(item.ticket)
        if ticket is None:
            return Outcome.UNKNOWN, "没有登记过这个签到码，请按姓名查找或现场登记"
        if ticket.occasion != self.occasion:
            return Outcome.ELSEWHERE, "这张票是另一场活动的"
        return self._judge_ticket(ticket, session=item.session or 0)

    def _judge_ticket(self, ticket: Ticket, *, session: int) -> tuple[Outcome, str]:
        if found := self.earlier.get((session, ticket.registration)):
            at = f"，在「{found.device}」" if found.device else ""
            return Outcome.ALREADY, f"{found.since.astimezone(SHANGHAI):%m-%d %H:%M} 已签到{at}"
        if ticket.state == State.CANCELLED:
            return Outcome.CANCELLED, "报名已经取消，来了可由主办方放行"
        if ticket.state != State.REGISTERED:
            return Outcome.WAITING, "还在候补名单上，可由主办方放行"
        if ticket.seats and session not in ticket.seats:
            return Outcome.OTHER_SESSION, "报的是其他节次，可由主办方放行"
        return Outcome.ADMITTED, ""


def _is_on(day: date, when: datetime) -> bool:
    """Tell whether a moment belongs to a day, or to the night after it."""
    local = when.astimezone(SHANGHAI)
    return local.date() == day or (local.date() == day + timedelta(days=1) and local.time() < _NIGHT_ENDS)
