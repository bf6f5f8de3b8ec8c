"""What a judge does at the own address: scores, changes of mind, standing aside; nothing twice, nothing after the seal."""

import pytest

from tests.records.contests.conftest import ANOTHER, FIRST, THIRD, anew
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Recusal, ScoreSheet

VISITOR = Actor.nobody()


@pytest.fixture
def contest(stage):
    return stage.draw()


@pytest.fixture
def judge(contest):
    return queries.judges_of(contest)[0]


def give(judge, *scores, **more):
    values = {"round": 1, "entry": 1} | more
    return actions.give_scores(judge, by=VISITOR, scores=scores, **values)


def sheets():
    return ScoreSheet.objects.whole_network(reason="test")


def test_judge_gives_scores_and_is_known_by_number_alone(judge, contest):
    sheet = give(judge, "５０．５", "30")
    assert (sheet.scores, sheet.source, sheet.state, sheet.version) == (["50.5", "30"], "tablet", "valid", 1)
    (line,) = journal.of(sheet)
    assert (line.action, line.actor) == ("contests.sheet.hand_in", "1 号评委")


def test_what_is_sent_again_changes_nothing(judge):
    sheet = give(judge, "50", "30")
    for version in (0, 1, 7):
        assert give(judge, "50.0", "30", version=version) == sheet
    assert sheets().count() == 1
    assert [one.number for one in queries.versions_of(sheet)] == [1]


def test_judge_changes_a_sheet_having_seen_it(judge):
    give(judge, "50", "30")
    changed = give(judge, "51", "30", version=1)
    assert (changed.scores, changed.version, changed.state) == (["51", "30"], 2, "valid")
    assert [(one.scores, one.reason) for one in queries.versions_of(changed)] == [
        (["51", "30"], "评委本人修改"),
        (["50", "30"], ""),
    ]


@pytest.mark.parametrize("version", [0, 1, 3])
def test_judge_who_has_not_seen_the_newest_version_is_told(judge, version):
    give(judge, "50", "30")
    sheet = give(judge, "51", "30", version=1)
    with pytest.raises(ConflictError, match="1 号作品的得分已在别处改过") as refusal:
        give(judge, "50", "30", version=version)
    assert refusal.value.field == "version"
    assert anew(sheet).scores == ["51", "30"]


def test_judge_leaves_what_staff_keyed_in(stage, contest, judge):
    stage.hand_in(contest, 1, 1, "50 30", source="paper")
    assert give(judge, "50", "30").state == "keyed"
    with pytest.raises(ConflictError, match="工作人员录入的"):
        give(judge, "51", "30", version=1)


def test_judge_gives_nothing_after_the_seal(stage, contest, judge):
    give(judge, "50", "30")
    stage.score_rest(contest)
    stage.seal(contest)
    for scores in (("50", "30"), ("51", "30")):
        with pytest.raises(ConflictError, match="现在是「已封存」，不能再打分或改分"):
            give(judge, *scores, version=1)


def test_scores_of_an_earlier_round_are_not_given_in_the_next(stage):
    contest = stage.score(stage.draw(rounds="初赛 晋级2\n决赛"))
    stage.seal(contest)
    judge = queries.judges_of(contest)[0]
    with pytest.raises(ConflictError, match="「初赛」现在是「已封存」"):
        give(judge, "1", "1", version=1)
    assert give(judge, "40", "30", round=2, entry=1).round.title == "决赛"
    with pytest.raises(InputError, match="「决赛」没有 3 号作品"):
        give(judge, "40", "30", round=2, entry=3)
    with pytest.raises(InputError, match="没有这一轮"):
        give(judge, "40", "30", round=9)


def test_judge_stands_aside_once_and_the_sheet_is_void(judge):
    sheet = give(judge, "50", "30")
    for _ in range(2):
        actions.stand_aside(judge, by=VISITOR, entry=1, relation="family", detail="姐弟")
    (row,) = Recusal.objects.children_of(judge)
    assert (row.relation, row.detail, row.entry.number) == ("family", "姐弟", 1)
    assert anew(sheet).state == "void"
    for version in (0, 1):
        with pytest.raises(ConflictError, match="已对1 号作品回避"):
            give(judge, "50", "30", version=version)
    actions.stand_aside(judge, by=VISITOR, entry=2, relation="other")
    with pytest.raises(ConflictError, match="应当回避"):
        give(judge, "50", "30", entry=2)
    with pytest.raises(InputError, match="没有 9 号作品"):
        actions.stand_aside(judge, by=VISITOR, entry=9, relation="family")


# Paper that two people read differently.


def test_two_who_read_differently_wait_for_a_third(stage, contest):
    sheet = actions.hand_in_sheet(by=FIRST, contest=contest, judge=1, entry=1, scores="50 30", source="paper")
    actions.key_again(sheet, by=ANOTHER, scores="51 30")
    assert (anew(sheet).state, sheet.scores, sheet.again) == ("unlike", ["50", "30"], ["51", "30"])
    with pytest.raises(ConflictError, match="1 份纸质评分表没有第二人核对"):
        stage.seal(contest)
    with pytest.raises(ConflictError, match="应由另一个人办理"):
        actions.decide_sheet(sheet, by=FIRST, scores="51 30")
    with pytest.raises(ForbiddenError, match="第二次录入是您做的"):
        actions.decide_sheet(sheet, by=ANOTHER, scores="51 30")
    decided = actions.decide_sheet(sheet, by=THIRD, scores="51 30")
    assert (decided.state, decided.scores, decided.version) == ("valid", ["51", "30"], 2)
    newest, first = queries.versions_of(sheet)
    assert (newest.scores, newest.reason) == (["51", "30"], "两次录入不一致，由第三人对照纸质评分表确定")
    assert first.scores == ["50", "30"]


def test_third_look_may_find_the_first_reading_right(contest):
    sheet = actions.hand_in_sheet(by=FIRST, contest=contest, judge=1, entry=1, scores="50 30", source="paper")
    actions.key_again(sheet, by=ANOTHER, scores="51 30")
    assert actions.decide_sheet(sheet, by=THIRD, scores="50.00 30").state == "valid"
    assert (sheet.scores, sheet.version) == (["50", "30"], 1)


def test_correction_of_unlike_readings_begins_again(contest):
    sheet = actions.hand_in_sheet(by=FIRST, contest=contest, judge=1, entry=1, scores="50 30", source="paper")
    actions.key_again(sheet, by=ANOTHER, scores="51 30")
    actions.correct_sheet(sheet, by=FIRST, reason="看错", scores="51 30")
    assert (sheet.state, sheet.again, sheet.again_by) == ("keyed", [], None)
    assert actions.key_again(sheet, by=ANOTHER, scores="51 30").state == "valid"
