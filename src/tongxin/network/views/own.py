"""「我的资料」: a person's own page, reached by the account linked to the person. Phone first."""

from collections.abc import Sequence
from typing import Any

from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import View

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import today
from tongxin.network.models import Membership, Person
from tongxin.network.queries import own as queries
from tongxin.network.queries.lapses import run_out_days
from tongxin.network.queries.personal import elsewhere, everything
from tongxin.ports.agreed import current_text, purposes
from tongxin.web.export import workbook
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Fact, Link, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

MISSING = "您的账号还没有关联人员资料，请向所在组织索取邀请链接。"


def own_person(request: Asked) -> Person:
    """Return the person whose page this is, or raise `NotFoundError`."""
    found = queries.person_of(request.actor.account_id)
    if found is None:
        raise NotFoundError(MISSING)
    return found


_MEMBERSHIPS = (
    Column(name="organisation", label="组织", value="organisation.name"),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="begin", label="入会日期", value="begin", kind=Kind.DATE),
    Column(name="end", label="结束日期", value="end", kind=Kind.DATE),
    Column(name="ran_out", label="会籍到期", value="ran_out", kind=Kind.DATE),
    Column(name="act", label="办理", value="state", template="network/parts/own_membership.html"),
)
_OFFICES = (
    Column(name="title", label="职务", value=lambda row: f"{row.organisation.name}{row.get_title_display()}"),
    Column(name="begin", label="任职日期", value="begin", kind=Kind.DATE),
    Column(name="due", label="任期届满", value="due", kind=Kind.DATE),
    Column(name="end", label="离任日期", value="end", kind=Kind.DATE),
)
_RECORDS = (
    Column(name="title", label="名称", value="title", link=lambda one: one.url or None),
    Column(name="kind", label="种类", value="kind"),
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="detail", label="内容", value="detail"),
)
_ONLOOKERS = (
    Column(name="role", label="角色", value=lambda one: f"{one.place}{one.role}"),
    Column(name="accounts", label="账号数", value="accounts", kind=Kind.NUMBER),
    Column(name="through", label="因为您在", value="through"),
)
_REQUESTS = (
    Column(name="kind", label="事项", value="get_kind_display"),
    Column(name="asked", label="提出日期", value="asked", kind=Kind.DATE),
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="answer", label="答复", value="answer"),
    Column(
        name="act",
        label="办理",
        value=lambda row: "撤回" if row.state == "waiting" else "",
        template="network/parts/take_back.html",
    ),
)


@method_decorator(never_cache, name="dispatch")
class MyPage(SignedIn, DetailPage):
    """What is held about me, who can see it, and what I may do about it."""

    template_name = "network/me.html"
    title = "我的资料"

    def get_record(self) -> Person:
        return own_person(self.request)

    def heading(self) -> str:
        return self.title

    def links(self) -> Sequence[Link]:
        """Offer correction, both exports, erasure."""
        return (
            Link(label="更正", url=reverse("network:me_correct"), icon="edit", primary=True),
            Link(label="导出 Excel", url=reverse("network:me_export", args=["xlsx"]), icon="download"),
            Link(label="导出 JSON", url=reverse("network:me_export", args=["json"]), icon="download"),
            Link(label="删除我的资料", url=reverse("network:me_erase")),
        )

    def facts(self) -> Sequence[Fact]:
        one: Person = self.record
        shown = (
            Fact(label="姓名", value=one.name),
            Fact(label="手机号", value=one.mobile),
            Fact(label="工作单位", value=one.unit),
            Fact(label="职务", value=one.position),
            Fact(label="类别", value=one.get_group_display()),
            Fact(label="归属地区", value=one.place.name),
        )
        return tuple(fact for fact in shown if fact.value)

    def sections(self) -> Sequence[Section]:
        """Return memberships, offices, what other rooms hold, onlookers, consents and requests."""
        one: Person = self.record
        tables = (
            ("memberships", "会籍", _MEMBERSHIPS, _memberships(one), "还没有会籍。"),
            ("offices", "任职", _OFFICES, queries.own_offices(one), "没有任职。"),
            ("records", "参加的培训和活动、证书", _RECORDS, elsewhere(one), "还没有记录。"),
            ("onlookers", "谁能看到我的资料", _ONLOOKERS, queries.onlookers(one), "现在没有人能看到。"),
        )
        shown = [
            Section(
                name=name, title=title, table=Table(columns, list(rows), caption=title), empty=empty, exportable=False
            )
            for name, title, columns, rows, empty in tables
        ]
        shown.append(
            Section(
                name="consents",
                title="我的同意",
                template="network/parts/consents.html",
                context={"consents": _consents(one)},
            )
        )
        asked = Table(_REQUESTS, list(queries.own_requests(one)), caption="我的请求")
        shown.append(
            Section(name="requests", title="我的请求", table=asked, empty="没有提出过请求。", exportable=False)
        )
        return shown


def _memberships(person: Person) -> list[Membership]:
    rows = list(queries.own_memberships(person))
    days = run_out_days(rows)
    for row in rows:
        row.ran_out = days.get(row.pk)  # type: ignore[attr-defined]  # read by the table alone
    return rows


def _consents(person: Person) -> list[dict[str, Any]]:
    held = {row.purpose: row for row in queries.own_consents(person) if row.withdrawn is None}
    return [
        {"purpose": purpose, "label": label, "text": held[purpose].text, "given": held[purpose].given}
        if purpose in held
        else {"purpose": purpose, "label": label, "text": current_text(purpose).text, "given": None}
        for purpose, label in purposes()
    ]


@method_decorator(never_cache, name="dispatch")
class MyExport(SignedIn, View):
    """Everything held about me, as JSON or Excel."""

    request: Asked

    def get(self, request: Asked, kind: str) -> HttpResponseBase:
        lines = everything(own_person(request))
        if kind == "xlsx":
            columns = [
                Column(name=name, label=label, value=name)
                for name, label in (("part", "部分"), ("label", "项目"), ("value", "内容"))
            ]
            return workbook(Table(columns, lines), title="我的资料", source=["本系统保存的与您有关的全部内容"])
        if kind != "json":
            raise InputError("只能导出 xlsx 或 json。", field="kind")
        parts: dict[str, list[dict[str, str]]] = {}
        for line in lines:
            parts.setdefault(line.part, []).append({"项目": line.label, "内容": line.value})
        body = {"导出日期": today().isoformat(), "资料": parts}
        response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = 'attachment; filename="me.json"'
        return response
