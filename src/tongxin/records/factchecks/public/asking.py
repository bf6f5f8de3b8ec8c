"""The form of a desk as anybody sees it who has its address, and what is said to whoever asked."""

from functools import partial
from typing import Any

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import FollowAct, FollowCard, OpenForm, PublicFollow, PublicForm
from tongxin.ports.public import public_path
from tongxin.records.factchecks.actions import forget_own, hand_in
from tongxin.records.factchecks.forms import PURPOSE, AskForm
from tongxin.records.factchecks.models import Asker, Desk, FactCheck
from tongxin.records.factchecks.queries import PUBLIC_PREFIX, asker_with, desk_with
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, FieldGroup

State = FactCheck.State
CONSENT = ConsentText(
    purpose=PURPOSE,
    label="辟谣线索",
    version=1,
    text="同意核查单位为核实这条线索使用我填写的称呼和手机号（不填也可以提交），不公开、不作他用；给出结果 90 天后删除，最迟一年后删除。",
    once=True,
)
_GROUPS = (
    FieldGroup(title="看到了什么", fields=("claim", "seen_in", "appeared")),
    FieldGroup(title="联系方式（可以不填）", fields=("name", "mobile"), hint="不填也会核查，凭提交后的页面看结果。"),
)
_STANDS = {
    State.RECEIVED: "已收到，等待受理。",
    State.RESEARCHING: "已受理，正在核查。",
    State.REVIEW: "已核查，正在由第二个人复核。",
    State.PUBLISHED: "已有结果。",
    State.AMENDING: "已有结果。",
    State.WITHDRAWN: "核查已撤回，原因见公开页面。",
}


def find(token: str) -> OpenForm:
    """Return the form of a desk, where it takes anything now."""
    desk = desk_with(token)
    if desk.state != Desk.State.OPEN:
        raise ConflictError("这里已停止受理线索，请联系核查单位。")
    return OpenForm(
        subject=desk,
        title="提交辟谣线索",
        lead=desk.about or "看到拿不准的消息，贴在这里，由核查单位查证后公开答复。请不要写个人姓名和账号。",
        facts=(Fact(label="核查单位", value=desk.organiser.name),),
        form=AskForm,
        groups=_GROUPS,
        button="提交线索",
        done="已提交，内容里的私人账号已隐去。请收藏本页地址，凭它查看结果。",
    )


def read(token: str) -> FollowCard:
    """Return how a claim stands, and where the answer is; of the same claim checked already, that answer."""
    row = asker_with(token)
    if row is None:
        raise NotFoundError("没有找到这条线索，请核对网址是否完整。")
    one = row.factcheck
    own = next((check for check in (one, one.same_as) if check is not None and check.public_code), None)
    answer = (_answer(own),) if own is not None else ()
    return FollowCard(
        title="我提交的线索",
        lead=_lead(one, same=own is not None and own.pk != one.pk),
        facts=(
            *answer,
            Fact(label="说法", value=one.title),
            Fact(label="核查单位", value=one.organiser.name),
            Fact(label="收到日期", value=one.received, kind=Kind.DATE),
        ),
        acts=_acts(row),
    )


def _answer(one: FactCheck) -> Fact:
    day = f"，{chinese_date(one.published)}发布" if one.published else ""
    return Fact(
        label="核查结果",
        value=f"{one.get_verdict_display()}：{one.summary}" if one.state != State.WITHDRAWN else "已撤回",
        link=public_path(PUBLIC_PREFIX, one.public_code),
        hint=f"点开看依据{day}",
    )


def _lead(one: FactCheck, *, same: bool) -> str:
    if one.state == State.SET_ASIDE:
        return f"不予核查：{one.get_ground_display()}。"
    return "与一条已发布的核查是同一说法。" if same else _STANDS[State(one.state)]


def _acts(row: Asker) -> tuple[FollowAct, ...]:
    if not (row.name or row.mobile):
        return ()
    sure = "删除后核查单位不能再向您核实，确定吗？"
    return (FollowAct(code="forget", label="删除我的联系方式", do=partial(_forget, row), confirm=sure),)


def _forget(row: Asker, *, by: Actor) -> str:
    forget_own(row, by=by)
    return "联系方式已删除，仍可凭本页查看结果。"


def _hand_in(subject: Any, *, by: Actor, token: str, **values: Any) -> str:
    return hand_in(subject, by=by, token=token, **values)


FORM = PublicForm(prefix=PUBLIC_PREFIX, find=find, hand_in=_hand_in, follow=PUBLIC_PREFIX, most_an_address=20)
FOLLOW = PublicFollow(prefix=PUBLIC_PREFIX, read=read)
