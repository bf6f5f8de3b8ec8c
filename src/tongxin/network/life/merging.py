"""The lives of merges and of requests to merge across a border; the words of the journal about them."""

from tongxin.lifecycle.life import Life
from tongxin.network.actions.merge_requests import accept_merge, decline_merge
from tongxin.network.forms.merging import AgreementForm
from tongxin.network.life.verbs import MembersAct
from tongxin.network.models import MergeRequest, PersonMerge
from tongxin.web.fields import ReasonForm

# Undoing needs both sides, as merging did: it is no act of one place.
MERGE = Life(
    model=PersonMerge,
    code="network.person_merge",
    prefix="people/merges/",
    missing="没有找到这次合并，或不在您的权限范围内。",
    called=lambda one: str(one.kept.name),
)
MERGE_REQUEST = Life(
    model=MergeRequest,
    code="network.merge",
    prefix="people/merge-requests/",
    missing="没有找到这份合并请求，或不在您的权限范围内。",
    called=lambda one: f"{one.kept.name}与{one.merged.name}",
    acts=(
        MembersAct(
            "accepted",
            "同意合并",
            accept_merge,
            form=AgreementForm,
            from_=(MergeRequest.State.OPEN,),
            to=(MergeRequest.State.ACCEPTED,),
            listed=False,
        ),
        MembersAct(
            "declined",
            "拒绝合并",
            decline_merge,
            form=ReasonForm,
            from_=(MergeRequest.State.OPEN,),
            to=(MergeRequest.State.DECLINED,),
            listed=False,
        ),
    ),
)
LIVES = (MERGE, MERGE_REQUEST)
WORDS = {
    "network.person.merge": "并入另一条记录",
    "network.person.merged": "合并到另一条记录",
    "network.person.merge.move": "随人员合并转移",
    "network.person.merge.aside": "随人员合并归并",
    "network.person.merge.undo": "撤销合并",
    "network.person.distinct": "确认不是同一人",
    "network.merge.do": "合并",
    "network.merge.forget": "删除合并前的内容",
    "network.merge.ask": "提出合并请求",
    "network.merge.undo": "撤销合并",
}
