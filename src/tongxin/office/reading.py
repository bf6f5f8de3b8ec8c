"""The one call that reads a foreign file."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Any, Final

from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office.kinds import KINDS, Outcome, outcome
from tongxin.office.limits import MEGABYTE, Limits
from tongxin.office.wire import packed, unpacked

AT_ONCE: Final = 2
"""Files one process has read at the same time: more memory than these may take is never asked for."""
_WAIT: Final = 3  # seconds: a thread that waits answers nobody else
_CLOCK: Final = 3  # times the processor's: on a busy machine a reader with low priority gets little of it
_slots = BoundedSemaphore(AT_ONCE)
_PROGRAM: Final = "from tongxin.office.child import main; main()"
_ROOT: Final = str(Path(__file__).resolve().parents[2])
_LOGGER: Final = logging.getLogger(__name__)
_SENTENCES: Final = {
    "memory": "这个文件读取时占用内存过多，请删去用不到的内容，或拆成几个文件后再试。",
    "answer": "这个文件里的内容太多，请拆成几个文件后再试。",
    "damage": "这个文件读不出来，可能已损坏，请用原来的程序打开、重新保存后再试。",
}


def read(
    kind: str,
    source: bytes | Path,
    *,
    options: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    isolated: bool = True,
) -> Any:
    """Return what a reader of this kind (`kinds.KINDS`) finds in a file: plain values, the same isolated or not.

    Raises `InputError` in one sentence for a file that is too large, damaged or none of its kind, or whose reader takes more
    than it may; `UnavailableError` while `AT_ONCE` others are being read.
    """
    most = limits or KINDS[kind].limits
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > most.content:
        raise InputError(f"文件超过 {most.content // MEGABYTE} MB，请拆小后再试。", field="file")
    if isolated:
        return _value(_read_apart(kind, source, options or {}, most), most, kind=kind)
    with _opened(source) as file:
        return _value(outcome(kind, file, options or {}), most, kind=kind)


def _value(found: Outcome, limits: Limits, *, kind: str) -> Any:
    if "value" in found:
        return found["value"]
    if "error" in found:
        message, field = found["error"]
        raise InputError(message, field=field)
    _LOGGER.info("reading a %s failed: %s %s", kind, found["failed"], found["at"])
    raise _refusal(found["failed"], limits)


def _refusal(why: str, limits: Limits) -> InputError:
    too_slow = f"这个文件太复杂，{limits.seconds} 秒内没有读完，请删去用不到的内容，另存为新文件后再试。"
    return InputError(_SENTENCES.get(why, too_slow), field="file")


def _read_apart(kind: str, source: bytes | Path, options: Mapping[str, Any], limits: Limits) -> Outcome:
    """Start a process, wait for its end, and say what became of it."""
    request = {"kind": kind, "options": dict(options), "memory": limits.memory}
    request |= {"seconds": limits.seconds, "answer": limits.answer}
    with _slot(), ExitStack() as files:
        given, asked = files.enter_context(_opened(source)), files.enter_context(_opened(packed(request)))
        answered = files.enter_context(TemporaryFile())
        command = [sys.executable, "-PsB", "-c", _PROGRAM, str(asked.fileno())]
        try:
            ended = subprocess.run(  # noqa: S603 - our own program; nothing of the file is a word of it
                command,
                stdin=given,
                stdout=answered,
                stderr=subprocess.DEVNULL,
                pass_fds=(asked.fileno(),),
                env=_environment(),
                timeout=_CLOCK * limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failed": "time", "at": "clock"}
        if ended.returncode:
            return _death(ended.returncode)
        answered.seek(0)
        return _understood(answered.read())


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_WAIT):
        raise UnavailableError("同时在读的文件太多，请过几秒再试。")
    try:
        yield
    finally:
        _slots.release()


@contextmanager
def _opened(source: bytes | Path) -> Iterator[IO[bytes]]:
    """Give an open file with a content: a nameless one for bytes."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        with TemporaryFile() as nameless:
            nameless.write(source)
            nameless.seek(0)
            yield nameless


def _environment() -> dict[str, str]:
    """Return all a reader is told: where programs lie, and no secret of this process."""
    paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": paths, "PYTHONUTF8": "1"}


def _death(code: int) -> Outcome:
    """Say what a process died of: parsers that get no memory abort, or the system ends them."""
    died_of = {-signal.SIGXCPU: "time", -signal.SIGABRT: "memory", -signal.SIGKILL: "memory"}
    return {"failed": died_of.get(code, "damage"), "at": f"exit {code}"}


def _understood(answer: bytes) -> Outcome:
    try:
        found: Outcome = unpacked(answer)
    except ValueError:
        return {"failed": "damage", "at": "no answer"}
    return found
