"""The seal and what follows: rounds, publication, objections, prizes."""

from datetime import date, timedelta

import pytest

from tests.records.contests.conftest import ANOTHER, FIRST, anew
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Award, Contest, Result
from tongxin.records.contests.rules import replay

FAR = date(2099, 1, 1)
State = Contest.State


def places(contest):
    return [(one["rank"], one["entry"]) for one in queries.last_outcome(contest)["places"]]


# The seal.


def test_seal_needs_sheets(stage):
    contest = stage.draw()
    with pytest.raises(ConflictError, match="还没有评分表"):
        stage.seal(contest, reason="评委没来")


def test_seal_names_what_is_missing_and_takes_a_reason(stage):
    contest = stage.draw(entries=4, judges=2)
    stage.hand_in(contest, 1, 1, "50 30")
    with pytest.raises(ConflictError, match=r"还缺 7 份评分表（2 号评委对1 号作品、.*等）") as refusal:
        stage.seal(contest)
    assert refusal.value.field == "reason"
    assert anew(contest).state == State.JUDGING
    one = stage.seal(contest, reason=" 评委临时有事 ")
    result = queries.result_of(one)
    assert result.missing_reason == "评委临时有事"
    assert [(away.judge, away.entry) for away in replay(result.content).inputs.missing][:2] == [(2, 1), (1, 2)]
    assert places(contest) == [(1, 1), (None, 2), (None, 3), (None, 4)]


def test_paper_that_was_not_compared_stops_the_seal(stage):
    contest = stage.draw(entries=1, judges=1)
    stage.hand_in(contest, 1, 1, "50 30", source="paper")
    with pytest.raises(ConflictError, match="还有 1 份纸质评分表没有第二人核对"):
        stage.seal(contest, reason="来不及")


def test_whoever_opened_a_round_does_not_seal_it(stage):
    contest = stage.call(entries=1, judges=1)
    actions.close_entries(contest, by=FIRST)
    actions.check_entry(queries.every_entry(contest).get(), by=FIRST)
    actions.draw_numbers(contest, by=FIRST)
    stage.score(contest)
    with pytest.raises(ConflictError, match="应由另一个人办理"):
        actions.seal_round(stage.round(contest), by=FIRST)
    assert actions.seal_round(stage.round(contest), by=ANOTHER).state == "sealed"


def test_who_stands_aside_is_in_the_sealed_file_and_owes_nothing(stage):
    contest = stage.draw(entries=2, judges=2)
    judge, entry = queries.judges_of(contest)[1], queries.every_entry(contest)[0]
    actions.recuse_judge(judge, by=stage.by, entry=entry, relation="teacher", detail="指导老师")
    stage.score(contest)
    one = stage.seal(contest)
    content = queries.result_of(one).content
    (aside,) = replay(content).inputs.recusals
    assert (aside.judge, aside.entry, aside.relation) == (2, 1, "teacher")
    assert "指导老师" not in content
    assert "选手" not in content
    assert "评委乙某" not in content


def test_sealed_result_is_never_written_again(stage):
    contest = stage.sealed()
    result = queries.result_of(stage.round(contest))
    with pytest.raises(TypeError, match="never written again"):
        result.save()
    with pytest.raises(ConflictError, match="已封存"):
        stage.seal(contest)
    assert Result.objects.whole_network(reason="test").count() == 1


def test_rounds_follow_each_other_with_whoever_goes_on(stage):
    contest = stage.draw(rounds="初赛 晋级2\n决赛", entries=3, judges=1)
    stage.score(contest, {1: {1: "40 30"}, 2: {1: "60 40"}, 3: {1: "50 30"}})
    first = stage.seal(contest)
    assert queries.outcome_of(first)["goes_on"] == [2, 3]
    assert anew(contest).state == State.JUDGING
    final = stage.round(contest)
    assert (final.title, final.state) == ("决赛", "judging")
    assert [one.number for one in queries.entries_of(final)] == [2, 3]
    stage.score(contest, {2: {1: "10 10"}, 3: {1: "60 40"}})
    stage.seal(contest)
    assert anew(contest).state == State.SEALED
    assert places(contest) == [(1, 3), (2, 2)]


