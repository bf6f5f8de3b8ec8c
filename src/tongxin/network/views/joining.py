"""The public pages of an application: the form behind an organisation's link, and the applicant's own status page."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.intake.open_forms import OpenFormPage, OpenPage
from tongxin.kernel.errors import NotFoundError
from tongxin.network import actions
from tongxin.network.actions import Receipt
from tongxin.network.forms.joining import PublicApplicantForm
from tongxin.network.models import Application
from tongxin.network.queries import members as queries
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Fact, FieldGroup

MOST_AN_HOUR = 60  # a hall full of people shares one address
CONSENTS = FieldGroup(title="同意", fields=("consents",))
DATA = FieldGroup(
    title="申请人",
    fields=("name", "mobile", "unit", "position", "group", "place"),
    hint="审核后即从申请中删除，只保存在会员资料里。",
)


class JoinPage(OpenFormPage):
    """Where anyone applies to the organisation whose link it is."""

    kind = "network.join"
    instead = "或到组织现场登记"
    groups = (DATA, CONSENTS)
    button = "提交申请"
    done = "申请已提交。请收藏本页地址，凭它查看结果或撤回申请。"

    def get_record(self) -> None:
        found = queries.link_with(self.kwargs["token"])
        if found is None:
            raise NotFoundError("这个申请链接不存在或已关闭，请向组织索取新的链接。")
        self.link = found

    def heading(self) -> str:
        return f"申请加入{self.link.organisation.name}"

    def validator(self) -> type[Form]:
        return PublicApplicantForm

    def most_an_address(self) -> int:
        return MOST_AN_HOUR

    def form_arguments(self) -> dict[str, Any]:
        return {"organisation": self.link.organisation}

    def cancel_url(self) -> str:
        return "/"

    def save(self, values: dict[str, Any]) -> Receipt:
        """Hand the application in, unless too many came from this address."""
        self.counted()
        return actions.apply_by_link(self.link, by=self.request.actor, **values)

    def done_url(self, record: Any) -> str:
        return reverse("network:application_status", args=[record.token])


class StatusPage(OpenPage, DetailPage):
    """How an application stands, at an address only the applicant knows; here it is withdrawn."""

    template_name = "network/application_status.html"

    def get_record(self) -> Application:
        found = queries.application_with(self.kwargs["token"])
        if found is None:
            raise NotFoundError("没有找到这份申请，请核对地址是否完整。")
        return found

    def heading(self) -> str:
        return f"入会申请：{self.record.organisation.name}"

    def facts(self) -> Sequence[Fact]:
        """Return where it stands; the page repeats nothing the applicant wrote."""
        one: Application = self.record
        shown = (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="申请日期", value=one.applied, kind=Kind.DATE),
            Fact(label="审核日期", value=one.decided, kind=Kind.DATE),
            Fact(label="答复", value=one.answer),
        )
        return tuple(fact for fact in shown if fact.value)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        actions.withdraw_application(self.get_record(), by=self.request.actor)
        messages.success(request, "申请已撤回，所填资料已删除。")
        return HttpResponseRedirect(request.path)
