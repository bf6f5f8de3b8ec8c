"""Writes of attendance. Owners call these inside their own transaction; every call checks verb and scope again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self, Unpack

from django.db import transaction
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.models import Evidence, HeadCount, Occasion, Participation, Session
from tongxin.attendance.queries import MatchedLine, match, roster
from tongxin.attendance.rosters import Proof, RosterLine, parse_roster
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, lock, require_reason

MOST_DAYS = 100
MOST_HEADS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The days of an occasion and how many of them one must attend to complete it (None: two thirds, rounded up)."""

    first_day: date
    last_day: date
    field_days: tuple[date, ...] = ()
    days_needed: int | None = None

    @classmethod
    def taken_from(cls, details: dict[str, Any]) -> Self:
        """Take the programme out of the details of a record: what is left are the record's own columns."""
        field_days, days_needed = details.pop("field_days"), details.pop("days_needed")
        return cls(
            first_day=details["first_day"],
            last_day=details["last_day"],
            field_days=field_days,
            days_needed=days_needed,
        )

    def days(self) -> tuple[date, ...]:
        """Return every day, first to last; raise `InputError` when there is none, or more than a term of them."""
        count = (self.last_day - self.first_day).days + 1
        if count < 1:
            raise InputError("结束日期早于开始日期，请调换。", field="last_day")
        if count > MOST_DAYS:
            raise InputError(f"一期最长 {MOST_DAYS} 天，请核对开始和结束日期。", field="last_day")
        days = tuple(self.first_day + timedelta(days=index) for index in range(count))
        if outside := sorted(set(self.field_days) - set(days)):
            raise InputError(f"现场教学日期 {outside[0]} 不在起止日期之内，请改正。", field="field_days")
        return days

    def needed(self) -> int:
        """Return the number of days that completes it; raise `InputError` when that is more days than there are."""
        count = len(self.days())
        if self.days_needed is None:
            return -(-count * 2 // 3)
        if not 1 <= self.days_needed <= count:
            raise InputError(f"结业最少天数应在 1 至 {count} 之间，请改正。", field="days_needed")
        return self.days_needed


def open_occasion(*, by: Actor, kind: str, path: str, programme: Programme) -> Occasion:
    """Make the occasion of a new record of type `kind` at this place path, with its days and completion rule."""
    by.scope.require(Verb.RECORD, path)
    with transaction.atomic():
        occasion = Occasion.objects.create(kind=kind, path=path, days_needed=programme.needed())
        journal.write(occasion, by=by, action="attendance.open")
        _lay_out(occasion, by=by, programme=programme)
    return occasion


def correct_programme(occasion: Occasion, *, by: Doer, programme: Programme) -> Occasion:
    """Change days and completion rule; every participation is decided anew under the corrected rule."""
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)
        values = {"days_needed": programme.needed()}
        change(occasion, by=by, values=values, action="attendance.correct_programme")
        _lay_out(occasion, by=by, programme=programme, reason=by.reason)
        for row in roster(occasion):
            if _completes(row, occasion=occasion) != row.completed:
                _decide(row, by=by, occasion=occasion)
    return occasion


def move_occasion(occasion: Occasion, *, by: Doer, path: str) -> Occasion:
    """Give the occasion with all that hangs on it to another place; needs the right to record at both."""
    by.scope.require(Verb.RECORD, occasion.path)
    by.scope.require(Verb.RECORD, path)
    if occasion.path == path:
        return occasion
    reason = by.reason
    with transaction.atomic():
        change(occasion, by=by, values={"path": path}, action="attendance.move")
        for model in (Session, Participation, HeadCount):
            rows = model.objects.children_of(occasion)
            hanging: list[Any] = list(rows)
            befores = [journal.values_of(row) for row in hanging]
            for row in hanging:
                row.path = path
            rows.bulk_update(hanging, ["path"], batch_size=500)
            journal.write_many(hanging, by=by, action="attendance.move", befores=befores, reason=reason)
    return occasion


def add_lines(occasion: Occasion, *, by: Actor, roster: str) -> list[Participation]:
    """Read a pasted roster, match it to the persons the actor may read, and write the lines not yet there."""
    return enter_roster(occasion, by=by, lines=match(parse_roster(roster), scope=by.scope))


def prove_held(occasion: Occasion, *, by: Actor, **proof: Unpack[Proof]) -> str:
    """Write what shows that it took place; return where the signed roster is kept.

    Raises `ConflictError` where neither a signed roster nor anybody who completed it is named.
    """
    add_lines(occasion, by=by, roster=proof.get("roster", ""))
    if (number := proof.get("head_count")) is not None:
        count_heads(occasion, by=by, number=number, method="据签到册清点")
    kept = proof.get("signed_roster", "").strip()
    if not kept and not roster(occasion).filter(completed=True).exists():
        raise ConflictError("还没有名册：请粘贴结业人员名册，或写明签到册存放在哪里，再登记为已举办。", field="roster")
    return kept


def enter_roster(
    occasion: Occasion, *, by: Actor, lines: Sequence[MatchedLine], evidence: Evidence = Evidence.ROSTER
) -> list[Participation]:
    """Write the lines not yet on the roster and return them; a person already there is not entered twice."""
    with transaction.atomic():
        lock(occasion, by=by, verb=Verb.RECORD)  # somebody may be saying who a line is
        present = roster(occasion).values_list("person_id", "name", "unit")
        seen = {_identity(person_id, name, unit) for person_id, name, unit in present}
        rows = []
        for matched in lines:
            row = _row(occasion, by=by, matched=matched, evidence=evidence)
            if (identity := _identity(row.person_id, row.name, row.unit)) not in seen:
                seen.add(identity)
                rows.append(row)
        Participation.objects.insert_rows(rows)
        journal.write_many(rows, by=by, action="attendance.enter")
    return rows


