"""A return states the numbers of its own unit: who completed, in its classes, and a locked one follows what is moved."""

from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, found
from tests.lives import class_details
from tests.returns.stage import JUNE, a_class, confirmed, locked, owes, restatements, returns
from tongxin.attendance import actions as attendance
from tongxin.attendance.models import Participation
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import Period
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.returns.models import Return

CLASSES, TIMES = "training.classes", "training.person_times"


def changes(code: str = TIMES) -> list[tuple[str, str, int, int]]:
    """Unit, reason, and the number before and after of every restatement so far."""
    rows = restatements().select_related("of__duty__organisation").order_by("id")
    return [(one.of.duty.organisation.name, one.reason, one.before[code], one.after[code]) for one in rows]


def stands(one: Return) -> dict[str, int]:
    one.refresh_from_db(from_queryset=returns())
    numbers: dict[str, int] = one.numbers
    return numbers


def lines_of(one: TrainingClass) -> list[Participation]:
    rows = Participation.objects.whole_network(reason="the test corrects a line").filter(occasion=one.occasion_id)
    return list(rows.order_by("id"))


def moved(one: TrainingClass, cast: Cast, *, reason: str, **to: Any) -> None:
    kept = {"title": one.title, "venue": one.venue, "first_day": one.first_day, "last_day": one.last_day}
    training.correct_class(one, by=SYSTEM, reason=reason, **(class_details(cast, **kept) | to))


def test_only_those_who_completed_are_counted(cast: Cast) -> None:
    roster = "王例山\n李例水\n张例云 1天\n赵例风 2天"
    a_class(cast.county, roster=roster, first_day=date(2021, 6, 8), last_day=date(2021, 6, 10), days_needed=2)
    assert confirmed(owes(cast.county)).numbers == {CLASSES: 1, TIMES: 3}


def test_class_nobody_has_held_yet_is_not_counted(cast: Cast) -> None:
    a_class(cast.county, roster="")
    assert confirmed(owes(cast.county)).nil


def test_two_units_of_one_place_report_their_own_numbers(cast: Cast) -> None:
    other = found("宁乡第二联谊会", "430182")
    a_class(cast.county)
    a_class(other, day=date(2021, 6, 20), roster="张例云")
    a_class(other, day=date(2021, 6, 21), roster="张例云\n赵例风")
    own, others = confirmed(owes(cast.county)), confirmed(owes(other))
    assert own.numbers == {CLASSES: 1, TIMES: 2}
    assert others.numbers == {CLASSES: 2, TIMES: 3}


def test_joint_class_is_counted_by_its_organiser_alone(cast: Cast) -> None:
    a_class(cast.county, co_organisers=[cast.city])
    assert confirmed(owes(cast.county)).numbers[CLASSES] == 1
    assert confirmed(owes(cast.city)).nil


def test_home_offers_each_unit_of_a_place_its_own_numbers(cast: Cast) -> None:
    other = found("宁乡第二联谊会", "430182")
    a_class(cast.county, roster="王例山\n李例水\n张例云")
    owes(cast.county, begin=JUNE.start), owes(other, begin=JUNE.start)
    page = cast.client("secretary").get("/returns/").content.decode()
    assert page.count(">3<small>人次</small>") == 1
    assert page.count("确认上报</a>") == 1
    assert page.count("零报告</a>") == 1


def test_corrected_roster_line_restates_the_locked_return(cast: Cast) -> None:
    one = a_class(cast.county)
    stated = locked(owes(cast.county))
    line = lines_of(one)[0]
    with pytest.raises(ConflictError, match="2021年6月的上报已锁定"):
        training.add_roster(one, by=SYSTEM, roster="张例云")
    attendance.correct_line(line, by=SYSTEM, reason="没有到", days_attended=0)
    assert stands(stated) == {CLASSES: 1, TIMES: 1}
    assert changes() == [(cast.county.name, "没有到", 2, 1)]


def test_class_moved_to_another_day_is_missed_where_it_was_and_counted_where_it_is(cast: Cast) -> None:
    one = a_class(cast.county)
    duty = owes(cast.county)
    may = locked(duty, Period.parse("2021-05"))
    june = locked(duty)
    moved(one, cast, reason="记错月份", first_day=date(2021, 5, 10), last_day=date(2021, 5, 10))
    assert stands(june) == {CLASSES: 0, TIMES: 0}
    assert stands(may) == {CLASSES: 1, TIMES: 2}
    assert sorted(changes()) == [(cast.county.name, "记错月份", 0, 2), (cast.county.name, "记错月份", 2, 0)]


def test_class_moved_out_of_a_locked_month_restates_that_month_alone(cast: Cast) -> None:
    one = a_class(cast.county)
    june = locked(owes(cast.county))
    moved(one, cast, reason="记错月份", first_day=date(2021, 7, 5), last_day=date(2021, 7, 5))
    assert stands(june) == {CLASSES: 0, TIMES: 0}
    assert june.nil
    assert changes(CLASSES) == [(cast.county.name, "记错月份", 1, 0)]


def test_class_given_to_another_organiser_is_restated_for_both(cast: Cast) -> None:
    one = a_class(cast.county)
    left, gained = locked(owes(cast.county)), locked(owes(cast.city))
    moved(one, cast, reason="实为长沙主办", organiser=cast.city)
    assert stands(left) == {CLASSES: 0, TIMES: 0}
    assert stands(gained) == {CLASSES: 1, TIMES: 2}
    assert {name: (before, after) for name, _, before, after in changes()} == {
        cast.county.name: (2, 0),
        cast.city.name: (0, 2),
    }


def test_class_given_to_another_unit_of_the_same_place_is_restated_for_both(cast: Cast) -> None:
    one, other = a_class(cast.county), found("宁乡第二联谊会", "430182")
    left, gained = locked(owes(cast.county)), locked(owes(other))
    moved(one, cast, reason="实为第二联谊会主办", organiser=other)
    assert (stands(left)[CLASSES], stands(gained)[CLASSES]) == (0, 1)


def test_write_of_one_unit_asks_for_no_reason_where_only_anothers_return_differs(cast: Cast) -> None:
    stale = locked(owes(cast.county))
    returns().filter(pk=stale.pk).update(numbers={CLASSES: 5, TIMES: 50})
    a_class(cast.city)
    assert stands(stale) == {CLASSES: 5, TIMES: 50}
    assert not changes()
