"""The pages that show people. All of them need the verb 人员信息."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.guard import within
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address, address_of, list_of
from tongxin.lifecycle.pages import RecordList, column_of
from tongxin.lifecycle.pages.record import button
from tongxin.network.forms.fields import OrganisationField
from tongxin.network.forms.filters import place_filter
from tongxin.network.life.joining import APPLICATION
from tongxin.network.life.people import MEMBERSHIP, OFFICE, PERSON
from tongxin.network.models import Membership, Person
from tongxin.network.queries import people as queries
from tongxin.network.queries.members import waiting_forms
from tongxin.network.queries.once import PERSONS
from tongxin.network.queries.own import consents_of
from tongxin.network.views.acting import KeptPage
from tongxin.web.filters import Filter, coded, text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table

_BELONGING = (("", "本地区"), ("visiting", "归属外地、在本地区入会"))


def person_filter(narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]) -> Filter:
    """Keep the rows about persons with this name."""
    return replace(text(label="姓名、拼音、单位或手机号"), narrow=narrow)


class PersonList(RecordList):
    """The persons the asker may see: those on record in the scope, or those from elsewhere who joined here."""

    life = PERSON
    title = "人员"
    order = ("path", "id")
    shown = (
        column_of(Person, "name", order=("sound",)),
        "unit",
        "position",
        "group",
        column_of(Person, "place", order=("path",)),
    )
    nothing = Empty(title="还没有人员", hint="先登记人员，再办理入会申请。")

    @cached_property
    def filters(self) -> Sequence[Filter]:
        scope = self.request.scope
        joined = Membership.objects.visible_to(scope).filter(state=Membership.State.ADMITTED)
        return (
            person_filter(queries.found_people),
            place_filter(label="归属地区"),
            coded(Person, "group"),
            Filter(
                name="organisation",
                field=lambda: OrganisationField(label="所在组织", required=False),
                narrow=lambda rows, one: rows.filter(pk__in=joined.filter(organisation=one).values("person")),
            ),
            Filter(
                name="belonging",
                field=lambda: forms.ChoiceField(label="归属", required=False, choices=_BELONGING),
                narrow=lambda rows, _: rows & queries.visiting(scope),
            ),
        )

    def get_queryset(self) -> QuerySet[Person]:
        """Return what the scope shows; `filtered` narrows it to one of the two halves."""
        return queries.people(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow; without another wish to those at home."""
        if not {"organisation", "belonging"} & values.keys():
            rows = rows.filter(within(self.request.scope, Verb.MEMBERS))
        return super().filtered(rows, values)

    def links(self) -> Sequence[Link]:
        return (Link(label="入会审核", url=reverse("network:applications"), icon="list"), *super().links())

    def empty(self) -> Empty:
        return replace(super().empty(), link=self.links()[-1])


