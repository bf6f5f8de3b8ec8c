"""Members of an organisation on any day, elections, transfers, renewal and lapse. All need the verb 人员信息."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import ActPage
from tongxin.network import actions
from tongxin.network.actions import Meeting
from tongxin.network.forms import life as forms
from tongxin.network.models import Charter, Election, Membership, Organisation, Person
from tongxin.network.models.consents import CONTACT
from tongxin.network.queries import members as queries
from tongxin.network.queries.charters import rules_on
from tongxin.network.queries.own import refused
from tongxin.network.queries.search import found
from tongxin.network.views.applications import organisation_of
from tongxin.network.views.parts import address
from tongxin.network.views.people import url_of
from tongxin.web.export import FORMS
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, FieldGroup, Link, ListPage, Section
from tongxin.web.table import Column, Table

_COLUMNS = (
    Column(name="name", label="姓名", value="person.name", link=lambda row: url_of(row.person)),
    Column(name="unit", label="工作单位", value="person.unit"),
    Column(name="position", label="职务", value="person.position"),
    Column(name="group", label="类别", value="person.get_group_display"),
    Column(name="place", label="归属地区", value="person.place.name"),
    Column(name="begin", label="入会日期", value="begin", kind=Kind.DATE),
    Column(name="end", label="结束日期", value="end", kind=Kind.DATE, hidden=True),
)


class MembersPage(SignedIn, ListPage):
    """Who was a member on a day. The export holds mobile numbers, save of those who withdrew 会务联系."""

    verb = Verb.MEMBERS
    order = ("applied", "id")
    filter_form = forms.MembersFilter

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # decided per request
        """Add the mobile number to an export alone."""
        if not self._exporting:
            return _COLUMNS
        kept = refused(
            Membership.objects.visible_to(self.request.scope)
            .filter(organisation=self.organisation)
            .values_list("person", flat=True),
            CONTACT,
        )
        mobile = Column(
            name="mobile", label="手机号", value=lambda row: "" if row.person_id in kept else row.person.mobile
        )
        return (*_COLUMNS, mobile)

    def heading(self) -> str:
        """Name the organisation."""
        return f"会员：{self.organisation.name}"

    def get_queryset(self) -> QuerySet[Membership]:
        """Return who is a member on the day of the site."""
        return self._as_of(site.current().day)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Go to another day, narrow by name and group."""
        if "day" in values:
            rows = self._as_of(values["day"])
        if "q" in values:
            named = found(Person.objects.visible_to(self.request.scope), values["q"])
            rows = rows.filter(person__in=named.values("pk"))
        return rows.filter(person__group=values["group"]) if "group" in values else rows

    def _as_of(self, day: date) -> QuerySet[Membership]:
        """Return the members of a day; mobile numbers are read for an export alone."""
        self.subtitle = f"截至{chinese_date(day)}"
        rows = queries.members_as_of(self.organisation, day, scope=self.request.scope)
        return rows.defer(None).defer("person__search_text") if self._exporting else rows

    def source(self) -> Sequence[str]:
        """Say of which day the list is."""
        return (self.organisation.name, self.subtitle, "仅限会务使用，不得外传")

    def links(self) -> Sequence[Link]:
        """Offer what is done with members."""
        pages = (("joining", "入会申请链接"), ("election_new", "登记选举"), ("lapsing", "到期会籍"))
        return [Link(label=label, url=address(page, self.organisation.pk)) for page, label in pages]

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(title="这一天还没有会员", hint="打开入会申请链接，或现场登记申请。", link=self.links()[0])

    @property
    def _exporting(self) -> bool:
        return self.request.GET.get("export") in FORMS


class ElectionEntryPage(ActPage):
    """Enters a meeting and its votes."""

    verb = Verb.MEMBERS
    template_name = "network/application.html"
    door = Door(name="elections", label="登记选举", form=forms.ElectionForm, create=actions.hold_election)
    groups = (
        FieldGroup(title="会议", fields=("noticed", "held", "entitled", "present")),
        FieldGroup(title="表决", fields=("candidates", "renewal")),
    )
    button = "登记并任职"
    done = "选举已登记，当选人已任职。"

    def find(self) -> Organisation:
        """Return the organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    def form_arguments(self) -> dict[str, Any]:
        """Give the form the organisation whose members are voted on."""
        return {"organisation": self.subject}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the charter in force asks for; the one of the meeting's own day decides."""
        rule = rules_on(self.subject, day=site.current().day)
        facts = (
            Fact(label="提前通知", value=f"{rule.notice_days} 天"),
            Fact(label="出席人数", value=f"应到人数的{rule.get_quorum_display()}"),
            Fact(label="通过票数", value=f"实到人数的{rule.get_majority_display()}"),
            Fact(label="任期", value=f"{rule.term_years} 年"),
        )
        return super().get_context_data(facts=facts, **kwargs)

    def save(self, values: dict[str, Any]) -> Election:
        """Hand meeting and count to the action."""
        candidates = values.pop("candidates")
        return actions.hold_election(
            self.subject, by=self.request.actor, meeting=Meeting(**values), candidates=candidates
        )

    def done_url(self, record: Any) -> str:
        """Show the election."""
        return address("election", record.pk)


_COUNT = (
    Column(name="title", label="职务", value="get_title_display"),
    Column(name="name", label="姓名", value="membership.person.name", link=lambda row: url_of(row.membership.person)),
    Column(name="votes", label="得票", value="votes", kind=Kind.NUMBER),
    Column(name="elected", label="当选", value=lambda row: row.office_id is not None, kind=Kind.FLAG),
)


class ElectionPage(SignedIn, DetailPage):
    """One election: the meeting, the charter it met, the count for those who may read names."""

    verb = Verb.VIEW
    missing = "没有找到这次选举，或不在您的权限范围内。"

    def get_queryset(self) -> QuerySet[Election]:
        """Return what the scope shows."""
        return Election.objects.visible_to(self.request.scope).select_related("organisation", "charter")

    def heading(self) -> str:
        """Name organisation and day."""
        return f"{self.record.organisation.name}选举（{chinese_date(self.record.held)}）"

    def facts(self) -> Sequence[Fact]:
        """Return the meeting as minuted."""
        one: Election = self.record
        rule = one.charter or Charter()
        said = f"提前 {rule.notice_days} 天通知，{rule.get_quorum_display()}出席，{rule.get_majority_display()}通过"
        hint = "" if one.charter else "本组织没有章程设置，按默认规定检验"
        return (
            Fact(label="组织", value=one.organisation.name, link=address_of(one.organisation)),
            Fact(label="通知日期", value=one.noticed, kind=Kind.DATE),
            Fact(label="会议日期", value=one.held, kind=Kind.DATE),
            Fact(label="应到（人）", value=one.entitled, kind=Kind.NUMBER),
            Fact(label="实到（人）", value=one.present, kind=Kind.NUMBER),
            Fact(label="换届", value=one.renewal, kind=Kind.FLAG),
            Fact(label="适用的章程规定", value=said, hint=hint),
        )

    def sections(self) -> Sequence[Section]:
        """Return the count."""
        rows = list(queries.candidacies(self.record, scope=self.request.scope))
        table = Table(_COUNT, rows, caption="得票")
        return (Section(name="count", title="得票", table=table, empty="您没有人员信息权限，看不到候选人。"),)
