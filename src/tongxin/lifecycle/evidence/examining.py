"""What an upload is, told from its content in a process of its own."""

from pathlib import Path

from tongxin.office.examining.examined import Examined
from tongxin.office.reading import read


def examine(path: Path) -> Examined:
    """Say what a file is; raise `InputError` for one that is not what it seems to be. Pictures are drawn beside it."""
    return Examined(**read("evidence", path, options={"folder": str(path.parent)}))
