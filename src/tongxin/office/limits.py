"""What reading one foreign file may cost."""

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 2**20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bytes of the file, of the memory its reader may take and of what it may answer; seconds, of processor and of clock."""

    content: int = 50 * MEGABYTE
    memory: int = 512 * MEGABYTE
    seconds: int = 15
    answer: int = 32 * MEGABYTE
