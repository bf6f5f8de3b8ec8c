"""The one call that reads a foreign file."""

import logging
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office.kinds import KINDS, Outcome, outcome
from tongxin.office.limits import MEGABYTE, Limits
from tongxin.office.readers import READERS, GoneError
from tongxin.office.turns import turn
from tongxin.office.wire import unpacked

_CLOCK: Final = 3  # times the processor's: on a busy machine a reader with low priority gets little of it
_SHORTEST_CLOCK: Final = 30  # seconds
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
    than it may; `UnavailableError` while too many others are being read (`turns`).
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
    """Have a process of its own read, and say what became of it."""
    request = {"kind": kind, "options": dict(options), "memory": limits.memory}
    request |= {"clock": max(_CLOCK * limits.seconds, _SHORTEST_CLOCK)}
    request |= {"seconds": limits.seconds, "answer": limits.answer}
    with turn(), _opened(source) as given, TemporaryFile() as answered:
        try:
            code = READERS.read(request, given, answered)
        except GoneError:
            raise UnavailableError("读取文件的程序刚才中断了，已重新启动，请再试一次。") from None
        if code is None:
            return {"failed": "time", "at": "clock"}
        if code:
            return _death(code)
        answered.seek(0)
        return _understood(answered.read())


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


def _death(code: int) -> Outcome:
    """Say what a process died of: parsers that get no memory abort, or the system ends them."""
    died_of = {-signal.SIGXCPU: "time", -signal.SIGALRM: "time", -signal.SIGABRT: "memory", -signal.SIGKILL: "memory"}
    return {"failed": died_of.get(code, "damage"), "at": f"exit {code}"}


def _understood(answer: bytes) -> Outcome:
    try:
        found: Outcome = unpacked(answer)
    except ValueError:
        return {"failed": "damage", "at": "no answer"}
    return found
