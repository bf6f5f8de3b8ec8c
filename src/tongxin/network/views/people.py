"""The pages that show people. All of them need the verb 人员信息."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import timeline
from tongxin.network.forms import people as forms
from tongxin.network.models import Membership, Person
from tongxin.network.queries import people as queries
from tongxin.network.queries.members import waiting_forms
from tongxin.network.queries.merges import kept_of, merges_into
from tongxin.network.queries.own import consents_of
from tongxin.network.queries.search import found
from tongxin.network.views.parts import LARGEST, MISSING_PERSON, address
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, Link, ListPage, Moment, Section
from tongxin.web.table import Column, Table

MOBILE_DIGITS = 11


def url_of(person: Any, page: str = "person") -> str:
    """Return the address of a page of this person."""
    return address(page, person.pk)


class PersonList(SignedIn, ListPage):
    """The persons the asker may see: those on record in the scope, or those from elsewhere who joined here."""

    title = "人员"
    verb = Verb.MEMBERS
    order = ("path", "id")
    filter_form = forms.PersonFilter
    columns = (
        Column(name="name", label="姓名", value="name", link=url_of),
        Column(name="unit", label="工作单位", value="unit"),
        Column(name="position", label="职务", value="position"),
        Column(name="group", label="类别", value="get_group_display"),
        Column(name="place", label="归属地区", value="place.name", order=("path",)),
    )

    def get_queryset(self) -> QuerySet[Person]:
        """Return what the scope shows; `filtered` narrows it to one of the two halves."""
        return queries.people(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by name or mobile number, place, group and organisation."""
        scope = self.request.scope
        if "organisation" in values:
            joined = Membership.objects.visible_to(scope).filter(organisation=values["organisation"])
            rows = rows.filter(pk__in=joined.filter(state=Membership.State.ADMITTED).values("person"))
        else:
            rows = queries.visiting(scope) if "belonging" in values else queries.at_home(scope)
        if text := values.get("q"):
            is_mobile = len(text) == MOBILE_DIGITS and text.isascii() and text.isdigit()
            rows = rows & queries.with_mobile(scope, text) if is_mobile else found(rows, text)
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        return rows.filter(group=values["group"]) if "group" in values else rows

    def links(self) -> Sequence[Link]:
        """Offer applications and entry."""
        return (
            Link(label="入会审核", url=reverse("network:applications"), icon="list"),
            Link(label="登记人员", url=reverse("network:person_new"), icon="plus", primary=True),
        )

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(title="还没有人员", hint="先登记人员，再办理入会申请。", link=self.links()[-1])


_CONSENTS = (
    Column(name="purpose", label="用途", value="get_purpose_display"),
    Column(name="version", label="文本", value=lambda row: f"第 {row.version} 版"),
    Column(name="given", label="同意时间", value="given", kind=Kind.TIME),
    Column(name="withdrawn", label="撤回时间", value="withdrawn", kind=Kind.TIME),
)
_NEXT = {"applied": "审核", "admitted": "在会"}
_MEMBERSHIPS = (
    Column(
        name="organisation",
        label="组织",
        value="organisation.name",
        link=lambda row: address_of(row.organisation),
        personal=True,  # the page's heading is somebody's name
    ),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="applied", label="申请日期", value="applied", kind=Kind.DATE),
    Column(name="begin", label="入会日期", value="begin", kind=Kind.DATE),
    Column(name="end", label="结束日期", value="end", kind=Kind.DATE),
    Column(name="ending", label="结束原因", value="get_ending_display"),
    Column(
        name="act",
        label="办理",
        value=lambda row: _NEXT.get(row.state, ""),
        template="network/parts/membership_acts.html",
    ),
)
_MERGES = (
    Column(
        name="merged",
        label="并入的记录",
        value=lambda row: f"编号 {row.merged_id}",
        link=lambda row: reverse("network:merge", args=[row.pk]),
    ),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="by", label="合并人", value="by"),
    Column(name="day", label="合并日期", value="day", kind=Kind.DATE),
)
_OFFICES = (
    Column(
        name="organisation",
        label="组织",
        value="organisation.name",
        link=lambda row: address_of(row.organisation),
        personal=True,  # the page's heading is somebody's name
    ),
    Column(name="title", label="职务", value="get_title_display"),
    Column(name="begin", label="任职日期", value="begin", kind=Kind.DATE),
    Column(name="due", label="任期届满", value="due", kind=Kind.DATE),
    Column(name="end", label="离任日期", value="end", kind=Kind.DATE),
    Column(
        name="act",
        label="办理",
        value=lambda row: "" if row.end else "登记离任",
        link=lambda row: None if row.end else reverse("network:office_end", args=[row.pk]),
    ),
)


