"""Writes of intake: a file handed in, what was decided about its rows, its import as a whole, and its undoing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.intake.applying import RefusedError, apply_rows, mark_refused, tables_of
from tongxin.intake.deciding import decided, sums
from tongxin.intake.garbage import many_rows
from tongxin.intake.headings import plain_heading
from tongxin.intake.models import Batch, BatchRow, EarlierValues
from tongxin.intake.preview import door_named, read_batch
from tongxin.intake.rights import require_doors
from tongxin.intake.said import mended
from tongxin.intake.undoing import undo_rows
from tongxin.intake.uploads import Upload, imported_before, kept_file
from tongxin.intake.words import learn, replace_words
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.office.spreadsheets import MOST_BYTES
from tongxin.office.writing import make_folder, write_file
from tongxin.ports.locked import LOCKED_RETURNS

State = Batch.State
UNDO_DAYS = 90
LONGEST_CELL = 2_000
OPEN = (State.RECEIVED, State.UNREADABLE, State.PREVIEWED, State.WAITING)


def receive(*, by: Actor, file: Any, door: str, place: str) -> Batch:
    """Keep a file handed in on the page."""
    upload = Upload(name=file.name or "", content=file.read(), door=door)
    return receive_file(upload, by=by, path=place)


def receive_file(upload: Upload, *, by: Actor, path: str) -> Batch:
    """Keep a file that was handed in for a place; nothing of it is on record yet."""
    with act("intake.receive", by=by, path=path) as doer:
        if upload.door:
            door_named(upload.door)
        if len(upload.content) > MOST_BYTES:
            raise InputError(f"文件超过 {MOST_BYTES // 2**20} MB，请拆成几个再上传。", field="file")
        name = Path(upload.name).name[:200] or "未命名"
        batch = Batch(path=path, door=upload.door, filename=name, digest=upload.digest)
        create(batch, by=doer, values={"account_id": by.account_id, "actor": by.name})
        file = kept_file(batch)
        make_folder(file.parent, mode=0o700)
        write_file(file, upload.content, mode=0o600)
    return batch


def preview_file(
    batch: Batch, *, by: Actor, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> Batch:
    """Read the file of a batch, as often as wanted until it is imported; what rows do is kept, nothing is on record."""
    with act("intake.again", batch, by=by):
        batch.state, batch.reading, batch.asks_reason = State.RECEIVED, batch.reading + 1, False
        batch.save()
    try:
        content = kept_file(batch).read_bytes()
    except FileNotFoundError:
        raise ConflictError("上传的文件已不在服务器上，请重新上传。") from None
    with many_rows():
        return read_batch(batch, content, by=_in(batch, by), progress=progress)


def remember_headings(
    batch: Batch, *, by: Actor, door: str, meanings: dict[str, str], constants: Mapping[str, str] | None = None
) -> None:
    """Say what headings of somebody's own sheets mean, for this file and every later one of the place.

    An empty meaning says that a column is to be left out. `constants` are, as typed, what fields mean for which this file
    has no column. The file is read again afterwards.
    """
    fields = door_named(door).form.base_fields
    with act("intake.again", batch, by=by):
        if unknown := [name for name in (*meanings.values(), *(constants or {})) if name and name not in fields]:
            raise InputError(f"没有「{unknown[0][:20]}」这个栏目。", field="headings")
        if not set(constants or {}) <= door_named(door).shared_fields.keys():
            raise InputError("姓名和手机号不能整份文件共用一个，请在表格里逐行写明。", field="headings")
        given = [name for name in meanings.values() if name]
        if len(set(given)) < len(given):
            raise InputError("有两列对应同一个栏目，请只留一列。", field="headings")
        texts = {plain_heading(text): name for text, name in meanings.items()}
        replace_words(batch.path, by=by, door=door, listed="", meanings=texts)
        batch.constants = {
            **batch.constants,
            door: {name: text[:200] for name, text in (constants or {}).items() if text},
        }
        batch.save()


def choose_door(batch: Batch, *, by: Actor, door: str) -> None:
    """Say what a file holds after all; it is read again afterwards."""
    with act("intake.again", batch, by=by):
        batch.door = door_named(door).name
        batch.save()


def learn_words(batch: Batch, *, by: Actor, door: str, field: str, meanings: Mapping[str, str]) -> None:
    """Say what words of a closed list mean, for this file and every later one of the place. It is read again afterwards."""
    with act("intake.again", batch, by=by):
        require_doors(batch, by=by)
        learn(batch, by=by, door=door_named(door), field=field, meanings=meanings)


def mend(batch: Batch, *, by: Actor, cells: Mapping[str, str], values: Sequence[tuple[str, str, str, str]] = ()) -> int:
    """Mend cells of a file: `cells` by place, and `values` (door, field, former and new text) wherever they stand.

    The file itself is not changed; it is read again afterwards, and as often as it is, the mends hold. Returns how many.
    """
    with act("intake.again", batch, by=by):
        require_doors(batch, by=by)
        if any(len(text) > LONGEST_CELL for text in (*cells.values(), *(one[3] for one in values))):
            raise InputError(f"一格最多 {LONGEST_CELL} 字，请缩短。", field="cells")
        batch.mends = mended(batch, cells=cells, values=values)
        batch.save()
    return len(cells) + len(values)


def decide(batch: Batch, *, by: Actor, choice: str, row: int | None = None, chosen: int | None = None) -> str:
    """Say of one row, or of all undecided ones, whether they are on record already; returns a sentence on how many."""
    rows = BatchRow.objects.visible_to(by.scope).filter(batch=batch)
    wanted = rows.filter(pk=row) if row else rows.filter(kind=BatchRow.Kind.DUPLICATE, choice="")
    numbers = list(wanted.values_list("pk", flat=True))
    return f"已决定 {decide_rows(batch, numbers, by=by, choice=choice, chosen=chosen)} 行。"


def decide_rows(batch: Batch, rows: Sequence[int], *, by: Actor, choice: str, chosen: int | None = None) -> int:
    """Say of rows that may be on record already whether they are; returns how many were decided."""
    with act("intake.decide", batch, by=by) as doer:
        require_doors(batch, by=by)
        number, counts = decided(batch, rows, by=_in(batch, doer), choice=BatchRow.Choice(choice), chosen=chosen)
        change(batch, by=doer, values=counts)
    return number


def hand_up(batch: Batch, *, by: Actor, reason: str = "") -> Batch:
    """Hand a previewed batch to someone with the right to import."""
    with act("intake.hand_up", batch, by=by, reason=reason) as doer:
        _refuse_empty(batch)
        return change(batch, by=doer, values={"state": State.WAITING})


def send_back(batch: Batch, *, by: Actor, reason: str) -> Batch:
    """Return a batch to who handed it in, saying why."""
    why = require_reason(reason)
    with act("intake.send_back", batch, by=by, reason=why) as doer:
        return change(batch, by=doer, values={"state": State.PREVIEWED, "message": f"退回：{why}"[:500]})


def apply_batch(batch: Batch, *, by: Actor, reason: str = "") -> Batch:
    """Put everything a batch brings on record in one transaction, or nothing. Needs the right to import.

    `reason` is why records are corrected or acts done, where the rows do not say it themselves. Rows that cannot be written
    any more say why afterwards, and what was decided of rows stays.
    """
    try:
        with many_rows(), act("intake.apply", batch, by=by) as doer:
            batch.reason = reason.strip() or batch.reason
            _refuse_empty(batch)
            _refuse_stale(batch)
            # Each row is an act of its own, not part of this one: its own reason speaks for the locked numbers it changes.
            with LOCKED_RETURNS().restating_stocks(batch.path, of=tables_of(batch), by=by, reason=batch.reason):
                _refuse_partial(batch, written=apply_rows(batch, by=_in(batch, by)))
            applied = {"applied": timezone.now(), "applied_by": by.name, "message": "", "asks_reason": False}
            change(batch, by=doer, values={"state": State.APPLIED, **applied}, reason=batch.reason)
    except (ConflictError, InputError) as error:
        _tell(batch, error)
        raise
    kept_file(batch).unlink(missing_ok=True)
    return batch


def _tell(batch: Batch, error: ConflictError | InputError) -> None:
    """Say on the batch, and on its rows, why nothing was imported."""
    said = error.kept if isinstance(error, RefusedError) else error.message
    told: dict[str, Any] = {"message": f"没有导入：{said}"[:500], "asks_reason": error.field == "reason"}
    with transaction.atomic():
        if isinstance(error, RefusedError):
            mark_refused(batch, error.refused)
            told |= sums(batch)
        Batch.objects.same_as(batch).filter(state__in=(State.PREVIEWED, State.WAITING)).update(**told)
    for name, value in told.items():
        setattr(batch, name, value)


def undo_batch(batch: Batch, *, by: Actor, reason: str) -> Batch:
    """Take a whole import back. Refused, naming it, where later work rests on it."""
    why = require_reason(reason)
    with many_rows(), act("intake.undone", batch, by=by, reason=why) as doer:
        if batch.applied is not None and batch.applied < _days_ago(UNDO_DAYS):
            raise ConflictError(f"导入已超过 {UNDO_DAYS} 天，不能整批撤销，请逐条更正。")
        require_doors(batch, by=by)
        with LOCKED_RETURNS().restating_stocks(batch.path, of=tables_of(batch), by=by, reason=why):
            undo_rows(batch, by=_in(batch, by), reason=why)
        LOCKED_RETURNS().restate_below(batch.path, by=by, reason=why)
        _empty(batch)
        undone = {"undone": timezone.now(), "undone_by": by.name}
        return change(batch, by=doer, values={"state": State.UNDONE, **undone})


def discard_batch(batch: Batch, *, by: Actor) -> Batch:
    """Give a batch up before it is imported; its rows and its file are removed."""
    with act("intake.discard", batch, by=by) as doer:
        BatchRow.objects.children_of(batch).delete()
        change(batch, by=doer, values={"state": State.DISCARDED, "excerpt": "", "mends": ""})
    kept_file(batch).unlink(missing_ok=True)
    return batch


def forget_rows(*, by: Actor, day: date) -> int:
    """Empty the rows of batches that can no longer be undone, give up those nobody decided; return how many batches."""
    over = datetime.combine(day, time(), SHANGHAI) - timedelta(days=UNDO_DAYS)
    every = Batch.objects.for_worker()
    old = every.filter(received__lt=over)
    undecided = list(old.filter(state__in=OPEN))
    for batch in undecided:
        discard_batch(batch, by=by)
    rows = BatchRow.objects.for_worker().exclude(content="")
    done = every.filter(Q(applied__lt=over) | Q(applied=None, received__lt=over))
    forgotten = set(rows.filter(batch__in=done.values("pk")).values_list("batch_id", flat=True))
    rows.filter(batch__in=forgotten).update(content="")
    every.filter(pk__in=done.values("pk")).exclude(excerpt="", mends="").update(excerpt="", mends="")
    EarlierValues.objects.for_worker().filter(batch__in=done.values("pk")).delete()
    return len(undecided) + len(forgotten)


def _empty(batch: Batch) -> None:
    """Keep that a row was there, not what it held: what was taken back is not kept here either."""
    BatchRow.objects.children_of(batch).update(content="")
    Batch.objects.same_as(batch).update(excerpt="", mends="")
    batch.excerpt = batch.mends = ""


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _in(batch: Batch, by: Actor) -> Actor:
    """Return the actor of a batch: its lines carry the batch, and nothing outside the batch's place is in its scope."""
    return replace(by, batch=batch.pk, scope=by.scope.narrowed(Verb, batch.path))


def _refuse_empty(batch: Batch) -> None:
    if not batch.new + batch.changed:
        raise ConflictError("这一批没有要新增或变更的内容，不用导入。")


def _refuse_partial(batch: Batch, *, written: int) -> None:
    if written != batch.new + batch.changed:
        raise ConflictError("这一批没有读完整，请重新读取后再导入。")


def _refuse_stale(batch: Batch) -> None:
    """Refuse a preview older than the import of the same file: what it calls new is on record by now."""
    earlier = imported_before(batch)
    if earlier and batch.read and earlier.applied and earlier.applied > batch.read:
        raise ConflictError(f"同一份文件刚才已在第 {earlier.pk} 批导入，请重新读取后再决定。")
