"""Ledgers of a million lines: balance page and full verification; gifts told by three levels, matched; list pages.

    python bench/giving.py [--lines 1000000] [--gifts 10000] [--listed 100000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run. Beside verification stands the
baseline of the same run: the same lines read and hashed once each without being looked at; beside matching, reading the gifts alone.
The exit status tells whether every target is met.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from tongxin.access.actor import Actor  # noqa: E402
from tongxin.access.models import Account, Grant  # noqa: E402
from tongxin.kernel.chain import BEGINNING, seal  # noqa: E402
from tongxin.kernel.scope import Scope  # noqa: E402
from tongxin.lifecycle.addresses import address_of  # noqa: E402
from tongxin.network.actions import found_organisation  # noqa: E402
from tongxin.network.models import Organisation, Place  # noqa: E402
from tongxin.records.giving.actions import name_cause  # noqa: E402
from tongxin.records.giving.models import SEALED, Book, Gift, Line, Recipient  # noqa: E402
from tongxin.records.giving.queries import candidates  # noqa: E402
from tongxin.records.giving.rules import follow  # noqa: E402

BY = Actor.system("测速")
BALANCE_PAGE, VERIFY, MATCHING, QUERIES = 0.1, 30.0, 10.0, 6
"""Targets: seconds, and statements of a list page."""
AT_ONCE = 5_000
FIRST = date(2015, 1, 1)


class World:
    """Three organisations above one another, one cause, one recipient."""

    def __init__(self) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        self.units = [self._unit(code) for code in ("430182", "430100", "430000")]
        self.cause = name_cause(by=BY, name="助学", begins=FIRST, organiser=self.units[-1])
        (self.recipient,) = Recipient.objects.insert_rows([Recipient(name="慈善会", path=self.units[-1].path)])
        self.client = Client()
        account = Account.objects.create_user("bench", password="bench-bench-1")
        Grant.objects.create(account=account, role="secretary", path=self.units[-1].path, begin=FIRST)
        self.client.force_login(account)

    @staticmethod
    def _unit(code: str) -> Organisation:
        place = Place.objects.get(code=code)
        return found_organisation(
            by=BY, name=f"{place.name}测速联谊会", aliases=[], kind="association", place=place, parent=None, founded=FIRST, registered=None,
        )  # fmt: skip

    def gift(self, number: int, unit: Organisation) -> Gift:
        """Return one telling of the gift with this number."""
        day = FIRST + timedelta(days=number % 3_000)
        return Gift(
            title=f"第{number}笔", organiser=unit, place_id=unit.place_id, path=unit.path, cause=self.cause, behalf=unit,
            giver_kind="association", recipient=self.recipient, form="cash", value=100_000 + 700 * (number // 4), pledged=day,
            received=day, receipt=f"{unit.pk}-{number}", state="received",
        )  # fmt: skip


def insert(rows: Iterator[Any], model: Any) -> None:
    while some := list(islice(rows, AT_ONCE)):
        with transaction.atomic():
            model.objects.insert_rows(some)


def lines_of(book: Book, gift: Gift, number: int) -> Iterator[Line]:
    last = None
    for index in range(number):
        kind, value = ("used", 30) if index % 2 else ("received", 100)
        line = Line(
            book=book, number=index + 1, gift=gift, kind=kind, form="cash", day=FIRST + timedelta(days=index % 3_000),
            value=value, pieces=1 - index % 2, place_id=gift.place_id, unit=gift.organiser, path=gift.path,
            previous=last.seal if last else BEGINNING,
        )  # fmt: skip
        follow(line, last)
        line.seal = seal(line.previous, line.said())
        last = line
        yield line


def timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def asked(client: Client, address: str) -> tuple[float, int]:
    """Return the best of five times of a page, and its statements."""
    client.get(address)
    told: list[str] = []
    with connection.execute_wrapper(partial(counted, told)):
        assert client.get(address).status_code == 200, address
    return min(timed(lambda: client.get(address)) for _ in range(5)), len(told)


def counted(told: list[str], execute: Any, sql: str, *rest: Any) -> Any:
    """Remember a statement, then do it."""
    told.append(sql)
    return execute(sql, *rest)


def read_and_hashed(book: Book) -> None:
    rows = Line.objects.children_of(book).order_by("number").values_list(*SEALED)
    for row in rows.iterator(chunk_size=AT_ONCE):
        sha256(repr(row).encode()).digest()


def ledger(world: World, lines: int) -> Iterator[bool]:
    (gift,) = Gift.objects.insert_rows([world.gift(0, world.units[0])])
    (book,) = Book.objects.insert_rows([Book(organiser=gift.organiser, path=gift.path, four_eyes_from=10_000_000)])
    insert(lines_of(book, gift, lines), Line)
    seconds, queries = asked(world.client, address_of(book))
    print(
        f"balance page of {lines:,} lines  {seconds * 1000:7.1f} ms, {queries} statements (at most {BALANCE_PAGE * 1000:.0f} ms)"
    )
    checked, bare = timed(lambda: call_command("giving", "verify")), timed(lambda: read_and_hashed(book))
    print(
        f"giving verify                  {checked:7.1f} s, {checked / bare:.1f} × the lines read and hashed bare (at most {VERIFY:.0f} s)"
    )
    yield seconds <= BALANCE_PAGE
    yield checked <= VERIFY


def matching(world: World, gifts: int) -> Iterator[bool]:
    scope = Scope.everything()
    statements = set()
    for begin, end in ((1, gifts // 10), (gifts // 10, gifts)):
        insert((world.gift(number, unit) for number in range(begin, end) for unit in world.units), Gift)
        told: list[str] = []
        with connection.execute_wrapper(partial(counted, told)):
            found = candidates(scope)
        statements.add(len(told))
    seconds = timed(lambda: candidates(scope))
    bare = timed(lambda: list(Gift.objects.visible_to(scope).values_list("pk", "value", "received")))
    print(
        f"{gifts:,} gifts told thrice        {seconds:7.2f} s, {seconds / bare:.1f} × reading them, {found.every:,} pairs, "
        f"{sorted(statements)} statements (at most {MATCHING:.0f} s)"
    )
    yield seconds <= MATCHING
    yield len(statements) == 1


def lists(world: World, listed: int) -> Iterator[bool]:
    insert((world.gift(number, world.units[number % 3]) for number in range(50_000, 50_000 + listed)), Gift)
    for address in ("/gifts/", "/gifts/?state=received", "/gift-matches/", "/gift-books/", "/gift-uses/"):
        seconds, queries = asked(world.client, address)
        print(f"{address:<30} {seconds * 1000:7.1f} ms, {queries} statements (at most {QUERIES})")
        yield queries <= QUERIES


def main() -> int:
    """Measure and compare; the exit status tells whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--gifts", type=int, default=10_000)
    parser.add_argument("--listed", type=int, default=100_000)
    wanted = parser.parse_args()
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        world = World()
        met = [*ledger(world, wanted.lines), *matching(world, wanted.gifts), *lists(world, wanted.listed)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
