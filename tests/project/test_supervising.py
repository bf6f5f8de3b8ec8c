"""What ends is started again and says so; told to stop, or left without its supervisor, nothing goes on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import tongxin
from tongxin.kernel.errors import InputError
from tongxin.project import supervising
from tongxin.project.cli import main
from tongxin.project.supervising import AddressTakenError, Child, Supervisor, require_free

SOURCE = Path(tongxin.__file__).parent.parent
LONG = (sys.executable, "-S", "-c", "import time; time.sleep(60)")


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", text)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: Any) -> Iterator[None]:
    monkeypatch.setattr(supervising, "_LOOK", 0.01)
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Told:
    """Collects what the supervisor says, and acts at a line."""

    def __init__(self, **acts: Callable[[], object]) -> None:
        self.lines: list[str] = []
        self.acts = acts

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        for word, act in self.acts.items():
            if word in line:
                act()


def stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_child_that_ends_is_started_again_later_each_time(tmp_path: Path) -> None:
    waits: list[float] = []
    child = Child("后台程序", script("raise SystemExit(3)"), tmp_path / "worker.log")
    told = Told()
    supervisor = Supervisor([child], say=told)
    child.began = 99.0
    for _time in range(8):
        supervisor._wait(child, status=3, now=100.0)
        waits.append(child.next_start - 100.0)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    child.began = 40.0
    supervisor._wait(child, status=-9, now=100.0)
    assert child.next_start == 101.0, "after a minute of life it does not wait longer"
    assert told.lines[0] == f"后台程序停止了（退出码 3，原因见 {tmp_path / 'worker.log'}），1 秒后重新启动。"
    assert told.lines[-1].startswith("后台程序停止了（信号 9")


def test_killed_child_is_started_again_and_all_end_when_told(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(supervising, "_LONGEST_WAIT", 0.05)
    server = Child("网页服务", LONG)
    worker = Child(
        "后台程序",
        (sys.executable, "-S", "-c", "print('工作', flush=True); import time; time.sleep(60)"),
        tmp_path / "w",
    )
    kept: list[int] = []

    def kill_once() -> None:
        assert server.process is not None
        kept.append(server.process.pid)
        assert worker.process is not None
        worker.process.kill()

    def look(supervisor: Any, original: Any = Supervisor._look) -> int:
        if not kept and (tmp_path / "w").exists() and (tmp_path / "w").read_text():
            kill_once()
        return original(supervisor)

    monkeypatch.setattr(Supervisor, "_look", look)
    told = Told(已重新启动=stop)
    assert Supervisor([server, worker], say=told).run() == 0
    assert [line.partition("（")[0] for line in told.lines] == ["后台程序停止了", "后台程序已重新启动。", "正在停止……"]
    assert "信号 9" in told.lines[0]
    assert (server.starts, worker.starts) == (1, 2)
    for child in (server, worker):
        assert child.process is not None
        assert child.process.returncode == -signal.SIGTERM


def test_child_that_refuses_its_settings_at_first_ends_everything(monkeypatch: Any) -> None:
    other = Child("后台程序", LONG)
    told = Told()
    assert Supervisor([Child("网页服务", script("raise SystemExit(2)")), other], say=told).run() == 2
    assert told.lines == ["正在停止……"]
    assert other.process is not None
    assert other.process.poll() is not None
    again = Child("网页服务", script("raise SystemExit(2)"))
    again.starts = 1
    monkeypatch.setattr(supervising, "_LONGEST_WAIT", 0.01)
    assert Supervisor([again], say=Told(重新启动=stop)).run() == 0, (
        "later it may be the port still held by the one before"
    )


def test_child_that_does_not_listen_is_killed(monkeypatch: Any, tmp_path: Path) -> None:
    deaf = "import signal, time, sys; signal.signal(15, signal.SIG_IGN); print('x', flush=True); time.sleep(60)"
    monkeypatch.setattr(supervising, "_GRACE", 0.1)

    def look(_supervisor: Any) -> int:
        if (tmp_path / "log").exists() and (tmp_path / "log").read_text():
            stop()
        return 0

    monkeypatch.setattr(Supervisor, "_look", look)
    child = Child("后台程序", script(deaf), tmp_path / "log")
    assert Supervisor([child], say=Told()).run() == 0
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_nothing_goes_on_without_its_supervisor(tmp_path: Path) -> None:
    log = tmp_path / "log"
    held = f"""
import sys
from pathlib import Path
from tongxin.project.supervising import Child, Supervisor
child = Child("后台程序", {LONG!r})
Supervisor([child], say=lambda line: None)
child.start()
Path({str(log)!r}).write_text(str(child.process.pid))
import time; time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", held])
    until(lambda: log.exists() and bool(log.read_text()))
    orphan = int(log.read_text())
    command = Path(f"/proc/{orphan}/cmdline")
    until(lambda: b"time.sleep" in command.read_bytes())  # it has become what it was to be
    process.kill()
    process.wait()
    until(lambda: not command.exists() or not command.read_bytes())


def test_taken_port_is_named_with_the_way_out(capsys: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressTakenError) as refused:
            require_free(f"127.0.0.1:{port}")
        with pytest.raises(SystemExit) as ended:
            main(["run", "--address", f"127.0.0.1:{port}"])
    sentence = (
        f"端口 {port} 已被其他程序占用，请先停掉它（可能是另一个 ./run），或换一个端口，例如：PORT={port + 1} ./run。"
    )
    assert refused.value.message == sentence
    printed = capsys.readouterr()
    assert (ended.value.code, printed.err.strip(), printed.out) == (2, sentence, "")
    require_free(f"127.0.0.1:{port}")


@pytest.mark.parametrize("address", ["", "127.0.0.1", ":8000", "host:port", "127.0.0.1:99999", "127.0.0.1:0", "[::1"])
def test_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="主机:端口"):
        require_free(address)


def test_address_of_another_machine_and_a_port_of_the_system_are_refused(monkeypatch: Any) -> None:
    with pytest.raises(AddressTakenError, match=r"没有「192\.0\.2\.1」这个地址"):
        require_free("192.0.2.1:8000")
    with pytest.raises(AddressTakenError, match=r"没有「no\.such\.host\.invalid」"):
        require_free("no.such.host.invalid:8000")

    def refuse(_self: Any, _address: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(supervising.socket, "socket", type("Refusing", (socket.socket,), {"bind": refuse}))
    with pytest.raises(AddressTakenError, match="没有权限使用端口 80"):
        require_free("127.0.0.1:80")


def test_number_of_workers_is_bounded() -> None:
    for number in ("0", "17"):
        with pytest.raises(CommandError, match="1 至 16 之间"):
            call_command("run", background=int(number))


def test_run_becomes_a_supervisor_without_django(monkeypatch: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, arguments: became.append(arguments))
    call_command("run", address="127.0.0.1:49152", workers=3, background=2)
    ((python, dash, module, *arguments),) = became
    assert (python, dash, module) == (sys.executable, "-m", supervising.__name__)
    kept: list[Child] = []
    monkeypatch.setattr(Supervisor, "run", lambda self: kept.extend(self._children) or 7)
    assert supervising.main(arguments) == 7
    assert [(child.words, *child.command[3:], child.log) for child in kept] == [
        ("网页服务", "serve", "--address", "127.0.0.1:49152", "--workers", "3", None),
        *[("后台程序", "work", tmp_path / "worker.log")] * 2,
    ]
    loads = f"import sys, {supervising.__name__}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0
