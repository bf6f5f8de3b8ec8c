from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.lifecycle.evidence.making import Streamed, picture
from tests.lives import activity_details
from tests.records.activities.conftest import Plan
from tongxin.access import journal
from tongxin.attendance import queries as attended
from tongxin.attendance.crowds import newest_count
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.evidence import attach, files_of, withdraw
from tongxin.records.activities import actions
from tongxin.records.activities.models import COUNTED, Activity

State = Activity.State
ALL = "the test reads what was written"


def told(one: Activity) -> list[str]:
    return [entry.action.removeprefix("activities.activity.") for entry in reversed(journal.of(one))]


def again(one: Activity) -> Activity:
    return Activity.objects.whole_network(reason=ALL).get(pk=one.pk)


def names(one: Activity) -> list[str]:
    return [line.name for line in attended.roster(one.occasion).order_by("id")]


def photo(one: Activity, **options: Any) -> Any:
    return attach(one, by=SYSTEM, upload=Streamed(picture()), kind=options.pop("kind", "photo"), **options)


def test_planned_activity_belongs_to_the_place_of_its_organiser(stage: Cast, plan: Plan) -> None:
    base, series = stage.base("灰汤基地"), stage.series("同心·沙龙")
    one = plan(co_organisers=[stage.city, stage.county], base=base, series=series, aliases=["灰汤沙龙"], online=True)
    kept = again(one)
    assert (kept.state, kept.place, kept.path) == (State.PLANNED, stage.county.place, stage.county.path)
    assert list(kept.co_organisers.all()) == [stage.city]
    assert (kept.base, kept.series, kept.aliases, kept.online) == (base, series, ["灰汤沙龙"], True)
    assert (kept.occasion.kind, kept.occasion.days_needed) == ("activities.activity", 1)
    assert told(one) == ["plan"]
    assert one.state not in COUNTED


def test_activity_with_a_head_count_is_held_at_once(stage: Cast) -> None:
    one = actions.register_activity(
        by=SYSTEM, head_count=200, head_evidence="estimate", head_low=190, head_high=200, **activity_details(stage)
    )
    count = newest_count(one.occasion)
    assert (one.state, told(one)) == (State.HELD, ["plan", "hold"])
    assert count is not None
    assert (count.number, count.low, count.high, count.evidence) == (200, 190, 200, "estimate")


def test_activity_with_a_roster_is_held_at_once_and_keeps_the_reason(stage: Cast) -> None:
    member = stage.person("王例山")
    one = actions.register_activity(by=SYSTEM, roster="王例山\n李例水", reason="补登", **activity_details(stage))
    assert one.state == State.HELD
    assert [line.person_id for line in attended.roster(one.occasion).order_by("id")] == [member.pk, None]
    assert {line.reason for line in journal.of(one)} == {"补登"}
    assert newest_count(one.occasion) is None


def test_activity_without_either_is_planned(stage: Cast) -> None:
    one = actions.register_activity(by=SYSTEM, roster=" ", head_count=None, **activity_details(stage))
    assert one.state == State.PLANNED


def test_nothing_is_kept_of_an_activity_whose_roster_or_count_is_refused(stage: Cast) -> None:
    for wrong in ({"roster": "王例山\n12345"}, {"head_count": 0}, {"head_count": 5, "head_low": 6}, {"head_low": 3}):
        with pytest.raises(InputError):
            actions.register_activity(by=SYSTEM, **activity_details(stage), **wrong)
    assert not Activity.objects.whole_network(reason=ALL).exists()


def test_same_activity_is_not_recorded_twice_unless_it_was_cancelled(plan: Plan) -> None:
    one = plan(title="年会")
    with pytest.raises(ConflictError, match="已经登记过"):
        plan(title="年会")
    assert plan(title="年会", first_day=date(2021, 5, 9)).pk != one.pk
    actions.cancel_activity(one, by=SYSTEM, reason=" 改期 ")
    assert (again(one).state, again(one).cancel_reason) == (State.CANCELLED, "改期")
    assert plan(title="年会").pk != one.pk


