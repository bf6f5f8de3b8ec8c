"""The cache that all processes of a machine share: counts of what was tried, kept in a small file beside the database.

It holds JSON values for a while and nothing else. Nothing depends on it for long: a file that cannot be read or written, a
full disk among the reasons, is an empty cache, and one that is no database is made anew.
"""

import json
import logging
import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from tongxin.office.writing import create_file

_log = logging.getLogger(__name__)
_BUSY_SECONDS: Final = 2
_SWEPT_EVERY: Final = 1_000  # writes
_NEVER: Final = 1e12
_NO_DATABASE: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL, ends REAL NOT NULL) WITHOUT ROWID"
)


class SharedCache(BaseCache):
    """A Django cache in a file of its own. One statement does each step, so that two processes never count as one."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(location)
        self._own = threading.local()
        self._writes = 0

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; tell whether it was kept. A broken file lets everything pass."""
        rows = self._run(
            "INSERT INTO kept VALUES (:name, :value, :ends) ON CONFLICT (name) DO UPDATE"
            " SET value = excluded.value, ends = excluded.ends WHERE ends <= :now RETURNING 1",
            key=key, version=version, value=json.dumps(value), ends=self._ends(timeout),
        )  # fmt: skip
        return rows is None or bool(rows)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return the value, `default` where there is none."""
        rows = self._run("SELECT value FROM kept WHERE name = :name AND ends > :now", key=key, version=version)
        return json.loads(rows[0][0]) if rows else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        self._run(
            "INSERT OR REPLACE INTO kept VALUES (:name, :value, :ends)",
            key=key, version=version, value=json.dumps(value), ends=self._ends(timeout),
        )  # fmt: skip
        self._sweep()

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value for longer; tell whether there is one."""
        statement = "UPDATE kept SET ends = :ends WHERE name = :name AND ends > :now RETURNING 1"
        return bool(self._run(statement, key=key, version=version, ends=self._ends(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; tell whether there was one."""
        return bool(self._run("DELETE FROM kept WHERE name = :name RETURNING 1", key=key, version=version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on and return the count; raises `ValueError` where there is none."""
        statement = "UPDATE kept SET value = value + :delta WHERE name = :name AND ends > :now RETURNING value"
        rows = self._run(statement, key=key, version=version, delta=delta)
        if not rows:
            raise ValueError(key)
        self._sweep()
        return int(rows[0][0])

    def clear(self) -> None:
        """Forget everything."""
        self._run("DELETE FROM kept", key="")

    def _ends(self, timeout: Any) -> float:
        ends = self.get_backend_timeout(timeout)
        return _NEVER if ends is None else float(ends)

    def _sweep(self) -> None:
        self._writes += 1
        if self._writes % _SWEPT_EVERY == 0:
            self._run("DELETE FROM kept WHERE ends <= :now", key="")

    def _run(self, statement: str, *, key: str, version: int | None = None, **values: Any) -> list[Any] | None:
        """Return the rows a statement gives, None where the file cannot be used."""
        named = {**values, "name": self.make_key(key, version=version), "now": time.time()}
        try:
            return self._connection().execute(statement, named).fetchall()
        except (sqlite3.Error, OSError) as error:
            _log.warning("counters: %s", error)
            self._own.__dict__.clear()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_DATABASE:
                for ending in ("", "-wal", "-shm"):
                    Path(f"{self._path}{ending}").unlink(missing_ok=True)  # the next step makes it anew
            return None

    def _connection(self) -> sqlite3.Connection:
        """Return this thread's connection; a forked process opens its own."""
        if getattr(self._own, "process", None) != os.getpid():
            create_file(self._path, b"", mode=0o600)
            found = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=OFF"):
                found.execute(f"PRAGMA {pragma}")
            found.execute(_SCHEMA)
            self._own.connection, self._own.process = found, os.getpid()
        connection: sqlite3.Connection = self._own.connection
        return connection
