"""Checking in at the hall door: statements, processor time, many clients at once, a long queue handed in, one ticket at many doors.

    python bench/attendance.py [--scans 10000] [--clients 32]
    python bench/attendance.py --pretix http://127.0.0.1:8345 --pretix-token … --pretix-list ORGANISER/EVENT/LIST

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run. Beside the check-in stands the
baseline of the same run: its rows (scan, attendance, journal line) inserted in one transaction without looking anything up.
Where pretix is installed and named, the same number of check-ins is sent to it over HTTP, and to this product's API.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from tongxin.access import journal  # noqa: E402
from tongxin.access.actor import Actor  # noqa: E402
from tongxin.attendance.checkin.actions import check_in, open_device  # noqa: E402
from tongxin.attendance.checkin.items import Item, Sent  # noqa: E402
from tongxin.attendance.models import Attendance, Registration, Scan, Session  # noqa: E402
from tongxin.attendance.registration.tickets import new_ticket, ticket_hash  # noqa: E402
from tongxin.kernel.period import today  # noqa: E402
from tongxin.network.actions import found_organisation  # noqa: E402
from tongxin.network.models import Place  # noqa: E402
from tongxin.records.training.actions import plan_class  # noqa: E402

BY = Actor.system("测速")
MOST = 500
ONE_BY_ONE = 500
THREADS = 8  # two processes of four, as `tongxin serve` does; here they share one interpreter


class Hall:
    """An occasion held today with people registered for it."""

    def __init__(self, people: int) -> None:
        organiser = found_organisation(
            by=BY, name=f"测速联谊会{uuid4().hex[:8]}", aliases=[], kind="association", place=Place.objects.get(code="430182"), parent=None,
            founded=today(), registered=None,
        )  # fmt: skip
        held = plan_class(
            by=BY, title="测速班", organiser=organiser, co_organisers=[], kind="course", venue="", first_day=today(),
            last_day=today(), field_days=(), days_needed=None,
        )  # fmt: skip
        self.occasion, path = held.occasion, held.path
        self.session = Session.objects.children_of(self.occasion).get()
        rows, now = [], timezone.now()
        for number in range(people):
            ticket = new_ticket()
            one = Registration(occasion=self.occasion, path=path, name=f"测{number}", source="link", received=now)
            one.ticket, one.ticket_hash, one.token_hash = ticket, ticket_hash(ticket), uuid4().hex
            rows.append(one)
        with transaction.atomic():
            self.people = Registration.objects.insert_rows(rows)

    def phone(self, label: str = "门口") -> str:
        """Open a device and return its secret."""
        return open_device(self.occasion, by=BY, label=label).secret

    def item(self, one: Registration) -> Item:
        """Return a scan of somebody's ticket."""
        return Item(code=uuid4(), at=timezone.now(), session=self.session.pk, ticket=one.ticket_hash)

    def as_sent(self, one: Registration) -> dict[str, Any]:
        """Return it as a device writes it."""
        item = self.item(one)
        return {
            "id": str(item.code), "at": item.at.isoformat(), "session": item.session, "how": "qr", "hash": item.ticket,
        }  # fmt: skip


def sent(*items: Item) -> Sent:
    return Sent(now=timezone.now(), items=items)


def statements(hall: Hall, secret: str) -> Iterator[str]:
    for words, number in (("one check-in", 1), ("a batch of 2", 2), (f"a batch of {MOST}", MOST)):
        items = [hall.item(hall.people.pop()) for _ in range(number)]
        with CaptureQueriesContext(connection) as told:
            check_in(sent(*items), by=secret)
        said = [one["sql"].split()[0] for one in told if one["sql"].split()[0] not in {"BEGIN", "COMMIT"}]
        yield f"{words:<22} {len(said):>4} statements  {dict(Counter(said))}"


def per_check_in(hall: Hall, secret: str) -> Iterator[str]:
    people = [hall.people.pop() for _ in range(2 * ONE_BY_ONE)]
    check_in(sent(hall.item(hall.people.pop())), by=secret)
    ours = processor_time(lambda: [check_in(sent(hall.item(one)), by=secret) for one in people[:ONE_BY_ONE]])
    bare = processor_time(lambda: [_bare(hall, one) for one in people[ONE_BY_ONE:]])
    yield f"one check-in           {ours / ONE_BY_ONE * 1000:6.2f} ms CPU ({ours / bare:.1f}× its rows inserted bare)"


def _bare(hall: Hall, one: Registration) -> None:
    now = timezone.now()
    with transaction.atomic():
        scan = Scan.objects.create(
            code=uuid4(), occasion=hall.occasion, path=one.path, session=hall.session, registration=one, how="qr",
            outcome="admitted", device_time=now, server_time=now, when=now,
        )  # fmt: skip
        Attendance.objects.create(session=hall.session, registration=one, path=one.path, since=now)
        journal.write(scan, by=BY, action="attendance.scan")


