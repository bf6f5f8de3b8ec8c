"""The pages on which officers open links and review applications. All of them need the verb 人员信息."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordList, column_of, only
from tongxin.network import actions
from tongxin.network.actions import Receipt
from tongxin.network.forms.joining import ApplicantForm, ReviewForm
from tongxin.network.life.joining import APPLICATION
from tongxin.network.life.register import ORGANISATION
from tongxin.network.models import Application, Organisation, Person
from tongxin.network.queries import members as queries
from tongxin.network.views.acting import AnswerPage, ReviewPage, SubjectPage
from tongxin.network.views.asking import AsksWho
from tongxin.network.views.joining import CONSENTS, DATA
from tongxin.web.codes import qr_response
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, Page
from tongxin.web.request import Asked


def organisation_of(request: Asked, pk: int) -> Organisation:
    """Return the organisation whose members the asker keeps, or raise `NotFoundError`."""
    rows = Organisation.objects.visible_to(request.scope, verb=Verb.MEMBERS).select_related("place", "parent")
    return only(rows, pk, missing=ORGANISATION.not_found)


class JoiningPage(SignedIn, Page):
    """The public link of an organisation: opened, shown with its code to print, closed."""

    verb = Verb.MEMBERS
    template_name = "network/joining.html"

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    def heading(self) -> str:
        return f"入会申请链接：{self.organisation.name}"

    def links(self) -> Sequence[Link]:
        url = reverse("network:application_new", args=[self.organisation.pk])
        return (Link(label="现场登记申请", url=url, icon="plus", primary=True),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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
        link = queries.open_link(organisation_of(request, pk), scope=request.scope)
        if link is None:
            raise NotFoundError("本组织没有开放的申请链接。")
        name = f"join-{pk}.svg" if "download" in request.GET else ""
        return qr_response(_public_address(request, link.token), filename=name)


class FormList(RecordList):
    """Application forms that wait for a review, oldest first."""

    life = APPLICATION
    title = "入会审核：网上和现场申请"
    order = ("applied", "id")
    exportable = False
    shown = (
        "name",
        "unit",
        column_of(Application, "organisation", label="申请加入"),
        "source",
        column_of(Application, "applied", order=("applied",)),
    )
    nothing = Empty(title="没有待审核的申请", hint="在组织页面打开“入会申请链接”，把二维码发给申请人；或现场登记。")

    def get_queryset(self) -> QuerySet[Application]:
        return queries.waiting_forms(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer the other list: applications of persons on record."""
        return (Link(label="在册人员的申请", url=reverse("network:applications"), icon="list"),)

    def empty(self) -> Empty:
        return self.nothing


class DeskPage(AsksWho, SubjectPage):
    """Enters an application made in person: the same form as the public one.

    Somebody on record applies as such: the record is found here, not written a second time.
    """

    life = ORGANISATION
    one = Act(
        "apply",
        "现场登记申请",
        actions.apply_at_desk,
        form=ApplicantForm,
        verb=Verb.MEMBERS,
        button="登记",
        done="申请已登记，等待审核。",
        arguments=lambda organisation, _: {"organisation": organisation},
    )
    groups = (DATA, CONSENTS)

    def find(self) -> Organisation:
        return organisation_of(self.request, self.kwargs["pk"])

    def link_to(self, person: Person) -> str:
        return f"{address_of(person, 'apply')}?{urlencode({'organisation': self.subject.name})}"

    def done_url(self, record: Receipt) -> str:
        return address_of(record.application)


class ApplicationPage(ReviewPage, AnswerPage):
    """One application with what the applicant wrote and who it may be; here it is decided."""

    life = APPLICATION
    one = APPLICATION.act("admit")
    form = ReviewForm
    question = "admit"
    yes = "admit"
    button = "提交审核意见"
    done = "审核意见已登记。"

    def find(self) -> Application:
        rows = Application.objects.visible_to(self.request.scope).select_related(
            "organisation__parent", "organisation__place", "place"
        )
        return only(rows, self.kwargs["pk"], missing=self.life.not_found)

    def heading(self) -> str:
        return f"审核申请：{self.life.called(self.subject)}"

    def initial(self) -> dict[str, Any]:
        """Propose the day of the site, or the day of the application where that is later."""
        return {"day": max(site.current().day, self.subject.applied)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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
