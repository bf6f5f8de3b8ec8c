"""From call to draw: what may be entered, by whom, and what is drawn."""

from datetime import date, timedelta

import pytest

from tests.records.contests.conftest import anew
from tongxin.access import journal
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Criterion, Entrant, Entry, Judge, Round
from tongxin.records.contests.rules import draw, replay

State = Contest.State


def rows(model):
    return model.objects.whole_network(reason="test")


def told(record) -> list[str]:
    return [entry.action.removeprefix("contests.") for entry in reversed(journal.of(record))]


def known(details):
    """Return what a correction takes of the details of a new contest."""
    return {name: value for name, value in details.items() if name not in ("criteria", "rounds", "rule")}


def test_contest_goes_from_call_to_prizes(stage):
    contest = stage.published(entries=3, judges=2)
    assert told(contest) == [
        "contest.call", "contest.close_entries", "contest.draw", "round.seal", "contest.publish",
    ]  # fmt: skip
    places = queries.last_outcome(contest)["places"]
    assert [(one["rank"], one["entry"], one["value"]) for one in places] == [
        (1, 1, "79.00"),
        (2, 2, "78.00"),
        (3, 3, "77.00"),
    ]
    one = queries.rounds_of(contest).get()
    assert replay(queries.result_of(one).content).holds
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1\n二等奖 2")
    assert [(award.level, award.entry.number) for award in queries.awards_of(contest)] == [
        ("一等奖", 1),
        ("二等奖", 2),
        ("二等奖", 3),
    ]


def test_contest_belongs_to_the_place_of_its_organiser_with_its_rounds(stage):
    contest = stage.call(
        rounds="初赛 晋级2\n决赛", criteria="内容 60\n表达 40 权重50%", co_organisers=[stage.cast.city]
    )
    assert (contest.state, contest.path) == (State.CALL, stage.cast.county.path)
    first, final = queries.rounds_of(contest)
    assert (first.title, first.goes_on, final.title, final.goes_on) == ("初赛", 2, "决赛", None)
    assert {one.rule for one in (first, final)} == {"trimmed-mean-1"}
    assert [(item.title, item.maximum, item.weight) for item in queries.items_of(final)] == [
        ("内容", 60, 100),
        ("表达", 40, 50),
    ]
    assert queries.texts_of(contest) == ("初赛 晋级2\n决赛", "内容 60\n表达 40 权重50%")
    assert told(first) == ["round.plan"]


def test_boxes_of_rounds_with_criteria_of_their_own_are_written_as_they_are_read(stage):
    contest = stage.call(rounds="初赛 晋级2\n决赛", criteria="初赛：\n笔试 100 0位小数\n决赛：\n实操 100")
    rounds, criteria = queries.texts_of(contest)
    actions.plan_rounds(contest, by=stage.by, rounds=rounds, criteria=criteria, rule="rank-sum-1")
    assert queries.texts_of(contest) == (rounds, criteria)
    assert [one.rule for one in queries.rounds_of(contest)] == ["rank-sum-1"] * 2
    assert rows(Criterion).count() == 2
    assert queries.texts_of(Contest(pk=0)) == ("", "")


def test_rounds_are_planned_until_numbers_are_drawn(stage):
    contest = stage.draw()
    with pytest.raises(ConflictError, match="评审中"):
        actions.plan_rounds(contest, by=stage.by, criteria="内容 100")


def test_rule_that_is_none_is_refused(stage):
    with pytest.raises(InputError, match="没有「vote」这条计分规则"):
        stage.call(rule="vote")
    assert not rows(Contest).exists()


def test_same_contest_is_not_recorded_twice_unless_it_was_cancelled(stage):
    contest = stage.call()
    with pytest.raises(ConflictError, match="已经登记过"):
        stage.call()
    actions.cancel_contest(contest, by=stage.by, reason=" 疫情 ")
    assert (contest.state, contest.cancel_reason) == (State.CANCELLED, "疫情")
    assert stage.call().pk != contest.pk


def test_contest_given_to_another_place_takes_everything_along(stage):
    contest = stage.sealed()
    values = known(stage.details(organiser=stage.cast.city))
    with pytest.raises(ForbiddenError):
        actions.correct_contest(contest, by=stage.by, reason="市里主办", **values)
    actions.correct_contest(contest, by=stage.other, reason="市里主办", **values)
    assert contest.path == "43/4301/"
    for model in (Round, Criterion, Entry, Entrant, Judge):
        assert {one.path for one in rows(model)} == {"43/4301/"}, model
    one = queries.rounds_of(contest).get()
    assert queries.result_of(one).path == "43/4301/"
    assert {sheet.path for sheet in queries.sheets_of(one)} == {"43/4301/"}
    assert told(one)[-1] == "move"
    assert replay(queries.result_of(one).content).holds


