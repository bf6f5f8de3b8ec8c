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
from tongxin.project.backup.asking import where_of
from tongxin.project.backup.shelf import FolderShelf, backups_in, made_at
from tongxin.web.format import moment

NOT_SET_UP: Final = "尚未设置备份"
_LATE: Final = timedelta(hours=36)
_FILE: Final = "backup.json"


@dataclass(frozen=True, kw_only=True)
class BackupStatus:
    """How the backups stand: those of the folder that is set, where one is. Moments are ISO 8601 in Asia/Shanghai, empty where there was none.

    `said` is what the last successful one did, `where` it lies, `damaged` which files it found damaged, `failed` why the one after it did not succeed, `proved` what the last restore
    drill proved, `unproved` why one after it did not. `used` are the places backups ever succeeded into.
    """

    at: str = ""
    said: str = ""
    where: str = ""
    damaged: str = ""
    failed: str = ""
    proved_at: str = ""
    proved: str = ""
    unproved: str = ""
    used: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether there is a backup of the last day and a half where it is to be, and nothing is amiss since."""
        return not (half_set() or self._is_late or self.damaged or self.failed or self.unproved)

    @property
    def _is_late(self) -> bool:
        return not self._is_here or datetime.now(SHANGHAI) - datetime.fromisoformat(self.at) >= _LATE

    @property
    def _is_here(self) -> bool:
        """Whether the last one that is known went to the folder that is set."""
        return bool(self.at) and (not self.where or counts(Path(self.where)))

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        if not (settings.TONGXIN_BACKUP or settings.TONGXIN_BACKUP_KEY or self.at):
            return f"{NOT_SET_UP}：请设置 TONGXIN_BACKUP 和 TONGXIN_BACKUP_KEY，见 docs/operations.md。"
        failed = f"上一次备份没有成功：{self.failed}" if self.failed else ""
        return " ".join(filter(None, (half_set(), failed, self.damaged, self.unproved, self._last)))

    @property
    def proof(self) -> str:
        """Say when a restore drill last proved what; empty before the first."""
        return f"{moment(datetime.fromisoformat(self.proved_at))}：{self.proved}" if self.proved else ""

    @property
    def _last(self) -> str:
        if not self._is_here:
            return _not_made_here()
        late = "，已超过一天半，请检查" if self._is_late else ""
        where = f"，在 {self.where}" if self.where else ""  # an earlier version did not note it
        return f"最近一次成功的备份 {moment(datetime.fromisoformat(self.at))}{late}{where}：{self.said}"


def _not_made_here() -> str:
    """Say what the folder that is set holds: backups of before a restore, or none."""
    folder = set_folder()
    if folder is None:
        return ""
    try:
        found = backups_in(FolderShelf(folder))
    except OSError:
        found = []
    if found:
        newest = moment(made_at(found[-1]))
        return f"备份文件夹 {folder} 里已有 {len(found)} 份备份，最新的是 {newest}；这里还没有做过。"
    return f"备份已设置，在 {folder}，还没有做过；可先运行 tongxin backup。"


def set_folder() -> Path | None:
    """Return the folder that is set for the nightly backup."""
    return where_of(None) if settings.TONGXIN_BACKUP else None


def counts(where: Path) -> bool:
    """Tell whether a backup there is one of the folder that is set; where none is set every one counts."""
    return set_folder() in {None, where}


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
    found = replace(found, damaged=damaged, used=tuple(sorted({*found.used, str(where)})))
    _note(replace(found, at=_now(), said=said, where=str(where), failed="") if counts(where) else found)


def note_failure(why: str, *, where: Path) -> None:
    """Note that a backup did not succeed, and why; of another folder than the one that is set nothing is noted."""
    if counts(where):
        _note(replace(status(), failed=why))


def note_unproved(why: str) -> None:
    """Note that a restore drill proved nothing, and why: it stands until one does, whatever backups come after."""
    _note(replace(status(), unproved=why))


def note_proof(said: str) -> None:
    """Note what a restore drill proved."""
    _note(replace(status(), proved_at=_now(), proved=said, unproved=""))


def _now() -> str:
    return datetime.now(SHANGHAI).isoformat(timespec="seconds")
