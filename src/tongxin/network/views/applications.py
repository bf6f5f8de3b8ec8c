"""The pages on which officers open links and review applications. All of them need the verb 人员信息."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only
from tongxin.network import actions
from tongxin.network.actions import Receipt
from tongxin.network.forms.joining import ApplicantForm, ReviewForm
from tongxin.network.models import Application, Organisation, Person
from tongxin.network.queries import members as queries
from tongxin.network.views.joining import CONSENTS, DATA
from tongxin.network.views.parts import MISSING_ORGANISATION, address
from tongxin.web.codes import qr_response
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, ListPage, Page
from tongxin.web.request import Asked
from tongxin.web.table import Column


def organisation_of(request: Asked, pk: int) -> Organisation:
    """Return the organisation whose members the asker keeps, or raise `NotFoundError`."""
    rows = Organisation.objects.visible_to(request.scope, verb=Verb.MEMBERS).select_related("place", "parent")
    return only(rows, pk, missing=MISSING_ORGANISATION)


class JoiningPage(SignedIn, Page):
    """The public link of an organisation: opened, shown with its code to print, closed."""

    verb = Verb.MEMBERS
    template_name = "network/joining.html"

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    def heading(self) -> str:
        """Name the organisation."""
        return f"入会申请链接：{self.organisation.name}"

    def links(self) -> Sequence[Link]:
        """Offer entry in person."""
        url = address("application_new", self.organisation.pk)
        return (Link(label="现场登记申请", url=url, icon="plus", primary=True),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address."""
        link = queries.open_link(self.organisation, scope=self.request.scope)
        url = _public_address(self.request, link.token) if link else ""
        return super().get_context_data(joining=link, address=url, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Open the link, or close the open one."""
        link = queries.open_link(self.organisation, scope=self.request.scope)
        if request.POST.get("do") == "open":
            actions.open_joining_link(self.organisation, by=self.request.actor)
            messages.success(request, "申请链接已开放。")
        elif link is not None:
            actions.close_joining_link(link, by=self.request.actor)
            messages.success(request, "申请链接已关闭，原来的二维码不再有效。")
        return HttpResponseRedirect(request.path)


def _public_address(request: Asked, token: str) -> str:
    return request.build_absolute_uri(reverse("network:join", args=[token]))


class JoiningCode(SignedIn, View):
    """The code of the link as SVG, shown or downloaded."""

    verb = Verb.MEMBERS
    request: Asked

    def get(self, request: Asked, pk: int) -> HttpResponse:
        """Draw it."""
        link = queries.open_link(organisation_of(request, pk), scope=request.scope)
        if link is None:
            raise NotFoundError("本组织没有开放的申请链接。")
        name = f"join-{pk}.svg" if "download" in request.GET else ""
        return qr_response(_public_address(request, link.token), filename=name)


class FormList(SignedIn, ListPage):
    """Application forms that wait for a review, oldest first."""

    title = "入会审核：网上和现场申请"
    verb = Verb.MEMBERS
    order = ("applied", "id")
    exportable = False
    columns = (
        Column(name="name", label="姓名", value="name", link=lambda row: address("application", row.pk)),
        Column(name="unit", label="工作单位", value="unit"),
        Column(name="organisation", label="申请加入", value="organisation.name"),
        Column(name="source", label="来源", value="get_source_display"),
        Column(name="applied", label="申请日期", value="applied", kind=Kind.DATE, order=("applied",)),
    )

    def get_queryset(self) -> QuerySet[Application]:
        """Return what the scope shows."""
        return queries.waiting_forms(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer the other list: applications of persons on record."""
        return (Link(label="在册人员的申请", url=reverse("network:applications"), icon="list"),)

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(title="没有待审核的申请", hint="在组织页面打开“入会申请链接”，把二维码发给申请人；或现场登记。")


class _DeskDoor:
    label = "入会申请"
    form = ApplicantForm
    create = staticmethod(actions.apply_at_desk)
    correct = None


class DeskPage(ActPage):
    """Enters an application made in person: the same form as the public one."""

    verb = Verb.MEMBERS
    door = _DeskDoor()
    groups = (DATA, CONSENTS)
    done = "申请已登记，等待审核。"

    def find(self) -> Organisation:
        """Return the organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    def form_arguments(self) -> dict[str, Any]:
        """Give the form the organisation whose charter says what it needs."""
        return {"organisation": self.subject}

    def heading(self) -> str:
        """Name the organisation."""
        return f"现场登记申请：{self.subject.name}"

    def done_url(self, record: Receipt) -> str:
        """Go on to the review."""
        return address("application", record.application.pk)


class ReviewPage(ActPage):
    """One application with what the applicant wrote and who it may be; here it is decided."""

    verb = Verb.MEMBERS
    template_name = "network/application.html"
    door = Door(name="review", label="审核", form=ReviewForm, create=actions.admit_application)
    button = "提交审核意见"
    done = "审核意见已登记。"

    def find(self) -> Application:
        """Return the application as the asker sees it."""
        rows = Application.objects.visible_to(self.request.scope).select_related(
            "organisation__parent", "organisation__place", "place"
        )
        return only(rows, self.kwargs["pk"], missing="没有找到这份申请，或不在您的权限范围内。")

    def heading(self) -> str:
        """Name applicant and organisation."""
        return f"审核申请：{self.subject.name or '（资料已删除）'}（{self.subject.organisation.name}）"

    def form_arguments(self) -> dict[str, Any]:
        """Give the form whom to compare with."""
        return {"application": self.subject, "scope": self.request.scope}

    def initial(self) -> dict[str, Any]:
        """Propose the day of the site, or the day of the application where that is later."""
        return {"day": max(site.current().day, self.subject.applied)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the applicant wrote."""
        one: Application = self.subject
        shown = (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="手机号", value=one.mobile),
            Fact(label="工作单位", value=one.unit),
            Fact(label="职务", value=one.position),
            Fact(label="类别", value=one.get_group_display()),
            Fact(label="工作所在地区", value=one.place and one.place.name),
            Fact(label="来源", value=one.get_source_display()),
            Fact(label="申请日期", value=one.applied, kind=Kind.DATE),
        )
        return super().get_context_data(facts=[fact for fact in shown if fact.value], **kwargs)

    def save(self, values: dict[str, Any]) -> Any:
        """Admit or decline."""
        by, person = self.request.actor, values["person"]
        if not values["admit"]:
            return actions.decline_application(self.subject, by=by, day=values["day"], reason=values["reason"])
        assert person is None or isinstance(person, Person)  # noqa: S101 - the form's own value
        return actions.admit_application(self.subject, by=by, day=values["day"], person=person, reason=values["reason"])

    def done_url(self, record: Any) -> str:
        """Go on to the next application."""
        del record
        return reverse("network:forms")
