"""People at scale: the list page and the searches over a million persons.

    python bench/people.py [--persons 1000000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. Prints, for
each asker and page, the number of queries and the median CPU milliseconds of one request beside those of the same page
without a row; and the median SQL milliseconds of each search beside a bare look-up of fifty rows by the index on paths.
"""

import argparse
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ["TONGXIN_HOSTS"] = "testserver"
os.environ.setdefault("TONGXIN_NODE_MODULES", str(Path(__file__).resolve().parent.parent / "node_modules"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from tongxin.access.models import Account, Grant  # noqa: E402
from tongxin.kernel.scope import Scope, Verb  # noqa: E402
from tongxin.network.models import Membership, Organisation, Person, Place  # noqa: E402
from tongxin.network.queries.people import at_home  # noqa: E402
from tongxin.network.queries.search import found  # noqa: E402

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单区仇查解盖"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲健玉华建国志海波红梅建平林鹏飞宇轩子涵浩然思雨欣怡梓豪俊博雅婷晨曦佳琪雪松柏青山川江河岚云霄天晴朗月星辰光耀宗祖德仁义礼智信忠孝"
SEARCHES = ("张伟", "张伟明", "覃", "zhangwei", "zhangweiming", "zwm", "zw", "shandan", "没有此人")
REPEAT = 21


def names(count: int) -> Iterator[str]:
    """Yield names of two and three characters, the same on every run."""
    chance = random.Random(7)
    while count:
        given = "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.2 else 2))
        yield chance.choice(SURNAMES) + given
        count -= 1


def fill(persons: int) -> None:
    """Write associations, persons and memberships the way imports do: in bulk, through the tables' own managers."""
    places = list(Place.objects.filter(path__startswith="43/").order_by("path"))
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"{place.name}联谊会", kind="association", level=place.level, place=place, path=place.path,
            founded=date(2016, 1, 1),
        )
        for place in places
    )  # fmt: skip
    pairs = zip(cycle(organisations), names(persons), strict=False)
    while chunk := list(islice(pairs, 20_000)):
        rows = [Person(name=name, unit="某某公司", place=home.place, path=home.path) for home, name in chunk]
        Person.objects.bulk_create(rows, batch_size=2_000)
        Membership.objects.bulk_create(
            (
                Membership(
                    person=row, organisation=home, path=home.path, state="admitted", applied=date(2020, 1, 1),
                    begin=date(2020, 1, 2),
                )
                for row, (home, _) in zip(rows, chunk, strict=True)
            ),
            batch_size=2_000,
        )  # fmt: skip
    away = [
        Membership(
            person_id=number, organisation=organisations[number % 137], path=organisations[number % 137].path,
            state="admitted", applied=date(2020, 1, 1), begin=date(2020, 1, 2), away=True,
        )
        for number in range(1, persons, 200)
        if number % 137 != (number - 1) % 137
    ]  # fmt: skip
    Membership.objects.bulk_create(away, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def milliseconds(work: Callable[[], object], *, clock: Callable[[], float]) -> float:
    """Return the median duration of the work."""
    spent = []
    for _ in range(REPEAT):
        start = clock()
        work()
        spent.append((clock() - start) * 1000)
    return statistics.median(spent)


def client(*, role: str, path: str) -> Client:
    """Return a signed-in browser of an account with one role at one place."""
    account = Account.objects.create(username=f"{role}{path}")
    Grant.objects.create(account=account, role=role, path=path, begin=date(2016, 1, 1))
    browser = Client()
    browser.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def counted(queries: list[str], execute: Callable[..., object], sql: str, *rest: object) -> object:
    """Remember a statement on its way to the database."""
    queries.append(sql)
    return execute(sql, *rest)


def pages() -> None:
    """Measure the list page."""
    print(f"{'who':>10} {'page':24} {'queries':>7} {'CPU ms':>7} {'empty page':>10} {'ratio':>6}")
    for who, path in (("province", "43/"), ("city", "43/4301/"), ("county", "43/4331/433130/")):
        browser = client(role="registrar", path=path)
        empty = milliseconds(lambda b=browser: b.get("/people/?q=无此人无此人"), clock=time.process_time)
        addresses = {"first": "/people/", "visiting": "/people/?belonging=visiting", "search 张伟": "/people/?q=张伟"}
        if following := re.search(r'href="(\?after=[^"]*)"', browser.get("/people/").content.decode()):
            addresses["second"] = f"/people/{following[1]}"
        for label, address in addresses.items():
            queries: list[str] = []
            with connection.execute_wrapper(partial(counted, queries)):
                response = browser.get(address)
            assert response.status_code == 200, (address, response.status_code)
            spent = milliseconds(lambda b=browser, a=address: b.get(a), clock=time.process_time)
            print(f"{who:>10} {label:24} {len(queries):7d} {spent:7.1f} {empty:10.1f} {spent / empty:6.2f}")


def searches() -> None:
    """Measure the searches in SQL alone."""

    def run(rows: object) -> int:
        sql, parameters = rows.query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return len(cursor.fetchall())

    print(f"{'scope':>10} {'search':24} {'rows':>7} {'SQL ms':>7} {'bare ms':>10} {'ratio':>6}")
    for label, path in (("province", "43/"), ("county", "43/4331/433130/")):
        rows = at_home(Scope.of({path: {Verb.MEMBERS}})).order_by("path", "id")
        bare = milliseconds(lambda r=rows: run(r[:51]), clock=time.perf_counter)
        for text in SEARCHES:
            wanted = found(rows, text)[:51]
            spent = milliseconds(lambda w=wanted: run(w), clock=time.perf_counter)
            print(f"{label:>10} {text:24} {run(wanted):7d} {spent:7.2f} {bare:10.2f} {spent / bare:6.1f}")


def main() -> None:
    """Fill a database, measure, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    persons = parser.parse_args().persons
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    call_command("collectstatic", interactive=False, verbosity=0)
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        start = time.perf_counter()
        fill(persons)
        print(f"{connection.vendor}: {persons:,} persons written in {time.perf_counter() - start:.0f} s")
        pages()
        searches()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR)


if __name__ == "__main__":
    main()
