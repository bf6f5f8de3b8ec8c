"""Whose turn it is to have a file read: one reader for every two cores of the machine, whichever processes ask.

A turn is a lock on a file, let go of by the operating system however its holder ends.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from tongxin.kernel.errors import UnavailableError

AT_ONCE: Final = 2
"""Files that one process has read or waits for: whoever waits in a thread of a web process answers nobody else."""
TURNS: Final = max(1, (os.cpu_count() or 1) // 2)
_LOOKS: Final = 0.01  # seconds between two looks
_BRIEFLY: Final = 0.25  # seconds a thread beyond those waits: usual files are read in less
_engaged = BoundedSemaphore(AT_ONCE)
_folders: Final[list[Path]] = []


def _nothing() -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long somebody waits for a turn, in seconds, and what to call once when waiting begins."""

    seconds: float = 20  # longer than a file whose reader is ended for its time
    tell: Callable[[], None] = _nothing


_USUAL: Final = Patience()
_PATIENCE: Final[ContextVar[Patience]] = ContextVar("patience", default=_USUAL)


@contextmanager
def patient(patience: Patience) -> Iterator[None]:
    """Have whatever reads files within wait as long, for example a job, which nobody's page waits for."""
    token = _PATIENCE.set(patience)
    try:
        yield
    finally:
        _PATIENCE.reset(token)


def share(folder: Path) -> None:
    """Take turns with every process that names the same folder; without one only this process is counted."""
    _folders[:] = [folder]


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it; raises `UnavailableError` where too many wait, or it does not come in time."""
    patience = _PATIENCE.get()
    if not _engaged.acquire(timeout=_BRIEFLY):
        raise UnavailableError("同时在读的文件太多，请过几秒再试。")
    with ExitStack() as held:
        held.callback(_engaged.release)
        if _folders:
            _locked(_folders[0], patience, held)
        yield


def _locked(folder: Path, patience: Patience, held: ExitStack) -> None:
    """Hold the lock of one of the turns until `held` ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = []
    for number in range(TURNS):
        files.append(os.open(folder / f"{number}.lock", os.O_CREAT | os.O_RDWR, 0o600))
        held.callback(os.close, files[-1])
    if any(map(_taken, files)):
        return
    patience.tell()
    until = time.monotonic() + patience.seconds
    while not any(map(_taken, files)):
        if time.monotonic() > until:
            raise UnavailableError(f"前面还有文件在读，等了 {patience.seconds:.0f} 秒仍未轮到，请过一会儿再试。")
        time.sleep(_LOOKS)


def _taken(file: int) -> bool:
    """Take a turn if nobody has it, and tell whether it was taken."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
