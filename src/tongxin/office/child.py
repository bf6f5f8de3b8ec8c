"""What the process of one file does: it takes limits upon itself, reads, answers, ends. `template` forks it."""

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from tongxin.office.kinds import outcome
from tongxin.office.wire import packed, unpacked

_ROOM_FOR_AN_ERROR = 2**12
_FIRST_TO_GO: Final = "1000"
_OWN_MEMORY: Final = Path("/proc/self/oom_score_adj")


def work(asked: int, given: int, answered: int) -> None:
    """Do what is asked with the file that is given; the three are open files, a request and an answer as `wire` packs them."""
    with os.fdopen(asked, "rb") as request_file:
        request = unpacked(request_file.read())
    restrict(request)
    with os.fdopen(given, "rb") as source, os.fdopen(answered, "wb") as target:
        serve(request, source, target)


def restrict(request: dict[str, Any]) -> None:
    """Limit this process; it cannot take that back."""
    most = {
        resource.RLIMIT_AS: request["memory"],
        resource.RLIMIT_FSIZE: request["answer"] + _ROOM_FOR_AN_ERROR,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in most.items():
        resource.setrlimit(kind, (limit, limit))
    # At the first of the two the system says why it ends the process.
    resource.setrlimit(resource.RLIMIT_CPU, (request["seconds"], request["seconds"] + 1))
    signal.alarm(request["clock"])
    with suppress(OSError):  # where memory runs out, the system is to end this process and no other
        _OWN_MEMORY.write_text(_FIRST_TO_GO, encoding="ascii")


def serve(request: dict[str, Any], source: IO[bytes], target: IO[bytes]) -> None:
    """Write the outcome of reading, or that it is more than may be answered."""
    found = outcome(request["kind"], source, request["options"])
    try:
        answer = packed(found)
    except MemoryError:
        answer = packed({"failed": "memory", "at": "answer"})
    target.write(answer if len(answer) <= request["answer"] else packed({"failed": "answer", "at": ""}))
