"""The public calendar of records with an organiser and days: times and place, and where one registers for those with a roster."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from tongxin.access.guard import Guarded
from tongxin.access.models import Entry
from tongxin.attendance.models import Occasion, Session, SignUp, WithRoster
from tongxin.attendance.registration.public import FORM
from tongxin.network.models import Organisation
from tongxin.ports.calendars import Calendar, CalendarEvent, Part

MOST = 1_000


def calendar_of(owner: type[Guarded], *, kind: str) -> Calendar:
    """Return the calendar of a table of records with an organiser, a first and a last day. `kind` is that of the record's life."""

    def events(
        first: date, last: date, *, organisation: int | None = None, number: int | None = None
    ) -> Sequence[CalendarEvent]:
        """Return the events that touch these days: of all organisations or of one, or the one with this number."""
        organisers = Organisation.objects.public().values("pk")
        rows: Any = owner.objects.children_of_numbered(
            Organisation, organisers if organisation is None else [organisation], field="organiser"
        )
        rows = rows.filter(first_day__lte=last, last_day__gte=first)
        rows = rows.filter(pk=number) if number is not None else rows
        return _events(list(rows.select_related("organiser").order_by("first_day", "pk")[:MOST]), owner, kind=kind)

    return Calendar(kind=kind, label=str(owner._meta.verbose_name), events=events)


def _events(records: Sequence[Any], owner: type[Guarded], *, kind: str) -> list[CalendarEvent]:
    numbers = [one.occasion_id for one in records] if issubclass(owner, WithRoster) else []
    parts: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.children_of_numbered(Occasion, numbers).order_by("day", "part"):
        parts[session.occasion_id].append(session)
    written = _written(owner, [one.pk for one in records])
    links = _links(numbers)
    return [
        _event(one, parts.get(number, ()), written.get(one.pk), link=links.get(number, ""), kind=kind)
        for one, number in zip_longest(records, numbers)
    ]


def _event(one: Any, sessions: Sequence[Session], written: tuple[Any, int] | None, *, link: str, kind: str) -> CalendarEvent:  # fmt: skip
    cancelled = one.state == "cancelled"
    changed, times = written or (one.recorded_at, 1)
    return CalendarEvent(
        kind=kind,
        number=one.pk,
        title=str(one),
        organiser=one.organiser.name,
        organisation=one.organiser_id,
        venue=getattr(one, "venue", ""),
        cancelled=cancelled,
        changed=changed,
        sequence=times - 1,
        parts=tuple(_parts(one, sessions)),
        link="" if cancelled else link,
    )


def _parts(one: Any, sessions: Sequence[Session]) -> Iterable[Part]:
    """Yield the whole span of days, or each session by itself where one has a time."""
    if not any(session.begins for session in sessions):
        yield Part(name="", day=one.first_day, last_day=one.last_day)
        return
    for session in sessions:
        yield Part(
            name=f"{session.day:%Y%m%d}-{session.part}",
            day=session.day,
            last_day=session.day,
            begins=session.begins,
            ends=session.ends,
            title=session.title,
            venue=session.venue,
        )


def _written(owner: type[Guarded], numbers: Sequence[int]) -> dict[int, tuple[Any, int]]:
    """Return when each record was last written, and how often."""
    lines = Entry.objects.about_numbered(owner, numbers).order_by().values_list("record_id")
    return {number: (at, times) for number, at, times in lines.annotate(at_last=Max("at"), times=Count("id"))}


def _links(occasions: Sequence[int]) -> dict[int, str]:
    """Return where one may register now, by occasion."""
    now = timezone.now()
    rows = SignUp.objects.children_of_numbered(Occasion, occasions)
    open_now = rows.filter(open_to_all=True, closed=None, opens__lte=now, closes__gt=now)
    return {one.occasion_id: FORM.address(one.token) for one in open_now}
