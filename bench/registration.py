"""Many at once for few seats: five hundred people hand the public form in together, fifty seats.

    python bench/registration.py [--people 500] [--seats 50] [--clients 32]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. Everybody goes
through the whole product: address, form, action, journal. Prints whether exactly the seats were given and the rest stand on
the list in order, the seconds, the median and 99th percentile of one request, the statements of one registration; and as a
baseline the seconds of as many bare transactions that lock the occasion's row, count the seats and insert one.
"""

import argparse
import shutil
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import people  # sets up Django and the throw-away data folder
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.attendance.models import Occasion, Registration, Seat, Session, SignUp
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.public import FORM
from tongxin.attendance.registration.verifying import differences
from tongxin.kernel.period import today
from tongxin.network.actions import found_organisation
from tongxin.network.models import Place
from tongxin.records.training.actions import plan_class

BY = Actor.system("测量")


def sign_up(title: str, *, seats: int) -> SignUp:
    """Put a class in ten days on record and open its sign-up."""
    place = Place.objects.get(code="430182")
    organiser = found_organisation(
        by=BY, name=f"{title}联谊会", aliases=[], kind="association", place=place, parent=None,
        founded=today(), registered=None,
    )  # fmt: skip
    day = today() + timedelta(days=10)
    one = plan_class(
        by=BY, title=title, organiser=organiser, co_organisers=[], kind="course", venue="会场", first_day=day, last_day=day,
        field_days=(), days_needed=None,
    )  # fmt: skip
    sessions = Session.objects.children_of(one.occasion)
    return actions.open_sign_up(
        by=BY, occasion=one.occasion, opens=timezone.now() - timedelta(days=1), closes=timezone.now() + timedelta(days=9),
        open_to_all=True, most_together=1, by_session=False, offer_hours=24, questions=[],
        capacities={session.pk: seats for session in sessions},
    )  # fmt: skip


def hand_in(address: str, number: int) -> int:
    """Fill the form in and send it; return the status of the answer."""
    client = Client(REMOTE_ADDR=f"10.{number // 62_500}.{number // 250 % 250}.{number % 250}")
    sent = {"name": f"例{number}", "mobile": f"139{number:08}", "unit": "", "consent": "on"}
    return client.post(address, sent).status_code


def at_once(act: Callable[[int], object], *, people: int, clients: int) -> tuple[float, list[float]]:
    """Let so many clients begin together; return the seconds of all, and of each."""
    start = Barrier(clients + 1)

    def run(first: int) -> list[float]:
        start.wait()
        spent = []
        for number in range(first, people, clients):
            begun = time.perf_counter()
            act(number)
            spent.append(time.perf_counter() - begun)
        connections.close_all()
        return spent

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(run, first) for first in range(clients)]
        start.wait()
        begun = time.perf_counter()
        spent = [one for each in running for one in each.result()]
        return time.perf_counter() - begun, spent


def bare(occasion: Occasion, session: Session, number: int) -> None:
    """Do the least that oversells nothing: lock, count, insert."""
    with transaction.atomic():
        Occasion.objects.same_as(occasion).select_for_update().get()
        Seat.objects.children_of(session).filter(held=True).count()
        Registration.objects.create(
            occasion=occasion, path=occasion.path, name=str(number), source="link", received=timezone.now(),
            ticket_hash=f"t{number}", token_hash=f"t{number}",
        )  # fmt: skip


def check(occasion: Occasion, *, seats: int, people: int) -> None:
    """Say whether exactly the seats were given, and whether the rest stand on the list in the order they came."""
    rows = Registration.objects.children_of(occasion).order_by("id")
    states = list(rows.values_list("state", flat=True))
    came = list(rows.values_list("received", flat=True))
    assert states == ["registered"] * seats + ["waiting"] * (people - seats), states
    assert came == sorted(came)
    assert not list(differences())
    print(f"{seats} seats given, {people - seats} on the list in order, 0 differences")


def measure(*, people_count: int, seats: int, clients: int) -> None:
    """Let everybody come, check, compare."""
    one = sign_up("测量班", seats=seats)
    address = FORM.address(one.token)
    queries: list[str] = []
    with connection.execute_wrapper(partial(people.counted, queries)):
        assert hand_in(address, people_count) == 302
    print(f"{connection.vendor}: {len(queries)} statements for one registration, page and form included")
    first = Registration.objects.children_of(one.occasion).get()
    actions.cancel_own(first, by=BY)
    Registration.objects.same_as(first).delete()
    seconds, spent = at_once(lambda number: hand_in(address, number), people=people_count, clients=clients)
    check(one.occasion, seats=seats, people=people_count)
    ordered = sorted(spent)
    print(
        f"{people_count} people by {clients} clients in {seconds:.1f} s: {people_count / seconds:.0f} a second, "
        f"median {statistics.median(ordered) * 1000:.0f} ms, p99 {ordered[len(ordered) * 99 // 100] * 1000:.0f} ms"
    )
    other = sign_up("对照班", seats=seats)
    session = Session.objects.children_of(other.occasion).get()
    plain, _ = at_once(lambda number: bare(other.occasion, session, number), people=people_count, clients=clients)
    print(f"baseline: lock, count, insert {plain:.1f} s; the product takes {seconds / plain:.1f} times that")


def main() -> None:
    """Make a database, measure, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seats", type=int, default=50)
    parser.add_argument("--clients", type=int, default=32)
    asked = parser.parse_args()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure(people_count=asked.people, seats=asked.seats, clients=asked.clients)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR)


if __name__ == "__main__":
    main()
