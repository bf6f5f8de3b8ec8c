"""Writes of the links through which an organisation takes in offers and wishes without account."""

from tongxin.access.actor import Actor
from tongxin.kernel.period import today
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create
from tongxin.network.models import Organisation
from tongxin.records.produce.models.offers import BoardLink, new_code

State = BoardLink.State


def open_link(*, by: Actor, organiser: Organisation) -> BoardLink:
    """Open the forms of an organisation."""
    with act("produce.link.open", by=by, path=organiser.path) as doer:
        place = {"place_id": organiser.place_id, "path": organiser.path}
        return create(BoardLink(), by=doer, values={"organiser": organiser, "opened": today(), **place})


def close_link(link: BoardLink, *, by: Actor) -> BoardLink:
    """Take in nothing more; what came in stays."""
    with act("produce.link.close", link, by=by) as doer:
        return change(link, by=doer, values={"state": State.CLOSED})


def reopen_link(link: BoardLink, *, by: Actor) -> BoardLink:
    """Open the forms again, at a new address: printed codes of the old one stop working."""
    with act("produce.link.reopen", link, by=by) as doer:
        return change(link, by=doer, values={"state": State.OPEN, "token": new_code(), "opened": today()})
