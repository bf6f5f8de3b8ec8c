"""Reads of registration: sign-ups, numbers, the waiting list, who is registered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from tongxin.attendance.models import Occasion, Registration, Seat, Session, SignUp
from tongxin.attendance.queries import owner_of
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.period import SHANGHAI, chinese_date, today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.lives import life_named
from tongxin.network.models.tokens import hashed
from tongxin.web.format import moment

State = Registration.State
ACTIVE = (State.REGISTERED, State.OFFERED, State.WAITING)
HOLDING = (State.REGISTERED, State.OFFERED)


@dataclass(frozen=True, kw_only=True)
class Room:
    """How full one session is: seats held, and how many it has (None: room for everybody)."""

    session: Session
    held: int

    @property
    def free(self) -> int | None:
        """How many seats nobody holds; None where there is room for everybody."""
        return None if self.session.capacity is None else max(0, self.session.capacity - self.held)


def sign_up_of(occasion: Occasion) -> SignUp | None:
    """Return how one registers for an occasion the caller has read; None where nobody opened that."""
    return SignUp.objects.children_of(occasion).first()


def sign_up_with(token: str) -> SignUp:
    """Return the sign-up with this public address; raise `NotFoundError` for one that is none."""
    found = SignUp.objects.with_secret(token=token).filter(open_to_all=True).select_related("occasion").first()
    if found is None:
        raise NotFoundError("这个报名链接不存在或已停用，请向主办单位索取新的链接。")
    return found


def registration_with(token: str) -> Registration:
    """Return the registration whose holder knows this token; raise `NotFoundError` for one that is none."""
    rows = Registration.objects.with_secret(token_hash=hashed(token))
    found = rows.select_related("occasion", "person").first()
    if found is None:
        raise NotFoundError("没有找到这份报名，请核对地址是否完整。")
    return found


def expected_owner(occasion: Occasion) -> Any:
    """Return the record people may still come to; raise an error with its sentence where it is gone, cancelled or over."""
    try:
        owner = owner_of(occasion)
    except ObjectDoesNotExist:
        raise NotFoundError("这项活动已被删除，不能再报名，请向主办单位询问。") from None
    if getattr(owner, "state", "") == "cancelled":
        raise ConflictError(f"「{owner}」已取消，不能再报名。")
    life = life_named(occasion.kind)
    if life.state(owner) in life.counted:
        raise ConflictError(f"「{owner}」已经举办，不能再报名。")
    if not owner.keeps_names:
        raise ConflictError(f"「{owner}」只登记人数，不登记姓名，不能报名。")
    if owner.last_day < today():
        raise ConflictError(f"「{owner}」{chinese_date(owner.last_day)}已经结束，不能再报名。")
    return owner


def refuse_closed(sign_up: SignUp) -> None:
    """Raise `ConflictError` where the public may not register now."""
    now = timezone.now()
    if sign_up.closed is not None or now >= sign_up.closes:
        raise ConflictError("报名已截止，需要报名的请联系主办单位。")
    if now < sign_up.opens:
        raise ConflictError(f"报名从{moment(sign_up.opens)}开始，请到时再打开这个页面。")


def sessions_of(occasion: Occasion) -> list[Session]:
    """Return the sessions of an occasion in order."""
    return list(Session.objects.children_of(occasion).order_by("day", "part"))


def rooms_of(occasion: Occasion) -> list[Room]:
    """Return how full each session is, in two queries."""
    sessions = sessions_of(occasion)
    held: dict[int, int] = {}
    if sessions:
        seats = Seat.objects.children_of(*sessions).filter(held=True).order_by()
        held = dict(seats.values_list("session").annotate(number=Count("id")))
    return [Room(session=one, held=held.get(one.pk, 0)) for one in sessions]


def is_over(registration: Registration) -> bool:
    """Tell whether an offer is no longer held."""
    return registration.offered_until is not None and registration.offered_until <= timezone.now()


def path_of(occasion: int) -> str | None:
    """Return the place path of the occasion with this number, None where there is none."""
    found = Occasion.objects.counted().filter(pk=occasion).aggregate(path=Max("path"))
    return cast("str | None", found["path"])


def in_state(occasion: Occasion, *states: str) -> QuerySet[Registration]:
    """Return the registrations of an occasion in these states, in the order they came."""
    return Registration.objects.children_of(occasion).filter(state__in=states).order_by("id")


def group_of(registration: Registration) -> list[Registration]:
    """Return all who registered together with this one and did not cancel, the leader first."""
    leader = registration.leader_id or registration.pk
    rows = Registration.objects.children_of(registration.occasion).filter(Q(pk=leader) | Q(leader=leader))
    return list(rows.filter(state__in=ACTIVE).select_related("person").order_by("id"))


def place_in_line(registration: Registration) -> int:
    """Return how many wait before this one, and itself: 1 for the first of the list."""
    waiting = Registration.objects.children_of(registration.occasion).filter(state=State.WAITING)
    return waiting.filter(pk__lte=registration.pk).count()


def numbers_of(occasion: Occasion) -> dict[str, int]:
    """Return how many registrations are in each state; without a name, for whoever may see the record."""
    rows = Registration.objects.counted().filter(occasion=occasion).order_by()
    return dict(rows.values_list("state").annotate(number=Count("id")))


def visible_registrations(occasion: Occasion, *, scope: Scope) -> QuerySet[Registration]:
    """Return those this scope may read by name, in the order they came."""
    rows = Registration.objects.visible_to(scope).filter(occasion=occasion)
    return rows.select_related("person", "occasion").order_by("id")


def awaited(rooms: Sequence[Room]) -> set[int]:
    """Return the sessions somebody waits for, by their numbers."""
    if not rooms:
        return set()
    seats = Seat.objects.children_of(*(one.session for one in rooms)).filter(held=False)
    return set(
        seats.filter(registration__state=State.WAITING).order_by().values_list("session_id", flat=True).distinct()
    )


def wanted_by(registrations: Collection[Registration]) -> dict[int, set[int]]:
    """Return the sessions each registration holds or waits for, by their numbers."""
    found: dict[int, set[int]] = {one.pk: set() for one in registrations}
    if registrations:
        for number, session in Seat.objects.children_of(*registrations).values_list("registration_id", "session_id"):
            found[number].add(session)
    return found


def chosen_days(registrations: Sequence[Registration]) -> dict[int, tuple[date, ...]]:
    """Return the days each registration is for, where everybody chose among the sessions; one query."""
    found: dict[int, tuple[date, ...]] = {}
    if registrations:
        choosing = SignUp.objects.children_of_numbered(Occasion, {one.occasion_id for one in registrations})
        seats = Seat.objects.children_of(*registrations).order_by("session__day", "session__part")
        seats = seats.filter(registration__occasion__in=choosing.filter(by_session=True).values("occasion"))
        for number, day in seats.values_list("registration_id", "session__day"):
            found[number] = tuple(dict.fromkeys((*found.get(number, ()), day)))
    return found


def offer_ends(sessions: Sequence[Session], *, now: datetime, hours: int) -> datetime:
    """Return until when an offer made now is held: so many hours, but not beyond the next session's beginning."""
    starts = sorted(datetime.combine(one.day, one.begins or time(), SHANGHAI) for one in sessions)
    ahead = [start for start in starts if start > now]
    over = starts[-1].replace(hour=0, minute=0) + timedelta(days=1)
    return min(now + timedelta(hours=hours), ahead[0] if ahead else over)
