"""The migrated database the tests begin with: made once, kept in `.test-database/`, copied for each worker of a run.

A test that writes outside the transaction of its own (`transaction=True`) is followed by the same copy: the next one finds
everything migrations put in, in any order of the tests. `python -m tests.prepared` makes the copy before the tests do.
"""

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import django
from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".test-database"
PACKAGE = ROOT / "src" / "tongxin"
# What the content of a migrated database follows from; the lock names the versions of all that is not ours.
SHAPING = ("**/migrations/*.py", "**/models.py", "**/models/**/*.py", "kernel/**/*.*", "project/settings.py")
TEMPLATE = "tongxin_migrated_"


class Copies(Protocol):
    """How a kind of database keeps a copy of the migrated one and gives it back."""

    def kept(self) -> bool: ...
    def keep(self) -> None: ...
    def restore(self) -> None: ...


def fingerprint() -> str:
    """Name everything a migrated database depends on."""
    files = {path for pattern in SHAPING for path in PACKAGE.glob(pattern) if path.is_file() and path.suffix != ".pyc"}
    known = sha256(repr((settings.INSTALLED_APPS, connection.vendor)).encode())
    for path in [*sorted(files), ROOT / "requirements.lock"]:
        known.update(f"{path.relative_to(ROOT)}\0".encode() + sha256(path.read_bytes()).digest())
    return known.hexdigest()[:20]


class SQLiteCopies:
    """The copy is a file beside the sources."""

    def __init__(self) -> None:
        self.file = FOLDER / f"{TEMPLATE}{fingerprint()}.sqlite3"

    def kept(self) -> bool:
        return self.file.exists()

    def keep(self) -> None:
        for older in FOLDER.glob(f"{TEMPLATE}*"):
            older.unlink()
        unfinished = self.file.with_suffix(".unfinished")
        connection.ensure_connection()
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable without others beside it
        unfinished.replace(self.file)

    def restore(self) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as copy:
            copy.backup(connection.connection)


def _copy(template: str, name: str) -> str:
    """Return the statement that copies files: blocks written to the log one by one take twice as long."""
    return f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'


class PostgreSQLCopies:
    """The copy is a database of the same cluster."""

    def __init__(self) -> None:
        self.name = TEMPLATE + fingerprint()

    def _run(self, *statements: str) -> None:
        connections.close_all()
        with connection.creation._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def kept(self) -> bool:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            return cursor.fetchone() is not None

    def keep(self) -> None:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE])
            older = [name for (name,) in cursor.fetchall()]
        made = connection.settings_dict["NAME"]
        self._run(*(f'DROP DATABASE "{name}"' for name in older), _copy(made, self.name))

    def restore(self) -> None:
        name = connection.settings_dict["NAME"]
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', _copy(self.name, name))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _point_at_test_database() -> None:
    """Connect to the test's database, as Django does when it creates one; the reading alias is a mirror of it."""
    name = connection.creation._get_test_db_name()
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def prepare() -> Copies:
    """Set up this process's test database: a copy of the one that was migrated before, or the first one itself."""
    copies: Copies = PostgreSQLCopies() if connection.vendor == "postgresql" else SQLiteCopies()
    with _one_at_a_time():
        if copies.kept():
            _point_at_test_database()
            copies.restore()
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            copies.keep()
    for alias in connections:
        if connections[alias].settings_dict["TEST"]["MIRROR"]:
            connections[alias].creation.set_as_test_mirror(connection.settings_dict)
    return copies


def remove(original: Any) -> None:
    """Drop this process's test database and point at the configured one again."""
    connections.close_all()
    connection.creation.destroy_test_db(original, verbosity=0)


if __name__ == "__main__":
    django.setup()
    unused = connection.settings_dict["NAME"]
    prepare()
    remove(unused)
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)
