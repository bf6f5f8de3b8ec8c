"""Many at once: one task goes to one of them, one form is one sign-up, nobody is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.volunteering.samples import coming, sign_up_values, task, volunteer
from tongxin.kernel.errors import TongxinError
from tongxin.network.models.tokens import new_token
from tongxin.records.volunteering import actions
from tongxin.records.volunteering.models import Hold, Task, Volunteer, VolunteerAction

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


@pytest.fixture
def flood(cast: Cast) -> VolunteerAction:
    return coming(cast)


def race(*acts: Callable[[], object]) -> list[str]:
    """Let all begin together; return what became of each: "done" or the sentence of its refusal."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(timeout=20)
            act()
        except TongxinError as error:
            return error.message
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def same(one: Task) -> Task:
    return Task.objects.same_as(one).select_related("action").get()


def test_task_claimed_by_six_at_once_is_one_persons(flood: VolunteerAction) -> None:
    todo = task(flood)
    helpers = [volunteer(flood) for _ in range(6)]
    said = race(*(partial(actions.claim_own, one, same(todo), by=SYSTEM) for one in helpers))
    assert said.count("done") == 1
    assert {one for one in said if one != "done"} == {f"「{todo}」刚才已被认领，请看看别的任务。"}
    assert same(todo).claimant == helpers[said.index("done")]


def test_claim_at_the_page_and_at_the_desk_at_once_is_one(flood: VolunteerAction) -> None:
    todo = task(flood)
    one, other = volunteer(flood), volunteer(flood)
    said = race(
        partial(actions.claim_own, one, same(todo), by=SYSTEM),
        partial(actions.claim_task, same(todo), by=SYSTEM, volunteer=other.name),
    )
    assert said.count("done") == 1
    assert same(todo).claimant == (one, other)[said.index("done")]


def test_same_form_sent_eight_times_at_once_is_one_sign_up(flood: VolunteerAction) -> None:
    token, values = new_token(), sign_up_values()
    assert race(*[partial(actions.sign_up, flood, by=SYSTEM, token=token, **values)] * 8) == ["done"] * 8
    assert Volunteer.objects.children_of(flood).count() == 1


def test_everybody_at_once_is_kept_and_one_person_on_two_pages_once(flood: VolunteerAction) -> None:
    twice = sign_up_values()
    forms = [*(sign_up_values() for _ in range(10)), twice, twice]
    said = race(*(partial(actions.sign_up, flood, by=SYSTEM, token=new_token(), **one) for one in forms))
    assert said.count("done") == 11
    assert Volunteer.objects.children_of(flood).count() == 11


def test_soft_lock_taken_by_two_at_once_names_one_of_them(cast: Cast, flood: VolunteerAction) -> None:
    todo = task(flood)
    names = ("secretary", "city", "province")
    held: list[Hold] = []
    race(*(lambda who=who: held.append(actions.hold_task(same(todo), by=cast.actor(who))) for who in names))
    assert len(held) == len(names)
    assert len({one.account_id for one in held}) == 1
    assert Hold.objects.children_of(todo).count() == 1