def test_two_rounds_with_one_entry(stage):
    contest = stage.draw(rounds="初赛 晋级20\n决赛", entries=1, judges=1)
    for _ in range(2):
        stage.score(contest)
        stage.seal(contest)
    assert anew(contest).state == State.SEALED
    assert places(contest) == [(1, 1)]


def test_who_withdraws_between_rounds_is_judged_no_more(stage):
    contest = stage.draw(rounds="初赛 晋级2\n决赛", entries=2, judges=1)
    stage.score(contest)
    stage.seal(contest)
    entry = queries.every_entry(contest).get(number=2)
    stage.hand_in(contest, 1, 2, "50 30")
    actions.withdraw_entry(entry, by=stage.by, reason="生病")
    stage.hand_in(contest, 1, 1, "50 30")
    stage.seal(contest)
    assert places(contest) == [(1, 1)]


# Publication.


def test_contest_that_is_not_over_is_not_published(stage):
    day = today() + timedelta(days=1)
    contest = stage.sealed(first_day=day, last_day=day)
    with pytest.raises(ConflictError, match="才结束"):
        actions.publish_result(contest, by=stage.by, objections_until=FAR)


def test_result_is_published_with_a_deadline_for_objections(stage):
    contest = stage.sealed()
    with pytest.raises(InputError, match="不能早于今天"):
        actions.publish_result(contest, by=stage.by, objections_until=today() - timedelta(days=1))
    actions.publish_result(contest, by=stage.by, objections_until=today())
    assert (contest.state, contest.published_on, contest.objections_until) == (State.PUBLISHED, today(), today())
    with pytest.raises(ConflictError, match="结果已公布"):
        actions.publish_result(contest, by=stage.by, objections_until=FAR)


# Objections.


def objected(stage, contest, **more):
    values = {"text": "算错了", "received": today()} | more
    actions.object_to(contest, by=more.pop("by", FIRST), **values)
    return queries.objections_of(contest)[0]


def test_objection_is_taken_down_until_the_deadline(stage):
    contest = stage.published()
    one = objected(stage, contest, entry=2, raised_by="王例山")
    assert (one.state, one.entry.number, one.taken_by) == ("open", 2, FIRST.account_id)
    with pytest.raises(InputError, match="没有 9 号作品"):
        objected(stage, contest, entry=9)
    with pytest.raises(InputError, match="还没有到"):
        objected(stage, contest, received=today() + timedelta(days=1))
    with pytest.raises(InputError, match="不能早于"):
        objected(stage, contest, received=today() - timedelta(days=1))
    Contest.objects.whole_network(reason="test").update(
        published_on=today() - timedelta(days=9), objections_until=today() - timedelta(days=2)
    )
    anew(contest)
    assert objected(stage, contest, received=today() - timedelta(days=2)).pk
    with pytest.raises(ConflictError, match="为止，以后收到的不再受理") as refusal:
        objected(stage, contest, received=today() - timedelta(days=1))
    assert refusal.value.field == "received"


def test_objection_is_decided_by_somebody_else(stage):
    contest = stage.published()
    one = objected(stage, contest)
    with pytest.raises(ConflictError, match="应由另一个人办理"):
        actions.decide_objection(one, by=FIRST, upheld=False, decision="核对无误")
    actions.decide_objection(one, by=ANOTHER, upheld=False, decision="核对无误")
    assert (one.state, one.decided_on) == ("rejected", today())
    with pytest.raises(ConflictError, match="异议不成立"):
        actions.decide_objection(one, by=ANOTHER, upheld=True, decision="再看")


def test_upheld_objection_lets_the_last_round_be_judged_anew_beside_what_was_sealed(stage):
    contest = stage.published(entries=2, judges=1)
    one = stage.round(contest)
    earlier = queries.result_of(one)
    with pytest.raises(ConflictError, match="没有成立的异议"):
        actions.judge_anew(one, by=stage.by, reason="重评")
    actions.decide_objection(objected(stage, contest), by=ANOTHER, upheld=True, decision="评分表录错")
    actions.judge_anew(one, by=stage.by, reason="异议成立")
    assert (anew(contest).state, queries.outcome_of(anew(one))) == (State.JUDGING, {})
    sheet = queries.sheets_of(one).get(entry__number=2)
    actions.correct_sheet(sheet, by=stage.by, reason="录错", scores="60 40")
    stage.seal(contest)
    assert places(contest) == [(1, 2), (2, 1)]
    later = queries.result_of(one)
    assert (earlier.version, later.version) == (1, 2)
    assert anew(earlier).content != later.content


