"""What anybody sees of registration: the form of a sign-up, and the page at which a registration is followed."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance.models import Registration, Session, SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.actions import Comer, Entry
from tongxin.attendance.registration.forms import MOST_TOGETHER, public_form_of, public_groups_of
from tongxin.attendance.registration.queries import (
    ACTIVE,
    expected_owner,
    group_of,
    is_over,
    place_in_line,
    refuse_closed,
    registration_with,
    rooms_of,
    sessions_of,
    sign_up_with,
)
from tongxin.attendance.registration.questions import kept_answers, questions_of
from tongxin.attendance.registration.tickets import written_ticket
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.period import chinese_date
from tongxin.ports.consents import ConsentText
from tongxin.ports.open_forms import FollowAct, FollowCard, OpenForm, PublicFollow, PublicForm
from tongxin.web.format import Kind, moment
from tongxin.web.pages import Fact

State = Registration.State
PREFIX = "registration"
CONSENT = ConsentText(
    purpose=PREFIX,
    label="活动报名",
    version=1,
    text="同意主办单位为这次活动使用我填写的姓名、手机号和回答（通知、签到、安排座位），不作他用；活动结束 90 天后删除。",
    once=True,
)


def find(token: str) -> OpenForm:
    """Return the form of a sign-up, where one may register now."""
    sign_up = sign_up_with(token)
    owner = expected_owner(sign_up.occasion)
    refuse_closed(sign_up)
    rooms = rooms_of(sign_up.occasion)
    sessions = [one.session for one in rooms]
    full = any(one.free == 0 for one in rooms)
    return OpenForm(
        subject=sign_up,
        title=f"报名：{owner}",
        lead="名额已满，现在报名排队候补；有人退出时按先后递补。" if full and not sign_up.by_session else "",
        facts=(*about(owner, sessions), Fact(label="截止报名", value=sign_up.closes, kind=Kind.TIME)),
        form=public_form_of(sign_up, sessions),
        groups=public_groups_of(sign_up),
        button="提交报名",
        done="已提交。请收藏本页地址，凭它查看、取消和确认递补。",
    )


def about(owner: Any, sessions: list[Session]) -> tuple[Fact, ...]:
    """Return the public facts of the record: who, when, where."""
    last = "" if owner.last_day == owner.first_day else f"至{chinese_date(owner.last_day)}"
    begins = sessions[0].begins if sessions else None
    time = f" {begins:%H:%M}" if begins else ""
    shown = (
        Fact(label="主办单位", value=owner.organiser.name),
        Fact(label="日期", value=f"{chinese_date(owner.first_day)}{time}{last}"),
        Fact(label="地点", value=getattr(owner, "venue", "")),
    )
    return tuple(fact for fact in shown if fact.value)


def hand_in(subject: SignUp, *, by: Actor, token: str, **values: Any) -> str:
    """Register those named on the form."""
    entry = Entry(
        source=Registration.Source.LINK,
        token=token,
        answers=kept_answers(questions_of(subject.questions), values),
        consent_version=values["consent"],
    )
    return actions.register_by_link(
        subject, by=by, comers=_comers(values), sessions=values.get("sessions", ()), entry=entry
    )


def _comers(values: Mapping[str, Any]) -> list[Comer]:
    """Return who is named: first whoever filled the form in; those who come along are of the same unit."""
    endings = ("", *(f"_{number}" for number in range(2, MOST_TOGETHER + 1)))
    named = [ending for ending in endings if values.get(f"name{ending}")]
    return [Comer(name=values[f"name{one}"], mobile=values[f"mobile{one}"], unit=values["unit"]) for one in named]


def read(token: str) -> FollowCard:
    """Return how a registration stands. The page names nobody but those registered together, to tell them apart."""
    row = registration_with(token)
    group = group_of(row)
    try:
        owner, over = expected_owner(row.occasion), ""
    except TongxinError as error:
        owner, over = None, error.message.replace("，不能再报名", "")
    coming = row.state == State.REGISTERED and owner is not None
    tickets = [Fact(label=f"{one.shown_name}的签到码", value=written_ticket(one.ticket)) for one in _others(row, group)]
    return FollowCard(
        title=f"我的报名：{owner}" if owner is not None else "我的报名",
        lead=over if over and row.state != State.CANCELLED else _lead(row, group),
        facts=(*(about(owner, sessions_of(row.occasion)) if owner is not None else ()), *(tickets if coming else ())),
        acts=tuple(_acts(row, group)) if owner is not None else (),
        code=row.ticket if coming else "",
        code_words=written_ticket(row.ticket) if coming else "",
        code_hint="签到时出示二维码，或报上这串签到码" if coming else "",
    )


def _lead(row: Registration, group: list[Registration]) -> str:
    together = f"，共 {len(group)} 人" if len(group) > 1 else ""
    if row.state == State.REGISTERED:
        return f"已报名{together}。"
    if row.state == State.WAITING:
        return f"名额已满，正在候补，排在第 {place_in_line(row)} 位{together}；递补到您时，这里会请您确认。"
    if row.state == State.OFFERED and row.offered_until and not is_over(row):
        return f"有名额了{together}：请在{moment(row.offered_until)}前确认，过时递补给下一位。"
    if row.state == State.OFFERED:
        return "递补已到期，名额递补给下一位；仍想参加的请重新报名。"
    return f"已取消：{row.cancel_reason}。"


def _acts(row: Registration, group: list[Registration]) -> Iterator[FollowAct]:
    if row.state == State.OFFERED and not is_over(row):
        yield FollowAct(code="accept", label="确认参加", do=partial(_accept, row), primary=True)
        yield FollowAct(code="decline", label="放弃", do=partial(_leave, row), confirm="放弃后名额给下一位，确定吗？")
    elif row.state in ACTIVE and group:
        for one in _others(row, group):
            leave = partial(_leave, row, only=one.pk)
            label = f"取消 {one.shown_name}"
            yield FollowAct(code=f"cancel-{one.pk}", label=label, do=leave, confirm=f"确定{label}的报名吗？")
        label = "全部取消" if len(group) > 1 else "取消报名"
        yield FollowAct(code="cancel", label=label, do=partial(_leave, row), confirm="取消后名额会给候补的人，确定吗？")


def _others(row: Registration, group: list[Registration]) -> list[Registration]:
    """Return those registered together with this one."""
    return [one for one in group if one.pk != row.pk]


def _accept(row: Registration, *, by: Actor) -> str:
    actions.accept_own(row, by=by)
    return "已确认参加。"


def _leave(row: Registration, *, by: Actor, only: int | None = None) -> str:
    actions.cancel_own(row, by=by, only=only)
    return "已取消。"


FOLLOW = PublicFollow(prefix=PREFIX, read=read)
FORM = PublicForm(prefix=PREFIX, find=find, hand_in=hand_in, follow=PREFIX, most_an_address=300)
