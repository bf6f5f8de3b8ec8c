"""Transfers between organisations that wait for an answer. All need the verb 人员信息."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.access import site
from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import ActButton, RecordList, column_of, only
from tongxin.lifecycle.pages.record import button
from tongxin.network.forms.life import TransferAnswerForm
from tongxin.network.life.joining import TRANSFER
from tongxin.network.models import Transfer
from tongxin.network.queries import members as queries
from tongxin.network.views.acting import AnswerPage, ReviewPage
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link
from tongxin.web.table import Column


class TransferList(RecordList):
    """Transfers that wait: members to take in, and members asked for elsewhere."""

    life = TRANSFER
    title = "待办转会"
    order = ("asked", "id")
    exportable = False
    shown = (
        Column(name="name", label="姓名", value="membership.person.name", personal=True),
        Column(name="source", label="转出组织", value="membership.organisation.name"),
        Column(name="target", label="转入组织", value="target.name"),
        column_of(Transfer, "asked", order=("asked",)),
        "reason",
    )
    nothing = Empty(title="没有待办的转会", hint="在人员页面的会籍旁点“转会”，跨地区的由转入组织接收。")

    def get_queryset(self) -> QuerySet[Transfer]:
        return queries.waiting_transfers(self.request.scope)


class TransferAnswerPage(ReviewPage, AnswerPage):
    """One transfer: the receiving side takes the member in or not, the giving side may take it back."""

    life = TRANSFER
    one = TRANSFER.act("complete")
    form = TransferAnswerForm
    yes = "complete"
    button = "提交"
    done = "办理意见已登记。"

    def find(self) -> Transfer:
        rows = Transfer.objects.visible_to(self.request.scope)
        related = rows.select_related("membership__person", "membership__organisation", "target__parent")
        return only(related, self.kwargs["pk"], missing=self.life.not_found)

    def heading(self) -> str:
        return f"转会：{self.life.called(self.subject)}"

    def initial(self) -> dict[str, Any]:
        """Propose the day of the site, or the day of the request where that is later."""
        return {"day": max(site.current().day, self.subject.asked)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one: Transfer = self.subject
        facts = (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="提出日期", value=one.asked, kind=Kind.DATE),
            Fact(label="入会日期", value=one.membership.begin, kind=Kind.DATE),
            Fact(label="转会原因", value=one.reason),
        )
        return super().get_context_data(facts=facts, **kwargs)

    def links(self) -> Sequence[Link]:
        offered = self.life.offered(self.subject, scope=self.request.scope)
        return [button(one, self.subject) for one in offered if one.listed]


class TransferWithdrawal(ActButton):
    """Takes a transfer back."""

    def done_url(self, record: Any) -> str:
        del record
        return list_of(TRANSFER)
