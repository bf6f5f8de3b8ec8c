"""The template and its readers: warm, each file in a process of its own, nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from tests.office import files
from tongxin.office import child, readers, template
from tongxin.office.readers import READERS, GoneError, Readers
from tongxin.office.wire import packed, unpacked, unpacked_status

WORD = files.word(files.text("会员312人。"))
REQUEST = {"kind": "word", "options": {}, "memory": 2**29, "seconds": 5, "clock": 15, "answer": 10_000}


@pytest.fixture
def own() -> Iterator[Readers]:
    one = Readers()
    yield one
    one.close()


def ask(one: Readers, content: bytes = WORD, **request: Any) -> tuple[int | None, bytes]:
    with TemporaryFile() as source, TemporaryFile() as target:
        source.write(content)
        source.seek(0)
        code = one.read(REQUEST | request, source, target)
        target.seek(0)
        return code, target.read()


def pid_of(one: Readers) -> int:
    assert one._template is not None
    return one._template.process.pid


def lives(process: int) -> bool:
    """Tell whether a process is at work: a dead one whose parent has not looked yet is not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for(what: Any) -> None:
    until = time.monotonic() + 20
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def children_of(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]


def test_one_template_serves_all_files_and_a_reader_only_one(own: Readers) -> None:
    own.warm()
    process = pid_of(own)
    for _ in range(3):
        code, answer = ask(own)
        assert (code, unpacked(answer)) == (0, {"value": "会员312人。\n"})
        wait_for(lambda: not children_of(process))
    own.warm()
    assert pid_of(own) == process


def test_every_parser_is_loaded_before_the_first_file(own: Readers) -> None:
    ask(own)
    mapped = Path(f"/proc/{pid_of(own)}/maps").read_text(encoding="utf-8")
    assert all(name in mapped for name in ("python_calamine", "lxml", "PIL", "pi_heif"))


def test_death_of_a_reader_is_told_and_the_next_file_is_read(own: Readers) -> None:
    assert ask(own, files.far_cells(part="a.dat"), kind="workbook", memory=300 * 2**20)[0] == -signal.SIGABRT
    assert ask(own, files.slow_pdf(100), kind="pdf", seconds=1)[0] == -signal.SIGXCPU
    assert ask(own, memory="nonsense") == (1, b"")
    process = pid_of(own)
    assert ask(own)[0] == 0
    assert pid_of(own) == process