def test_published_contest_cannot_be_moved_into_the_future(stage):
    contest = stage.published()
    values = known(stage.details())
    with pytest.raises(ConflictError, match="不能改到今天以后") as refusal:
        actions.correct_contest(
            contest, by=stage.by, reason="改期", **values | {"last_day": today() + timedelta(days=1)}
        )
    assert refusal.value.field == "last_day"
    with pytest.raises(InputError, match="写明原因"):
        actions.correct_contest(contest, by=stage.by, reason="", **values)
    assert actions.correct_contest(contest, by=stage.by, reason="改名", **values | {"title": "新名"}).title == "新名"


# Entries.


def test_entry_keeps_members_and_strangers(stage):
    member = stage.cast.member("王例山", mobile="13800138001")
    contest = stage.call()
    entry = stage.enter(contest, "合唱", "王例山 13800138001\n李例水 示例公司\n王例山 13800138001 别处")
    assert [(one.person_id, one.shown_name, one.unit) for one in queries.entrants_of(entry)] == [
        (member.pk, "王例山", ""),
        (None, "李例水", "示例公司"),
    ]
    assert (entry.state, entry.path, entry.number) == ("entered", contest.path, None)
    assert str(entry) == f"参赛作品 {entry.pk}"


def test_entry_needs_somebody_behind_it_and_a_contest_that_still_calls(stage):
    contest = stage.call()
    with pytest.raises(InputError, match="请写明参赛人"):
        stage.enter(contest, "合唱", " ")
    with pytest.raises(InputError, match="最多 200 名参赛人"):
        stage.enter(contest, "合唱", "\n".join(f"王例{'甲乙丙丁戊己庚辛壬癸'[n % 10]} 单位{n}" for n in range(201)))
    actions.close_entries(contest, by=stage.by)
    with pytest.raises(ConflictError, match="现在是「资格审核中」，不能再报名"):
        stage.enter(contest, "合唱", "王例山")
    assert not rows(Entry).exists()


def test_same_work_of_the_same_people_is_entered_once(stage):
    contest = stage.call()
    entry = stage.enter(contest, "合唱", "王例山\n李例水 示例公司")
    with pytest.raises(ConflictError, match="已经登记过") as refusal:
        stage.enter(contest, "合唱", "李例水 示例公司\n王例山")
    assert refusal.value.field == "title"
    for title, entrants in (("合唱", "王例山"), ("独唱", "王例山\n李例水 示例公司")):
        assert stage.enter(contest, title, entrants).pk != entry.pk
    actions.withdraw_entry(entry, by=stage.by, reason="退出")
    assert stage.enter(contest, "合唱", "王例山\n李例水 示例公司").pk != entry.pk


def test_entry_is_checked_refused_and_checked_again(stage):
    contest = stage.call(entries=1)
    entry = queries.every_entry(contest).get()
    actions.refuse_entry(entry, by=stage.by, reason="超龄")
    assert (entry.state, entry.refusal) == ("refused", "超龄")
    actions.check_entry(entry, by=stage.by)
    assert entry.state == "eligible"
    actions.withdraw_entry(entry, by=stage.by, reason="本人退出")
    assert (entry.state, entry.refusal) == ("withdrawn", "本人退出")
    with pytest.raises(ConflictError, match="已退出"):
        actions.check_entry(entry, by=stage.by)


def test_entry_does_not_leave_a_sealed_contest(stage):
    contest = stage.sealed()
    with pytest.raises(ConflictError, match="成绩已封存"):
        actions.withdraw_entry(queries.every_entry(contest)[0], by=stage.by, reason="退出")


def test_entry_is_corrected_within_its_contest(stage):
    contest, other = stage.call(entries=1), stage.call(title="另一项")
    entry = queries.every_entry(contest).get()
    values = {"title": "新名", "sender": stage.cast.city, "team": "一队", "link": ""}
    actions.correct_entry(entry, by=stage.by, reason="写错", contest=contest, **values)
    assert (entry.title, entry.sender, entry.team) == ("新名", stage.cast.city, "一队")
    with pytest.raises(ConflictError, match="不能改到另一项赛事"):
        actions.correct_entry(entry, by=stage.by, reason="写错", contest=other, **values)


def test_those_behind_an_entry_are_written_anew_with_a_reason(stage):
    contest = stage.call(entries=1)
    entry = queries.every_entry(contest).get()
    actions.name_entrants(entry, by=stage.by, entrants="李例水\n张例火", reason="写错")
    assert [one.name for one in queries.entrants_of(entry)] == ["李例水", "张例火"]
    with pytest.raises(InputError, match="请写明参赛人"):
        actions.name_entrants(entry, by=stage.by, entrants="", reason="写错")
    with pytest.raises(ForbiddenError):
        actions.name_entrants(entry, by=stage.cast.officer, entrants="王例山", reason="写错")
    assert "李例水" not in str([(line.before, line.after) for line in journal.of(queries.entrants_of(entry)[0])])


