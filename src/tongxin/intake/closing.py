"""What a write owes to periods that were closed: rooms below `returns` and above reach the rule through a setting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from tongxin.access.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A day at a place on which something counted, counts now, or no longer counts."""

    place: int
    day: date


def settle(kind: str, *, by: Actor, touches: Iterable[Touch], reason: str = "") -> None:
    """Hold a write against the locked returns of its places and days; the last thing an action does in its transaction.

    Where a locked return no longer states what the records say, a reason is needed (`ConflictError` with the field
    `reason` without one, which takes the whole write back), and a restatement keeps both numbers.
    """
    rule: Callable[..., None] = import_string(settings.TONGXIN_CLOSING)
    rule(kind, by=by, touches=tuple(touches), reason=reason)
