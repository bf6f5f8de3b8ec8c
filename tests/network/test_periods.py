"""Periods of one member in one organisation: half-open, never two over one day, at every door."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast
from tests.network.life import handed_in
from tongxin.kernel.errors import ConflictError
from tongxin.network import actions
from tongxin.network.models import Membership
from tongxin.network.queries.periods import Held

FIRST = date(2020, 1, 1)
DAYS = st.integers(0, 6).map(lambda number: FIRST + timedelta(number))


@given(DAYS, DAYS | st.none(), DAYS, DAYS | st.none())
def test_two_periods_overlap_where_they_share_a_day(
    begin: date, end: date | None, other: date, until: date | None
) -> None:
    def days(first: date, last: date | None) -> set[date]:
        return {
            FIRST + timedelta(number) for number in range(20) if first <= FIRST + timedelta(number) < (last or date.max)
        }

    held = Held(membership=1, begin=begin, end=end)
    assert held.overlaps(other, until) == bool(days(begin, end) & days(other, until))


@pytest.fixture
def ended(cast: Cast) -> Membership:
    membership = cast.join(cast.person("张伟明", mobile="13800138000", unit="甲律所"), cast.county)
    return actions.end_membership(membership, by=SYSTEM, day=date(2022, 6, 30), ending="left")


def roster(cast: Cast, begin: date, **more: Any) -> dict[str, Any]:
    person = {"name": "张伟明", "mobile": "13800138000", "unit": "甲律所", "position": "", "group": ""}
    dates = {"applied": begin, "begin": begin, "title": "", "office_begin": None}
    return {**person, **dates, "place": cast.county.place, "organisation": cast.county, **more}


def test_ended_membership_is_not_overlapped_by_a_new_one(cast: Cast, ended: Membership) -> None:
    again = cast.applicant(ended.person, cast.county, applied=date(2022, 6, 1))
    with pytest.raises(ConflictError, match="已有会籍，从2020年3月5日起，到2022年6月30日为止：时间不能重叠") as refused:
        actions.admit_member(again, by=SYSTEM, day=date(2022, 6, 29))
    assert refused.value.field == "day"
    assert actions.admit_member(again, by=SYSTEM, day=date(2022, 6, 30)).state == "admitted"


def test_roster_and_correction_keep_periods_apart(cast: Cast, ended: Membership) -> None:
    with pytest.raises(ConflictError, match="时间不能重叠") as refused:
        actions.enrol_member(by=SYSTEM, **roster(cast, date(2022, 6, 1)))
    assert refused.value.field == "begin"
    entry = actions.Enrolment(
        person=ended.person, organisation=cast.county, applied=FIRST, begin=FIRST, end=date(2020, 3, 6), ending="left"
    )
    with pytest.raises(ConflictError, match="时间不能重叠"):
        actions.enrol_members([entry], by=SYSTEM)
    again = actions.enrol_member(by=SYSTEM, **roster(cast, date(2022, 6, 30)))
    with pytest.raises(ConflictError, match="时间不能重叠"):
        actions.correct_member(again, by=SYSTEM, reason="写错", **roster(cast, date(2022, 6, 29)))
    assert actions.correct_member(again, by=SYSTEM, reason="写错", **roster(cast, date(2022, 7, 1))).begin.day == 1


def test_application_and_transfer_keep_periods_apart(cast: Cast, ended: Membership) -> None:
    membership = cast.join(ended.person, cast.city, begin=date(2021, 3, 5))
    with pytest.raises(ConflictError, match="时间不能重叠") as refused:
        actions.transfer_membership(membership, by=SYSTEM, target=cast.county, day=date(2022, 6, 1), reason="随单位")
    assert refused.value.field == "day"
    application = handed_in(cast.county, name="张伟明").application
    assert actions.admit_application(application, by=SYSTEM, day=application.applied).person == ended.person
