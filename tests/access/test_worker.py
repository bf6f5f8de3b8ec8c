"""The worker while its database is away: it waits, says so, and goes on with what was left."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.utils import InterfaceError, OperationalError, ProgrammingError

from tests.access.test_jobs import kinds
from tests.cast import SYSTEM
from tongxin.access import jobs, schedule
from tongxin.access import worker as module
from tongxin.access.models import ScheduledRun
from tongxin.access.schedule import SCHEDULE, Scheduled
from tongxin.access.worker import Worker

ROOT = Path(__file__).resolve().parents[2]
WORK = """
import faulthandler
faulthandler.dump_traceback_later(75)  # where it hangs, say where
import django
django.setup()
from django.core.management import call_command
for app in ("access", "django_tasks_database"):
    call_command("migrate", app, verbosity=0)
call_command("work", interval=0.05)
"""
POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


class Scripted(Worker):
    """A worker whose rounds are told: an error to raise, or whether there was something to do."""

    def __init__(self, *rounds: Any, once: bool = False) -> None:
        self.lines: list[str] = []
        self.rounds = list(rounds)
        super().__init__("w", interval=7, once=once, say=self.lines.append)

    def _round(self) -> bool:
        outcome = self.rounds.pop(0)
        self.running = bool(self.rounds) or self._once
        if isinstance(outcome, Exception):
            raise outcome
        return bool(outcome)


@pytest.fixture
def waits(monkeypatch: Any) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(module.time, "sleep", slept.append)
    return slept


@pytest.mark.django_db
def test_database_that_is_away_is_waited_for_longer_each_time(waits: list[float]) -> None:
    away = [OperationalError("gone") if number % 2 else InterfaceError("closed") for number in range(7)]
    worker = Scripted(*away, "busy", OperationalError("gone"), "", "")
    worker.run()
    assert waits == [1, 2, 4, 8, 16, 30, 30, 1, 7]
    assert worker.lines[0] == "数据库连不上，1 秒后再试。"
    assert worker.lines[6:8] == ["数据库连不上，30 秒后再试。", "数据库已恢复，继续工作。"]
    assert worker.lines[8:] == ["数据库连不上，1 秒后再试。", "数据库已恢复，继续工作。"]


@pytest.mark.django_db
def test_fault_of_the_program_and_a_single_round_do_not_wait(waits: list[float]) -> None:
    with pytest.raises(ProgrammingError):
        Scripted(ProgrammingError("fault"), "").run()
    with pytest.raises(OperationalError):
        Scripted(OperationalError("gone"), once=True).run()
    Scripted("busy", "", once=True).run()
    assert waits == []


@pytest.fixture
def _tasks(settings: Any) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with jobs.JOB_KINDS.answered_by(kinds), SCHEDULE.answered_by(lambda: ()):
        yield


@pytest.mark.django_db(transaction=True)
def test_queue_does_not_keep_the_schedule_waiting(_tasks: None, monkeypatch: Any) -> None:  # noqa: PT019 - what it sets is used
    order: list[str] = []
    monkeypatch.setattr(schedule, "run_due", lambda **_who: order.append("schedule") or [])
    run = jobs._run
    monkeypatch.setattr(jobs, "_run", lambda number: (order.append("job"), run(number)))
    for _twice in range(2):
        jobs.start("count", by=SYSTEM, path="", arguments={"upto": 1})
    Worker("w", interval=0, once=True, say=order.append).run()
    assert order == ["schedule", "job", "schedule", "job", "schedule"]


@pytest.mark.django_db(transaction=True)
def test_run_that_is_told_to_stop_is_finished_first(_tasks: None) -> None:  # noqa: PT019 - what it sets is used
    seen: list[bool] = []
    worker = Worker("w", interval=0, once=True, say=lambda _line: None)

    def told() -> None:
        worker.shutdown(15, None)
        seen.append(worker.running)

    work = Scheduled(code="toy.night", words="写日记", at="03:00", run=told)
    ScheduledRun.objects.create(code="toy.night", due="2026-01-01T00:00Z")
    with SCHEDULE.answered_by(lambda: (work,)):
        worker.run()
    assert seen == [False]
    assert ScheduledRun.objects.get().state == "done"
    with pytest.raises(SystemExit):
        Worker("w", interval=0, once=True, say=lambda _line: None).shutdown(15, None)


def cluster(what: str, folder: Path) -> str:
    done = subprocess.run(
        [str(ROOT / "tools" / "postgres.sh"), what, str(folder)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.skipif(not POSTGRESQL, reason="needs PostgreSQL, which the whole test installs")
def test_worker_outlives_a_restart_of_postgresql(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp())  # not below pytest's own, which only its owner may enter
    environment = {**os.environ, "TONGXIN_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    environment |= {"DJANGO_SETTINGS_MODULE": "tongxin.project.settings", "DATABASE_URL": cluster("start", folder)}
    try:
        worker = subprocess.Popen([sys.executable, "-c", WORK], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            lives(worker, folder, environment)
        finally:
            worker.kill()
            worker.wait()
            assert worker.stdout is not None
            worker.stdout.close()
    finally:
        cluster("stop", folder)
        shutil.rmtree(folder)


def lives(worker: "subprocess.Popen[str]", folder: Path, environment: dict[str, str]) -> None:
    """Stop the cluster below a worker, start it again, and see it go on and end in peace."""
    assert worker.stdout is not None
    wait_until_it_works(environment["DATABASE_URL"])
    cluster("stop", folder)
    assert worker.stdout.readline() == "数据库连不上，1 秒后再试。\n"
    cluster("again", folder)
    line = worker.stdout.readline()
    while line.startswith("数据库连不上"):
        line = worker.stdout.readline()
    assert line == "数据库已恢复，继续工作。\n"
    assert worker.poll() is None
    worker.terminate()
    assert worker.wait(timeout=30) == 0


def wait_until_it_works(address: str) -> None:
    """Return once the worker has looked at the schedule."""
    deadline = time.monotonic() + 90
    with psycopg.connect(address, autocommit=True) as connection:
        while True:
            with suppress(psycopg.errors.UndefinedTable):
                found = connection.execute("SELECT count(*) FROM access_scheduledrun").fetchone()
                if found and found[0]:
                    return
            assert time.monotonic() < deadline, "the worker never began"
            time.sleep(0.05)
