"""A contest published in a period whose return is locked: with a reason, and the return says so."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.contests import samples
from tests.returns.stage import locked, owes, restatements, returns, stand_on
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.period import Period, Step
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest


@pytest.fixture
def people(db) -> Cast:
    stand_on(date(2022, 3, 1))
    return build()


def numbers(one) -> list[int]:
    one.refresh_from_db(from_queryset=returns())
    return [one.numbers[f"contests.{name}"] for name in ("contests", "entries", "entrants")]


def test_only_publication_changes_a_locked_return_and_needs_its_reason(people):
    one = locked(owes(people.county, kind="contests", step=Step.YEAR, begin=date(2021, 1, 1)), Period.year(2021))
    assert numbers(one) == [0, 0, 0]
    contest = samples.sealed(people)  # called, entered, judged and sealed without a word about the return
    with pytest.raises(TongxinError, match="2021年的上报已锁定"):
        actions.publish_result(contest, by=SYSTEM, objections_until=date(2099, 1, 1))
    assert Contest.objects.whole_network(reason="test").get().state == "sealed"
    actions.publish_result(contest, by=SYSTEM, objections_until=date(2099, 1, 1), reason="评审结果晚到")
    assert numbers(one) == [1, 2, 2]
    entry = queries.every_entry(contest)[0]
    actions.name_entrants(entry, by=SYSTEM, entrants="选手甲\n选手丙", reason="漏登一人")
    assert numbers(one) == [1, 2, 3]
    assert [row.reason for row in restatements().order_by("id")] == ["评审结果晚到", "漏登一人"]


def test_contest_judged_anew_counts_no_more_until_it_is_published_again(people):
    contest = samples.published(people)
    one = locked(owes(people.county, kind="contests", step=Step.YEAR, begin=date(2021, 1, 1)), Period.year(2021))
    assert numbers(one) == [1, 2, 2]
    actions.object_to(contest, by=SYSTEM, text="算错了", received=date(2022, 1, 1))
    actions.decide_objection(queries.objections_of(contest).get(), by=SYSTEM, upheld=True, decision="核实")
    actions.judge_anew(queries.rounds_of(contest).get(), by=SYSTEM, reason="异议成立")
    assert numbers(one) == [0, 0, 0]
