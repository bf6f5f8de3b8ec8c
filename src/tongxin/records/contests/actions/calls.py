"""A contest from its call to the draw of blind numbers."""

from secrets import token_hex
from typing import Any

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.records.contests.actions.moving import move
from tongxin.records.contests.models import COUNTED, Contest, Criterion, Entry, Judge, Round
from tongxin.records.contests.queries import every_entry, judges_of, rounds_of
from tongxin.records.contests.rules import LATEST, PlannedRound, draw, read_rounds, rule_named

State = Contest.State


def call_contest(*, by: Actor, criteria: str, rounds: str = "", rule: str = "", **details: Any) -> Contest:
    """Put a contest on record with its rounds and what is judged in them. It belongs to the organiser's place."""
    planned = read_rounds(rounds, criteria)
    code = rule_named(rule or LATEST).code
    with act("contests.contest.call", by=by, path=details["organiser"].path) as doer:
        contest = create(Contest(), by=doer, values=organised_values(details, by=doer))
        _lay_out(contest, by=doer, planned=planned, rule=code)
    return contest


def plan_rounds(contest: Contest, *, by: Actor, criteria: str, rounds: str = "", rule: str = "") -> Contest:
    """Plan rounds, criteria and rule anew, as long as no number is drawn."""
    planned = read_rounds(rounds, criteria)
    code = rule_named(rule or LATEST).code
    with act("contests.contest.rounds", contest, by=by) as doer:
        _clear(contest, by=doer)
        _lay_out(contest, by=doer, planned=planned, rule=code)
    return contest


def correct_contest(contest: Contest, *, by: Actor, reason: str, **details: Any) -> Contest:
    """Correct what was recorded wrongly, in any state; giving it to another organiser needs scope over both places."""
    path = details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("contests.contest.correct", contest, by=by, reason=require_reason(reason)) as doer:
        if contest.state in COUNTED and details["last_day"] > today():
            raise ConflictError("这项赛事的结果已经公布，结束日期不能改到今天以后。", field="last_day")
        move(contest, by=doer, path=path)
        return change(contest, by=doer, values=organised_values(details, by=doer, record=contest))


def close_entries(contest: Contest, *, by: Actor) -> Contest:
    """Say that nothing more is entered; from now on entries are checked and judges appointed."""
    with act("contests.contest.close_entries", contest, by=by) as doer:
        return change(contest, by=doer, values={"state": State.ENTRIES})


def draw_numbers(contest: Contest, *, by: Actor, seed: str = "") -> Contest:
    """Draw the blind numbers of all entries that may take part and open the first round.

    The seed is kept: whoever has it and the entries draws the same numbers. Needs every entry checked, and a judge.
    """
    with act("contests.contest.draw", contest, by=by) as doer:
        entries = list(every_entry(contest).select_for_update())
        chosen = _ready(contest, entries)
        seed = seed.strip() or token_hex(16)
        numbers = draw((entry.pk for entry in chosen), seed=seed)
        befores = [journal.values_of(entry) for entry in chosen]
        for entry in chosen:
            entry.number, entry.state = numbers[entry.pk], Entry.State.NUMBERED
        rows = Entry.objects.children_of(contest)
        rows.bulk_update(chosen, ["number", "state"], batch_size=500)
        journal.write_many(chosen, by=doer, action=doer.action, befores=befores)
        open_round(rounds_of(contest)[0], by=doer)
        return change(contest, by=doer, values={"state": State.JUDGING, "draw_seed": seed})


def open_round(one: Round, *, by: Doer) -> Round:
    """Let a round be judged."""
    return change(one, by=by, values={"state": Round.State.JUDGING, "opened_by": by.account_id})


def cancel_contest(contest: Contest, *, by: Actor, reason: str) -> Contest:
    """Say that a contest will not be held, or not be finished, and why."""
    why = require_reason(reason)
    with act("contests.contest.cancel", contest, by=by, reason=why) as doer:
        return change(contest, by=doer, values={"state": State.CANCELLED, "cancel_reason": why})


def _ready(contest: Contest, entries: list[Entry]) -> list[Entry]:
    """Return the entries to draw numbers for; raise `ConflictError` naming what is not ready."""
    unchecked = sum(entry.state == Entry.State.ENTERED for entry in entries)
    if unchecked:
        raise ConflictError(f"还有 {unchecked} 件作品没有审核资格，请审核后再抽取编号。")
    chosen = [entry for entry in entries if entry.state == Entry.State.ELIGIBLE]
    if not chosen:
        raise ConflictError("还没有符合条件的作品，不能抽取编号；没有人报名的赛事请取消。")
    if not judges_of(contest).filter(state=Judge.State.APPOINTED).exists():
        raise ConflictError("还没有聘请评委，请先聘请评委再抽取编号。")
    return chosen


def _lay_out(contest: Contest, *, by: Doer, planned: tuple[PlannedRound, ...], rule: str) -> None:
    path = contest.path
    rounds = Round.objects.insert_rows(
        Round(contest=contest, path=path, number=number, title=one.title, rule=rule, goes_on=one.goes_on)
        for number, one in enumerate(planned, start=1)
    )
    items = Criterion.objects.insert_rows(
        Criterion(
            round=row, path=path, position=position, title=item.title, maximum=item.maximum, weight=item.weight,
            decimals=item.decimals,
        )
        for row, one in zip(rounds, planned, strict=True)
        for position, item in enumerate(one.items, start=1)
    )  # fmt: skip
    journal.write_many([*rounds, *items], by=by, action="contests.round.plan")


def _clear(contest: Contest, *, by: Doer) -> None:
    rounds = rounds_of(contest)
    items = Criterion.objects.children_of_numbered(Round, list(rounds.values_list("pk", flat=True)))
    journal.write_removals([*items, *rounds], by=by, action="contests.round.plan")
    items.delete()
    rounds.delete()
