from typing import Any

import pytest
from django.utils import timezone

from tests.attendance.checkin.hall import registered
from tests.attendance.samples import sign_up_terms
from tests.cast import SYSTEM, Cast
from tests.lives import activity_details
from tests.records.activities.conftest import Plan
from tongxin.attendance.actions import fold_late
from tongxin.attendance.checkin.actions import open_device
from tongxin.attendance.crowds import with_attended
from tongxin.attendance.models import Attendance, Session
from tongxin.attendance.registration.actions import open_sign_up, register_by_staff
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


@pytest.mark.parametrize("kind", ["party", "governance"])
def test_where_only_numbers_are_kept_nobody_registers_or_is_checked_in(stage: Cast, plan: Plan, kind: str) -> None:
    one = plan(kind=kind, first_day=today(), last_day=today())
    refused: list[Any] = [
        lambda: open_sign_up(by=SYSTEM, occasion=one.occasion, **sign_up_terms(one.occasion)),
        lambda: register_by_staff(by=SYSTEM, occasion=one.occasion_id, name="王例山"),
        lambda: open_device(one.occasion, by=SYSTEM, label="东门手机"),
    ]
    for act in refused:
        with pytest.raises(ConflictError, match="只登记人数"):
            act()
    page = stage.client("secretary").get(f"/activities/{one.pk}/")
    assert {"sign-up", "checkin"}.isdisjoint(each.name for each in page.context["sections"])


def test_whoever_registered_keeps_an_activity_of_a_kind_that_may_name_them(stage: Cast, now: Activity) -> None:
    checked_in(now, "王例山")
    details = activity_details(stage, title=now.title, kind="party", first_day=today(), last_day=today())
    with pytest.raises(ConflictError, match="已有人为这场活动报名或签到"):
        actions.correct_activity(now, by=SYSTEM, reason="改类别", **details)
