"""`/api/v1/scans`: what a device holds, and the batches it hands in. The device's own token says who asks, no account does."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from tongxin.access import throttle
from tongxin.access.actor import Actor
from tongxin.access.exports import record_export
from tongxin.attendance.actions.folding import fold_late
from tongxin.attendance.checkin import queries
from tongxin.attendance.checkin.actions import AFTERWARDS, check_in
from tongxin.attendance.checkin.items import read_batch
from tongxin.attendance.checkin.queries import SessionNumbers, label_of
from tongxin.attendance.models import Device, Scan
from tongxin.attendance.queries import owner_of
from tongxin.intake.api.values import read_json
from tongxin.kernel.errors import ForbiddenError, InputError, TongxinError, UnknownAskerError
from tongxin.kernel.scope import Scope
from tongxin.network.models.tokens import hashed

SCHEME: Final = "Device "
LARGEST_BODY: Final = 512 * 1024
_WRONG_TOKENS_A_MINUTE: Final = 30
_REQUESTS_A_MINUTE: Final = 600
_JSON: Final = {"ensure_ascii": False}


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class DeviceView(View):
    """Reads the device's secret from `Authorization: Device …`; every refusal is one sentence as JSON.

    No cookie says who asks, so there is nothing a foreign page could make a browser send: no CSRF mark is needed.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except TongxinError as error:
            status = int(error.http_status)
            if isinstance(error, UnknownAskerError):
                self._count_wrong()
            response = JsonResponse({"message": error.message, "field": error.field}, status=status)
            if status == HTTPStatus.UNAUTHORIZED:
                response["WWW-Authenticate"] = SCHEME.strip()
            return response

    def secret(self) -> str:
        """Return what the device signs in with."""
        header = self.request.headers.get("Authorization", "")
        if not header.startswith(SCHEME):
            raise UnknownAskerError("请在请求头里写 Authorization: Device 设备令牌，令牌在主办方开通签到时得到。")
        secret = header.removeprefix(SCHEME).strip()
        throttle.count(f"device.{hashed(secret)}", most=_REQUESTS_A_MINUTE, seconds=60)
        return secret

    def device(self) -> Device:
        """Return the device that asks."""
        return queries.device_with(self.secret(), now=timezone.now())

    def _count_wrong(self) -> None:
        throttle.count(f"wrong.device.{throttle.caller(self.request)}", most=_WRONG_TOKENS_A_MINUTE, seconds=60)


class ScansView(DeviceView):
    """What the device may do, and where it hands in what it did."""

    def get(self, _request: HttpRequest) -> JsonResponse:
        """Tell the device about its occasion: sessions with numbers, and the hashes of tickets to judge by without network."""
        device = self.device()
        owner = owner_of(device.occasion)
        told = {
            "occasion": device.occasion_id,
            "title": str(owner),
            "now": timezone.now().isoformat(),
            "expires": device.expires.isoformat(),
            "device": device.label,
            "with_names": device.with_names,
            "sessions": [_session(one) for one in queries.session_numbers(device.occasion)],
            "tickets": queries.tickets_of(device.occasion),
        }
        return JsonResponse(told, json_dumps_params=_JSON)

    def post(self, request: HttpRequest) -> JsonResponse:
        """Take a batch: an answer per item, in order. Sent again it is answered again and changes nothing."""
        secret = self.secret()
        if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
            raise InputError("这一批太大，请分成每批 500 条以内再发。", field="scans")
        sent = read_batch(read_json(request.body))
        answers = check_in(sent, by=secret)
        if any(one.outcome == Scan.Outcome.ADMITTED for one in answers):
            self._fold_late()
        now = timezone.now()
        behind = round((now - sent.now).total_seconds()) if sent.now else 0
        told = {"now": now.isoformat(), "clock_behind": behind, "answers": [one.json() for one in answers]}
        return JsonResponse(told, json_dumps_params=_JSON)

    def _fold_late(self) -> None:
        """Let what arrives after the record was said to be held go onto its roster."""
        device = self.device()
        if timezone.now() >= device.expires - AFTERWARDS - timedelta(days=1):
            fold_late(device.occasion, by=Actor(scope=Scope(), name=str(device), account_id=device.account_id))


class NamesView(DeviceView):
    """Who has registered, for a device whose host asked for the list of this occasion."""

    def get(self, _request: HttpRequest) -> JsonResponse:
        """Give the list, and tell the journal that it left."""
        device = self.device()
        if not device.with_names:
            raise ForbiddenError("开通这台设备时没有选择「放入本场名单」，请输入签到码，或由主办方重新开通。")
        names = queries.names_of(device.occasion)
        by = Actor(scope=Scope(), name=str(device), account_id=device.account_id)
        record_export("本场报名名单", by=by, path=device.occasion.path, rows=len(names), purpose="现场签到按姓名查找")
        return JsonResponse({"names": names}, json_dumps_params=_JSON)


def _session(one: SessionNumbers) -> dict[str, Any]:
    row = one.session
    return {
        "id": row.pk,
        "day": row.day.isoformat(),
        "label": label_of(row),
        "expected": one.expected,
        "present": one.present,
    }
