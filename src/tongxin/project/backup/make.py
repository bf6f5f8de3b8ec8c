"""Making a backup while the product works: the database first, then the files, which are written before the rows that name them."""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.key_checks import wrong_keys
from tongxin.access.models import KeyCheck, ScheduledRun, Site
from tongxin.figures.store import SOFTWARE
from tongxin.kernel.errors import ConflictError, InputError, TongxinError, UnavailableError
from tongxin.ports.desk import store as snapshots
from tongxin.project.backup import state
from tongxin.project.backup.asking import where_of
from tongxin.project.backup.damage import damage_in
from tongxin.project.backup.dump import Progress, dump
from tongxin.project.backup.files import put_files, secrets_now
from tongxin.project.backup.fingerprint import figures_of
from tongxin.project.backup.locks import Key, installation_secret, key_of
from tongxin.project.backup.retention import kept
from tongxin.project.backup.shelf import FolderShelf, Shelf, backups_in, folder_for, new_file
from tongxin.project.backup.store import Store, to_json

MANIFEST_FORMAT = 1
NIGHTLY: Final = "backup.nightly"
_SAME_DISK = "备份和数据在同一块磁盘上，磁盘坏了会一起丢失。"
_WHY = {
    errno.ENOSPC: "磁盘满了，请腾出空间",
    errno.EDQUOT: "配额用完了，请腾出空间",
    errno.EACCES: "写不进去，请给运行同心的账号写的权限",
    errno.EPERM: "写不进去，请给运行同心的账号写的权限",
    errno.EROFS: "所在的磁盘是只读的，请重新挂上",
    errno.EIO: "所在的磁盘读写出错，请检查磁盘",
}
_WORDS = {"backup": "备份", "restore-drill": "恢复演练"}


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that was made: its number, what is in it, how many bytes it added, how many older ones went.

    `damage` says which files were damaged before they were copied, `warnings` what to mend besides.
    """

    id: str
    rows: int
    files: int
    bytes_added: int
    pruned: int
    damage: str
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        pruned = f"，清理旧备份 {self.pruned} 份" if self.pruned else ""
        size = f"{self.bytes_added / 2**20:.1f} MB"
        return f"备份 {self.id}：数据 {self.rows} 行、文件 {self.files} 个，新增 {size}{pruned}。"

    @property
    def told(self) -> str:
        """Say it, and what to mend, a line each."""
        return "\n".join(filter(None, (self.words, *self.warnings, self.damage)))

    def require_whole(self) -> None:
        """Raise `UnavailableError` with what was damaged, and that the rest was backed up."""
        if self.damage:
            raise UnavailableError(f"{self.damage}其余已备份：{self.words}")


def nightly_backup() -> str:
    """Make tonight's backup where it is set up and return what was done; a failure is noted and raised.

    Without `TONGXIN_BACKUP` and `TONGXIN_BACKUP_KEY` it says that none is set up; raises `InputError` where one is missing.
    """
    if not state.is_set_up():
        return f"{state.NOT_SET_UP}。"
    made = _by_setting()
    made.require_whole()
    return made.told


def nightly_by_hand() -> str:
    """Make tonight's backup from a timer or by hand; where it succeeds that counts as the scheduled work being done."""
    started, said = timezone.now(), nightly_backup()
    if state.is_set_up() and not _is_behind():
        ended = timezone.now()
        done = {"started": started, "ended": ended, "succeeded": ended, "sentence": said[:500]}
        done["state"] = ScheduledRun.State.DONE
        ScheduledRun.objects.update_or_create(code=NIGHTLY, defaults=done, create_defaults={**done, "due": started})
    return said


def _by_setting() -> Made:
    key = key_of(settings.TONGXIN_BACKUP_KEY)
    return make_backup(where_of(None), key=key, by=Actor.system("夜间备份"), progress=_silent)


def backup_before_upgrade() -> str:
    """Make a backup where this program is about to change the tables of a database in use; return what was done."""
    if not MigrationRecorder(connection).applied_migrations():
        return "新的数据库，没有要先备份的。"
    if not _is_behind():
        return "数据库不用升级。"
    if not state.is_set_up():
        return f"数据库将升级，{state.NOT_SET_UP}。"
    return f"升级前{_by_setting().told}"  # what was damaged before keeps nobody from upgrading


def make_backup(
    where: Path, *, key: Key, by: Actor, progress: Progress, with_secrets: bool = True, new: bool = False
) -> Made:
    """Back everything up into the folder `where`, or into the one file of that name where it ends in `.backup`.

    `new` begins anew in a folder whose earlier backups are gone; otherwise that is refused: its disk may not be attached.

    Raises `ConflictError` while another backup is made, `InputError` for a wrong key or folder, `UnavailableError` where
    a secret of the database is missing or another, or the disk does not take it. Earlier backups stay as they are whatever happens.
    """
    where = where.resolve()
    if where.is_relative_to(settings.DATA_DIR.resolve()):
        raise InputError("备份不能放在数据文件夹里，一坏就一起没有了：请写另一块硬盘上的文件夹。", field="where")
    try:
        with alone("backup"), _disk_errors():
            _require_keys()
            _require_attached(where, new=new)
            made = _made(where, key=key, progress=progress, with_secrets=with_secrets)
            _tell(made, by=by)
    except ConflictError:
        raise
    except TongxinError as error:
        state.note_failure(error.message, where=where)
        raise
    state.note_success(made.words, where=where, damaged=made.damage)
    return made


