"""Where a backup lies: a folder that grows by what is new, or one file that holds all of it. Both have the same names."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from tongxin.kernel.errors import InputError, NotFoundError, UnavailableError
from tongxin.office.writing import make_folder, write_file, writing

HEADER: Final = "FORMAT"
LOCKED_KEY: Final = "key.age"
STAMP: Final = "%Y%m%d-%H%M%S-%f"
"""What the number of a backup begins with: its moment in UTC."""
_OURS: Final = frozenset({HEADER, LOCKED_KEY, "lock", "objects", "backups"})


class Shelf(Protocol):
    """Files by name. `get` raises `NotFoundError` for one that is not there."""

    def get(self, name: str) -> bytes:
        """Return a file."""

    def put(self, name: str, content: bytes) -> None:
        """Put a file in place, whole and durable."""

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in a folder, without it."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


class FolderShelf:
    """A folder; objects are spread over 256 of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, name: str) -> bytes:
        """Return a file."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"备份里缺少文件 {name[:40]}。") from None

    def put(self, name: str, content: bytes) -> None:
        """Put a file in place, whole and durable."""
        path = self._path(name)
        make_folder(path.parent, mode=0o700)
        write_file(path, content, mode=0o600)

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in a folder, without it."""
        return {path.name for path in (self.root / folder).rglob("*") if path.is_file() and path.name[0] != "."}

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        self._path(name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what writers left that were killed in the middle of a file; nobody else writes now."""
        for path in self.root.rglob(".*.part"):
            path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        folder, _, file = name.rpartition("/")
        return self.root / folder / file[:2] / file if folder == "objects" else self.root / name


class FileShelf:
    """One file: an archive without compression, for what is in it is encrypted."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def get(self, name: str) -> bytes:
        """Return a file."""
        try:
            return self._archive.read(name)
        except KeyError:
            raise NotFoundError(f"备份里缺少文件 {name[:40]}。") from None
        except (zipfile.BadZipFile, EOFError, OSError):
            raise UnavailableError("备份文件已损坏或不完整，请换一份备份，或重新复制。") from None

    def put(self, name: str, content: bytes) -> None:
        """Add a file."""
        self._archive.writestr(name, content)

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in a folder, without it."""
        return {name.rpartition("/")[2] for name in self._archive.namelist() if name.startswith(f"{folder}/")}

    def remove(self, name: str) -> None:
        """Refuse: a file is written once."""
        raise NotImplementedError


def backups_in(shelf: Shelf) -> list[str]:
    """Return the numbers of the backups on a shelf, oldest first."""
    return sorted(name.removesuffix(".index") for name in shelf.names("backups") if name.endswith(".index"))


def made_at(number: str) -> datetime:
    """Return when the backup of this number was begun; raises `ValueError` for what is no number of a backup."""
    return datetime.strptime(number.rpartition("-")[0], STAMP).replace(tzinfo=UTC)


@contextmanager
def new_file(path: Path) -> Iterator[FileShelf]:
    """Give the shelf of a file that is there when the block ends, and as it was before where it raises."""
    with writing(path, mode=0o600) as file, _archive(file) as archive:
        yield FileShelf(archive)


def _archive(file: BinaryIO) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)


@contextmanager
def opened(path: Path) -> Iterator[Shelf]:
    """Give what lies at a path, for reading; raises `InputError` where there is no backup."""
    if path.is_dir():
        yield FolderShelf(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise InputError(f"没有找到备份「{str(path)[-80:]}」，请检查路径。", field="where") from None
    except (zipfile.BadZipFile, OSError):
        raise InputError(f"「{str(path)[-80:]}」不是备份文件，或没有复制完整。", field="where") from None
    with archive:
        yield FileShelf(archive)


def folder_for(path: Path) -> FolderShelf:
    """Return the folder of backups at a path, made where it is missing; raises `InputError` where other things lie in it."""
    if path.exists() and not path.is_dir():
        raise InputError(
            f"「{str(path)[-60:]}」是一个文件，不是文件夹；请写文件夹，或以 .backup 结尾的文件名。", field="where"
        )
    if path.is_dir() and not (path / HEADER).exists():
        strange = [one.name for one in path.iterdir() if one.name not in _OURS and one.name[0] != "."]
        if strange:
            raise InputError(
                f"文件夹「{path.name[:40]}」里有别的东西（{strange[0][:40]}），请换一个空文件夹。", field="where"
            )
    make_folder(path, mode=0o700)
    return FolderShelf(path)
