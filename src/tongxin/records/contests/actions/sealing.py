"""Sealing a round: from then on nothing of it changes, and its result follows from the sealed file alone."""

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.records.contests.actions.calls import open_round
from tongxin.records.contests.models import Award, Contest, Objection, Result, Round, ScoreSheet
from tongxin.records.contests.queries import (
    awards_of,
    entries_of,
    items_of,
    judges_of,
    missing_of,
    objections_of,
    pairs_aside,
    result_of,
    rounds_of,
    sheets_of,
)
from tongxin.records.contests.rules import Away, Given, Inputs, ScoreItem, rule_named, sealed

_SHOWN = 5


def seal_round(one: Round, *, by: Actor, reason: str = "") -> Round:
    """Seal a round and compute its result; the next round opens, after the last one the contest is sealed.

    Needs every sheet that is due, or the reason why some are not there, and no paper sheet waiting for its second person.
    """
    with transaction.atomic():
        lock(one.contest, by=by, verb=Verb.RECORD)
        with act("contests.round.seal", one, by=by, reason=reason.strip()) as doer:
            content, digest = sealed(_inputs(one, reason=doer.reason))
            before = result_of(one)
            values = {
                "version": before.version + 1 if before else 1, "content": content, "sha256": digest,
                "sealed_at": timezone.now(), "sealed_by": by.name, "missing_reason": doer.reason,
            }  # fmt: skip
            create(Result(round=one, path=one.path), by=doer, values=values)
            change(one, by=doer, values={"state": Round.State.SEALED})
            following = rounds_of(one.contest).filter(number=one.number + 1).first()
            if following is not None:
                open_round(following, by=doer)
            else:
                change(one.contest, by=doer, values={"state": Contest.State.SEALED})
    return one


def judge_anew(one: Round, *, by: Actor, reason: str) -> Round:
    """Judge the last round again after an objection was upheld: what was sealed stays, the next seal is another version."""
    with transaction.atomic():
        lock(one.contest, by=by, verb=Verb.RECORD)
        with act("contests.round.judge_anew", one, by=by, reason=require_reason(reason)) as doer:
            if rounds_of(one.contest).filter(number__gt=one.number).exists():
                raise ConflictError("后面的轮次已经开始，只有最后一轮可以重新评审。")
            if not objections_of(one.contest).filter(state=Objection.State.UPHELD).exists():
                raise ConflictError("没有成立的异议，不能重新评审。")
            if awards_of(one.contest).filter(state=Award.State.GIVEN).exists():
                raise ConflictError("已经评定过奖项，名次可能变动：请先撤销原来的奖项，再重新评审。")
            change(one.contest, by=doer, values={"state": Contest.State.JUDGING})
            return open_round(one, by=doer)


def _inputs(one: Round, *, reason: str) -> Inputs:
    sheets = list(sheets_of(one))
    waiting = sum(sheet.state != ScoreSheet.State.VALID for sheet in sheets)
    if waiting:
        raise ConflictError(f"还有 {waiting} 份纸质评分表没有第二人核对，请核对后再封存。")
    if not sheets:
        raise ConflictError("这一轮还没有评分表，不能封存。")
    missing = missing_of(one)
    if missing and not reason:
        listed = "、".join(f"{judge}对{entry}" for judge, entry in missing[:_SHOWN])
        more = "等" if len(missing) > _SHOWN else ""
        raise ConflictError(
            f"还缺 {len(missing)} 份评分表（{listed}{more}），请补齐，或写明原因后封存。", field="reason"
        )
    entries = {entry.pk: entry.number or 0 for entry in entries_of(one)}
    judges = {judge.pk: judge.number for judge in judges_of(one.contest)}
    aside = pairs_aside(one.contest)
    kept = [sheet for sheet in sheets if sheet.entry_id in entries and (sheet.judge_id, sheet.entry_id) not in aside]
    return Inputs(
        title=one.contest.title,
        organiser=one.contest.organiser.name,
        round=one.title,
        sealed_at=timezone.localtime().isoformat(timespec="seconds"),
        goes_on=one.goes_on,
        rule=rule_named(one.rule),
        items=tuple(ScoreItem.of(row) for row in items_of(one)),
        entries=tuple(entries.values()),
        judges=tuple(judges.values()),
        sheets=tuple(_given(sheet) for sheet in kept),
        recusals=tuple(
            Away(judge=judges[judge], entry=entries[entry], relation=relation)
            for (judge, entry), relation in aside.items()
            if entry in entries
        ),
        missing=tuple(Away(judge=judge.number, entry=entry.number or 0) for judge, entry in missing),
    )


def _given(sheet: ScoreSheet) -> Given:
    return Given(
        judge=sheet.judge.number,
        entry=sheet.entry.number or 0,
        version=sheet.version,
        source=sheet.source,
        scores=tuple(sheet.scores),
    )
