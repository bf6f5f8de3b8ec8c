"""What monitors ask: `/healthz`, `/readyz`, `/metrics`. Answered before anything else of a request is looked at.

No host name, session or database is needed for an answer. `/healthz` says that the process answers. `/readyz` says of each
check whether it holds, with its sentence for whoever brings the token. `/metrics` exists for the token alone.
"""

import hmac
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.db.models import Min
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django_prometheus.exports import ExportToDjangoView
from django_prometheus.middleware import PrometheusAfterMiddleware
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from tongxin.access.heartbeat import signs
from tongxin.access.models import Job, ScheduledRun
from tongxin.access.schedule import SCHEDULE
from tongxin.project.health import checks, free_bytes, snapshot_taken
from tongxin.project.versions import software

_BEARER: Final = "Bearer "
_OPEN: Final = (Job.State.QUEUED, Job.State.RUNNING)


class MonitoringMiddleware:
    """Answers the three addresses of monitors, hands everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = get_response
        self._answers = {"/healthz": _live, "/readyz": _ready, "/metrics": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a monitor."""
        answer = self._answers.get(request.path_info)
        if answer is None:
            return self._respond(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response


class CountedMiddleware(PrometheusAfterMiddleware):  # type: ignore[misc]  # the library has no types
    """Counts requests by view; a method nobody has heard of counts as one, so that no stranger makes new series."""

    def label_metric(self, metric: Any, request: HttpRequest, response: Any = None, **labels: Any) -> Any:
        """Return the series a request counts in."""
        if "method" in labels:
            labels["method"] = self._method(request)
        return super().label_metric(metric, request, response, **labels)


def _brings_token(request: HttpRequest) -> bool:
    said = request.headers.get("Authorization", "")
    token: str = settings.TONGXIN_MONITOR_TOKEN
    return said.startswith(_BEARER) and hmac.compare_digest(said[len(_BEARER) :].encode(), token.encode())


def _live(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"live": True})


def _ready(request: HttpRequest) -> HttpResponse:
    found = checks()
    ready = all(one.ok for one in found)
    told: dict[str, Any] = {"ready": ready, "checks": {one.name: one.ok for one in found}}
    if _brings_token(request):
        told |= {"said": {one.name: one.said for one in found}, "software": software()}
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _metrics(request: HttpRequest) -> HttpResponse:
    if not _brings_token(request):
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    response: HttpResponse = ExportToDjangoView(request)
    own = CollectorRegistry()
    own.register(_Product())
    response.content = response.content + generate_latest(own)
    return response


class _Product:
    """What only the product knows of itself. Where the database is away, what stands in it is absent."""

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        yield _gauge("tongxin_workers", "Workers that gave a sign of life lately.", len(signs()))
        yield _gauge("tongxin_disk_free_bytes", "Free bytes on the disk of the data folder.", free_bytes())
        if taken := snapshot_taken():
            yield _gauge("tongxin_snapshot_timestamp_seconds", "When the snapshot was taken.", taken.timestamp())
        told = []
        with suppress(Error):
            told = [*_jobs(), *_schedule()]
        yield _gauge("tongxin_database_up", "Whether the database answers.", int(bool(told)))
        yield from told


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _jobs() -> Iterator[Metric]:
    number = GaugeMetricFamily("tongxin_jobs", "Jobs that wait or run.", labels=["state"])
    for state in _OPEN:
        number.add_metric([state.value], Job.objects.counted().filter(state=state).count())
    yield number
    since = Job.objects.counted().filter(state=Job.State.QUEUED).aggregate(since=Min("created"))["since"]
    waited = (timezone.now() - since).total_seconds() if since else 0
    yield _gauge("tongxin_oldest_waiting_job_seconds", "How long the oldest waiting job has waited.", waited)


def _schedule() -> Iterator[Metric]:
    succeeded = GaugeMetricFamily("tongxin_scheduled_success_timestamp_seconds", "Last success.", labels=["code"])
    failed = GaugeMetricFamily("tongxin_scheduled_failed", "Whether the last run failed.", labels=["code"])
    rows = {
        one.code: ScheduledRun(code=one.code) for one in SCHEDULE()()
    }  # what never ran is told: an alarm needs a value
    rows |= {row.code: row for row in ScheduledRun.objects.all()}
    for code, row in sorted(rows.items()):
        failed.add_metric([code], int(row.state == ScheduledRun.State.FAILED))
        succeeded.add_metric([code], row.succeeded.timestamp() if row.succeeded else 0)
    yield from (succeeded, failed)
