"""The restore drill: a backup is restored into a folder of its own and must hold and say what it was made of."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from tongxin.kernel.errors import InputError, NotFoundError, TongxinError, UnavailableError
from tongxin.ports.desk import store
from tongxin.project.backup import state
from tongxin.project.backup.asking import where_of
from tongxin.project.backup.dump import Progress
from tongxin.project.backup.fingerprint import figures_of
from tongxin.project.backup.locks import Key, key_of
from tongxin.project.backup.make import alone
from tongxin.project.backup.restore import stage
from tongxin.project.backup.staging import fill, run_in

_JOURNAL = "access_entry"
DRILLING: Final = "drilling"
"""The folder of the data folder a drill restores into."""


def monthly_drill() -> str:
    """Prove the newest backup where the setting opens it, and return what was proved; a failure is noted and raised."""
    if not state.is_set_up():
        return f"{state.NOT_SET_UP}。"
    try:
        key = key_of(settings.TONGXIN_BACKUP_KEY)
        if not key.opens:
            return "备份用公钥加密，这台机器打不开；请保管私钥的人每月运行 tongxin restore --drill。"
        return drill(where_of(None), key=key, backup="", progress=_silent)
    except (InputError, NotFoundError) as error:  # nobody mistyped it: it is set so
        state.note_unproved(f"恢复演练没有通过：{error.message}")
        raise


def drill(where: Path, *, key: Key, backup: str, progress: Progress) -> str:
    """Restore a backup beside the installation and return what that proved; raises `UnavailableError` with what differs."""
    with alone("restore-drill"):
        return _drilled(where, key=key, backup=backup, progress=progress)


def _drilled(where: Path, *, key: Key, backup: str, progress: Progress) -> str:
    folder: Path = settings.DATA_DIR / DRILLING  # one place: what a drill that was killed left there goes with the next
    try:
        manifest = stage(where, key=key, backup=backup, folder=folder, secrets=None, progress=progress)
        fill(folder, on_this_database=False)
        run_in(folder, ["journal", "seal"])  # lines of the backup's last day, which no night has sealed
        run_in(folder, ["journal", "verify"])
        found = json.loads(run_in(folder, ["fingerprint", "--json"]))
        said = _proved(manifest, found)
    except (InputError, NotFoundError):  # a key or a number that was mistyped says nothing of the backups
        raise
    except TongxinError as error:
        state.note_unproved(f"恢复演练没有通过：{error.message}")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    state.note_proof(said)
    return said


def _proved(manifest: dict[str, Any], found: dict[str, Any]) -> str:
    """Say what the restored installation has in common with the backup and with this one; raise where it differs."""
    figures, reports = found["figures"], found["reports"]  # where a report does not hold, `fingerprint` has ended
    known = manifest["figures"]
    if known["why"]:
        raise UnavailableError(f"备份时的快照就读不出来（{known['why'].rstrip('。')}），请重新生成快照后再备份。")
    if figures["snapshot"] != known["snapshot"] or figures["digest"] != known["digest"]:
        raise UnavailableError(f"恢复后的数字与备份时不同（快照 {known['snapshot'] or '无'}），请不要依赖这份备份。")
    here = figures_of(known["snapshot"]) if known["snapshot"] in store().ids() else known
    if here["digest"] != known["digest"]:
        raise UnavailableError("现有系统的数字与备份时不同：快照文件可能已损坏，请运行 tongxin backup --check。")
    tables = manifest["database"]["tables"]
    rows, lines = sum(one["rows"] for one in tables), sum(one["rows"] for one in tables if one["name"] == _JOURNAL)
    return (
        f"备份 {manifest['id']} 能恢复：{len(tables)} 张表 {rows} 行逐表相符（其中操作日志 {lines} 行，封印完整），"
        f"文件 {len(manifest['files'])} 个逐件相符，{figures['count']} 个数字的校验值相同，"
        f"签发的报告 {reports['agreeing']}/{reports['issued']} 份核验相符。"
    )


def _silent(_what: str, _done: int, _total: int) -> None:
    return None
