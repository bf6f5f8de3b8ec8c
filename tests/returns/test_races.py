"""Two people act on one return at once, each on a connection of their own: one wins, the other is told."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.network.test_races import lines, race
from tests.returns.stage import JUNE, a_class, approved, owes, restatements, returns, stand_on
from tongxin.returns import actions
from tongxin.returns.models import Return

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    stand_on(date(2021, 7, 20))
    return build()


def confirm(duty: object) -> Return:
    return actions.confirm_return(duty, by=SYSTEM, period=JUNE, nil=True)  # type: ignore[arg-type]


def test_return_confirmed_by_two_is_confirmed_once(cast: Cast) -> None:
    duty = owes(cast.county)
    outcomes = race(lambda: confirm(duty), lambda: confirm(duty))
    assert outcomes[0] == "done"
    assert any(words in outcomes[1] for words in ("刚才已经上报", "已经上报过", "刚才已有人"))
    assert returns().count() == 1
    assert lines("returns.nil") == 1


def test_return_approved_by_two_goes_up_one_level(cast: Cast) -> None:
    one = confirm(owes(cast.county))
    copies = [returns().get(pk=one.pk) for _ in range(2)]
    by = cast.actor("city")
    outcomes = race(*(lambda copy=copy: actions.approve_return(copy, by=by) for copy in copies))
    assert outcomes[0] == "done"
    assert "刚才已经审核" in outcomes[1]
    assert returns().get().awaiting == "province"


def test_confirming_again_while_it_is_locked_leaves_it_locked(cast: Cast) -> None:
    duty = owes(cast.county)
    approved(duty)
    outcomes = race(
        lambda: actions.lock_returns(by=SYSTEM, kind="training", path=duty.path, period=JUNE), lambda: confirm(duty)
    )
    assert outcomes[0] == "done"
    assert "不能零报告" in outcomes[1]
    assert returns().get().state == "locked"


def test_record_written_while_its_period_is_locked_is_never_lost_to_the_lock(cast: Cast) -> None:
    duty = owes(cast.county)
    approved(duty)
    outcomes = race(
        lambda: actions.lock_returns(by=SYSTEM, kind="training", path=duty.path, period=JUNE),
        lambda: a_class(cast.county, reason="漏登"),
    )
    one = returns().get()
    assert outcomes[0] == "done"
    # Either the record came first and the return was left unlocked, or the lock came first and a restatement keeps both.
    assert (one.state, restatements().count()) in {("approved", 0), ("locked", 1)}


def test_nil_confirmed_while_a_class_is_being_written_waits_for_it(cast: Cast) -> None:
    duty = owes(cast.county)
    outcomes = race(lambda: a_class(cast.county), lambda: confirm(duty))
    # Either nil came first and the class changed an open return, or the class came first and nil was refused.
    assert outcomes == ["done", "done"] or "这个时期已有记录，不能零报告" in outcomes[1]
