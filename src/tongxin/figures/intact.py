"""Whether a kept file is still what it was: hashed once in a process, and again whenever its inode, size or times change.

A change that alters none of them, a rotten disk, shows when `forget` is called first: the nightly check does.
"""

import os
import time
from hashlib import file_digest
from pathlib import Path
from typing import Final

_TICK: Final = 20_000_000
"""Nanoseconds: a file system's clock is coarser than ours, so a file just written may change without a new time."""
_MOST: Final = 50_000
_Stamp = tuple[int, int, int, int, int]
_seen: dict[str, tuple[_Stamp, str]] = {}


def digest_of(path: str, *, again: bool = False) -> str:
    """Return the sha256 of a file in hexadecimal, empty where it cannot be read; `again` reads what was hashed before."""
    try:
        now = _stamp(path)
        known = None if again else _seen.get(path)
        if known is not None and known[0] == now:
            return known[1]
        digest = sha256_of(Path(path))
        if _stamp(path) == now and abs(time.time_ns() - now[-1]) > _TICK:
            if len(_seen) >= _MOST:
                _seen.clear()
            _seen[path] = now, digest
    except OSError:
        return ""
    return digest


def forget() -> None:
    """Let every file be read again, byte for byte, the next time it is asked for."""
    _seen.clear()


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, read now."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _stamp(path: str) -> _Stamp:
    found = os.stat(path)  # noqa: PTH116 - asked for every file of a snapshot on every page: a Path costs thrice as much
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
