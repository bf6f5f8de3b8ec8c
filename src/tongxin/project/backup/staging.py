"""A backup laid out beside the installation: every file verified and in its place, the database filled by a process of its own.

The process works with the staging folder as its data folder, so that migrations and keys are those of what is restored and
nothing of what is there is touched.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from tongxin.access.models import KeyCheck
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office.writing import make_folder, write_file
from tongxin.project.backup.dump import Progress
from tongxin.project.backup.files import SECRETS, SIGNING, folders, get_file, secrets_now, write_secrets
from tongxin.project.backup.store import Store
from tongxin.project.config import DATABASE_FILE

SCHEMA: Final = "tongxin_restoring"
ROWS: Final = "rows"
_HEAD: Final = "database.json"
_SPARE: Final = 64 * 2**20
_TIMES: Final = 4  # what a row takes in a database with its indexes, to the bytes of its line
_OF_OUR_OWN: Final = ("TONGXIN_SNAPSHOTS", "TONGXIN_REPORTS", "TONGXIN_FONTS")


def content_bytes(manifest: dict[str, Any], *, times: int = 1) -> int:
    """Return how many bytes are in a backup: files, and rows, which take so many times as much in a database."""
    files = sum(one["size"] for one in manifest["files"])
    rows = sum(part[1] for table in manifest["database"]["tables"] for part in table["parts"])
    return int(files + times * rows)


def require_room(manifest: dict[str, Any], *, folder: Path) -> None:
    """Raise `UnavailableError` where the disk is too small for what a backup holds."""
    needed, free = content_bytes(manifest, times=_TIMES) + _SPARE, shutil.disk_usage(folder).free
    if needed > free:
        raise UnavailableError(
            f"磁盘空间不够：恢复约需 {needed // 2**20 + 1} MB，只剩 {free // 2**20} MB；请腾出空间，或把 TONGXIN_DATA 指到大一些的磁盘。"
        )


def lay_out(
    store: Store, manifest: dict[str, Any], *, folder: Path, secrets: Mapping[str, str] | None, progress: Progress
) -> None:
    """Write files, secrets and rows of a backup below a folder; every content is held against its hash on the way.

    `secrets` are those brought along, for a backup without them; without either the installation's own stay. They are laid
    out first and held against what the database knows of them: a missing one shows before anything large is written.
    """
    make_folder(folder, mode=0o700)
    for name in folders():  # those that are empty too: what is there now makes way for them
        make_folder(folder / name, mode=0o700)
    kept = _secrets_of(store, manifest)
    own = {"monitor_token.secret": settings.TONGXIN_MONITOR_TOKEN}  # of the machine, whose monitors know it
    write_secrets(
        {**own, **(kept or {**secrets_now(), **(secrets or {})}), "backup.secret": store.vault.secret.hex()},
        root=folder,
    )
    rows = folder / ROWS
    make_folder(rows, mode=0o700)
    write_file(rows / _HEAD, json.dumps(manifest["database"]).encode(), mode=0o600)
    files = sorted(manifest["files"], key=lambda one: one["folder"] != SIGNING)
    tables = sorted(manifest["database"]["tables"], key=lambda one: one["name"] != KeyCheck._meta.db_table)
    keys = sum(one["folder"] == SIGNING for one in files)
    for said in files[:keys]:
        get_file(store, said, root=folder)
    _write_rows(store, tables[:1], rows=rows)
    run_in(folder, ["restore", "--keys"])
    for done, said in enumerate(files[keys:], start=1):
        get_file(store, said, root=folder)
        progress("文件", done, len(files) - keys)
    _write_rows(store, tables[1:], rows=rows)


def _write_rows(store: Store, tables: list[dict[str, Any]], *, rows: Path) -> None:
    for table in tables:
        for number, (digest, size) in enumerate(table["parts"]):
            write_file(rows / f"{table['name']}.{number}", store.read((digest, size)), mode=0o600)


def _secrets_of(store: Store, manifest: dict[str, Any]) -> dict[str, str] | None:
    if manifest["secrets"] is None:
        return None
    digest, size = manifest["secrets"]
    found: dict[str, str] = json.loads(store.read((digest, size)))
    return found


def brought_secrets(folder: Path) -> dict[str, str]:
    """Return the secrets kept apart in a folder, as they lay in the data folder; raises `InputError` where there are none."""
    paths = [folder / f"{name}.secret" for name in SECRETS] + sorted((folder / "signing").glob("*.secret"))
    found = {str(one.relative_to(folder)): one.read_text(encoding="ascii") for one in paths if one.is_file()}
    if not found:
        raise InputError(f"文件夹「{str(folder)[-60:]}」里没有密钥文件（*.secret）。", field="secrets")
    return found


def head_of(rows: Path) -> dict[str, Any]:
    """Return what the manifest said of the database whose rows lie here."""
    found: dict[str, Any] = json.loads((rows / _HEAD).read_bytes())
    return found


def fill(folder: Path, *, on_this_database: bool) -> None:
    """Fill the database of a staging folder in a process of its own: a file in it, or a schema of PostgreSQL.

    Raises `UnavailableError` with the sentence the process ended with.
    """
    if on_this_database:
        _require_owner()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    run_in(folder, ["restore", "--fill"], on_this_database=on_this_database)
    shutil.rmtree(folder / ROWS)


def _require_owner() -> None:
    """Raise `UnavailableError` where the database is another role's: its schemas could not be exchanged in the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_database_privilege(current_database(), 'CREATE') AND pg_has_role(nspowner, 'USAGE') "
            "FROM pg_namespace WHERE nspname = current_schema()"
        )
        if cursor.fetchone() != (True,):
            raise UnavailableError(
                "恢复需要数据库归这个账号所有：请由数据库管理员运行 ALTER DATABASE … OWNER TO …，再试一次；什么也没有改动。"
            )


def run_in(folder: Path, arguments: list[str], *, on_this_database: bool = False) -> str:
    """Run a command of ours with this data folder and return what it printed last; its other lines go on to our output."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_OUR_OWN}
    environment |= {"TONGXIN_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    if on_this_database:
        environment["PGOPTIONS"] = f"-c search_path={SCHEMA}"
    else:
        environment["DATABASE_URL"] = f"sqlite:///{folder / DATABASE_FILE}"
    last = ""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "tongxin.project.cli", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        assert process.stdout is not None  # noqa: S101 - asked for above
        for line in process.stdout:
            sys.stdout.write(last)
            last = line
        error = process.stderr.read() if process.stderr else ""
    if process.returncode:
        sentence = (error.strip().splitlines() or ["恢复用的程序中断了"])[-1]
        raise UnavailableError(sentence if sentence.endswith("。") else f"恢复没有做成：{sentence[:200]}。")
    return last


def is_on_postgresql() -> bool:
    """Tell whether this installation's database is PostgreSQL."""
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")
