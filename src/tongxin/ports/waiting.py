"""What waits for whoever has signed in: rooms say how much of it there is and where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from tongxin.access.actor import Actor
from tongxin.kernel.scope import Verb

MOST: Final = 99
"""More than this is not counted: pages say 99+."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One kind of work that waits. `words` name it, `count(by)` says how many there are, of those this asker can do.

    A count asks as few questions as it can, one as a rule, and none that looks at more than `MOST` + 1 rows. `address()`
    leads to where it is done. `verb` is what one needs somewhere to be asked at all. `menu` is the name of the address
    of the menu entry the number stands beside. `urgent` is what is late.
    """

    code: str
    words: str
    count: Callable[[Actor], int]
    address: Callable[[], str]
    verb: Verb | None = None
    menu: str = ""
    urgent: bool = False

    def concerns(self, by: Actor) -> bool:
        """Tell whether this asker could do any of it."""
        return self.verb is None or by.scope.may_anywhere(self.verb)


def up_to_most(rows: QuerySet[Any]) -> int:
    """Count rows in one statement that stops at `MOST` + 1."""
    return rows.order_by()[: MOST + 1].count()
