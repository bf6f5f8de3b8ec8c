"""The lives of what stands on the page of a record with an occasion: roster lines, sessions, leave."""

from collections.abc import Mapping
from typing import Any

from tongxin.attendance import actions, queries
from tongxin.attendance.forms import LeaveForm, LineForm, SessionForm, WithdrawForm
from tongxin.attendance.models import Leave, Participation, Session
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.web.fields import ReasonForm

GRANTED, WITHDRAWN = "granted", "withdrawn"
_SESSION = ("day", "begins", "ends", "title", "form", "venue", "capacity")


def _attended(line: Participation) -> Mapping[str, Any]:
    return {"days_attended": line.days_attended, "sessions_attended": line.sessions_attended}


LINE = Life(
    model=Participation,
    code="attendance.line",
    prefix="roster-lines/",
    shown_elsewhere=True,
    missing="名册上没有这一行，可能不在您的权限范围内。",
    called=lambda line: line.shown_name,
    acts=(
        Act(
            "correct",
            "更正名册",
            actions.correct_line,
            form=LineForm,
            initial=_attended,
            arguments=lambda line, _scope: {"by_sessions": line.occasion.goes_by_sessions},
            button="保存更正",
            done="已更正。",
        ),
    ),
)
SESSION = Life(
    model=Session,
    code="attendance.session",
    prefix="sessions/",
    shown_with=lambda session: queries.owner_of(session.occasion),
    missing="日程里没有这一场，可能刚才已去掉，或不在您的权限范围内。",
    new=Act("add", "加一场", actions.add_session, form=SessionForm, icon="plus", done="已加入日程。"),
    acts=(
        Act(
            "change",
            "更改这一场",
            actions.change_session,
            form=SessionForm,
            initial=lambda session: {name: getattr(session, name) for name in _SESSION},
            button="保存",
            done="日程已更改。",
        ),
        Act("remove", "去掉这一场", actions.remove_session, form=ReasonForm, button="去掉", done="已从日程里去掉。"),
    ),
)
LEAVE = Life(
    model=Leave,
    code="attendance.leave",
    prefix="leaves/",
    missing="没有找到这份请假，可能不在您的权限范围内。",
    evidence=True,
    state_of=lambda leave: WITHDRAWN if leave.withdrawn else GRANTED,
    states=((GRANTED, "已批准"), (WITHDRAWN, "已销假")),
    called=lambda leave: f"{leave.shown_name}的请假",
    new=Act(
        "grant", "登记请假", actions.grant_leave, form=LeaveForm, to=(GRANTED,), verb=Verb.MEMBERS, done="请假已登记。"
    ),
    acts=(
        Act(
            "withdraw",
            "销假",
            actions.withdraw_leave,
            form=WithdrawForm,
            from_=(GRANTED,),
            to=(WITHDRAWN,),
            verb=Verb.MEMBERS,
            done="已销假。",
        ),
    ),
)
LIVES = (LINE, SESSION, LEAVE)
