"""Signs of life of the workers: a file for each, locked while the worker lives and touched every few seconds.

The lock says that the process is there, however it ends; the time of the file says that it still gets on, also where the
asker is another container over the same folder. No database is asked: the sign stands while that is away.
"""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from django.conf import settings

from tongxin.kernel.period import SHANGHAI

_MACHINE: Final = f"{socket.gethostname()[:40]}-"
BEAT: Final = 5.0  # seconds
SILENT: Final = 30.0  # seconds without a sign, after which a worker counts as gone
NOBODY_WORKS: Final = (
    "没有程序在处理后台任务，任务会一直等着。请管理员在服务器上运行 ./run（或 tongxin work），任务会自动接着做。"
)


@dataclass(frozen=True)
class Sign:
    """A worker's sign of life: its name and when it last gave one."""

    name: str
    at: datetime


@contextmanager
def living_worker() -> Iterator[str]:
    """Give a worker its name; while it works hold the lock that says it is alive, and touch its file."""
    name = f"{_MACHINE}{uuid4().hex[:16]}"
    path = lock_file(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            with _beating(path):
                yield name
        finally:
            path.unlink(missing_ok=True)


def signs() -> list[Sign]:
    """Return the workers that gave a sign of life lately, the latest first."""
    found = []
    since = time.time() - SILENT
    for path in Path(settings.TONGXIN_WORKERS).glob("*.lock"):
        with suppress(FileNotFoundError):
            touched = path.stat().st_mtime
            if touched >= since and not _is_abandoned(path):
                found.append(Sign(path.stem, datetime.fromtimestamp(touched, SHANGHAI)))
    return sorted(found, key=lambda sign: sign.at, reverse=True)


def is_gone(name: str) -> bool:
    """Tell whether a worker of this machine holds its lock no more; those of other machines are never judged."""
    if not name.startswith(_MACHINE):
        return False
    path = lock_file(name)
    if path.exists() and not _is_abandoned(path):
        return False
    path.unlink(missing_ok=True)
    return True


def lock_file(name: str) -> Path:
    """Return the file whose lock a worker of this name holds."""
    return Path(settings.TONGXIN_WORKERS) / f"{name}.lock"


def _is_abandoned(path: Path) -> bool:
    """Tell whether nobody holds the lock of a file of this machine."""
    if not path.name.startswith(_MACHINE):
        return False
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def _beating(path: Path) -> Iterator[None]:
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(OSError):  # a full or lost folder: the missing sign says so
                os.utime(path)

    os.utime(path)
    thread = Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
