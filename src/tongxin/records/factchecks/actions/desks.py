"""Opening and closing the form through which anybody asks."""

from tongxin.access.actor import Actor
from tongxin.kernel.period import today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Organisation
from tongxin.network.models.tokens import new_token
from tongxin.records.factchecks.models import Desk


def open_desk(*, by: Actor, organiser: Organisation, about: str = "") -> Desk:
    """Give an organisation a form at an address of its own."""
    with act("factchecks.desk.open", by=by, path=organiser.path) as doer:
        values = {"organiser": organiser, "path": organiser.path, "about": about, "opened": today()}
        return create(Desk(token=new_token()), by=doer, values=values)


def close_desk(desk: Desk, *, by: Actor, reason: str) -> Desk:
    """Take nothing more through the form; what was handed in goes on."""
    with act("factchecks.desk.close", desk, by=by, reason=require_reason(reason)) as doer:
        return change(desk, by=doer, values={"state": Desk.State.CLOSED})


def reopen_desk(desk: Desk, *, by: Actor) -> Desk:
    """Take claims through the same address again."""
    with act("factchecks.desk.reopen", desk, by=by) as doer:
        return change(desk, by=doer, values={"state": Desk.State.OPEN})