class PersonPage(SignedIn, DetailPage):
    """One person: what is kept, memberships and offices the asker may see, what was written."""

    verb = Verb.MEMBERS
    template_name = "network/person.html"
    missing = MISSING_PERSON

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the person; the address of a record merged into another one leads there."""
        try:
            return super().get(request, *args, **kwargs)
        except NotFoundError:
            kept = kept_of(min(self.kwargs["pk"], LARGEST), scope=self.request.scope)
            if kept is None:
                raise
        messages.info(request, f"您找的记录（编号 {self.kwargs['pk']}）已合并到这里，可以在“合并记录”中查看和撤销。")
        return HttpResponseRedirect(url_of(kept))

    def get_queryset(self) -> QuerySet[Person]:
        """Return what the scope shows, the mobile number included."""
        return Person.objects.visible_to(self.request.scope).select_related("place")

    def heading(self) -> str:
        """Return the name."""
        return str(self.record.name)

    def links(self) -> Sequence[Link]:
        """Offer an application, and correction to the home side."""
        one: Person = self.record
        shown = [Link(label="申请入会", url=url_of(one, "apply"), icon="plus", primary=True)]
        if self.request.scope.may(Verb.MEMBERS, one.path):
            shown.insert(0, Link(label="更正", url=url_of(one, "person_correct"), icon="edit"))
            shown.insert(1, Link(label="会员账号", url=url_of(one, "invite"), icon="user"))
        return shown

    def facts(self) -> Sequence[Fact]:
        """Return what is kept."""
        one: Person = self.record
        shown = (
            Fact(label="手机号", value=one.mobile),
            Fact(label="工作单位", value=one.unit),
            Fact(label="职务", value=one.position),
            Fact(label="类别", value=one.get_group_display()),
            Fact(label="归属地区", value=one.place.name),
        )
        return tuple(fact for fact in shown if fact.value)

    def sections(self) -> Sequence[Section]:
        """Return memberships and offices inside the asker's scope."""
        one: Person = self.record
        scope = self.request.scope
        memberships = Table(_MEMBERSHIPS, list(queries.memberships(one, scope=scope)), caption="会籍")
        offices = Table(_OFFICES, list(queries.offices_of(one, scope=scope)), caption="任职")
        shown = [
            Section(name="memberships", title="会籍", table=memberships, empty="还没有会籍，可以办理入会申请。"),
            Section(name="offices", title="任职", table=offices, empty="没有任职。"),
            self._consents(one),
        ]
        if merges := list(merges_into(one, scope=scope)):
            table = Table(_MERGES, merges, caption="合并记录")
            shown.append(Section(name="merges", title="合并记录", table=table, exportable=False))
        return shown

    def _consents(self, one: Person) -> Section:
        at_home = self.request.scope.may(Verb.MEMBERS, one.path)
        more = Link(label="登记授权", url=url_of(one, "consents")) if at_home else None
        table = Table(_CONSENTS, list(consents_of(one, scope=self.request.scope)), caption="授权")
        return Section(name="consents", title="授权", table=table, empty="还没有授权。", more=more, exportable=False)

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the person; the journal keeps no personal values."""
        return timeline(self.record)


class ApplicationList(SignedIn, ListPage):
    """Applications that wait for a decision, oldest first."""

    title = "入会审核"
    verb = Verb.MEMBERS
    order = ("applied", "id")
    columns = (
        Column(
            name="person",
            label="姓名",
            value="person.name",
            link=lambda row: reverse("network:membership_decide", args=[row.pk]),
        ),
        Column(name="unit", label="工作单位", value="person.unit"),
        Column(name="organisation", label="申请加入", value="organisation.name"),
        Column(name="applied", label="申请日期", value="applied", kind=Kind.DATE, order=("applied",)),
    )

    def get_queryset(self) -> QuerySet[Membership]:
        """Return what the scope shows."""
        return queries.applications(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer the other list: forms handed in by link or in person."""
        waiting = waiting_forms(self.request.scope).count()
        return (
            Link(
                label=f"网上和现场申请（{waiting}）", url=reverse("network:forms"), icon="list", primary=bool(waiting)
            ),
        )

    def empty(self) -> Empty:
        """Say that nothing waits."""
        return Empty(title="没有待审核的申请", hint="在人员页面办理“申请入会”后，会出现在这里。")
