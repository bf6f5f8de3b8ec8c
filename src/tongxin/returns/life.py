"""The lives of returns, of the duties they are owed by, and of figures of the past."""

from typing import Any

from django.urls import reverse

from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.returns import actions
from tongxin.returns.calendar import number_of
from tongxin.returns.forms import AssertedForm, DutyEndForm, DutyForm
from tongxin.returns.levels import above, deciding_path, province_of
from tongxin.returns.models import UNSAID, AssertedFigure, Duty, Return
from tongxin.returns.queries.asserted import asserted_values
from tongxin.returns.queries.numbers import rules
from tongxin.web.fields import ReasonForm

State = Return.State
_INSTEAD = "要改请先由上级退回，锁定的请办理更正。"
_CONFIRMED = "确认以后由上级审核，数字以此为准；上级审核以前、24 小时以内可以撤回。"
_DECIDED = "上级已经看过这份上报，要改请由上级退回，锁定的请办理更正。"
_REPORTED = (UNSAID, State.CONFIRMED, State.SENT_BACK)


def _deciding(one: Return) -> str:
    return deciding_path(one.path, one.awaiting)


def _confirmer(one: Return) -> int | None:
    return rules().barred(one)


def address(one: Any, page: str) -> str:
    """Return the address of a return, or of an act with it: by its place and its period, so that one not there has one."""
    name = "return" if page == "detail" else page
    return reverse(f"returns:{name}", args=[one.place_id, number_of(one.duty_id, one.period)])


RETURN = Life(
    model=Return,
    code="returns",
    prefix="returns/at/",
    located=address,
    missing="没有找到这份上报，或不在您的权限范围内。",
    states=((UNSAID, "未上报"), *State.choices),
    acts=(
        Act(
            "confirm",
            "确认上报",
            actions.confirm,
            from_=_REPORTED,
            to=(State.CONFIRMED,),
            verb=Verb.CONFIRM,
            primary=True,
            instead=_INSTEAD,
            ends=_CONFIRMED,
        ),
        Act(
            "nil",
            "零报告",
            actions.confirm_nil,
            from_=_REPORTED,
            to=(State.CONFIRMED,),
            verb=Verb.CONFIRM,
            primary=True,
            icon="circle",
            instead=_INSTEAD,
            ends=_CONFIRMED,
        ),
        Act(
            "approve",
            "审核通过",
            actions.approve_return,
            from_=(State.CONFIRMED,),
            to=(State.CONFIRMED, State.APPROVED),
            verb=Verb.CONFIRM,
            path=_deciding,
            by_another_than=_confirmer,
            done="审核通过。",
            lasting=_DECIDED,
        ),
        Act(
            "send_back",
            "退回",
            actions.send_back,
            form=ReasonForm,
            from_=(State.CONFIRMED, State.APPROVED),
            to=(State.SENT_BACK,),
            verb=Verb.CONFIRM,
            path=_deciding,
            icon="refresh",
            instead="锁定的请办理更正。",
            lasting=_DECIDED,
            done="已退回，单位会在填报页看到原因。",
        ),
        Act(
            "lock",
            "锁定",
            actions.lock,
            from_=(State.APPROVED,),
            to=(State.LOCKED,),
            verb=Verb.CONFIRM,
            path=lambda one: province_of(one.path),
            listed=False,
            lasting=_DECIDED,
        ),
        Act(
            "restate",
            "办理更正",
            actions.restate_return,
            form=ReasonForm,
            from_=(State.LOCKED,),
            verb=Verb.CONFIRM,
            primary=True,
            icon="edit",
            button="更正",
            instead="没有锁定的上报，退回或重新确认即可。",
            done="已更正，原来的数字保留在更正记录中。",
            lasting=_DECIDED,
        ),
    ),
)

RUNS, ENDED = "runs", "ended"
DUTY = Life(
    model=Duty,
    code="returns.duty",
    prefix="returns/duties/",
    shown_elsewhere=True,
    missing="没有找到这项上报任务，或不在您的权限范围内。",
    states=((RUNS, "执行中"), (ENDED, "已结束")),
    state_of=lambda duty: RUNS if duty.end is None else ENDED,
    new=Act(
        "impose",
        "设置任务",
        actions.impose,
        form=DutyForm,
        to=(RUNS,),
        verb=Verb.CONFIRM,
        button="设置",
        done="已设置。",
    ),
    acts=(
        Act(
            "end",
            "结束上报任务",
            actions.end_duty,
            form=DutyEndForm,
            from_=(RUNS,),
            to=(ENDED,),
            verb=Verb.CONFIRM,
            path=lambda duty: above(duty.path),
            initial=lambda _: {"day": today()},
            button="结束任务",
            done="已结束。",
        ),
    ),
)

ASSERTED = Life(
    model=AssertedFigure,
    code="returns.assert",
    prefix="returns/asserted/",
    shown_elsewhere=True,
    missing="没有找到这个历史数字，或不在您的权限范围内。",
    read=asserted_values,
    new=Act("new", "登记历史数字", actions.assert_figure, form=AssertedForm, done="已登记。"),
    acts=(Act("correct", "更正", actions.correct_asserted, form=AssertedForm, corrects=True, done="已更正。"),),
)
LIVES = (RETURN, DUTY, ASSERTED)