# The draw.


def test_numbers_follow_from_the_recorded_seed(stage):
    contest = stage.draw(entries=5)
    entries = list(queries.every_entry(contest))
    assert contest.draw_seed == "种子"
    assert {one.pk: one.number for one in entries} == draw([one.pk for one in entries], seed="种子")
    assert {one.state for one in entries} == {"numbered"}
    assert [one.state for one in queries.rounds_of(contest)] == ["judging"]
    assert told(entries[0])[-1] == "contest.draw"


def test_without_a_seed_one_is_made_and_kept(stage):
    contest = stage.call(entries=1, judges=1)
    actions.close_entries(contest, by=stage.by)
    actions.check_entry(queries.every_entry(contest).get(), by=stage.by)
    actions.draw_numbers(contest, by=stage.by)
    assert len(anew(contest).draw_seed) == 32


def test_draw_needs_every_entry_checked_somebody_and_a_judge(stage):
    contest = stage.call(entries=1)
    actions.close_entries(contest, by=stage.by)
    entry = queries.every_entry(contest).get()
    with pytest.raises(ConflictError, match="还有 1 件作品没有审核资格"):
        actions.draw_numbers(contest, by=stage.by)
    actions.refuse_entry(entry, by=stage.by, reason="超龄")
    with pytest.raises(ConflictError, match="没有符合条件的作品"):
        actions.draw_numbers(contest, by=stage.by)
    actions.check_entry(entry, by=stage.by)
    with pytest.raises(ConflictError, match="没有聘请评委"):
        actions.draw_numbers(contest, by=stage.by)
    assert anew(entry).number is None


# Judges.


def test_judges_get_numbers_in_order(stage):
    member = stage.cast.member("王例山", mobile="13800138001")
    stage.cast.member("李例水", mobile="13800138002")
    contest = stage.call(judges=2)
    actions.appoint_judges(contest, by=stage.by, judges="王例山 13800138001")
    assert [(one.number, one.person_id) for one in queries.judges_of(contest)] == [(1, None), (2, None), (3, member.pk)]
    assert queries.judging_of(member).get().contest == contest
    with pytest.raises(InputError, match="请写明评委"):
        actions.appoint_judges(contest, by=stage.by, judges="")
    with pytest.raises(InputError, match="最多 99 位评委"):
        actions.appoint_judges(contest, by=stage.by, judges="\n".join(f"评委某 单位{number}" for number in range(97)))
    for twice in ("王例山 13800138001", "李例水 13800138002\n李例水 13800138002 别处"):
        with pytest.raises(ConflictError, match="已经是这项赛事的评委，或写了两遍"):
            actions.appoint_judges(contest, by=stage.by, judges=twice)


def test_nobody_judges_a_contest_he_or_she_entered(stage):
    stage.cast.member("王例山", mobile="13800138001")
    contest = stage.call()
    stage.enter(contest, "独唱", "王例山 13800138001")
    with pytest.raises(ConflictError, match="参赛人不能担任评委"):
        actions.appoint_judges(contest, by=stage.by, judges="王例山 13800138001")
    other = stage.call(title="另一项")
    actions.appoint_judges(other, by=stage.by, judges="王例山 13800138001")
    with pytest.raises(ConflictError, match="参赛人里有这项赛事的评委"):
        stage.enter(other, "独唱", "王例山 13800138001")
    judge = queries.judges_of(other).get()
    actions.release_judge(judge, by=stage.by, reason="改为参赛")
    assert stage.enter(other, "独唱", "王例山 13800138001").pk


def test_address_of_a_judge_is_told_once_and_replaced(stage):
    contest = stage.draw()
    judge = queries.judges_of(contest)[0]
    first = actions.address_judge(judge, by=stage.by)
    assert queries.judge_with_token(first) == judge
    assert first not in str([(line.before, line.after) for line in journal.of(judge)])
    second = actions.address_judge(judge, by=stage.by)
    assert (queries.judge_with_token(first), queries.judge_with_token(second)) == (None, judge)
    assert queries.judge_with_token("") is None
    actions.release_judge(judge, by=stage.by, reason="有事")
    assert queries.judge_with_token(second) is None


