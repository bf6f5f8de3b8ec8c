"""The pages of organisations and development zones."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse

from tongxin.access import site
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address, address_of, list_of
from tongxin.lifecycle.pages import RecordEntry, RecordList, column_of
from tongxin.network.forms.filters import name_filter, place_filter
from tongxin.network.life.people import PERSON
from tongxin.network.life.register import ORGANISATION, STAGE_RULE, ZONE
from tongxin.network.models import Base, Election, Office, Organisation, ParentLink, StageRule
from tongxin.network.models.organisations import PARTNERS
from tongxin.network.queries import bases as base_queries
from tongxin.network.queries import organisations as queries
from tongxin.network.queries import people
from tongxin.network.queries.joint import CONFIRM, DECLINE, waiting_for
from tongxin.network.queries.members import elections_of
from tongxin.network.queries.once import FIRMS
from tongxin.network.queries.stages import standings
from tongxin.network.views.acting import KeptPage
from tongxin.web.filters import Filter, choice
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table

# Shown on request: it asks every room, and a list must stay at a handful of queries however many rooms there are.
_STAGE = Column(name="stage", label="阶段", value=lambda row: getattr(row, "stage", ""), hidden=True)


def _in_stage(rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    associations = list(rows.filter(kind=Organisation.Kind.ASSOCIATION))
    wanted = None if stage == "none" else StageRule.Stage(stage)
    reached = standings(associations, day=site.current().day)
    return rows.filter(pk__in=[pk for pk, one in reached.items() if one.stage == wanted])


class OrganisationList(RecordList):
    """The organisations of the network the asker may see, province first; closed ones only when asked for.

    Firms and village collectives have a list of their own.
    """

    life = ORGANISATION
    order = ("path", "id")
    narrowed_by = (
        name_filter(),
        choice("kind", lambda: [pair for pair in Organisation.Kind.choices if pair[0] not in PARTNERS], label="类别"),
        place_filter(),
        "level",
        Filter(
            name="closed",
            field=lambda: forms.ChoiceField(label="已注销", required=False, choices=[("", "不含"), ("with", "包含")]),
            narrow=lambda rows, _: rows,
        ),
        choice(
            "stage",
            lambda: [*StageRule.Stage.choices, ("none", "未达到“建起来”")],
            label="阶段",
            narrow=_in_stage,
        ),
    )
    shown = (
        column_of(Organisation, "name", label="组织名称", order=("sound",)),
        column_of(Organisation, "kind", order=("kind",)),
        column_of(Organisation, "place", order=("path",)),
        "level",
        column_of(Organisation, "parent", hidden=True),
        column_of(Organisation, "founded", order=("since",)),
        column_of(Organisation, "registered", hidden=True),
        column_of(Organisation, "closed", hidden=True),
    )
    nothing = Empty(title="还没有组织", hint="先登记本地区的联谊组织，再登记会员和活动。")

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # decided per request
        """The columns; the stage, which is computed page by page, is left out of an export."""
        return super().columns if self.request.GET.get("export") else (*super().columns, _STAGE)

    def get_queryset(self) -> QuerySet[Organisation]:
        rows: QuerySet[Organisation] = super().get_queryset().exclude(kind__in=PARTNERS)
        return rows.annotate(since=F("founded")).select_related("place", "parent")  # which is never null here

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        return super().filtered(rows if "closed" in values else rows.filter(closed=None), values)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        table = context.get("table")
        if table is not None and _STAGE in table.columns:
            associations = [row for row in table.rows if row.kind == Organisation.Kind.ASSOCIATION]
            reached = standings(associations, day=site.current().day)
            for row in associations:
                row.stage = reached[row.pk].label
        return context

    def links(self) -> Sequence[Link]:
        """Offer the map and the checklist to all, entry to those who may record."""
        shown = [
            Link(label="组织地图", url=reverse("network:map"), icon="map"),
            Link(label="阶段标准", url=list_of(STAGE_RULE), icon="list"),
        ]
        new = super().links()
        if new and ZONE.new:
            shown.append(Link(label=ZONE.new.label, url=reverse(ZONE.name_of(ZONE.new)), icon="plus"))
        return (*shown, *new)


_CHILDREN = (
    column_of(Organisation, "name", label="组织名称", link=address_of),
    column_of(Organisation, "kind"),
    column_of(Organisation, "place"),
)
_PARENTS = (
    column_of(ParentLink, "parent", link=lambda row: address_of(row.parent)),
    column_of(ParentLink, "begin"),
    column_of(ParentLink, "end"),
)
_BASES = (
    column_of(Base, "name", link=address_of),
    column_of(Base, "state"),
    column_of(Base, "level"),
    column_of(Base, "place"),
)
_ELECTIONS = (
    column_of(Election, "held", link=address_of),
    *(column_of(Election, name) for name in ("renewal", "entitled", "present")),
)
_OFFICES = (
    column_of(Office, "title"),
    column_of(
        Office,
        "person",
        label="姓名",
        value="person.name",
        link=lambda row: address(PERSON, "detail", row.person_id),
    ),
    *(column_of(Office, name) for name in ("begin", "due")),
)
_CHECKS = (
    Column(name="stage", label="阶段", value=lambda check: check.rule.get_stage_display()),
    Column(name="signal", label="标准", value=lambda check: check.rule.get_signal_display()),
    Column(name="at_least", label="至少", value=lambda check: check.rule.at_least, kind=Kind.NUMBER),
    Column(name="number", label="近十二个月", value="number", kind=Kind.NUMBER),
    Column(name="met", label="达到", value="met", kind=Kind.FLAG),
)
_JOINT = (
    Column(name="record", label="记录", value=str, link=address_of),
    Column(name="kind", label="类别", value=lambda one: one._meta.verbose_name),
    Column(name="organiser", label="主办单位", value=lambda one: one.organiser.name),
    Column(name="confirm", label="确认", value=lambda _: "确认合办", link=lambda one: address_of(one, CONFIRM)),
    Column(name="decline", label="谢绝", value=lambda _: "谢绝合办", link=lambda one: address_of(one, DECLINE)),
)


_List = tuple[str, str, Sequence[Column], Callable[[Organisation], Any]]
_HOSTED: Sequence[_List] = (("bases", "实践创新基地", _BASES, base_queries.bases_of),)
_LISTS: Sequence[_List] = (
    ("children", "下级组织", _CHILDREN, queries.children),
    *_HOSTED,
    ("parents", "历任上级", _PARENTS, queries.parents_of),
    ("elections", "选举", _ELECTIONS, elections_of),
)


class OrganisationPage(KeptPage):
    """One organisation: facts, stage with its checklist, what hangs below it, offices for those who may read names.

    A firm or village has none of that: its page shows what it has taken part in, by the sections of the rooms above.
    """

    life = ORGANISATION
    once = FIRMS
    related = ("place", "parent")
    SHOWN = 200

    def links(self) -> Sequence[Link]:
        return (*((self._members(),) if self._has_members else ()), *super().links())

    def card(self) -> Sequence[Fact | str]:
        one: Organisation = self.record
        names = Fact(label="曾用名和简称", value="、".join(one.aliases))
        if one.is_partner:
            return ("kind", "unified_code", "place", "founded", "closed", names)
        charter = queries.charter_of(one)
        quota = f"每年 {charter.yearly_quota} 人" if charter and charter.yearly_quota is not None else ""
        approval = f"{charter.get_approver_display()}审批" if charter else ""
        return (
            *("kind", "unified_code", "place", "level", "parent", "founded", "registered", "closed"),
            names,
            Fact(label="会员（人）", value=self._members_today(), kind=Kind.NUMBER),
            Fact(label="入会", value="、".join(word for word in (approval, quota) if word)),
        )

    def own_sections(self) -> Sequence[Section]:
        """Return its stage, children, bases, parents, and offices where the scope reads names."""
        one: Organisation = self.record
        if one.is_partner:
            return [*self._lists(_HOSTED), *self.merge_sections()]
        shown: list[Section] = []
        if one.kind == Organisation.Kind.ASSOCIATION:
            shown.append(_stage_section(one))
        if self.request.scope.may(Verb.RECORD, one.path) and (
            waiting := list(waiting_for(one, scope=self.request.scope))
        ):
            shown.append(_joint_section(waiting))
        if self._has_members:
            offices = self._table("任职", _OFFICES, people.offices_in(one, scope=self.request.scope))
            shown.append(Section(name="offices", title="任职", table=offices, more=self._members("全部会员")))
        shown += self._lists(_LISTS)
        if overdue := people.overdue_terms(one, day=site.current().day):
            due = f"有 {overdue} 个职务任期已满，请及时换届或登记离任。"
            shown.append(Section(name="terms", title="换届提醒", empty=due))
        return shown

    def _lists(self, lists: Sequence[_List]) -> list[Section]:
        return [
            Section(name=name, title=title, table=self._table(title, columns, read(self.record)))
            for name, title, columns, read in lists
        ]

    @property
    def _has_members(self) -> bool:
        """Whether there are names to read, and the asker may read them."""
        return self.record.takes_members and self.request.scope.may(Verb.MEMBERS, self.record.path)

    def _members_today(self) -> int | str:
        """Return the number of members; nothing at all for a kind that has none."""
        return queries.members_on(self.record, site.current().day) if self.record.takes_members else ""

    def _members(self, label: str = "会员") -> Link:
        return Link(label=label, url=reverse("network:members", args=[self.record.pk]), icon="users")

    def _table(self, title: str, columns: Sequence[Column], rows: Any) -> Table:
        return Table(columns, list(rows[: self.SHOWN]), caption=title)


def _stage_section(one: Organisation) -> Section:
    standing = standings([one], day=site.current().day)[one.pk]
    return Section(
        name="stage",
        title=f"阶段：{standing.label}",
        table=Table(_CHECKS, standing.checks, caption="阶段标准"),
        note="按近十二个月的记录自动计算",
        more=Link(label="标准说明", url=list_of(STAGE_RULE)),
    )


def _joint_section(waiting: Sequence[Any]) -> Section:
    return Section(
        name="joint",
        title="待确认的合办",
        table=Table(_JOINT, waiting, caption="待确认的合办"),
        note="其他单位登记时写了本单位合办。确认以前不算本单位开展的活动",
    )


class ZoneEntry(RecordEntry):
    """Adds a development zone to the register."""

    def done_url(self, record: Any) -> str:
        return reverse("network.organisation.found", query={"place": record.code})

    def cancel_url(self) -> str:
        return list_of(ORGANISATION)
