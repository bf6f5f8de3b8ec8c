"""A long list as a file: the export job over 100,000 persons beside a bare XlsxWriter loop over the same cells.

    python bench/export.py [--rows 100000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. Prints
processor seconds, rows a second and the ratio to the bare loop for both forms, and how much more memory was needed than
for the rows of one city.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import date
from itertools import cycle, islice
from pathlib import Path

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ.setdefault("TONGXIN_NODE_MODULES", str(Path(__file__).resolve().parent.parent / "node_modules"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from tongxin.access import exports, jobs  # noqa: E402
from tongxin.access.actor import Actor  # noqa: E402
from tongxin.access.models import Account, Entry, Grant, Job  # noqa: E402
from tongxin.access.scopes import actor_of  # noqa: E402
from tongxin.network.models import Person, Place  # noqa: E402
from tongxin.office.timeless import new_workbook  # noqa: E402 - as above

NAMES = ("王例山", "李例水", "张例云", "陈例川", "刘例明")


def fill(rows: int) -> Actor:
    """Write persons over all counties, and return who exports them."""
    places = Place.objects.filter(path__startswith="43/").order_by("path")
    homes = cycle(list(places))
    made = (
        Person(name=name, unit="某某文化传媒有限公司", position="总经理", group="new_media", place=home, path=home.path)
        for home, name in zip(homes, cycle(NAMES), strict=False)
    )
    wanted = islice(made, rows)
    while chunk := list(islice(wanted, 10_000)):
        Person.objects.bulk_create(chunk, batch_size=2_000)
    account = Account.objects.create(username="bench")
    Grant.objects.create(account=account, role="registrar", path="43/", begin=date(2016, 1, 1))
    return actor_of(account)


def export(by: Actor, *, form: str, place: str = "") -> tuple[float, int]:
    """Export the list of persons as the job does; return seconds and rows."""
    job = Job.objects.create(kind="list.export", label="人员", path="43/", state=Job.State.RUNNING)
    page = f"/people/?place={place}"
    start = time.process_time()
    result = exports.run(jobs.Handle(job.pk), by=by, page=page, form=form, purpose="其他", note="测量")
    spent = time.process_time() - start
    told = Entry.objects.whole_network(reason="the benchmark checks that the purpose was told").latest("id")
    assert f"共 {result['rows']} 行" in told.reason
    return spent, result["rows"]


def bare(rows: int) -> float:
    """Write the same cells, all at hand already, with XlsxWriter alone."""
    line = ("王例山", "某某文化传媒有限公司", "总经理", "新媒体从业人员", "长沙市")
    start = time.process_time()
    with (Path(settings.DATA_DIR) / "bare.xlsx").open("wb") as file, new_workbook(file, constant_memory=True) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
    return time.process_time() - start


def peak() -> float:
    """Return the most memory this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Fill a database, measure, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "bench.sqlite3")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        by = fill(rows)
        _, few = export(by, form="xlsx", place="430100")
        before = peak()
        floor = bare(rows)
        print(f"{connection.vendor}: {rows:,} rows, bare XlsxWriter loop {floor:.2f} s")
        for form in ("xlsx", "csv"):
            spent, written = export(by, form=form)
            assert written == rows
            print(f"{form:>5} {spent:6.2f} s {rows / spent:10,.0f} rows/s {spent / floor:5.2f} of the bare loop")
        print(f"peak memory {peak():.0f} MB, {peak() - before:.1f} MB beyond an export of {few:,} rows")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR)


if __name__ == "__main__":
    main()
