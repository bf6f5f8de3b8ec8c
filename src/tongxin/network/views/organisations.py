"""The pages that show organisations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access import site
from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.figures import Of
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import timeline
from tongxin.network.forms import organisations as forms
from tongxin.network.models import Organisation, StageRule
from tongxin.network.queries import bases as base_queries
from tongxin.network.queries import organisations as queries
from tongxin.network.queries import people
from tongxin.network.queries.members import elections_of
from tongxin.network.queries.search import found
from tongxin.network.queries.stages import standings
from tongxin.network.views.parts import MISSING_ORGANISATION, address, listed
from tongxin.ports.narrowed import own_section
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, Link, ListPage, Moment, Section
from tongxin.web.table import Column, Table


def url_of(organisation: Any, page: str = "organisation") -> str:
    """Return the address of a page of this organisation."""
    return address(page, organisation.pk)


_COLUMNS = (
    Column(name="name", label="组织名称", value="name", link=url_of),
    Column(name="kind", label="类别", value="get_kind_display"),
    Column(name="place", label="所在地区", value="place.name", order=("path",)),
    Column(name="level", label="级别", value="get_level_display"),
    Column(name="parent", label="上级组织", value="parent.name", hidden=True),
    Column(name="founded", label="成立日期", value="founded", kind=Kind.DATE, order=("founded",)),
    Column(name="registered", label="登记日期", value="registered", kind=Kind.DATE, hidden=True),
    Column(name="closed", label="注销日期", value="closed", kind=Kind.DATE, hidden=True),
)
# Shown on request: it asks every room, and a list must stay at a handful of queries however many rooms there are.
_STAGE = Column(name="stage", label="阶段", value=lambda row: getattr(row, "stage", ""), hidden=True)


class OrganisationList(SignedIn, ListPage):
    """The organisations the asker may see, province first."""

    title = "组织"
    verb = Verb.VIEW
    order = ("path", "id")
    filter_form = forms.OrganisationFilter

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # decided per request
        """Leave the stage, which is computed page by page, out of the export."""
        return _COLUMNS if self.request.GET.get("export") else (*_COLUMNS, _STAGE)

    def get_queryset(self) -> QuerySet[Organisation]:
        """Return what the scope shows."""
        return queries.organisations(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by name, place, kind, level and stage; closed ones only when asked for."""
        if "q" in values:
            rows = found(rows, values["q"])
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        if "closed" not in values:
            rows = rows.filter(closed=None)
        rows = rows.filter(**{name: values[name] for name in ("kind", "level") if name in values})
        return _in_stage(rows, values["stage"]) if "stage" in values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the stage of the associations on this page where it is shown."""
        context = super().get_context_data(**kwargs)
        table = context.get("table")
        if table is not None and _STAGE in table.columns:
            associations = [row for row in table.rows if row.kind == Organisation.Kind.ASSOCIATION]
            reached = standings(associations, day=site.current().day)
            for row in associations:
                row.stage = reached[row.pk].label
        return context

    def links(self) -> Sequence[Link]:
        """Offer the map to all, entry to those who may record."""
        shown = [Link(label="组织地图", url=reverse("network:map"), icon="map")]
        shown.append(Link(label="阶段标准", url=reverse("network:stage_rules"), icon="list"))
        if self.request.scope.may_anywhere(Verb.RECORD):
            shown.append(Link(label="登记开发区", url=reverse("network:zone_new"), icon="plus"))
            shown.append(Link(label="登记组织", url=reverse("network:organisation_new"), icon="plus", primary=True))
        return shown

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(title="还没有组织", hint="先登记本地区的联谊组织，再登记会员和活动。", link=self.links()[-1])


def _in_stage(rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    associations = list(rows.filter(kind=Organisation.Kind.ASSOCIATION))
    wanted = None if stage == "none" else StageRule.Stage(stage)
    reached = standings(associations, day=site.current().day)
    return rows.filter(pk__in=[pk for pk, one in reached.items() if one.stage == wanted])


_CHILDREN = (
    Column(name="name", label="组织名称", value="name", link=url_of),
    Column(name="kind", label="类别", value="get_kind_display"),
    Column(name="place", label="所在地区", value="place.name"),
)
_PARENTS = (
    Column(name="parent", label="上级组织", value="parent.name", link=lambda row: url_of(row.parent)),
    Column(name="begin", label="起", value="begin", kind=Kind.DATE),
    Column(name="end", label="止", value="end", kind=Kind.DATE),
)
_BASES = (
    Column(name="name", label="基地名称", value="name", link=lambda row: reverse("network:base", args=[row.pk])),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="level", label="命名级别", value="get_level_display"),
    Column(name="place", label="所在地区", value="place.name"),
)
_ELECTIONS = (
    Column(name="held", label="会议日期", value="held", kind=Kind.DATE, link=address_of),
    Column(name="renewal", label="换届", value="renewal", kind=Kind.FLAG),
    Column(name="entitled", label="应到（人）", value="entitled", kind=Kind.NUMBER),
    Column(name="present", label="实到（人）", value="present", kind=Kind.NUMBER),
)
_OFFICES = (
    Column(name="title", label="职务", value="get_title_display"),
    Column(
        name="person",
        label="姓名",
        value="person.name",
        link=lambda row: address_of(row.person),
        personal=True,
    ),
    Column(name="begin", label="任职日期", value="begin", kind=Kind.DATE),
    Column(name="due", label="任期届满", value="due", kind=Kind.DATE),
)
_CHECKS = (
    Column(name="stage", label="阶段", value=lambda check: check.rule.get_stage_display()),
    Column(name="signal", label="标准", value=lambda check: check.rule.get_signal_display()),
    Column(name="at_least", label="至少", value=lambda check: check.rule.at_least, kind=Kind.NUMBER),
    Column(name="number", label="近十二个月", value="number", kind=Kind.NUMBER),
    Column(name="met", label="达到", value="met", kind=Kind.FLAG),
)


class OrganisationPage(SignedIn, DetailPage):
    """One organisation: facts, stage with its checklist, what hangs below it, offices for those who may read names."""

    missing = MISSING_ORGANISATION
    SHOWN = 200

    def get_queryset(self) -> QuerySet[Organisation]:
        """Return what the scope shows."""
        return queries.organisations(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer what may still be done to those who may record here."""
        one: Organisation = self.record
        scope = self.request.scope
        people_links = (
            (Link(label="会员", url=url_of(one, "members"), icon="users"),) if scope.may(Verb.MEMBERS, one.path) else ()
        )
        if not scope.may(Verb.RECORD, one.path) or one.closed:
            return people_links
        return (
            *people_links,
            Link(label="变更上级", url=url_of(one, "organisation_move")),
            Link(label="章程设置", url=url_of(one, "organisation_charter")),
            Link(label="注销", url=url_of(one, "organisation_close")),
            Link(label="更正", url=url_of(one, "organisation_correct"), icon="edit"),
        )

    def facts(self) -> Sequence[Fact]:
        """Return what the organisation is and how many members it has."""
        one: Organisation = self.record
        charter = queries.charter_of(one)
        quota = f"每年 {charter.yearly_quota} 人" if charter and charter.yearly_quota is not None else ""
        approval = f"{charter.get_approver_display()}审批" if charter else ""
        shown = (
            Fact(label="类别", value=one.get_kind_display()),
            Fact(label="所在地区", value=one.place.name),
            Fact(label="级别", value=one.get_level_display()),
            Fact(label="上级组织", value=one.parent and one.parent.name, link=url_of(one.parent) if one.parent else ""),
            Fact(label="成立日期", value=one.founded, kind=Kind.DATE),
            Fact(label="登记日期", value=one.registered, kind=Kind.DATE),
            Fact(label="注销日期", value=one.closed, kind=Kind.DATE),
            Fact(label="曾用名和简称", value=listed(one.aliases)),
            Fact(label="会员（人）", value=queries.members_on(one, site.current().day), kind=Kind.NUMBER),
            Fact(label="入会", value=listed([word for word in (approval, quota) if word])),
        )
        return tuple(fact for fact in shown if fact.value not in (None, ""))

    def sections(self) -> Sequence[Section]:
        """Return its own figures, stage, children, bases, parents, and offices where the scope reads names."""
        one: Organisation = self.record
        scope = self.request.scope
        own = own_section(Of(subject="organisation", id=one.pk), path=one.path, scope=scope)
        shown: list[Section] = [own] if own else []
        if one.kind == Organisation.Kind.ASSOCIATION:
            shown.append(_stage_section(one))
        if scope.may(Verb.MEMBERS, one.path):
            shown.append(self._offices(one))
        overdue = people.overdue_terms(one, day=site.current().day)
        lists = (
            ("children", "下级组织", _CHILDREN, queries.children(one)),
            ("bases", "实践创新基地", _BASES, base_queries.bases_of(one)),
            ("parents", "历任上级", _PARENTS, queries.parents_of(one)),
            ("elections", "选举", _ELECTIONS, elections_of(one)),
        )
        shown += [
            Section(name=name, title=title, table=Table(columns, list(rows[: self.SHOWN]), caption=title))
            for name, title, columns, rows in lists
        ]
        if overdue:
            shown.append(
                Section(name="terms", title="换届提醒", empty=f"有 {overdue} 个职务任期已满，请及时换届或登记离任。")
            )
        return shown

    def _offices(self, one: Organisation) -> Section:
        return Section(
            name="offices",
            title="任职",
            table=Table(_OFFICES, list(people.offices_in(one, scope=self.request.scope)[: self.SHOWN]), caption="任职"),
            more=Link(label="全部会员", url=url_of(one, "members")),
        )

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the organisation."""
        return timeline(self.record)


def _stage_section(one: Organisation) -> Section:
    standing = standings([one], day=site.current().day)[one.pk]
    return Section(
        name="stage",
        title=f"阶段：{standing.label}",
        table=Table(_CHECKS, standing.checks, caption="阶段标准"),
        note="按近十二个月的记录自动计算",
        more=Link(label="标准说明", url=reverse("network:stage_rules")),
    )
