"""What an import must be told before a record changes, so that the whole import can be taken back."""

from typing import Protocol

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.port import Port


class KeepEarlierValues(Protocol):
    """Keeps what the journal must not repeat of a record about to change; does nothing outside an import."""

    def __call__(self, record: Guarded, *, by: Actor) -> None:
        """Keep it."""


KEEP_EARLIER_VALUES: Port[KeepEarlierValues] = Port("ports.undoing.KEEP_EARLIER_VALUES")
