"""Who judges, at which address, and whom they may not judge."""

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.attendance.queries import match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock, require_reason
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.contests.models import Contest, Entry, Judge, Recusal, Round, ScoreSheet
from tongxin.records.contests.queries import every_entrant, every_entry, judges_of, rounds_of

MOST_JUDGES = 99
_OVER = (Contest.State.SEALED, Contest.State.PUBLISHED, Contest.State.CANCELLED)


def appoint_judges(contest: Contest, *, by: Actor, judges: str) -> Contest:
    """Appoint judges, one a line, matched to the persons the actor may read; each gets the next number."""
    lines = match(parse_roster(judges), scope=by.scope)
    if not lines:
        raise InputError("请写明评委，每人一行，例如：张三 某某大学。", field="judges")
    with act("contests.contest.appoint", contest, by=by) as doer:
        last = judges_of(contest).last()
        first = last.number + 1 if last else 1
        if first + len(lines) - 1 > MOST_JUDGES:
            raise InputError(f"一项赛事最多 {MOST_JUDGES} 位评委，请核对。", field="judges")
        _require_others(contest, [one.person_id for one in lines if one.person_id])
        for number, one in enumerate(lines, start=first):
            known = one.person_id is not None
            values = {
                "number": number, "person_id": one.person_id, "name": "" if known else one.line.name,
                "unit": "" if known else one.line.unit,
            }  # fmt: skip
            create(Judge(contest=contest, path=contest.path), by=doer, values=values)
    return contest


def _require_others(contest: Contest, persons: list[int]) -> None:
    """Refuse whoever entered the contest, or judges it already."""
    if every_entrant(contest).filter(person__in=persons).exists():
        raise ConflictError("评委里有这项赛事的参赛人，参赛人不能担任评委，请改正。", field="judges")
    there = judges_of(contest).filter(person__in=persons, state=Judge.State.APPOINTED).exists()
    if there or len(set(persons)) < len(persons):
        raise ConflictError("有人已经是这项赛事的评委，或写了两遍，请去掉重复的。", field="judges")


def release_judge(judge: Judge, *, by: Actor, reason: str) -> Judge:
    """Let a judge go: sheets given stay, no more are due, the address for giving scores is closed."""
    with transaction.atomic():
        _lock_unsealed(judge.contest, by=by)
        with act("contests.judge.release", judge, by=by, reason=require_reason(reason)) as doer:
            return change(judge, by=doer, values={"state": Judge.State.RELEASED, "token_hash": ""})


def address_judge(judge: Judge, *, by: Actor) -> str:
    """Make a new address at which the judge gives scores and return its token: told once, the earlier one is closed."""
    token = new_token()
    with act("contests.judge.address", judge, by=by) as doer:
        change(judge, by=doer, values={"token_hash": hashed(token)})
    return token


def as_judge(judge: Judge, *, by: Actor) -> Actor:
    """Return the actor of a judge who came by the own address, for a caller who has checked it: called by number alone.

    Raises `ForbiddenError` for whoever may read who the entrants are: judges know numbers only.
    """
    if by.scope.may(Verb.MEMBERS, judge.path):
        raise ForbiddenError("您的账号看得到参赛人姓名，不能打分；请退出登录，由评委本人打开这个地址。")
    scope = Scope.of({judge.path: [Verb.RECORD, Verb.MEMBERS]})
    return Actor(scope=scope, name=f"{judge.number} 号评委", account_id=by.account_id)


def recuse_judge(judge: Judge, *, by: Actor, entry: Entry, relation: str, detail: str = "") -> Judge:
    """Let a judge stand aside for an entry; what the judge gave it in a round under way becomes void."""
    with transaction.atomic():
        _lock_unsealed(judge.contest, by=by)
        with act("contests.judge.recuse", judge, by=by, reason=Recusal.Relation(relation).label) as doer:
            if entry.contest_id != judge.contest_id:
                raise InputError("这件作品不在这项赛事里，请重新选择。", field="entry")
            values = {"judge": judge, "entry": entry, "relation": relation, "detail": detail}
            create(Recusal(path=judge.path), by=doer, values=values)
            _void(judge, entry, by=doer)
    return judge


def stand_aside(judge: Judge, *, by: Actor, entry: int, relation: str, detail: str = "") -> Judge:
    """Let a judge stand aside for an entry, by number; what it was given becomes void."""
    found = every_entry(judge.contest).filter(number=entry).first()
    if found is None:
        raise InputError(f"没有 {entry} 号作品，请刷新页面后再看。", field="entry")
    if Recusal.objects.children_of(judge).filter(entry=found).exists():
        return judge
    return recuse_judge(judge, by=as_judge(judge, by=by), entry=found, relation=relation, detail=detail)


def _void(judge: Judge, entry: Entry, *, by: Doer) -> None:
    rounds = rounds_of(judge.contest).filter(state=Round.State.JUDGING)
    sheets = ScoreSheet.objects.children_of(judge).filter(entry=entry, round__in=rounds)
    for sheet in sheets.exclude(state=ScoreSheet.State.VOID):
        change(sheet, by=by, values={"state": ScoreSheet.State.VOID})


def _lock_unsealed(contest: Contest, *, by: Actor) -> None:
    lock(contest, by=by, verb=Verb.RECORD)
    if contest.state in _OVER:
        raise ConflictError(f"赛事「{contest}」现在是「{contest.get_state_display()}」，评委不能再变动。")
