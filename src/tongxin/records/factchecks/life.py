"""The states of a check and of a desk, who may do what in each, and the words for it."""

from collections.abc import Mapping
from typing import Any

from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.evidence import files_of
from tongxin.lifecycle.life import Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.records.factchecks import actions, forms
from tongxin.records.factchecks.models import COUNTED, Desk, FactCheck
from tongxin.records.factchecks.queries import standing_sources
from tongxin.web.fields import ReasonForm

State = FactCheck.State
_BEFORE = (State.RECEIVED, State.SET_ASIDE, State.RESEARCHING)
_WORK = (State.RESEARCHING, State.AMENDING)


def _researcher(one: FactCheck) -> int | None:
    return one.submitted_by


def _copies(one: FactCheck, _scope: Scope) -> Mapping[str, Any]:
    """Offer the files that no source rests on yet."""
    used = {source.file_id for source in standing_sources(one)}
    kept = [file for file in files_of(one) if file.pk not in used and not (file.is_withdrawn or file.is_removed)]
    return {"rows": [(str(file.pk), f"{file}{' ' if file.purpose else ''}{file.purpose}") for file in kept]}


def _sources(one: FactCheck, _scope: Scope) -> Mapping[str, Any]:
    return {"rows": [(str(row.pk), row.title) for row in standing_sources(one) if row.since is None]}


CHECK = Life(
    model=FactCheck,
    code="factchecks.check",
    prefix="fact-checks/",
    missing="没有找到这条辟谣线索，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    new=Act("receive", "登记线索", actions.receive, form=forms.NewClaimForm, to=(State.RECEIVED,)),
    acts=(
        Act("accept", "受理", actions.accept, from_=(State.RECEIVED,), to=(State.RESEARCHING,), primary=True),
        Act(
            "set_aside", "不予核查", actions.set_aside, form=forms.SetAsideForm,
            from_=(State.RECEIVED, State.RESEARCHING), to=(State.SET_ASIDE,),
        ),
        Act("reopen", "重新受理", actions.reopen, form=ReasonForm, from_=(State.SET_ASIDE,), to=(State.RESEARCHING,)),
        Act("link", "关联同一说法", actions.link, form=forms.LinkForm, icon="link"),
        Act("unlink", "取消关联", actions.unlink, form=ReasonForm),
        Act("source", "登记来源", actions.add_source, form=forms.SourceForm, from_=_WORK, arguments=_copies, icon="plus"),
        Act("void_source", "作废来源", actions.void_source, form=forms.VoidSourceForm, from_=_WORK, arguments=_sources),
        Act("ask_reply", "征求答复", actions.ask_reply, form=forms.AskReplyForm, from_=(State.RESEARCHING,)),
        Act("reply", "登记答复", actions.record_reply, form=forms.ReplyForm, from_=(State.RESEARCHING, State.REVIEW)),
        Act(
            "submit", "送复核", actions.submit, form=forms.FindingForm, from_=(State.RESEARCHING,), to=(State.REVIEW,),
            primary=True, initial=lambda one: {name: getattr(one, name) for name in forms.FindingForm.base_fields},
        ),
        Act(
            "send_back", "退回", actions.send_back, form=ReasonForm, from_=(State.REVIEW,), to=(State.RESEARCHING,),
            verb=Verb.PUBLISH, by_another_than=_researcher,
        ),
        Act(
            "publish", "发布", actions.publish, form=forms.PublishForm, from_=(State.REVIEW,), to=(State.PUBLISHED,),
            verb=Verb.PUBLISH, by_another_than=_researcher, primary=True, initial=lambda _one: {"day": today()},
        ),
        Act(
            "amend", "修订", actions.amend, form=forms.AmendForm, from_=(State.PUBLISHED,), to=(State.AMENDING,),
            icon="edit", button="送复核",
            initial=lambda one: {name: getattr(one, name, "") for name in forms.AmendForm.base_fields},
        ),
        Act(
            "confirm", "同意修订", actions.confirm, from_=(State.AMENDING,), to=(State.PUBLISHED,), verb=Verb.PUBLISH,
            by_another_than=_researcher, primary=True,
        ),
        Act("drop", "放弃修订", actions.drop, form=ReasonForm, from_=(State.AMENDING,), to=(State.PUBLISHED,)),
        Act(
            "withdraw", "撤回", actions.withdraw, form=ReasonForm, from_=(State.PUBLISHED, State.AMENDING),
            to=(State.WITHDRAWN,), verb=Verb.PUBLISH, button="撤回这条核查",
        ),
        Act(
            "correct",
            "更正登记",
            actions.correct,
            form=forms.ClaimForm,
            from_=_BEFORE,
            corrects=True,
            lasting="更正以后相似的说法已经重新比对，要改请再更正一次。",
        ),
        *joint_acts(),
    ),
)  # fmt: skip

DESK = Life(
    model=Desk,
    code="factchecks.desk",
    prefix="fact-check-desks/",
    new=Act("open", "开放线索征集", actions.open_desk, form=forms.DeskForm, to=(Desk.State.OPEN,)),
    acts=(
        Act(
            "close", "停止受理", actions.close_desk, form=ReasonForm, from_=(Desk.State.OPEN,), to=(Desk.State.CLOSED,)
        ),
        Act("reopen", "恢复受理", actions.reopen_desk, from_=(Desk.State.CLOSED,), to=(Desk.State.OPEN,)),
    ),
)
