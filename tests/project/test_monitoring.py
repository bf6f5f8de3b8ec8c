"""What monitors are told, and what pages and programs are told while the database is away or the disk is full."""

import errno
import os
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import cast
from tests.project.away import database_away
from tongxin.access import heartbeat, jobs
from tongxin.access.models import Account, Grant, Job, ScheduledRun
from tongxin.access.schedule import SCHEDULE, run_due
from tongxin.access.scopes import actor_of
from tongxin.intake.models import Batch
from tongxin.kernel.period import today
from tongxin.project import health
from tongxin.project.connections import schedule
from tongxin.web.outages import AWAY, FULL, READ_ONLY, Outage

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "monitor-token-of-the-test"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _settings(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_MONITOR_TOKEN = TOKEN
    settings.TONGXIN_WORKERS = tmp_path / "workers"
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    settings.TONGXIN_SNAPSHOTS.mkdir()


@pytest.fixture
def in_order(settings: Any, monkeypatch: Any) -> None:
    """A worker of another machine has just given a sign, and a snapshot was taken an hour ago."""
    settings.TONGXIN_WORKERS.mkdir()
    (settings.TONGXIN_WORKERS / "elsewhere-1.lock").touch()
    taken_hours_ago(1, settings)
    monkeypatch.setattr(health, "faces", lambda _folders: SimpleNamespace(body=["仿宋"]))


def taken_hours_ago(hours: float, settings: Any) -> None:
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(time.time() + 8 * 3600 - hours * 3600))
    (settings.TONGXIN_SNAPSHOTS / "CURRENT").write_text(f"{moment}-aaaaaaaa")


def asked(address: str, *, token: bool = False, host: str = "10.0.0.7") -> tuple[int, Any]:
    """Ask as a monitor does: by the number of the machine, whatever hosts the site answers to."""
    client = Client(raise_request_exception=False, headers={"Host": host})
    answer = client.get(address, headers=WITH_TOKEN if token else {})
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


def test_process_that_answers_is_live_even_while_the_database_is_away() -> None:
    assert asked("/healthz") == (200, {"live": True})
    with database_away():
        assert asked("/healthz") == (200, {"live": True})
    assert Client().post("/healthz").status_code == 405


def test_ready_tells_each_check_to_anybody_and_sentences_to_the_token_alone(in_order: None) -> None:
    every = {"database": True, "worker": True, "snapshot": True, "disk": True, "fonts": True}
    assert asked("/readyz") == (200, {"ready": True, "checks": every})
    status, told = asked("/readyz", token=True)
    assert (status, told["ready"], told["checks"]) == (200, True, every)
    assert told["said"]["worker"] == "1 个后台程序在工作。"
    assert told["said"]["fonts"] == "报告正文用 仿宋。"
    assert set(told["software"]) == {"同心", "Python", "Django", "数据库"}
    wrong = Client().get("/readyz", headers={"Authorization": f"Bearer {TOKEN}x"})
    assert "said" not in wrong.json()


def failing() -> dict[str, str]:
    """Return the sentence of each check that does not hold."""
    status, told = asked("/readyz", token=True)
    found = {name: told["said"][name] for name, ok in told["checks"].items() if not ok}
    assert (status == 503) is bool(found) is (not told["ready"])
    return found


def test_each_check_fails_by_itself_with_its_sentence(in_order: None, settings: Any, monkeypatch: Any) -> None:
    assert failing() == {}
    with database_away():
        assert failing() == {"database": AWAY.message}
    taken_hours_ago(48.1, settings)
    assert list(failing()) == ["snapshot"]
    assert "48 小时没有更新" in failing()["snapshot"]
    taken_hours_ago(47.9, settings)
    assert failing() == {}
    (settings.TONGXIN_SNAPSHOTS / "CURRENT").write_text("nonsense")
    assert "还没有生成过快照" in failing()["snapshot"]
    (settings.TONGXIN_SNAPSHOTS / "CURRENT").unlink()
    assert "还没有生成过快照" in failing()["snapshot"]
    taken_hours_ago(1, settings)
    monkeypatch.setattr(health, "free_bytes", lambda: 499 * 2**20)
    assert failing() == {"disk": "磁盘只剩 499 MB，请清理，或换更大的磁盘。"}
    monkeypatch.setattr(health, "free_bytes", lambda: 500 * 2**20)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert failing() == {"disk": READ_ONLY.message}


