"""Reads of joint work: what waits until an organisation says whether it has a share in it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.lives import lives
from tongxin.network.models import Organisation
from tongxin.network.models.organising import Organised

CONFIRM, DECLINE = "confirm_joint", "decline_joint"
MOST = 50


def within_reach(organisations: Sequence[Organisation], scope: Scope) -> list[Organisation]:
    """Return those this scope may answer for: whoever may keep records where they are."""
    return [one for one in organisations if scope.may(Verb.RECORD, one.path)]


def waiting_for(organisation: Organisation, *, scope: Scope) -> Iterator[Any]:
    """Yield the records of every kind that name an organisation as co-organiser and wait for its word, newest first.

    One query a kind; of each kind the newest fifty.
    """
    for life in _joint_lives():
        rows: QuerySet[Any] = life.model.objects.visible_to(scope)
        rows = rows.filter(co_organisers=organisation).exclude(confirmed=organisation)
        if states := life.act(CONFIRM).from_:
            rows = rows.filter(state__in=states)
        yield from rows.select_related("organiser").order_by("-pk")[:MOST]


def _joint_lives() -> list[Life]:
    return [
        life for life in lives() if issubclass(life.model, Organised) and any(one.code == CONFIRM for one in life.acts)
    ]