def test_judge_who_came_by_the_address_is_named_by_number(stage):
    contest = stage.draw()
    judge = queries.judges_of(contest)[1]
    by = actions.as_judge(judge, by=stage.cast.stranger)
    sheet = actions.hand_in_sheet(by=by, contest=contest, judge=2, entry=1, scores=["50", "30"], source="tablet")
    assert queries.versions_of(sheet).get().given_by == "2 号评委"
    assert journal.of(sheet)[0].actor == "2 号评委"


def test_whoever_may_read_the_names_does_not_judge(stage):
    judge = queries.judges_of(stage.draw())[0]
    with pytest.raises(ForbiddenError, match="看得到参赛人姓名，不能打分"):
        actions.as_judge(judge, by=stage.by)
    assert actions.as_judge(judge, by=stage.cast.officer).name == "1 号评委"


def test_judge_who_stands_aside_scores_no_more_and_what_was_given_is_void(stage):
    contest = stage.draw()
    judge, entry = queries.judges_of(contest)[0], queries.every_entry(contest)[0]
    sheet = stage.hand_in(contest, 1, 1, "50 30")
    kept = stage.hand_in(contest, 1, 2, "50 30")
    actions.recuse_judge(judge, by=stage.by, entry=entry, relation="family", detail="王例山的姐姐")
    assert (anew(sheet).state, anew(kept).state) == ("void", "valid")
    assert "王例山" not in str([(line.before, line.after, line.reason) for line in journal.of(judge)])
    with pytest.raises(ConflictError, match="1 号评委对1 号作品应当回避"):
        stage.hand_in(contest, 1, 1, "50 30")
    with pytest.raises(ConflictError, match="已经对这件作品回避"):
        actions.recuse_judge(judge, by=stage.by, entry=entry, relation="other")
    assert {(one.number, other.number) for one, other in queries.missing_of(stage.round(contest))} == {
        (2, 1), (2, 2), (1, 3), (2, 3),
    }  # fmt: skip


def test_judge_who_turns_out_to_be_an_entrant_stands_aside_without_being_told(stage):
    member = stage.cast.member("王例山")
    contest = stage.draw()
    judge, entry = queries.judges_of(contest)[0], queries.every_entry(contest)[0]
    rows(Judge).filter(pk=judge.pk).update(person=member)  # two records of one person were merged
    rows(Entrant).filter(entry=entry).update(person=member)
    assert queries.pairs_aside(contest) == {(judge.pk, entry.pk): "self"}
    with pytest.raises(ConflictError, match="应当回避"):
        stage.hand_in(contest, 1, 1, "50 30")


def test_entry_of_another_contest_is_no_reason_to_stand_aside(stage):
    contest, other = stage.draw(), stage.call(title="另一项", entries=1)
    judge = queries.judges_of(contest)[0]
    with pytest.raises(InputError, match="不在这项赛事里"):
        actions.recuse_judge(judge, by=stage.by, entry=queries.every_entry(other).get(), relation="family")


def test_judges_stay_as_they_are_once_sealed(stage):
    contest = stage.sealed()
    judge, entry = queries.judges_of(contest)[0], queries.every_entry(contest)[0]
    for attempt in (
        lambda: actions.release_judge(judge, by=stage.by, reason="有事"),
        lambda: actions.recuse_judge(judge, by=stage.by, entry=entry, relation="family"),
    ):
        with pytest.raises(ConflictError, match="评委不能再变动"):
            attempt()


def test_released_judge_owes_no_more_sheets(stage):
    contest = stage.draw(entries=1, judges=2)
    stage.hand_in(contest, 1, 1, "50 30")
    actions.release_judge(queries.judges_of(contest)[1], by=stage.by, reason="有事")
    assert queries.missing_of(stage.round(contest)) == []
    with pytest.raises(InputError, match="没有 2 号评委，或评委已退出"):
        stage.hand_in(contest, 2, 1, "50 30")


@pytest.mark.parametrize("who", ["neighbour_officer", "reader", "stranger"])
def test_those_without_the_right_to_record_here_write_nothing(stage, who):
    by = getattr(stage.cast, who)
    contest = stage.draw()
    one = stage.round(contest)
    attempts = (
        lambda: actions.call_contest(by=by, **stage.details(title="新")),
        lambda: actions.cancel_contest(contest, by=by, reason="不办"),
        lambda: actions.hand_in_sheet(by=by, contest=contest, judge=1, entry=1, scores="50 30"),
        lambda: actions.seal_round(one, by=by, reason="缺"),
        lambda: actions.withdraw_entry(queries.every_entry(contest)[0], by=by, reason="退"),
        lambda: actions.release_judge(queries.judges_of(contest)[0], by=by, reason="退"),
    )
    for attempt in attempts:
        with pytest.raises(ForbiddenError):
            attempt()
    assert anew(contest).state == State.JUDGING
    assert date(2021, 5, 12) == contest.last_day
