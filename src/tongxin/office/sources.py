"""The bytes of a file somebody named or sent, never more than a file may have."""

from pathlib import Path
from typing import Final, Protocol

from tongxin.kernel.errors import InputError
from tongxin.office.limits import MEGABYTE

MOST_BYTES: Final = 50 * MEGABYTE


class Source(Protocol):
    """What bytes can be read from: an open file, a pipe, an upload."""

    def read(self, size: int, /) -> bytes:
        """Return up to so many of the next bytes."""


def read_bytes(path: Path) -> bytes:
    """Read a whole file; a missing, unreadable or oversized one is refused in one sentence."""
    try:
        if path.is_dir():
            raise InputError(f"「{path.name[:40]}」是文件夹，请给出其中的文件。", field="file")
        with path.open("rb") as stream:
            return read_stream(stream, name=path.name)
    except (OSError, ValueError) as error:
        raise InputError(f"打不开文件「{path.name[:40]}」，请检查路径和权限。", field="file") from error


def read_stream(stream: Source, *, name: str, most: int = MOST_BYTES) -> bytes:
    """Read a stream to its end, but never more than a file may have: pipes and devices have no size to ask for."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise InputError(f"文件「{name[:40]}」超过 {most // MEGABYTE} MB，请拆小后再试。", field="file")
    return content
