"""Returns confirmed in time are one line of an association's stage."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.returns.stage import JUNE, confirmed, owes, returns, stand_on
from tongxin.kernel.period import Period
from tongxin.network.models import StageRule
from tongxin.network.queries.stages import standings
from tongxin.returns import actions
from tongxin.returns.queries.activity import returned_in_time

YEAR = Period(date(2020, 7, 21), date(2021, 7, 21))


def said_at(pk: int, moment: datetime) -> None:
    returns().filter(pk=pk).update(confirmed_at=moment)


def numbers(cast: Cast, period: Period = YEAR) -> dict[int, int]:
    ids = [one.pk for one in (cast.county, cast.city, cast.neighbour)]
    return {one.organisation: one.number for one in returned_in_time(ids, period)}


def test_return_counts_when_it_was_confirmed_by_the_day_it_was_due(cast: Cast) -> None:
    in_time, late, back = (confirmed(owes(unit)) for unit in (cast.county, cast.city, cast.neighbour))
    said_at(in_time.pk, datetime(2021, 7, 10, 15, 59, tzinfo=UTC))  # the last minute of 10 July in Shanghai
    said_at(late.pk, datetime(2021, 7, 10, 16, 0, tzinfo=UTC))
    said_at(back.pk, datetime(2021, 7, 5, tzinfo=UTC))
    actions.send_back(back, by=SYSTEM, reason="核对")
    assert numbers(cast) == {cast.county.pk: 1}
    assert numbers(cast, Period.year(2020)) == {}


def test_returns_of_many_are_told_in_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    for unit in (cast.county, cast.city, cast.neighbour):
        said_at(confirmed(owes(unit)).pk, datetime(2021, 7, 5, tzinfo=UTC))
    with django_assert_num_queries(2):
        assert len(numbers(cast)) == 3


@pytest.mark.parametrize("asked", [False, True])
def test_stage_shows_returns_and_asks_for_them_only_where_somebody_said_so(cast: Cast, asked: bool) -> None:
    said_at(confirmed(owes(cast.county), JUNE).pk, datetime(2021, 7, 5, tzinfo=UTC))
    rules = StageRule.objects.whole_network(reason="the test turns the line on")
    rules.filter(signal=StageRule.Signal.RETURNS).update(required=asked)
    stand_on(date(2021, 7, 20))
    shown = standings([cast.county], day=date(2021, 7, 20))[cast.county.pk]
    lines = {check.rule.signal: check for check in shown.checks}
    assert (StageRule.Signal.RETURNS in lines) is asked
    if asked:
        assert lines[StageRule.Signal.RETURNS].met
