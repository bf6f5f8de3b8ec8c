"""The life of a roster line: it is corrected, whatever it belongs to."""

from tongxin.attendance import actions
from tongxin.attendance.forms import LineForm
from tongxin.attendance.models import Participation
from tongxin.lifecycle.life import Act, Life

LINE = Life(
    model=Participation,
    code="attendance.line",
    prefix="roster-lines/",
    shown_elsewhere=True,
    missing="名册上没有这一行，可能不在您的权限范围内。",
    acts=(
        Act(
            "correct",
            "更正名册",
            actions.correct_line,
            form=LineForm,
            initial=lambda line: {"days_attended": line.days_attended},
            button="保存更正",
            done="已更正。",
        ),
    ),
)
