"""What must be kept of a record before it changes, so that an import, or an act by hand, can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.port import Port


class KeepEarlierValues(Protocol):
    """Keeps what the journal must not repeat of records about to change: of an import for ever, of an act for a day."""

    def __call__(self, *records: Guarded, by: Actor) -> None:
        """Keep it; the records are rows of one table."""


KEEP_EARLIER_VALUES: Port[KeepEarlierValues] = Port("ports.undoing.KEEP_EARLIER_VALUES")


class EarlierContent(Protocol):
    """Answers with what was kept of a record in the act by hand that was done at a moment; None where nothing was."""

    def __call__(self, record: Guarded, *, at: datetime) -> Mapping[str, Any] | None:
        """Return stored secrets by column, and the rows of links to many by relation."""


EARLIER_CONTENT: Port[EarlierContent] = Port("ports.undoing.EARLIER_CONTENT")
