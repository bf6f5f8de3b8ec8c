"""Where contents lie: below `settings.TONGXIN_EVIDENCE`, each under its SHA-256, so that the same content is kept once.

A content is written aside, made durable, and renamed to its place: after a crash it is there whole or not there. What is
left over - written aside and never placed, placed by a transaction that failed - goes with `sweep`.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from django.conf import settings

from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office.writing import move_into_place

_INCOMING: Final = "incoming"
_THUMBNAIL: Final = ".thumb"
_STEP: Final = 2**16
_LEFT_OVER: Final = 86_400  # seconds after which nobody is still at work on what lies about


class Upload(Protocol):
    """What is needed of a file that is handed in. Django's uploaded files are such."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Yield the content part by part."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that was handed in, in a folder of its own that goes when the work is over."""

    path: Path
    sha256: str
    bytes: int


@contextmanager
def received(upload: Upload, *, most_bytes: int) -> Iterator[Received]:
    """Write an upload into a folder of its own, part by part, and say what came; refuse a longer one at once."""
    try:
        with TemporaryDirectory(dir=_folder(_INCOMING), ignore_cleanup_errors=True) as aside:
            yield _written(upload, Path(aside) / "file", most_bytes)
    except OSError as error:
        raise UnavailableError("服务器现在存不下文件，请稍后再试，或联系管理员检查磁盘空间。") from error


def _written(upload: Upload, path: Path, most_bytes: int) -> Received:
    digest, size = sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > most_bytes:
                raise InputError(f"文件超过 {most_bytes // 2**20} MB，请压缩或拆小后再传。", field="file")
            digest.update(chunk)
            file.write(chunk)
    return Received(path=path, sha256=digest.hexdigest(), bytes=size)


def blank(path: Path, parts: Iterable[tuple[int, bytes, int]]) -> None:
    """Write over parts of a file: from a byte on these bytes, then zeros up to another."""
    with path.open("r+b") as file:
        for begin, head, end in parts:
            file.seek(begin)
            file.write(head)
            while (left := end - file.tell()) > 0:
                file.write(bytes(min(left, _STEP)))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def place(content: Path, *, digest: str, thumbnail: Path | None) -> None:
    """Move a content and its small picture to where they belong, in place of what may be there already."""
    target = _place_of(digest)
    _private(target.parent)
    move_into_place(content, target)
    if thumbnail is not None:
        move_into_place(thumbnail, target.with_suffix(_THUMBNAIL))


def content_of(digest: str, *, thumbnail: bool = False) -> Path:
    """Return where a content, or its small picture, is."""
    found = _place_of(digest)
    return found.with_suffix(_THUMBNAIL) if thumbnail else found


def sweep(needed: Callable[[set[str]], set[str]]) -> int:
    """Remove contents nobody needs and what was never placed; return how many contents went.

    `needed` narrows digests to those that some file still rests on. A content placed within the last day stays: the
    row that needs it may not be committed yet. One that is placed again while it goes comes back whole.
    """
    _remove_left_over()
    gone = 0
    for shelf in sorted(_root().glob("[0-9a-f][0-9a-f]")):
        old = {path.name for path in shelf.iterdir() if not path.suffix and _is_old(path)}
        for digest in sorted(old - needed(old)):
            gone += _remove(shelf / digest)
    return gone


def _remove(path: Path) -> bool:
    """Take a content away; put it back if it was placed anew at the last moment."""
    aside = path.with_suffix(".gone")
    try:
        path.replace(aside)
    except FileNotFoundError:  # another sweep was faster
        return False
    if not _is_old(aside):
        aside.replace(path)
        return False
    small = path.with_suffix(_THUMBNAIL)
    with suppress(FileNotFoundError):
        if _is_old(small):  # one that came with a content placed just now stays
            small.unlink()
    aside.unlink()
    return True


def _remove_left_over() -> None:
    for path in _folder(_INCOMING).iterdir():
        if _is_old(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - _LEFT_OVER


def _place_of(digest: str) -> Path:
    return _root() / digest[:2] / digest


def _folder(name: str) -> Path:
    return _private(_root() / name)


def _root() -> Path:
    return _private(Path(settings.TONGXIN_EVIDENCE))


def _private(folder: Path) -> Path:
    """Make a folder that only this program may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
