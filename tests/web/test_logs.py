"""The lines of the log: what stands in them, what never does, and where they go."""

import json
import logging
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from tongxin.kernel.period import today
from tongxin.web import logs

NAME = "王某某"


def line(message: str, *arguments: object, error: BaseException | None = None, **more: Any) -> dict[str, Any]:
    """Return the line of a record as it is read back."""
    record = logging.LogRecord(more.pop("logger", "tongxin.x"), logging.ERROR, "x.py", 1, message, arguments, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    record.__dict__.update(more)
    text = logs.JsonLine().format(record)
    assert "\n" not in text
    told: dict[str, Any] = json.loads(text)
    return told


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_line_tells_time_level_logger_and_message() -> None:
    told = line("做了 %s", "一件事")
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "tongxin.x", "做了 一件事")
    assert told["at"].endswith("+08:00")
    assert told["process"] == os.getpid()
    assert "request" not in told
    assert len(line("长" * 9000)["message"]) == 2000


def test_exception_is_told_without_what_somebody_typed() -> None:
    told = line("failed", error=raised(ValueError(NAME)))
    assert told["exception"] == "ValueError"
    assert told["frames"][-1].endswith("raised")
    assert NAME not in json.dumps(told, ensure_ascii=False)
    quoting = raised(IntegrityError(f"duplicate key\nDETAIL: ({NAME})"))
    assert "said" not in line("failed", error=quoting)


def test_database_and_operating_system_may_speak() -> None:
    assert line("x", error=raised(OperationalError(f"connection refused\n{NAME}")))["said"] == "connection refused"
    assert line("x", error=raised(OSError(28, "No space left", f"/data/{NAME}")))["said"] == "No space left"
    assert "said" not in line("x", error=raised(OSError(NAME)))


def test_refusals_of_django_are_told_by_status_since_their_message_holds_the_address() -> None:
    told = line("%s: %s", "Not Found", f"/people/{NAME}", logger="django.request", status_code=404)
    assert told["message"] == "Not Found"


def test_refusal_without_an_exception_is_no_complaint() -> None:
    plain = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, "Service Unavailable", (), None)
    failed = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, "x", (), (ValueError, ValueError(), None))
    assert [logs.WithException().filter(one) for one in (plain, failed)] == [False, True]


def answered(request: HttpRequest, *, route: str = "", status: int = 200) -> HttpResponse:
    """Let a request go through the middleware."""

    def view(asked: HttpRequest) -> HttpResponse:
        if route:
            asked.resolver_match = resolve(route)
        logging.getLogger("tongxin.x").warning("inside")
        return HttpResponse(status=status)

    return logs.RequestLogMiddleware(view)(request)


def test_request_leaves_route_status_and_milliseconds_and_answers_with_its_id(caplog: Any) -> None:
    caplog.handler.setFormatter(logs.JsonLine())
    caplog.set_level(logging.INFO, logger="tongxin")
    response = answered(RequestFactory().get(f"/jobs/7/?q={NAME}"), route="/jobs/7/", status=404)
    inside, told = (json.loads(one) for one in caplog.text.splitlines())
    assert (told["method"], told["route"], told["status"]) == ("GET", "jobs/<int:pk>/", 404)
    assert 0 <= told["ms"] < 60_000
    assert told["request"] == inside["request"] == response["X-Request-ID"]
    assert len(response["X-Request-ID"]) == 16
    assert NAME not in caplog.text
    assert logs.current_request.get() == ""


def test_strange_method_and_address_are_told_as_such(caplog: Any) -> None:
    caplog.handler.setFormatter(logs.JsonLine())
    caplog.set_level(logging.INFO, logger="tongxin.requests")
    answered(RequestFactory().generic("SECRET13812345678", "/nowhere/"))
    told = json.loads(caplog.text.splitlines()[-1])
    assert (told["method"], told["route"]) == ("其他", "")


def test_id_is_taken_from_the_trusted_proxy_only(settings: Any) -> None:
    def answer(given: str) -> str:
        return str(answered(RequestFactory().get("/", headers={"X-Request-ID": given}))["X-Request-ID"])

    assert answer("proxy-1234") != "proxy-1234"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert answer("proxy-1234") == "proxy-1234"
    for wrong in ("short", "x" * 65, "proxy 1234", "proxy_12\n34"):
        assert answer(wrong) != wrong


def test_request_that_raises_leaves_no_id_behind() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise Http404

    with pytest.raises(Http404):
        logs.RequestLogMiddleware(view)(RequestFactory().get("/"))
    assert logs.current_request.get() == ""


def test_file_of_the_day_is_the_owners_and_changes_with_the_day(tmp_path: Path, monkeypatch: Any) -> None:
    handler = logs.DailyFile(str(tmp_path / "logs"))
    handler.setFormatter(logging.Formatter("%(message)s"))
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "一行", (), None)
    handler.emit(record)
    handler.emit(record)
    first = tmp_path / "logs" / f"{today()}.jsonl"
    assert first.read_text() == "一行\n一行\n"
    assert (first.stat().st_mode & 0o777, first.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    monkeypatch.setattr(logs, "today", lambda: date(2030, 1, 2))
    handler.emit(record)
    assert (tmp_path / "logs" / "2030-01-02.jsonl").read_text() == "一行\n"
    handler.close()
    handler.close()


def test_folder_that_takes_nothing_hurts_nobody(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    handler = logs.DailyFile(str(tmp_path / "logs"))
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.emit(logging.LogRecord("x", logging.INFO, "x.py", 1, "静", (), None))
    handler.emit(logging.LogRecord("x", logging.WARNING, "x.py", 1, "响", (), None))
    assert capsys.readouterr().err == "响\n"


def test_old_files_are_removed_and_others_stay(tmp_path: Path) -> None:
    day = date(2026, 11, 30)
    old, kept = day - timedelta(days=logs.KEPT_DAYS + 1), day - timedelta(days=logs.KEPT_DAYS)
    for name in (f"{old}.jsonl", f"{kept}.jsonl", "other.jsonl", "2020-01-01.txt"):
        (tmp_path / name).touch()
    assert logs.tidy(tmp_path, day=day) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["2020-01-01.txt", f"{kept}.jsonl", "other.jsonl"]
    )
    assert logs.tidy(tmp_path / "none", day=day) == 0
