"""The process a foreign file is read in: it takes limits upon itself, reads, answers, ends. `reading` starts it.

The file is its standard input, its answer goes to its standard output, what is asked stands in one more open file.
"""

import os
import resource
import sys
from typing import IO, Any

from tongxin.office.kinds import outcome
from tongxin.office.wire import packed, unpacked

_ROOM_FOR_AN_ERROR = 2**12
_NICE = 5  # pages go first


def main() -> None:
    """Do what the process was started for."""
    with os.fdopen(int(sys.argv[1]), "rb") as asked:
        request = unpacked(asked.read())
    restrict(request)
    serve(request, sys.stdin.buffer, sys.stdout.buffer)


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
    os.nice(_NICE)


def serve(request: dict[str, Any], source: IO[bytes], target: IO[bytes]) -> None:
    """Write the outcome of reading, or that it is more than may be answered."""
    found = outcome(request["kind"], source, request["options"])
    try:
        answer = packed(found)
    except MemoryError:
        answer = packed({"failed": "memory", "at": "answer"})
    target.write(answer if len(answer) <= request["answer"] else packed({"failed": "answer", "at": ""}))
