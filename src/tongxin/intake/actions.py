"""Writes of intake: a file handed in, what was decided about its rows, its import as a whole, and its undoing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.intake.applying import apply_rows
from tongxin.intake.deciding import decided
from tongxin.intake.garbage import many_rows
from tongxin.intake.headings import plain_heading
from tongxin.intake.models import Batch, BatchRow, EarlierValues, Heading
from tongxin.intake.preview import door_named, read_batch
from tongxin.intake.rights import require_doors
from tongxin.intake.undoing import undo_rows
from tongxin.intake.uploads import Upload, imported_before, kept_file
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.scope import Verb
from tongxin.office.spreadsheets import MOST_BYTES
from tongxin.office.writing import make_folder, write_file
from tongxin.ports.locked import LOCKED_RETURNS

State = Batch.State
UNDO_DAYS = 90
_OPEN = (State.RECEIVED, State.UNREADABLE, State.PREVIEWED, State.WAITING)


def receive_file(upload: Upload, *, by: Actor, path: str) -> Batch:
    """Keep a file that was handed in for a place; nothing of it is on record yet."""
    by.scope.require(Verb.RECORD, path)
    if upload.door:
        door_named(upload.door)
    if len(upload.content) > MOST_BYTES:
        raise InputError(f"文件超过 {MOST_BYTES // 2**20} MB，请拆成几个再上传。", field="file")
    with transaction.atomic():
        batch = Batch.objects.create(
            path=path,
            door=upload.door,
            filename=Path(upload.name).name[:200] or "未命名",
            digest=upload.digest,
            account_id=by.account_id,
            actor=by.name,
        )
        journal.write(batch, by=by, action="intake.receive")
        file = kept_file(batch)
        make_folder(file.parent, mode=0o700)
        write_file(file, upload.content, mode=0o600)
    return batch


def preview_file(batch: Batch, *, by: Actor, progress: Callable[[int, int], None]) -> Batch:
    """Read the file of a batch, as often as wanted until it is imported; what rows do is kept, nothing is on record."""
    with transaction.atomic():
        _refresh(batch, by=by, expected=(State.RECEIVED, State.UNREADABLE, State.PREVIEWED))
        batch.state, batch.reading = State.RECEIVED, batch.reading + 1
        batch.save()
    try:
        content = kept_file(batch).read_bytes()
    except FileNotFoundError:
        raise ConflictError("上传的文件已不在服务器上，请重新上传。") from None
    with many_rows():
        return read_batch(batch, content, by=_in(batch, by), progress=progress)


def remember_headings(batch: Batch, *, by: Actor, door: str, meanings: dict[str, str]) -> None:
    """Say what headings of somebody's own sheets mean, for this file and every later one of the place.

    An empty meaning says that a column is to be left out.
    """
    fields = door_named(door).form.base_fields
    with transaction.atomic():
        _refresh(batch, by=by, expected=_OPEN)
        if unknown := [name for name in meanings.values() if name and name not in fields]:
            raise InputError(f"没有「{unknown[0][:20]}」这个栏目。", field="headings")
        given = [name for name in meanings.values() if name]
        if len(set(given)) < len(given):
            raise InputError("有两列对应同一个栏目，请只留一列。", field="headings")
        rows = Heading.objects.at_and_below(batch.path)
        texts = {plain_heading(text): name for text, name in meanings.items()}
        former = rows.filter(path=batch.path, door=door, text__in=texts)
        journal.write_removals(former, by=by, action="intake.headings")
        former.delete()
        lines = [Heading(path=batch.path, door=door, text=text[:60], field=name) for text, name in texts.items()]
        Heading.objects.insert_rows(lines)
        journal.write_many(lines, by=by, action="intake.headings")


def decide_rows(batch: Batch, rows: Sequence[int], *, by: Actor, choice: str, chosen: int | None = None) -> int:
    """Say of rows that may be on record already whether they are; returns how many were decided."""
    with transaction.atomic():
        _refresh(batch, by=by, expected=(State.PREVIEWED,))
        require_doors(batch, by=by)
        return decided(batch, rows, by=by, choice=BatchRow.Choice(choice), chosen=chosen)


def hand_up(batch: Batch, *, by: Actor, reason: str = "") -> Batch:
    """Hand a previewed batch to someone with the right to import."""
    with transaction.atomic():
        _refresh(batch, by=by, expected=(State.PREVIEWED,))
        _refuse_empty(batch)
        return _change(batch, by=by, action="intake.hand_up", state=State.WAITING, reason=reason)


def send_back(batch: Batch, *, by: Actor, reason: str) -> Batch:
    """Return a batch to who handed it in, saying why."""
    if not reason.strip():
        raise InputError("请写明退回的原因。", field="reason")
    with transaction.atomic():
        _refresh(batch, by=by, expected=(State.WAITING,), verb=Verb.IMPORT)
        batch.message = f"退回：{reason.strip()}"[:500]
        return _change(batch, by=by, action="intake.send_back", state=State.PREVIEWED)


def apply_batch(batch: Batch, *, by: Actor) -> Batch:
    """Put everything a batch brings on record in one transaction, or nothing. Needs the right to import."""
    with many_rows(), transaction.atomic():
        _refresh(batch, by=by, expected=(State.PREVIEWED, State.WAITING), verb=Verb.IMPORT)
        _refuse_empty(batch)
        _refuse_stale(batch)
        if apply_rows(batch, by=_in(batch, by)) != batch.new + batch.changed:
            raise ConflictError("这一批没有读完整，请重新读取后再导入。")
        batch.applied, batch.applied_by, batch.message = timezone.now(), by.name, ""
        _change(batch, by=by, action="intake.apply", state=State.APPLIED)
    kept_file(batch).unlink(missing_ok=True)
    return batch


def undo_batch(batch: Batch, *, by: Actor, reason: str) -> Batch:
    """Take a whole import back. Refused, naming it, where later work rests on it."""
    if not reason.strip():
        raise InputError("请写明撤销的原因，会记入操作日志。", field="reason")
    with many_rows(), transaction.atomic():
        _refresh(batch, by=by, expected=(State.APPLIED,), verb=Verb.IMPORT)
        if batch.applied is not None and batch.applied < _days_ago(UNDO_DAYS):
            raise ConflictError(f"导入已超过 {UNDO_DAYS} 天，不能整批撤销，请逐条更正。")
        require_doors(batch, by=by)
        try:
            with transaction.atomic():
                undo_rows(batch, by=_in(batch, by), reason=reason.strip())
                LOCKED_RETURNS().restate_below(batch.path, by=by, reason=reason)
        except IntegrityError as error:
            raise ConflictError(
                "导入以后登记的内容占用了原来的名称或位置，不能整批撤销，请先处理后来的记录。"
            ) from error
        _empty(batch)
        batch.undone, batch.undone_by = timezone.now(), by.name
        return _change(batch, by=by, action="intake.undone", state=State.UNDONE, reason=reason.strip())


def discard_batch(batch: Batch, *, by: Actor) -> Batch:
    """Give a batch up before it is imported; its rows and its file are removed."""
    with transaction.atomic():
        _refresh(batch, by=by, expected=_OPEN)
        BatchRow.objects.children_of(batch).delete()
        _change(batch, by=by, action="intake.discard", state=State.DISCARDED)
    kept_file(batch).unlink(missing_ok=True)
    return batch


def forget_rows(*, by: Actor, day: date) -> int:
    """Empty the rows of batches that can no longer be undone, give up those nobody decided; return how many batches."""
    over = datetime.combine(day, time(), SHANGHAI) - timedelta(days=UNDO_DAYS)
    every = Batch.objects.for_worker()
    old = every.filter(received__lt=over)
    undecided = list(old.filter(state__in=_OPEN))
    for batch in undecided:
        discard_batch(batch, by=by)
    rows = BatchRow.objects.for_worker().exclude(content="")
    done = every.filter(Q(applied__lt=over) | Q(applied=None, received__lt=over))
    forgotten = set(rows.filter(batch__in=done.values("pk")).values_list("batch_id", flat=True))
    rows.filter(batch__in=forgotten).update(content="")
    EarlierValues.objects.for_worker().filter(batch__in=done.values("pk")).delete()
    return len(undecided) + len(forgotten)


def _empty(batch: Batch) -> None:
    """Keep that a row was there, not what it held: what was taken back is not kept here either."""
    BatchRow.objects.children_of(batch).update(content="")


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _in(batch: Batch, by: Actor) -> Actor:
    """Return the actor of a batch: its lines carry the batch, and nothing outside the batch's place is in its scope."""
    return replace(by, batch=batch.pk, scope=by.scope.narrowed(Verb, batch.path))


