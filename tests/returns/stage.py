"""What the stories of returns are set up with: the site's day, duties, classes, returns in a state."""

from datetime import date
from typing import Any

from tests.cast import SYSTEM
from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.site import SiteFacts
from tongxin.kernel.period import Period, Step
from tongxin.network.models import Organisation
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.returns import actions
from tongxin.returns.models import Duty, Restatement, Return

JUNE, JULY = Period.parse("2021-06"), Period.parse("2021-07")
SEEN = "the test looks at what was written"


def stand_on(day: date) -> None:
    """Let the site speak of a day."""
    facts = SiteFacts(name="测试网络", home_path="43/", home_code="430000", is_demo=True, reporting_day=day)
    site.set_up(facts, by=SYSTEM)
    site.current()  # read here, so that no page is charged with it


def owes(
    unit: Organisation, *, kind: str = "training", step: Step = Step.MONTH, begin: date = date(2021, 5, 1)
) -> Duty:
    return actions.impose_duty(unit, by=SYSTEM, kind=kind, step=step, begin=begin)


def a_class(
    unit: Organisation, *, day: date = date(2021, 6, 10), roster: str = "王例山\n李例水", **more: Any
) -> TrainingClass:
    details = {
        "title": f"{unit.place.name}{day}班", "organiser": unit, "co_organisers": [], "kind": "course", "venue": "党校",
        "first_day": day, "last_day": day, "field_days": (), "days_needed": None,
        "roster": roster, "signed_roster": "", "head_count": None,
    }  # fmt: skip
    return training.register_class(by=SYSTEM, **{**details, **more})


def confirmed(duty: Duty, period: Period = JUNE, *, by: Actor = SYSTEM) -> Return:
    """Report what there is, or nil."""
    from tongxin.returns.queries.numbers import numbers_of

    nil = not any(numbers_of(duty.kind, [duty.organisation_id], period)[duty.organisation_id].values())
    return actions.confirm_return(duty, by=by, period=period, nil=nil)


def approved(duty: Duty, period: Period = JUNE) -> Return:
    one = confirmed(duty, period)
    while one.awaiting:
        actions.approve_return(one, by=SYSTEM)
    return one


def locked(duty: Duty, period: Period = JUNE) -> Return:
    one = approved(duty, period)
    actions.lock_returns(by=SYSTEM, kind=duty.kind, path=duty.path, period=period)
    one.refresh_from_db(from_queryset=returns())
    return one


def returns() -> Any:
    return Return.objects.whole_network(reason=SEEN)


def restatements() -> Any:
    return Restatement.objects.whole_network(reason=SEEN)
