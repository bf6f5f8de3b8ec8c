"""`tongxin verify-capacity`: nothing on sound data, and every planted difference."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command

from tests.attendance.registration.stage import (
    cast_nobody,
    comer,
    comes,
    coming,
    opened,
    registered,
    sessions,
)
from tests.cast import cast as build
from tongxin.attendance.models import Registration, Seat, Session
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.verifying import differences, nightly_check
from tongxin.kernel.errors import ConflictError
from tongxin.project import cli
from tongxin.records.training.models import TrainingClass


@pytest.fixture
def one(db: None) -> TrainingClass:
    """A class of two days with two seats: two hold them, one was offered one, one waits, one has left."""
    made = coming(build(), days=2)
    sign_up = opened(made, seats=3)
    tokens = [comes(sign_up, comer(number)) for number in range(5)]
    actions.cancel_own(registered(made.occasion)[0], by=cast_nobody())
    assert len(tokens) == 5
    return made


def test_sound_data_has_no_difference(one: TrainingClass, capsys: pytest.CaptureFixture[str]) -> None:
    assert {row.state for row in registered(one.occasion)} == {"registered", "offered", "waiting", "cancelled"}
    assert list(differences()) == []
    assert nightly_check() == "没有不一致。"
    call_command("verify-capacity")
    assert "0 处不一致" in capsys.readouterr().out


def _of(one: TrainingClass, state: str) -> Registration:
    return next(row for row in registered(one.occasion) if row.state == state)


def _state(one: TrainingClass, before: str, after: str) -> None:
    Registration.objects.same_as(_of(one, before)).update(state=after)


def _shrink(one: TrainingClass) -> None:
    Session.objects.children_of(one.occasion).update(capacity=2)


def _seatless(one: TrainingClass) -> None:
    Seat.objects.children_of(_of(one, "registered")).delete()


def _gap(one: TrainingClass) -> None:
    Seat.objects.children_of(_of(one, "registered")).filter(session=sessions(one.occasion)[1]).delete()


def _foreign(one: TrainingClass) -> None:
    other = coming(build_again(one), title="另一期", first_day=one.first_day + timedelta(days=3), last_day=one.last_day + timedelta(days=3))  # fmt: skip
    Seat.objects.children_of(_of(one, "registered")).filter(session=sessions(one.occasion)[1]).update(
        session=sessions(other.occasion)[0]
    )


def build_again(one: TrainingClass) -> object:
    from types import SimpleNamespace

    return SimpleNamespace(county=one.organiser)


def _endless(one: TrainingClass) -> None:
    Registration.objects.same_as(_of(one, "offered")).update(offered_until=None)


@pytest.mark.parametrize(
    ("plant", "sentence", "number"),
    [
        (_shrink, "占用 3 个座位，名额只有 2 个", 2),
        (lambda one: _state(one, "registered", "waiting"), "状态是「候补」，却占着", 2),
        (lambda one: _state(one, "registered", "cancelled"), "状态是「已取消」，却占着", 2),
        (lambda one: _state(one, "waiting", "registered"), "状态是「已报名」，却没有座位", 1),
        (_seatless, "状态是「已报名」，却没有座位", 1),
        (_gap, "2 场中只有 1 场有座位", 1),
        (_foreign, "占着另一项活动的日程", 1),
        (_endless, "没有保留期限", 1),
    ],
)
def test_planted_difference_is_found(
    one: TrainingClass, plant: Callable[[TrainingClass], None], sentence: str, number: int
) -> None:
    plant(one)
    found = list(differences())
    assert len(found) == number, found
    assert all(sentence in each for each in found)


def test_command_says_by_its_status_that_there_are_differences(
    one: TrainingClass, capsys: pytest.CaptureFixture[str]
) -> None:
    _shrink(one)
    with pytest.raises(ConflictError, match=r"^2 处不一致，运行 tongxin verify-capacity 查看全部。第一处：日程 \d+"):
        nightly_check()
    with pytest.raises(SystemExit) as stopped:
        cli.main(["verify-capacity"])
    assert stopped.value.code == 1
    assert "2 处不一致" in capsys.readouterr().out