def _refresh(batch: Batch, *, by: Actor, expected: Sequence[str], verb: Verb = Verb.RECORD) -> None:
    """Check the verb, read the batch anew under a lock, and refuse what its state does not allow. Needs a transaction."""
    by.scope.require(verb, batch.path)
    rows = Batch.objects.same_as(batch)
    batch.refresh_from_db(from_queryset=rows.select_for_update())
    if batch.state not in expected:
        raise ConflictError(f"这一批现在是「{batch.get_state_display()}」，不能这样做，请刷新后再看。")


def _refuse_empty(batch: Batch) -> None:
    if not batch.new + batch.changed:
        raise ConflictError("这一批没有要新增或变更的内容，不用导入。")


def _refuse_stale(batch: Batch) -> None:
    """Refuse a preview older than the import of the same file: what it calls new is on record by now."""
    earlier = imported_before(batch)
    if earlier and batch.read and earlier.applied and earlier.applied > batch.read:
        raise ConflictError(f"同一份文件刚才已在第 {earlier.pk} 批导入，请重新读取后再决定。")


def _change(batch: Batch, *, by: Actor, action: str, state: str, reason: str = "") -> Batch:
    before = journal.values_of(batch)
    batch.state = state
    batch.save()
    journal.write(batch, by=by, action=action, before=before, reason=reason)
    return batch
