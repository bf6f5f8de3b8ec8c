"""The long work of intake, as jobs: reading a file, importing it, undoing the import."""

from typing import Any

from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle, JobKind, start
from tongxin.access.models import Job
from tongxin.intake import actions
from tongxin.intake.models import Batch
from tongxin.intake.queries import batch as batch_of
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of


def _read(handle: Handle, *, by: Actor, batch: int) -> dict[str, Any]:
    done = actions.preview_file(batch_of(by.scope, batch), by=by, progress=handle.step)
    handle.say(
        done.message or f"新增 {done.new}，变更 {done.changed}，有误 {done.errors}，疑似重复 {done.duplicates}。"
    )
    return _result(done)


def _apply(handle: Handle, *, by: Actor, batch: int, reason: str = "") -> dict[str, Any]:
    found = batch_of(by.scope, batch)
    if found.state == Batch.State.APPLIED:  # the worker died after it was written and before it was told
        handle.say("这一批已经全部写入，不再重复。")
        return _result(found)
    handle.say("正在写入，全部写完才生效，请稍候。")
    done = actions.apply_batch(found, by=by, reason=reason)
    handle.say(f"已导入：新增 {done.new}，变更 {done.changed}。")
    return _result(done)


def _undo(handle: Handle, *, by: Actor, batch: int, reason: str) -> dict[str, Any]:
    found = batch_of(by.scope, batch)
    if found.state == Batch.State.UNDONE:  # as above
        handle.say("这一批已经全部撤销，不再重复。")
        return _result(found)
    handle.say("正在撤销，全部撤完才生效，请稍候。")
    return _result(actions.undo_batch(found, by=by, reason=reason))


def _result(batch: Batch) -> dict[str, Any]:
    return {"batch": batch.pk, "url": address_of(batch)}


def _shown_at(arguments: dict[str, Any]) -> str:
    return reverse("intake.detail", args=[arguments["batch"]])


JOBS = (
    JobKind(code="intake.read", label="读取表格", verb=Verb.RECORD, run=_read, resumable=True, shown_at=_shown_at),
    JobKind(code="intake.apply", label="导入表格", verb=Verb.IMPORT, run=_apply, resumable=True, shown_at=_shown_at),
    JobKind(code="intake.undo", label="撤销导入", verb=Verb.IMPORT, run=_undo, resumable=True, shown_at=_shown_at),
)


LONG = {"apply": "apply", "undone": "undo", "again": "read"}
"""The acts that are work of their own, by the job that does them."""


def begin(code: str, batch: Batch, *, by: Actor, **arguments: str) -> Job:
    """Start work on a batch and remember it there."""
    job = start(
        f"intake.{code}", by=by, path=batch.path, label=str(batch)[:200], arguments={"batch": batch.pk, **arguments}
    )
    Batch.objects.same_as(batch).update(job=job.pk)
    return job