def test_photo_alone_proves_that_it_took_place(plan: Plan) -> None:
    one = plan()
    with pytest.raises(ConflictError, match="还没有依据") as refusal:
        actions.hold_activity(one, by=SYSTEM)
    assert refusal.value.field == "head_count"
    assert again(one).state == State.PLANNED
    photo(one, kind="scan")
    with pytest.raises(ConflictError, match="还没有依据"):
        actions.hold_activity(one, by=SYSTEM)
    photo(plan())  # of another one
    with pytest.raises(ConflictError, match="还没有依据"):
        actions.hold_activity(one, by=SYSTEM)
    attach(one, by=SYSTEM, upload=Streamed(picture(size=(32, 32))), kind="photo")
    assert actions.hold_activity(one, by=SYSTEM).state == State.HELD


def test_photo_taken_back_proves_nothing(plan: Plan) -> None:
    one = plan()
    withdraw(photo(one), by=SYSTEM, reason="拍错")
    with pytest.raises(ConflictError, match="还没有依据"):
        actions.hold_activity(one, by=SYSTEM)
    assert files_of(one).count() == 1


def test_roster_nobody_of_which_was_there_proves_nothing(plan: Plan) -> None:
    with pytest.raises(ConflictError, match="还没有依据"):
        actions.hold_activity(plan(), by=SYSTEM, roster="王例山 0天")


def test_activity_that_is_not_over_cannot_be_held(plan: Plan) -> None:
    one = plan(first_day=today(), last_day=today() + timedelta(days=1))
    with pytest.raises(ConflictError, match="才结束") as refusal:
        actions.hold_activity(one, by=SYSTEM, head_count=30)
    assert refusal.value.field == "last_day"
    over = plan(first_day=today() - timedelta(days=1), last_day=today())
    assert actions.hold_activity(over, by=SYSTEM, head_count=30).state == State.HELD


@pytest.mark.parametrize("kind", ["party", "governance"])
def test_of_some_kinds_no_roster_is_kept(stage: Cast, plan: Plan, kind: str) -> None:
    one = plan(kind=kind)
    for refused in (actions.hold_activity, actions.add_roster):
        with pytest.raises(InputError, match="只登记人数") as refusal:
            refused(one, by=SYSTEM, roster="王例山")
        assert refusal.value.field == "roster"
    assert actions.hold_activity(one, by=SYSTEM, head_count=12).state == State.HELD
    assert names(one) == []
    listed = plan()
    actions.add_roster(listed, by=SYSTEM, roster="王例山")
    with pytest.raises(InputError, match="只登记人数"):
        actions.correct_activity(listed, by=SYSTEM, reason="改", **activity_details(stage, kind=kind))
    assert again(listed).kind == "salon"


def test_lines_added_later_are_added_to_those_there(held: Plan) -> None:
    one = held(None, roster="王例山")
    assert actions.add_roster(one, by=SYSTEM, roster="王例山\n李例水", reason="补") == one
    assert names(one) == ["王例山", "李例水"]
    actions.add_roster(one, by=SYSTEM, roster=" ")
    assert names(one) == ["王例山", "李例水"]


def test_count_is_said_later_and_changed_only_with_a_reason(held: Plan) -> None:
    one = held(None, roster="王例山")
    actions.count_activity(one, by=SYSTEM, head_count=40)
    actions.count_activity(one, by=SYSTEM, head_count=40)
    with pytest.raises(InputError, match="请写明原因") as refusal:
        actions.count_activity(one, by=SYSTEM, head_count=41)
    assert refusal.value.field == "reason"
    count = newest_count(one.occasion)
    assert count is not None
    assert count.number == 40
    actions.count_activity(one, by=SYSTEM, head_count=41, reason="少数一人")
    count = newest_count(one.occasion)
    assert count is not None
    assert count.number == 41


def test_count_without_a_number_is_refused(held: Plan) -> None:
    with pytest.raises(InputError, match="请填写来了多少人") as refusal:
        actions.count_activity(held(), by=SYSTEM, head_count=None)
    assert refusal.value.field == "head_count"


def test_rematching_says_how_many_were_found(stage: Cast, held: Plan) -> None:
    one = held(None, roster="王例山\n李例水")
    stage.person("王例山")
    assert actions.rematch_roster(one, by=SYSTEM) == "新对上 1 人。"


def test_held_activity_is_filed_away_and_keeps_counting(held: Plan) -> None:
    one = actions.close_activity(held(), by=SYSTEM)
    assert again(one).state == State.CLOSED
    assert one.state in COUNTED


