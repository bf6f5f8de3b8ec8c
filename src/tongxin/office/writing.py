"""The one writer of files that are kept: each is there whole and durable, or as it was before, even after a power cut.

A file is written beside its place under a name of its own, synced, renamed, and its folder synced. Two that write the same
file do not meet: the later rename wins.
"""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from tongxin.kernel.errors import InputError

_NAME: Final = 40  # of the file's own name: a name may have 255 bytes, a Chinese character three


@contextmanager
def writing(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Give a file that takes the place of `path` when the block ends; where it raises, nothing has happened.

    A file that was there gives its permissions to the new one, otherwise they are `mode` less the process's mask.
    """
    with _beside(path, mode=mode) as (beside, file):
        yield file
        _finish(file)
        with suppress(FileNotFoundError):
            shutil.copymode(path, beside)
        beside.replace(path)
    sync(path.parent)


def write_file(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Put a file in place: readers see the old or the new one, never a part."""
    with writing(path, mode=mode) as file:
        file.write(content)


def create_file(path: Path, content: bytes, *, mode: int = 0o666) -> bool:
    """Put a file in place unless there is one already; tell whether it is the new one, whoever else tries at that moment."""
    try:
        with _beside(path, mode=mode) as (beside, file):
            file.write(content)
            _finish(file)
            os.link(beside, path)
    except FileExistsError:
        return False
    sync(path.parent)
    return True


def write_files(outputs: Mapping[Path, bytes]) -> None:
    """Write all files a user asked for or none; raise `InputError` naming the one that cannot be written.

    A device or pipe takes the bytes as it is.
    """
    with ExitStack() as waiting:
        moves: list[tuple[Path, Path]] = []
        for path, content in outputs.items():
            with _named(path):
                target = path.resolve()
                if target.exists() and not target.is_file():  # a folder refuses them
                    target.write_bytes(content)
                    continue
                beside, file = waiting.enter_context(_beside(target, mode=0o666))
                file.write(content)
                _finish(file)
                with suppress(FileNotFoundError):
                    shutil.copymode(target, beside)
                moves.append((beside, target))
        for beside, target in moves:
            with _named(target):
                beside.replace(target)
                sync(target.parent)


def move_into_place(source: Path, target: Path) -> None:
    """Sync a finished file and rename it to where it belongs."""
    sync(source)
    make_folder(target.parent)
    source.replace(target)
    sync(target.parent)


def make_folder(path: Path, *, mode: int = 0o777) -> None:
    """Make a folder and those above it, each of them durable."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=mode, exist_ok=True)
        sync(path.parent)


def sync(path: Path) -> None:
    """Make a file's content, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _beside(path: Path, *, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """Give a new file in the same folder, which is gone afterwards unless it was moved."""
    beside = path.with_name(f".{path.name[:_NAME]}.{secrets.token_hex(8)}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield beside, file
    finally:
        beside.unlink(missing_ok=True)


def _finish(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise InputError(f"写不了文件「{path.name[:40]}」，请检查路径和权限。", field="file") from error
