"""Members of an organisation on any day, and its elections. Names need the verb 人员信息."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from tongxin.access import site
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordList, RecordPage
from tongxin.network import actions
from tongxin.network.actions import Meeting
from tongxin.network.forms.life import ElectionForm
from tongxin.network.life.people import ELECTION, MEMBERSHIP
from tongxin.network.life.register import ORGANISATION
from tongxin.network.models import Charter, Election, Membership, Organisation, Person
from tongxin.network.models.consents import CONTACT
from tongxin.network.queries import members as queries
from tongxin.network.queries.charters import rules_on
from tongxin.network.queries.own import refused
from tongxin.network.queries.people import found_people
from tongxin.network.views.acting import SubjectPage
from tongxin.network.views.applications import organisation_of
from tongxin.network.views.people import person_filter
from tongxin.web.export import FORMS
from tongxin.web.fields import DayField
from tongxin.web.filters import Filter, coded
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, FieldGroup, Link, Section
from tongxin.web.table import Column, Table

_COLUMNS = (
    Column(
        name="name",
        label="姓名",
        value="person.name",
        link=lambda row: address_of(row.person),
        order=("person__sound",),
    ),
    Column(name="unit", label="工作单位", value="person.unit", order=("person__unit",)),
    Column(name="position", label="职务", value="person.position"),
    Column(name="group", label="类别", value="person.get_group_display", order=("person__group",)),
    Column(name="place", label="归属地区", value="person.place.name", order=("person__path",)),
    Column(name="begin", label="入会日期", value="begin", kind=Kind.DATE, order=("since",)),
    Column(name="end", label="结束日期", value="end", kind=Kind.DATE, hidden=True),
)
_PAGES = (("joining", "入会申请链接"), ("election_new", "登记选举"), ("lapsing", "到期会籍"))


class MembersPage(RecordList):
    """Who was a member on a day. The export holds mobile numbers, save of those who withdrew 会务联系, and is journalled."""

    life = MEMBERSHIP
    order = ("applied", "id")
    nothing = Empty(title="这一天还没有会员", hint="打开入会申请链接，或现场登记申请。")

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # decided per request
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

    @cached_property
    def filters(self) -> Sequence[Filter]:
        people = Person.objects.visible_to(self.request.scope)
        return (
            person_filter(lambda rows, asked: rows.filter(person__in=found_people(people, asked).values("pk"))),
            Filter(name="day", field=lambda: DayField(label="截至", required=False), narrow=self._held_on),
            replace(coded(Person, "group"), narrow=lambda rows, group: rows.filter(person__group=group)),
        )

    def heading(self) -> str:
        return f"会员：{self.organisation.name}"

    def get_queryset(self) -> QuerySet[Membership]:
        """Return who ever was a member; mobile numbers are read for an export alone."""
        rows = queries.members_of(self.organisation, scope=self.request.scope).annotate(since=F("begin"))
        return rows.defer(None).defer("person__search_text") if self._exporting else rows

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow to a day, where none is asked for that of the site."""
        return super().filtered(rows, {"day": site.current().day, **values})

    def source(self) -> Sequence[str]:
        return (self.organisation.name, self.subtitle, "仅限会务使用，不得外传")

    def links(self) -> Sequence[Link]:
        pk = self.organisation.pk
        return [Link(label=label, url=reverse(f"network:{page}", args=[pk])) for page, label in _PAGES]

    def _held_on(self, rows: QuerySet[Any], day: date) -> QuerySet[Any]:
        self.subtitle = f"截至{chinese_date(day)}"
        return rows.filter(queries.held_on(day))

    @property
    def _exporting(self) -> bool:
        return self.request.GET.get("export") in FORMS


class ElectionEntryPage(SubjectPage):
    """Enters a meeting and its votes."""

    life = ORGANISATION
    one = Act(
        "elect",
        "登记选举",
        actions.hold_election,
        form=ElectionForm,
        verb=Verb.MEMBERS,
        button="登记并任职",
        done="选举已登记，当选人已任职。",
        arguments=lambda organisation, _: {"organisation": organisation},
    )
    template_name = "network/application.html"
    groups = (
        FieldGroup(title="会议", fields=("noticed", "held", "entitled", "present")),
        FieldGroup(title="表决", fields=("candidates", "renewal")),
    )

    def find(self) -> Organisation:
        return organisation_of(self.request, self.kwargs["pk"])

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
        candidates = values.pop("candidates")
        election: Election = super().save({"meeting": Meeting(**values), "candidates": candidates})
        return election

    def done_url(self, record: Any) -> str:
        return address_of(record)


_COUNT = (
    Column(name="title", label="职务", value="get_title_display"),
    Column(
        name="name", label="姓名", value="membership.person.name", link=lambda row: address_of(row.membership.person)
    ),
    Column(name="votes", label="得票", value="votes", kind=Kind.NUMBER),
    Column(name="elected", label="当选", value=lambda row: row.office_id is not None, kind=Kind.FLAG),
)


class ElectionPage(RecordPage):
    """One election: the meeting, the charter it met, the count for those who may read names."""

    life = ELECTION
    verb = Verb.VIEW
    related = ("organisation", "charter")

    def card(self) -> Sequence[Fact | str]:
        one: Election = self.record
        rule = one.charter or Charter()
        said = f"提前 {rule.notice_days} 天通知，{rule.get_quorum_display()}出席，{rule.get_majority_display()}通过"
        hint = "" if one.charter else "本组织没有章程设置，按默认规定检验"
        return (
            "organisation",
            "noticed",
            "held",
            Fact(label="应到（人）", value=one.entitled, kind=Kind.NUMBER),
            Fact(label="实到（人）", value=one.present, kind=Kind.NUMBER),
            "renewal",
            Fact(label="适用的章程规定", value=said, hint=hint),
        )

    def own_sections(self) -> Sequence[Section]:
        rows = list(queries.candidacies(self.record, scope=self.request.scope))
        table = Table(_COUNT, rows, caption="得票")
        return (Section(name="count", title="得票", table=table, empty="您没有人员信息权限，看不到候选人。"),)
