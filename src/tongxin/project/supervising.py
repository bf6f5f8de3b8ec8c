"""Keeps the web server and the workers running: one that ends is started again, later each time it ends soon after.

    python -m tongxin.project.supervising ADDRESS WEB-PROCESSES WORKERS LOG-OF-WORKERS

is what `tongxin run` becomes: without Django, which takes 100 MB for what only starts others.
Children are process groups of their own: Ctrl-C reaches the supervisor alone, which tells them to end and waits.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

from tongxin.kernel.errors import InputError, TongxinError

_LOOK: Final = 0.2  # seconds between two looks at the children
_LONGEST_WAIT: Final = 60.0
_WELL: Final = 60.0  # seconds of life after which the next start does not wait longer
_GRACE: Final = 30.0  # seconds children have to finish what they do
_REFUSED: Final = 2  # the exit status of a wrong setting, which no new start mends


class AddressTakenError(TongxinError):
    """The address to serve at cannot be had."""

    http_status = HTTPStatus.SERVICE_UNAVAILABLE


def require_free(address: str) -> None:
    """Raise unless a server may listen at `host:port`, with the sentence that says how to mend it."""
    try:
        parts = urlsplit(f"//{address}")
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        host, port = "", 0
    if not host or not port:
        raise InputError(f"监听地址应写成 主机:端口，如 127.0.0.1:8000，收到的是「{address[:60]}」。", field="address")
    try:
        family, kind, _protocol, _name, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except PermissionError:
        raise AddressTakenError(f"没有权限使用端口 {port}，请换 1024 以上的端口，例如：PORT=8080 ./run。") from None
    except OSError as error:
        if isinstance(error, socket.gaierror) or "requested address" in str(error):
            raise AddressTakenError(
                f"这台机器没有「{host}」这个地址，请改 HOST，例如：HOST=127.0.0.1 ./run。"
            ) from error
        raise AddressTakenError(
            f"端口 {port} 已被其他程序占用，请先停掉它（可能是另一个 ./run），或换一个端口，例如：PORT={port + 1} ./run。"
        ) from error


@dataclass
class Child:
    """A program kept running. `words` is what it is called; its output goes to `log`, or to the supervisor's own."""

    words: str
    command: Sequence[str]
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    began: float = field(default=0.0, init=False)
    next_start: float = field(default=0.0, init=False)
    failures: int = field(default=0, init=False)
    starts: int = field(default=0, init=False)

    def start(self) -> None:
        """Begin, in a process group that ends with this process."""
        tied = [sys.executable, "-m", "tongxin.project.tied", str(os.getpid()), *self.command]
        self.began, self.starts = time.monotonic(), self.starts + 1
        if self.log is None:
            self.process = subprocess.Popen(tied, start_new_session=True)  # noqa: S603 - our own commands
            return
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                tied, start_new_session=True, stdout=output, stderr=subprocess.STDOUT
            )

    def ended(self) -> int | None:
        """Return the status it ended with, negative for a signal; None while it runs or waits for its next start."""
        return None if self.process is None else self.process.poll()

    def tell(self, number: int) -> None:
        """Send a signal to it; to its whole group where that is to end it at once."""
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                (os.killpg if number == signal.SIGKILL else os.kill)(self.process.pid, number)


class Supervisor:
    """Runs children until told to stop. `say` prints a line for the operator."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], object]) -> None:
        self._children = children
        self._say = say
        self._stopping = 0

    def run(self) -> int:
        """Keep all running; return the exit status: 0 when told to stop, 2 when one refused its settings at first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        status = 0
        try:
            for child in self._children:
                child.start()
            while not self._stopping and not status:
                time.sleep(_LOOK)
                status = self._look()
        finally:
            self._end()
        return status

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping += 1

    def _look(self) -> int:
        now = time.monotonic()
        for child in self._children:
            if child.process is None:
                if now >= child.next_start:
                    child.start()
                    self._say(f"{child.words}已重新启动。")
            elif (status := child.ended()) is not None:
                if status == _REFUSED and child.starts == 1:
                    return _REFUSED  # it has said why
                self._wait(child, status=status, now=now)
        return 0

    def _wait(self, child: Child, *, status: int, now: float) -> None:
        child.failures = 1 if now - child.began >= _WELL else child.failures + 1
        wait = min(2.0 ** (child.failures - 1), _LONGEST_WAIT)
        child.process, child.next_start = None, now + wait
        how = f"信号 {-status}" if status < 0 else f"退出码 {status}"
        where = f"，原因见 {child.log}" if child.log else ""
        self._say(f"{child.words}停止了（{how}{where}），{wait:.0f} 秒后重新启动。")

    def _end(self) -> None:
        """Tell all to end and wait; whoever is told twice, or has had its time, is killed."""
        self._say("正在停止……")
        told, since = self._stopping, time.monotonic()
        for child in self._children:
            child.tell(signal.SIGTERM)
        while any(child.process is not None and child.ended() is None for child in self._children):
            if self._stopping > max(told, 1) or time.monotonic() - since > _GRACE:
                for child in self._children:
                    child.tell(signal.SIGKILL)
            time.sleep(_LOOK)


def main(arguments: list[str]) -> int:
    """Keep a web server and workers running; return the exit status."""
    address, web_processes, workers, log = arguments
    tongxin = (sys.executable, "-m", "tongxin.project.cli")
    server = Child("网页服务", (*tongxin, "serve", "--address", address, "--workers", web_processes))
    background = [Child("后台程序", (*tongxin, "work"), Path(log)) for _ in range(int(workers))]
    return Supervisor([server, *background], say=_print).run()


def _print(line: str) -> None:
    sys.stdout.write(f"· {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
