"""Reminders under whoever is to remind, a text to copy, and where returns wait."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.returns.stage import JUNE, confirmed, owes, returns, stand_on
from tests.returns.test_pages import text
from tongxin.returns import actions
from tongxin.returns.queries.review import queues


def test_missing_units_stand_under_the_place_that_is_to_remind_them(cast: Cast) -> None:
    owes(cast.county, begin=JUNE.start), owes(cast.city, begin=JUNE.start)
    page = text(cast.client("province"), "/returns/late/")
    city, province = page.index('remind-2-title">长沙市'), page.index('remind-1-title">湖南省')
    assert province < page.index("长沙市新的社会阶层人士联谊会</a>") < city
    assert city < page.index("宁乡市新的社会阶层人士联谊会</a>")
    said = "宁乡市新的社会阶层人士联谊会：培训 2021年6月，2021年7月10日截止，已逾期 10 天"
    assert said in page
    assert "截至2021年7月20日，长沙市有 1 份上报逾期未报：" in page
    assert 'data-copy="remind-2"' in page


def test_reminder_says_what_the_unit_can_still_do(cast: Cast) -> None:
    actions.send_back(confirmed(owes(cast.county, begin=JUNE.start)), by=SYSTEM, reason="少一个班")
    owes(cast.city, begin=date(2021, 2, 1))
    page = text(cast.client("city"), "/returns/late/")
    assert "已退回：少一个班" in page
    assert "已关闭，由上级补报" in page
    assert "单位可自行上报" in page


def test_reminders_are_narrowed_by_kind_and_place(cast: Cast) -> None:
    owes(cast.county, begin=JUNE.start), owes(cast.neighbour, begin=JUNE.start)
    client = cast.client("province")
    assert "株洲" not in text(client, "/returns/late/?place=430100")
    assert "没有逾期未报的" in text(client, "/returns/late/?kind=network")
    assert "宁乡市新的" in text(client, "/returns/late/?kind=training")
    assert "筛选条件有误" in text(client, "/returns/late/?kind=fly", status=400)


def test_old_gaps_are_not_dug_up(cast: Cast) -> None:
    duty = owes(cast.county, begin=JUNE.start)
    actions.end_duty(duty, by=SYSTEM, day=JUNE.last, reason="并入")
    stand_on(date(2022, 9, 20))
    assert "没有逾期未报的" in text(cast.client("province"), "/returns/late/")


def test_waits_are_told_longest_first(cast: Cast) -> None:
    new, old = confirmed(owes(cast.county)), confirmed(owes(cast.city))
    for one, day in ((new, 18), (old, 5)):
        returns().filter(pk=one.pk).update(confirmed_at=datetime(2021, 7, day, tzinfo=UTC))
    found = queues(cast.actor("province").scope)
    assert [(one.name, one.number) for one in found] == [("湖南省", 1), ("长沙市", 1)]
    page = text(cast.client("province"), "/returns/late/")
    assert "2 份已上报、等待审核" in page
    assert 'data-label="已等">15</td>' in page
    assert "没有等待审核的上报" in text(cast.client("neighbour"), "/returns/late/")


@pytest.mark.parametrize("units", [1, 3])
def test_reminders_ask_the_same_number_of_queries(cast: Cast, units: int, django_assert_num_queries: Any) -> None:
    for unit in (cast.county, cast.city, cast.neighbour)[:units]:
        owes(unit, begin=JUNE.start)
    client = cast.client("province")
    with django_assert_num_queries(9):  # session, account, grants; sent back, there, duties, calendar; names, waits
        assert text(client, "/returns/late/").count("单位可自行上报") == units
