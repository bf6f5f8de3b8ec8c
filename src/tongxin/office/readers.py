"""Readers at hand: one template process for each process that reads files, started early, replaced when it is gone."""

import atexit
import logging
import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any, Final

from tongxin.office.wire import STATUS_BYTES, packed, unpacked_status

_PROGRAM: Final = "from tongxin.office.template import main; main()"
_ROOT: Final = str(Path(__file__).resolve().parents[2])
_GRACE: Final = 10  # seconds beyond its clock after which a reader is no longer waited for: it should have ended itself
_LOGGER: Final = logging.getLogger(__name__)


class GoneError(RuntimeError):
    """The template ended while one of its readers was at work, or none could be started."""


class Template:
    """A process as `template` describes it, seen from the one that started it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own program; nothing of a file is a word of it
                [sys.executable, "-PsB", "-c", _PROGRAM, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=environment(),
                start_new_session=True,  # whoever ends it ends its readers, too
            )
            self._orders = ours.dup()

    def order(self, files: list[int]) -> None:
        """Have a reader begin; raises `OSError` where the template is gone."""
        socket.send_fds(self._orders, [b"!"], files)

    def close(self) -> None:
        """End it and every reader it started."""
        self._orders.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def forget(self) -> None:
        """Leave it to the process this one was forked from."""
        self._orders.close()
        self.process.poll()  # it is no child of this process, and no longer counts as one


class Readers:
    """What a process has files read by."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._template: Template | None = None

    def warm(self) -> None:
        """Start the template unless it runs, without waiting for it: the first file then finds it ready."""
        with self._lock:
            self._running()

    def read(self, request: dict[str, Any], source: IO[bytes], target: IO[bytes]) -> int | None:
        """Have one file read into `target`; return what its process ended with, None where it did not end in its time.

        Raises `GoneError` where the template ended meanwhile, or could not be started.
        """
        ours, told = os.pipe()
        with os.fdopen(ours, "rb", buffering=0) as end, TemporaryFile() as asked:
            asked.write(packed(request))
            asked.seek(0)
            try:
                template = self._ordered([asked.fileno(), source.fileno(), target.fileno(), told])
            finally:
                os.close(told)
            if not _readable(end, seconds=request["clock"] + _GRACE):
                self._discard(template)
                return None
            code = unpacked_status(end.read(STATUS_BYTES))
        if code is None:
            self._discard(template)
            raise GoneError
        return code

    def close(self) -> None:
        """End the template; the next file starts another one."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """Begin anew in a process forked from the one that has the template."""
        self._lock = Lock()
        template, self._template = self._template, None
        if template is not None:
            template.forget()

    def _ordered(self, files: list[int]) -> Template:
        """Have a reader begin, by another template where the one there was is gone."""
        with self._lock:
            for _ in range(2):
                try:
                    template = self._running()
                    template.order(files)
                except OSError as error:
                    _LOGGER.warning("the template of readers was gone: %s", error)
                    self._end()
                else:
                    return template
        raise GoneError

    def _running(self) -> Template:
        if self._template is None:
            self._template = Template()
        return self._template

    def _discard(self, template: Template) -> None:
        """End this template, unless another reader's wait has done so already."""
        with self._lock:
            if self._template is template:
                self._end()

    def _end(self) -> None:
        template, self._template = self._template, None
        if template is not None:
            template.close()


def _readable(file: IO[bytes], *, seconds: float) -> bool:
    poll = select.poll()
    poll.register(file, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def environment() -> dict[str, str]:
    """Return all a reader is told: where programs lie, and no secret of this process."""
    paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": paths, "PYTHONUTF8": "1"}


READERS: Final = Readers()
atexit.register(READERS.close)
os.register_at_fork(after_in_child=READERS.forget)
