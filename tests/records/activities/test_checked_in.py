from typing import Any

import pytest
from django.utils import timezone

from tests.attendance.checkin.hall import registered
from tests.cast import SYSTEM
from tests.records.activities.conftest import Plan
from tongxin.attendance.actions import fold_late
from tongxin.attendance.crowds import with_attended
from tongxin.attendance.models import Attendance, Session
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.records.activities import actions
from tongxin.records.activities.models import Activity


def checked_in(one: Activity, *names: str) -> None:
    session = Session.objects.children_of(one.occasion).get()
    for name in names:
        row = registered(one.occasion, name)
        Attendance.objects.create(session=session, registration=row, path=row.path, since=timezone.now())


def came(one: Activity) -> tuple[Any, ...]:
    rows = with_attended(Activity.objects.same_as(one))
    found: tuple[Any, ...] = rows.values_list("attended", "attended_ground").get()
    return found


@pytest.fixture
def now(plan: Plan) -> Activity:
    return plan(first_day=today(), last_day=today())


def test_those_checked_in_prove_that_it_took_place_and_count(now: Activity) -> None:
    with pytest.raises(ConflictError, match="还没有依据"):
        actions.hold_activity(now, by=SYSTEM)
    checked_in(now, "王例山", "李例水")
    assert actions.hold_activity(now, by=SYSTEM).state == Activity.State.HELD
    assert came(now) == (2, "roster")


def test_a_few_who_were_checked_in_never_take_the_place_of_a_count(now: Activity) -> None:
    checked_in(now, "王例山")
    actions.hold_activity(now, by=SYSTEM, head_count=200)
    assert fold_late(now.occasion, by=SYSTEM) == 0
    assert came(now) == (200, "host")


def test_late_scans_join_a_roster(now: Activity) -> None:
    actions.hold_activity(now, by=SYSTEM, roster="王例山", head_count=200)
    checked_in(now, "李例水")
    assert fold_late(now.occasion, by=SYSTEM) == 1
    assert came(now) == (2, "roster")
