"""The states of a class, who may do what in each, and the words for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from tongxin.attendance import queries as attended
from tongxin.attendance.forms import ProofForm, RosterForm
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import ARCHIVED, Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.records.training import actions
from tongxin.records.training.forms import ClassForm, NewClassForm
from tongxin.records.training.models import COUNTED, TrainingClass
from tongxin.web.fields import ReasonForm

State = TrainingClass.State
PLANNED, HELD = (State.PLANNED,), (State.HELD,)
_OWN = ("title", "organiser", "first_day", "last_day", "venue", "kind", "series", "signed_roster")


def values_of(classes: Sequence[TrainingClass]) -> list[dict[str, Any]]:
    """Return what the form of a class holds for each one on record; rosters are read by themselves."""
    prefetch_related_objects(classes, "co_organisers", "occasion", "series")
    programmes = attended.programme_values([one.occasion for one in classes])
    return [
        {
            **{name: getattr(one, name) for name in _OWN},
            "co_organisers": list(one.co_organisers.all()),
            **programmes[one.occasion_id],
        }
        for one in classes
    ]


LIFE = Life(
    model=TrainingClass,
    code="training.class",
    prefix="training/",
    missing="没有找到这期培训班，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    overdue=lambda day: {"state": State.PLANNED, "last_day__lt": day},
    read=values_of,
    new=Act("plan", "登记培训班", actions.register_class, form=NewClassForm, to=PLANNED + HELD),
    acts=(
        Act("hold", "登记为已举办", actions.hold_class, form=ProofForm, from_=PLANNED, to=HELD, primary=True),
        Act("roster", "补充名册", actions.add_roster, form=RosterForm, from_=PLANNED + COUNTED, icon="plus"),
        Act("correct", "更正", actions.correct_class, form=ClassForm, corrects=True),
        Act(
            "cancel",
            "取消",
            actions.cancel_class,
            form=ReasonForm,
            from_=PLANNED,
            to=(State.CANCELLED,),
            button="取消这一期",
        ),
        Act("close", "归档", actions.close_class, from_=HELD, to=(State.CLOSED,), ends=ARCHIVED),
        Act(
            "rematch",
            "重新对人员",
            actions.rematch_roster,
            from_=PLANNED + COUNTED,
            verb=Verb.MEMBERS,
            listed=False,
            icon="refresh",
        ),
        *joint_acts(from_=PLANNED + COUNTED),
    ),
)
