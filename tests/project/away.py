"""A database that is away: the connection of this test leads nowhere for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def database_away() -> Iterator[None]:
    """Let nobody reach the database; for tests that hold no transaction."""
    known = connections["default"].settings_dict
    kept = {name: known[name] for name in ("NAME", "PORT")}
    connections.close_all()
    known.update({"PORT": "1"} if known["PORT"] else {"NAME": "/nowhere/tongxin.sqlite3"})
    try:
        yield
    finally:
        connections.close_all()
        known.update(kept)
