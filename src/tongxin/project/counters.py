"""Where the processes of the web server put what they count, so that one of them can tell the sum."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, checked below


def fresh_folder() -> Path:
    """Return an empty folder for this server: in memory where there is such a place, else in the data folder.

    The counters are mapped files: on a full disk a write to one would end the process that counts.
    """
    data: Path = settings.DATA_DIR
    name = f"tongxin-{os.getuid()}-{sha256(str(data).encode()).hexdigest()[:12]}"
    for folder in (_MEMORY / name, data / "counters"):
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue  # somebody else was there before
            for old in folder.glob("*.db"):
                old.unlink(missing_ok=True)
            return folder
    return data
