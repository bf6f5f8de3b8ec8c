"""What the commands ask for: where the backups lie, which key, and how far the work is."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from tongxin.kernel.errors import InputError
from tongxin.project.backup.dump import Progress
from tongxin.project.backup.locks import Key, key_of

_STEP = 20  # percent between two lines


def where_of(given: str | None) -> Path:
    """Return where the backups lie: as given, else as set up."""
    text = given or settings.TONGXIN_BACKUP
    if not text:
        raise InputError("请写明备份文件夹，例如 tongxin backup /mnt/backup，或设置 TONGXIN_BACKUP。", field="where")
    return Path(text).expanduser().resolve()


def asked_key(file: str | None, *, new: bool = False) -> Key:
    """Return the key of a file, of the setting, or as typed by whoever sits at the terminal; a new one is typed twice."""
    if file:
        return key_of(str(Path(file).expanduser().resolve()))
    if settings.TONGXIN_BACKUP_KEY:
        return key_of(settings.TONGXIN_BACKUP_KEY)
    if not sys.stdin.isatty():
        raise InputError("没有备份密钥：请设置 TONGXIN_BACKUP_KEY，或用 --key-file 给出文件。", field="key")
    typed = getpass.getpass("备份口令（至少 12 个字符）：")
    if new and getpass.getpass("再输入一次：") != typed:
        raise InputError("两次输入的口令不同，请重来。", field="key")
    return key_of(typed)


def percent_lines(write: Callable[[str], object]) -> Progress:
    """Return a progress that writes a line whenever another fifth of something is done."""
    told: dict[str, int] = {}

    def progress(what: str, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1) // _STEP * _STEP
        if percent > told.get(what, -1):
            told[what] = percent
            write(f"{what} {percent}%")
            sys.stdout.flush()

    return progress
