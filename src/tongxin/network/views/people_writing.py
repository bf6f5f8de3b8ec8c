"""The pages that write memberships. All of them need the verb 人员信息."""

from typing import Any

from django.urls import reverse

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordActPage, only
from tongxin.network import actions
from tongxin.network.forms import people as forms
from tongxin.network.life.people import MEMBERSHIP, PERSON
from tongxin.network.models import Person, Transfer
from tongxin.network.queries import people as queries
from tongxin.network.views.acting import AnswerPage, SubjectPage


class ApplyPage(SubjectPage):
    """Records an application handed in; who may is decided by the organisation typed."""

    life = PERSON
    one = Act(
        "apply",
        "申请入会",
        actions.apply_membership,
        form=forms.ApplicationForm,
        verb=Verb.MEMBERS,
        button="登记",
        done="申请已登记，等待审核。",
    )

    def find(self) -> Person:
        return only(queries.people(self.request.scope), self.kwargs["pk"], missing=self.life.not_found)

    def initial(self) -> dict[str, Any]:
        """Begin with the organisation the page was opened for."""
        return {name: self.request.GET[name] for name in self.validator().base_fields if name in self.request.GET}


class DecidePage(AnswerPage):
    """Admits or declines."""

    life = MEMBERSHIP
    one = MEMBERSHIP.act("admit")
    form = forms.DecisionForm
    question = "admit"
    yes = "admit"
    button = "提交审核意见"
    done = "审核意见已登记。"

    def heading(self) -> str:
        return f"审核：{self.life.called(self.subject)}"

    def done_url(self, record: Any) -> str:
        del record
        return reverse("network:applications")


class TransferPage(RecordActPage):
    """Moves a member to another organisation, or asks that one to take the member in."""

    def save(self, values: dict[str, Any]) -> Any:
        transfer = super().save(values)
        waits = transfer.state == Transfer.State.WAITING
        self.done = "已提交，等待转入组织接收。" if waits else "转会已办理，新会籍已开始。"
        return transfer
