"""The pages of refused and failed requests: one sentence on what is wrong and one on what to do next."""

import re
import sys
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tongxin.web.logs import current_request
from tongxin.web.outages import outage_of
from tongxin.web.sent_text import UnkeptTextError

_ACT = re.compile(r"(/.+/\d+/)[a-z_]+/")  # the address of an act lies below that of its record
EXPIRED = "登录已过期、页面打开太久或来源不符，没有保存；请回到刚才的表单重新提交，填写的内容会自动填回。"
SENTENCES = {
    400: "请求的内容有误，请返回上一页检查后重试。",
    403: "您没有权限打开这个页面，请联系上级管理员授权。",
    404: "没有找到这个页面，可能已移动，或不在您的权限范围内。",
    405: "这个地址不接受这种请求，请返回上一页重试。",
    500: "服务器出错，已记入运行日志，请稍后再试。",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where more was sent than any form takes."""
    if isinstance(exception, RequestDataTooBig):
        return page(request, status=413, message="提交的内容太大，没有保存，请减少内容后重新提交。")
    return page(request, status=400, message=str(exception) if isinstance(exception, UnkeptTextError) else "")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 403."""
    return page(request, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer 404."""
    return page(request, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a form that came without its token, from an old page or another site: what was typed is not lost by that."""
    return page(request, status=403, message=EXPIRED, form_page=_form_page(request))


def _form_page(request: HttpRequest) -> str:
    """Return the address of the page a form was sent from, where it is one of ours; else that it was sent to."""
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host() or sent_from.path.startswith("/accounts/"):
        return request.path
    return sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody expected: 503 or 507 with its sentence where something is out of order, else 500.

    The page needs neither database nor session, since either may be what failed.
    """
    outage = outage_of(sys.exc_info()[1])
    status, message = (outage.status, outage.message) if outage else (HTTPStatus.INTERNAL_SERVER_ERROR, SENTENCES[500])
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"message": message, "field": None}, status=status)
    else:
        heading = "暂时不能使用" if outage else "服务器出错"
        context = {"heading": heading, "message": message, "request_id": current_request.get()}
        response = HttpResponse(render_to_string("web/broken.html", context), status=status)
    if outage:
        response["Retry-After"] = str(outage.retry_after)
    return response


def page(request: HttpRequest, *, status: int, message: str = "", form_page: str = "") -> HttpResponse:
    """Answer with a sentence: a page for readers, which leads back to `form_page` where one is given, JSON below `/api/`."""
    message = message or SENTENCES[status]
    if request.path.startswith("/api/"):
        return JsonResponse({"message": message, "field": None}, status=status)
    refused = _ACT.fullmatch(request.path) if status == HTTPStatus.CONFLICT else None
    context: dict[str, Any] = {"message": message, "status": status, "record": refused[1] if refused else ""}
    context |= {"request_id": current_request.get(), "form_page": form_page}
    return render(request, "web/error.html", context, status=status)
