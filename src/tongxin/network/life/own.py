"""The lives of what a person decides: consents, the linked account, requests to the home side; the journal's words."""

from operator import attrgetter
from typing import Any

from tongxin.lifecycle.life import Life
from tongxin.network import actions
from tongxin.network.forms.own import AnswerForm
from tongxin.network.life.verbs import MembersAct
from tongxin.network.models import Consent, PersonAccount, PersonRequest
from tongxin.web.fields import ReasonForm

_home = attrgetter("person.path")  # where the record is kept by now


def _account_state(link: Any) -> str:
    if link.ended is not None:
        return "ended"
    return "invited" if link.account_id is None else "linked"


CONSENT = Life(
    model=Consent,
    code="network.consent",
    prefix="people/consents/",
    shown_with=attrgetter("person"),
    missing="没有找到这项同意，或不在您的权限范围内。",
    state_of=lambda one: "given" if one.withdrawn is None else "withdrawn",
    states=(("given", "有效"), ("withdrawn", "已撤回")),
    acts=(
        MembersAct(
            "withdraw",
            "撤回同意",
            actions.end_consent,
            from_=("given",),
            to=("withdrawn",),
            path=_home,
            listed=False,
            lasting="同意由本人收回，要恢复请由本人重新同意。",
        ),
    ),
)
ACCOUNT = Life(
    model=PersonAccount,
    code="network.account",
    prefix="people/accounts/",
    shown_with=attrgetter("person"),
    missing="这个人没有会员账号。",
    called=lambda one: str(one.person.name),
    state_of=_account_state,
    states=(("invited", "已邀请"), ("linked", "已关联"), ("ended", "已解除")),
    acts=(
        MembersAct(
            "end",
            "解除会员账号",
            actions.end_person_account,
            form=ReasonForm,
            from_=("invited", "linked"),
            to=("ended",),
            path=_home,
            button="解除",
        ),
    ),
)
# Taking a request back is no act: it is the person's own, whatever verbs others have.
REQUEST = Life(
    model=PersonRequest,
    code="network.request",
    prefix="people/requests/",
    missing="没有找到这份请求，或不在您的权限范围内。",
    called=lambda one: f"{one.get_kind_display()}：{one.person.name}",
    acts=(
        MembersAct(
            "decide",
            "办理请求",
            actions.decide_request,
            form=AnswerForm,
            from_=(PersonRequest.State.WAITING,),
            to=(PersonRequest.State.DONE, PersonRequest.State.DECLINED),
            path=_home,
            button="提交",
            done="已办理。",
        ),
    ),
)
LIVES = (CONSENT, ACCOUNT, REQUEST)
WORDS = {
    "network.consent.give": "同意使用个人信息",
    "network.account.invite": "邀请开通会员账号",
    "network.account.replace": "重新邀请",
    "network.account.link": "关联账号",
    "network.account.expire": "邀请到期删除",
    "network.request.correct": "更正资料请求",
    "network.request.erase": "删除资料请求",
    "network.request.withdraw": "撤回请求",
    "network.identity.keep": "登记身份证号",
    "network.identity.delete": "删除身份证号",
}
