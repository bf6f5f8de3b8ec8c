"""The data folder belongs to the account the product runs as, and nobody else on the machine looks into it."""

import os
import stat
from pathlib import Path
from typing import Final

OTHERS: Final = 0o077


def keep_to_owner(folder: Path) -> None:
    """Make what this process creates its owner's alone, and the folder as well, where an earlier version made it.

    Whoever cannot enter the folder reaches nothing below it, whatever the modes there. A folder of somebody else's, such as
    a volume with its own rules, stays as it is.
    """
    os.umask(os.umask(OTHERS) | OTHERS)
    _close(folder)


def close_files(folder: Path) -> int:
    """Close every file and folder below to others, as those of earlier versions are open; return how many were.

    Collected page files stay as they are: anybody may read them, and a server before this one might.
    """
    return sum(
        _close(path)
        for top in sorted(folder.iterdir())
        if top.name != "static"
        for path in (top, *(sorted(top.rglob("*")) if top.is_dir() and not top.is_symlink() else ()))
    )


def _close(path: Path) -> bool:
    """Take from others what they may do with a file or folder; tell whether that was something."""
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode) or not found.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except (FileNotFoundError, PermissionError):
        return False
    return True
