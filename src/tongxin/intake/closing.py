"""What a write owes to periods that were closed: rooms below `returns` and above reach the rule through a setting."""

from collections.abc import Callable, Collection, Iterable
from importlib import import_module

from django.conf import settings

from tongxin.access.actor import Actor
from tongxin.intake.reportable import Touch
from tongxin.intake.room import rooms


def settle(kind: str, *, by: Actor, touches: Iterable[Touch], reason: str = "") -> None:
    """Hold a write against the locked returns of its places and days; the last thing an action does in its transaction.

    Where a locked return no longer states what the records say, a reason is needed (`ConflictError` with the field
    `reason` without one, which takes the whole write back), and a restatement keeps both numbers.
    """
    _rule("settle")(kind, by=by, touches=tuple(touches), reason=reason)


def settle_persons(persons: Collection[int], *, by: Actor, reason: str) -> None:
    """Settle wherever records of these persons count: two records that become one may count once where they counted twice."""
    for room in rooms():
        for one in room.reportable:
            if one.touched is not None:
                settle(one.kind, by=by, touches=one.touched(persons), reason=reason)


def settle_below(path: str, *, by: Actor, reason: str) -> None:
    """Settle every locked return of what happens over time at or below a place: for writes that go past the actions."""
    _rule("settle_below")(path, by=by, reason=reason)


def _rule(name: str) -> Callable[..., None]:
    rule: Callable[..., None] = getattr(import_module(settings.TONGXIN_CLOSING), name)
    return rule
