"""The lives of a kept check and of a kept phrase: saved, named, removed by whoever saved it or records at its place."""

from tongxin.claims import actions
from tongxin.claims.forms import KeepForm, KeepPhraseForm, PhraseForm, RenameForm
from tongxin.claims.models import KeptCheck, KeptPhrase
from tongxin.claims.queries import may_change
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.web.fields import ReasonForm


def _not_its_keeper(kept: KeptCheck, scope: Scope, account: int | None) -> str:
    if may_change(kept, account_id=account, scope=scope):
        return ""
    return "只有保存这次核对的人或本地区的登记人员可以改名和删除。"


KEPT = Life(
    model=KeptCheck,
    code="claims.check",
    prefix="check/kept/",
    missing="没有找到这次核对，可能已删除，或不在您的权限范围内。",
    new=Act("keep", "保存核对", actions.keep_check, form=KeepForm, verb=Verb.VIEW),
    acts=(
        Act(
            "rename",
            "改名",
            actions.rename_check,
            icon="edit",
            form=RenameForm,
            verb=Verb.VIEW,
            refusal=_not_its_keeper,
            initial=lambda kept: {"title": kept.title},
            button="保存",
        ),
        Act(
            "delete",
            "删除",
            actions.delete_check,
            icon="close",
            form=ReasonForm,
            verb=Verb.VIEW,
            refusal=_not_its_keeper,
            button="删除",
            done="已删除。",
        ),
    ),
)

PHRASE = Life(
    model=KeptPhrase,
    code="claims.phrase",
    prefix="check/phrases/",
    missing="没有找到这条说法，可能已删除，或不在您的权限范围内。",
    new=Act("keep", "保留说法", actions.keep_phrase, form=KeepPhraseForm),
    acts=(
        Act(
            "correct",
            "修改说法",
            actions.correct_phrase,
            icon="edit",
            form=PhraseForm,
            initial=lambda phrase: {"said": phrase.said},
            button="保存",
        ),
        Act(
            "delete",
            "删除说法",
            actions.delete_phrase,
            icon="close",
            form=ReasonForm,
            button="删除",
            done="已删除，以后核对不再使用。",
        ),
    ),
)
