"""Work whose worker died: found when a worker starts, begun again where that is safe, else told on its page.

A worker holds a lock on a file of its own for as long as it lives; the operating system lets go of it however the
process ends. Workers are known by machine, so that one never judges those of another machine.
"""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tongxin.access import jobs
from tongxin.access.actor import Actor
from tongxin.access.models import Job
from tongxin.kernel.errors import ConflictError

_MACHINE: Final = f"{socket.gethostname()[:40]}-"
AGAIN: Final = "后台程序中断过，已自动重新开始。"
BROKEN_OFF: Final = "任务中断：后台程序停止了。可以重新开始。"


@contextmanager
def living_worker() -> Iterator[str]:
    """Give a worker its name, and hold the lock that says it is alive while it works."""
    name = f"{_MACHINE}{uuid4().hex[:16]}"
    path = _lock_file(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield name
    path.unlink(missing_ok=True)


def recover_jobs() -> list[int]:
    """Return the numbers of jobs whose worker died; each is queued again, or ends saying that it was broken off."""
    found = []
    for result in DBTaskResult.objects.running().filter(task_path=jobs.run_job.module_path):
        name = (result.worker_ids or [""])[-1]
        if name.startswith(_MACHINE) and not _lives(name):
            found.append(int(result.args_kwargs["args"][0]))
            _recover(result, found[-1])
    return found


def may_restart(job: Job) -> bool:
    """Tell whether a job was broken off and not begun again since."""
    return job.state == Job.State.FAILED and bool(job.result.get("broken_off"))


def restart(job: Job, *, by: Actor) -> Job:
    """Begin work that was broken off once more, as a job of its own with the rights its starter has now."""
    with transaction.atomic():
        rows = Job.objects.same_as(job)
        job = rows.select_for_update().get()
        if not may_restart(job):
            raise ConflictError("这个任务没有中断，或已经重新开始，请刷新后再看。")
        rows.update(result={}, log=f"{job.log}已重新开始。\n")
        return jobs.start(job.kind, by=by, path=job.path, label=job.label, arguments=job.arguments)


def _recover(result: "DBTaskResult[Any, Any]", number: int) -> None:
    rows = Job.objects.for_worker()
    with transaction.atomic():
        DBTaskResult.objects.filter(pk=result.pk).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback="", exception_class_path=""
        )
        job = rows.select_for_update().filter(pk=number, state=Job.State.RUNNING).first()
        if job is None:
            return
        if jobs.kind_of(job.kind).resumable and AGAIN not in job.log:
            rows.filter(pk=number).update(state=Job.State.QUEUED, progress=0, log=f"{job.log}{AGAIN}\n")
            transaction.on_commit(lambda: jobs.run_job.enqueue(number))
        else:
            rows.filter(pk=number).update(
                state=Job.State.FAILED,
                finished=timezone.now(),
                log=f"{job.log}{BROKEN_OFF}\n",
                result={"broken_off": True},
            )


def any_worker_lives() -> bool:
    """Tell whether a worker of this installation is at work on this machine."""
    folder = Path(settings.TONGXIN_WORKERS)
    return any(_lives(path.stem) for path in sorted(folder.glob(f"{_MACHINE}*.lock")))


def _lock_file(name: str) -> Path:
    return Path(settings.TONGXIN_WORKERS) / f"{name}.lock"


def _lives(name: str) -> bool:
    """Tell whether the worker of this name still holds its lock; the file of a dead one is removed."""
    path = _lock_file(name)
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    path.unlink(missing_ok=True)
    return False
