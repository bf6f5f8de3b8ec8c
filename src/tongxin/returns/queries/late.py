"""Who has not reported, under whoever is to remind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tongxin.kernel.period import Period
from tongxin.kernel.places import parent_path
from tongxin.returns.calendar import Phase
from tongxin.returns.models import Duty
from tongxin.returns.queries.owed import Owed, absent_in
from tongxin.returns.queries.review import place_names

MONTHS_BACK = 12


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """The missing returns one place is to remind its units of, most overdue first."""

    path: str
    name: str
    owed: Sequence[Owed]


def reminders(rows: QuerySet[Duty], *, day: date) -> list[Reminder]:
    """Return what is overdue of periods that ended within a year, by the place above each unit; five queries."""
    span = Period(date(day.year - 1, day.month, 1), day)
    absent = absent_in(rows, span=span, day=day)
    late = [one for one in absent if one.phase in (Phase.OVERDUE, Phase.CLOSED)]
    groups: dict[str, list[Owed]] = {}
    for one in sorted(late, key=lambda one: (one.deadline.due, one.duty.path, one.duty.kind)):
        groups.setdefault(parent_path(one.duty.path) or one.duty.path, []).append(one)
    names = place_names(groups)
    return [Reminder(path=path, name=names.get(path, "全国"), owed=groups[path]) for path in sorted(groups)]
