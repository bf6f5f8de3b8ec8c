"""Whether what lies in a folder of backups is what was put there, without opening it."""

from pathlib import Path

from django.conf import settings

from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.project.backup.asking import asked_key
from tongxin.project.backup.locks import for_writing, installation_secret
from tongxin.project.backup.shelf import HEADER, LOCKED_KEY, FolderShelf, backups_in, opened
from tongxin.project.backup.store import Store


def check(where: Path, *, key_file: str | None) -> str:
    """Read every object of every backup and say that all are whole.

    Raises `UnavailableError` with their number where some are not. Damaged ones go from a folder, so that the next backup
    puts in anew what is still there to be put in.
    """
    with opened(where) as shelf:
        if not backups_in(shelf):
            raise UnavailableError("这里还没有一份完整的备份；请先运行 tongxin backup。")
        key = asked_key(key_file)
        try:
            locked, header = shelf.get(LOCKED_KEY), shelf.get(HEADER)
            store = Store(shelf, for_writing(header, locked, key=key, secret=installation_secret(settings.DATA_DIR)))
        except InputError:
            store = Store.for_reading(shelf, key=key)  # another installation's, which the key opens
        backups = store.backups()
        damaged, unreadable = list(store.damaged()), list(store.unreadable())
        if isinstance(shelf, FolderShelf):
            for name in damaged:
                shelf.remove(f"objects/{name}")
    objects = {name for backup in backups for name in backup.objects}
    if damaged:
        raise UnavailableError(
            f"{len(damaged)} 块内容缺失或损坏，用到它们的备份不能恢复；请马上再做一次备份，它会补上现在还有的内容，再检查磁盘。"
        )
    if unreadable:
        raise UnavailableError(
            f"备份 {'、'.join(unreadable)} 的清单缺失或损坏，不能从它恢复，其他备份不受影响；请再做一次备份，并检查磁盘。"
        )
    return f"{len(backups)} 份备份、{len(objects)} 块内容都完好，最新的是 {backups[-1].id}。"
