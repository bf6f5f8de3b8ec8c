"""Coming back from a backup: nothing of what is there is touched before all of it is verified and laid out beside it."""

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.heartbeat import signs
from tongxin.access.key_checks import note_keys, wrong_among
from tongxin.access.models import KeyCheck, Site
from tongxin.access.recovery import recover_jobs
from tongxin.access.schedule import end_lost_runs
from tongxin.kernel.errors import ConflictError, UnavailableError
from tongxin.kernel.period import SHANGHAI
from tongxin.project.backup import swap
from tongxin.project.backup.dump import Progress
from tongxin.project.backup.files import files_in, folders
from tongxin.project.backup.load import load, require_known
from tongxin.project.backup.locks import Key
from tongxin.project.backup.make import MANIFEST_FORMAT
from tongxin.project.backup.shelf import opened
from tongxin.project.backup.staging import ROWS, fill, head_of, is_on_postgresql, lay_out, require_room
from tongxin.project.backup.store import Store
from tongxin.project.backup.tables import unpacked
from tongxin.web.format import moment

STAGED: Final = "restoring"


def is_in_use() -> bool:
    """Tell whether there is an installation here already: tables in its database, or files in its folders."""
    kept = [root for name, root in folders().items() if name != "fonts"]  # those come with the program too
    return any(any(files_in(root)) for root in kept) or _has_tables()


def _has_tables() -> bool:
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False  # asking would make it
    return "django_migrations" in connection.introspection.table_names()


def require_free(*, replace: bool) -> None:
    """Raise `ConflictError` where a restore would come over something that is there, or that is at work."""
    if is_in_use() and not replace:
        raise ConflictError(
            "这里已经有一套系统。要用备份替换它，请先停止同心，再加 --replace；原来的数据会移到一边保留，不会删除。"
        )
    if signs():
        raise ConflictError("同心还在运行，请先停止（包括 tongxin work）再恢复。")


def manifest_of(store: Store, backup: str) -> dict[str, Any]:
    """Return the manifest of a backup this program can restore; raises `UnavailableError` for a newer one."""
    manifest = store.manifest(backup)
    if int(manifest["format"]) > MANIFEST_FORMAT:
        raise UnavailableError("这份备份来自更新的版本，请先升级程序再恢复。")
    require_known(manifest["database"]["migrations"])
    return manifest


def stage(
    where: Path, *, key: Key, backup: str, folder: Path, secrets: Mapping[str, str] | None, progress: Progress
) -> dict[str, Any]:
    """Lay a backup out below a folder, its rows still in files, and return its manifest; a failure leaves nothing behind."""
    with opened(where) as shelf:
        store = Store.for_reading(shelf, key=key)
        manifest = manifest_of(store, backup)
        require_room(manifest, folder=folder.parent)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            lay_out(store, manifest, folder=folder, secrets=secrets, progress=progress)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise UnavailableError(f"恢复没有做成：写不进磁盘（{error.strerror}）；原来的数据没有动。") from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return manifest


def restore(
    where: Path, *, key: Key, progress: Progress, backup: str = "", secrets: Mapping[str, str] | None = None
) -> str:
    """Put a backup, the newest without a name, in the place of what is here; `require_free` was asked before.

    Returns one sentence. What was there is kept aside. Raises one sentence and changes nothing where the key is wrong, a
    content is missing or damaged, the backup is newer than the program or the disk is too small.
    """
    staged, keep = settings.DATA_DIR / STAGED, is_in_use()
    manifest = stage(where, key=key, backup=backup, folder=staged, secrets=secrets, progress=progress)
    on_postgresql = is_on_postgresql()
    try:
        fill(staged, on_this_database=on_postgresql)
        stamp = f"{datetime.now(SHANGHAI):%Y%m%d_%H%M%S}"
        swap.plan_for(staged, stamp=stamp, schema=on_postgresql, keep=keep)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    swap.finish()
    rows = sum(table["rows"] for table in manifest["database"]["tables"])
    return (
        f"已恢复 {moment(datetime.fromisoformat(manifest['at']))} 的备份 {manifest['id']}：数据 {rows} 行、文件 {len(manifest['files'])} 个，"
        f"逐表逐件核对一致。{f'原有的内容移到了 replaced-{stamp}，确认无误后可以删除。' if keep else ''}"
    )


def require_keys_here() -> None:
    """Raise `UnavailableError` where the secrets of this staging folder do not open the database whose rows lie in it."""
    wrong = wrong_among(_known_keys(settings.DATA_DIR / ROWS))
    if wrong:
        raise UnavailableError(
            f"密钥与备份里的数据库不符：{'、'.join(one.words for one in wrong)}；请用 --secrets 给出单独存放的密钥，"
            "或恢复较早的备份，它可能还有这个密钥（restore --list 列出，--backup 编号 选用），或检查环境变量里的密钥。"
        )


def _known_keys(rows: Path) -> dict[str, str]:
    """Return the check value of each secret by its name as the backup's database has them; none where it is older."""
    found = {}
    for table in head_of(rows)["tables"]:
        if table["name"] == KeyCheck._meta.db_table:
            columns = [name for name, _ in table["columns"]]
            for number in range(len(table["parts"])):
                for row in unpacked((rows / f"{table['name']}.{number}").read_bytes()):
                    said = dict(zip(columns, row, strict=True))
                    found[said["name"]] = said["value"]
    return found


def fill_here(*, progress: Progress) -> None:
    """Fill the database of this data folder, which is a staging folder, with the rows that lie in it."""
    os.umask(0o077)  # the database is for its owner
    rows: Path = settings.DATA_DIR / ROWS
    database = head_of(rows)
    load(database, rows=lambda table, number: unpacked((rows / f"{table}.{number}").read_bytes()), progress=progress)
    note_keys()
    _end_what_nobody_does()
    _tell(database)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _end_what_nobody_does() -> None:
    """Begin again, or end, what was running when the backup was made: its workers are on the machine of then."""
    recover_jobs(lost=lambda _: True)
    end_lost_runs()


def _tell(database: dict[str, Any]) -> None:
    site = Site.objects.order_by("pk").first()
    if site is not None:
        rows = sum(table["rows"] for table in database["tables"])
        with transaction.atomic():
            before, reason = journal.values_of(site), f"从备份恢复，数据 {rows} 行"
            by = Actor.system("命令行")
            journal.write(site, by=by, action="access.backup.restore", path="", before=before, reason=reason)
