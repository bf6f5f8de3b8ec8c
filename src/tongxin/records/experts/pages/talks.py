"""Talks and consultations: the list, one with its firms, speakers and people; the list of work after them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.access import site
from tongxin.attendance.crowds import CLASSES, newest_count, with_attended
from tongxin.attendance.pages import RosterAct, RosterCorrection, RosterEntry, roster_sections
from tongxin.attendance.queries import roster_facts
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, column_of, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.records.experts import queries
from tongxin.records.experts.life import CHECK, TALK
from tongxin.records.experts.models import Check, Talk
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, FieldGroup, Section
from tongxin.web.table import Column, Table

_FIRMS = (
    Column(name="firm", label="企业", value=lambda one: one.firm.name, link=lambda one: address_of(one.firm)),
    Column(name="place", label="地区", value=lambda one: one.firm.place.name),
    Column(name="evidence", label="依据", value="get_evidence_display"),
)
_SPEAKERS = (
    Column(name="name", label="姓名", value=lambda one: one.expert.person.name, link=lambda one: address_of(one.expert), personal=True),
    Column(name="field", label="专业领域", value=lambda one: one.expert.get_field_display()),
)  # fmt: skip
_CHECKS = (
    Column(name="months", label="回访", value=str, link=address_of),
    Column(name="due", label="回访日期", value="due", kind=Kind.DATE),
    Column(name="result", label="效果", value="get_result_display"),
    Column(name="state", label="状态", value=state_words),
)
_OPINIONS = (
    Column(name="side", label="哪一方", value="get_side_display"),
    Column(name="helped", label="问题解决情况", value="get_helped_display"),
    Column(name="note", label="意见和建议", value="note", personal=True),
)


class TalkList(RecordList):
    """The talks and consultations the asker may see, latest first."""

    life = TALK
    order = ("-last_day", "-id")
    narrowed_by = (text("title"), year("last_day"), place_filter(), "state", "kind")
    shown = (
        "title",
        "team",
        "organiser",
        column_of(Talk, "place", hidden=True),
        "last_day",
        "kind",
        "first",
        "state",
        Column(name="attended", label="到场", value="attended", kind=Kind.NUMBER, unit="人次"),
        Column(name="attended_ground", label="人数依据", value=lambda one: CLASSES[one.attended_ground], hidden=True),
        column_of(Talk, "venue", hidden=True),
    )
    nothing = Empty(title="还没有宣讲和咨询", hint="办过一场后，写上来了哪些企业、多少人即可登记。")

    def get_queryset(self) -> QuerySet[Talk]:
        return with_attended(super().get_queryset().select_related("place"))


class TalkPage(RecordPage):
    """One talk: which firms and how many people came, apart; who spoke; what both sides said; what came of it."""

    life = TALK
    related = ("organiser", "place", "team", "series", "request", "occasion")

    def card(self) -> Sequence[Fact | str]:
        one: Talk = self.record
        several = one.last_day > one.first_day
        days = chinese_date(one.first_day) + (f"至{chinese_date(one.last_day)}" if several else "")
        sums, count = roster_facts(one.occasion), newest_count(one.occasion)
        people = sums.completed or (count.number if count else 0)
        ground = "按名册计" if sums.completed else f"{count.get_evidence_display()}，{count.method}" if count else ""
        return (
            Fact(label="状态", value=state_words(one), hint=one.cancel_reason),
            "organiser",
            "co_organisers",
            "place",
            "team",
            Fact(label="首场", value="本服务团首场" if one.first else ""),
            Fact(label="日期", value=days),
            "kind",
            "venue",
            "series",
            Fact(label="所答需求", value=one.request or "", link=address_of(one.request) if one.request else ""),
            Fact(label="参加企业", value=queries.firms_at(one).count() or "", kind=Kind.NUMBER, hint="每家一次"),
            Fact(label="到场人数", value=people or "", kind=Kind.NUMBER, hint=ground),
            "confirmed_by",
        )

    def own_sections(self) -> Sequence[Section]:
        one, scope = self.record, self.request.scope
        firms = Table(_FIRMS, list(queries.firms_at(one)), caption="参加企业")
        shown = [Section(name="firms", title="参加企业", table=firms, empty="还没有登记参加企业。")]
        if scope.may(Verb.MEMBERS, one.path):
            speakers = Table(_SPEAKERS, list(queries.speakers_of(one, scope=scope)), caption="主讲专家")
            shown.append(Section(name="speakers", title="主讲专家", table=speakers, empty="还没有登记主讲专家。"))
        checks = list(queries.checks_of(one))
        if checks:
            shown.append(Section(name="checks", title="效果回访", table=Table(_CHECKS, checks, caption="效果回访")))
        opinions = list(queries.opinions_of(one, scope=scope))
        if opinions:
            table = Table(_OPINIONS, opinions, caption="双方反馈")
            shown.append(Section(name="opinions", title="双方反馈", table=table, exportable=False))
        return [*shown, *self._people()]

    def _people(self) -> list[Section]:
        parts = roster_sections(self.record, scope=self.request.scope, offered=self.acts)
        return [one for one in parts if one.name != "roster" or (one.table and one.table.rows)]


class TalkEntry(RosterEntry):
    """A talk in one page: what it was, which firms and how many people came. It begins with today."""

    def initial(self) -> dict[str, Any]:
        return {"first_day": site.current().day, **super().initial()}

    groups = (
        FieldGroup(title="宣讲或咨询", fields=("title", "organiser", "team", "kind", "first_day", "venue", "speakers")),
        FieldGroup(
            title="来了哪些企业",
            fields=("firms", "firm_evidence", "confirmed_by"),
            hint="写了企业、人数或接待方确认的登记为已举办，都没有的登记为计划。",
        ),
        FieldGroup(title="来了多少人", fields=("head_count", "head_evidence", "roster")),
        FieldGroup(
            title="补充（可以不填）",
            fields=("head_low", "head_high", "head_method", "last_day", "series", "co_organisers"),
        ),
    )


TALK_ACTS = {"correct": RosterCorrection, "hold": RosterAct, "roster": RosterAct}


class CheckList(RecordList):
    """The list of work: at what came of which service somebody is to look, the earliest first."""

    life = CHECK
    title = "效果回访"
    order = ("due", "id")
    narrowed_by = (text("talk__title", label="主题"), place_filter(), "state", "result")
    shown = (
        Column(name="talk", label="哪一场", value=lambda one: one.talk.title),
        Column(name="months", label="几个月后", value="months", kind=Kind.NUMBER),
        "due",
        "state",
        "result",
    )
    nothing = Empty(title="没有要回访的", hint="服务举办后，满 3、6、12 个月的回访会自动列在这里。")

    def get_queryset(self) -> QuerySet[Check]:
        return super().get_queryset().select_related("talk")


class CheckPage(RecordPage):
    """One look at what came of a service."""

    life = CHECK
    related = ("talk__request__firm",)

    def card(self) -> Sequence[Fact | str]:
        one: Check = self.record
        firm = one.talk.request.firm if one.talk.request else None
        return (
            Fact(label="状态", value=state_words(one)),
            Fact(label="哪一场", value=one.talk.title, link=address_of(one.talk)),
            Fact(label="企业", value=firm or "", link=address_of(firm) if firm else ""),
            "due",
            "done",
            "result",
            "note",
        )