def correct_line(
    row: Participation, *, by: Actor, reason: str, days_attended: int | None, identity: str = ""
) -> Participation:
    """Correct how many days someone was there (0: not at all, None: all of them); decides the completion anew.

    `identity`, a roster line such as 「张三 13800138000」, says which member the line is; empty leaves it as it was.
    """
    why = require_reason(reason)
    with transaction.atomic():
        # First, as everybody does who decides lines: two at once never wait for each other.
        lock(row.occasion, by=by, verb=Verb.RECORD)
        return _correct_line(row, by=by, reason=why, days_attended=days_attended, identity=identity)


def _correct_line(
    row: Participation, *, by: Actor, reason: str, days_attended: int | None, identity: str
) -> Participation:
    with act("attendance.line.correct", row, by=by, reason=reason) as doer:
        person_id = _identified(identity, by=by) if identity.strip() else row.person_id
        if person_id and roster(row.occasion).exclude(pk=row.pk).filter(person_id=person_id).exists():
            raise ConflictError("这个人已在本期名册上，不能重复对应。", field="identity")
        before = journal.values_of(row)
        row.days_attended, row.person_id = days_attended, person_id
        _decide(row, by=doer, occasion=row.occasion, before=before, action=doer.action)
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
        found = []
        for row, matched in zip(rows, match(lines, scope=by.scope), strict=True):
            if matched.person_id and matched.person_id not in present:
                present.add(matched.person_id)
                before = journal.values_of(row)
                row.person_id = matched.person_id
                _decide(row, by=by, occasion=occasion, before=before)
                found.append(row)
    return found


def count_heads(
    occasion: Occasion, *, by: Actor, number: int, method: str, evidence: Evidence = Evidence.HOST
) -> HeadCount:
    """Record how many were there without names, and how they were counted."""
    by.scope.require(Verb.RECORD, occasion.path)
    if not 1 <= number <= MOST_HEADS:
        raise InputError("清点人数应为 1 至 1000000 的整数。", field="head_count")
    if not method.strip():
        raise InputError("请写明清点方法，例如「会场清点」。", field="method")
    with transaction.atomic():
        count = HeadCount.objects.create(
            occasion=occasion, path=occasion.path, number=number, method=method.strip(), evidence=evidence
        )
        journal.write(count, by=by, action="attendance.count")
    return count


def _lay_out(occasion: Occasion, *, by: Actor, programme: Programme, reason: str = "") -> None:
    """Make the days of the occasion those of the programme; days that stay are left as they are."""
    field_days = set(programme.field_days)
    wanted = {day: Session.Form.FIELD if day in field_days else Session.Form.LECTURE for day in programme.days()}
    rows = Session.objects.children_of(occasion)
    gone = [row for row in rows if wanted.get(row.day) != row.form]
    kept = {row.day for row in rows} - {row.day for row in gone}
    journal.write_removals(gone, by=by, action="attendance.drop_day", reason=reason)
    rows.filter(pk__in=[row.pk for row in gone]).delete()
    new = [
        Session(occasion=occasion, path=occasion.path, day=day, form=form)
        for day, form in wanted.items()
        if day not in kept
    ]
    Session.objects.insert_rows(new)
    journal.write_many(new, by=by, action="attendance.add_day", reason=reason)


def _identified(identity: str, *, by: Actor) -> int:
    """Return the one member a roster line means; raise `InputError` where it means nobody or several."""
    lines = parse_roster(identity)
    matched = match(lines, scope=by.scope)
    if len(matched) != 1 or matched[0].person_id is None:
        why = matched[0].doubt if matched else "没有读出姓名"
        raise InputError(f"没有对上人员：{why}。请按「姓名 手机号」填写一人。", field="identity")
    return matched[0].person_id


def _identity(person_id: int | None, name: str, unit: str) -> tuple[object, ...]:
    """Return what makes two roster lines the same: the member, or the name and unit as written."""
    return (person_id,) if person_id else (name, unit)


def _row(occasion: Occasion, *, by: Actor, matched: MatchedLine, evidence: Evidence) -> Participation:
    line = matched.line
    row = Participation(
        occasion=occasion,
        path=occasion.path,
        person_id=matched.person_id,
        name="" if matched.person_id else line.name,
        unit="" if matched.person_id else line.unit,
        evidence=evidence,
        days_attended=line.days,
        decided_at=timezone.now(),
        decided_by=by.name,
    )
    row.completed = _completes(row, occasion=occasion)
    return row


def _completes(row: Participation, *, occasion: Occasion) -> bool:
    return row.days_attended is None or row.days_attended >= occasion.days_needed


def _decide(
    row: Participation,
    *,
    by: Doer,
    occasion: Occasion,
    before: dict[str, object] | None = None,
    action: str = "attendance.decide",
) -> None:
    """Apply the completion rule, keeping who decided and when, and tell the journal."""
    earlier = before or journal.values_of(row)
    row.completed = _completes(row, occasion=occasion)
    row.decided_at, row.decided_by = timezone.now(), by.name
    row.save()
    journal.write(row, by=by, action=action, before=earlier, reason=by.reason)
