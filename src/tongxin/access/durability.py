"""When a write counts as done: once it is on the disk, except where somebody waits at a door and it may be soon after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def soon_on_disk() -> Iterator[None]:
    """Let this connection's next transactions be acknowledged before SQLite has them on the disk.

    A power cut may lose what was written since the last write of anybody else, who waits for the disk and has it take
    all that came before; a process that dies loses nothing. PostgreSQL groups its writes and needs none of this.
    Inside a transaction, whose end somebody else decides, nothing changes.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    held: Any = connection.connection  # no statement of the work itself: it is none that is counted or logged
    held.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        held.execute("PRAGMA synchronous=FULL")
