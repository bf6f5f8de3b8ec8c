"""The lines of a roster: entered, corrected, matched again."""

from collections import Counter
from collections.abc import Sequence
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.actions.completion import decide
from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.models import Evidence, Occasion, Participation
from tongxin.attendance.present import without_folded
from tongxin.attendance.queries import MatchedLine, length, match, roster
from tongxin.attendance.rosters import RosterLine, parse_roster
from tongxin.kernel.characters import same_name
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, lock, require_reason
from tongxin.ports.undoing import KEEP_EARLIER_VALUES


class Attended(TypedDict, total=False):
    """How much of an occasion somebody was there: None for all days, and for sessions that nobody counted."""

    days_attended: int | None
    sessions_attended: int | None


def add_lines(occasion: Occasion, *, by: Actor, roster: str) -> list[Participation]:
    """Read a pasted roster, match it to the persons the actor may read, and write the lines not yet there.

    Raises `InputError` (field `roster`) with every fault at once, more days than the occasion has included.
    """
    if not roster.strip():
        return []
    lines = parse_roster(roster)
    if any(line.missed or line.days for line in lines):  # only these say something about how many days there were
        lines = parse_roster(roster, length=length(occasion))
    return enter_roster(occasion, by=by, lines=match(lines, scope=by.scope))


def enter_roster(
    occasion: Occasion, *, by: Actor, lines: Sequence[MatchedLine], evidence: Evidence = Evidence.ROSTER
) -> list[Participation]:
    """Write the lines not yet on the roster and return them; a person already there is not entered twice.

    Lines of one name and unit that are several people are as many as they are: handing the same list in again adds nobody.
    """
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)  # somebody may be saying who a line is
        present = roster(occasion).values_list("person_id", "name", "unit")
        there = Counter(_identity(person_id, name, unit) for person_id, name, unit in present)
        met: Counter[tuple[object, ...]] = Counter()
        rows, rule = [], CompletionRule.of(occasion)
        is_new = isinstance(by, Doer) and by.has_made(occasion)  # then nobody can have been checked in
        for matched in lines if is_new else without_folded(lines, occasion=occasion):
            row = _row(rule, by=by, matched=matched, evidence=evidence)
            identity = _identity(row.person_id, row.name, row.unit)
            met[identity] += 1
            if met[identity] > there[identity] and not (row.person_id and met[identity] > 1):
                rows.append(row)
        Participation.objects.insert_rows(rows)
        journal.write_many(rows, by=by, action="attendance.enter")
    return rows


def correct_line(
    row: Participation, *, by: Actor, reason: str, identity: str = "", **attended: Unpack[Attended]
) -> Participation:
    """Correct how many days or sessions someone was there (0: not at all); decides the completion anew.

    `identity`, a roster line such as 「张三 13800138000」, says which member the line is; empty leaves it as it was.
    Writes nothing where nothing changes.
    """
    why = require_reason(reason)
    with transaction.atomic():
        # First, as everybody does who decides lines: two at once never wait for each other.
        lock(row.occasion, by=by, verb=Verb.RECORD)
        return _correct_line(row, by=by, reason=why, identity=identity, attended=attended)


def _correct_line(row: Participation, *, by: Actor, reason: str, identity: str, attended: Attended) -> Participation:
    with act("attendance.line.correct", row, by=by, reason=reason) as doer:
        person_id = _identified(identity, by=by) if identity.strip() else row.person_id
        if person_id and roster(row.occasion).exclude(pk=row.pk).filter(person_id=person_id).exists():
            raise ConflictError("这个人已在本期名册上，不能重复对应。", field="identity")
        wanted = attended.get("days_attended")
        if wanted is not None and wanted > (days := length(row.occasion)):
            raise InputError(f"这期只有 {days} 天，参加天数不能写 {wanted} 天，请改正。", field="days_attended")
        if person_id == row.person_id and all(getattr(row, name) == number for name, number in attended.items()):
            return row
        KEEP_EARLIER_VALUES()(row, by=doer)
        before = journal.values_of(row)
        row.person_id = person_id
        for name, number in attended.items():
            setattr(row, name, number)
        decide(row, by=doer, rule=CompletionRule.of(row.occasion), before=before, action=doer.action)
    return row


def rematch_roster(occasion: Occasion, *, by: Doer) -> list[Participation]:
    """Match unresolved lines again, after members were added or by someone who may read persons; returns those matched.

    Only name and unit were kept, so a line that needed a telephone number is corrected by itself.
    """
    by.scope.require(Verb.MEMBERS, occasion.path)
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        rows = list(roster(occasion).filter(person=None).order_by("id"))
        present = set(roster(occasion).exclude(person=None).values_list("person_id", flat=True))
        lines = [RosterLine(number=number, name=row.name, unit=row.unit) for number, row in enumerate(rows, start=1)]
        found: list[tuple[Participation, int]] = []
        for row, matched in zip(rows, match(lines, scope=by.scope), strict=True):
            if matched.person_id and matched.person_id not in present:
                present.add(matched.person_id)
                found.append((row, matched.person_id))
        KEEP_EARLIER_VALUES()(*(row for row, _ in found), by=by)
        rule = CompletionRule.of(occasion)
        for row, person_id in found:
            before = journal.values_of(row)
            row.person_id = person_id
            decide(row, by=by, rule=rule, before=before)
    return [row for row, _ in found]


def _identified(identity: str, *, by: Actor) -> int:
    """Return the one member a roster line means; raise `InputError` where it means nobody or several."""
    lines = parse_roster(identity)
    matched = match(lines, scope=by.scope)
    if len(matched) != 1 or matched[0].person_id is None:
        why = matched[0].doubt if matched else "没有读出姓名"
        raise InputError(f"没有对上人员：{why}。请按「姓名 手机号」填写一人。", field="identity")
    return matched[0].person_id


def _identity(person_id: int | None, name: str, unit: str) -> tuple[object, ...]:
    """Return what makes two roster lines the same: the member, or the name and unit however they are spelled."""
    return (person_id,) if person_id else (same_name(name), same_name(unit))


def _row(rule: CompletionRule, *, by: Actor, matched: MatchedLine, evidence: Evidence) -> Participation:
    line = matched.line
    row = Participation(
        occasion=rule.occasion,
        path=rule.occasion.path,
        person_id=matched.person_id,
        name="" if matched.person_id else line.name,
        unit="" if matched.person_id else line.unit,
        evidence=evidence,
        days_attended=line.days,
        excused=line.days == 0 and bool(line.leave),
        decided_at=timezone.now(),
        decided_by=by.name,
    )
    row.completed = rule.met_by(row)
    return row
