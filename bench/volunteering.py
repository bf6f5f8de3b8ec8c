"""The worst day: five hundred open tasks, fifty dispatchers at once; ten thousand people signing up in one minute.

    python bench/volunteering.py [--tasks 500] [--clients 50] [--people 10000] [--hands 16]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. Fifty clients
open the board again and again, each every 20 s as its page does, beginning anywhere in the first 20;
prints the queries of one board, median and 95th percentile, and as a baseline the median of the board
when one client alone asks. Then everybody hands the sign-up form in, through the whole product (address, form, action,
journal), every tenth form twice: prints whether nobody was lost or doubled, the seconds, and as a baseline the seconds of
as many bare inserts; and what somebody reads who sends too many.
"""

import argparse
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from random import Random
from threading import local

import people  # sets up Django and the throw-away data folder
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from registration import at_once

from tongxin.access.actor import Actor
from tongxin.access.models import Account, Grant
from tongxin.intake.open_forms import fresh
from tongxin.kernel.period import today
from tongxin.network.actions import found_organisation
from tongxin.network.models import Place
from tongxin.records.volunteering.actions import ask_task, call_action, hold_task, publish_action
from tongxin.records.volunteering.models import Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.public import FORM

BY = Actor.system("测量")
BOARD = "/volunteer-board/"
PAUSE = 20.0
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class _Hands(local):
    """A client a thread: making one reads every static file there is, which a server does once."""

    def __init__(self) -> None:
        self.client = Client()


_HANDS = _Hands()


def worst_day(*, tasks: int) -> VolunteerAction:
    """Call for help all over the province and put so many tasks on the list."""
    places = list(Place.objects.filter(level="county", path__startswith="43/").order_by("path"))
    organiser = found_organisation(
        by=BY, name="测量联谊会", aliases=[], kind="association", place=Place.objects.get(code="430000"), parent=None,
        founded=today(), registered=None,
    )  # fmt: skip
    one = call_action(
        by=BY, title="测量抗洪", organiser=organiser, kind="flood", urgency=3, first_day=today(), last_day=today() + timedelta(days=5),
        venue="", call="", silent_days=3, keep_days=30, takes_sign_ups=True, takes_requests=True, series=None, co_organisers=[],
    )  # fmt: skip
    for number in range(tasks):
        ask_task(
            by=BY, action=one.title, title=f"送水 {number}", kind="delivery", urgency=1 + number % 3,
            place=places[number % len(places)], spot="", begins=None, needed=300, unit="箱",
        )  # fmt: skip
    return publish_action(one, by=BY)


def dispatcher(number: int) -> Client:
    """Open an account for somebody who gives out tasks, with one in hand."""
    account = Account.objects.create(username=f"dispatcher{number}", first_name=f"调度{number}")
    Grant.objects.create(account=account, role="officer", path="43/", begin=today())
    client = Client()
    client.force_login(account, backend=BACKEND)
    client.get("/accounts/login/")  # its first answer reads every static file there is
    return client


def board(*, clients: int, rounds: int = 3) -> None:
    """Let so many dispatchers look at the board, each every `PAUSE` seconds, beginning anywhere in the first pause."""
    seats = [dispatcher(number) for number in range(clients)]
    tasks = list(Task.objects.for_worker().select_related("action").order_by("pk")[:clients])
    for account, task in zip(Account.objects.order_by("pk"), tasks, strict=False):
        hold_task(task, by=Actor(scope=BY.scope, name=str(account), account_id=account.pk))
    seats[0].get(BOARD)
    queries: list[str] = []
    with connection.execute_wrapper(partial(people.counted, queries)):
        answer = seats[0].get(BOARD)
    assert answer.status_code == 200
    assert "正在处理" in answer.content.decode()
    alone = statistics.median(_spent(seats[0]) for _ in range(20))
    chance = Random(1)
    starts = [chance.random() * PAUSE for _ in seats]

    def sit(number: int) -> list[float]:
        time.sleep(starts[number])
        spent = []
        for _ in range(rounds):
            spent.append(_spent(seats[number]))
            time.sleep(max(0.0, PAUSE - spent[-1]))
        connections.close_all()
        return spent

    with ThreadPoolExecutor(clients) as pool:
        spent = sorted(one for each in pool.map(sit, range(clients)) for one in each)
    print(
        f"{connection.vendor}: board of {Task.objects.counted().count()} tasks in {len(queries)} queries; {clients} clients, "
        f"one look each {PAUSE:.0f} s: median {statistics.median(spent) * 1000:.0f} ms, "
        f"p95 {spent[len(spent) * 95 // 100] * 1000:.0f} ms; baseline: alone {alone * 1000:.0f} ms, "
        f"p95 is {spent[len(spent) * 95 // 100] / alone:.1f} times that"
    )


def _spent(client: Client) -> float:
    begun = time.perf_counter()
    assert client.get(BOARD).status_code == 200
    return time.perf_counter() - begun


def hand_in(address: str, number: int) -> None:
    """Send the form, every tenth one twice."""
    here = f"10.{number // 62_500}.{number // 250 % 250}.{number % 250}"
    sent = {"kind": "person", "name": f"例{number}", "mobile": f"139{number:08}", "consent": "on", "once": fresh()}
    for _ in range(2 if number % 10 == 0 else 1):
        _HANDS.client.cookies.clear()  # everybody comes for the first time
        assert _HANDS.client.post(address, sent, REMOTE_ADDR=here).status_code == 302


def crowd(one: VolunteerAction, *, number: int, hands: int) -> None:
    """Let so many people sign up at once, then look whether each is there once."""
    address = FORM.address(one.public_code)
    seconds, spent = at_once(partial(hand_in, address), people=number, clients=hands)
    rows = Volunteer.objects.children_of(one)
    kept, different = rows.count(), rows.values("mobile_index", "name").distinct().count()
    assert kept == different == number, (kept, different)
    ordered = sorted(spent)
    plain, _ = at_once(partial(bare, one), people=number, clients=hands)
    print(
        f"{connection.vendor}: {number} sign-ups by {hands} hands in {seconds:.1f} s ({number / seconds:.0f} a second), none lost, none doubled; "
        f"p99 {ordered[len(ordered) * 99 // 100] * 1000:.0f} ms; baseline: bare inserts {plain:.1f} s, "
        f"the product takes {seconds / plain:.1f} times that"
    )
    eager = Client(REMOTE_ADDR="10.200.0.1")
    for extra in range(FORM.most_an_address + 1):
        sent = {"kind": "person", "name": f"快{extra}", "mobile": f"138{extra:08}", "consent": "on"}
        answer = eager.post(address, sent)
    print(f"who sends {FORM.most_an_address + 1} from one address: {answer.status_code}")


def bare(one: VolunteerAction, number: int) -> None:
    """Insert the least."""
    with transaction.atomic():
        Volunteer.objects.create(
            action=one, path=one.path, name=str(number), received=timezone.now(), token_hash=f"bare{number}"
        )


def main() -> None:
    """Make a database, measure, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--hands", type=int, default=16)
    asked = parser.parse_args()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        one = worst_day(tasks=asked.tasks)
        board(clients=asked.clients)
        crowd(one, number=asked.people, hands=asked.hands)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR)


if __name__ == "__main__":
    main()
