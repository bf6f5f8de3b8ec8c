"""Teams with their rosters and what they offer; the experts of all teams."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of, list_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.network.models import Organisation
from tongxin.ports.public import public_path
from tongxin.records.experts import queries
from tongxin.records.experts.life import EXPERT, OFFER, TEAM
from tongxin.records.experts.models import Expert, Talk, Team
from tongxin.records.experts.rules import Waits
from tongxin.web.filters import text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table

_EXPERTS = (
    Column(name="name", label="姓名", value=lambda one: one.person.name, link=address_of, personal=True),
    Column(name="head", label="团长", value="head", kind=Kind.FLAG),
    Column(name="field", label="专业领域", value="get_field_display"),
    Column(name="region", label="服务地区", value=lambda one: one.region.name),
    Column(name="begin", label="任期开始", value="begin", kind=Kind.DATE),
    Column(name="end", label="任期结束", value="end", kind=Kind.DATE),
    Column(name="accepted", label="声明", value=lambda one: f"第{one.accepted}版" if one.accepted else "未接受"),
)
_OFFERS = (
    Column(name="title", label="服务", value="title"),
    Column(name="field", label="专业领域", value="get_field_display"),
    Column(name="hours", label="时间", value=lambda one: one.hours or "随时"),
    Column(name="venue", label="地点", value="venue"),
)
_CHANGE = (
    Column(name="change", label="更改", value=lambda _: "更改", link=lambda one: address(OFFER, "change", one.pk)),
    Column(name="end", label="停止", value=lambda _: "停止", link=lambda one: address(OFFER, "end", one.pk)),
)
_TALKS = (
    Column(name="title", label="主题", value="title", link=address_of),
    Column(name="team", label="服务团", value="team"),
    Column(name="day", label="日期", value="last_day", kind=Kind.DATE),
    Column(name="kind", label="类别", value="get_kind_display"),
)


class TeamList(RecordList):
    """The teams the asker may see."""

    life = TEAM
    order = ("-founded", "-id")
    narrowed_by = (text("name"), place_filter(), "state")
    shown = ("name", "organiser", "place", "founded", "state")
    nothing = Empty(title="还没有服务团", hint="建团后登记专家、公布常设服务，企业即可在网上提出需求。")


class TeamPage(RecordPage):
    """One team: who is in it for those who may read persons, what it offers, how long firms wait for its answer."""

    life = TEAM
    related = ("organiser", "place", "series", "organisation")

    def card(self) -> Sequence[Fact | str]:
        one: Team = self.record
        where = public_path(queries.TEAM_PAGE, one.public_code) if one.public_code else ""
        return (
            Fact(label="状态", value=state_words(one)),
            "organiser",
            "co_organisers",
            "place",
            "organisation",
            "series",
            "founded",
            "closed",
            "purpose",
            Fact(label="简称", value="、".join(one.aliases)),
            Fact(label="公开页面", value="已公开，可以在网上提出需求" if where else "未公开", link=where),
            *_waited(queries.waits_of(one)),
        )

    def own_sections(self) -> Sequence[Section]:
        one, scope = self.record, self.request.scope
        shown = []
        if scope.may(Verb.MEMBERS, one.path):
            table = Table(_EXPERTS, list(queries.experts_of(one, scope=scope)), caption="专家")
            more = Link(label="登记专家", url=f"{list_of(EXPERT)}new/", icon="plus")
            shown.append(Section(name="experts", title="专家", table=table, empty="还没有登记专家。", more=more))
        columns = (*_OFFERS, *(_CHANGE if scope.may(Verb.RECORD, one.path) else ()))
        offers = Table(columns, list(queries.offers_of(one)), caption="常设服务与坐诊")
        shown.append(Section(name="offers", title="常设服务与坐诊", table=offers, empty="还没有常设服务。"))
        statement = queries.statement_of(one)
        if statement is not None:
            title = f"服务范围与利益冲突声明（第{statement.version}版）"
            context = {"text": statement.text}
            shown.append(Section(name="statement", title=title, template="web/prose.html", context=context))
        return [*shown, _held(one, scope=scope)]


def _held(one: Team, *, scope: Scope) -> Section:
    rows = Talk.objects.visible_to(scope).filter(team=one).order_by("-last_day", "-id")[:50]
    columns = (*_TALKS[:1], *_TALKS[2:], Column(name="state", label="状态", value=state_words))
    return Section(name="talks", title="宣讲与咨询", table=Table(columns, list(rows), caption="宣讲与咨询"))


def _waited(waits: Waits) -> tuple[Fact, ...]:
    if not waits.received:
        return ()
    of_all = "一半以上还没有答复" if waits.of_all is None else f"{_days(waits.of_all)}天"
    of_answered = "" if waits.of_answered is None else f"{_days(waits.of_answered)}天"
    return (
        Fact(label="收到需求", value=waits.received, kind=Kind.NUMBER, hint="不含撤回和未受理的"),
        Fact(label="已答复", value=waits.answered, kind=Kind.NUMBER),
        Fact(label="答复天数中位数（已答复的）", value=of_answered),
        Fact(label="答复天数中位数（全部）", value=of_all, hint="没有答复的按等得最久计"),
    )


def _days(median: Any) -> str:
    whole, half = divmod(median * 2, 2)
    return f"{whole}.5" if half else str(whole)


class ExpertList(RecordList):
    """The experts the asker may see."""

    life = EXPERT
    order = ("-begin", "-id")
    narrowed_by = (text("person__name", "team__name", label="姓名或服务团"), place_filter(), "field")
    shown = (
        Column(name="name", label="姓名", value=lambda one: one.person.name, personal=True),
        "team",
        "field",
        "region",
        "begin",
        "end",
        "head",
    )
    nothing = Empty(title="还没有登记专家", hint="专家是人员库里的人，登记到服务团的名册上。")

    def get_queryset(self) -> QuerySet[Expert]:
        return super().get_queryset().select_related("person")


class ExpertPage(RecordPage):
    """One expert of a team."""

    life = EXPERT
    related = ("person", "team", "region")

    def card(self) -> Sequence[Fact | str]:
        one: Expert = self.record
        current = one.accepted == one.team.statement
        return (
            Fact(label="姓名", value=one.person.name, link=address_of(one.person)),
            "team",
            Fact(label="团长", value="是" if one.head else ""),
            "field",
            "region",
            "begin",
            "end",
            Fact(
                label="服务声明",
                value=f"已接受第{one.accepted}版" if one.accepted else "还没有接受",
                hint="" if current else f"现行的是第{one.team.statement}版，请专家接受后登记",
            ),
            "accepted_on",
        )


def sections_of(record: Organisation, *, scope: Scope) -> Sequence[Section]:
    """Return what experts have to say of an organisation: the talks a firm was at, or the team that it is."""
    if record.is_partner:
        rows = list(queries.talks_of_firm(record, scope=scope)[:50])
        table = Table(_TALKS, rows, caption="参加的专家服务")
        return (Section(name="expert-talks", title="参加的专家服务", table=table),) if rows else ()
    if record.kind != Organisation.Kind.SERVICE_TEAM:
        return ()
    teams = list(Team.objects.children_of(record, field="organisation"))
    columns = (Column(name="name", label="服务团", value="name", link=address_of),)
    return (
        (Section(name="expert-team", title="专家服务", table=Table(columns, teams, caption="专家服务")),)
        if teams
        else ()
    )
