"""What was restored takes the place of what was there, by a plan on disk: broken off in the middle it is gone on with.

What was there is moved aside and kept.
"""

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tongxin.access.key_checks import RESTORE_PLAN
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.office.writing import make_folder, sync, write_file
from tongxin.project.backup.files import folders
from tongxin.project.backup.staging import SCHEMA


@dataclass(frozen=True, kw_only=True)
class Move:
    """Something restored: where it lies, where it belongs, and where what is there now goes."""

    source: str
    target: str
    aside: str


def plan_for(staged: Path, *, stamp: str, schema: bool, keep: bool) -> None:
    """Write down how what was staged takes its place; from here on `finish` does it, as often as it is broken off.

    `keep` says that what is there now was in use and stays aside.
    """
    data: Path = settings.DATA_DIR
    aside = data / f"replaced-{stamp}"
    places = folders() | {path.name: data / path.name for path in staged.iterdir() if path.is_file()}
    moves = [
        Move(source=str(_beside(staged / name, target)), target=str(target), aside=str(aside / name))
        for name, target in places.items()
    ]
    plan = {
        "moves": [asdict(move) for move in moves],
        "staged": str(staged),
        "schema": stamp if schema else "",
        "forget": "" if keep else str(aside),
    }
    write_file(data / RESTORE_PLAN, json.dumps(plan).encode(), mode=0o600)


def _beside(source: Path, target: Path) -> Path:
    """Return a staged folder on the disk it belongs on: a rename does not go from one disk to another."""
    above = target.parent
    make_folder(above)
    if not _devices_differ(source, above):
        return source
    beside = target.with_name(f"{target.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(source, beside)
    return beside


def _devices_differ(source: Path, above: Path) -> bool:
    return source.stat().st_dev != above.stat().st_dev


def finish() -> None:
    """Carry out the plan; raises `NotFoundError` where there is none, `UnavailableError` where something is in the way."""
    path = settings.DATA_DIR / RESTORE_PLAN
    try:
        plan: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise NotFoundError("没有做到一半的恢复。") from None
    if not connection.in_atomic_block:
        connection.close()  # what holds the old file open would tidy up beside the new one
    try:
        _move_all([Move(**one) for one in plan["moves"]])
        if plan["schema"]:
            _swap_schema(plan["schema"])
    except (OSError, DatabaseError) as error:
        why = str(error).splitlines()[0][:160]
        raise UnavailableError(
            f"恢复的内容放不到位（{why}），请解决后运行 tongxin restore --finish 接着做。"
        ) from error
    for folder in filter(None, (plan["staged"], plan["forget"])):
        shutil.rmtree(folder, ignore_errors=True)
    path.unlink()
    sync(settings.DATA_DIR)


def _move_all(moves: Iterable[Move]) -> None:
    for move in moves:
        source, target, aside = Path(move.source), Path(move.target), Path(move.aside)
        if not source.exists():
            continue  # done before
        for old, away in ((f"{target}{end}", Path(f"{aside}{end}")) for end in ("-wal", "-shm", "-journal", "")):
            if Path(old).exists() and not away.exists():  # a database goes with what it has beside it
                make_folder(away.parent, mode=0o700)
                shutil.move(old, away)
        source.replace(target)
        sync(target.parent)


def _swap_schema(stamp: str) -> None:
    """Let the filled schema be the one the product reads; the earlier one stays under another name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", [SCHEMA])
        if cursor.fetchone() is None:
            return  # done before
        cursor.execute("SELECT current_schema()")
        live = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f'ALTER SCHEMA {live} RENAME TO "replaced_{stamp}"')
        cursor.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {live}")
        cursor.execute(f"GRANT USAGE ON SCHEMA {live} TO PUBLIC")
