"""What passes by itself is told apart from faults: by the errors SQLite, PostgreSQL and the operating system really raise."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.utils import DatabaseError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from tongxin.web.outages import AWAY, BUSY, FULL, READ_ONLY, Outage, outage_of


def wrapped(cause: BaseException, kind: type[Exception] = OperationalError) -> Exception:
    """Return the error as Django raises it."""
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


def of_sqlite(path: Path, *statements: str, uri: str = "") -> Exception:
    """Return what SQLite says of the last statement."""

    def speak() -> None:
        with closing(sqlite3.connect(uri or path, timeout=0, uri=bool(uri), isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    with pytest.raises(sqlite3.Error) as caught:
        speak()
    return wrapped(caught.value)


def test_errors_of_sqlite_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    assert outage_of(of_sqlite(path, "INSERT INTO t VALUES (1)")) is BUSY
    holder.execute("ROLLBACK")
    holder.close()
    assert outage_of(of_sqlite(path, "INSERT INTO t VALUES (1)", uri=f"file:{path}?mode=ro")) is READ_ONLY
    full = ("PRAGMA max_page_count=3", "INSERT INTO t VALUES (zeroblob(100000))")
    assert outage_of(of_sqlite(path, *full)) is FULL
    assert outage_of(of_sqlite(tmp_path / "no" / "b.sqlite3", "SELECT 1")) is AWAY
    assert outage_of(of_sqlite(path, "SELECT * FROM nowhere")) is None, "a missing table is a fault"
    assert outage_of(wrapped(sqlite3.ProgrammingError("Cannot operate on a closed database."))) is None


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("53100", FULL), ("53300", BUSY), ("25006", READ_ONLY), ("08006", AWAY), ("57P01", AWAY), ("57P03", AWAY),
        ("40P01", BUSY), ("55P03", BUSY), ("58030", AWAY), ("42P01", None), ("22P05", None),
    ],
)  # fmt: skip
def test_errors_of_postgresql_are_told_apart(state: str, expected: Outage | None) -> None:
    assert outage_of(wrapped(psycopg.errors.lookup(state)("said"), DatabaseError)) is expected


def test_connection_that_broke_is_away_and_wrong_data_is_a_fault() -> None:
    assert outage_of(wrapped(psycopg.OperationalError("connection refused"))) is AWAY
    assert outage_of(wrapped(psycopg.InterfaceError("the connection is closed"), InterfaceError)) is AWAY
    assert outage_of(OperationalError("nobody said why")) is AWAY
    assert outage_of(wrapped(psycopg.IntegrityError("no state"), IntegrityError)) is None
    assert outage_of(ProgrammingError("a fault")) is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EROFS, READ_ONLY), (errno.EACCES, READ_ONLY),
        (errno.EPERM, READ_ONLY), (errno.ENOENT, None),
    ],
)  # fmt: skip
def test_errors_of_files_are_told_apart(number: int, expected: Outage | None) -> None:
    assert outage_of(OSError(number, "said")) is expected


@pytest.mark.parametrize("error", [None, ValueError("x"), OSError("no number")])
def test_anything_else_is_a_fault(error: Any) -> None:
    assert outage_of(error) is None
