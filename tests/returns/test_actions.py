"""The way of a return: confirmed, nil, approved level by level, sent back, locked, restated."""

from datetime import date

import pytest

from tests.cast import PROVINCE, SYSTEM, Cast
from tests.returns.stage import JULY, JUNE, a_class, approved, confirmed, locked, owes, restatements, returns, stand_on
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import Period, Step
from tongxin.kernel.scope import Scope, Verb
from tongxin.ports.locked import Affected
from tongxin.records.training import actions as training
from tongxin.returns import actions
from tongxin.returns.actions.duties import impose
from tongxin.returns.models import CalendarRule, Return

State = Return.State


def officer(path: str, *, account: int | None = None) -> Actor:
    return Actor(scope=Scope.of({path: [Verb.VIEW, Verb.RECORD, Verb.CONFIRM]}), name="干部", account_id=account)


def lines(action: str) -> int:
    return Entry.objects.whole_network(reason="the test counts journal lines").filter(action=action).count()


def test_confirmed_return_states_what_the_records_say(cast: Cast) -> None:
    a_class(cast.county)
    one = actions.confirm_return(owes(cast.county), by=cast.actor("secretary"), period=JUNE)
    assert (one.state, one.awaiting, one.nil) == (State.CONFIRMED, "prefecture", False)
    assert one.numbers == {"training.classes": 1, "training.person_times": 2}
    assert one.confirmed_account_id == cast.accounts["secretary"].pk
    assert lines("returns.confirm") == 1


def test_prefecture_and_county_without_one_answer_to_the_province(cast: Cast) -> None:
    assert confirmed(owes(cast.city)).awaiting == "province"


def test_nothing_needs_the_explicit_nil(cast: Cast) -> None:
    duty = owes(cast.county)
    with pytest.raises(ConflictError, match="请点「零报告」"):
        actions.confirm_return(duty, by=cast.actor("secretary"), period=JUNE)
    one = actions.confirm_return(duty, by=cast.actor("secretary"), period=JUNE, nil=True)
    assert one.nil
    assert lines("returns.nil") == 1


def test_nil_over_records_is_refused(cast: Cast) -> None:
    a_class(cast.county)
    with pytest.raises(ConflictError, match="不能零报告"):
        actions.confirm_return(owes(cast.county), by=cast.actor("secretary"), period=JUNE, nil=True)


def test_running_period_cannot_be_reported(cast: Cast) -> None:
    with pytest.raises(ConflictError, match="2021年8月1日起才能上报"):
        actions.confirm_return(owes(cast.county), by=cast.actor("secretary"), period=JULY, nil=True)


def test_period_no_duty_covers_is_refused(cast: Cast) -> None:
    duty = owes(cast.county)
    for period in ("2021-04", "2021Q2"):
        with pytest.raises(InputError, match="没有这项上报任务"):
            actions.confirm_return(duty, by=cast.actor("secretary"), period=Period.parse(period), nil=True)


def test_neighbour_cannot_confirm(cast: Cast) -> None:
    with pytest.raises(ForbiddenError):
        actions.confirm_return(owes(cast.county), by=cast.actor("neighbour"), period=JUNE, nil=True)


def test_closed_period_is_reported_by_the_level_above(cast: Cast) -> None:
    duty = owes(cast.county)
    stand_on(date(2021, 12, 1))
    with pytest.raises(ConflictError, match="已于2021年8月29日关闭，请由上级代为补报"):
        actions.confirm_return(duty, by=cast.actor("secretary"), period=JUNE, nil=True)
    assert actions.confirm_return(duty, by=cast.actor("city"), period=JUNE, nil=True).nil


def test_province_reports_its_own_closed_period(cast: Cast) -> None:
    duty, city = owes(cast.province), owes(cast.city)
    stand_on(date(2021, 12, 1))
    with pytest.raises(ConflictError, match="关闭"):
        actions.confirm_return(city, by=cast.actor("city"), period=JUNE, nil=True)
    assert actions.confirm_return(duty, by=cast.actor("province"), period=JUNE, nil=True).awaiting == "province"


def test_same_return_is_not_confirmed_twice_but_changed_numbers_are(cast: Cast) -> None:
    duty, secretary = owes(cast.county), cast.actor("secretary")
    actions.confirm_return(duty, by=secretary, period=JUNE, nil=True)
    with pytest.raises(ConflictError, match="刚才已经上报"):
        actions.confirm_return(duty, by=secretary, period=JUNE, nil=True)
    a_class(cast.county)
    again = actions.confirm_return(duty, by=secretary, period=JUNE)
    assert (again.nil, again.numbers["training.classes"]) == (False, 1)
    assert returns().count() == 1


def test_approved_return_is_not_confirmed_again(cast: Cast) -> None:
    duty = owes(cast.county)
    approved(duty)
    with pytest.raises(ConflictError, match="现在是「已审核」，不能零报告"):
        actions.confirm_return(duty, by=cast.actor("secretary"), period=JUNE, nil=True)


