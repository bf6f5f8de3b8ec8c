"""The life of the form of an occasion."""

from tongxin.attendance.feedback import actions
from tongxin.attendance.models import FeedbackForm
from tongxin.lifecycle.life import Act, Life

OPEN, CLOSED = "open", "closed"
FEEDBACK = Life(
    model=FeedbackForm,
    code="attendance.feedback",
    prefix="feedback/",
    missing="没有找到这份反馈表，可能不在您的权限范围内。",
    state_of=lambda form: CLOSED if form.closed else OPEN,
    states=((OPEN, "开放中"), (CLOSED, "已关闭")),
    new=Act("open", "开放意见反馈", actions.open_feedback, to=(OPEN,), done="已开放，请把填写地址发给参加的人。"),
    acts=(
        Act("close", "关闭反馈表", actions.close_feedback, from_=(OPEN,), to=(CLOSED,), done="反馈表已关闭。"),
        Act(
            "reopen",
            "重新开放",
            actions.reopen_feedback,
            from_=(CLOSED,),
            to=(OPEN,),
            done="反馈表已重新开放。",
        ),
    ),
)
WORDS = {"attendance.feedback.hand_in": "收到一份匿名反馈"}
