"""What a write owes to periods that were locked: the rule lies in a room above those that write."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.port import Port

UNSAID: Final = "表格导入更正"
"""The reason the journal keeps of a correction by workbook where nobody gave one: none for changing locked numbers."""


@dataclass(frozen=True, kw_only=True, order=True)
class Affected:
    """A day on which something of a unit counted in a kind of return, counts now, or no longer counts."""

    kind: str
    unit: int
    day: date


class LockedReturns(Protocol):
    """Holds writes against locked returns.

    Where a locked return no longer states what the records say, a reason is needed (`ConflictError` with the field
    `reason` without one, which takes the whole write back), and a restatement keeps both numbers.
    """

    def restate(self, affected: Collection[Affected], *, by: Actor, reason: str) -> None:
        """Look at the returns of these units and days; the last thing an action does in its transaction."""

    def restate_below(self, path: str, *, by: Actor, reason: str) -> None:
        """Look at every return at or below a place: for writes that go past the actions."""

    def restating_stocks(
        self, path: str, *, of: Collection[type[Guarded]], by: Actor, reason: str
    ) -> AbstractContextManager[None]:
        """Hold what is written meanwhile against returns of what stands on a day, at or below a place: for imports.

        `of` are the tables written. Who admits one member is not asked for a reason; who brings many, for years past, is.
        """


LOCKED_RETURNS: Port[LockedReturns] = Port("ports.locked.LOCKED_RETURNS")
