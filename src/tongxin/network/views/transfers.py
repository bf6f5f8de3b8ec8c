"""Transfers between organisations and renewal of a membership. All need the verb 人员信息."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only
from tongxin.network import actions
from tongxin.network.forms import life as forms
from tongxin.network.models import Transfer
from tongxin.network.queries import members as queries
from tongxin.network.views.parts import address
from tongxin.network.views.people_writing import MembershipActPage
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link, ListPage
from tongxin.web.request import Asked
from tongxin.web.table import Column

MISSING = "没有找到这份转会，或不在您的权限范围内。"


class TransferPage(MembershipActPage):
    """Moves a member to another organisation, or asks that one to take the member in."""

    door = Door(name="transfers", label="转会", form=forms.TransferForm, create=actions.transfer_membership)
    button = "办理转会"

    def save(self, values: dict[str, Any]) -> Transfer:
        """Say which of the two it became."""
        transfer = actions.transfer_membership(self.subject, by=self.request.actor, **values)
        waits = transfer.state == Transfer.State.WAITING
        self.done = "已提交，等待转入组织接收。" if waits else "转会已办理，新会籍已开始。"
        return transfer


class RenewPage(MembershipActPage):
    """Renews a membership."""

    door = Door(name="renewals", label="会籍续期", form=forms.DayForm, create=actions.renew_membership)
    button = "续期"
    done = "会籍已续期。"


class TransferList(SignedIn, ListPage):
    """Transfers that wait: members to take in, and members asked for elsewhere."""

    title = "待办转会"
    verb = Verb.MEMBERS
    order = ("asked", "id")
    exportable = False
    columns = (
        Column(name="name", label="姓名", value="membership.person.name", link=lambda row: address("transfer", row.pk)),
        Column(name="source", label="转出组织", value="membership.organisation.name"),
        Column(name="target", label="转入组织", value="target.name"),
        Column(name="asked", label="提出日期", value="asked", kind=Kind.DATE, order=("asked",)),
        Column(name="reason", label="原因", value="reason"),
    )

    def get_queryset(self) -> QuerySet[Transfer]:
        """Return those of both sides inside the scope."""
        return queries.waiting_transfers(self.request.scope)

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(title="没有待办的转会", hint="在人员页面的会籍旁点“转会”，跨地区的由转入组织接收。")


class TransferAnswerPage(ActPage):
    """One waiting transfer: the receiving side takes the member in or not, the giving side may take it back."""

    verb = Verb.MEMBERS
    template_name = "network/application.html"
    door = Door(
        name="transfer-answers", label="办理转会", form=forms.TransferAnswerForm, create=actions.accept_transfer
    )
    button = "提交"
    done = "办理意见已登记。"

    def find(self) -> Transfer:
        """Return the transfer as the asker sees it."""
        rows = Transfer.objects.visible_to(self.request.scope)
        related = rows.select_related("membership__person", "membership__organisation", "target__parent")
        return only(related, self.kwargs["pk"], missing=MISSING)

    def heading(self) -> str:
        """Name the member and both organisations."""
        one: Transfer = self.subject
        return f"转会：{one.membership.person.name}，{one.membership.organisation.name} → {one.target.name}"

    def initial(self) -> dict[str, Any]:
        """Propose the day of the site, or the day of the request where that is later."""
        return {"day": max(site.current().day, self.subject.asked)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the giving side wrote."""
        one: Transfer = self.subject
        facts = (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="提出日期", value=one.asked, kind=Kind.DATE),
            Fact(label="入会日期", value=one.membership.begin, kind=Kind.DATE),
            Fact(label="转会原因", value=one.reason),
        )
        return super().get_context_data(facts=facts, **kwargs)

    def links(self) -> Sequence[Link]:
        """Let the giving side take it back."""
        if not self.request.scope.may(Verb.MEMBERS, self.subject.source_path):
            return ()
        return (Link(label="撤回转会", url=address("transfer_withdraw", self.subject.pk), post=True),)

    def save(self, values: dict[str, Any]) -> Transfer:
        """Accept or decline."""
        if values["accept"]:
            return actions.accept_transfer(self.subject, by=self.request.actor, day=values["day"])
        return actions.decline_transfer(self.subject, by=self.request.actor, reason=values["reason"])

    def done_url(self, record: Any) -> str:
        """Go on to the next."""
        del record
        return reverse("network:transfers")


class TransferWithdrawal(SignedIn, View):
    """Takes a transfer back."""

    verb = Verb.MEMBERS
    http_method_names = ("post",)

    def post(self, request: Asked, pk: int) -> HttpResponse:
        """Withdraw and return to the list."""
        transfer = only(Transfer.objects.visible_to(request.scope), pk, missing=MISSING)
        actions.withdraw_transfer(transfer, by=request.actor)
        messages.success(request, "转会已撤回。")
        return HttpResponseRedirect(reverse("network:transfers"))