def test_approval_goes_from_prefecture_to_province(cast: Cast) -> None:
    one = confirmed(owes(cast.county), by=cast.actor("secretary"))
    with pytest.raises(ForbiddenError):
        actions.approve_return(one, by=cast.actor("secretary"))
    actions.approve_return(one, by=cast.actor("city"))
    assert (one.state, one.awaiting) == (State.CONFIRMED, "province")
    with pytest.raises(ForbiddenError):
        actions.approve_return(one, by=cast.actor("city"))
    actions.approve_return(one, by=cast.actor("province"))
    assert (one.state, one.awaiting) == (State.APPROVED, "")
    with pytest.raises(ConflictError, match="现在是「已审核」，不能审核通过"):
        actions.approve_return(one, by=cast.actor("province"))


def test_approval_read_before_another_one_is_told(cast: Cast) -> None:
    one = confirmed(owes(cast.county))
    stale = returns().get(pk=one.pk)
    actions.approve_return(one, by=cast.actor("city"))
    with pytest.raises(ConflictError, match="刚才已经审核，现在等待省级审核"):
        actions.approve_return(stale, by=cast.actor("city"))


def test_second_person_approves_unless_the_calendar_says_otherwise(cast: Cast) -> None:
    one = confirmed(owes(cast.city), by=officer(PROVINCE, account=cast.accounts["province"].pk))
    with pytest.raises(ConflictError, match="审核通过应由另一个人办理：上一步是您自己办理的"):
        actions.approve_return(one, by=cast.actor("province"))
    actions.set_calendar(
        by=cast.actor("province"), path=PROVINCE, step=Step.MONTH, due_days=10, close_days=50, second_person=False
    )
    assert actions.approve_return(one, by=cast.actor("province")).state == State.APPROVED


def test_numbers_that_changed_meanwhile_are_not_approved(cast: Cast) -> None:
    one = confirmed(owes(cast.county))
    a_class(cast.county)
    with pytest.raises(ConflictError, match="记录又有变动"):
        actions.approve_return(one, by=cast.actor("city"))


def test_many_are_approved_and_the_others_told(cast: Cast) -> None:
    good, changed = confirmed(owes(cast.county)), confirmed(owes(cast.city))
    a_class(cast.city)
    result = actions.approve_returns([good, changed], by=cast.actor("province"))
    assert result.done == 1
    assert "记录又有变动" in result.refused[changed.pk]
    stored = returns().get(pk=good.pk)
    assert (stored.state, stored.awaiting) == (State.CONFIRMED, "province")
    assert actions.approve_returns([stored], by=cast.actor("province")).done == 1
    assert returns().get(pk=good.pk).state == State.APPROVED
    assert lines("returns.approve") == 2


def test_many_are_approved_only_where_one_may_decide(cast: Cast) -> None:
    one = confirmed(owes(cast.county))
    with pytest.raises(ForbiddenError):
        actions.approve_returns([one], by=cast.actor("secretary"))
    stale = returns().get(pk=one.pk)
    actions.approve_return(one, by=cast.actor("city"))
    result = actions.approve_returns([stale], by=cast.actor("city"))
    assert (result.done, list(result.refused)) == (0, [one.pk])


def test_sent_back_return_counts_as_not_there_until_it_is_confirmed_again(cast: Cast) -> None:
    duty = owes(cast.county)
    one = confirmed(duty)
    with pytest.raises(InputError, match="写明原因"):
        actions.send_back(one, by=cast.actor("city"), reason=" ")
    actions.send_back(one, by=cast.actor("city"), reason="少一个班")
    assert (one.state, one.note, one.awaiting, one.is_there) == (State.SENT_BACK, "少一个班", "", False)
    with pytest.raises(ConflictError, match="不能退回"):
        actions.send_back(one, by=cast.actor("province"), reason="再退")
    again = actions.confirm_return(duty, by=cast.actor("secretary"), period=JUNE, nil=True)
    assert (again.state, again.note, again.awaiting) == (State.CONFIRMED, "", "prefecture")


def test_province_locks_what_is_approved_and_unchanged(cast: Cast) -> None:
    ready, changed, waiting = owes(cast.county), owes(cast.city), owes(cast.neighbour)
    approved(ready), approved(changed), confirmed(waiting)
    a_class(cast.city)
    with pytest.raises(ForbiddenError):
        actions.lock_returns(by=cast.actor("city"), kind="training", path="43/4301/", period=JUNE)
    done = actions.lock_returns(by=cast.actor("province"), kind="training", path=PROVINCE, period=Period.year(2021))
    assert done == (1, 1, 1)
    assert returns().get(duty=ready).state == State.LOCKED
    again = actions.lock_returns(by=cast.actor("province"), kind="training", path=PROVINCE, period=JUNE)
    assert again == (0, 1, 1)
    assert lines("returns.lock") == 1


