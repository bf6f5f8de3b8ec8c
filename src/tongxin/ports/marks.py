"""What was written since a snapshot, told by the numbers of rows and never by a clock, which may be set back.

A snapshot remembers the newest rows of some tables as it saw them. A row is later when its number is higher than theirs, or
lies among them and was not there: its transaction had begun before and ended after.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, Q

from tongxin.access.models import Entry
from tongxin.figures import Snapshot
from tongxin.ports.room import rooms

_REMEMBERED: Final = 100


@dataclass(frozen=True)
class Mark:
    """The numbers of the newest rows of one table as a snapshot saw them."""

    numbers: frozenset[int]

    @property
    def _from(self) -> int:
        """The number from which on every row is remembered."""
        return min(self.numbers) if len(self.numbers) == _REMEMBERED else 0

    def is_before(self, number: int) -> bool:
        """Tell whether the row of this number was not there yet."""
        return number > self._from and number not in self.numbers

    @property
    def later(self) -> Q:
        """The rows that were not there yet."""
        return Q(pk__gt=self._from) & ~Q(pk__in=self.numbers)


def marks_now(*, alias: str) -> Mapping[str, Sequence[int]]:
    """Return the marks of every table that has one, read through the alias of the consistent read of a snapshot."""
    tables: list[Any] = [Entry, *(table for room in rooms() for table in room.marked)]
    return {
        _name(table): sorted(
            table.objects.for_worker().using(alias).order_by("-pk").values_list("pk", flat=True)[:_REMEMBERED]
        )
        for table in tables
    }


def mark_of(snapshot: Snapshot, table: type[Model]) -> Mark | None:
    """Return the mark of a table; None where the snapshot was taken before there were marks."""
    numbers = snapshot.manifest.get("marks", {}).get(_name(table))
    return None if numbers is None else Mark(frozenset(numbers))


def _name(table: type[Model]) -> str:
    return str(table._meta.label_lower)