def processor_time(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def many_clients(hall: Hall, secrets: list[str], *, clients: int) -> Iterator[str]:
    """Let clients send one scan after the other, all at once, to as many threads as the product serves with."""
    server = ThreadPoolExecutor(THREADS)
    portions = [[hall.as_sent(hall.people.pop()) for _ in range(20)] for _ in range(clients)]
    start, took = Barrier(clients), []

    def run(place: int) -> None:
        client, secret = Client(), secrets[place % len(secrets)]
        start.wait()
        for scan in portions[place]:
            begun = time.perf_counter()
            server.submit(post, client, secret, [scan]).result()
            took.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(run, range(clients)))
    whole = time.perf_counter() - begun
    for _ in server.map(lambda _: connections.close_all(), range(THREADS)):
        pass
    took.sort()
    at = [took[int(len(took) * share)] * 1000 for share in (0.5, 0.95, 0.99)]
    yield f"{clients} clients at once     p50 {at[0]:.0f} ms, p95 {at[1]:.0f} ms, p99 {at[2]:.0f} ms, {len(took) / whole:.0f} a second"


def post(client: Client, secret: str, scans: list[dict[str, Any]]) -> Any:
    body = json.dumps({"now": timezone.now().isoformat(), "scans": scans})
    answer = client.post(
        "/api/v1/scans", body, content_type="application/json", headers={"Authorization": f"Device {secret}"}
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def long_queue(hall: Hall, secret: str, *, scans: int) -> Iterator[str]:
    """Hand in a queue made without network, in batches through the API, then the whole of it once more."""
    queue = [hall.as_sent(hall.people.pop()) for _ in range(scans)]
    client = Client()
    for words in ("handed in", "handed in again"):
        begun, used = time.perf_counter(), time.process_time()
        for start in range(0, scans, MOST):
            told = post(client, secret, queue[start : start + MOST])
            assert all(one["outcome"] == "admitted" for one in told["answers"])
        yield f"{scans} scans {words:<16} {time.perf_counter() - begun:6.2f} s ({time.process_time() - used:.2f} s CPU) in batches of {MOST}"


def one_ticket(hall: Hall, *, devices: int = 8, rounds: int = 10) -> Iterator[str]:
    secrets = [hall.phone(f"门{place}") for place in range(devices)]
    found: Counter[str] = Counter()
    for _ in range(rounds):
        one, start = hall.people.pop(), Barrier(devices)

        def run(secret: str, one: Registration = one, start: Barrier = start) -> str:
            start.wait()
            try:
                return check_in(sent(hall.item(one)), by=secret)[0].outcome
            finally:
                connections.close_all()

        with ThreadPoolExecutor(devices) as pool:
            outcomes = Counter(pool.map(run, secrets))
        assert outcomes == {"admitted": 1, "already": devices - 1}, outcomes
        found += outcomes
    yield f"{devices} devices, one ticket   {rounds} times: {found['admitted']} let in, {found['already']} told when and where"


def beside_pretix(address: str, *, token: str, at: str, number: int = 100) -> Iterator[str]:
    """Redeem positions of a pretix check-in list one by one; run where pretix and a list with open positions are."""
    organiser, event, listed = at.split("/")
    root, headers = f"{address}/api/v1/organizers/{organiser}", {"Authorization": f"Token {token}"}
    positions = _ask(f"{root}/events/{event}/checkinlists/{listed}/positions/?page_size={number}", headers)["results"]
    begun = time.perf_counter()
    for one in positions:
        body = {"secret": one["secret"], "lists": [int(listed)], "force": False, "nonce": uuid4().hex}
        _ask(f"{root}/checkinrpc/redeem/", headers, body)
    took = time.perf_counter() - begun
    yield f"pretix                 {took / max(1, len(positions)) * 1000:6.2f} ms a check-in over HTTP ({len(positions)})"


def _ask(address: str, headers: dict[str, str], body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address, data=data, headers={**headers, "Content-Type": "application/json"})) as answer:
        return json.load(answer)


def main() -> None:
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--scans", type=int, default=10_000)
    wanted.add_argument("--clients", type=int, default=32)
    wanted.add_argument("--pretix", default="")
    wanted.add_argument("--pretix-token", default="")
    wanted.add_argument("--pretix-list", default="")
    given = wanted.parse_args()
    call_command("migrate", verbosity=0)
    hall = Hall(given.scans + given.clients * 20 + 2 * ONE_BY_ONE + MOST + 100)
    secret = hall.phone()
    print(f"{connection.vendor}, {len(hall.people)} registered")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        parts = (
            statements(hall, secret),
            per_check_in(hall, secret),
            many_clients(hall, [secret, hall.phone("二号"), hall.phone("三号")], clients=given.clients),
            one_ticket(hall),
            long_queue(hall, secret, scans=given.scans),
        )
        for part in parts:
            for line in part:
                print(line, flush=True)
    if given.pretix:
        for line in beside_pretix(given.pretix, token=given.pretix_token, at=given.pretix_list):
            print(line)


if __name__ == "__main__":
    main()
