"""Work whose worker died: found when a worker starts, begun again where that is safe, else told on its page.

Which worker is gone is told by its sign of life (`access.heartbeat`). A job that runs has a task some worker has taken: one
without has lost its worker between the two, and one that waits without a task was never handed to the workers.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tongxin.access import jobs
from tongxin.access.actor import Actor
from tongxin.access.heartbeat import is_gone
from tongxin.access.models import Job
from tongxin.kernel.errors import ConflictError

_HANDED_OVER: Final = timedelta(minutes=1)  # within which a job that was committed reaches the workers
AGAIN: Final = "后台程序中断过，已自动重新开始。"
RESTARTED: Final = "已重新开始。"
_LATELY: Final = timedelta(days=7)
BROKEN_OFF: Final = "任务中断：后台程序停止了。可以重新开始。"


def recover_jobs(*, lost: Callable[[str], bool] = is_gone) -> list[int]:
    """Return the numbers of jobs whose worker died; each is queued again, or ends saying that it was broken off.

    `lost(name)` tells whether the worker of this name is gone.
    """
    rows = Job.objects.for_worker()
    running = list(rows.filter(state=Job.State.RUNNING).values_list("pk", flat=True))
    queued = rows.filter(state=Job.State.QUEUED, created__lt=timezone.now() - _HANDED_OVER)
    waiting = list(queued.values_list("pk", flat=True))
    in_hand, found = set[int](), list[int]()  # asked after the jobs: whose task has ended since has ended itself
    tasks = DBTaskResult.objects.filter(task_path=jobs.run_job.module_path)
    for task in tasks.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)):
        number = int(task.args_kwargs["args"][0])
        if task.status == TaskResultStatus.RUNNING and lost((task.worker_ids or [""])[-1]):
            _end(task)
            _recover(number)
            found.append(number)
        else:
            in_hand.add(number)
    found += [number for number in running if number not in {*in_hand, *found} and _recover(number)]
    for number in waiting:
        if number not in {*in_hand, *found}:
            jobs.run_job.enqueue(number)
    return found


def may_restart(job: Job) -> bool:
    """Tell whether a job was broken off and not begun again since."""
    return job.state == Job.State.FAILED and bool(job.result.get("broken_off"))


def failed_lately(by: Actor) -> QuerySet[Job]:
    """Return the own jobs that came to nothing within a week and were not begun again."""
    failed = jobs.own_jobs(by).filter(state=Job.State.FAILED, finished__gte=timezone.now() - _LATELY)
    return failed.exclude(log__endswith=f"{RESTARTED}\n")


def restart(job: Job, *, by: Actor) -> Job:
    """Begin work that was broken off once more, as a job of its own with the rights its starter has now."""
    with transaction.atomic():
        rows = Job.objects.same_as(job)
        job = rows.select_for_update().get()
        if not may_restart(job):
            raise ConflictError("这个任务没有中断，或已经重新开始，请刷新后再看。")
        rows.update(result={}, log=f"{job.log}{RESTARTED}\n")
        return jobs.start(job.kind, by=by, path=job.path, label=job.label, arguments=job.arguments)


def _end(task: "DBTaskResult[Any, Any]") -> None:
    over = {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
    DBTaskResult.objects.filter(pk=task.pk).update(traceback="", exception_class_path="", **over)


def _recover(number: int) -> bool:
    """Queue a job again or end it as broken off; tell whether it was running."""
    rows = Job.objects.for_worker()
    with transaction.atomic():
        job = rows.select_for_update().filter(pk=number, state=Job.State.RUNNING).first()
        if job is None:
            return False
        if jobs.kind_of(job.kind).resumable and AGAIN not in job.log:
            rows.filter(pk=number).update(state=Job.State.QUEUED, progress=0, log=f"{job.log}{AGAIN}\n")
            transaction.on_commit(lambda: jobs.run_job.enqueue(number))
        else:
            over = {"state": Job.State.FAILED, "finished": timezone.now(), "result": {"broken_off": True}}
            rows.filter(pk=number).update(log=f"{job.log}{BROKEN_OFF}\n", **over)
    return True
