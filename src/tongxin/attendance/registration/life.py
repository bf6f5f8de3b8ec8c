"""The lives of sign-ups and registrations."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from tongxin.attendance.models import Registration, SignUp
from tongxin.attendance.queries import owner_of
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.forms import (
    RegisteredForm,
    SignUpForm,
    StaffRegistrationForm,
    sign_up_values,
)
from tongxin.attendance.registration.queries import chosen_days
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.web.fields import ReasonForm

State = Registration.State
_ACTIVE = (State.REGISTERED, State.WAITING, State.OFFERED)
_OPEN, _CLOSED = "open", "closed"


def _state_of(sign_up: SignUp) -> str:
    return _OPEN if sign_up.closed is None else _CLOSED


def values_of(registrations: Sequence[Registration]) -> list[dict[str, Any]]:
    """Return what the form of a registration holds for each one on record."""
    days = chosen_days(registrations)
    return [
        {
            "days": days.get(one.pk, ()),
            "occasion": one.occasion_id,
            "name": one.name,
            "mobile": one.mobile,
            "unit": one.unit,
            "person": one.person_id,
        }
        for one in registrations
    ]


SIGN_UP = Life(
    model=SignUp,
    code="attendance.sign_up",
    prefix="sign-ups/",
    shown_elsewhere=True,
    shown_with=lambda one: owner_of(one.occasion),
    missing="没有找到这次报名，可能不在您的权限范围内。",
    locked_first=attrgetter("occasion"),
    state_of=_state_of,
    states=((_OPEN, "开放"), (_CLOSED, "已关闭")),
    new=Act(
        "open", "开放报名", actions.open_sign_up, form=SignUpForm, to=(_OPEN,), button="开放报名", done="已开放报名。"
    ),
    acts=(
        Act(
            "change",
            "修改报名",
            actions.change_sign_up,
            form=SignUpForm,
            initial=sign_up_values,
            arguments=lambda one, _: {"occasion": one.occasion},
            button="保存",
            icon="edit",
            done="报名已修改。",
        ),
        Act("close", "关闭报名", actions.close_sign_up, from_=(_OPEN,), to=(_CLOSED,), done="报名已关闭。"),
        Act("reopen", "重新开放", actions.reopen_sign_up, from_=(_CLOSED,), to=(_OPEN,), done="报名已重新开放。"),
    ),
)
REGISTRATION = Life(
    model=Registration,
    code="attendance.registration",
    prefix="registrations/",
    missing="没有找到这份报名，可能不在您的权限范围内。",
    called=attrgetter("shown_name"),
    locked_first=attrgetter("occasion"),
    read=values_of,
    new=Act(
        "register",
        "登记报名",
        actions.register_by_staff,
        form=StaffRegistrationForm,
        to=(State.REGISTERED, State.WAITING),
        verb=Verb.MEMBERS,
        button="登记",
    ),
    acts=(
        Act(
            "accept",
            "确认递补",
            actions.accept_offer,
            from_=(State.OFFERED,),
            to=(State.REGISTERED,),
            verb=Verb.MEMBERS,
            primary=True,
        ),
        Act("correct", "更正", actions.correct_registration, form=RegisteredForm, verb=Verb.MEMBERS, corrects=True),
        Act(
            "cancel",
            "取消报名",
            actions.cancel_registration,
            form=ReasonForm,
            from_=_ACTIVE,
            to=(State.CANCELLED,),
            verb=Verb.MEMBERS,
        ),
    ),
)
LIVES = (SIGN_UP, REGISTRATION)
WORDS = {
    "attendance.registration.offer": "递补",
    "attendance.registration.lapse": "递补到期",
    "attendance.registration.leave": "本人取消报名",
    "attendance.registration.take": "本人确认递补",
    "attendance.registration.renew": "重发查询地址",
    "attendance.registration.erase": "到期删除报名资料",
    "attendance.seat.take": "占用名额",
    "attendance.seat.release": "释放名额",
    "attendance.session.resize": "修改名额",
    "attendance.change_day": "修改一天",
}
