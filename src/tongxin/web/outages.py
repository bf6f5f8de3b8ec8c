"""What is not our fault and passes: the database away or busy, a disk that is full or cannot be written.

One place says which error means which, and with which sentence a page, the API and a job answer. Nothing here asks the
database.
"""

import errno
import sqlite3
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.db.utils import DatabaseError, InterfaceError, OperationalError


@dataclass(frozen=True)
class Outage:
    """What is out of order: the status to answer with, the sentence, and seconds after which asking again makes sense."""

    status: HTTPStatus
    message: str
    retry_after: int


AWAY: Final = Outage(
    HTTPStatus.SERVICE_UNAVAILABLE, "数据库暂时连不上，没有保存任何内容，请过一会儿再试；一直这样请联系管理员。", 30
)
BUSY: Final = Outage(HTTPStatus.SERVICE_UNAVAILABLE, "系统正忙（有大批数据正在写入），没有保存，请过一会儿再试。", 10)
FULL: Final = Outage(HTTPStatus.INSUFFICIENT_STORAGE, "服务器磁盘已满，没有保存，请联系管理员清理磁盘后再试。", 300)
READ_ONLY: Final = Outage(
    HTTPStatus.SERVICE_UNAVAILABLE, "服务器的数据文件夹不能写入，没有保存，请联系管理员检查磁盘和文件夹权限。", 300
)

_FILES: Final = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}
_SQLITE: Final = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_IOERR: AWAY,
}
_PRIMARY: Final = 0xFF  # the part of SQLite's code that names the kind
# Beginnings of PostgreSQL's SQLSTATE, longest first.
_POSTGRESQL: Final = {
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": BUSY,  # a lock not had in time
    "08": AWAY,
    "53": BUSY,  # too many connections, no memory
    "57": AWAY,  # shut down, or starting up
    "40": BUSY,  # deadlock, or a conflict of two transactions
    "58": AWAY,  # the disk of the database
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Tell what is out of order, or None where the error is a fault of the program."""
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_database(error)
    if isinstance(error, OSError):
        return _FILES.get(error.errno or 0)
    return None


def _of_database(error: Exception) -> Outage | None:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)  # absent where Python itself complains
        return None if code is None else _SQLITE.get(code & _PRIMARY)
    state = getattr(cause, "sqlstate", None)
    if state:
        return next((found for beginning, found in _POSTGRESQL.items() if state.startswith(beginning)), None)
    # No state: the server was never reached, or the connection broke under a query.
    return AWAY if isinstance(error, OperationalError | InterfaceError) else None
