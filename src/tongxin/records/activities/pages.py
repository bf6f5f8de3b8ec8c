"""The list and the page of an activity. Entry, acts, correction, timeline and exports come with its life."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.access import site
from tongxin.attendance.crowds import CLASSES, NO_NUMBER, newest_count, with_attended
from tongxin.attendance.pages import RosterAct, RosterCorrection, RosterEntry, roster_sections
from tongxin.attendance.queries import roster_facts
from tongxin.kernel.numerals import grouped
from tongxin.kernel.period import chinese_date
from tongxin.lifecycle.pages import RecordList, RecordPage, column_of, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.records.activities.life import LIFE
from tongxin.records.activities.models import COUNTED, Activity
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, FieldGroup, Section
from tongxin.web.table import Column


class ActivityList(RecordList):
    """The activities the asker may see, latest first."""

    life = LIFE
    order = ("-last_day", "-id")
    narrowed_by = (text("title"), year("last_day"), place_filter(), "state", "kind")
    shown = (
        "title",
        "organiser",
        column_of(Activity, "place", hidden=True),
        "last_day",
        "kind",
        "state",
        Column(name="attended", label="到场", value="attended", kind=Kind.NUMBER, unit="人次"),
        Column(name="attended_ground", label="人数依据", value=lambda one: CLASSES[one.attended_ground], hidden=True),
        column_of(Activity, "venue", hidden=True),
        column_of(Activity, "base", hidden=True),
        column_of(Activity, "series", hidden=True),
    )
    nothing = Empty(title="还没有活动", hint="办过一场后，写上来了多少人即可登记。")

    def get_queryset(self) -> QuerySet[Activity]:
        rows = super().get_queryset().select_related("organiser", "place", "base", "series")
        return with_attended(rows)


class ActivityPage(RecordPage):
    """One activity: what it was, how many came and how that is known, the roster for those who may read it."""

    life = LIFE
    related = ("organiser", "place", "occasion", "base", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Activity = self.record
        several = one.last_day > one.first_day
        days = chinese_date(one.first_day) + (f"至{chinese_date(one.last_day)}" if several else "")
        return (
            Fact(label="状态", value=state_words(one), hint=one.cancel_reason),
            "organiser",
            "co_organisers",
            "place",
            Fact(label="日期", value=days),
            "kind",
            Fact(label="形式", value="线上" if one.online else ""),
            "venue",
            "base",
            "series",
            *self._crowd(),
            Fact(label="简称", value="、".join(one.aliases)),
            Fact(label="登记时间", value=one.recorded_at, kind=Kind.TIME),
        )

    def _crowd(self) -> tuple[Fact, ...]:
        """Return how many came, and how that is known: from the roster where there is one, else from the head-count."""
        one: Activity = self.record
        sums, count = roster_facts(one.occasion), newest_count(one.occasion)
        counted = ""
        if count is not None:
            between = f"，在 {grouped(count.low)} 至 {grouped(count.high)} 之间" if count.low < count.high else ""
            counted = f"{count.method} {grouped(count.number)} 人{between}"
        if sums.completed:
            known, completed = sums.resolved_share
            came = Fact(
                label="到场人数",
                value=sums.completed,
                kind=Kind.NUMBER,
                hint="按名册计" + (f"；另有{counted}，不与名册相加" if counted else ""),
            )
            return came, Fact(label="对上人员", value=f"{known} / {completed}"), *_first(count)
        if count is not None:
            hint = f"{count.get_evidence_display()}：{counted}"
            return Fact(label="到场人数", value=count.number, kind=Kind.NUMBER, hint=hint), *_first(count)
        unknown = CLASSES[NO_NUMBER] + "，参加人次按 0 计" if one.state in COUNTED else ""
        return (Fact(label="到场人数", value=unknown),)

    def own_sections(self) -> Sequence[Section]:
        return [
            section
            for section in roster_sections(self.record, scope=self.request.scope, offered=self.acts)
            if self.record.keeps_names and (section.name != "roster" or (section.table and section.table.rows))
        ]


def _first(count: object) -> tuple[Fact, ...]:
    number = getattr(count, "first_time", 0)
    return (Fact(label="其中首次来的", value=number, kind=Kind.NUMBER),) if number else ()


class ActivityEntry(RosterEntry):
    """An activity in one page: what it was and how many came. It begins with today; photos are next on its own page."""

    def initial(self) -> dict[str, Any]:
        return {"first_day": site.current().day, **super().initial()}

    def done_url(self, record: Any) -> str:
        return super().done_url(record) + ("#evidence" if record.state in COUNTED else "")

    groups = (
        FieldGroup(title="活动", fields=("title", "organiser", "kind", "first_day", "venue", "base")),
        FieldGroup(
            title="来了多少人",
            fields=("head_count", "head_evidence"),
            hint="写了人数或粘贴了名册的登记为已举办，都没有的登记为计划。现场照片在登记后上传。",
        ),
        FieldGroup(
            title="补充（可以不填）",
            fields=(
                "head_low", "head_high", "head_first_time", "head_method", "roster", "last_day", "online", "series",
                "co_organisers", "aliases",
            ),
        ),
    )  # fmt: skip


ACTS = {"correct": RosterCorrection, "hold": RosterAct, "roster": RosterAct}
