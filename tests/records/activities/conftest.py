from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, cast
from tests.lives import activity_details
from tongxin.access.actor import Actor
from tongxin.records.activities import actions
from tongxin.records.activities.models import Activity

Plan = Callable[..., Activity]


@pytest.fixture
def stage(db: None) -> Cast:
    return cast()


@pytest.fixture
def plan(stage: Cast) -> Plan:
    number = count(1)

    def planned(*, by: Actor = SYSTEM, **changes: Any) -> Activity:
        return actions.plan_activity(by=by, **activity_details(stage, **{"title": f"沙龙 {next(number)}"} | changes))

    return planned


@pytest.fixture
def held(plan: Plan) -> Plan:
    def registered(head_count: int | None = 30, *, roster: str = "", **changes: Any) -> Activity:
        heads = {name: changes.pop(name) for name in list(changes) if name.startswith("head_")}
        return actions.hold_activity(plan(**changes), by=SYSTEM, roster=roster, head_count=head_count, **heads)

    return registered