def test_one_return_is_locked_without_those_below_it(cast: Cast) -> None:
    below, one = approved(owes(cast.county)), approved(owes(cast.city))
    actions.lock(one, by=cast.actor("province"))
    assert (returns().get(pk=one.pk).state, returns().get(pk=below.pk).state) == (State.LOCKED, State.APPROVED)
    a_class(cast.county)
    with pytest.raises(ConflictError, match="数字已不一致"):
        actions.lock(below, by=cast.actor("province"))
    assert lines("returns.lock") == 1


def test_locked_return_is_neither_confirmed_nor_sent_back(cast: Cast) -> None:
    duty = owes(cast.county)
    one = locked(duty)
    with pytest.raises(ConflictError, match="现在是「已锁定」，不能零报告"):
        actions.confirm_return(duty, by=SYSTEM, period=JUNE, nil=True)
    with pytest.raises(ConflictError, match="不能退回"):
        actions.send_back(one, by=SYSTEM, reason="改")


def test_write_into_a_locked_period_needs_a_reason_and_keeps_both_numbers(cast: Cast) -> None:
    duty = owes(cast.county)
    locked(duty)
    with pytest.raises(ConflictError, match="2021年6月的上报已锁定") as refused:
        a_class(cast.county)
    assert refused.value.field == "reason"
    a_class(cast.county, reason="漏登一个班")
    one = returns().get(duty=duty)
    assert one.numbers == {"training.classes": 1, "training.person_times": 2}
    assert not one.nil
    (kept,) = restatements()
    assert kept.reason == "漏登一个班"
    assert (kept.before["training.classes"], kept.after["training.classes"]) == (0, 1)


def test_write_elsewhere_or_without_change_asks_for_no_reason(cast: Cast) -> None:
    locked(owes(cast.county))
    a_class(cast.city)
    a_class(cast.county, day=date(2021, 7, 5))
    training.plan_class(
        by=SYSTEM, title="计划", organiser=cast.county, co_organisers=[], kind="course", venue="",
        first_day=date(2021, 6, 3), last_day=date(2021, 6, 3), field_days=(), days_needed=None,
    )  # fmt: skip
    same = Affected(kind="training", unit=cast.county.pk, day=date(2021, 6, 3))
    for affected in ((), [same]):
        actions.LockedNumbers().restate(affected, by=SYSTEM, reason="")
    assert not restatements().exists()


def test_restatement_by_hand_takes_what_the_records_say(cast: Cast) -> None:
    duty = owes(cast.county, kind="network", step=Step.QUARTER, begin=date(2021, 4, 1))
    one = confirmed(duty, Period.parse("2021Q2"))
    with pytest.raises(ConflictError, match="现在是「已上报」，不能办理更正"):
        actions.restate_return(one, by=cast.actor("secretary"), reason="改")
    one = locked_again(one)
    with pytest.raises(ConflictError, match="没有要更正的"):
        actions.restate_return(one, by=cast.actor("secretary"), reason="改")
    cast.join(cast.person("例甲"), cast.county)
    with pytest.raises(InputError, match="写明原因"):
        actions.restate_return(one, by=cast.actor("secretary"), reason="")
    actions.restate_return(one, by=cast.actor("secretary"), reason="补登会员")
    assert one.numbers["network.members"] == 1
    assert restatements().get().before["network.members"] == 0


def locked_again(one: Return) -> Return:
    while one.awaiting:
        actions.approve_return(one, by=SYSTEM)
    actions.lock_returns(by=SYSTEM, kind=one.kind, path=one.path, period=one.period)
    return returns().get(pk=one.pk)


def test_calendar_line_is_set_once_and_changed_after(cast: Cast) -> None:
    def set_to(days: int) -> CalendarRule:
        return actions.set_calendar(
            by=cast.actor("city"), path="43/4301/", step=Step.MONTH, due_days=days, close_days=5, second_person=True
        )

    assert set_to(3).pk == set_to(8).pk
    (rule,) = CalendarRule.objects.whole_network(reason="the test looks at the calendar")
    assert rule.due_days == 8
    assert str(rule) == "月报：期末后 8 天内"
    with pytest.raises(ForbiddenError):
        actions.set_calendar(
            by=cast.actor("secretary"), path="43/", step=Step.MONTH, due_days=1, close_days=1, second_person=True
        )


def test_return_that_went_up_meanwhile_is_sent_back_only_from_there(cast: Cast) -> None:
    one = confirmed(owes(cast.county))
    stale = Return.objects.whole_network(reason="a page opened before").get(pk=one.pk)
    actions.approve_return(one, by=cast.actor("city"))
    actions.approve_return(one, by=cast.actor("province"))
    with pytest.raises(ForbiddenError):
        actions.send_back(stale, by=cast.actor("city"), reason="再看看")


def test_duty_is_imposed_on_a_unit_the_asker_sees(cast: Cast) -> None:
    details = {"organisation": cast.county, "kind": "training", "step": Step.MONTH, "begin": date(2021, 6, 1)}
    with pytest.raises(InputError, match="没有找到这个组织") as refusal:
        impose(by=cast.actor("neighbour"), **details)
    assert refusal.value.field == "organisation"
    assert impose(by=cast.actor("city"), **details).organisation == cast.county
