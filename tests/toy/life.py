"""The life of a visit."""

from tests.toy import actions
from tests.toy.forms import MadeForm, VisitForm
from tests.toy.models import COUNTED, Visit
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.web.fields import ReasonForm

State = Visit.State
LIFE = Life(
    model=Visit,
    code="toy.visit",
    prefix="visits/",
    counted=COUNTED,
    overdue=lambda day: {"state": State.PLANNED, "day__lt": day},
    new=Act("plan", "登记走访", actions.plan_visit, form=VisitForm, to=(State.PLANNED,)),
    acts=(
        Act(
            "make",
            "登记为已走访",
            actions.make_visit,
            form=MadeForm,
            from_=(State.PLANNED,),
            to=(State.MADE,),
            primary=True,
        ),
        Act(
            "check",
            "复核",
            actions.check_visit,
            from_=(State.MADE,),
            to=(State.CHECKED,),
            verb=Verb.CONFIRM,
            by_another_than=lambda visit: visit.made_by,
        ),
        Act("correct", "更正", actions.correct_visit, form=VisitForm, corrects=True),
        Act("drop", "取消", actions.drop_visit, form=ReasonForm, from_=(State.PLANNED,), to=(State.DROPPED,)),
        *joint_acts(from_=(State.PLANNED, *COUNTED)),
    ),
)
