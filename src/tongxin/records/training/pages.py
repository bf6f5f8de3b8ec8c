"""The list and the page of a class. Entry, acts, correction, timeline and exports come with its life."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet

from tongxin.attendance.pages import (
    RosterAct,
    RosterCorrection,
    RosterEntry,
    completion_words,
    roster_facts,
    roster_sections,
)
from tongxin.attendance.queries import with_person_times
from tongxin.kernel.period import chinese_date
from tongxin.lifecycle.pages import RecordList, RecordPage, column_of, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.records.training.life import LIFE
from tongxin.records.training.models import TrainingClass
from tongxin.web.filters import text, year
from tongxin.web.format import Kind, plain_date
from tongxin.web.pages import Empty, Fact, FieldGroup, Section
from tongxin.web.table import Column

LATE = timedelta(days=60)


class ClassList(RecordList):
    """The classes the asker may see, latest first."""

    life = LIFE
    order = ("-last_day", "-id")
    narrowed_by = (text("title"), year("last_day"), place_filter(), "state", "kind")
    shown = (
        "title",
        "organiser",
        column_of(TrainingClass, "place", hidden=True),
        column_of(TrainingClass, "first_day", hidden=True),
        "last_day",
        "kind",
        "state",
        Column(name="person_times", label="结业", value="person_times", kind=Kind.NUMBER, unit="人次"),
    )
    nothing = Empty(title="还没有培训班次", hint="办过一期后，粘贴名册即可登记。")

    def get_queryset(self) -> QuerySet[TrainingClass]:
        return with_person_times(super().get_queryset().select_related("organiser", "place"))


class ClassPage(RecordPage):
    """One class: facts, roster sums, the roster for those who may read it, days, what was written."""

    life = LIFE
    related = ("organiser", "place", "occasion", "series")

    def card(self) -> Sequence[Fact | str]:
        one: TrainingClass = self.record
        length = (one.last_day - one.first_day).days + 1
        days = chinese_date(one.first_day) + (f"至{chinese_date(one.last_day)}" if length > 1 else "")
        late = plain_date(one.recorded_at) > one.last_day + LATE
        return (
            Fact(label="状态", value=state_words(one), hint=one.cancel_reason),
            "organiser",
            "co_organisers",
            "series",
            "place",
            Fact(label="日期", value=days),
            "venue",
            "kind",
            Fact(label="结业要求", value=completion_words(one)),
            *roster_facts(one.occasion),
            "signed_roster",
            Fact(label="登记时间", value=one.recorded_at, kind=Kind.TIME, hint="结业两个月后补录" if late else ""),
        )

    def own_sections(self) -> Sequence[Section]:
        return roster_sections(self.record, scope=self.request.scope, offered=self.acts)


class ClassEntry(RosterEntry):
    """A class in one page: what it was, and the roster pasted below."""

    groups = (
        FieldGroup(title="班次", fields=("title", "organiser", "first_day", "last_day", "venue")),
        FieldGroup(title="名册", fields=("roster",), hint="有名册或签到册的登记为已举办，都没有的登记为计划。"),
        FieldGroup(
            title="补充（可以不填）",
            fields=("signed_roster", "head_count", "kind", "series", "co_organisers"),
        ),
        FieldGroup(
            title="日程与结业（可以不填）",
            fields=("timetable", "field_days", "rule", "days_needed", "share", "leave_counts"),
        ),
    )


ACTS = {"correct": RosterCorrection, "hold": RosterAct, "roster": RosterAct}
