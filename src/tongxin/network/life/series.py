"""The life of series."""

from tongxin.lifecycle.life import Act, Life
from tongxin.network import actions
from tongxin.network.forms.series import SeriesForm
from tongxin.network.models import Series
from tongxin.web.fields import DayReasonForm

OPEN, ENDED = "open", "ended"

SERIES = Life(
    model=Series,
    code="network.series",
    prefix="series/",
    missing="没有找到这个品牌系列，或不在您的权限范围内。",
    evidence=True,
    state_of=lambda one: ENDED if one.end else OPEN,
    states=((OPEN, "举办中"), (ENDED, "已结束")),
    new=Act("open", "登记系列", actions.open_series, form=SeriesForm, to=(OPEN, ENDED)),
    acts=(
        Act(
            "close",
            "结束系列",
            actions.close_series,
            form=DayReasonForm,
            from_=(OPEN,),
            to=(ENDED,),
            button="结束",
            done="系列已结束。",
        ),
        Act("correct", "更正", actions.correct_series, form=SeriesForm, corrects=True),
    ),
)
