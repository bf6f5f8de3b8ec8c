"""The process readers are made from: it loads every parser once, and forks a process for each file it is handed.

It has one thread and never looks into a file, so every reader begins as clean as the first. It lives as long as the
process that started it: when that ends, in whatever way, their socket closes, and everything started here ends with it.
"""

import gc
import os
import select
import signal
import socket
import sys
from importlib import import_module
from typing import Any, Final

from tongxin.office import child
from tongxin.office.kinds import KINDS
from tongxin.office.wire import packed_status

_NICE: Final = 5  # pages go first
_FILES: Final = 4
_BESIDE_KINDS: Final = (
    "docx", "encodings.charmap", "encodings.cp437", "encodings.gb18030", "encodings.utf_16_be", "pypdf._codecs._codecs",
    "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.WebPImagePlugin",
)  # fmt: skip
"""What parsers load when they need it."""


def main() -> None:
    """Be the template of whoever started this program."""
    os.nice(_NICE)
    for kind in KINDS.values():
        import_module(f"tongxin.office.{kind.module}")
    for name in _BESIDE_KINDS:
        import_module(name)
    gc.freeze()  # what is loaded is shared with every reader, as long as nobody writes to it
    try:
        with socket.socket(fileno=int(sys.argv[1])) as orders:
            Template(orders).serve()
    finally:
        os.killpg(0, signal.SIGKILL)


class Template:
    """Takes orders until nobody is left to give any. An order is four open files: those of `child.work`, and whom to tell of its end."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._told: dict[int, int] = {}
        """By process: the file its end is told to."""

    def serve(self) -> None:
        """Fork a reader for each order, and tell how each of them ended."""
        woken, waking = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _nothing)
        watched: list[Any] = [self._orders, woken]
        try:
            while True:
                ready, _, _ = select.select(watched, [], [])
                if woken in ready:
                    os.read(woken, 2**12)
                    self._tell_ends()
                if self._orders in ready and not self._take_order():
                    return
        finally:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(woken)
            os.close(waking)

    def _take_order(self) -> bool:
        """Start what is ordered; tell whether somebody is still there."""
        message, files, _, _ = socket.recv_fds(self._orders, 1, _FILES)
        if not message:
            return False
        *work, told = files
        process = os.fork()
        if not process:
            self._become_reader(work, told)
        self._told[process] = told
        for file in work:
            os.close(file)
        return True

    def _become_reader(self, work: list[int], told: int) -> None:
        """Read one file and end. What belongs to the template is let go of, so that its end is noticed."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._orders.close()
            for file in (told, *self._told.values()):
                os.close(file)
            child.work(*work)
            code = 0
        finally:
            os._exit(code)

    def _tell_ends(self) -> None:
        while self._told:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            told = self._told.pop(process)
            os.write(told, packed_status(os.waitstatus_to_exitcode(status)))
            os.close(told)


def _nothing(*_: object) -> None:
    """Let a signal wake whoever waits."""
