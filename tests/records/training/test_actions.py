from datetime import date, timedelta

import pytest

from tongxin.access import journal
from tongxin.attendance import queries as attended
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.pages import timeline
from tongxin.records.training import actions
from tongxin.records.training.life import LIFE
from tongxin.records.training.models import COUNTED, TrainingClass

State = TrainingClass.State


def told(training_class) -> list[str]:
    return [entry.action.removeprefix("training.class.") for entry in reversed(journal.of(training_class))]


def names(organisations) -> list[str]:
    return [organisation.name for organisation in organisations.order_by("id")]


def test_planned_class_belongs_to_the_place_of_its_organiser(cast, plan):
    one = plan(co_organisers=[cast.city, cast.county])
    assert (one.state, one.place, one.path) == (State.PLANNED, cast.county.place, cast.county.path)
    assert names(one.co_organisers) == ["长沙市联谊会"]
    assert one.occasion.kind == "training.class"
    assert told(one) == ["plan"]
    assert journal.of(one)[0].after["co_organisers"] == ["长沙市联谊会"]
    assert one.state not in COUNTED


def test_class_is_told_from_other_occasions_and_entered_without_a_reason(cast, plan):
    one = plan()
    assert one.occasion.kind == "training.class"
    assert [entry.reason for entry in journal.of(one)] == [""]


def test_cancelled_class_takes_no_roster(cast, plan):
    one = actions.cancel_class(plan(), by=cast.secretary, reason="不办了")
    for roster in (actions.add_roster, actions.hold_class):
        with pytest.raises(ConflictError, match="已取消"):
            roster(one, by=cast.secretary, roster="王例山")
    with pytest.raises(ConflictError, match="已取消"):
        actions.rematch_roster(one, by=cast.secretary)
    assert not attended.roster(one.occasion).exists()


def test_same_class_is_not_recorded_twice_unless_it_was_cancelled(cast, plan):
    one = plan(title="宁乡骨干班")
    with pytest.raises(ConflictError, match="已经登记过"):
        plan(title="宁乡骨干班")
    elsewhere = {"organiser": cast.city, "by": cast.city_secretary}
    for other in ({"first_day": date(2021, 5, 11)}, {"title": "宁乡新班"}, elsewhere):
        assert plan(**{"title": "宁乡骨干班"} | other).pk != one.pk
    actions.cancel_class(one, by=cast.secretary, reason="改期")
    assert plan(title="宁乡骨干班").pk != one.pk


def test_class_with_a_roster_is_held_at_once(cast, details):
    member = cast.member("王例山")
    one = actions.register_class(
        by=cast.secretary, roster="王例山\n李例水", signed_roster="", head_count=None, **details
    )
    assert (one.state, told(one)) == (State.HELD, ["plan", "hold"])
    assert {line.reason for line in journal.of(one)} == {""}
    assert [line.person_id for line in attended.roster(one.occasion)] == [member.pk, None]


def test_class_with_a_signed_roster_is_held_and_counts_nobody(cast, details):
    one = actions.register_class(by=cast.secretary, roster="", signed_roster="档案 12 号", head_count=36, **details)
    facts = attended.roster_facts(one.occasion)
    assert (one.state, one.signed_roster, facts.completed, facts.heads) == (State.HELD, "档案 12 号", 0, 36)


def test_class_recorded_in_one_go_keeps_the_reason_with_every_line(cast, details):
    one = actions.register_class(
        by=cast.secretary, roster="王例山", signed_roster=" 档案 ", head_count=None, reason="补登", **details
    )
    assert [(line.action, line.reason) for line in journal.of(one)] == [
        ("training.class.hold", "补登"),
        ("training.class.plan", "补登"),
    ]
    assert (one.signed_roster, attended.roster_facts(one.occasion).heads) == ("档案", 0)


def test_class_without_either_is_planned(cast, details):
    one = actions.register_class(by=cast.secretary, roster=" ", signed_roster="", head_count=None, **details)
    assert one.state == State.PLANNED


