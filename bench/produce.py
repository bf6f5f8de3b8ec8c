"""A platform's order sheet as it is exported: mapped, compared, previewed, imported, handed in again.

    python bench/produce.py [--rows 50000]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run. The sheet is a GB18030 .csv of 20
columns with tabs before numbers, commas in amounts and a buyer on each line; 2 % of its lines stand there twice. The baseline
of the same run: the cells read by the same reader, and the lines inserted in one transaction, unchecked and untold.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / each) for each in ("src", ".")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from tests.records.produce.sheets import DOUYIN_ORDER, csv, order  # noqa: E402
from tongxin.access.actor import Actor  # noqa: E402
from tongxin.intake import actions  # noqa: E402
from tongxin.intake.uploads import Upload  # noqa: E402
from tongxin.network.models import Organisation, Place  # noqa: E402
from tongxin.office.spreadsheets import read_sheets  # noqa: E402
from tongxin.records.produce.actions import rounds  # noqa: E402
from tongxin.records.produce.models import Round, SheetLine  # noqa: E402
from tongxin.records.produce.queries.rounds import lines_of  # noqa: E402


def silent(*_told: int) -> None:
    """Leave the progress untold."""


def a_round(by: Actor) -> Round:
    """Put a round on record that sells peaches on 抖店."""
    place = Place.objects.get(path="43/")
    home = Organisation.objects.bulk_create(
        [Organisation(name="示例联谊会", kind="association", level=place.level, place=place, path="43/", founded="2016-01-01")]
    )[0]  # fmt: skip
    details = {"kind": "live", "platform": "douyin", "shop": "", "returns_until": None, "hosts": 1, "audience": ""}
    days = {"opens": date(2021, 7, 1), "closes": date(2021, 7, 31)}
    one = rounds.plan_round(by=by, title="示例场", organiser=home, co_organisers=[], series=None, **details, **days)
    peach = rounds.name_product(by=by, name="炎陵黄桃", code="", unit="crate", grams=2_500, origin="", organiser=home)
    rounds.list_product(one, by=by, product=peach, price=3_980)
    return rounds.open_round(one, by=by)


def baseline(content: bytes, one: Round) -> float:
    """Return how long it takes to read the cells and insert as many lines."""
    started = time.perf_counter()
    (sheet,) = read_sheets(content, name="订单.csv")
    with transaction.atomic():
        SheetLine.objects.insert_rows(
            SheetLine(round=one, path=one.path, sheet="order", number=str(index), quantity=2, amount=7_960, told=one.opens,
                      digest=str(index))
            for index in range(len(sheet.rows) - 1)
        )  # fmt: skip
        transaction.set_rollback(True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    by = Actor.system("bench")
    one = a_round(by)
    lines = [
        order(str(6_920_123_456_789_012_345 + index - (index % 50 == 1)), 订单应付金额="1,079.60")
        for index in range(rows)
    ]
    content = csv(DOUYIN_ORDER, *lines, encoding="gb18030")
    base = baseline(content, one)
    print(f"{rows} lines, {len(content) / 2**20:.1f} MB, {connection.vendor}; baseline {base:.2f} s")
    upload = Upload(name="订单2021-07-31.csv", content=content, door="settlement-lines")
    batch = actions.receive_file(upload, by=by, path="43/")
    started = time.perf_counter()
    actions.preview_file(batch, by=by, progress=silent)
    preview = time.perf_counter() - started
    print(f"preview {preview:.2f} s: new {batch.new}, errors {batch.errors}, duplicates {batch.duplicates}")
    started = time.perf_counter()
    actions.apply_batch(batch, by=by)
    applied = time.perf_counter() - started
    total = preview + applied
    print(f"import  {applied:.2f} s; together {total:.2f} s, {total / base:.1f} times the baseline (20 s allowed)")
    before = lines_of(one).values().get()
    again = actions.receive_file(upload, by=by, path="43/")
    started = time.perf_counter()
    actions.preview_file(again, by=by, progress=silent)
    print(
        f"again   {time.perf_counter() - started:.2f} s: new {again.new}, changed {again.changed}, unchanged {again.unchanged}"
    )
    assert (again.new, again.changed, lines_of(one).values().get()) == (0, 0, before)


if __name__ == "__main__":
    main()
