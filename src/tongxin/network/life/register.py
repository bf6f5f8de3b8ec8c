"""The lives of the register: where organisations, bases and series have their pages."""

from tongxin.lifecycle.life import Act, Life
from tongxin.network.actions.series import close_series, correct_series, open_series
from tongxin.network.forms.series import SeriesForm
from tongxin.network.models import Base, Organisation, Series
from tongxin.web.fields import DayReasonForm

OPEN, ENDED = "open", "ended"

ORGANISATION = Life(
    model=Organisation,
    code="network.organisation",
    prefix="organisations/",
    evidence=True,
    missing="没有找到这个组织，或不在您的权限范围内。",
)
BASE = Life(model=Base, code="network.base", prefix="bases/", missing="没有找到这个基地，或不在您的权限范围内。")
SERIES = Life(
    model=Series,
    code="network.series",
    prefix="series/",
    missing="没有找到这个品牌系列，或不在您的权限范围内。",
    state_of=lambda one: ENDED if one.end else OPEN,
    states=((OPEN, "举办中"), (ENDED, "已结束")),
    new=Act(code="open", label="登记系列", do=open_series, form=SeriesForm, to=(OPEN, ENDED)),
    acts=(
        Act(
            code="close",
            label="结束系列",
            do=close_series,
            form=DayReasonForm,
            from_=(OPEN,),
            to=(ENDED,),
            button="结束",
            done="系列已结束。",
        ),
        Act(code="correct", label="更正", do=correct_series, form=SeriesForm, corrects=True),
    ),
)
LIVES = (ORGANISATION, BASE, SERIES)