def test_nothing_is_kept_of_a_class_whose_roster_cannot_be_read(cast, details):
    with pytest.raises(InputError, match="第 2 行"):
        actions.register_class(by=cast.secretary, roster="王例山\n12345", signed_roster="", head_count=None, **details)
    assert not TrainingClass.objects.whole_network(reason="test").exists()


@pytest.mark.parametrize("roster", ["", "王例山 1天"])
def test_class_nobody_completed_cannot_be_held(cast, plan, roster):
    one = plan()
    with pytest.raises(ConflictError, match="还没有名册") as refusal:
        actions.hold_class(one, by=cast.secretary, roster=roster)
    assert refusal.value.field == "roster"
    one.refresh_from_db(from_queryset=TrainingClass.objects.whole_network(reason="test"))
    assert one.state == State.PLANNED
    assert not attended.roster(one.occasion).exists()


def test_class_that_is_not_over_cannot_be_held(cast, plan):
    tomorrow = today() + timedelta(days=1)
    one = plan(first_day=today(), last_day=tomorrow)
    with pytest.raises(ConflictError, match="才结业") as refusal:
        actions.hold_class(one, by=cast.secretary, roster="王例山")
    assert refusal.value.field == "last_day"


def test_class_may_be_held_on_its_last_day(cast, plan):
    one = plan(first_day=today() - timedelta(days=1), last_day=today())
    assert actions.hold_class(one, by=cast.secretary, roster="王例山").state == State.HELD


def test_lines_added_later_are_added_to_those_there(cast, held):
    one = held("王例山")
    assert actions.add_roster(one, by=cast.secretary, roster="王例山\n李例水", reason="补") == one
    assert [line.name for line in attended.roster(one.occasion).order_by("id")] == ["王例山", "李例水"]
    assert told(one) == ["plan", "hold"]


def test_rematching_says_how_many_were_found_and_why(cast, held):
    one = held("王例山\n李例水")
    cast.member("王例山")
    assert actions.rematch_roster(one, by=cast.secretary) == "新对上 1 人。"
    assert actions.rematch_roster(one, by=cast.secretary) == "新对上 0 人。"
    line = attended.roster(one.occasion).exclude(person=None).get()
    assert journal.of(line)[0].reason == "重新核对名册"


def test_held_class_is_closed_and_goes_on_counting(cast, held):
    one = actions.close_class(held(), by=cast.secretary)
    assert (one.state, told(one)) == (State.CLOSED, ["plan", "hold", "close"])


def test_planned_class_is_cancelled_with_a_reason(cast, plan):
    one = actions.cancel_class(plan(), by=cast.secretary, reason=" 疫情防控 ")
    assert (one.state, one.cancel_reason) == (State.CANCELLED, "疫情防控")
    assert journal.of(one)[0].reason == "疫情防控"
    with pytest.raises(ConflictError, match="已取消"):
        actions.add_roster(one, by=cast.secretary, roster="王例山")


def test_cancelling_without_a_reason_is_refused(cast, plan):
    with pytest.raises(InputError, match="写明原因"):
        actions.cancel_class(plan(), by=cast.secretary, reason=" ")


@pytest.mark.parametrize(
    "again",
    [
        lambda one, by: actions.hold_class(one, by=by, roster="王例山"),
        lambda one, by: actions.cancel_class(one, by=by, reason="重复"),
    ],
)
def test_what_someone_else_did_meanwhile_is_not_overwritten(cast, plan, again):
    mine = plan()
    theirs = TrainingClass.objects.visible_to(cast.secretary.scope).get(pk=mine.pk)
    actions.hold_class(theirs, by=cast.secretary, roster="王例山")
    with pytest.raises(ConflictError, match="已举办"):
        again(mine, cast.secretary)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (State.PLANNED, ["hold", "roster", "correct", "cancel", "rematch"]),
        (State.HELD, ["roster", "correct", "close", "rematch"]),
        (State.CLOSED, ["roster", "correct", "rematch"]),
        (State.CANCELLED, ["correct"]),
    ],
)
def test_what_may_be_done_in_each_state(state, acts):
    one = TrainingClass(state=state, path="43/")
    assert [act.code for act in LIFE.offered(one, scope=Scope.everything())] == acts