def test_only_the_last_round_is_judged_anew(stage):
    contest = stage.draw(rounds="初赛 晋级1\n决赛", entries=2, judges=1)
    stage.score(contest)
    first = stage.seal(contest)
    with pytest.raises(ConflictError, match="只有最后一轮"):
        actions.judge_anew(first, by=stage.by, reason="重评")


# Prizes.


def test_prizes_go_down_the_places_and_say_what_a_certificate_says(stage):
    contest = stage.published(entries=3, judges=1)
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1\n二等奖 5")
    first, *others = queries.awards_of(contest)
    assert [(one.position, one.level, one.entry.number) for one in (first, *others)] == [
        (1, "一等奖", 1), (2, "二等奖", 2), (2, "二等奖", 3),
    ]  # fmt: skip
    assert first.wording == f"作品《{first.entry.title}》在“宁乡演讲比赛”中获一等奖"
    assert [one.shown_name for one in queries.award_recipients(first)] == [
        one.shown_name for one in queries.entrants_of(first.entry)
    ]
    with pytest.raises(ConflictError, match="已经评定过奖项"):
        actions.award_prizes(contest, by=stage.by, levels="一等奖 1")


def test_shared_place_is_not_parted_by_a_level(stage):
    contest = stage.published(entries=3, judges=1, scores={number: {1: "50 30"} for number in (1, 2, 3)})
    with pytest.raises(InputError, match="第 1 名有 3 件作品并列，「一等奖」的名额分不开") as refusal:
        actions.award_prizes(contest, by=stage.by, levels="一等奖 1\n二等奖 2")
    assert refusal.value.field == "levels"
    assert not queries.awards_of(contest).exists()
    actions.award_prizes(contest, by=stage.by, levels="一等奖 3\n二等奖 2")
    assert {one.level for one in queries.awards_of(contest)} == {"一等奖"}


def test_no_prize_while_an_objection_is_open(stage):
    contest = stage.published()
    one = objected(stage, contest)
    with pytest.raises(ConflictError, match="还有异议没有处理"):
        actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    actions.decide_objection(one, by=ANOTHER, upheld=False, decision="核对无误")
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")


def test_prize_is_taken_back_with_a_reason_and_may_be_given_anew(stage):
    contest = stage.published()
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    one = queries.awards_of(contest).get()
    with pytest.raises(InputError, match="写明原因"):
        actions.revoke_award(one, by=stage.by, reason="")
    with pytest.raises(ForbiddenError):
        actions.revoke_award(one, by=stage.cast.neighbour_officer, reason="抄袭")
    actions.revoke_award(one, by=stage.by, reason="抄袭")
    assert (one.state, one.revoke_reason) == ("revoked", "抄袭")
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    assert Award.objects.whole_network(reason="test").count() == 2


def test_prizes_are_taken_back_before_a_round_is_judged_anew(stage):
    contest = stage.published()
    actions.decide_objection(objected(stage, contest), by=ANOTHER, upheld=True, decision="评分表录错")
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
    with pytest.raises(ConflictError, match="请先撤销原来的奖项"):
        actions.judge_anew(stage.round(contest), by=stage.by, reason="异议成立")
    actions.revoke_award(queries.awards_of(contest).get(), by=stage.by, reason="异议成立")
    actions.judge_anew(stage.round(contest), by=stage.by, reason="异议成立")
    assert anew(contest).state == State.JUDGING


def test_without_a_place_there_is_no_prize(stage):
    contest = stage.published()
    Result.objects.whole_network(reason="test").delete()
    with pytest.raises(ConflictError, match="没有已封存的名次"):
        actions.award_prizes(contest, by=stage.by, levels="一等奖 1")