def test_correction_changes_everything_a_figure_counts_and_moves_with_the_organiser(stage: Cast, held: Plan) -> None:
    one = held(30, head_first_time=5)
    base, series, day = stage.base("灰汤基地"), stage.series("同心·沙龙"), date(2021, 6, 1)
    details = activity_details(
        stage, title="论坛", organiser=stage.city, kind="forum", base=base, series=series, first_day=day, last_day=day
    )
    actions.correct_activity(one, by=SYSTEM, reason=" 登记错了 ", head_count=50, head_first_time=6, **details)
    kept = again(one)
    assert (kept.title, kept.path, kept.place, kept.last_day) == ("论坛", stage.city.path, stage.city.place, day)
    assert (kept.base, kept.series, kept.kind) == (base, series, "forum")
    count = newest_count(kept.occasion)
    assert count is not None
    assert (count.number, count.first_time, count.path) == (50, 6, stage.city.path)
    assert [row.day for row in attended.days(kept.occasion)] == [day]
    assert journal.of(one)[0].reason == "登记错了"


def test_correction_that_leaves_the_count_empty_takes_it_back(stage: Cast, held: Plan) -> None:
    one = held(30)
    title = again(one).title
    with pytest.raises(ConflictError, match="还没有依据"):
        actions.correct_activity(one, by=SYSTEM, reason="没清点", **activity_details(stage, title=title))
    assert newest_count(one.occasion) is not None
    photo(one)
    actions.correct_activity(one, by=SYSTEM, reason="没清点", **activity_details(stage, title=title))
    assert newest_count(one.occasion) is None
    assert again(one).state == State.HELD
    planned = actions.plan_activity(by=SYSTEM, **activity_details(stage, title="又一场"))
    actions.correct_activity(planned, by=SYSTEM, reason="改", head_count=9, **activity_details(stage, title="又一场"))
    actions.correct_activity(planned, by=SYSTEM, reason="改", **activity_details(stage, title="又一场"))
    assert newest_count(planned.occasion) is None


def test_correction_needs_a_reason_and_both_places(stage: Cast, held: Plan) -> None:
    one = held()
    with pytest.raises(InputError, match="请写明原因"):
        actions.correct_activity(one, by=SYSTEM, reason=" ", head_count=30, **activity_details(stage))
    moved = activity_details(stage, organiser=stage.neighbour)
    with pytest.raises(ForbiddenError):
        actions.correct_activity(one, by=stage.actor("city"), reason="改", head_count=30, **moved)


def test_held_activity_is_not_corrected_into_the_future(stage: Cast, held: Plan, plan: Plan) -> None:
    tomorrow = today() + timedelta(days=1)
    details = activity_details(stage, first_day=tomorrow, last_day=tomorrow)
    with pytest.raises(ConflictError, match="不能改到今天以后") as refusal:
        actions.correct_activity(held(), by=SYSTEM, reason="改", head_count=30, **details)
    assert refusal.value.field == "last_day"
    assert actions.correct_activity(plan(), by=SYSTEM, reason="改", **details).last_day == tomorrow


def test_record_joins_a_series_its_writer_may_see_and_stays_in_one_he_may_not(stage: Cast, plan: Plan) -> None:
    own, above = stage.series("宁乡·沙龙"), stage.series("同心·湖南", organiser=stage.province)
    theirs = stage.series("株洲·沙龙", organiser=stage.neighbour)
    secretary = stage.actor("secretary")
    for series in (own, above):
        assert plan(by=secretary, series=series).series == series
    with pytest.raises(InputError, match="没有找到品牌系列「株洲·沙龙」") as refusal:
        plan(by=secretary, series=theirs)
    assert refusal.value.field == "series"
    one = plan(series=theirs)
    details = activity_details(stage, series=theirs, venue="会场", title=one.title)
    assert actions.correct_activity(one, by=secretary, reason="补地点", **details).venue == "会场"
    other = stage.series("株洲·讲坛", organiser=stage.neighbour)
    with pytest.raises(InputError, match="没有找到品牌系列"):
        actions.correct_activity(one, by=secretary, reason="改", **details | {"series": other})


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_others_write_nothing(stage: Cast, plan: Plan, who: str) -> None:
    one, by = plan(), stage.actor(who)
    for refused in (
        lambda: actions.plan_activity(by=by, **activity_details(stage)),
        lambda: actions.hold_activity(one, by=by, head_count=3),
        lambda: actions.cancel_activity(one, by=by, reason="不办"),
    ):
        with pytest.raises(ForbiddenError):
            refused()
    assert told(one) == ["plan"]
