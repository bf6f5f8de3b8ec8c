"""How many associations stand in which stage: computed at each quarter's end and on the day of the snapshot."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import PROVINCE, SYSTEM, Cast, found
from tests.lives import all_confirmed, class_details
from tongxin.access import site
from tongxin.access.site import SiteFacts
from tongxin.figures import Desk, Question, Store
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.scope import Scope
from tongxin.network import actions
from tongxin.network.models import StageRule
from tongxin.network.models.bases import State
from tongxin.network.queries.stages import Signal, quarter_ends, stage_rows, standings, standings_on
from tongxin.ports.activity import ActivityCount
from tongxin.ports.desk import registry
from tongxin.records.training import actions as training

TODAY = date(2021, 8, 20)


@pytest.fixture
def stage(cast: Cast) -> Cast:
    facts = SiteFacts(name="测试网络", home_path=PROVINCE, home_code="430000", is_demo=True, reporting_day=TODAY)
    site.set_up(facts, by=SYSTEM)
    return cast


@pytest.mark.parametrize(
    ("first", "until", "days"),
    [
        (None, date(2021, 8, 20), []),
        (date(2021, 8, 21), date(2021, 8, 20), []),
        (date(2021, 8, 20), date(2021, 8, 20), [(8, 20)]),
        (date(2021, 3, 31), date(2021, 8, 20), [(3, 31), (6, 30), (8, 20)]),
        (date(2021, 4, 1), date(2021, 6, 30), [(6, 30)]),
        (date(2021, 4, 1), date(2021, 7, 1), [(6, 30), (7, 1)]),
    ],
)  # fmt: skip
def test_stages_are_computed_at_quarter_ends_and_once_more_today(
    first: date | None, until: date, days: list[tuple[int, int]]
) -> None:
    assert [(day.month, day.day) for day in quarter_ends(first, until=until)] == days


def spans(one: Any) -> list[tuple[object, ...]]:
    return [row[3:] for row in stage_rows("default") if row[1] == one.pk][-3:]


def test_each_association_has_a_row_a_quarter_with_the_stage_of_that_day(stage: Cast) -> None:
    last = (date(2021, 3, 31), date(2021, 6, 30), TODAY)
    assert spans(stage.county) == [(last[0], last[1], "set_up"), (last[1], TODAY, "set_up"), (TODAY, None, "set_up")]
    assert spans(stage.city) == [(last[0], last[1], "none"), (last[1], TODAY, "none"), (TODAY, None, "none")]
    rows = list(stage_rows("default"))
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    for _, pk, place, begin, _, said in rows[-4:]:
        one = next(one for one in (stage.province, stage.city, stage.county, stage.neighbour) if one.pk == pk)
        assert place == one.place_id
        assert said == (standings([one], day=begin)[pk].stage or "none")


def test_all_quarters_take_as_many_queries_as_one_page(stage: Cast, django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as page:
        standings([stage.county], day=TODAY)
    with django_assert_num_queries(len(page) + 2):  # and the associations, and the day of the site
        assert len({row[3] for row in stage_rows("default")}) == 20


def test_activity_counts_for_twelve_months_on_each_day_asked_together(stage: Cast) -> None:
    def source(*_: Any) -> Iterator[ActivityCount]:
        for day in (date(2020, 5, 11), date(2021, 5, 11)):
            yield ActivityCount(organisation=stage.county.pk, kind="training", day=day, number=1)

    asked = [
        date(2020, 5, 10),
        date(2020, 5, 11),
        date(2021, 5, 10),
        date(2021, 5, 11),
        date(2022, 5, 10),
        date(2022, 5, 11),
    ]
    reached = standings_on({day: [stage.county] for day in asked}, sources=[source])
    numbers = [
        next(check.number for check in reached[day][stage.county.pk].checks if check.rule.signal == Signal.ACTIVITIES)
        for day in asked
    ]
    assert numbers == [0, 1, 1, 1, 1, 0]


def test_closed_and_later_founded_associations_are_there_in_their_time_only(stage: Cast) -> None:
    actions.close_organisation(stage.county, by=SYSTEM, day=date(2021, 5, 1), reason="合并")
    found("浏阳市新的社会阶层人士联谊会", "430181", founded=date(2021, 7, 2))
    found("某服务中心", "430181", kind="centre")
    assert spans(stage.county)[-1] == (date(2021, 3, 31), date(2021, 5, 1), "set_up")
    begins = {row[1]: row[3] for row in reversed(list(stage_rows("default")))}
    assert begins.pop(stage.county.pk) == date(2016, 12, 31)
    assert sorted(begins.values()) == [date(2016, 12, 31)] * 3 + [TODAY]


def test_base_counts_while_it_was_named_whatever_it_is_now(stage: Cast) -> None:
    base = stage.base("甲", named=date(2020, 1, 1))
    actions.advance_base_state(base, by=SYSTEM, to=State.REVOKED, day=date(2021, 5, 1), reason="整改不到位")
    StageRule.objects.public().get(path="", stage="thriving", signal=Signal.BASES)

    def bases(day: date) -> int:
        checks = standings([stage.county], day=day)[stage.county.pk].checks
        return next(check.number for check in checks if check.rule.signal == Signal.BASES)

    assert [bases(day) for day in (date(2019, 12, 31), date(2020, 1, 1), date(2021, 4, 30), date(2021, 5, 1))] == [
        0,
        1,
        1,
        0,
    ]


def desks(tmp_path: Path) -> list[Desk]:
    frozen = registry()
    snapshot = Store(tmp_path).take(frozen, alias="default")
    engines = (
        DuckDBEngine(snapshot, registry=frozen),
        ReferenceEngine(places=snapshot.register, records=snapshot.records),
    )
    return [Desk(registry=frozen, snapshot=snapshot, engine=engine) for engine in engines]


def test_figures_by_stage_agree_on_every_engine_with_what_the_pages_say(stage: Cast, tmp_path: Path) -> None:
    StageRule.objects.public().exclude(signal__in=(Signal.FOUNDED, Signal.REGISTERED, Signal.ACTIVITIES)).update(
        required=False
    )
    StageRule.objects.public().filter(signal=Signal.ACTIVITIES).update(at_least=1)
    details = class_details(stage, co_organisers=[stage.neighbour])
    one = training.register_class(by=SYSTEM, signed_roster="档案", reason="", **details)
    names = ("name", "aliases", "kind", "place", "parent", "founded")
    actions.correct_organisation(
        stage.neighbour, by=SYSTEM, reason="补登", registered=date(2017, 1, 1),
        **{name: getattr(stage.neighbour, name) for name in names},
    )  # fmt: skip
    told = []
    for confirm in (False, True):
        if confirm:
            all_confirmed(one)
        answers = [
            {
                code: desk.figure(
                    Question(measure=f"network.associations_{code}", place="430000", as_of=day),
                    scope=Scope.everything(),
                ).value
                for code in ("by_stage", "set_up", "running", "thriving")
            }
            for desk in desks(tmp_path / str(confirm))
            for day in (date(2021, 3, 31), TODAY)
        ]
        assert answers[:2] == answers[2:]
        told.append(answers[:2])
    before = {"by_stage": 2, "set_up": 2, "running": 0, "thriving": 0}
    assert [day["by_stage"] for day in told[0]] == [2, 2]
    assert told[0][0] == before
    assert told[0][1]["set_up"] == 1  # the neighbour has not confirmed
    assert told[1][1]["set_up"] == 0


def test_stage_is_a_figure_of_organisations_with_their_pages_and_no_one_else(stage: Cast, tmp_path: Path) -> None:
    desk = desks(tmp_path)[0]
    question = Question(measure="network.associations_by_stage", place="430000", as_of=TODAY)
    evidence = list(desk.evidence(question, scope=Scope.everything()))
    assert [row.page for row in evidence] == [f"/organisations/{stage.county.pk}/"]
    fact = registry().fact("network.stage")
    assert (list(fact.narrowings), fact.is_stock) == (["organisation"], True)
    measures = [one for one in registry().measures if one.fact == fact.code]
    assert {one.subject for one in measures} == {None}
    assert all("十二个月" in one.definition for one in measures)
