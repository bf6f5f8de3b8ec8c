"""Whether seats, states and capacities agree: what the actions promise, asked of the tables by other queries than theirs."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from tongxin.attendance.models import Registration, Seat, Session, SignUp
from tongxin.kernel.errors import ConflictError

State = Registration.State
_HOLDING = (State.REGISTERED, State.OFFERED)


def differences() -> Iterator[str]:
    """Yield a sentence for each difference, in a fixed number of queries; for the operator of the machine."""
    yield from _overfull()
    yield from _seats_in_vain()
    yield from _without_seats()
    yield from _gaps()


def nightly_check() -> str:
    """Raise `ConflictError` where seats, states and capacities differ; for scheduled work."""
    if found := list(differences()):
        raise ConflictError(f"{len(found)} 处不一致，运行 tongxin verify-capacity 查看全部。第一处：{found[0]}")
    return "没有不一致。"


def _overfull() -> Iterator[str]:
    """Yield sessions in which more seats are held than there are."""
    taken = Seat.objects.for_worker().filter(held=True, session__capacity__isnull=False).order_by()
    counted = taken.values("session", "session__capacity", "session__day").annotate(number=Count("id"))
    for one in counted.filter(number__gt=F("session__capacity")).order_by("session"):
        day, capacity = one["session__day"], one["session__capacity"]
        yield f"日程 {one['session']}（{day}）：占用 {one['number']} 个座位，名额只有 {capacity} 个。"


def _seats_in_vain() -> Iterator[str]:
    """Yield seats held by who waits or has cancelled, seats left to who has cancelled, and seats of another occasion."""
    seats = Seat.objects.for_worker().select_related("registration", "session")
    waiting = Q(registration__state=State.WAITING, held=True)
    for seat in seats.filter(waiting | Q(registration__state=State.CANCELLED)).order_by("pk"):
        state = seat.registration.get_state_display()
        yield f"报名 {seat.registration_id}：状态是「{state}」，却占着日程 {seat.session_id} 的座位。"
    for seat in seats.exclude(session__occasion=F("registration__occasion")).order_by("pk"):
        yield f"报名 {seat.registration_id}：占着另一项活动的日程 {seat.session_id}。"


def _without_seats() -> Iterator[str]:
    """Yield registrations whose state says that they hold seats, or wait for some, and that have none."""
    own = Seat.objects.for_worker().filter(registration=OuterRef("pk"))
    rows = Registration.objects.for_worker().annotate(holds=Exists(own.filter(held=True)), wishes=Exists(own))
    lacking = Q(state__in=_HOLDING, holds=False) | Q(state=State.WAITING, wishes=False)
    for row in rows.filter(lacking).order_by("pk"):
        yield f"报名 {row.pk}：状态是「{row.get_state_display()}」，却没有座位。"
    for row in rows.filter(state=State.OFFERED, offered_until=None).order_by("pk"):
        yield f"报名 {row.pk}：已递补，却没有保留期限。"


def _gaps() -> Iterator[str]:
    """Yield registrations for all sessions that lack a seat in one of them."""
    choosing = SignUp.objects.for_worker().filter(by_session=True).values("occasion")
    rows = Registration.objects.for_worker().exclude(state=State.CANCELLED).exclude(occasion__in=choosing)
    seats = _numbers(Seat.objects.for_worker().filter(registration__in=rows.values("pk")), "registration")
    days = _numbers(Session.objects.for_worker().filter(occasion__in=rows.values("occasion")), "occasion")
    for number, occasion in rows.order_by("pk").values_list("pk", "occasion"):
        if 0 < seats.get(number, 0) < days.get(occasion, 0):
            yield f"报名 {number}：{days[occasion]} 场中只有 {seats[number]} 场有座位。"


def _numbers(rows: Any, key: str) -> dict[int, int]:
    counted: Iterable[tuple[int, int]] = rows.order_by().values_list(key).annotate(number=Count("id"))
    return dict(counted)
