"""The lives of applications that came by link or in person, and of transfers; the words of the journal about them."""

from operator import attrgetter
from typing import Any

from tongxin.kernel.period import today
from tongxin.lifecycle.life import Life
from tongxin.network import actions
from tongxin.network.forms.joining import AdmissionForm
from tongxin.network.forms.life import DayForm
from tongxin.network.life.verbs import MembersAct
from tongxin.network.models import Application, Transfer
from tongxin.network.queries.charters import where_decided
from tongxin.web.fields import DayReasonForm, ReasonForm


def _where_admitted(application: Application) -> str:
    return where_decided(application.organisation, day=today())


def _where_received(transfer: Transfer) -> str:
    return where_decided(transfer.target, day=today())


def _called(transfer: Any) -> str:
    from_ = transfer.membership
    return f"{from_.person.name}，{from_.organisation.name} → {transfer.target.name}"


# The applicant's own withdrawal is no act: not a verb allows it but the address that the applicant alone knows.
APPLICATION = Life(
    model=Application,
    code="network.application",
    prefix="people/applications/forms/",
    missing="没有找到这份申请，或不在您的权限范围内。",
    called=lambda one: f"{one.name or '（资料已删除）'}（{one.organisation.name}）",
    acts=(
        MembersAct(
            "admit",
            "批准申请",
            actions.admit_application,
            form=AdmissionForm,
            from_=(Application.State.WAITING,),
            to=(Application.State.ADMITTED,),
            path=_where_admitted,
            listed=False,
            arguments=lambda one, scope: {"application": one, "scope": scope},
        ),
        MembersAct(
            "decline",
            "拒绝申请",
            actions.decline_application,
            form=DayReasonForm,
            from_=(Application.State.WAITING,),
            to=(Application.State.DECLINED,),
            path=_where_admitted,
            listed=False,
        ),
    ),
)
TRANSFER = Life(
    model=Transfer,
    code="network.transfer",
    prefix="people/transfers/",
    missing="没有找到这份转会，或不在您的权限范围内。",
    called=_called,
    acts=(
        MembersAct(
            "complete",
            "接收",
            actions.accept_transfer,
            form=DayForm,
            from_=(Transfer.State.WAITING,),
            to=(Transfer.State.DONE,),
            path=_where_received,
            listed=False,
        ),
        MembersAct(
            "decline",
            "拒绝接收",
            actions.decline_transfer,
            form=ReasonForm,
            from_=(Transfer.State.WAITING,),
            to=(Transfer.State.DECLINED,),
            listed=False,
        ),
        MembersAct(
            "withdraw",
            "撤回转会",
            actions.withdraw_transfer,
            from_=(Transfer.State.WAITING,),
            to=(Transfer.State.WITHDRAWN,),
            path=attrgetter("source_path"),
            done="转会已撤回。",
        ),
    ),
)
LIVES = (APPLICATION, TRANSFER)
WORDS = {
    "network.joining.open": "开放申请链接",
    "network.joining.close": "关闭申请链接",
    "network.application.hand_in": "提交申请",
    "network.application.withdraw": "撤回申请",
    "network.application.expire": "逾期未审核，删除资料",
    "network.transfer.ask": "提出转会",
}
