"""What activities say in figures: one number each, from the roster else the count, with its ground and bounds."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.lifecycle.evidence.making import Streamed, picture
from tests.lives import activity_details, all_confirmed
from tests.records.activities.conftest import Plan
from tests.returns.stage import locked, owes, restatements, stand_on
from tongxin.attendance import actions as attendance
from tongxin.attendance import queries as attended
from tongxin.attendance.rosters import parse_roster
from tongxin.figures import Desk, Figure, Of, Question, Status, Store
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.errors import ConflictError, InputError, NotFoundError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.evidence import attach
from tongxin.ports.desk import registry
from tongxin.records.activities import actions
from tongxin.records.activities.figures import ACTIVITY, EVENT, MEASURES

Y2021 = Period.year(2021)
COLUMNS = ("attended", "attended_low", "attended_high", "attended_class", "first_time", "at_base")


def rows() -> list[dict[str, Any]]:
    names = [column.name for column in EVENT.columns]
    return [dict(zip(names, row, strict=True)) for row in EVENT.rows("default")]


def crowd() -> tuple[Any, ...]:
    (row,) = rows()
    return tuple(row[name] for name in COLUMNS)


@pytest.fixture
def desk(stage: Cast, tmp_path: Path) -> Any:
    def taken() -> Desk:
        snapshot = Store(tmp_path / "snapshots").take(registry(), alias="default")
        return Desk(
            registry=registry(),
            snapshot=snapshot,
            engine=ReferenceEngine(places=snapshot.register, records=snapshot.records),
        )

    return taken


def figure(desk: Desk, code: str, *, of: Of | None = None, place: str = "430000", period: Period = Y2021) -> Figure:
    return desk.figure(
        Question(measure=f"activities.{code}", place=place, period=period, of=of), scope=Scope.everything()
    )


def test_number_counted_is_what_came(held: Plan) -> None:
    held(200, head_low=190, head_high=200, head_evidence="estimate")
    assert crowd() == (200, 190, 200, "estimate", 0, False)


def test_those_of_the_roster_count_and_never_both(stage: Cast, held: Plan) -> None:
    held(200, roster="王例山\n李例水\n张例火 0天")
    assert crowd() == (2, 2, 2, "roster", 0, False)


def test_roster_nobody_of_which_was_there_leaves_the_number_counted(held: Plan) -> None:
    held(200, roster="王例山 0天")
    assert crowd() == (200, 200, 200, "host", 0, False)


def test_newest_count_holds(held: Plan) -> None:
    actions.count_activity(held(200), by=SYSTEM, head_count=30, head_evidence="declared", reason="数错")
    assert crowd() == (30, 30, 30, "declared", 0, False)


def test_photo_alone_brings_nobody(plan: Plan) -> None:
    plan()
    assert crowd() == (0, 0, 0, "none", 0, False)


def test_roster_is_as_good_as_its_weakest_line(stage: Cast, held: Plan) -> None:
    one = held(None, roster="王例山")
    lines = attended.match(parse_roster("李例水"), scope=SYSTEM.scope)
    attendance.enter_roster(one.occasion, by=SYSTEM, lines=lines, evidence=attended.Evidence.SCAN)
    assert crowd()[3] == "roster"
    lines = attended.match(parse_roster("张例火"), scope=SYSTEM.scope)
    attendance.enter_roster(one.occasion, by=SYSTEM, lines=lines, evidence=attended.Evidence.DECLARED)
    assert crowd()[3] == "declared"
    absent = attended.roster(one.occasion).get(name="张例火")
    attendance.correct_line(absent, by=SYSTEM, reason="没来", days_attended=0)
    assert crowd()[:4] == (2, 2, 2, "roster")


def test_first_comers_count_at_a_base_only_as_the_host_counted_them(stage: Cast, held: Plan) -> None:
    base = stage.base("灰汤基地")
    one = held(60, head_first_time=50)
    details = activity_details(stage, title=one.title)
    assert crowd()[4:] == (0, False)
    actions.correct_activity(one, by=SYSTEM, reason="改", head_count=60, head_first_time=50, **details | {"base": base})
    assert crowd()[4:] == (50, True)
    actions.add_roster(one, by=SYSTEM, roster="王例山\n李例水")
    assert (crowd()[0], crowd()[4]) == (2, 50)


def test_event_stands_on_its_last_day_with_all_it_numbers(stage: Cast, held: Plan) -> None:
    base, series = stage.base("灰汤基地"), stage.series("同心·沙龙")
    one = held(9, base=base, series=series, last_day=date(2021, 5, 12), kind="forum", online=True)
    (row,) = rows()
    assert {name: row[name] for name in ("key", "organiser", "base", "series", "place", "day", "kind", "state")} == {
        "key": one.pk, "organiser": stage.county.pk, "base": base.pk, "series": series.pk,
        "place": stage.county.place_id, "day": date(2021, 5, 12), "kind": "forum", "state": "held",
    }  # fmt: skip
    assert (row["online"], row["evidence"]) == (True, "none")
    assert set(EVENT.narrowings) == {"activity", "organisation", "base", "series"}


@pytest.fixture
def made(stage: Cast, held: Plan, plan: Plan) -> dict[str, Any]:
    """Three held ones in two places, two at one base, one of a series; one planned, one cancelled."""
    stage.person("王例山")
    base, series = stage.base("灰汤基地"), stage.series("同心·沙龙")
    mob = held(186, head_low=182, head_high=190, base=base, head_first_time=100, series=series)
    held(50, head_evidence="estimate", head_low=40, head_high=55, base=base, head_first_time=20)
    listed = held(None, roster="王例山\n李例水", organiser=stage.city)
    plan()
    actions.cancel_activity(plan(), by=SYSTEM, reason="不办")
    return {"base": base, "series": series, "mob": mob, "listed": listed}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("events", 3),
        ("person_times", 238),
        ("persons", 1),
        ("listed", 2),
        ("base_reach", 120),
        ("base_person_times", 236),
        ("bases_active", 1),
    ],
)
def test_planned_and_cancelled_ones_do_not_count(made: Any, desk: Any, code: str, value: int) -> None:
    del made
    assert figure(desk(), code).value == value


def test_counties_with_an_activity_of_their_own_are_covered(made: Any, desk: Any) -> None:
    del made
    found = figure(desk(), "county_coverage", place="430100")
    assert found.numerator == 1
    assert found.denominator is not None
    assert found.denominator > 1


def test_person_times_say_how_much_is_estimated_and_between_what_they_lie(made: Any, desk: Any) -> None:
    del made
    found = figure(desk(), "person_times")
    assert found.completeness is not None
    bounds = found.completeness.bounds
    assert bounds is not None
    assert (bounds.low, bounds.high) == (182 + 40 + 2, 190 + 55 + 2)
    assert {one.code: one.amount for one in bounds.grounds} == {"roster": 2, "host": 186, "estimate": 50}


def test_public_sums_are_as_closed_as_the_rosters_they_add_up(made: Any, desk: Any) -> None:
    found = desk()
    closed = Question(measure="activities.listed", place="430100", period=Y2021)
    assert found.figure(closed, scope=Scope()).status is Status.WITHHELD
    for period in (Y2021, Period.between(date(2021, 5, 1), date(2021, 5, 31))):
        asked = Question(measure="activities.person_times", place="430100", period=period)
        figure = found.figure(asked, scope=Scope())
        assert (figure.status, figure.completeness) == (Status.WITHHELD, None)
    with pytest.raises(NotFoundError):  # less this sum, the one over all would say who came elsewhere
        found.figure(Question(measure="activities.base_person_times", place="430100", period=Y2021), scope=Scope())
    heads = [
        found.figure(
            Question(
                measure="activities.head_count",
                place="430000",
                period=Y2021,
                of=Of(subject="activity", id=made[name].pk),
            ),
            scope=Scope(),
        )
        for name in ("mob", "listed")
    ]
    assert [one.value for one in heads] == [186, None]
    reach = Question(
        measure="activities.base_reach", place="430182", period=Period.between(date(2021, 5, 1), date(2021, 5, 31))
    )
    assert found.figure(reach, scope=Scope()).value == 120


def test_activity_without_a_number_makes_the_figure_incomplete(plan: Plan, desk: Any) -> None:
    one = plan()
    attach(one, by=SYSTEM, upload=Streamed(picture()), kind="photo")
    actions.hold_activity(one, by=SYSTEM)
    found = desk()
    assert (figure(found, "events").value, figure(found, "person_times").value) == (1, 0)
    assert not figure(found, "person_times").is_earned
    assert figure(found, "events").is_earned
    alone = figure(found, "head_count", of=Of(subject="activity", id=one.pk))
    assert (alone.status, alone.result.reason) == (
        Status.UNDEFINED,
        "「单场到场人数」是单独一条记录的数，这里没有这样的记录，请收窄到一条。",
    )


def test_head_count_is_of_one_activity(made: Any, desk: Any) -> None:
    found = desk()
    mob, listed = (Of(subject="activity", id=made[name].pk) for name in ("mob", "listed"))
    assert figure(found, "head_count", of=mob).value == 186
    assert figure(found, "head_count", of=listed).value == 2
    assert figure(found, "head_count").status is Status.UNDEFINED
    assert figure(found, "head_count", place="430182").status is Status.UNDEFINED


@pytest.mark.parametrize(("word", "own"), [("base", (2, 236)), ("series", (1, 186))])
def test_base_and_series_have_figures_of_their_own(made: Any, desk: Any, word: str, own: tuple[int, int]) -> None:
    of = Of(subject=word, id=made[word].pk)
    found = desk()
    assert (figure(found, "events", of=of).value, figure(found, "person_times", of=of).value) == own


def test_activity_counts_towards_the_stage_of_everybody_who_held_it(stage: Cast, held: Plan, plan: Plan) -> None:
    all_confirmed(held(9, co_organisers=[stage.city]))
    held(9, co_organisers=[stage.neighbour])
    held(9)
    plan()
    told = sorted(
        (one.kind, one.organisation, one.number, one.joint) for one in ACTIVITY([stage.county.pk, stage.city.pk], Y2021)
    )
    assert told == sorted([("activities", stage.county.pk, 3, 1), ("activities", stage.city.pk, 1, 1)])


def test_names_people_never_speak_of_person_times() -> None:
    for one in MEASURES:
        if one.unit == "人次":
            assert not {"名", "人", "位"} & set(one.words), one.code
        if one.unit in ("名", "人"):
            assert "人次" not in one.words, one.code
            assert not any("人次" in name for name in (one.name, *one.names)), one.code


def june(stage: Cast, held: Plan, *, roster: str = "", head_count: int | None = None) -> Any:
    """Return an activity of June 2021, whose month is reported and locked."""
    day = date(2021, 6, 10)
    one = held(head_count, roster=roster, first_day=day, last_day=day)
    stand_on(date(2021, 7, 20))
    done = locked(owes(stage.county, kind="activities", begin=date(2021, 6, 1)))
    assert done.numbers["activities.person_times"] == (head_count or 2)
    return one


def test_line_of_a_roster_corrected_in_a_locked_month_restates_it(stage: Cast, held: Plan) -> None:
    one = june(stage, held, roster="王例山\n李例水")
    line = attended.roster(one.occasion).get(name="王例山")
    attendance.correct_line(line, by=SYSTEM, reason="没来", days_attended=0)
    (restated,) = restatements()
    assert (restated.before["activities.person_times"], restated.after["activities.person_times"]) == (2, 1)
    assert restated.reason == "没来"


def test_count_said_in_a_locked_month_needs_a_reason_and_restates_it(stage: Cast, held: Plan) -> None:
    one = june(stage, held, head_count=30)
    with pytest.raises(InputError, match="请写明原因"):
        actions.count_activity(one, by=SYSTEM, head_count=40)
    actions.count_activity(one, by=SYSTEM, head_count=40, reason="数错")
    (restated,) = restatements()
    assert (restated.before["activities.person_times"], restated.after["activities.person_times"]) == (30, 40)


def test_roster_added_in_a_locked_month_needs_a_reason(stage: Cast, held: Plan) -> None:
    one = june(stage, held, head_count=30)
    with pytest.raises(ConflictError, match="已锁定") as refusal:
        actions.add_roster(one, by=SYSTEM, roster="王例山")
    assert refusal.value.field == "reason"
    actions.add_roster(one, by=SYSTEM, roster="王例山", reason="补名册")
    (restated,) = restatements()
    assert restated.after == {"activities.events": 1, "activities.person_times": 1, "activities.listed": 1}