def test_worker_that_is_gone_and_a_check_that_breaks_are_told(in_order: None, settings: Any, monkeypatch: Any) -> None:
    (settings.TONGXIN_WORKERS / "elsewhere-1.lock").unlink()

    def broken(_folders: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(health, "faces", broken)
    assert failing() == {"worker": heartbeat.NOBODY_WORKS, "fonts": "检查不了（ZeroDivisionError）。"}


def test_fonts_of_this_machine_are_looked_for() -> None:
    found = {check.name: check for check in health.checks()}["fonts"]
    assert found.said.startswith("报告正文用") if found.ok else "没有中文字体" in found.said


def test_metrics_exist_for_the_token_alone_and_tell_what_stands(in_order: None, monkeypatch: Any) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)  # as a test of `serve` may have left it
    client = Client()
    for wrong in ({}, {"Authorization": TOKEN}, {"Authorization": "Bearer "}, {"Authorization": "Bearer 错的"}):
        answer = client.get("/metrics", headers=wrong)
        assert (answer.status_code, answer.content) == (404, b"")
    client.get("/check/")
    client.generic("ODDITY", "/check/")
    Job.objects.create(kind="x", label="x", path="", actor="x")
    for code, state in (("toy.well", "done"), ("toy.ill", "failed")):
        ScheduledRun.objects.create(
            code=code, due="2026-03-01T00:00Z", state=state, succeeded="2026-03-01T00:00Z" if state == "done" else None
        )
    text = client.get("/metrics", headers=WITH_TOKEN).content.decode()
    lines = set(text.splitlines())
    assert {
        "tongxin_database_up 1.0", "tongxin_workers 1.0", 'tongxin_jobs{state="queued"} 1.0', 'tongxin_jobs{state="running"} 0.0',
        'tongxin_scheduled_failed{code="toy.ill"} 1.0', 'tongxin_scheduled_failed{code="toy.well"} 0.0',
        'tongxin_scheduled_success_timestamp_seconds{code="toy.well"} 1.7723232e+09',
        'tongxin_scheduled_success_timestamp_seconds{code="backup.nightly"} 0.0',
        'tongxin_scheduled_failed{code="backup.nightly"} 0.0',
    } <= lines  # fmt: skip
    assert "ODDITY" not in text, "a stranger makes no series"
    assert 'view="claims:check"' in text
    assert "tongxin_snapshot_timestamp_seconds" in text
    with database_away():
        away = client.get("/metrics", headers=WITH_TOKEN).content.decode()
    assert "tongxin_database_up 0.0" in away
    assert "tongxin_jobs{" not in away


def test_pages_and_programs_are_told_while_the_database_is_away_and_go_on_after() -> None:
    client = cast().client("administrator")
    client.raise_request_exception = False
    assert client.get("/jobs/").status_code == 200
    with database_away():
        page = client.get("/jobs/")
        program = client.get("/api/v1/records/persons/", headers={"Authorization": "Bearer x"})
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    text = page.content.decode()
    assert AWAY.message in text
    assert page["X-Request-ID"] in text
    assert (program.status_code, program["Retry-After"]) == (503, "30")
    assert program.json() == {"message": AWAY.message, "field": None}
    assert client.get("/jobs/").status_code == 200


@pytest.fixture(params=[(errno.ENOSPC, 507, FULL), (errno.EROFS, 503, READ_ONLY)])
def unwritable(request: Any, monkeypatch: Any) -> tuple[int, Outage]:
    """Nothing can be written any more."""
    number, status, outage = request.param

    def refuse(_descriptor: int) -> None:
        raise OSError(number, "said", "/secret/path")

    monkeypatch.setattr(os, "fsync", refuse)
    return status, outage


