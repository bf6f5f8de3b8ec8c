"""Public calendars: the page of a month, and feeds another program subscribes to, read by a parser of its own."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from tests.attendance.registration.stage import coming, opened, sessions, soon
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import activity_details, class_details
from tests.records.contests.samples import contest
from tongxin.attendance.models import Session
from tongxin.kernel.period import SHANGHAI
from tongxin.records.activities import actions as activities
from tongxin.records.training import actions as training

DAY = timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def feed(at: str, **headers: str) -> Any:
    answer = Client().get(at, headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return answer


def events(at: str) -> list[Any]:
    return list(Calendar.from_ical(feed(at).content).walk("VEVENT"))


def test_feed_of_an_organisation_holds_public_facts_of_its_events(cast: Cast) -> None:
    one = coming(cast, days=2)
    coming(cast, title="别家的班", organiser=cast.neighbour)
    sign_up = opened(one)
    (shown,) = events(f"/calendar/organisations/{cast.county.pk}.ics")
    assert str(shown["summary"]) == "宁乡培训班"
    assert str(shown["uid"]) == f"training.class-{one.pk}@000000.tongxin"
    assert (shown["dtstart"].dt, shown["dtend"].dt) == (soon(), soon() + 2 * DAY)
    assert str(shown["location"]) == "宁乡党校"
    assert cast.county.name in str(shown["description"])
    assert str(shown["status"]) == "CONFIRMED"
    assert int(shown["sequence"]) == 0
    assert str(shown["url"]) == f"http://testserver/f/registration/{sign_up.token}/"
    assert set(shown) == {
        "SUMMARY", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION", "URL",
    }  # fmt: skip


def test_correction_keeps_the_identifier_and_raises_the_sequence_and_a_cancelled_one_says_so(cast: Cast) -> None:
    one = coming(cast)
    at = f"/calendar/events/training.class/{one.pk}.ics"
    (before,) = events(at)
    moved = class_details(cast, first_day=soon() + DAY, last_day=soon() + DAY, venue="长沙")
    training.correct_class(one, by=SYSTEM, reason="改期", **moved)
    (after,) = events(at)
    assert before["uid"] == after["uid"]
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)
    assert after["last-modified"].dt >= before["last-modified"].dt
    assert after["dtstart"].dt == soon() + DAY
    training.cancel_class(one, by=SYSTEM, reason="某某人来不了")
    answer = feed(at).content.decode()
    assert "STATUS:CANCELLED" in answer
    assert "来不了" not in answer


def test_session_with_a_time_is_an_entry_of_its_own_in_shanghai_time(cast: Cast) -> None:
    one = coming(cast, days=2)
    first, second = sessions(one.occasion)
    Session.objects.same_as(first).update(begins=time(9), ends=time(11, 30), title="上午场", venue="一号厅")
    Session.objects.same_as(second).update(begins=time(14))
    content = feed(f"/calendar/organisations/{cast.county.pk}.ics").content
    shown = list(Calendar.from_ical(content).walk("VEVENT"))
    assert [str(each["summary"]) for each in shown] == ["宁乡培训班 上午场", "宁乡培训班"]
    assert shown[0]["dtstart"].dt == datetime.combine(soon(), time(9), SHANGHAI)
    assert shown[0]["dtend"].dt == datetime.combine(soon(), time(11, 30), SHANGHAI)
    assert shown[1]["dtend"].dt == datetime.combine(soon() + DAY, time(15), SHANGHAI)
    assert [str(each["location"]) for each in shown] == ["一号厅", "宁乡党校"]
    assert b"TZID=Asia/Shanghai" in content
    assert b"BEGIN:VTIMEZONE" in content
    assert len({str(each["uid"]) for each in shown}) == 2


def test_feed_that_has_not_changed_is_not_sent_again(cast: Cast) -> None:
    one = coming(cast)
    at = f"/calendar/organisations/{cast.county.pk}.ics"
    first = feed(at)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "public, max-age=900"
    again = Client().get(at, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert Client().get(at, headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    training.cancel_class(one, by=SYSTEM, reason="改期")
    assert feed(at, **{"If-None-Match": first["ETag"]})["ETag"] != first["ETag"]


def test_feed_is_bounded_to_a_window(cast: Cast) -> None:
    for year in (2019, 2021):
        training.plan_class(
            by=SYSTEM,
            **class_details(cast, title=f"{year}年班", first_day=date(year, 5, 1), last_day=date(year, 5, 1)),
        )
    recent = coming(cast, first_day=soon() - 400 * DAY, last_day=soon() - 360 * DAY, title="去年班")
    assert [str(each["summary"]) for each in events(f"/calendar/organisations/{cast.county.pk}.ics")] == [str(recent)]


@pytest.mark.parametrize(
    "at", ["organisations/999999.ics", "organisations/99999999999999999999.ics", "events/nothing/1.ics", "events/training.class/999999.ics"]
)  # fmt: skip
def test_calendar_of_nothing_is_not_found(cast: Cast, at: str) -> None:
    assert Client().get(f"/calendar/{at}").status_code == 404


def test_page_of_a_month_lists_events_with_open_sign_ups(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one)
    cancelled = coming(cast, title="取消的班")
    training.cancel_class(cancelled, by=SYSTEM, reason="改期")
    month = f"{soon():%Y-%m}"
    html = Client().get(f"/calendar/?month={month}").content.decode()
    assert "宁乡培训班" in html
    assert f"/f/registration/{sign_up.token}/" in html
    assert "取消的班</strong> 已取消" in html
    assert f"/calendar/events/training.class/{one.pk}.ics" in html
    empty = Client().get("/calendar/?month=2001-02").content.decode()
    assert "这个月没有活动" in empty
    assert "?month=2001-01" in empty
    assert "?month=2001-03" in empty
    assert Client().get("/calendar/").status_code == 200


@pytest.mark.parametrize("month", ["x", "2026-13", "0000-01", "99999-01", "9999-12", "0001-01"])
def test_month_that_is_none_is_refused_with_a_sentence(cast: Cast, month: str) -> None:
    answer = Client().get(f"/calendar/?month={month}")
    assert answer.status_code == 400
    assert "2026-12" in answer.content.decode()


def test_feed_takes_a_fixed_number_of_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    at = f"/calendar/organisations/{cast.county.pk}.ics"
    for number in range(4):
        coming(cast, title=f"第{number}期")
    feed(at)
    with django_assert_num_queries(
        8
    ):  # organisation; classes, sessions, journal, sign-ups; activities; contests; voluntary work
        feed(at)


def test_feeds_hold_contests_too(cast: Cast) -> None:
    first = soon()
    one = contest(
        cast, title="宁乡演讲比赛", first_day=first, last_day=first + DAY, entries_until=first, venue="文化馆"
    )
    (shown,) = events(f"/calendar/events/contests.contest/{one.pk}.ics")
    assert str(shown["SUMMARY"]) == "宁乡演讲比赛"
    assert str(shown["LOCATION"]) == "文化馆"
    assert (shown.decoded("DTSTART"), shown.decoded("DTEND")) == (first, first + 2 * DAY)


def test_feeds_hold_activities_too(cast: Cast) -> None:
    one = activities.plan_activity(by=SYSTEM, **activity_details(cast, first_day=soon(), last_day=soon()))
    (shown,) = events(f"/calendar/events/activities.activity/{one.pk}.ics")
    assert (str(shown["summary"]), shown["dtstart"].dt) == (one.title, soon())
    assert len(events(f"/calendar/organisations/{cast.county.pk}.ics")) == 1
