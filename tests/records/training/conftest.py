from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from tests.attendance.cast import Cast
from tongxin.access.actor import Actor
from tongxin.records.training import actions
from tongxin.records.training.models import TrainingClass

Plan = Callable[..., TrainingClass]


@pytest.fixture
def details(cast: Cast) -> dict[str, Any]:
    return {
        "title": "宁乡培训班",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "course",
        "venue": "党校",
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 12),
        "field_days": (),
        "days_needed": None,
    }


@pytest.fixture
def plan(cast: Cast, details: dict[str, Any]) -> Plan:
    number = count(1)

    def planned(*, by: Actor | None = None, **changes: Any) -> TrainingClass:
        values = {**details, **changes}
        if "title" not in changes and (again := next(number)) > 1:
            values["title"] += f"（{again}）"
        return actions.plan_class(by=by or cast.secretary, **values)

    return planned


@pytest.fixture
def held(cast: Cast, plan: Plan) -> Plan:
    def registered(roster: str = "王例山\n李例水", **changes: Any) -> TrainingClass:
        return actions.hold_class(plan(**changes), by=changes.get("by", cast.secretary), roster=roster)

    return registered
