"""A store of backups in memory of a test: keys that cost nothing to make, a progress that says nothing."""

from pathlib import Path

import pyrage

from tongxin.project.backup.locks import Key, key_of
from tongxin.project.backup.shelf import FolderShelf
from tongxin.project.backup.store import Store

SECRET = b"s" * 32


def new_key() -> Key:
    return key_of(str(pyrage.x25519.Identity.generate()))


def new_store(folder: Path, key: Key) -> Store:
    return Store.for_writing(FolderShelf(folder), key=key, secret=SECRET)


def silent(_what: str, _done: int, _total: int) -> None:
    return None


def objects(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "objects").rglob("*") if path.is_file())
