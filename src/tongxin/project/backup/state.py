"""What is known of the backups of this installation: when the last one succeeded, what it said, when one was last proved."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from tongxin.kernel.errors import InputError
from tongxin.kernel.period import SHANGHAI
from tongxin.office.writing import write_file
from tongxin.web.format import moment

NOT_SET_UP: Final = "尚未设置备份"
_LATE: Final = timedelta(hours=36)
_FILE: Final = "backup.json"


@dataclass(frozen=True, kw_only=True)
class BackupStatus:
    """How the backups stand. Moments are ISO 8601 in Asia/Shanghai, empty where there was none.

    `said` is what the last successful one did, `damaged` which files it found damaged, `failed` why the one after it did not succeed, `proved` what the last restore
    drill proved, `unproved` why one after it did not. `used` are the places backups ever succeeded into.
    """

    at: str = ""
    said: str = ""
    damaged: str = ""
    failed: str = ""
    proved_at: str = ""
    proved: str = ""
    unproved: str = ""
    used: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether there is a backup of the last day and a half, and nothing failed since."""
        return not (half_set() or self._is_late or self.damaged or self.failed or self.unproved)

    @property
    def _is_late(self) -> bool:
        return not self.at or datetime.now(SHANGHAI) - datetime.fromisoformat(self.at) >= _LATE

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        if half := half_set():
            return half
        if not is_set_up() and not self.at:
            return f"{NOT_SET_UP}：请设置 TONGXIN_BACKUP 和 TONGXIN_BACKUP_KEY，见 docs/operations.md。"
        if not self.at and not self.failed:
            return self.unproved or "备份已设置，还没有做过；可先运行 tongxin backup。"
        late = "，已超过一天半，请检查" if self._is_late else ""
        last = f"最近一次成功的备份 {moment(datetime.fromisoformat(self.at))}{late}：{self.said}" if self.at else ""
        failed = f"上一次备份没有成功：{self.failed}" if self.failed else ""
        return " ".join(filter(None, (failed, self.damaged, self.unproved, last)))


def is_set_up() -> bool:
    """Tell whether the nightly backup knows where to and under which key; raises `InputError` where it knows one alone."""
    if half := half_set():
        raise InputError(half, field="where")
    return bool(settings.TONGXIN_BACKUP)


def half_set() -> str:
    """Say which of the two settings is missing where the other one is there; else nothing."""
    found = {"TONGXIN_BACKUP": settings.TONGXIN_BACKUP, "TONGXIN_BACKUP_KEY": settings.TONGXIN_BACKUP_KEY}
    missing = [name for name, value in found.items() if not value]
    if len(missing) != 1:
        return ""
    return f"备份只设置了一半，每晚的备份做不了：缺少 {missing[0]}，请补上后重新启动，见 docs/operations.md。"


def status() -> BackupStatus:
    """Return how the backups of this installation stand."""
    try:
        return BackupStatus(**json.loads((settings.DATA_DIR / _FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return BackupStatus()


def _note(found: BackupStatus) -> None:
    write_file(settings.DATA_DIR / _FILE, json.dumps(asdict(found), ensure_ascii=False).encode(), mode=0o600)


def note_success(said: str, *, where: Path, damaged: str = "") -> None:
    """Note that a backup succeeded, into which place, and what it found damaged."""
    found = status()
    used = tuple(sorted({*found.used, str(where)}))
    _note(replace(found, at=_now(), said=said, damaged=damaged, failed="", used=used))


def note_failure(why: str) -> None:
    """Note that a backup did not succeed, and why."""
    _note(replace(status(), failed=why))


def note_unproved(why: str) -> None:
    """Note that a restore drill proved nothing, and why: it stands until one does, whatever backups come after."""
    _note(replace(status(), unproved=why))


def note_proof(said: str) -> None:
    """Note what a restore drill proved."""
    _note(replace(status(), proved_at=_now(), proved=said, unproved=""))


def _now() -> str:
    return datetime.now(SHANGHAI).isoformat(timespec="seconds")
