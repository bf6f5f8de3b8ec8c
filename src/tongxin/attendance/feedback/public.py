"""The anonymous form as anybody sees it who has its address, and what is said to whoever handed it in."""

from tongxin.attendance.feedback.actions import hand_in_feedback
from tongxin.attendance.feedback.forms import with_questions
from tongxin.attendance.feedback.queries import open_form
from tongxin.attendance.queries import owner_of
from tongxin.intake.open_forms import OpenFormBase
from tongxin.ports.open_forms import FollowCard, OpenForm, PublicFollow, PublicForm

PREFIX = "feedback"
ANSWERS = with_questions(OpenFormBase)


def _opened(token: str) -> OpenForm:
    form = open_form(token)
    return OpenForm(
        subject=form,
        title=f"意见反馈：{owner_of(form.occasion)}",
        form=ANSWERS,
        lead="匿名填写：不用登录，不记录是谁、什么时候填的，也不评价任何人。每个问题都可以不答。",
        button="提交反馈",
        done="已提交，谢谢您的意见。",
    )


def _thanks(_token: str) -> FollowCard:
    """Return the same to everybody: what was said is found again by nobody, its writer included."""
    return FollowCard(title="意见反馈", lead="已收到，谢谢。反馈是匿名的，不能再查看或修改。", note="可以关闭本页。")


FORM = PublicForm(prefix=PREFIX, find=_opened, hand_in=hand_in_feedback, follow=PREFIX)
FOLLOW = PublicFollow(prefix=PREFIX, read=_thanks)
