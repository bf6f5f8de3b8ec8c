"""A sign-up and a registration in any of their states: what the generated tests of every life ask for."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tongxin.attendance.models import Occasion, Registration, Session, SignUp
from tongxin.attendance.registration import actions
from tongxin.kernel.period import today
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass


def coming_details(cast: Cast, *, days: int = 1, **changes: Any) -> dict[str, Any]:
    """What is known of a class of the county that takes place in ten days."""
    first = today() + timedelta(days=10)
    return {
        "title": "宁乡培训班",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "course",
        "venue": "宁乡党校",
        "first_day": first,
        "last_day": first + timedelta(days=days - 1),
        "field_days": (),
        "days_needed": None,
        **changes,
    }


def coming(cast: Cast, *, days: int = 1, **changes: Any) -> TrainingClass:
    """Put such a class on record."""
    return training.plan_class(by=SYSTEM, **coming_details(cast, days=days, **changes))


def sign_up_terms(occasion: Occasion, *, seats: int | None = None, **changes: Any) -> dict[str, Any]:
    """Open since yesterday until the day before, so many seats in every session."""
    now = timezone.now()
    return {
        "opens": now - timedelta(days=1),
        "closes": now + timedelta(days=9),
        "open_to_all": True,
        "most_together": 1,
        "by_session": False,
        "offer_hours": 24,
        "questions": [],
        "capacities": {one.pk: seats for one in Session.objects.children_of(occasion)},
        **changes,
    }


def _sign_up(cast: Cast, title: str = "开放报名的班") -> SignUp:
    one = coming(cast, title=title)
    return actions.open_sign_up(by=SYSTEM, occasion=one.occasion, **sign_up_terms(one.occasion, seats=1))


def _closed_or_open(record: Any, state: str) -> None:
    record.closed = timezone.now() if state == "closed" else None
    SignUp.objects.same_as(record).update(closed=record.closed)


def _registration(cast: Cast) -> Registration:
    sign_up = _sign_up(cast, "有人报名的班")
    return actions.register_by_staff(by=SYSTEM, occasion=sign_up.occasion_id, name="例甲", mobile="13900000009")


REGISTRATION: dict[str, dict[str, Any]] = {
    "attendance.sign_up": {
        "make": _sign_up,
        "put": _closed_or_open,
        "values": {"change": lambda _cast, one: sign_up_terms(one.occasion, seats=2, most_together=3)},
    },
    "attendance.registration": {
        "make": _registration,
        "values": {
            "correct": lambda _cast, _row: {"name": "例乙", "mobile": "13900000008", "reason": "写错"},
            "cancel": lambda _cast, _row: {"reason": "测试"},
        },
    },
}
