"""Memberships that have run out under the charter: looked at first, then ended together. Needs the verb 人员信息."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.network import actions
from tongxin.network.models import Organisation
from tongxin.network.queries.lapses import lapsing
from tongxin.network.views.applications import organisation_of
from tongxin.web.format import Kind
from tongxin.web.pages import Page
from tongxin.web.table import Column, Table

_LAPSING = (
    Column(
        name="name", label="姓名", value="membership.person.name", link=lambda row: address_of(row.membership.person)
    ),
    Column(name="begin", label="入会日期", value="membership.begin", kind=Kind.DATE),
    Column(name="renewed", label="续期日期", value="membership.renewed", kind=Kind.DATE),
    Column(name="ran_out", label="到期日期", value="ran_out", kind=Kind.DATE),
)


class LapsingPage(SignedIn, Page):
    """The memberships that have run out, looked at before they are ended together."""

    verb = Verb.MEMBERS
    template_name = "network/lapsing.html"

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as the asker sees it."""
        return organisation_of(self.request, self.kwargs["pk"])

    def heading(self) -> str:
        return f"到期会籍：{self.organisation.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who would be ended, and by which rule."""
        rows = lapsing(self.organisation, day=site.current().day)
        return super().get_context_data(
            table=Table(_LAPSING, rows, caption="到期会籍"), years=rows[0].years if rows else None, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        ended = actions.lapse_memberships(self.organisation, by=self.request.actor, day=site.current().day)
        messages.success(request, f"已按章程结束 {len(ended)} 份到期会籍。")
        return HttpResponseRedirect(reverse("network:members", args=[self.organisation.pk]))
