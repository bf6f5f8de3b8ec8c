"""The states of an activity, who may do what in each, and the words for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from tongxin.attendance.crowds import newest_counts, written_count
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import ARCHIVED, Act, Life
from tongxin.network.life.joint import joint_acts
from tongxin.records.activities import actions
from tongxin.records.activities.forms import ActivityForm, CameForm, CountForm, ListForm, NewActivityForm
from tongxin.records.activities.models import COUNTED, Activity
from tongxin.web.fields import ReasonForm

State = Activity.State
PLANNED, HELD = (State.PLANNED,), (State.HELD,)
_OWN = (
    "title", "organiser", "kind", "first_day", "last_day", "venue", "base", "series", "online", "aliases",
)  # fmt: skip


def values_of(activities: Sequence[Activity]) -> list[dict[str, Any]]:
    """Return what the form of an activity holds for each one on record, its head-count included."""
    prefetch_related_objects(activities, "co_organisers", "base", "series")
    counts = newest_counts([one.occasion_id for one in activities])
    return [
        {
            **{name: getattr(one, name) for name in _OWN},
            "co_organisers": list(one.co_organisers.all()),
            **written_count(counts.get(one.occasion_id)),
        }
        for one in activities
    ]


LIFE = Life(
    model=Activity,
    code="activities.activity",
    prefix="activities/",
    missing="没有找到这场活动，可能不在您的权限范围内。",
    counted=COUNTED,
    evidence=True,
    overdue=lambda day: {"state": State.PLANNED, "last_day__lt": day},
    read=values_of,
    new=Act("plan", "登记活动", actions.register_activity, form=NewActivityForm, to=PLANNED + HELD),
    acts=(
        Act("hold", "登记为已举办", actions.hold_activity, form=CameForm, from_=PLANNED, to=HELD, primary=True),
        Act("count", "登记到场人数", actions.count_activity, form=CountForm, from_=COUNTED, icon="users"),
        Act("roster", "补充名册", actions.add_roster, form=ListForm, from_=PLANNED + COUNTED, icon="plus"),
        Act("correct", "更正", actions.correct_activity, form=ActivityForm, corrects=True),
        Act(
            "cancel",
            "取消",
            actions.cancel_activity,
            form=ReasonForm,
            from_=PLANNED,
            to=(State.CANCELLED,),
            button="取消这场活动",
        ),
        Act("close", "归档", actions.close_activity, from_=HELD, to=(State.CLOSED,), ends=ARCHIVED),
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
