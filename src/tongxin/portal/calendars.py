"""Public calendars: a page of one month, and iCalendar feeds of an organisation or of one event, with public facts only."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic.base import View
from icalendar import Calendar as Feed
from icalendar import Event

from tongxin.access import site
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import SHANGHAI, chinese_date
from tongxin.network.models import Organisation
from tongxin.ports.calendars import Calendar, CalendarEvent, Part
from tongxin.ports.room import rooms
from tongxin.web.fresh import fresh_response
from tongxin.web.pages import Page

PAST, AHEAD = timedelta(days=366), timedelta(days=550)
_FRESH_SECONDS = 900
_LARGEST = 2**63 - 1
_MONTH = re.compile(r"(19(?:49|[5-9]\d)|2[01]\d\d)-(0[1-9]|1[0-2])")
_MISSING = "没有找到这份日历，请核对地址。"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An event of the page of a month."""

    event: CalendarEvent
    days: str


def calendars() -> Sequence[Calendar]:
    """Return what rooms put into public calendars."""
    return [room.calendar for room in rooms() if room.calendar is not None]


class MonthPage(Page):
    """What goes on in one month, with links to the sign-ups that are open."""

    template_name = "portal/month.html"

    def heading(self) -> str:
        return "活动日历"

    def canonical(self) -> str:
        return f"{reverse('portal:calendar')}?month={_month(self.request.GET.get('month', '')):%Y-%m}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = _month(self.request.GET.get("month", ""))
        following = (first + timedelta(days=31)).replace(day=1)
        last = following - timedelta(days=1)
        events = [one for calendar in calendars() for one in calendar.events(first, last)]
        events.sort(key=lambda one: (one.parts[0].day, one.title))
        shown = [Shown(event=one, days=_days_of(one)) for one in events]
        before = (first - timedelta(days=1)).replace(day=1)
        return super().get_context_data(events=shown, month=first, before=before, following=following, **kwargs)


def _month(text: str) -> date:
    """Return the first day of the month asked for, of the present one where none is."""
    if not text:
        return site.current().day.replace(day=1)
    found = _MONTH.fullmatch(text)
    if found is None:
        raise InputError("月份应写成 2026-12 的样子，年份在 1949 至 2199 之间，请改正。", field="month")
    return date(int(found[1]), int(found[2]), 1)


def _days_of(event: CalendarEvent) -> str:
    begin, end = event.parts[0], event.parts[-1].last_day
    time = f" {begin.begins:%H:%M}" if begin.begins else ""
    return f"{chinese_date(begin.day)}{time}" + ("" if end == begin.day else f" 至 {chinese_date(end)}")


class _FeedView(View):
    """An iCalendar feed. It is asked for again and again by programs: what has not changed is not sent twice."""

    def events(self, **kwargs: Any) -> tuple[str, Sequence[CalendarEvent]]:
        """Return the name of the calendar and its events, or raise `NotFoundError`."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        name, events = self.events(**kwargs)
        content = _feed(name, events, home=request.build_absolute_uri("/"))
        response = fresh_response(request, content, media_type="text/calendar; charset=utf-8", seconds=_FRESH_SECONDS)
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
        return response


class OrganisationFeed(_FeedView):
    """The events of one organisation, a year back and a year and a half ahead."""

    def events(self, **kwargs: Any) -> tuple[str, Sequence[CalendarEvent]]:
        number = min(kwargs["pk"], _LARGEST)
        organisation = Organisation.objects.public().filter(pk=number).first()
        if organisation is None:
            raise NotFoundError(_MISSING)
        day = site.current().day
        found = [
            one for calendar in calendars() for one in calendar.events(day - PAST, day + AHEAD, organisation=number)
        ]
        return organisation.name, sorted(found, key=lambda one: (one.parts[0].day, one.kind, one.number))


class EventFeed(_FeedView):
    """One event, whenever it is."""

    def events(self, **kwargs: Any) -> tuple[str, Sequence[CalendarEvent]]:
        number = min(kwargs["pk"], _LARGEST)
        for calendar in calendars():
            found = calendar.events(date.min, date.max, number=number) if calendar.kind == kwargs["kind"] else ()
            if found:
                return found[0].title, found
        raise NotFoundError(_MISSING)


def _feed(name: str, events: Iterable[CalendarEvent], *, home: str) -> bytes:
    """Return a calendar as bytes: the same for the same events, whenever it is asked for."""
    feed = Feed()
    feed.add("prodid", "-//Tongxin//Calendar//ZH")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("x-wr-timezone", "Asia/Shanghai")
    for event in events:
        for part in event.parts:
            feed.add_component(_component(event, part, home=home))
    feed.add_missing_timezones()
    return bytes(feed.to_ical())


def _component(event: CalendarEvent, part: Part, *, home: str) -> Event:
    """Return one part of an event. Its identifier stays whatever is corrected; who has it is told of each correction."""
    shown = Event()
    part_of = f"-{part.name}" if part.name else ""
    shown.add("uid", f"{event.kind}-{event.number}{part_of}@{site.current().home_code}.tongxin")
    shown.add("dtstamp", event.changed.astimezone(UTC))
    shown.add("last-modified", event.changed.astimezone(UTC))
    shown.add("sequence", event.sequence)
    shown.add("summary", f"{event.title} {part.title}".strip())
    shown.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    shown.add("description", f"主办单位：{event.organiser}")
    if place := part.venue or event.venue:
        shown.add("location", place)
    if event.link:
        shown.add("url", home.rstrip("/") + event.link)
    _set_times(shown, part)
    return shown


def _set_times(shown: Event, part: Part) -> None:
    if part.begins is None:
        shown.add("dtstart", part.day)
        shown.add("dtend", part.last_day + timedelta(days=1))
        return
    begins = datetime.combine(part.day, part.begins, SHANGHAI)
    shown.add("dtstart", begins)
    shown.add("dtend", datetime.combine(part.day, part.ends, SHANGHAI) if part.ends else begins + timedelta(hours=1))
