"""From attendance to the roster: whoever was checked in stands on it, with the sessions and days he or she was there."""

from collections import defaultdict
from collections.abc import Hashable

from django.db import transaction
from django.utils import timezone

from tongxin.access import journal
from tongxin.attendance.actions.completion import decide
from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.models import Attendance, Evidence, Occasion, Participation, Registration
from tongxin.attendance.queries import roster
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import Doer, lock

_NAME, _UNIT = 30, 60  # as much of what was typed as a roster line holds


def tally_attendance(occasion: Occasion, *, by: Doer) -> int:
    """Enter on the roster whoever was checked in, and count anew for those entered so before; return how many changed.

    Lines that came from paper or were said by somebody stay as they are: paper counts the same as a scan.
    """
    by.scope.require(Verb.MEMBERS, occasion.path)
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        rule = CompletionRule.of(occasion)
        present = {_key(row): row for row in roster(occasion)}
        new, changed = [], 0
        for registered, sessions, days in _there(occasion):
            line = _line(occasion, registered)
            found = present.setdefault(_key(line), line)
            if found is line:
                new.append(_counted(line, rule, sessions=sessions, days=days, by=by))
            elif found.evidence == Evidence.SCAN and (found.sessions_attended, found.days_attended) != (sessions, days):
                before = journal.values_of(found)
                found.sessions_attended, found.days_attended = sessions, days
                decide(found, by=by, rule=rule, before=before)
                changed += 1
        Participation.objects.insert_rows(new)
        journal.write_many(new, by=by, action="attendance.enter", reason=by.reason)
    return len(new) + changed


def _there(occasion: Occasion) -> list[tuple[Registration, int, int]]:
    """Return who was checked in, with the number of sessions and days; registrations erased since are left out."""
    registered = Registration.objects.children_of(occasion).order_by("id").in_bulk()
    there: dict[int, list[object]] = defaultdict(list)
    rows = Attendance.objects.children_of_numbered(Registration, registered)
    for number, day in rows.values_list("registration", "session__day"):
        there[number].append(day)
    return [
        (registered[number], len(days), len(set(days)))
        for number, days in sorted(there.items())
        if registered[number].person_id or registered[number].name
    ]


def _line(occasion: Occasion, registered: Registration) -> Participation:
    known = registered.person_id is not None
    return Participation(
        occasion=occasion,
        path=occasion.path,
        person_id=registered.person_id,
        name="" if known else registered.name[:_NAME],
        unit="" if known else registered.unit[:_UNIT],
        evidence=Evidence.SCAN,
    )


def _counted(line: Participation, rule: CompletionRule, *, sessions: int, days: int, by: Doer) -> Participation:
    line.sessions_attended, line.days_attended = sessions, days
    line.completed = rule.met_by(line)
    line.decided_at, line.decided_by = timezone.now(), by.name
    return line


def _key(line: Participation) -> Hashable:
    return (line.person_id,) if line.person_id else (line.name, line.unit)
