"""How much a visitor without an account may ask of 核数, and how large anything handed in may be."""

from http import HTTPStatus
from typing import Final

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from tongxin.kernel.errors import TongxinError

PER_MINUTE: Final = 20
MOST_UPLOADED: Final = 12 * 2**20


class TooLargeError(TongxinError):
    """What was sent is larger than a page takes (HTTP 413)."""

    http_status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooOftenError(TongxinError):
    """More checks in a minute than a visitor without an account may ask for (HTTP 429)."""

    http_status = HTTPStatus.TOO_MANY_REQUESTS


def require_small(request: HttpRequest) -> None:
    """Refuse a request by the size it announces, before any of it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > MOST_UPLOADED:
        raise TooLargeError("上传的内容超过 12 MB，请拆分报告或只上传需要核对的部分。")


def require_patience(request: HttpRequest) -> None:
    """Count a visitor's checks by address, as the sign-in page counts its attempts; an account is not counted.

    The counter lives in the cache, so with several worker processes the limit is one per process.
    """
    if request.user.is_authenticated:
        return
    name = f"claims.visitor.{get_adapter(request).get_client_ip(request)}"
    cache.add(name, 0, 60)
    try:
        count = cache.incr(name)
    except ValueError:  # it expired between the two lines
        count = 1
    if count > PER_MINUTE:
        raise TooOftenError(f"一分钟内最多核对 {PER_MINUTE} 次，请稍等一分钟，或登录后再核对。")
