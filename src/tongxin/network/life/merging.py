"""The lives of merges and of requests to merge across a border; the words of the journal about them."""

from collections.abc import Iterator

from tongxin.lifecycle.life import Act, Life
from tongxin.network.actions.merge_requests import accept_merge, decline_merge
from tongxin.network.forms.merging import AgreementForm
from tongxin.network.models.merges import Wish
from tongxin.network.queries.once import FIRMS, PERSONS, Once
from tongxin.web.fields import ReasonForm


def _answers(once: Once) -> tuple[Act, ...]:
    waiting, verb = (Wish.State.OPEN,), once.verb
    return (
        Act(
            "accepted",
            "同意合并",
            accept_merge,
            form=AgreementForm,
            from_=waiting,
            to=(Wish.State.ACCEPTED,),
            verb=verb,
            listed=False,
        ),
        Act(
            "declined",
            "拒绝合并",
            decline_merge,
            form=ReasonForm,
            from_=waiting,
            to=(Wish.State.DECLINED,),
            verb=verb,
            listed=False,
        ),
    )


def _merge(once: Once, *, code: str, prefix: str) -> Life:
    """Return the life of merges. Undoing needs both sides, as merging did: it is no act of one place."""
    return Life(
        model=once.merge,
        code=code,
        prefix=prefix,
        missing="没有找到这次合并，或不在您的权限范围内。",
        called=lambda one: str(one.kept.name),
    )


def _request(once: Once, *, prefix: str) -> Life:
    return Life(
        model=once.request,
        code=once.merging,
        prefix=prefix,
        missing="没有找到这份合并请求，或不在您的权限范围内。",
        called=lambda one: f"{one.kept.name}与{one.merged.name}",
        acts=_answers(once),
    )


def _words(once: Once, *, two: str) -> Iterator[tuple[str, str]]:
    yield from {
        f"{once.code}.merge": "并入另一条记录",
        f"{once.code}.merged": "合并到另一条记录",
        f"{once.code}.merge.move": f"随{once.label}合并转移",
        f"{once.code}.merge.aside": f"随{once.label}合并归并",
        f"{once.code}.merge.undo": "撤销合并",
        f"{once.code}.distinct": f"确认不是{two}",
        f"{once.merging}.do": "合并",
        f"{once.merging}.ask": "提出合并请求",
        f"{once.merging}.undo": "撤销合并",
    }.items()


MERGE = _merge(PERSONS, code="network.person_merge", prefix="people/merges/")
MERGE_REQUEST = _request(PERSONS, prefix="people/merge-requests/")
FIRM_MERGE = _merge(FIRMS, code="network.firm_merged", prefix="firms/merges/")
FIRM_MERGE_REQUEST = _request(FIRMS, prefix="firms/merge-requests/")
LIVES = (MERGE, MERGE_REQUEST, FIRM_MERGE, FIRM_MERGE_REQUEST)
WORDS = {
    **dict(_words(PERSONS, two="同一人")),
    **dict(_words(FIRMS, two="同一家")),
    "network.merge.forget": "删除合并前的内容",
}
