"""Several at one ticket at once, each on a connection of their own: one is let in, everybody is answered, nothing twice."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

from tests.attendance.checkin.hall import Hall, hall, rows
from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tongxin.access.models import Entry
from tongxin.attendance.actions import fold
from tongxin.attendance.checkin.actions import open_device, scanning
from tongxin.attendance.models import Attendance, Participation, Scan

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            start.wait(timeout=20)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def door(cast: Cast) -> Hall:
    return hall(cast)


def phones(door: Hall, cast: Cast, number: int) -> list[str]:
    return [
        open_device(door.occasion, by=cast.actor("secretary"), label=f"手机{place}").secret for place in range(number)
    ]


def test_eight_devices_at_one_ticket_let_in_one(cast: Cast, door: Hall) -> None:
    one = door.registered("王例山")
    scans = [(door.item(one), secret) for secret in phones(door, cast, 8)]
    acts = [lambda item=item, secret=secret: door.scan(item, by=secret) for item, secret in scans]
    outcomes = sorted(answer.outcome for answers in at_once(acts) for answer in answers)
    assert outcomes == ["admitted", *["already"] * 7]
    assert (rows(Attendance).count(), rows(Scan).count()) == (1, 8)
    assert rows(Entry).filter(action="attendance.scan").count() == 8


def test_overlapping_batches_of_four_devices_let_everybody_in_once(cast: Cast, door: Hall) -> None:
    people = [door.registered(f"例{place}") for place in range(12)]
    batches = [[door.item(one) for one in order] for order in (people, people[::-1], people[6:] + people[:6], people)]
    secrets = phones(door, cast, 4)
    acts = [lambda batch=batch, by=by: door.scan(*batch, by=by) for batch, by in zip(batches, secrets, strict=True)]
    outcomes = [answer.outcome for answers in at_once(acts) for answer in answers]
    assert (outcomes.count("admitted"), outcomes.count("already")) == (12, 36)
    assert len(door.present()) == 12


def test_one_batch_sent_twice_at_once_is_taken_once(cast: Cast, door: Hall) -> None:
    batch = [door.item(door.registered(f"例{place}")) for place in range(6)]
    first, second = at_once([lambda: door.scan(*batch), lambda: door.scan(*batch)])
    assert first == second
    assert [answer.outcome for answer in first] == ["admitted"] * 6
    assert rows(Scan).count() == 6


def test_one_scan_sent_three_times_at_once_is_taken_once(door: Hall) -> None:
    item = door.item(door.registered("王例山"))
    answers = at_once([lambda: door.scan(item)] * 3)
    assert answers[0] == answers[1] == answers[2]
    assert (answers[0][0].outcome, rows(Scan).count()) == ("admitted", 1)


def test_check_in_is_taken_back_once(cast: Cast, door: Hall) -> None:
    first = door.item(door.registered("王例山"))
    door.scan(first)
    undos = [door.item("", undoes=first.code) for _ in range(2)]
    outcomes = at_once([lambda item=item: door.outcomes(item) for item in undos])
    assert sorted(outcomes) == [["nothing"], ["undone"]]
    assert door.present() == set()


def test_scan_and_undoing_at_once_leave_what_the_scans_say(door: Hall) -> None:
    one = door.registered("王例山")
    first, again = door.item(one), door.item(one)
    door.scan(first)
    undo = door.item("", undoes=first.code)
    undone, scanned = at_once([lambda: door.outcomes(undo), lambda: door.outcomes(again)])
    assert undone == ["undone"]
    assert len(door.present()) == (1 if scanned == ["admitted"] else 0)


def test_attendance_put_onto_the_roster_twice_at_once_is_there_once(door: Hall) -> None:
    door.scan(*(door.item(door.registered(f"例{place}")) for place in range(5)))
    written = at_once([lambda: len(fold(door.occasion, by=SYSTEM))] * 2)
    assert sorted(written) == [0, 5]
    assert rows(Participation).count() == 5


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL always waits")
def test_who_stands_at_the_door_does_not_wait_for_the_disk(
    cast: Cast, door: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    (secret,), asked = phones(door, cast, 1), []
    answer = scanning._answers

    def noting(*args: Any, **more: Any) -> Any:
        asked.append(waits_for_disk())
        return answer(*args, **more)

    monkeypatch.setattr(scanning, "_answers", noting)
    assert [one.outcome for one in door.scan(door.item(door.registered("王例山")), by=secret)] == ["admitted"]
    assert (asked, waits_for_disk()) == ([False], True)


def waits_for_disk() -> bool:
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone() == (2,)
