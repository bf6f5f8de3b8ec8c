"""What is entered, by whom, and whether it may take part."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.certificates.queries import of_numbered
from tongxin.attendance.models import Certificate
from tongxin.attendance.queries import MatchedLine, match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock, require_reason
from tongxin.records.contests.models import Award, Contest, Entrant, Entry, Judge
from tongxin.records.contests.queries import entrants_of, every_entry, judges_of

MOST_IN_A_TEAM = 200
State = Entry.State
_OPEN = (Contest.State.CALL,)
_UNSEALED = (Contest.State.CALL, Contest.State.ENTRIES, Contest.State.JUDGING)


def enter(*, by: Actor, contest: Contest, entrants: str = "", **details: Any) -> Entry:
    """Enter a work or an appearance, with those behind it: one a line, matched to the persons the actor may read."""
    lines = match(parse_roster(entrants), scope=by.scope)
    if not lines:
        raise InputError("请写明参赛人，每人一行，例如：张三 13800138000 某某公司。", field="entrants")
    with _held(contest, by=by, states=_OPEN), act("contests.entry.enter", by=by, path=contest.path) as doer:
        _require_new(contest, details["title"], lines)
        entry = create(Entry(contest=contest, path=contest.path), by=doer, values=details)
        _write_entrants(entry, by=doer, lines=lines)
    return entry


def correct_entry(entry: Entry, *, by: Actor, reason: str, contest: Contest, **details: Any) -> Entry:
    """Correct what was recorded wrongly of an entry; it stays in its contest."""
    with act("contests.entry.correct", entry, by=by, reason=require_reason(reason)) as doer:
        if contest.pk != entry.contest_id:
            raise ConflictError("参赛作品不能改到另一项赛事，请退出后在那项赛事重新报名。", field="contest")
        return change(entry, by=doer, values=details)


def name_entrants(entry: Entry, *, by: Actor, entrants: str, reason: str) -> Entry:
    """Write anew who is behind an entry; needs the right to read persons."""
    lines = match(parse_roster(entrants), scope=by.scope)
    if not lines:
        raise InputError("请写明参赛人，每人一行，例如：张三 13800138000 某某公司。", field="entrants")
    with act("contests.entry.entrants", entry, by=by, reason=require_reason(reason)) as doer:
        won = Award.objects.children_of(entry).values_list("pk", flat=True)
        if of_numbered(Award._meta.label_lower, won).filter(state=Certificate.State.ISSUED).exists():
            raise ConflictError(
                "这件作品的获奖证书已经签发：姓名写错的请换发证书，换人的请先撤销奖项。", field="entrants"
            )
        rows = entrants_of(entry)
        journal.write_removals(rows, by=doer, action=doer.action, reason=doer.reason)
        rows.delete()
        _write_entrants(entry, by=doer, lines=lines)
    return entry


def check_entry(entry: Entry, *, by: Actor) -> Entry:
    """Say that an entry may take part."""
    with act("contests.entry.check", entry, by=by) as doer:
        return change(entry, by=doer, values={"state": State.ELIGIBLE, "checked_by": by.account_id})


def refuse_entry(entry: Entry, *, by: Actor, reason: str) -> Entry:
    """Say that an entry may not take part, and why."""
    why = require_reason(reason)
    with act("contests.entry.refuse", entry, by=by, reason=why) as doer:
        return change(entry, by=doer, values={"state": State.REFUSED, "refusal": why, "checked_by": by.account_id})


def withdraw_entry(entry: Entry, *, by: Actor, reason: str) -> Entry:
    """Take an entry out of the contest, as long as the results are not sealed."""
    why = require_reason(reason)
    with (
        _held(entry.contest, by=by, states=_UNSEALED),
        act("contests.entry.withdraw", entry, by=by, reason=why) as doer,
    ):
        return change(entry, by=doer, values={"state": State.WITHDRAWN, "refusal": why})


@contextmanager
def _held(contest: Contest, *, by: Actor, states: Sequence[str]) -> Iterator[None]:
    """Hold the contest while something that hangs on it is written; raise `ConflictError` outside these states."""
    with transaction.atomic():
        lock(contest, by=by, verb=Verb.RECORD)
        if contest.state not in states:
            said = contest.get_state_display()
            raise ConflictError(f"赛事「{contest}」现在是「{said}」，不能再报名或变动参赛作品。", field="contest")
        yield


def _require_new(contest: Contest, title: str, lines: Sequence[MatchedLine]) -> None:
    """Refuse the same work of the same people a second time: a sheet handed in twice doubles nothing."""
    same = every_entry(contest).filter(title=title).exclude(state=State.WITHDRAWN)
    behind: dict[int, set[tuple[int | None, str, str]]] = {entry.pk: set() for entry in same}
    for one in entrants_of(*same) if behind else ():
        behind[one.entry_id].add((one.person_id, one.name, one.unit))
    if {_identity(one) for one in lines} in behind.values():
        raise ConflictError("这件作品已经登记过：同一项赛事、同名、同样的参赛人，不用再登记。", field="title")


def _identity(one: MatchedLine) -> tuple[int | None, str, str]:
    """Return what is kept of an entrant: the member, or name and unit as written."""
    return (one.person_id, "", "") if one.person_id else (None, one.line.name, one.line.unit)


def _write_entrants(entry: Entry, *, by: Doer, lines: Sequence[MatchedLine]) -> None:
    if len(lines) > MOST_IN_A_TEAM:
        raise InputError(f"一件作品最多 {MOST_IN_A_TEAM} 名参赛人，请核对。", field="entrants")
    persons = {one.person_id for one in lines if one.person_id}
    if judges_of(entry.contest).filter(person__in=persons, state=Judge.State.APPOINTED).exists():
        raise ConflictError("参赛人里有这项赛事的评委：请先让这位评委退出，或改正参赛人。", field="entrants")
    rows = [
        Entrant(entry=entry, path=entry.path, person_id=person, name=name, unit=unit)
        for person, name, unit in dict.fromkeys(map(_identity, lines))
    ]
    Entrant.objects.insert_rows(rows)
    journal.write_many(rows, by=by, action=by.action, reason=by.reason)
