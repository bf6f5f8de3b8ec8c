"""Persons once at scale: ten thousand new rows against a million persons on record.

    python bench/dedupe.py [--persons 1000000] [--rows 10000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. One row in
five hundred on record has a twin among the new rows. Prints the seconds and queries of the candidate search, of the
search for repeats inside the batch and of the first page of likely pairs already on record; and as a baseline the
seconds of a plain join of the same keys by dictionaries, with all persons read into memory.
"""

import argparse
import random
import shutil
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from itertools import islice

import people  # sets up Django and the throw-away data folder
from django.conf import settings
from django.db import connection

from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Person, Place
from tongxin.network.models.privacy import blind_index, normal_mobile
from tongxin.network.models.readings import name_sound
from tongxin.network.queries.candidates import Newcomer, candidates, repeats
from tongxin.network.queries.pairs import likely_pairs

SCOPE = Scope.of({"43/": {Verb.MEMBERS}})


def mobile(number: int) -> str:
    """Return a mobile number of its own for every person."""
    return f"139{number:08d}"


def fill(persons: int) -> None:
    """Write persons with employers and mobile numbers in bulk."""
    places = list(Place.objects.filter(path__startswith="43/").order_by("path"))
    names = enumerate(people.names(persons))
    while chunk := list(islice(names, 20_000)):
        Person.objects.bulk_create(
            (
                Person(
                    name=name, unit=f"第{number % 40_000}号公司", mobile=mobile(number),
                    place=(home := places[number % len(places)]), path=home.path,
                )
                for number, name in chunk
            ),
            batch_size=2_000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def newcomers(count: int, *, persons: int) -> list[Newcomer]:
    """Return new rows: one in five is on record already, the others share names with many and nothing else."""
    chance = random.Random(11)
    known = [(number, name) for number, name in enumerate(people.names(persons)) if number % 500 == 0]
    strangers = people.names(count)
    return [
        Newcomer(name=known[index % len(known)][1], mobile=mobile(known[index % len(known)][0]), unit="别的写法")
        if index % 5 == 0
        else Newcomer(name=next(strangers), mobile=f"136{chance.randrange(10**8):08d}", unit=f"第{index}号公司")
        for index in range(count)
    ]


def baseline(rows: list[Newcomer]) -> int:
    """Join the same keys by dictionaries over everybody; return how many pairs share one."""
    by_mobile: dict[str, int] = {}
    by_sound: dict[str, list[int]] = defaultdict(list)
    everybody = Person.objects.visible_to(SCOPE).order_by().values_list("id", "sound", "mobile_index")
    for number, sound, index in everybody.iterator(chunk_size=10_000):
        by_mobile[index] = number
        by_sound[sound].append(number)
    found = 0
    for row in rows:
        found += blind_index(normal_mobile(row.mobile)) in by_mobile
        found += len(by_sound.get(name_sound(row.name), ()))
    return found


def measured(label: str, work: Callable[[], object]) -> tuple[float, object]:
    """Run once and print seconds and queries."""
    queries: list[str] = []
    start = time.perf_counter()
    with connection.execute_wrapper(partial(people.counted, queries)):
        result = work()
    spent = time.perf_counter() - start
    print(f"{label:44} {spent:8.2f} s {len(queries):5d} queries")
    return spent, result


def measure(persons: int, rows: int) -> None:
    """Fill, search, compare."""
    start = time.perf_counter()
    fill(persons)
    print(f"{connection.vendor}: {persons:,} persons written in {time.perf_counter() - start:.0f} s")
    new = newcomers(rows, persons=persons)
    spent, found = measured(f"candidates of {rows:,} new rows", lambda: candidates(new, scope=SCOPE))
    sure = sum(any(one.is_sure for one in likely) for likely in found)  # type: ignore[attr-defined]
    measured("repeats among the new rows", lambda: repeats(new))
    measured("first page of pairs on record", lambda: list(likely_pairs(SCOPE).order_by("path", "id")[:50]))
    plain, _ = measured("baseline: dictionaries over everybody", lambda: baseline(new))
    print(f"{sure:,} rows surely on record; candidates take {spent / plain:.2f} times the baseline")


def main() -> None:
    """Make a database, measure, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=10_000)
    asked = parser.parse_args()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure(asked.persons, asked.rows)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR)


if __name__ == "__main__":
    main()
