"""What a judge does at the own address. Whatever is sent again, as broken networks make it, changes nothing again."""

from collections.abc import Sequence

from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import lock
from tongxin.records.contests.actions.judges import as_judge, recuse_judge
from tongxin.records.contests.actions.sheets import correct_sheet, hand_in_sheet, require_open, written_scores
from tongxin.records.contests.models import Judge, Recusal, Round, ScoreSheet
from tongxin.records.contests.queries import every_entry, rounds_of

_BY_THE_JUDGE = "评委本人修改"


def give_scores(
    judge: Judge,
    *,
    by: Actor,
    round: int,  # noqa: A002 - the word on the form
    entry: int,
    scores: Sequence[str],
    version: int = 0,
) -> ScoreSheet:
    """Give an entry scores in a round, both by number, or change what this judge gave it before.

    `version` is the one the judge has seen, 0 for none: who changes a sheet without having seen its newest version is told so
    by a `ConflictError` with the field `version`. The caller has checked that it is the judge who asks.
    """
    doer = as_judge(judge, by=by)
    with transaction.atomic():
        one = rounds_of(judge.contest).filter(number=round).first()
        if one is None:
            raise InputError("这项赛事没有这一轮，请刷新页面后再打分。", field="round")
        lock(one, by=doer, verb=Verb.RECORD)
        require_open(one)
        sheet = sheet_of(judge, one, entry)
        if sheet is None:
            return hand_in_sheet(
                by=doer,
                contest=judge.contest,
                judge=judge.number,
                entry=entry,
                scores=scores,
                round=one.title,
                source=ScoreSheet.Source.TABLET,
            )
        given = written_scores(scores, one)
        if given == sheet.scores and sheet.state != ScoreSheet.State.VOID:
            return sheet
        _require_own(sheet, version)
        return correct_sheet(sheet, by=doer, reason=_BY_THE_JUDGE, scores=given)


def stand_aside(judge: Judge, *, by: Actor, entry: int, relation: str, detail: str = "") -> Judge:
    """Let a judge stand aside for an entry, by number; what it was given becomes void."""
    found = every_entry(judge.contest).filter(number=entry).first()
    if found is None:
        raise InputError(f"没有 {entry} 号作品，请刷新页面后再看。", field="entry")
    if Recusal.objects.children_of(judge).filter(entry=found).exists():
        return judge
    return recuse_judge(judge, by=as_judge(judge, by=by), entry=found, relation=relation, detail=detail)


def sheet_of(judge: Judge, one: Round, entry: int) -> ScoreSheet | None:
    """Return what a judge gave an entry in a round, void or not."""
    return ScoreSheet.objects.children_of(judge).filter(round=one, entry__number=entry).first()


def _require_own(sheet: ScoreSheet, version: int) -> None:
    if sheet.state == ScoreSheet.State.VOID:
        raise ConflictError(f"您已对{sheet.entry}回避，不能打分。")
    if sheet.source != ScoreSheet.Source.TABLET:
        raise ConflictError(f"{sheet.entry}的评分表是工作人员录入的，要改分请告诉工作人员。")
    if sheet.version != version:
        raise ConflictError(f"{sheet.entry}的得分已在别处改过，请核对后再保存。", field="version")
