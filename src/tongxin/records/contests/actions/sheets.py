"""Score sheets: handed in, keyed in a second time, corrected. Every version stays."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, lock, require_reason
from tongxin.records.contests.actions.judges import as_judge
from tongxin.records.contests.models import Contest, Entry, Judge, Round, ScoreSheet, SheetVersion
from tongxin.records.contests.queries import (
    current_round,
    entries_of,
    is_aside,
    items_of,
    judges_of,
    rounds_of,
    sheet_of,
)
from tongxin.records.contests.rules import ScoreItem, read_scores, written

State, Source = ScoreSheet.State, ScoreSheet.Source
Scores = str | Sequence[str]
_BY_THE_JUDGE = "评委本人修改"
_DECIDED = "两次录入不一致，由第三人对照纸质评分表确定"


def hand_in_sheet(  # noqa: PLR0913 - a sheet is just this: which contest and round, who, what, how it came
    *,
    by: Actor,
    contest: Contest,
    judge: int,
    entry: int,
    scores: Scores,
    source: str = "excel",
    round: str = "",  # noqa: A002 - the word on the form
) -> ScoreSheet:
    """Hand in what a judge gives an entry, both by number, in the round under way or the one named.

    A paper sheet waits for the second person; all others count at once. Raises `ConflictError` once the round is sealed, for
    a judge who stands aside, and where there is a sheet already.
    """
    with transaction.atomic():
        one = _round(contest, round)
        lock(one, by=by, verb=Verb.RECORD)
        with act("contests.sheet.hand_in", by=by, path=one.path) as doer:
            _require_open(one)
            given, by_whom, to_whom = _written(scores, one), _judge(contest, judge), _entry(one, entry)
            _require_no_part(by_whom, to_whom)
            values = {
                "judge": by_whom, "entry": to_whom, "scores": given, "source": source, "keyed_by": by.account_id,
                "state": State.KEYED if source == Source.PAPER else State.VALID,
            }  # fmt: skip
            sheet = create(ScoreSheet(round=one, path=one.path), by=doer, values=values)
            _keep(sheet, by=doer)
    return sheet


def key_again(sheet: ScoreSheet, *, by: Actor, scores: Scores) -> ScoreSheet:
    """Key in a paper sheet a second time, by somebody else: it counts where both read the same, else a third look decides."""
    with transaction.atomic():
        lock(sheet.round, by=by, verb=Verb.RECORD)
        with act("contests.sheet.key_again", sheet, by=by) as doer:
            _require_open(sheet.round)
            again = _written(scores, sheet.round)
            state = State.VALID if again == sheet.scores else State.UNLIKE
            return change(sheet, by=doer, values={"state": state, "again": again, "again_by": by.account_id})


def decide_sheet(sheet: ScoreSheet, *, by: Actor, scores: Scores) -> ScoreSheet:
    """Say what is on a paper sheet that two people read differently: a third look at it, by neither of the two."""
    with transaction.atomic():
        lock(sheet.round, by=by, verb=Verb.RECORD)
        with act("contests.sheet.decide", sheet, by=by, reason=_DECIDED) as doer:
            _require_open(sheet.round)
            given = _written(scores, sheet.round)
            if given == sheet.scores:
                return change(sheet, by=doer, values={"state": State.VALID})
            change(sheet, by=doer, values={"scores": given, "version": sheet.version + 1, "state": State.VALID})
            _keep(sheet, by=doer)
    return sheet


def correct_sheet(sheet: ScoreSheet, *, by: Actor, reason: str, scores: Scores, **others: object) -> ScoreSheet:
    """Correct a sheet before the round is sealed: a new version with its reason. One from paper is keyed in twice again.

    Which judge, entry and round it is of stays: `others`, as the form has them, are not changed here.
    """
    why = require_reason(reason)
    with transaction.atomic():
        lock(sheet.round, by=by, verb=Verb.RECORD)
        with act("contests.sheet.correct", sheet, by=by, reason=why) as doer:
            _require_open(sheet.round)
            _require_same(sheet, others)
            given = _written(scores, sheet.round)
            if given == sheet.scores:
                return sheet
            state = State.KEYED if sheet.source == Source.PAPER else State.VALID
            values = {
                "scores": given, "version": sheet.version + 1, "state": state, "keyed_by": by.account_id, "again": [],
                "again_by": None,
            }  # fmt: skip
            change(sheet, by=doer, values=values)
            _keep(sheet, by=doer)
    return sheet


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
        _require_open(one)
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
        given = _written(scores, one)
        if given == sheet.scores and sheet.state != ScoreSheet.State.VOID:
            return sheet
        _require_own(sheet, version)
        return correct_sheet(sheet, by=doer, reason=_BY_THE_JUDGE, scores=given)


def _keep(sheet: ScoreSheet, *, by: Doer) -> None:
    """Keep the version a sheet has now."""
    SheetVersion.objects.create(
        sheet=sheet,
        path=sheet.path,
        number=sheet.version,
        scores=sheet.scores,
        source=sheet.source,
        given_at=timezone.now(),
        given_by=by.name,
        reason=by.reason,
    )


def _items(one: Round) -> list[ScoreItem]:
    return [ScoreItem.of(row) for row in items_of(one)]


def _written(scores: Scores, one: Round) -> list[str]:
    """Return the scores in their one way of being written, so that two who mean the same write the same."""
    return [written(score) for score in read_scores(scores, _items(one))]


def _round(contest: Contest, named: str) -> Round:
    rounds = rounds_of(contest)
    found = rounds.filter(title=named).first() if named else current_round(contest) or rounds.last()
    if found is None:
        titles = "、".join(rounds.values_list("title", flat=True))
        raise InputError(f"没有「{named[:20]}」这一轮，这项赛事的轮次有：{titles}。", field="round")
    return found


def _judge(contest: Contest, number: int) -> Judge:
    judge = judges_of(contest).filter(number=number, state=Judge.State.APPOINTED).first()
    if judge is None:
        raise InputError(f"这项赛事没有 {number} 号评委，或评委已退出，请核对评委编号。", field="judge")
    return judge


def _entry(one: Round, number: int) -> Entry:
    entry = entries_of(one).filter(number=number).first()
    if entry is None:
        raise InputError(f"「{one}」没有 {number} 号作品，请核对参赛编号。", field="entry")
    return entry


def _require_open(one: Round) -> None:
    if one.state != Round.State.JUDGING:
        raise ConflictError(f"「{one}」现在是「{one.get_state_display()}」，不能再打分或改分。")


def _require_no_part(judge: Judge, entry: Entry) -> None:
    if is_aside(judge, entry):
        raise ConflictError(f"{judge}对{entry}应当回避，不能打分。", field="judge")


def _require_same(sheet: ScoreSheet, others: dict[str, object]) -> None:
    """Refuse to make a sheet another judge's or another entry's."""
    is_now = {
        "contest": sheet.round.contest, "round": sheet.round.title, "judge": sheet.judge.number,
        "entry": sheet.entry.number, "source": sheet.source,
    }  # fmt: skip
    for name, value in others.items():
        if value not in (is_now[name], ""):
            raise ConflictError(
                "更正只改得分；评委、作品、轮次或来源登记错的，请在正确的编号下重新交评分表。", field=name
            )


def _require_own(sheet: ScoreSheet, version: int) -> None:
    if sheet.state == ScoreSheet.State.VOID:
        raise ConflictError(f"您已对{sheet.entry}回避，不能打分。")
    if sheet.source != ScoreSheet.Source.TABLET:
        raise ConflictError(f"{sheet.entry}的评分表是工作人员录入的，要改分请告诉工作人员。")
    if sheet.version != version:
        raise ConflictError(f"{sheet.entry}的得分已在别处改过，请核对后再保存。", field="version")
