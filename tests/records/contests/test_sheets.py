"""Score sheets: handed in, compared, corrected; nothing after the seal."""

import pytest

from tests.records.contests.conftest import ANOTHER, FIRST, anew
from tests.records.contests.samples import set_values
from tongxin.access import journal
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, ScoreSheet


def versions(sheet):
    return [(one.number, one.scores, one.reason) for one in queries.versions_of(sheet)]


def test_sheet_counts_at_once_and_is_written_in_one_way(stage):
    contest = stage.draw()
    sheet = stage.hand_in(contest, 1, 2, "５０.０、30.50", source="excel")
    assert (sheet.state, sheet.scores, sheet.version) == ("valid", ["50", "30.5"], 1)
    assert (sheet.judge.number, sheet.entry.number, sheet.path) == (1, 2, contest.path)
    assert versions(sheet) == [(1, ["50", "30.5"], "")]
    assert [line.action for line in journal.of(sheet)] == ["contests.sheet.hand_in"]


@pytest.mark.parametrize(
    ("changed", "said", "field"),
    [
        ({"judge": 9}, "没有 9 号评委", "judge"),
        ({"entry": 9}, "没有 9 号作品", "entry"),
        ({"round": "复赛"}, "没有「复赛」这一轮，这项赛事的轮次有：决赛", "round"),
        ({"scores": "61 30"}, "「内容」的得分「61」超过满分 60", "scores"),
        ({"scores": "NaN 30"}, "不是分数", "scores"),
        ({"scores": "50"}, "2 个评分项", "scores"),
    ],
)
def test_sheet_that_fits_nothing_is_refused_with_a_sentence(stage, changed, said, field):
    contest = stage.draw()
    values = {"judge": 1, "entry": 1, "scores": "50 30"} | changed
    with pytest.raises(InputError, match=said) as refusal:
        actions.hand_in_sheet(by=stage.by, contest=contest, **values)
    assert refusal.value.field == field
    assert not ScoreSheet.objects.whole_network(reason="test").exists()


def test_sheet_is_handed_in_once(stage):
    contest = stage.draw()
    stage.hand_in(contest, 1, 1, "50 30")
    with pytest.raises(ConflictError, match="已经给这件作品打过分"):
        stage.hand_in(contest, 1, 1, "51 30")


def test_contest_without_rounds_takes_no_sheet(stage):
    contest = stage.call()
    with pytest.raises(ConflictError, match="「决赛」现在是「未开始」"):
        stage.hand_in(contest, 1, 1, "50 30")


def test_paper_counts_once_a_second_person_read_the_same(stage):
    contest = stage.draw()
    sheet = actions.hand_in_sheet(by=FIRST, contest=contest, judge=1, entry=1, scores="50 30", source="paper")
    assert sheet.state == "keyed"
    with pytest.raises(ConflictError, match="应由另一个人办理"):
        actions.key_again(sheet, by=FIRST, scores="50 30")
    assert actions.key_again(sheet, by=ANOTHER, scores="50.0 ３０").state == "valid"
    assert versions(sheet) == [(1, ["50", "30"], "")]


def test_corrected_paper_is_compared_again_by_whoever_did_not_correct_it(stage):
    contest = stage.draw()
    sheet = actions.hand_in_sheet(by=FIRST, contest=contest, judge=1, entry=1, scores="50 30", source="paper")
    actions.correct_sheet(sheet, by=ANOTHER, reason="看错一行", scores="51 30")
    assert (sheet.state, sheet.version) == ("keyed", 2)
    with pytest.raises(ConflictError, match="另一个人"):
        actions.key_again(sheet, by=ANOTHER, scores="51 30")
    assert actions.key_again(sheet, by=FIRST, scores="51 30").state == "valid"
    assert versions(sheet) == [(2, ["51", "30"], "看错一行"), (1, ["50", "30"], "")]


def test_correction_is_a_new_version_with_its_reason(stage):
    contest = stage.draw()
    sheet = stage.hand_in(contest, 1, 1, "50 30")
    with pytest.raises(InputError, match="写明原因"):
        actions.correct_sheet(sheet, by=stage.by, reason=" ", scores="51 30")
    actions.correct_sheet(
        sheet, by=stage.by, reason="评委改正", scores="51 30", judge=1, entry=1, round="决赛", source=""
    )
    assert (anew(sheet).scores, sheet.state) == (["51", "30"], "valid")
    actions.correct_sheet(sheet, by=stage.by, reason="再看", scores="51.00 30")
    assert [number for number, _, _ in versions(sheet)] == [2, 1]


@pytest.mark.parametrize("other", [{"judge": 2}, {"entry": 2}, {"round": "初赛"}, {"source": "paper"}])
def test_correction_changes_scores_alone(stage, other):
    sheet = stage.hand_in(stage.draw(), 1, 1, "50 30")
    with pytest.raises(ConflictError, match="更正只改得分") as refusal:
        actions.correct_sheet(sheet, by=stage.by, reason="写错", scores="51 30", **other)
    assert refusal.value.field == next(iter(other))
    assert anew(sheet).version == 1


def test_nothing_is_scored_or_corrected_after_the_seal(stage):
    contest = stage.sealed(entries=2, judges=1)
    sheet = queries.sheets_of(stage.round(contest))[0]
    for attempt in (
        lambda: stage.hand_in(contest, 1, 1, "50 30"),
        lambda: actions.correct_sheet(sheet, by=stage.by, reason="改", scores="51 30"),
    ):
        with pytest.raises(ConflictError, match="「决赛」现在是「已封存」，不能再打分或改分"):
            attempt()
    set_values(sheet, state="keyed")
    with pytest.raises(ConflictError, match="已封存"):
        actions.key_again(sheet, by=ANOTHER, scores="50 30")


def test_sheet_of_an_earlier_round_is_not_taken_in_the_next_one(stage):
    contest = stage.draw(rounds="初赛 晋级1\n决赛", entries=2, judges=1)
    stage.score(contest)
    stage.seal(contest)
    with pytest.raises(ConflictError, match="「初赛」现在是「已封存」"):
        stage.hand_in(contest, 1, 1, "50 30", round="初赛")
    with pytest.raises(InputError, match="「决赛」没有 2 号作品"):
        stage.hand_in(contest, 1, 2, "50 30")
    assert stage.hand_in(contest, 1, 1, "50 30").round.title == "决赛"
    assert anew(contest).state == Contest.State.JUDGING
