"""The completion rule of an occasion, applied: days or sessions, exact shares, written leave."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Self

from tongxin.attendance.models import Leave, Occasion, Participation, Session


@dataclass(frozen=True, kw_only=True)
class CompletionRule:
    """The rule of one occasion as it stands: how much there was, what suffices, and what leave takes off.

    Read once for all the lines of a roster. `excused` are the days or sessions each has leave for.
    """

    occasion: Occasion
    days: int = 0
    sessions: int = 0
    excused: Mapping[Hashable, int] = field(default_factory=dict)

    @classmethod
    def of(cls, occasion: Occasion) -> Self:
        """Read the rule; at most two queries, and none at all where only days count and no leave does."""
        if not occasion.goes_by_sessions and not occasion.leave_counts:
            return cls(occasion=occasion)
        by_day: dict[object, set[int]] = defaultdict(set)
        for pk, day in Session.objects.children_of(occasion).values_list("pk", "day"):
            by_day[day].add(pk)
        number = sum(map(len, by_day.values()))
        excused = _excused(occasion, by_day=by_day) if occasion.leave_counts else {}
        return cls(occasion=occasion, days=len(by_day), sessions=number, excused=excused)

    def met_by(self, line: Participation) -> bool:
        """Tell whether what somebody attended suffices. A line that only says days is held to the same share of the days."""
        if self.occasion.goes_by_sessions and line.sessions_attended is not None:
            return line.sessions_attended >= self._sessions_needed(line)
        if line.days_attended is None:
            return True
        return line.days_attended >= self._days_needed(line)

    def _sessions_needed(self, line: Participation) -> int:
        attended = line.sessions_attended or 0
        return self._needed(self.occasion.share, of=self.sessions, attended=attended, line=line)

    def _days_needed(self, line: Participation) -> int:
        share = self.occasion.share if self.occasion.goes_by_sessions else self._share_of_days()
        if share is None:
            return self.occasion.days_needed
        leave = line if not self.occasion.goes_by_sessions else None  # its leave is told in sessions
        return self._needed(share, of=self.days, attended=line.days_attended or 0, line=leave)

    def _share_of_days(self) -> Fraction | None:
        """Return which share of the days is asked for; None where only their number is known and no leave counts."""
        return Fraction(self.occasion.days_needed, self.days) if self.days else None

    def _needed(self, share: Fraction, *, of: int, attended: int, line: Participation | None) -> int:
        """Return how many of so many suffice: at least one, and of what leave leaves over the same share."""
        leave = 0 if line is None else max((self.excused.get(one, 0) for one in keys_of(line)), default=0)
        off = max(0, min(leave, self.occasion.leave_counts, of - attended))
        return max(1, ceil(share * (of - off)))


def keys_of(line: Participation) -> Iterator[Hashable]:
    """Yield by what the leave of a roster line is found: the line, the person, or the name and unit as written."""
    if line.pk:
        yield "line", line.pk
    yield ("person", line.person_id) if line.person_id else ("written", line.name, line.unit)


def _excused(occasion: Occasion, *, by_day: Mapping[object, set[int]]) -> dict[Hashable, int]:
    """Return for how many days or sessions each has leave; a day counts where there is leave from all of it."""
    sessions: dict[Hashable, set[int]] = defaultdict(set)
    rows = Leave.objects.children_of(occasion).filter(withdrawn=None)
    for row in rows.select_related("participation", "registration").prefetch_related("sessions"):
        for key in _keys_of_leave(row):
            sessions[key] |= {one.pk for one in row.sessions.all()}
    if occasion.goes_by_sessions:
        return {key: len(away) for key, away in sessions.items()}
    return {key: _whole_days(away, by_day.values()) for key, away in sessions.items()}


def _keys_of_leave(leave: Leave) -> Iterator[Hashable]:
    if leave.participation is not None:
        yield from keys_of(leave.participation)
    elif leave.registration is not None:
        one = leave.registration
        yield ("person", one.person_id) if one.person_id else ("written", one.name, one.unit)


def _whole_days(away: set[int], days: Iterable[set[int]]) -> int:
    return sum(day <= away for day in days)
