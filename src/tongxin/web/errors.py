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
from django.utils.http import url_has_allowed_host_and_scheme

from tongxin.web.logs import current_request
from tongxin.web.outages import outage_of
from tongxin.web.sent_text import UnkeptTextError

_ACT = re.compile(r"(/.+/\d+/)[a-z_]+/")  # the address of an act lies below that of its record
_ACCOUNTS = "/accounts/"
HEADINGS = {403: "没有权限", 404: "没有找到", 409: "情况有变", 413: "内容太大", 429: "请稍等", 503: "暂时不能回答"}
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
    if request.path.startswith(_ACCOUNTS) and not request.COOKIES:
        message = "浏览器没有带回登录所需的 Cookie：请允许本站使用 Cookie，再重新打开登录页。"
        return page(request, status=403, message=message, heading="页面已过期")
    form_page = came_from(request) or request.path
    return page(request, status=403, message=EXPIRED, heading="页面已过期", form_page=form_page)


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


def page(
    request: HttpRequest, *, status: int, message: str = "", heading: str = "", form_page: str = ""
) -> HttpResponse:
    """Answer with a sentence: a page for readers, which leads back to `form_page` where one is given, JSON below `/api/`."""
    message = message or SENTENCES[status]
    if request.path.startswith("/api/"):
        return JsonResponse({"message": message, "field": None}, status=status)
    refused = _ACT.fullmatch(request.path) if status == HTTPStatus.CONFLICT else None
    context: dict[str, Any] = {"message": message, "status": status, "record": refused[1] if refused else ""}
    context |= {"said": heading or HEADINGS.get(status, "请求有误"), "request_id": current_request.get()}
    context |= {"back": came_from(request), "login_next": after_login(request)}
    context["form_page"] = form_page
    return render(request, "web/error.html", context, status=status)


def came_from(request: HttpRequest) -> str:
    """Return the address of the page of this site from which a request came; empty where that is not known, or the same."""
    told = request.headers.get("Referer", "")
    if not told or not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(told)
    if parts.path.startswith(_ACCOUNTS) and not request.path.startswith(_ACCOUNTS):
        return ""  # whoever came over a sign-in began elsewhere
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "" if request.method == "GET" and address == request.get_full_path() else address


def after_login(request: HttpRequest) -> str:
    """Return where to go on after signing in: the page asked for; of what was sent, the page it was typed on."""
    if request.path.startswith(_ACCOUNTS):
        wanted = request.POST.get("next", "") or request.GET.get("next", "")
        return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""
    return request.get_full_path() if request.method in ("GET", "HEAD") else came_from(request)