def test_planned_class_cannot_be_closed(cast, plan):
    with pytest.raises(ConflictError, match="计划中"):
        actions.close_class(plan(), by=cast.secretary)


def test_correction_keeps_what_was_there_before(cast, plan, details):
    one = plan()
    actions.correct_class(
        one,
        by=cast.secretary,
        reason="名称写错",
        **{**details, "title": "宁乡骨干班", "last_day": date(2021, 5, 13)},
    )
    line = journal.of(one)[0]
    assert (line.reason, line.before["title"], line.after["title"]) == ("名称写错", "宁乡培训班", "宁乡骨干班")
    assert attended.days(one.occasion).count() == 4
    assert one.occasion.days_needed == 3
    assert journal.of(one.occasion)[0].reason == "名称写错"


def test_change_of_co_organisers_is_told_by_name(cast, plan, details):
    one = plan(co_organisers=[cast.city])
    by = cast.secretary
    actions.correct_class(one, by=by, reason="未参与", **{**details, "co_organisers": [cast.city]})
    assert told(one) == ["plan"]
    actions.correct_class(one, by=by, reason="未参与", **details)
    line = journal.of(one)[0]
    assert (line.reason, line.before, line.after) == (
        "未参与",
        {"co_organisers": ["长沙市联谊会"]},
        {"co_organisers": []},
    )
    (moment, *_) = timeline(one)
    assert (moment.what, moment.changes) == ("更正", [("合办单位", "长沙市联谊会", "无")])


def test_class_given_to_another_organiser_moves_with_its_roster(cast, held, details):
    one = held()
    with pytest.raises(ForbiddenError):
        actions.correct_class(one, by=cast.secretary, reason="市里主办", **{**details, "organiser": cast.city})
    actions.correct_class(
        one,
        by=cast.city_secretary,
        reason="市里主办",
        **{**details, "organiser": cast.city, "co_organisers": [cast.county]},
    )
    assert (one.path, one.place) == (cast.city.path, cast.city.place)
    assert names(one.co_organisers) == ["宁乡市联谊会"]
    assert journal.of(one.occasion)[0].reason == "市里主办"
    assert {line.path for line in attended.roster(one.occasion)} == {cast.city.path}


def test_correction_needs_a_reason_and_leaves_a_held_class_in_the_past(cast, held, details):
    one = held()
    with pytest.raises(InputError, match="写明原因"):
        actions.correct_class(one, by=cast.secretary, reason="", **details)
    later = {**details, "last_day": today() + timedelta(days=1)}
    with pytest.raises(ConflictError, match="不能改到今天以后") as refusal:
        actions.correct_class(one, by=cast.secretary, reason="改期", **later)
    assert refusal.value.field == "last_day"
    moved = actions.correct_class(
        one, by=cast.secretary, reason="改期", **{**details, "last_day": today(), "first_day": today()}
    )
    assert (moved.last_day, attended.days(one.occasion).get().day) == (today(), today())


def test_planned_class_may_be_put_off(cast, plan, details):
    one, day = plan(), today() + timedelta(days=30)
    actions.correct_class(one, by=cast.secretary, reason="延期", **{**details, "first_day": day, "last_day": day})
    assert (one.state, one.last_day) == (State.PLANNED, day)


@pytest.mark.parametrize("who", ["neighbour_officer", "reader", "stranger"])
def test_those_without_the_right_to_record_here_write_nothing(cast, held, details, who):
    by = getattr(cast, who)
    planned, over = actions.plan_class(by=cast.secretary, **details), held(title="另一期")
    attempts = (
        lambda: actions.plan_class(by=by, **details),
        lambda: actions.register_class(by=by, roster="王例山", signed_roster="", head_count=None, **details),
        lambda: actions.hold_class(planned, by=by, roster="王例山"),
        lambda: actions.add_roster(over, by=by, roster="张例火"),
        lambda: actions.close_class(over, by=by),
        lambda: actions.cancel_class(planned, by=by, reason="不办"),
        lambda: actions.correct_class(planned, by=by, reason="更正", **details),
    )
    for attempt in attempts:
        with pytest.raises(ForbiddenError):
            attempt()
    assert told(planned) == ["plan"]
    assert told(over) == ["plan", "hold"]
