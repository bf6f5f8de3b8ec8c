"""Certificates by the ten thousand: one class whose roster all completed it, issued, printed, packed and verified.

    python bench/certificates.py [--people 10000] [--verified 200]

Uses SQLite, or PostgreSQL where DATABASE_URL is set; the database is made for the run and removed after it. Issuing and
printing are one job, as on the page, with two processes that print. Prints seconds by the clock and of the processors; the
ratio to printing the same pages one after the other in one process (measured on a sample); and how long checking a
credential and a paper takes.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TypeVar

os.environ["TONGXIN_DATA"] = tempfile.mkdtemp(prefix="tongxin-bench-")
os.environ["TONGXIN_ADDRESS"] = "https://tongxin.example"
os.environ.setdefault("TONGXIN_NODE_MODULES", str(Path(__file__).resolve().parent.parent / "node_modules"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "src")]

import django  # noqa: E402 - all that follows needs the settings named above

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from tongxin.access import exports  # noqa: E402
from tongxin.access.actor import Actor  # noqa: E402
from tongxin.access.jobs import Handle  # noqa: E402
from tongxin.access.models import Job  # noqa: E402
from tongxin.attendance.certificates import credential, queries, work  # noqa: E402
from tongxin.attendance.certificates.actions import issue_certificates  # noqa: E402
from tongxin.attendance.certificates.completions import completion_claims  # noqa: E402
from tongxin.attendance.certificates.verifying import verify  # noqa: E402
from tongxin.attendance.models import Certificate, Occasion, Participation  # noqa: E402
from tongxin.network.models import Organisation, Place  # noqa: E402
from tongxin.records.training.models import TrainingClass  # noqa: E402

T = TypeVar("T")
GOAL = 120
SYSTEM = Actor.system("测量")


@dataclass(frozen=True)
class Timed:
    """Seconds: by the clock, and of the processors, processes started included."""

    wall: float
    cpu: float


def processors() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def timed(label: str, run: Callable[[], T]) -> tuple[T, Timed]:
    wall, cpu = perf_counter(), processors()
    result = run()
    spent = Timed(perf_counter() - wall, processors() - cpu)
    print(f"{label:<52} {spent.wall:8.2f} s   CPU {spent.cpu:8.2f} s", flush=True)
    return result, spent


def held_class(people: int) -> TrainingClass:
    """Write a class with so many lines, all of whom completed it."""
    place = Place.objects.get(code="430182")
    county = Organisation.objects.create(
        name="宁乡市新的社会阶层人士联谊会", kind="association", level=place.level, place=place, path=place.path,
        founded=date(2016, 1, 1),
    )  # fmt: skip
    occasion = Occasion.objects.create(path=place.path, kind="training.class", days_needed=1)
    one = TrainingClass.objects.create(
        title="宁乡市新的社会阶层人士理论培训班（2026年第1期）", organiser=county, place=place, path=place.path, occasion=occasion,
        first_day=date(2026, 5, 10), last_day=date(2026, 5, 12), state="held",
    )  # fmt: skip
    now = timezone.now()
    Participation.objects.insert_rows(
        Participation(
            occasion=occasion, path=place.path, name=f"例{number}", completed=True, decided_at=now, decided_by="测量"
        )
        for number in range(people)
    )
    return one


def run(people: int, *, verified: int) -> None:
    one = held_class(people)
    claimed = completion_claims(queries.without_certificate(one.occasion), record=one)
    rows, issued = timed(
        f"{people} issued: numbered, signed, written",
        lambda: issue_certificates(claimed, by=SYSTEM, organisation=one.organiser),
    )
    job = Job.objects.create(kind=work.CODE, label="测量", path=one.path, actor="测量", state=Job.State.RUNNING)
    arguments = {"occasion": one.occasion_id, "purpose": "测量", "address": ""}
    result, printed = timed(
        f"{people} printed and packed by two processes",
        lambda: work.issue_job(Handle(job.pk), by=SYSTEM, **arguments),
    )
    file = exports.folder() / result["file"]
    total = issued.wall + printed.wall
    print(
        f"together {total:.1f} s for {result['count']} certificates, {file.stat().st_size / 2**20:.0f} MB (goal {GOAL} s)"
    )
    sample = rows[: min(500, people)]
    _, alone = timed(
        f"baseline: {len(sample)} printed one after the other", lambda: [work.pdf_of(row) for row in sample]
    )
    print(f"ratio to one process: {alone.wall / len(sample) * people / printed.wall:.2f}×")
    check(rows[:verified], file)


def check(rows: list[Certificate], file: Path) -> None:
    """Verify what was written: credentials in this process, papers read in processes of their own."""
    timed(f"{len(rows)} credentials verified", lambda: [credential.read(row.credential) for row in rows])
    with zipfile.ZipFile(file) as archive:
        papers = [archive.read(name) for name in archive.namelist()[: len(rows) // 10]]
    timed(f"{len(papers)} papers verified, two readers' processes each", lambda: [verify(paper) for paper in papers])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--verified", type=int, default=200)
    asked = parser.parse_args()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(f"{connection.vendor} {name}, {os.cpu_count()} processors")
        run(asked.people, verified=asked.verified)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


if __name__ == "__main__":
    main()
