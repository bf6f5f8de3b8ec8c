"""Which backups are kept: all of the last day, then the newest of each of so many days, weeks and months that have one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tongxin.kernel.period import SHANGHAI

RECENT: Final = timedelta(hours=24)
"""Before the newest: who notices damage in the afternoon still has the morning."""
DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12


def kept(backups: Mapping[str, datetime]) -> set[str]:
    """Return the names of the backups to keep, of those made at these moments; the newest is always among them."""
    newest_first = sorted(backups, key=lambda name: (backups[name], name), reverse=True)
    ways: Iterable[tuple[int, Callable[[datetime], object]]] = (
        (DAYS, lambda at: at.date()),
        (WEEKS, lambda at: at.isocalendar()[:2]),
        (MONTHS, lambda at: (at.year, at.month)),
    )
    found = {name for name in newest_first if backups[newest_first[0]] - backups[name] < RECENT}
    for most, span in ways:
        first: dict[object, str] = {}
        for name in newest_first:
            first.setdefault(span(backups[name].astimezone(SHANGHAI)), name)
        found |= set(list(first.values())[:most])
    return found
