"""Whether a claim was checked before: duplicates among a hundred thousand claims, found and explained.

    python bench/factchecks.py [--claims 100000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. The claims are
written by lot from a few hundred words, with openings and endings that stand in nearly every one, as messages have them.
Prints the seconds to write them with their passages, the numbers in the index, median and longest time to find the
duplicates of a claim nobody has seen, of one copied with other words around it, and of openings alone, with the ratio of
each to reading the same number of claims by key, and whether the copied one was found first.
"""

import argparse
import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

import people  # noqa: F401 - sets up Django and the throw-away data folder
from django.conf import settings
from django.db import connection, transaction

from tongxin.access.actor import Actor
from tongxin.access.bulk import insert_values
from tongxin.network.actions import found_organisation
from tongxin.network.models import Organisation, Place
from tongxin.records.factchecks.models import FactCheck, Shingle
from tongxin.records.factchecks.queries import CANDIDATES, alike
from tongxin.records.factchecks.rules.passages import numbers_of

BY = Actor.system("测量")
CHUNK = 5_000
MOST_SECONDS = 0.3
_OPENINGS = ("重要通知：请大家互相转告，", "刚刚接到消息，", "听说", "朋友圈都在传，", "内部消息，不要外传：")
_ENDINGS = ("，请大家赶紧准备，速转！", "，是真的吗？", "，转发给你的家人朋友。", "")
_LETTERS = [chr(0x4E00 + 7 * place) for place in range(2_400)]


def claims(number: int, *, lot: random.Random) -> Iterator[str]:
    """Yield claims of about eighty letters."""
    words = ["".join(lot.choices(_LETTERS, k=lot.randrange(2, 5))) for _ in range(900)]
    for _ in range(number):
        yield lot.choice(_OPENINGS) + "".join(lot.choices(words, k=22)) + lot.choice(_ENDINGS)


def write(organiser: Organisation, texts: list[str]) -> None:
    """Put claims on file with their passages."""
    for start in range(0, len(texts), CHUNK):
        some = texts[start : start + CHUNK]
        with transaction.atomic():
            rows = FactCheck.objects.insert_rows(
                FactCheck(
                    title=f"第{start + place}条", claim=text, organiser=organiser, place_id=organiser.place_id,
                    path=organiser.path, received=date(2021, 5, 1),
                )
                for place, text in enumerate(some)
            )  # fmt: skip
            grams = ((one.pk, gram) for one in rows for gram in numbers_of(one.claim))
            insert_values(Shingle, ({"path": "", "factcheck_id": pk, "gram": gram} for pk, gram in grams))


def timed(act: Callable[[], object], *, times: int) -> list[float]:
    """Return the seconds each of so many takes."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        spent.append(time.perf_counter() - begun)
    return spent


def measure(number: int) -> None:
    """Write, look for each sort of claim, compare."""
    lot = random.Random(12)
    place = Place.objects.get(code="430000")
    organiser = found_organisation(
        by=BY,
        name="测量联盟",
        aliases=[],
        kind="alliance",
        place=place,
        parent=None,
        founded=date(2016, 1, 1),
        registered=None,
    )
    texts = list(claims(number, lot=lot))
    begun = time.perf_counter()
    write(organiser, texts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    index = Shingle.objects.counted().count()
    print(f"{connection.vendor}: {number} claims written in {time.perf_counter() - begun:.1f} s, {index} numbers")
    keys = list(FactCheck.objects.for_worker().values_list("pk", flat=True)[:CANDIDATES])
    read = statistics.median(timed(lambda: list(FactCheck.objects.visible_to(BY.scope).filter(pk__in=keys)), times=20))
    unseen = list(claims(20, lot=lot))
    copied = lot.sample(texts, 20)
    asked = {
        "unseen": unseen,
        "copied": [f"物业刚说的：{text[3:]} 大家怎么看" for text in copied],
        "openings alone": [opening + ending for opening in _OPENINGS for ending in _ENDINGS],
    }
    for name, several in asked.items():
        waiting = iter(several)
        spent = timed(lambda waiting=waiting: alike(next(waiting), scope=BY.scope), times=len(several))
        middle, longest = statistics.median(spent), max(spent)
        kept = "kept" if longest <= MOST_SECONDS else "MISSED"
        print(
            f"{name}: median {middle * 1e3:.1f} ms, longest {longest * 1e3:.1f} ms (300 ms {kept}), {middle / read:.1f} x {CANDIDATES} by key"
        )
    found = sum(
        alike(again, scope=BY.scope)[0].record.claim == text
        for again, text in zip(asked["copied"], copied, strict=True)
    )
    print(f"copied ones found first: {found} of {len(copied)}")


def main() -> None:
    """Measure on a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=100_000)
    given = parser.parse_args()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure(given.claims)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR)


if __name__ == "__main__":
    main()