def _column_of_organisation(read: Callable[[Any], Any]) -> Column:
    return Column(
        name="organisation",
        label="组织",
        value=lambda row: read(row).name,
        link=lambda row: address_of(read(row)),
        personal=True,  # the page's heading is somebody's name
    )


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A membership with what may be done with it."""

    membership: Membership
    links: Sequence[Link]

    @property
    def next(self) -> str:
        """How it stands, for a table without links."""
        return {"applied": "审核", "admitted": "在会"}.get(self.membership.state, "")


_MEMBERSHIPS = (
    _column_of_organisation(attrgetter("membership.organisation")),
    Column(name="state", label="状态", value="membership.get_state_display"),
    Column(name="applied", label="申请日期", value="membership.applied", kind=Kind.DATE),
    Column(name="begin", label="入会日期", value="membership.begin", kind=Kind.DATE),
    Column(name="end", label="结束日期", value="membership.end", kind=Kind.DATE),
    Column(name="ending", label="结束原因", value="membership.get_ending_display"),
    Column(name="act", label="办理", value="next", template="network/parts/membership_acts.html"),
)
_END = OFFICE.act("end")
_OFFICES = (
    _column_of_organisation(attrgetter("organisation")),
    Column(name="title", label="职务", value="get_title_display"),
    Column(name="begin", label="任职日期", value="begin", kind=Kind.DATE),
    Column(name="due", label="任期届满", value="due", kind=Kind.DATE),
    Column(name="end", label="离任日期", value="end", kind=Kind.DATE),
    Column(
        name="act",
        label="办理",
        value=lambda row: _END.label if OFFICE.allows(_END, row) else "",
        link=lambda row: address_of(row, _END.code) if OFFICE.allows(_END, row) else None,
    ),
)
_CONSENTS = (
    Column(name="purpose", label="用途", value="get_purpose_display"),
    Column(name="version", label="文本", value=lambda row: f"第 {row.version} 版"),
    Column(name="given", label="同意时间", value="given", kind=Kind.TIME),
    Column(name="withdrawn", label="撤回时间", value="withdrawn", kind=Kind.TIME),
)


class PersonPage(KeptPage):
    """One person: what is kept, memberships and offices the asker may see, what was written without personal values."""

    life = PERSON
    once = PERSONS
    verb = Verb.MEMBERS
    template_name = "network/person.html"
    related = ("place",)

    def links(self) -> Sequence[Link]:
        """Offer an application, and correction and account to the home side."""
        apply = Link(label="申请入会", url=address_of(self.record, "apply"), icon="plus", primary=True)
        if not self._at_home:
            return (apply,)
        account = Link(label="会员账号", url=address_of(self.record, "account"), icon="user")
        return (*super().links(), account, apply)

    def card(self) -> Sequence[Fact | str]:
        place = Fact(label="归属地区", value=self.record.place.name)
        return (Fact(label="手机号", value=self.record.mobile), "unit", "position", "group", place)

    def own_sections(self) -> Sequence[Section]:
        one: Person = self.record
        scope = self.request.scope
        memberships = Table(_MEMBERSHIPS, list(self._held()), caption="会籍")
        offices = Table(_OFFICES, list(queries.offices_of(one, scope=scope)), caption="任职")
        shown = [
            Section(name="memberships", title="会籍", table=memberships, empty="还没有会籍，可以办理入会申请。"),
            Section(name="offices", title="任职", table=offices, empty="没有任职。"),
            self._consents(one),
        ]
        return [*shown, *self.merge_sections()]

    @property
    def _at_home(self) -> bool:
        return self.request.scope.may(Verb.MEMBERS, self.record.path)

    def _held(self) -> Sequence[_Held]:
        return [
            _Held(membership=one, links=membership_links(one, scope=self.request.scope))
            for one in queries.memberships(self.record, scope=self.request.scope)
        ]

    def _consents(self, one: Person) -> Section:
        consents = PERSON.act("consents")
        more = Link(label=consents.label, url=address_of(one, consents.code)) if self._at_home else None
        table = Table(_CONSENTS, list(consents_of(one, scope=self.request.scope)), caption="同意")
        return Section(
            name="consents", title="同意", table=table, empty="还没有同意过任何用途。", more=more, exportable=False
        )


def membership_links(membership: Membership, *, scope: Scope) -> Sequence[Link]:
    """Return what may be done with a membership; admitting and declining are one page."""
    offered = MEMBERSHIP.offered(membership, scope=scope)
    shown = [button(one, membership) for one in offered if one.listed]
    if any(one.code == "admit" for one in offered):
        shown.insert(0, Link(label="审核", url=address_of(membership, "decide")))
    return shown


class ApplicationList(RecordList):
    """Applications that wait for a decision, oldest first."""

    life = MEMBERSHIP
    title = "入会审核"
    order = ("applied", "id")
    shown = (
        Column(
            name="person",
            label="姓名",
            value="person.name",
            link=lambda row: address(MEMBERSHIP, "decide", row.pk),
            personal=True,
        ),
        Column(name="unit", label="工作单位", value="person.unit"),
        Column(name="organisation", label="申请加入", value="organisation.name"),
        Column(name="applied", label="申请日期", value="applied", kind=Kind.DATE, order=("applied",)),
    )
    nothing = Empty(title="没有待审核的申请", hint="在人员页面办理“申请入会”后，会出现在这里。")

    def get_queryset(self) -> QuerySet[Membership]:
        return queries.applications(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer the other list: forms handed in by link or in person."""
        waiting = waiting_forms(self.request.scope).count()
        label = f"网上和现场申请（{waiting}）"
        return (Link(label=label, url=list_of(APPLICATION), icon="list", primary=bool(waiting)),)

    def empty(self) -> Empty:
        return self.nothing
