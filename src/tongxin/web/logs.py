"""One line of JSON for each request and each complaint, with the request's id, in a file of the day.

A line holds the route, never the address: addresses hold codes of invitations and names people searched for. Of an
exception it holds the type and the lines of code, not the message, which may quote what somebody typed; what the database
and the operating system say of themselves is kept.
"""

import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse

from tongxin.kernel.period import SHANGHAI, today

logger = logging.getLogger("tongxin.requests")
current_request: Final[ContextVar[str]] = ContextVar("current_request", default="")
KEPT_DAYS: Final = 190  # at least 180 are asked for
_GIVEN: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl")
_LONGEST: Final = 2_000


class RequestLogMiddleware:
    """Gives each request an id, answers with it as `X-Request-ID`, and writes its line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note route, status and milliseconds."""
        began = time.perf_counter()
        number = _given(request) or uuid4().hex[:16]
        token = current_request.set(number)
        try:
            response = self._respond(request)
            match = request.resolver_match
            told = {
                "method": request.method if request.method in _METHODS else "其他",
                "route": match.route if match else "",
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            logger.info("request", extra={"told": told})
        finally:
            current_request.reset(token)
        response["X-Request-ID"] = number
        return response


_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _given(request: HttpRequest) -> str:
    """Return the id the trusted proxy has given, nothing from anybody else."""
    said = request.headers.get("X-Request-ID", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return said if _GIVEN.fullmatch(said) else ""


class WithException(logging.Filter):
    """Lets through what names an exception: that something was refused or is away stands in the line of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the record is written."""
        return bool(record.exc_info)


class JsonLine(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "process": record.process,
        }
        if number := current_request.get():
            told["request"] = number
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1] is not None:
            told |= _exception(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Return the message; Django's own about a refused request ends with the address, and is told by its status."""
    status = getattr(record, "status_code", 0)
    if record.name.startswith("django.") and status:
        return HTTPStatus(status).phrase
    return record.getMessage()[:_LONGEST]


def _exception(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    said = {
        "exception": type(error).__qualname__,
        "frames": [f"{one.filename}:{one.lineno} {one.name}" for one in frames],
    }
    if isinstance(error, OperationalError):
        said["said"] = str(error).partition("\n")[0][:_LONGEST]
    elif isinstance(error, OSError) and error.strerror:
        said["said"] = error.strerror
    return said


class DailyFile(logging.Handler):
    """Appends to the file of the day, from any number of processes; to standard error while the folder takes nothing."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = Path(folder)
        self._day: date | None = None
        self._file = -1

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line whole; never raises, since nobody's request may fail for its own trace."""
        line = f"{self.format(record)}\n"
        try:
            os.write(self._opened(), line.encode("utf-8", "backslashreplace"))
        except OSError:
            if record.levelno >= logging.WARNING:
                with suppress(OSError, ValueError):
                    sys.stderr.write(line)

    def _opened(self) -> int:
        day = today()
        if day != self._day:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._folder / f"{day}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self.close_file()
            self._day, self._file = day, file
        return self._file

    def close_file(self) -> None:
        """Let go of the file of the day before."""
        if self._file >= 0:
            os.close(self._file)
        self._day, self._file = None, -1

    def close(self) -> None:
        """Close for good, when the process ends."""
        self.close_file()
        super().close()


def tidy(folder: Path, *, day: date) -> int:
    """Remove the files whose time is over; return how many."""
    gone = 0
    for path in folder.glob("*.jsonl"):
        named = _DAY.fullmatch(path.name)
        if named and date.fromisoformat(named[1]) < day - timedelta(days=KEPT_DAYS):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
