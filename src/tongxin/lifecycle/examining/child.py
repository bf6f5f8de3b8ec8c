"""The process a file is examined in: decoders of foreign pictures can crash, and none may take a server with it.

It gets limits of memory, processor time and file size, no secret of the server, and answers one line of JSON.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from tongxin.kernel.errors import InputError
from tongxin.lifecycle.examining.sniffing import Examined, look

MEMORY: Final = 1536 * 2**20
SECONDS: Final = 30
LONGEST_FILE: Final = 64 * 2**20
_SLOTS: Final = BoundedSemaphore(2)  # more memory than two may take is never asked for
_PROGRAM: Final = "from tongxin.lifecycle.examining.child import main; main()"
_ROOT: Final = str(Path(__file__).resolve().parents[3])
_NICE: Final = 5  # pages go first


def examine(path: Path) -> Examined:
    """Examine a file in a process of its own; raise `InputError` for one that is unsound or that costs too much."""
    paths = os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))
    try:
        with _SLOTS:
            ended = subprocess.run(  # noqa: S603 - our own program; the path is one we made
                [sys.executable, "-PsB", "-c", _PROGRAM, str(path)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": paths, "PYTHONUTF8": "1"},
                timeout=2 * SECONDS,
                check=True,
            )
        answer: dict[str, Any] = json.loads(ended.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise InputError(
            "这个文件读不出来，可能已损坏或太复杂，请用原来的程序打开、重新保存后再传。", field="file"
        ) from None
    if "error" in answer:
        message, field = answer["error"]
        raise InputError(message, field=field)
    return Examined(**answer["found"])


def main() -> None:
    """Do what the process was started for."""
    limits = {
        resource.RLIMIT_AS: (MEMORY, MEMORY),
        resource.RLIMIT_FSIZE: (LONGEST_FILE, LONGEST_FILE),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_CPU: (SECONDS, SECONDS + 1),
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, limit)
    os.nice(_NICE)
    sys.stdout.write(answered(Path(sys.argv[1])))


def answered(path: Path) -> str:
    """Return what is found, or the sentence why not, as JSON."""
    try:
        with path.open("rb") as file:
            return json.dumps({"found": asdict(look(file, folder=path.parent))})
    except InputError as error:
        return json.dumps({"error": [error.message, error.field]})
