"""Many people at once for few seats, each on a connection of their own: never one too many, and the list in order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.attendance.registration.stage import (
    cast_nobody,
    comer,
    comes,
    coming,
    held,
    opened,
    registered,
    sessions,
    states,
    terms,
)
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.racing import race
from tongxin.attendance.models import Registration, SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.queries import place_in_line, registration_with
from tongxin.attendance.registration.verifying import differences
from tongxin.network.models.tokens import new_token
from tongxin.records.training import actions as training

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, SEATS = 50, 5


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def again(sign_up: SignUp) -> SignUp:
    """Read it anew, as every request does."""
    rows = SignUp.objects.same_as(sign_up).select_related("occasion")
    return rows.get()


def test_fifty_at_once_for_five_seats(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=SEATS)
    outcomes = race(*(lambda number=number: comes(again(sign_up), comer(number)) for number in range(PEOPLE)))
    assert set(outcomes) == {"done"}
    assert states(one.occasion) == ["registered"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    assert held(sessions(one.occasion)[0]) == SEATS
    assert [place_in_line(row) for row in registered(one.occasion)[SEATS:]] == list(range(1, PEOPLE - SEATS + 1))
    assert len({row.name + row.mobile for row in registered(one.occasion)}) == PEOPLE
    assert list(differences()) == []


def test_registering_and_leaving_at_once_never_oversells(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=3)
    leaving = [comes(sign_up, comer(number)) for number in range(3)]
    acts = [
        *(lambda token=token: actions.cancel_own(registration_with(token), by=cast_nobody()) for token in leaving),
        *(lambda number=number: comes(again(sign_up), comer(number)) for number in range(10, 22)),
    ]
    assert set(race(*acts)) == {"done"}
    assert held(sessions(one.occasion)[0]) == 3
    assert states(one.occasion).count("cancelled") == 3
    assert states(one.occasion).count("waiting") == 9
    assert list(differences()) == []


def test_same_form_sent_ten_times_at_once_is_one_registration(cast: Cast) -> None:
    one = coming(cast)
    sign_up, token = opened(one), new_token()
    outcomes = race(*(lambda: comes(again(sign_up), comer(0), token=token) for _ in range(10)))
    assert outcomes == ["done"] * 10
    assert states(one.occasion) == ["registered"]


def test_same_person_at_once_on_two_pages_is_registered_once(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one)
    outcomes = race(*(lambda: comes(again(sign_up), comer(0)) for _ in range(2)))
    assert max(outcomes).startswith("例一已经报过名")
    assert states(one.occasion) == ["registered"]


def test_offer_accepted_and_withdrawn_by_staff_at_once_ends_in_one_state(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=1)
    first, second, third = (comes(sign_up, comer(number)) for number in range(3))
    actions.cancel_own(registration_with(first), by=cast_nobody())
    race(
        lambda: actions.accept_own(registration_with(second), by=cast_nobody()),
        lambda: actions.cancel_registration(registration_with(second), by=SYSTEM, reason="来不了"),
    )
    assert registration_with(second).state in ("registered", "cancelled")
    assert held(sessions(one.occasion)[0]) == 1
    assert registration_with(third).state == ("waiting" if registration_with(second).state == "registered" else "offered")  # fmt: skip
    assert list(differences()) == []


def test_offer_that_is_over_is_passed_on_once(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=1)
    tokens = [comes(sign_up, comer(number)) for number in range(4)]
    actions.cancel_own(registration_with(tokens[0]), by=cast_nobody())
    Registration.objects.same_as(registration_with(tokens[1])).update(
        offered_until=timezone.now() - timedelta(minutes=1)
    )
    race(*(lambda number=number: comes(again(sign_up), comer(number)) for number in range(10, 15)))
    assert [registration_with(token).state for token in tokens[1:]] == ["cancelled", "offered", "waiting"]
    assert list(differences()) == []


def test_capacity_changed_while_people_register(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=2)
    changed = terms(one.occasion, seats=6)
    acts = [
        *(lambda number=number: comes(again(sign_up), comer(number)) for number in range(10)),
        lambda: actions.change_sign_up(again(sign_up), by=SYSTEM, **changed),
    ]
    assert set(race(*acts)) == {"done"}
    assert held(sessions(one.occasion)[0]) == 6
    assert list(differences()) == []


def test_class_cancelled_while_people_register_writes_nothing_by_halves(cast: Cast) -> None:
    one = coming(cast)
    sign_up = opened(one, seats=20)
    acts = [
        *(lambda number=number: comes(again(sign_up), comer(number)) for number in range(10)),
        lambda: training.cancel_class(one, by=SYSTEM, reason="改期"),
    ]
    outcomes = race(*acts)
    refused = [said for said in outcomes if said != "done"]
    assert all("已取消，不能再报名" in said for said in refused)
    assert len(states(one.occasion)) == 10 - len(refused)
    assert list(differences()) == []