def test_upload_on_a_disk_that_takes_nothing_is_refused_whole(unwritable: tuple[int, Outage], settings: Any) -> None:
    status, outage = unwritable
    settings.TONGXIN_UPLOADS = settings.TONGXIN_SNAPSHOTS / "uploads"
    client = cast().client("secretary")
    client.raise_request_exception = False
    values = {"file": SimpleUploadedFile("花名册.xlsx", b"PK"), "door": "", "place": "43/4301/430182/"}
    answer = client.post("/import/new/", values)
    assert (answer.status_code, answer["Retry-After"]) == (status, "300")
    assert outage.message in answer.content.decode()
    assert "/secret/path" not in answer.content.decode()
    assert Batch.objects.counted().count() == Job.objects.counted().count() == 0
    assert [path for path in settings.TONGXIN_UPLOADS.rglob("*") if path.is_file()] == []


def test_work_on_a_disk_that_takes_nothing_says_so(unwritable: tuple[int, Outage], settings: Any) -> None:
    status, _ = unwritable
    why = "快照没有写成：磁盘已满" if status == 507 else "快照没有写成：快照文件夹读写不了"
    account = Account.objects.create(username="network")
    Grant.objects.create(account=account, role="officer", path="", begin=today())
    job = jobs.start("figures.snapshot", by=actor_of(account), path="")
    kept = Job.objects.same_as(job).get()
    assert (kept.state, kept.log.startswith(why)) == ("failed", True)
    assert not (settings.TONGXIN_SNAPSHOTS / "CURRENT").exists()
    snapshots = [one for one in schedule() if one.code == "figures.snapshot"]
    with SCHEDULE.answered_by(lambda: tuple(snapshots)):
        for moment in ("2026-03-01T00:00+08:00", "2026-03-02T00:00+08:00"):
            run_due(worker="w", now=datetime.fromisoformat(moment))
    row = ScheduledRun.objects.get()
    assert (row.state, row.sentence.startswith(why)) == ("failed", True)


def test_status_page_shows_checks_schedule_and_workers_to_administrators(in_order: None) -> None:
    found = cast()
    ScheduledRun.objects.create(
        code="network.purge", due="2026-03-01T19:30Z", state="failed", sentence="没有做完，请看日志。",
        started="2026-03-01T19:30Z", ended="2026-03-01T19:31Z", succeeded="2026-02-28T19:31Z",
    )  # fmt: skip
    page = found.client("administrator").get("/manage/status/").content.decode()
    for said in (
        "删除到期内容",
        "每天 03:30",
        "没有做完，请看日志。",
        "未完成",
        "elsewhere-1",
        "正常",
        "Django",
        "尚未设置备份",
    ):
        assert said in page
    assert page.count("每天 ") == sum(1 for one in schedule() if one.at)
    assert "还没有运行" in page
    assert heartbeat.NOBODY_WORKS not in page
    assert found.client("secretary").get("/manage/status/").status_code == 403
    assert found.client("administrator").get("/").content.decode().count("/manage/status/") == 1


def test_every_page_of_jobs_says_where_nobody_works(settings: Any) -> None:
    found = cast()
    account = found.accounts["administrator"]
    job = Job.objects.create(kind="figures.snapshot", label="更新快照", path="", actor="x", account=account)
    over = Job.objects.create(
        kind="figures.snapshot", label="更新快照", path="", actor="x", account=account, state="done"
    )
    client = found.client("administrator")

    def says(address: str, **headers: str) -> bool:
        return heartbeat.NOBODY_WORKS in client.get(address, headers=headers).content.decode()

    assert says("/jobs/")
    assert says(f"/jobs/{job.pk}/")
    assert says(f"/jobs/{job.pk}/", **{"HX-Request": "true"})
    assert not says(f"/jobs/{over.pk}/")
    assert says("/manage/status/")
    with heartbeat.living_worker():
        assert not says("/jobs/")
        assert not says(f"/jobs/{job.pk}/")
