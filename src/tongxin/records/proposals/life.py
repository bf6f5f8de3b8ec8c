"""The states of calls, papers and answers, who may do what in each, and the words for it."""

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.naming import numbered_name
from tongxin.network.life.joint import joint_acts
from tongxin.records.proposals import actions, forms
from tongxin.records.proposals.models import DELIVERED, Answer, Call, Proposal, Suggestion, SuggestionBox
from tongxin.web.fields import ReasonForm

State, Done = Proposal.State, Answer.State
DRAFT, REVIEW, APPROVED = (State.DRAFT,), (State.REVIEW,), (State.APPROVED,)
HANDLED = (State.DELIVERED, State.FILED)
CALL = Life(
    model=Call,
    code="proposals.call",
    prefix="proposal-calls/",
    new=Act("open", "发起征集", actions.open_call, form=forms.CallForm),
    acts=(Act("correct", "更正", actions.correct_call, form=forms.CallForm, corrects=True), *joint_acts()),
)

PAPER = Life(
    model=Proposal,
    code="proposals.paper",
    prefix="proposals/",
    missing="没有找到这篇建言，可能不在您的权限范围内。",
    counted=DELIVERED,
    evidence=True,
    new=Act("draft", "登记建言", actions.draft, form=forms.NewProposalForm, to=DRAFT),
    acts=(
        Act("submit", "送审", actions.submit, from_=DRAFT, to=REVIEW, primary=True),
        Act(
            "approve",
            "审定",
            actions.approve,
            from_=REVIEW,
            to=APPROVED,
            verb=Verb.CONFIRM,
            primary=True,
            by_another_than=lambda one: one.submitted_by,
        ),
        Act(
            "send_back",
            "退回修改",
            actions.send_back,
            form=ReasonForm,
            from_=REVIEW,
            to=DRAFT,
            verb=Verb.CONFIRM,
            by_another_than=lambda one: one.submitted_by,
        ),
        Act(
            "deliver",
            "登记报送",
            actions.deliver,
            form=forms.DeliveryForm,
            from_=APPROVED,
            to=(State.DELIVERED,),
            primary=True,
        ),
        Act("file", "登记立案", actions.file, form=forms.FilingForm, from_=(State.DELIVERED,), to=(State.FILED,)),
        Act(
            "refuse",
            "登记未立案",
            actions.refuse,
            form=forms.RefusalForm,
            from_=(State.DELIVERED,),
            to=(State.DECLINED,),
        ),
        Act("merge", "登记并案", actions.merge, form=forms.MergingForm, from_=HANDLED, to=(State.MERGED,)),
        Act("transfer", "登记转办", actions.transfer, form=forms.TransferForm, from_=HANDLED),
        Act(
            "answer",
            "登记答复",
            actions.answer,
            form=forms.AnswerForm,
            from_=(*HANDLED, State.ANSWERED),
            to=(State.ANSWERED,),
            primary=True,
        ),
        Act("mark", "登记刊印、批示、采纳", actions.mark, form=forms.MarkForm, from_=DELIVERED),
        Act("void", "作废一项登记", actions.void, form=forms.VoidForm, from_=DELIVERED),
        Act("follow", "登记跟踪", actions.follow, form=forms.FollowForm, from_=(State.ANSWERED, State.SETTLED)),
        Act("settle", "办结", actions.settle, from_=(State.ANSWERED,), to=(State.SETTLED,)),
        Act("authors", "增补执笔人", actions.add_authors, form=forms.AuthorsForm, icon="plus"),
        Act("publish", "公开", actions.publish, from_=DELIVERED, verb=Verb.PUBLISH),
        Act("hide", "不再公开", actions.hide, form=ReasonForm, from_=DELIVERED, verb=Verb.PUBLISH),
        Act("correct", "更正", actions.correct, form=forms.CorrectProposalForm, corrects=True),
        Act(
            "withdraw",
            "撤回",
            actions.withdraw,
            form=ReasonForm,
            from_=tuple(one for one in State if one is not State.WITHDRAWN),
            to=(State.WITHDRAWN,),
            button="撤回这篇建言",
        ),
        *joint_acts(from_=tuple(one for one in State if one is not State.WITHDRAWN)),
    ),
)

ANSWER = Life(
    model=Answer,
    code="proposals.answer",
    prefix="proposal-answers/",
    missing="没有找到这份答复，可能不在您的权限范围内。",
    evidence=True,
    new=Act("record", "登记答复", actions.record_answer, form=forms.NewAnswerForm),
    read=lambda answers: [
        {
            "proposal": numbered_name(one.proposal),
            **{name: getattr(one, name) for name in ("body", "day", "grade", "text")},
        }
        for one in answers
    ],
    acts=(
        Act(
            "classify",
            "分类",
            actions.classify,
            form=forms.GradeForm,
            from_=(Done.UNCLASSIFIED, Done.CLASSIFIED),
            to=(Done.CLASSIFIED,),
            primary=True,
        ),
        Act(
            "view",
            "登记提出方意见",
            actions.view,
            form=forms.ViewForm,
            from_=(Done.CLASSIFIED, Done.VIEWED),
            to=(Done.VIEWED,),
        ),
        Act("correct", "更正", actions.correct_answer, form=forms.CorrectAnswerForm, corrects=True),
    ),
)

BOX = Life(
    model=SuggestionBox,
    code="proposals.box",
    prefix="suggestion-boxes/",
    missing="没有找到这个意见箱，可能不在您的权限范围内。",
    new=Act("open", "开设意见箱", actions.open_box, form=forms.BoxForm, to=("open",)),
    acts=(
        Act("close", "关闭意见箱", actions.close_box, from_=("open",), to=("closed",)),
        Act("reopen", "重新开放", actions.reopen_box, from_=("closed",), to=("open",)),
    ),
)

SUGGESTION = Life(
    model=Suggestion,
    code="proposals.suggestion",
    prefix="suggestions/",
    missing="没有找到这条意见，可能不在您的权限范围内。",
    acts=(
        Act(
            "take_up",
            "采用",
            actions.take_up,
            form=forms.TakeUpForm,
            from_=("received",),
            to=("taken_up",),
            primary=True,
            button="写成建言",
        ),
        Act(
            "refuse",
            "不采用",
            actions.refuse_suggestion,
            form=forms.AnsweringForm,
            from_=("received",),
            to=("refused",),
            button="答复",
        ),
    ),
)
