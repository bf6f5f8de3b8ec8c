"""What the stories of registration share: a class of the county that is still to come, its sign-up, who comes."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.attendance.samples import coming
from tests.attendance.samples import sign_up_terms as terms
from tests.cast import SYSTEM
from tongxin.access.actor import Actor
from tongxin.attendance.models import Occasion, Registration, Seat, Session, SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.actions import Comer, Entry
from tongxin.kernel.period import today
from tongxin.network.models.tokens import new_token
from tongxin.records.training.models import TrainingClass

ALL = "the test reads every row"
DAY = timedelta(days=1)


def soon() -> date:
    return today() + 10 * DAY


def sessions(occasion: Occasion) -> list[Session]:
    return list(Session.objects.children_of(occasion).order_by("day", "part"))


def opened(one: TrainingClass, *, seats: int | None = None, **changes: Any) -> SignUp:
    return actions.open_sign_up(by=SYSTEM, occasion=one.occasion, **terms(one.occasion, seats=seats, **changes))


def comer(number: int, **changes: Any) -> Comer:
    return Comer(
        **{"name": f"例{'一二三四五六七八九'[number % 9]}", "mobile": f"138{number:08}", "unit": "某公司", **changes}
    )


def comes(sign_up: SignUp, *comers: Comer, **more: Any) -> str:
    """Register through the link; return the token to follow it by."""
    entry = Entry(source="link", token=more.pop("token", "") or new_token(), answers=more.pop("answers", ""))
    return actions.register_by_link(sign_up, by=cast_nobody(), comers=comers, entry=entry, **more)


def cast_nobody() -> Actor:
    return Actor.nobody()


def states(occasion: Occasion) -> list[str]:
    """The states of all registrations, in the order they came."""
    return list(Registration.objects.children_of(occasion).order_by("id").values_list("state", flat=True))


def registered(occasion: Occasion) -> list[Registration]:
    return list(Registration.objects.children_of(occasion).select_related("occasion").order_by("id"))


def held(session: Session) -> int:
    return Seat.objects.children_of(session).filter(held=True).count()


def expire(row: Registration) -> None:
    """Let the time of an offer be over."""
    Registration.objects.same_as(row).update(offered_until=timezone.now() - timedelta(minutes=1))


__all__ = [
    "DAY",
    "cast_nobody",
    "comer",
    "comes",
    "coming",
    "expire",
    "held",
    "opened",
    "registered",
    "sessions",
    "soon",
    "states",
    "terms",
]
