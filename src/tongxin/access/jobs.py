"""Long work: started from a page, done by the worker, left and found again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import task

from tongxin.access.actor import Actor
from tongxin.access.guard import working_in_background
from tongxin.access.models import Account, Job
from tongxin.access.scopes import scope_of
from tongxin.kernel.errors import InputError, NotFoundError, TongxinError
from tongxin.kernel.port import Port
from tongxin.kernel.scope import Verb
from tongxin.office.turns import Patience, patient
from tongxin.web.outages import outage_of

_PATIENCE: Final = 600  # seconds work waits for its turn to have a file read


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """A kind of long work. `run(handle, by=actor, **arguments)` returns a JSON-able result shown on the job page.

    `verb` is what starting and stopping it needs at its place; without one an account may do it for itself. `shown_at` gives,
    from the arguments, the page of what is worked on: it tells what became of it, and who waits is led there.
    """

    code: str
    label: str
    verb: Verb | None
    run: "Callable[..., dict[str, Any]]"
    resumable: bool = False  # may simply be run again when its worker died: it writes all or nothing
    shown_at: "Callable[[dict[str, Any]], str] | None" = None


class CancelledError(TongxinError):
    """The job was cancelled from its page."""


class Handle:
    """What running work uses to tell how far it is, and to learn that it was cancelled."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._rows = Job.objects.for_worker().filter(pk=job_id)

    def step(self, done: int, total: int) -> None:
        """Report progress; raises `CancelledError` when someone pressed cancel."""
        updated = self._rows.filter(state=Job.State.RUNNING).update(progress=done, total=total)
        if not updated:
            raise CancelledError("任务已取消。")

    def say(self, line: str) -> None:
        """Add a line to the log the page shows."""
        job = self._rows.get()
        self._rows.update(log=f"{job.log}{line}\n")


JOB_KINDS: Port[Callable[[], dict[str, JobKind]]] = Port("access.jobs.JOB_KINDS")


def kind_of(code: str) -> JobKind:
    """Return the kind a room has declared with this code."""
    try:
        return JOB_KINDS()()[code]
    except KeyError:
        raise InputError(f"没有「{code[:30]}」这种任务。", field="kind") from None


def start(code: str, *, by: Actor, path: str, label: str = "", arguments: dict[str, Any] | None = None) -> Job:
    """Queue work of this kind; it starts when the transaction is committed and the worker is free."""
    kind = kind_of(code)
    if kind.verb is not None:
        by.scope.require(kind.verb, path)
    with transaction.atomic():
        job = Job.objects.create(
            kind=code,
            label=label or kind.label,
            path=path,
            account_id=by.account_id,
            actor=by.name,
            arguments=arguments or {},
        )
        transaction.on_commit(lambda: _enqueue(job.pk))
    return job


def cancel(job: Job, *, by: Actor) -> None:
    """Ask queued or running work to stop at its next step."""
    verb = kind_of(job.kind).verb
    if verb is not None:
        by.scope.require(verb, job.path)
    rows = Job.objects.same_as(job)
    rows.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING)).update(
        state=Job.State.CANCELLED, finished=timezone.now()
    )


def _enqueue(job_id: int) -> None:
    run_job.enqueue(job_id)


@task()
def run_job(job_id: int) -> None:
    """Do the work of one job row; runs in the worker."""
    with working_in_background():
        _run(job_id)


def _run(job_id: int) -> None:
    rows = Job.objects.for_worker().filter(pk=job_id)
    if not rows.filter(state=Job.State.QUEUED).update(state=Job.State.RUNNING):
        return
    job = rows.get()
    by = Actor(scope=scope_of(job.account_id), name=job.actor, account_id=job.account_id)
    try:
        handle = Handle(job_id)
        with patient(Patience(seconds=_PATIENCE, tell=lambda: handle.say("正在等候别的文件读完……"))):
            result = kind_of(job.kind).run(handle, by=by, **job.arguments)
    except CancelledError:
        return
    except TongxinError as error:
        _finish(job_id, state=Job.State.FAILED, log=error.message)
    except Exception as error:
        outage = outage_of(error)
        why = outage.message if outage else "程序出错，已记入运行日志，请联系管理员。"
        _finish(job_id, state=Job.State.FAILED, log=f"任务中断：{why}")
        raise
    else:
        rows.update(result=result, progress=F("total"))
        _finish(job_id, state=Job.State.DONE, log="完成。")


def _finish(job_id: int, *, state: Job.State, log: str) -> None:
    rows = Job.objects.for_worker().filter(pk=job_id)
    job = rows.get()
    rows.filter(state=Job.State.RUNNING).update(state=state, log=f"{job.log}{log}\n", finished=timezone.now())


def own_jobs(by: Actor) -> QuerySet[Job]:
    """Return the jobs an account started, whatever their place; none for somebody without one."""
    return Job.objects.children_of_numbered(Account, [] if by.account_id is None else [by.account_id])


def visible_job(job_id: int, *, by: Actor) -> Job:
    """Return the job if the asker started it or may see its place, else raise `NotFoundError`."""
    job = (own_jobs(by) | Job.objects.visible_to(by.scope, verb=Verb.ADMINISTER)).filter(pk=job_id).first()
    if job is not None:
        return job
    raise NotFoundError("没有找到这个任务。")
