"""Work whose worker died is begun again or told; work of a living worker is left alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.access.test_jobs import count, done
from tongxin.access import heartbeat, jobs, recovery
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Job
from tongxin.access.worker import Worker
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb

pytestmark = pytest.mark.django_db(transaction=True)


def kinds() -> dict[str, jobs.JobKind]:
    return {
        "safe": jobs.JobKind(code="safe", label="可续", verb=Verb.SNAPSHOT, run=count, resumable=True),
        "count": jobs.JobKind(code="count", label="不可续", verb=Verb.SNAPSHOT, run=count),
    }


@pytest.fixture(autouse=True)
def _database_tasks(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TONGXIN_WORKERS = tmp_path / "workers"
    with jobs.JOB_KINDS.answered_by(kinds):
        yield


def broken_off(kind: str, *, by: Actor, worker: str) -> Job:
    """Return a job as a worker leaves it that was killed in the middle."""
    job = jobs.start(kind, by=by, path="43/", arguments={"upto": 2})
    DBTaskResult.objects.get().claim(worker)
    Job.objects.whole_network(reason="test").filter(pk=job.pk).update(state="running", progress=1, total=2)
    return job


def dead_worker() -> str:
    """Return the name of a worker that left its file behind."""
    with heartbeat.living_worker() as name:
        pass
    heartbeat.lock_file(name).touch()
    return name


def test_resumable_work_of_a_dead_worker_begins_again(officer: Actor, capsys: Any) -> None:
    job = broken_off("safe", by=officer, worker=dead_worker())
    call_command("work", once=True, interval=0.1)
    assert f"上次中断的任务：{job.pk}" in capsys.readouterr().out
    found = done(job)
    assert (found.state, found.result) == ("done", {"counted": 2})
    assert recovery.AGAIN in found.log
    assert DBTaskResult.objects.running().count() == 0


def test_work_that_kills_its_worker_twice_is_not_begun_a_third_time(officer: Actor) -> None:
    job = broken_off("safe", by=officer, worker=dead_worker())
    assert recovery.recover_jobs() == [job.pk]
    DBTaskResult.objects.ready().get().claim(dead_worker())
    Job.objects.whole_network(reason="test").filter(pk=job.pk).update(state="running")
    assert recovery.recover_jobs() == [job.pk]
    assert recovery.may_restart(done(job))


def test_other_work_is_told_and_begun_again_by_hand(officer: Actor) -> None:
    job = broken_off("count", by=officer, worker=dead_worker())
    assert recovery.recover_jobs() == [job.pk]
    found = done(job)
    assert found.state == "failed"
    assert "任务中断" in found.log
    client = Client()
    client.force_login(Account.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "重新开始" in client.get(f"/jobs/{job.pk}/").content.decode()
    answer = client.post(f"/jobs/{job.pk}/", {"restart": "1"})
    again = Job.objects.whole_network(reason="test").latest("pk")
    assert answer.headers["Location"] == f"/jobs/{again.pk}/"
    assert (again.state, again.arguments) == ("queued", {"upto": 2})
    assert "restart" not in client.get(f"/jobs/{job.pk}/").content.decode()
    with pytest.raises(ConflictError, match="没有中断"):
        recovery.restart(job, by=officer)


def test_living_workers_and_those_of_other_machines_are_left_alone(officer: Actor) -> None:
    with heartbeat.living_worker() as name:
        broken_off("safe", by=officer, worker=name)
        assert recovery.recover_jobs() == []
    DBTaskResult.objects.update(worker_ids=["elsewhere-1"])
    assert recovery.recover_jobs() == []
    DBTaskResult.objects.update(worker_ids=[])
    assert recovery.recover_jobs() == []


def test_work_that_ended_before_its_worker_died_stays_as_it_is(officer: Actor) -> None:
    job = broken_off("safe", by=officer, worker=f"{heartbeat._MACHINE}gone")
    Job.objects.whole_network(reason="test").filter(pk=job.pk).update(state="done")
    assert recovery.recover_jobs() == [job.pk]
    assert (done(job).state, done(job).log) == ("done", "")


def test_job_whose_task_is_lost_is_told_and_one_never_handed_over_is_begun(officer: Actor) -> None:
    rows = Job.objects.whole_network(reason="test")
    lost = jobs.start("count", by=officer, path="43/", arguments={"upto": 1})
    forgotten = jobs.start("count", by=officer, path="43/", arguments={"upto": 1})
    DBTaskResult.objects.all().delete()
    rows.filter(pk=lost.pk).update(state="running")
    assert recovery.recover_jobs() == [lost.pk]
    assert recovery.may_restart(done(lost))
    assert DBTaskResult.objects.count() == 0, "a job of this minute is on its way"
    rows.filter(pk=forgotten.pk).update(created=timezone.now() - timedelta(minutes=2))
    for _twice in range(2):
        assert recovery.recover_jobs() == []
    call_command("work", once=True, interval=0.1)
    assert (done(forgotten).state, done(forgotten).result) == ("done", {"counted": 1})
    assert DBTaskResult.objects.count() == 1


def test_work_of_this_worker_left_when_the_database_went_is_begun_again(officer: Actor) -> None:
    with heartbeat.living_worker() as name:
        job = broken_off("safe", by=officer, worker=name)
        worker = Worker(name, interval=0, once=True, say=lambda _line: None)
        worker.run()
        assert (done(job).state, done(job).result) == ("done", {"counted": 2})