def test_reader_that_outlives_its_clock_is_ended_with_its_template(
    own: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(own)
    process = pid_of(own)
    monkeypatch.setattr(readers, "_readable", lambda *_, **__: False)
    assert ask(own, files.slow_pdf(100), kind="pdf") == (None, b"")
    monkeypatch.undo()
    assert not lives(process)
    assert ask(own)[0] == 0


def test_template_that_was_ended_between_files_is_replaced(own: Readers) -> None:
    own.warm()
    os.killpg(pid_of(own), signal.SIGKILL)
    wait_for(lambda: not lives(pid_of(own)))
    assert ask(own)[0] == 0


def test_machine_that_can_start_nothing_is_no_fault_of_the_file(own: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", full)
    with pytest.raises(GoneError):
        ask(own)
    monkeypatch.undo()
    assert ask(own)[0] == 0


def test_template_that_ends_meanwhile_takes_its_reader_along(own: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    own.warm()
    process = pid_of(own)
    ends: list[int] = []

    def killing(*_: object, **__: object) -> bool:
        wait_for(lambda: children_of(process))
        ends.extend(children_of(process))
        os.killpg(process, signal.SIGKILL)
        return True

    monkeypatch.setattr(readers, "_readable", killing)
    with pytest.raises(GoneError):
        ask(own, files.slow_pdf(100), kind="pdf")
    monkeypatch.undo()
    wait_for(lambda: not any(map(lives, ends)))
    own._discard(object())  # one that is gone already
    assert ask(own)[0] == 0


def test_nothing_is_left_when_the_process_ends_however_it_ends() -> None:
    for ending in ("", "os.kill(os.getpid(), 9)"):
        program = (
            "import os, sys\nfrom tests.office.test_readers import ask, pid_of\nfrom tongxin.office.readers import READERS\n"
            f"ask(READERS)\nprint(pid_of(READERS), flush=True)\n{ending}"
        )
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert told.stdout.strip().isdigit(), told.stderr
        process = int(told.stdout)
        wait_for(partial(lambda one: not lives(one), process))


def test_forked_process_begins_anew_and_leaves_the_template_to_its_owner() -> None:
    ask(READERS)
    process = pid_of(READERS)
    ours, theirs = os.pipe()
    forked = os.fork()
    if not forked:
        code = 1
        try:
            begun = READERS._template is None and ask(READERS)[0] == 0 and pid_of(READERS) != process
            os.write(theirs, str(pid_of(READERS)).encode())
            code = 0 if begun else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 0
    other = int(os.read(ours, 20))
    os.close(ours)
    os.close(theirs)
    wait_for(lambda: not lives(other))
    assert lives(process)
    assert ask(READERS)[0] == 0


def test_forgetting_closes_what_is_not_ours(own: Readers) -> None:
    own.forget()
    own.warm()
    there = own._template
    assert there is not None
    own.forget()
    assert own._template is None
    assert there._orders.fileno() == -1
    os.killpg(there.process.pid, signal.SIGKILL)
    there.process.wait()


def test_reader_is_told_no_secret(own: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    own.warm()
    ask(own)
    told = Path(f"/proc/{pid_of(own)}/environ").read_bytes()
    assert b"secret" not in told
    assert set(readers.environment()) == {"PYTHONPATH", "PYTHONUTF8"}
    assert str(Path(readers.__file__).resolve().parents[2]) in readers.environment()["PYTHONPATH"].split(os.pathsep)


# --- the program of the template, called here: the lines of a process of its own are measured nowhere ------------------------


class Ended(BaseException):
    """Stands for the end of a process."""


def files_of_an_order(tmp_path: Path) -> list[int]:
    for name, content in (("asked", packed(REQUEST)), ("given", WORD), ("answered", b"")):
        (tmp_path / name).write_bytes(content)
    return [os.open(tmp_path / name, os.O_RDWR) for name in ("asked", "given", "answered")]


def test_template_forks_for_each_order_and_tells_how_it_ended(tmp_path: Path) -> None:
    orders, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    told, telling = os.pipe()
    work = files_of_an_order(tmp_path)
    socket.send_fds(ours, [b"!"], [*work, telling])
    for file in (*work, telling):
        os.close(file)
    one = template.Template(orders)
    real, ends = one._tell_ends, []

    def tell_ends() -> None:
        real()
        ends.append(dict(one._told))
        if not one._told:
            ours.close()

    one._tell_ends = tell_ends  # to see it
    one.serve()
    orders.close()
    assert ends[-1] == {}
    assert unpacked_status(os.read(told, 4)) == 0
    os.close(told)
    assert unpacked((tmp_path / "answered").read_bytes()) == {"value": "会员312人。\n"}
    assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL


def test_end_of_one_reader_leaves_the_others_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    told, telling = os.pipe()
    ends = iter([(7, 0), (0, 0)])
    monkeypatch.setattr(os, "waitpid", lambda *_: next(ends))
    one = template.Template(socket.socket())
    one._told = {7: telling, 8: -1}
    one._tell_ends()
    assert one._told == {8: -1}
    assert unpacked_status(os.read(told, 4)) == 0
    os.close(told)
    one._orders.close()


def test_forked_half_becomes_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    orders, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with orders, ours, TemporaryFile() as any_file:
        socket.send_fds(ours, [b"!"], [any_file.fileno()] * 4)
        monkeypatch.setattr(os, "fork", lambda: 0)
        became: list[tuple[list[int], int]] = []
        one = template.Template(orders)
        monkeypatch.setattr(one, "_become_reader", lambda *given: became.append(given))
        assert one._take_order()
        ((work, told),) = became
        assert len({*work, told}) == 4
        os.close(told)


@pytest.mark.parametrize(("fails", "code"), [(False, 0), (True, 1)])
def test_reader_lets_go_of_what_is_the_templates_and_ends(
    monkeypatch: pytest.MonkeyPatch, fails: bool, code: int
) -> None:
    def work(*_: int) -> None:
        if fails:
            raise ValueError("broken")

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(child, "work", work)
    monkeypatch.setattr(os, "_exit", end)
    closed: list[int] = []
    monkeypatch.setattr(os, "close", closed.append)
    one = template.Template(socket.socket())
    one._told = {7: 21, 8: 22}
    with pytest.raises(Ended, match=str(code)):
        one._become_reader([1, 2, 3], 20)
    assert closed == [20, 21, 22]
    assert one._orders.fileno() == -1


def test_template_ends_everything_it_started_when_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    orders, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.close()
    killed: list[tuple[int, int]] = []
    niced: list[int] = []
    monkeypatch.setattr(sys, "argv", ["-c", str(orders.detach())])
    monkeypatch.setattr(os, "killpg", lambda *given: killed.append(given))
    monkeypatch.setattr(os, "nice", niced.append)
    monkeypatch.setattr(template.gc, "freeze", lambda: None)
    template.main()
    assert killed == [(0, signal.SIGKILL)]
    assert niced[0] > 0