def _require_keys() -> None:
    """Raise `UnavailableError` where the secrets at hand do not open this database: nothing could be restored from them."""
    if KeyCheck._meta.db_table not in connection.introspection.table_names():
        return  # a database older than the check
    if wrong := wrong_keys():
        said = "、".join(one.words for one in wrong)
        raise UnavailableError(f"密钥不对：{said}，没有备份；请先从较早的备份取回密钥文件。")


def _require_attached(where: Path, *, new: bool) -> None:
    """Raise `UnavailableError` where a disk seems not to be attached: nothing stands above the folder, or it lost its backups."""
    if not where.parent.is_dir():
        raise UnavailableError(
            f"文件夹「{str(where.parent)[-60:]}」不存在，可能磁盘没有挂上，没有备份；请先挂上磁盘，或建好这个文件夹。"
        )
    if new or is_one_file(where) or str(where) not in state.status().used:
        return
    if not backups_in(FolderShelf(where)):
        raise UnavailableError(
            "备份文件夹里以前的备份不见了，可能磁盘没有挂上，没有备份；确要从头开始，请运行 tongxin backup 文件夹 --new。"
        )


def _is_beside_data(where: Path) -> bool:
    return where.stat().st_dev == settings.DATA_DIR.stat().st_dev


def is_one_file(where: Path) -> bool:
    """Tell whether a backup of this name is one file instead of a folder that grows."""
    return where.suffix == ".backup" and not where.is_dir()


def _made(where: Path, *, key: Key, progress: Progress, with_secrets: bool) -> Made:
    if is_one_file(where):
        with new_file(where) as file:
            return _into(file, key=key, progress=progress, with_secrets=with_secrets)
    shelf = folder_for(where)
    shelf.sweep()
    made = _into(shelf, key=key, progress=progress, with_secrets=with_secrets)
    return replace(made, warnings=(*made.warnings, _SAME_DISK)) if _is_beside_data(where) else made


def _into(shelf: Shelf, *, key: Key, progress: Progress, with_secrets: bool) -> Made:
    at = datetime.now(UTC)
    store = Store.for_writing(shelf, key=key, secret=installation_secret(settings.DATA_DIR))
    figures_on = snapshots().current_id() or ""
    database = dump(store, progress=progress)
    files = put_files(store, progress=progress)
    secrets = secrets_now() if with_secrets else None
    manifest: dict[str, Any] = {
        "format": MANIFEST_FORMAT,
        "software": SOFTWARE,
        "at": at.isoformat(),
        "database": database,
        "files": files,
        "figures": figures_of(figures_on),
        "secrets": store.add(to_json(secrets)) if secrets is not None else None,
    }
    made = store.publish(manifest, at=at)
    damage = damage_in(files, with_reports=not _is_behind())
    # An earlier backup may hold what is damaged now: none goes before it is mended.
    prunes = isinstance(shelf, FolderShelf) and not damage
    pruned = store.prune(kept({one.id: one.at for one in store.backups()})) if prunes else []
    rows = sum(table["rows"] for table in database["tables"])
    added = store.added_bytes
    return Made(
        id=made.id,
        rows=rows,
        files=len(files),
        bytes_added=added,
        pruned=len(pruned),
        damage=damage,
        warnings=(key.warning,) if key.warning else (),
    )


def _tell(made: Made, *, by: Actor) -> None:
    """Write in the journal that everything was copied; a database older than this program has no place for it yet."""
    site = None if _is_behind() else Site.objects.order_by("pk").first()
    if site is not None:
        with transaction.atomic():
            before = journal.values_of(site)
            journal.write(site, by=by, action="access.backup.make", path="", before=before, reason=made.words)


def _is_behind() -> bool:
    """Tell whether the database has fewer migrations than this program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Do one thing of its kind at a time on this machine; raises `ConflictError` while another process does it."""
    with (settings.DATA_DIR / f"{what}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(f"另一次{_WORDS[what]}正在进行，请等它完成后再试。") from None
        yield


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        other = f"写不进去（错误号 {error.errno}），请检查磁盘是否挂上、有没有权限"
        why = _WHY.get(error.errno or 0, other)
        raise UnavailableError(f"备份没有做成：备份文件夹{why}；以前的备份都还在。") from error


def _silent(_what: str, _done: int, _total: int) -> None:
    return None
