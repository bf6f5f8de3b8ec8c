"""What anybody may read of a published paper - the organisation's, never the authors' - and the boxes for suggestions."""

from functools import partial

from tongxin.access.actor import Actor
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.ports.open_forms import FollowAct, FollowCard, OpenForm, PublicFollow, PublicForm
from tongxin.ports.public import PublicCard, PublicPage, public_path
from tongxin.records.proposals.actions import hand_in, withdraw_suggestion
from tongxin.records.proposals.forms import SuggestionForm
from tongxin.records.proposals.models import Proposal, Suggestion
from tongxin.records.proposals.queries import BOX_PREFIX, PUBLIC_PREFIX, answers_to, box_with, steps_of, suggestion_with
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Section
from tongxin.web.table import Column, Table

_DONE = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="kind", label="办理", value="get_kind_display"),
    Column(name="body", label="单位", value="body"),
)
_ANSWERED = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="body", label="答复单位", value="body"),
    Column(name="grade", label="分类", value=lambda answer: answer.get_grade_display() or "待分类"),
)


def read(code: str) -> PublicCard:
    """Return a published paper by the code of its address; raises `NotFoundError` for any other."""
    one = Proposal.objects.with_secret(public_code=code).select_related("organiser").first()
    if one is None:
        raise NotFoundError("没有找到这篇建言，或者它没有公开。")
    return PublicCard(
        title=one.title,
        lead=f"{one.organiser.name}，{chinese_date(one.delivered)}报送" if one.delivered else one.organiser.name,
        facts=(Fact(label="状态", value=one.get_state_display()), Fact(label="报送单位", value=one.body)),
        sections=(
            Section(name="steps", title="办理情况", table=Table(_DONE, list(steps_of(one).filter(voided=False)))),
            Section(name="answers", title="答复", table=Table(_ANSWERED, list(answers_to(one)))),
        ),
        cacheable=True,
    )


def _box(token: str) -> OpenForm:
    box = box_with(token)
    return OpenForm(
        subject=box,
        title=str(box),
        lead=f"由{box.organiser}受理。不用登录，不用写姓名；提交后凭网页地址看办理结果，办理前可以撤回。",
        form=SuggestionForm,
        button="提交意见",
        done="已收到，谢谢。请收藏本页地址，凭它看办理结果或撤回。",
    )


def _followed(token: str) -> FollowCard:
    one = suggestion_with(token)
    waits = one.state == Suggestion.State.RECEIVED
    withdraw = FollowAct(
        code="withdraw", label="撤回", do=partial(_withdraw, one), confirm="撤回后内容即删除，确定吗？"
    )
    shown = (
        Fact(label="状态", value=one.get_state_display()),
        Fact(label="提交日期", value=one.received, kind=Kind.DATE),
        Fact(label="受理单位", value=one.box.organiser.name),
        Fact(label="答复", value=one.answer),
        *(_paper(one.proposal) if one.proposal else ()),
    )
    return FollowCard(
        title=f"我的意见：{one.box}",
        lead=_CAME_OF[one.state],
        facts=tuple(fact for fact in shown if fact.value),
        acts=(withdraw,) if waits else (),
    )


def _paper(paper: Proposal) -> tuple[Fact, ...]:
    """Tell how far the paper has come that was made of a suggestion, and where it is read once it is published."""
    link = public_path(PUBLIC_PREFIX, paper.public_code) if paper.public_code else ""
    return (
        Fact(label="写成的建言", value=paper.get_state_display()),
        Fact(label="公开页面", value="查看题目和办理情况" if link else "", link=link),
    )


def _withdraw(one: Suggestion, *, by: Actor) -> str:
    withdraw_suggestion(one, by=by)
    return "已撤回，所写内容已删除。"


_CAME_OF: dict[str, str] = {
    Suggestion.State.RECEIVED: "已收到，等待办理。",
    Suggestion.State.TAKEN_UP: "已采用，写成建言；报送和答复的进展在这里更新。",
    Suggestion.State.REFUSED: "没有采用，答复如下。",
    Suggestion.State.WITHDRAWN: "已撤回，所写内容已删除。",
}
BOX_FORM = PublicForm(prefix=BOX_PREFIX, find=_box, hand_in=hand_in, follow=BOX_PREFIX)
FOLLOW = PublicFollow(prefix=BOX_PREFIX, read=_followed)
PAGE = PublicPage(prefix=PUBLIC_PREFIX, read=read, throttled=False)
