"""The states of actions, tasks, sign-ups and requests, who may do what in each, and the words for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from tongxin.attendance.crowds import newest_counts
from tongxin.attendance.models import HeadCount
from tongxin.kernel.period import today
from tongxin.lifecycle.life import ARCHIVED, Act, Life
from tongxin.lifecycle.naming import numbered_name
from tongxin.network.life.joint import joint_acts
from tongxin.records.volunteering import actions, forms
from tongxin.records.volunteering.models import (
    ACTIVE,
    COUNTED,
    DONE,
    WAITING,
    HelpRequest,
    Task,
    Volunteer,
    VolunteerAction,
)
from tongxin.web.fields import ReasonForm

State, Task_, Asked = VolunteerAction.State, Task.State, HelpRequest.State
_OWN = (
    "title", "organiser", "kind", "urgency", "first_day", "last_day", "venue", "call", "hours", "silent_days", "keep_days",
    "takes_sign_ups", "takes_requests", "series",
)  # fmt: skip
_OF_TASK = (
    "title", "kind", "urgency", "place", "spot", "begins", "needed", "unit", "day", "households", "proof", "proof_note",
)  # fmt: skip


def values_of(rows: Sequence[VolunteerAction]) -> list[dict[str, Any]]:
    """Return what the form of an action holds for each one on record, its head-count included."""
    prefetch_related_objects(rows, "co_organisers", "series", "organiser")
    counts = newest_counts([one.occasion_id for one in rows])
    return [
        {
            **{name: getattr(one, name) for name in _OWN},
            "co_organisers": list(one.co_organisers.all()),
            **_counted(counts.get(one.occasion_id)),
        }
        for one in rows
    ]


def _counted(count: HeadCount | None) -> dict[str, Any]:
    if count is None:
        return {}
    exact = count.low == count.number == count.high
    return {
        "head_count": count.number,
        "head_evidence": count.evidence,
        "head_low": None if exact else count.low,
        "head_high": None if exact else count.high,
        "head_first_time": count.first_time or None,
        "head_method": count.method,
    }


ACTION = Life(
    model=VolunteerAction,
    code="volunteering.action",
    prefix="volunteer-actions/",
    missing="没有找到这次志愿服务，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    overdue=lambda day: {"state__in": ACTIVE, "last_day__lt": day},
    read=values_of,
    new=Act("call", "发起志愿服务", actions.call_action, form=forms.NewActionForm),
    acts=(
        Act(
            "hold",
            "登记为已开展",
            actions.hold_action,
            form=forms.CameForm,
            from_=ACTIVE,
            to=(State.HELD,),
            primary=True,
        ),
        Act("publish", "公开", actions.publish_action, from_=ACTIVE),
        Act("hide", "不再公开", actions.hide_action, form=ReasonForm),
        Act("count", "登记人次和时长", actions.count_action, form=forms.CameForm, from_=COUNTED, icon="users"),
        Act("correct", "更正", actions.correct_action, form=forms.ActionForm, corrects=True),
        Act("close", "归档", actions.close_action, from_=(State.HELD,), to=(State.CLOSED,), ends=ARCHIVED),
        Act(
            "cancel",
            "取消",
            actions.cancel_action,
            form=ReasonForm,
            from_=ACTIVE,
            to=(State.CANCELLED,),
            button="取消这次志愿服务",
        ),
        *joint_acts(from_=(*ACTIVE, *COUNTED)),
    ),
)

TASK = Life(
    model=Task,
    code="volunteering.task",
    prefix="volunteer-tasks/",
    missing="没有找到这件任务，可能不在您的权限范围内。",
    counted=DONE,
    evidence=True,
    read=lambda tasks: [
        {"action": numbered_name(one.action), **{name: getattr(one, name) for name in _OF_TASK}} for one in tasks
    ],
    new=Act("ask", "登记任务", actions.ask_task, form=forms.NewTaskForm),
    acts=(
        Act(
            "claim",
            "登记认领",
            actions.claim_task,
            form=forms.ClaimForm,
            from_=WAITING,
            to=(Task_.CLAIMED,),
        ),
        Act("progress", "登记进展", actions.progress_task, form=forms.ProgressForm, from_=(Task_.CLAIMED,)),
        Act(
            "finish",
            "登记完成",
            actions.finish_task,
            form=forms.FinishForm,
            from_=WAITING,
            to=(Task_.DONE,),
            primary=True,
            initial=lambda task: {"day": today(), "quantity": task.left},
        ),
        Act("release", "放回", actions.release_task, form=ReasonForm, from_=(Task_.CLAIMED,), to=(Task_.OPEN,)),
        Act(
            "close",
            "未办结束",
            actions.close_task,
            form=forms.CloseForm,
            from_=WAITING,
            to=(Task_.CLOSED,),
        ),
        Act(
            "follow",
            "登记回访",
            actions.follow_task,
            form=forms.FollowForm,
            from_=(Task_.DONE, Task_.CLOSED),
            to=(Task_.FOLLOWED, Task_.CLOSED),
            initial=lambda _task: {"day": today()},
        ),
        Act("correct", "更正", actions.correct_task, form=forms.CorrectTaskForm, corrects=True),
    ),
)

VOLUNTEER = Life(
    model=Volunteer,
    code="volunteering.volunteer",
    prefix="volunteers/",
    missing="没有找到这份报名，可能不在您的权限范围内。",
    called=lambda one: one.name or str(one),
    acts=(
        Act(
            "issue",
            "出具服务记录",
            actions.issue_record,
            form=forms.RecordForm,
            from_=(Volunteer.State.ASKED,),
            to=(Volunteer.State.ISSUED,),
            primary=True,
        ),
        Act(
            "withdraw",
            "退出报名",
            actions.withdraw_volunteer,
            form=ReasonForm,
            from_=(Volunteer.State.SIGNED_UP,),
            to=(Volunteer.State.WITHDRAWN,),
        ),
    ),
)

REQUEST = Life(
    model=HelpRequest,
    code="volunteering.request",
    prefix="help-requests/",
    missing="没有找到这份求助，可能不在您的权限范围内。",
    acts=(
        Act(
            "accept",
            "转为任务",
            actions.accept_request,
            form=forms.TaskForm,
            from_=(Asked.RECEIVED,),
            to=(Asked.TAKEN,),
            primary=True,
        ),
        Act(
            "link",
            "并入已有任务",
            actions.link_request,
            form=forms.LinkForm,
            from_=(Asked.RECEIVED,),
            to=(Asked.TAKEN,),
        ),
        Act(
            "decline",
            "不受理",
            actions.decline_request,
            form=ReasonForm,
            from_=(Asked.RECEIVED,),
            to=(Asked.DECLINED,),
        ),
    ),
)
